"""The rows in which a bureau's form wants the sum of some of its rows (街道小计): of which, and what it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models.quantity import number
from app.services.importing import lexicon
from app.services.importing.tables.table import Table as FormTable
from app.services.importing.text import half_width, key
from app.services.reporting.forms.form import OfIndicator
from app.services.reporting.printed import computed
from app.services.reporting.table import Line, Printed, Table
from app.services.reporting.template.cells import Pen
from app.services.reporting.template.match import Matched
from app.services.reporting.total import adds_up, is_target, parts_sum
from app.services.workbook.cells import BLANK, value_cell
from app.services.workbook.layout import CellValue

_LABELS = 3
"""A sum says so in one of so many first columns."""


@dataclass(frozen=True, slots=True)
class Groups:
    """The sums of some of a report's lines, where its totals are the sums of what is printed."""

    table: Table

    @property
    def added(self) -> frozenset[int]:
        """The columns in which a sum is that of the cells above it."""
        return frozenset(
            index
            for index, column in enumerate(self.table.form.columns)
            if adds_up(column) or (is_target(column) and column.unit != "%")
        )

    def values(self, keys: Collection[str]) -> Sequence[CellValue]:
        """The cells of the sum of the lines with these keys; a rate is that of the sums."""
        lines = [line for line in self.table.lines if line.key in keys]
        cells = tuple(self._cell(lines, index) for index in range(len(self.table.form.columns)))
        return list(computed(self.table.form, Line("", "", cells), lambda _: Fraction(0), self.table.rounding).cells)

    def _cell(self, lines: Sequence[Line], index: int) -> Printed:
        source = self.table.form.columns[index].source
        if index in self.added:
            return parts_sum(lines, index)
        if isinstance(source, OfIndicator) and source.what == "pace":
            return lines[0].cells[index]
        return None

    def covers(self, said: str, keys: Collection[str]) -> bool:
        """Whether a sum called ``said`` may be that of these lines: one of 街道 is of all streets and nothing else."""
        ending = next((word for word in _endings() if said.endswith(word)), "")
        kind = said.removesuffix(ending)
        of_kind = {line.key for line in self.table.lines if kind and key(line.name).endswith(kind)}
        return not of_kind or of_kind == set(keys)


def sum_said(pen: Pen, table: FormTable, row: int) -> str:
    """What a row calls itself that sums some others; empty for any other row."""
    said = (key(half_width(pen.text(row, column.index))) for column in table.columns[:_LABELS])
    return next((text for text in said if text.endswith(_endings()) and text not in lexicon.words("total")), "")


def _endings() -> tuple[str, ...]:
    return tuple(lexicon.words("sum_ending"))


def scopes(names: Mapping[int, str | None], sums: Collection[int]) -> dict[int, list[int]]:
    """The rows that each row of a sum is of: those above it up to the sum before, or, where sums head them, below it.

    A sum has none where this is not certain; ``names`` are the form's rows and what each names.
    """
    tops = sorted(names)
    if not tops or (tops[0] in sums and tops[-1] in sums):
        return {}
    found: dict[int, list[int]] = {}
    gathered: list[int] = []
    for top in reversed(tops) if tops[0] in sums else tops:
        if top in sums:
            found[top], gathered = gathered, []
        else:
            gathered.append(top)
    return {top: rows for top, rows in found.items() if rows and all(names[row] for row in rows)}


def write_sum(pen: Pen, matched: Sequence[Matched], groups: Groups, row: int, rows: Sequence[int]) -> Iterator[Matched]:
    """Sum up the cells of ``rows`` into ``row`` where columns add up; yields the columns that do not."""
    for one in matched:
        if one.index not in groups.added:
            yield one
            continue
        found = pen.cells.seek(row, one.column.index)
        if found is None or found.formula is None:
            total = _added([_number(pen, top, one.column.index) for top in rows])
            pen.put(row, one.column.index, BLANK if total is None else value_cell(total))


def _number(pen: Pen, row: int, column: int) -> Decimal | None:
    cell = pen.cells.seek(row, column)
    return number(cell.raw) if cell and cell.kind == "n" and cell.raw else None


def _added(parts: Sequence[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known[1:], known[0]) if known else None
