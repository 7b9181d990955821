"""Where a form's columns stand in a sent workbook, and in which unit each of them is there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models import quantity
from app.models.quantity import unit_named
from app.models.refusal import Refusal
from app.services.importing.returns.sent import matched, number_in, spelt
from app.services.importing.tables.surroundings import units_around
from app.services.importing.tables.table import Column as SentColumn
from app.services.importing.tables.table import Table
from app.services.reporting.forms.columns import OPEN
from app.services.reporting.forms.form import Column, Fact, Form, OfField, Rows
from app.services.reporting.table import Printed
from app.services.reporting.template.match import unit_wanted
from app.services.workbook.book import Cell

_EXACT = 12  # decimals of a converted figure: what a form's own conversions never need all of


@dataclass(frozen=True, slots=True)
class Placed:
    """A form's column in a sent table: its index there, its unit there, what makes that the form's own unit."""

    index: int
    unit: str = ""
    factor: Fraction = Fraction(1)

    def read(self, cell: Cell, column: Column) -> Printed:
        """A cell as the form prints it; a figure keeps every decimal it came with, and gets those of its column."""
        figure = number_in(cell) if column.numeric else None
        if figure is None:
            return (cell.strip() if isinstance(cell, str) else spelt(cell)) or None
        if self.factor != 1:
            exact = Fraction(figure) * self.factor
            figure = quantity.decimal(quantity.rounded(exact, _EXACT), _EXACT).normalize()
        shown = Decimal(1).scaleb(-(column.places or 0))
        rounded = figure.quantize(shown)
        return rounded if abs(rounded - figure) < shown / 1_000_000 else figure


@dataclass(frozen=True, slots=True)
class Layout:
    """A sent table as a form's: which of its columns are where, and which one names the rows, if any does."""

    placed: Mapping[int, Placed]
    names: int | None


def layout(form: Form, table: Table, file: str) -> Layout:
    """How a table is laid out. Raises ``Refusal`` where a column's unit is none that the form's figures can be in."""
    at = {place: index for index, place in places(form, table).items()}
    there, around = {one.index: one for one in table.columns}, units_around(table)
    placed = {place: _placed(form.columns[place], there[index], around, file) for place, index in at.items()}
    own = at.get(named_by(form))
    return Layout(placed, _first_named(table, set(at.values())) if own is None else own)


def places(form: Form, table: Table) -> dict[int, int]:
    """Which of a form's columns a table's are (table index -> place in the form)."""
    return matched([_headings(column) for column in form.columns], table.columns)


def named_by(form: Form) -> int:
    """The column that names the rows: of a detailed form their code."""
    wanted = OfField("code") if form.rows is Rows.RECORDS else Fact("name")
    return next((place for place, column in enumerate(form.columns) if column.source == wanted), 0)


def is_named_freely(column: Column) -> bool:
    """Whether a column's heading is each unit's own: 镇(街道), 县(市、区)."""
    return bool(OPEN.search(column.path[-1]))


def converted(form: Form, found: Layout) -> Iterator[str]:
    """The columns that stand in another unit than the form's, as a sentence tells them."""
    alike: dict[tuple[str, str], list[str]] = {}
    for place, one in sorted(found.placed.items()):
        if one.factor != 1:
            alike.setdefault((one.unit, form.columns[place].unit), []).append(form.columns[place].label)
    for (theirs, own), labels in alike.items():
        yield f"{'、'.join(labels)}按{theirs}填，已折算成{own}"


def _placed(column: Column, there: SentColumn, around: tuple[str, ...], file: str) -> Placed:
    if not column.numeric or unit_named(column.unit) is None:
        return Placed(there.index)
    unit = unit_wanted(there, column.unit, around)
    if unit is None:
        raise Refusal(
            f"“{file}”的“{there.text}”({there.letter}列)单位是{there.units[0]}，折算不成{column.unit}",
            f"请核对这一栏，按{column.unit}填写后再汇总",
        )
    return Placed(there.index, unit, quantity.factor(unit, column.unit))


def _first_named(table: Table, taken: set[int]) -> int | None:
    """The first column that is none of the form's and holds words: a serial number before it names nobody."""
    for column in table.columns:
        if column.index not in taken:
            said = [spelt(table.cell(number, column.index)) for number in table.records]
            if any(text and quantity.number(text) is None for text in said):
                return column.index
    return None


def _headings(column: Column) -> tuple[str, ...]:
    """A heading without its open places, which each unit fills as it is; a unit that no workbook's is stays with it."""
    *above, leaf = (OPEN.sub("", part) for part in column.path)
    return (*above, f"{leaf}({column.unit})" if column.unit and unit_named(column.unit) is None else leaf)
