"""Detailed forms of several units as one: their rows one after another, each with the unit that sent it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from app.models.queries import Session
from app.models.queries import scope as scopes
from app.models.queries.scope import Place
from app.models.queries.settings import Settings
from app.services.reporting.forms.form import Column, Fact, Form
from app.services.reporting.table import Line, Table
from app.services.reporting.total import with_sums
from app.services.rollup.gather import USED, Gathered, Sent, by_unit
from app.services.rollup.merge import Gap, blank, gaps, line_of
from app.services.rollup.part import APART, Cells, Part
from app.services.rollup.units import above, are_several

_SENDER = Column(path=("报送单位",), source=Fact("place"), width=14, centered=True)
_ORDINAL = Fact("ordinal")


@dataclass(frozen=True, slots=True)
class Double:
    """A code that stands in several rows of one sheet: whose they are, and whether they say the same."""

    sheet: str
    code: str
    units: tuple[str, ...]
    alike: bool

    @property
    def state(self) -> str:
        """Whether the rows say the same, in words."""
        return "内容相同" if self.alike else "内容不同"

    @property
    def sentence(self) -> str:
        """The double as the console says it."""
        return f"{self.sheet} {self.code} 出现 {len(self.units)} 次（{'、'.join(self.units)}），{self.state}，都保留"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: whose it is, its code, its cells as they were sent."""

    unit: Place
    code: str
    cells: Cells


class Listing:
    """The workbooks of one detailed form, in the units' order; those of one unit's towns in the order they came."""

    def __init__(self, session: Session, form: Form, parts: Sequence[Part], settings: Settings) -> None:
        self.form, self.settings, self.period = form, settings, parts[0].period
        self.scope = above(session, scopes.scope(session, settings), parts)
        self.gathered = by_unit(parts, self.scope.towns()) if are_several(parts) else _each(parts)

    @cached_property
    def rows(self) -> list[list[_Row]]:
        """The rows of each sheet of the form."""
        return [
            [
                _Row(place, name.partition(APART)[0], cells)
                for place, part in self.gathered.used
                for name, cells in (part.sheets[index].lines.items() if index < len(part.sheets) else ())
            ]
            for index in range(len(self.form.sheets))
        ]

    def tables(self) -> list[Table]:
        """The merged sheets with their sums: the sender's column follows the rows' numbers."""
        return [self._table(sheet, rows) for sheet, rows in zip(self.form.sheets, self.rows, strict=True)]

    def _table(self, form: Form, rows: Sequence[_Row]) -> Table:
        place = next((index + 1 for index, one in enumerate(form.columns) if one.source == _ORDINAL), 0)
        columns = (*form.columns[:place], _SENDER, *form.columns[place:])
        table = blank(replace(form, columns=columns, also=()), self.period, self.scope, self.settings)
        lines = tuple(
            Line(f"{row.unit.code}/{row.code}", f"{row.unit.name} {row.code}", _cells(form, place, number, row))
            for number, row in enumerate(rows, 1)
        )
        return with_sums(replace(table, lines=lines))

    def gaps(self) -> Iterator[Gap]:
        """Where a workbook's own 合计 is not the sum of its rows."""
        for place, part in self.gathered.used:
            for form, sheet in zip(self.form.sheets, part.sheets, strict=False):
                if sheet.total is not None:
                    table = blank(form, self.period, self.scope, self.settings)
                    lines = [line_of(table, ("", name, cells)) for name, cells in sheet.lines.items()]
                    yield from gaps(table, place.name, lines, line_of(table, ("", place.name, sheet.total)))

    def doubles(self) -> Iterator[Double]:
        """The codes that come more than once, in one workbook or in several."""
        for form, rows in zip(self.form.sheets, self.rows, strict=True):
            found: dict[str, list[_Row]] = {}
            for row in rows:
                found.setdefault(row.code, []).append(row)
            for code, alike in found.items():
                if code and len(alike) > 1:
                    said = {_without_number(form, row.cells) for row in alike}
                    yield Double(form.sheet, code, tuple(row.unit.name for row in alike), len(said) == 1)


def _each(parts: Sequence[Part]) -> Gathered:
    """Every workbook by itself: towns of one unit send one, and nothing in it says which town it is."""
    used = tuple((Place("", part.path.stem), part) for part in parts)
    return Gathered(used, tuple(Sent(place.name, part, USED) for place, part in used))


def _cells(form: Form, place: int, number: int, row: _Row) -> Cells:
    own = tuple(
        Decimal(number) if column.source == _ORDINAL else cell
        for column, cell in zip(form.columns, row.cells, strict=True)
    )
    return (*own[:place], row.unit.name, *own[place:])


def _without_number(form: Form, cells: Cells) -> Cells:
    return tuple(cell for column, cell in zip(form.columns, cells, strict=True) if column.source != _ORDINAL)
