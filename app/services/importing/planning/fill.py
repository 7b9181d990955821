"""Which cell another repeats: below merged groups, towns on the first row of their group (``domain.md`` D33), 同上."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from itertools import compress, pairwise

from app.services.importing import lexicon
from app.services.importing.mapping.map import Mapped
from app.services.importing.tables.table import Skip, Table
from app.services.importing.text import compact
from app.services.workbook.book import Cell

_SPARSE = 0.3
_LONGEST_DITTO = 8
_REGIONS = ("county_code", "town_code")
_ENDS_GROUP = (Skip.SUBTOTAL, Skip.TOTAL)


@dataclass(frozen=True, slots=True)
class Repeats:
    """For one column the row whose cell each blank one repeats; ``sure`` where the layout leaves no doubt."""

    sources: dict[int, int] = field(default_factory=dict)
    sure: bool = True


def repeats(table: Table, one: Mapped, pieces: Iterable[Sequence[Cell]]) -> Repeats:
    """What the blanks of a column stand for; a merged figure is not repeated, it would count twice.

    ``pieces`` hold whatever stands in the column's data rows.
    """
    if one.field.numeric:
        return Repeats()
    column = one.column.index
    merged = _merged(table, column)
    found = _first_rows(table, column) if one.field.name in _REGIONS and not merged else Repeats(merged)
    said = {cell for cell in _short(pieces) if compact(cell) in lexicon.words("ditto")}
    dittos = _dittos(table, column, said) if said else {}
    if not dittos:
        return found
    below = {row: dittos.get(source, source) for row, source in found.sources.items()}  # a blank below 同上 too
    return Repeats(below | dittos, found.sure)


def _short(pieces: Iterable[Sequence[Cell]]) -> set[str]:
    """The texts among cells that are short enough to say 同上."""
    found: set[str] = set()
    for cells in pieces:
        texts = [cell for cell in cells if isinstance(cell, str)] if str in set(map(type, cells)) else []
        if texts and min(map(len, texts)) <= _LONGEST_DITTO:
            found.update(compress(texts, map(_LONGEST_DITTO.__ge__, map(len, texts))))
    return found


def _dittos(table: Table, column: int, said: Set[Cell]) -> dict[int, int]:
    """The rows that say 同上 (or 〃) instead of a text, each with the last row above that says one."""
    found: dict[int, int] = {}
    source = 0
    for row in table.records:
        cell = table.cell(row, column)
        if cell in said:
            found[row] = source
        elif cell != "":
            source = row
    return {row: above for row, above in found.items() if above}


def _merged(table: Table, column: int) -> dict[int, int]:
    """The rows under a merged cell, each with the cell's own; a column's number (栏次) is nobody's value."""
    areas = [area for area in table.sheet.merges if column in area.columns and table.bottom < area.top < area.bottom]
    valued = [area for area in areas if table.skipped.get(area.top) is not Skip.ORDINAL]
    return {row: area.top for area in valued for row in area.rows}


def _first_rows(table: Table, column: int) -> Repeats:
    """A column that names its group on the first row only: no name stands twice in a row, many cells are blank.

    A name may be said again below a page break.
    """
    named = table.where(column, table.records, lambda cell: cell != "")
    blank = len(table.records) - len(named)
    if not blank or any(_says_twice(table, one, other, column) for one, other in pairwise(named)):
        return Repeats()
    return Repeats(_group_sources(table, column), blank >= _SPARSE * len(table.records))


def _says_twice(table: Table, row: int, other: int, column: int) -> bool:
    interrupted = any(table.skipped.get(between) is Skip.TITLE for between in range(row + 1, other))
    return table.cell(row, column) == table.cell(other, column) and not interrupted


def _group_sources(table: Table, column: int) -> dict[int, int]:
    """For each blank row the last named one above it, be it hidden; a sum line ends the group."""
    found: dict[int, int] = {}
    source, previous = 0, table.bottom
    hidden = {row for row, why in table.skipped.items() if why is Skip.HIDDEN}
    for row in sorted(hidden.union(table.records)) if hidden else table.records:
        if any(table.skipped.get(between) in _ENDS_GROUP for between in range(previous + 1, row)):
            source = 0
        previous = row
        if table.cell(row, column) != "":
            source = row
        elif source and row not in hidden:
            found[row] = source
    return found
