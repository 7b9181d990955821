"""Tables that stand side by side on a sheet: one header over like blocks, or an empty column between two tables."""

from app.services.importing.match import SURE, scores
from app.services.importing.tables.band import Band, columns_of, find_bands
from app.services.importing.tables.beside import blocks as runs
from app.services.importing.tables.beside import only
from app.services.importing.tables.table import IDENTITIES, Column
from app.services.importing.vocabulary import Vocabulary
from app.services.workbook.book import Sheet

_MOST_BLOCKS, _NARROWEST = 4, 3


def apart(sheet: Sheet, vocabulary: Vocabulary) -> list[Sheet]:
    """The sheet once for each of the tables that an empty column keeps apart, the others blanked out.

    Only where every part has a header of its own that says who its rows are about; else the sheet as it is.
    """
    blocks = [block for block in runs(sheet) if len(block) >= _NARROWEST]
    if not 1 < len(blocks) <= _MOST_BLOCKS:
        return [sheet]
    parts = [only(sheet, 1, block) for block in blocks]
    return parts if all(_tells(part, vocabulary) for part in parts) else [sheet]


def _tells(sheet: Sheet, vocabulary: Vocabulary) -> bool:
    """Whether one of a part's headers names what its rows are told apart by."""
    paths = {column.path for band in find_bands(sheet, vocabulary) for column in columns_of(sheet, band)}
    return any(
        scores(path, ledger).get(name, 0) >= SURE
        for path in paths
        for ledger in vocabulary.ledgers
        for name in IDENTITIES
    )


def side_by_side(sheet: Sheet, band: Band) -> list[Sheet]:
    """The sheet once for each of the like tables that stand side by side under one header, the others blanked out."""
    columns = columns_of(sheet, band)
    for parts in range(2, _MOST_BLOCKS + 1):
        size, rest = divmod(len(columns), parts)
        blocks = [columns[first : first + size] for first in range(0, len(columns), size or 1)]
        if not rest and size >= _NARROWEST and len({tuple(one.path for one in block) for block in blocks}) == 1:
            return [only(sheet, band.top, _span(block)) for block in blocks]
    return [sheet]


def _span(block: tuple[Column, ...]) -> range:
    return range(block[0].index, block[-1].index + 1)
