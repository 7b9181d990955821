"""A short list that stands to the right of a table with a head of its own: 点位编号 | 意见, beside other rows.

It speaks of the rows it names, not of those it happens to stand beside; and its head is no heading of the table's.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from app.models.field import Field, FieldType
from app.services.importing.match import SURE, scores
from app.services.importing.tables.band import columns_of, find_bands
from app.services.importing.tables.header import heading
from app.services.importing.tables.table import Column, Skip, Table
from app.services.importing.text import compact
from app.services.importing.vocabulary import Vocabulary
from app.services.workbook.book import Sheet
from app.services.workbook.read.grid import filled_columns

_FEWEST, _MOST = 2, 8
_LONGEST_HEADING = 20
_NAMING = ("code", "filing_no", "town_code")


def blocks(sheet: Sheet) -> Iterator[range]:
    """The runs of columns between the empty ones."""
    filled = filled_columns(sheet.rows)
    for is_filled, run in groupby(range(sheet.width), key=filled.__getitem__):
        columns = list(run)
        if is_filled:
            yield range(columns[0], columns[-1] + 1)


def beside(sheet: Sheet, vocabulary: Vocabulary) -> tuple[Sheet, list[Table]]:
    """The sheet without the short lists beside its table, and those lists.

    One is told by the column that names rows as the table itself does, with words beside it and no figures of a ledger.
    """
    _, *right = list(blocks(sheet)) or [range(0)]
    narrow = [block for block in right if _FEWEST <= len(block) <= _MOST]
    found = [(block, table) for block in narrow if (table := _list(only(sheet, 1, block), block, vocabulary))]
    if not found:
        return sheet, []
    rest = only(sheet, 1, frozenset(range(sheet.width)).difference(*(block for block, _ in found)))
    known = {
        name
        for band in find_bands(rest, vocabulary)
        for one in columns_of(rest, band)
        for name in _named(one, vocabulary)
    }
    lists = [table for _, table in found if any(known & _named(one, vocabulary) for one in table.columns)]
    return (rest, lists) if len(lists) == len(found) else (sheet, [])


def only(sheet: Sheet, top: int, kept: range | frozenset[int]) -> Sheet:
    """The sheet with nothing but some of its columns from a row down."""
    below = [tuple(cell if index in kept else "" for index, cell in enumerate(row)) for row in sheet.rows[top - 1 :]]
    merges = tuple(area for area in sheet.merges if area.bottom < top or {area.left, area.right} <= set(kept))
    return replace(sheet, rows=[*sheet.rows[: top - 1], *below], merges=merges)


def _list(sheet: Sheet, block: range, vocabulary: Vocabulary) -> Table | None:
    """The list that a block of columns is; None where it is none."""
    head = _head(sheet, block)
    if head is None:
        return None
    cells = [(index, sheet.cell(head, index)) for index in block]
    columns = tuple(Column(index, (heading(compact(str(cell))).text,), ()) for index, cell in cells)
    naming = [one.index for one in columns if _named(one, vocabulary)]
    fields = [_fields(one, vocabulary) for one in columns if one.index not in naming]
    if not naming or any(one.numeric for known in fields for one in known) or not any(map(_are_words, fields)):
        return None
    numbers = range(head + 1, len(sheet.rows) + 1)
    records = tuple(number for number in numbers if any(sheet.cell(number, index) != "" for index in naming))
    skipped = {number: Skip.BLANK for number in numbers if number not in records}
    return Table(sheet, head, head, columns, records, skipped, "", (), head) if records else None


def _head(sheet: Sheet, block: range) -> int | None:
    """The row of a block's headings: the first that is full of short texts; above it there may be a title alone."""
    for number, row in enumerate(sheet.rows, start=1):
        cells = [row[index] for index in block if row[index] != ""]
        if len(cells) == len(block) and all(isinstance(one, str) and len(one) <= _LONGEST_HEADING for one in cells):
            return number
        if len(cells) > 1:
            return None
    return None


def _named(column: Column, vocabulary: Vocabulary) -> set[str]:
    """What of a record a column names it by."""
    found = [scores(column.path, ledger) for ledger in vocabulary.ledgers]
    return {name for name in _NAMING if any(score.get(name, 0) >= SURE for score in found)}


def _fields(column: Column, vocabulary: Vocabulary) -> list[Field]:
    """The fields of the ledgers that a column's heading names."""
    return [
        ledger.fields[name]
        for ledger in vocabulary.ledgers
        for name, score in scores(column.path, ledger).items()
        if score >= SURE
    ]


def _are_words(fields: list[Field]) -> bool:
    """Whether a column is for words: of no field at all, or of a long text."""
    return all(one.type is FieldType.LONGTEXT for one in fields)
