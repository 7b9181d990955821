"""The lines of a detailed form: one for each record it lists, every figure at its full precision.

What is dated later than the report's last day is blank, and a dated quantity stands as it stood on that day. A text
that waits to become a value stands as it was written.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from app.models import region
from app.models.field import Field, FieldType, Stored
from app.models.ledger import dated_quantities, fields_of
from app.models.quantity import decimal
from app.models.queries import Session, reporting
from app.models.queries import listed as lists
from app.models.queries.listed import Listed
from app.models.queries.scope import Scope
from app.services.masking import masked
from app.services.reporting.form import Column, Fact, Form, OfField
from app.services.reporting.span import Covered
from app.services.reporting.spoken import region_text, yes_no
from app.services.reporting.table import Line, Printed

FACTS = frozenset({"ordinal", "place"})
"""What a form's columns can ask of a line itself: its number, and the unit's place the record counts in."""

CHOICES_APART = "、"
_TOWN = "town_code"

Show = Callable[[Stored], Printed]


def lines(session: Session, form: Form, scope: Scope, span: Covered, *, unmasked: bool) -> Iterator[Line]:
    """A line for each record; its key is the record's code, its place the unit's place it counts in."""
    shown = _Shown(session, form, scope, span, unmasked=unmasked)
    listing = lists.Listing(kind=form.ledger, any_of=form.any_of, names=shown.names, order=form.sort)
    for number, record in enumerate(lists.listed(session, scope, listing, span.whole_year), 1):
        yield shown.line(number, record)


@dataclass(frozen=True, slots=True)
class _Cell:
    """How one column of a record is read."""

    field: Field
    show: Show
    reached: str
    outdated_by: str
    as_it_stood: Mapping[int, int] | None


class _Shown:
    """What the columns of a form show of each record."""

    def __init__(self, session: Session, form: Form, scope: Scope, span: Covered, *, unmasked: bool) -> None:
        self._day = span.asked.end
        self._places = {place.code: place.name for place in [*scope.towns(), scope.elsewhere]}
        self._kind, self._of_city = form.ledger, scope.is_city
        self._waiting = reporting.pending_texts(session, form.ledger)
        self._cells = [self._cell(session, column, unmasked=unmasked) for column in form.columns]

    @property
    def names(self) -> list[str]:
        """The fields that are read of each record."""
        cells = [one for one in self._cells if isinstance(one, _Cell)]
        fields = [name for one in cells for name in (one.field.name, one.reached, one.outdated_by)]
        return ["code", "name", *filter(None, fields)]

    def _cell(self, session: Session, column: Column, *, unmasked: bool) -> _Cell | str:
        match column.source:
            case OfField(name=name, reached=reached, outdated_by=outdated_by):
                field = fields_of(self._kind)[name]
                dated = name in dated_quantities(self._kind)
                stood = lists.totals(session, self._kind, name, self._day) if dated else None
                show = with_county if self._of_city and name == _TOWN else show_of(field, unmasked=unmasked)
                return _Cell(field, show, reached, outdated_by, stood)
            case Fact(name=name):
                return name
        return ""

    def line(self, number: int, record: Listed) -> Line:
        """The line of a record."""
        cells = tuple(self._printed(one, number, record) for one in self._cells)
        values = record.values
        name = str(values["code"] or values["name"] or f"第 {record.id} 号记录")
        return Line(str(values["code"] or ""), name, cells, place=record.place, record=record.id)

    def _printed(self, cell: _Cell | str, number: int, record: Listed) -> Printed:
        if isinstance(cell, str):
            return {"ordinal": Decimal(number), "place": self._places.get(record.place)}.get(cell)
        if cell.as_it_stood is not None:
            value: Stored | None = cell.as_it_stood.get(record.id)
        else:
            value = record.values[cell.field.name]
        if value is None:
            return self._waiting.get(record.id, {}).get(cell.field.name)
        return cell.show(value) if self._is_credited(cell, value, record) else None

    def _is_credited(self, cell: _Cell, value: Stored, record: Listed) -> bool:
        """Whether the date a value hangs on, or the date itself, is past and its credit not suspended."""
        hangs_on = cell.reached or (cell.field.name if cell.field.type is FieldType.DATE else "")
        later = record.values[cell.outdated_by] if cell.outdated_by else None
        if later is not None and str(later) > self._day.isoformat():
            return False
        if not hangs_on:
            return True
        on = value if hangs_on == cell.field.name else record.values[hangs_on]
        return on is not None and str(on) <= self._day.isoformat() and hangs_on not in record.suspended


def show_of(field: Field, *, unmasked: bool) -> Show:
    """How a field's values stand in a line: figures as decimals, days as ISO texts, all else as words."""
    if field.personal and not unmasked:
        return lambda value: masked(str(value))
    if field.numeric:
        return lambda value: decimal(int(value), field.scale)
    return _SHOWS.get(field.type, str)


@cache
def with_county(code: Stored) -> str:
    """A town behind its county, as a city's list names it."""
    county = region.division(region.full(str(code)[:6]))
    return f"{county.name if county else ''}{region_text(code)}"


@cache
def date_cell(text: str) -> date | str:
    """A day as a date; a month or a year alone stays text, for a cell would make a day of it."""
    return date.fromisoformat(text) if len(text) == len("2000-01-01") else text


_SHOWS: dict[FieldType, Show] = {
    FieldType.FLAG: yes_no,
    FieldType.REGION: region_text,
    FieldType.MULTICHOICE: lambda value: str(value).replace("|", CHOICES_APART),
}
