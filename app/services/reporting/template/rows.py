"""The rows of a bureau's form that figures go into: where they begin and end, and how many each record takes."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from app.services.importing import lexicon
from app.services.importing.tables.table import Skip, Table
from app.services.importing.text import half_width
from app.services.reporting.template.seen import FormParts
from app.services.workbook.fill.references import Block

_ENDS = frozenset({Skip.NOTE, Skip.SIGNATURE})
_LABELS = 3
"""A total says so in one of so many first columns."""


@dataclass(frozen=True, slots=True)
class FormRows:
    """The rows of a form. ``tops`` are the first rows of what each record or region has, ``height`` rows high."""

    sheet: str
    tops: tuple[int, ...]
    height: int
    totals: tuple[int, ...]

    @property
    def last(self) -> int:
        """The last row that is there."""
        return self.tops[-1] + self.height - 1


def form_rows(parts: FormParts, table: Table, columns: Collection[int], floor: int | None, *, listed: bool) -> FormRows:
    """The rows of a form under its header; ``floor`` is where another table of the sheet begins.

    ``listed`` says that records follow one another: then what stands below a total is one only if it looks like one.
    """
    sheet = parts.sheet(table.sheet.name)
    first = table.bottom + 1
    while table.skipped.get(first) is Skip.ORDINAL:
        first += 1
    height = _height(sheet.merges, first, columns)
    end = _end(table, first, max([*sheet.numbers, first]) + 1, floor)
    totals = tuple(number for number in range(first, end) if _is_total(parts, table, number))
    looks, live = _looks(parts, table.sheet.name, first, columns), _live(parts, table.sheet.name, first, columns)

    def is_top(number: int) -> bool:
        beyond = any(first < total < number for total in totals)
        if (beyond or listed) and _live(parts, table.sheet.name, number, columns) - live:
            return False  # it works something out of the rows above: an average, a difference
        alike = _looks(parts, table.sheet.name, number, columns) == looks
        return number == first or alike or (_filled(table, number) and not (beyond and listed))

    tops = list(filter(is_top, _tops(first, end, height, totals)))
    return FormRows(table.sheet.name, tuple(_without_gap(tops, height, totals)), height, totals)


def _height(merges: Sequence[Block], first: int, columns: Collection[int]) -> int:
    """How many rows one record takes: as many as the merged cells that begin its first row."""
    found = [
        area.bottom - first + 1
        for area in merges
        if area.top <= first <= area.bottom and area.left in columns and area.left == area.right
    ]
    return max(set(found), key=found.count) if found else 1


def _end(table: Table, first: int, beyond: int, floor: int | None) -> int:
    stops = [number for number, why in table.skipped.items() if number >= first and why in _ENDS]
    return min([*stops, beyond, *([floor] if floor else [])])


def _tops(first: int, end: int, height: int, totals: tuple[int, ...]) -> Iterator[int]:
    number = first
    while number < end:
        if number in totals:
            number += 1
        else:
            yield number
            number += height


def _without_gap(tops: list[int], height: int, totals: tuple[int, ...]) -> list[int]:
    """The rows up to the first gap; a total among them is none."""
    kept = tops[:1]
    for number in tops[1:]:
        between = set(range(kept[-1] + height, number))
        if not between <= set(totals):
            break
        kept.append(number)
    return kept


def _looks(parts: FormParts, name: str, number: int, columns: Collection[int]) -> list[int | None]:
    sheet = parts.sheet(name)
    cells = [sheet.seek(number, column) for column in sorted(columns)]
    return [cell.style if cell else None for cell in cells]


def _live(parts: FormParts, name: str, number: int, columns: Collection[int]) -> set[int]:
    """The columns of a row that hold formulas."""
    sheet = parts.sheet(name)
    return {column for column in columns if (cell := sheet.seek(number, column)) and cell.formula}


def _filled(table: Table, number: int) -> bool:
    return any(table.sheet.cell(number, column.index) != "" for column in table.columns)


def _is_total(parts: FormParts, table: Table, number: int) -> bool:
    return any(half_width(text) in lexicon.words("total") for text in labels(parts, table, number)[:_LABELS])


def labels(parts: FormParts, table: Table, number: int) -> list[str]:
    """The texts of a row's first columns."""
    sheet = parts.sheet(table.sheet.name)
    return [parts.shown(sheet.seek(number, column.index)) for column in table.columns]
