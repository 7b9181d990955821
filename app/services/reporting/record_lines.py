"""The lines of a detailed form: one for each record it lists, every figure at its full precision.

What is dated later than the report's last day is blank, and a dated quantity stands as it stood on that day. A text
that waits to become a value stands as it was written.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import repeat
from typing import TypeVar

from app.models import region
from app.models.field import Field, FieldType, Stored
from app.models.ledger import dated_quantities, fields_of
from app.models.quantity import decimal
from app.models.queries import Session, reporting
from app.models.queries import listed as lists
from app.models.queries.listed import Listed
from app.models.queries.scope import Scope
from app.services.known import Known
from app.services.masking import masked
from app.services.reporting.forms.form import Column, Fact, Form, OfField
from app.services.reporting.span import Covered
from app.services.reporting.spoken import region_text, yes_no
from app.services.reporting.table import Line, Printed

FACTS = frozenset({"ordinal", "place"})
"""What a form's columns can ask of a line itself: its number, and the unit's place the record counts in."""

CHOICES_APART = "、"
_TOWN = "town_code"

Show = Callable[[Stored], Printed]
T = TypeVar("T")


def lines(session: Session, form: Form, scope: Scope, span: Covered, *, unmasked: bool) -> Iterator[Line]:
    """A line for each record; its key is the record's code, its place the unit's place it counts in."""
    shown = _Shown(session, form, scope, span, unmasked=unmasked)
    listing = lists.Listing(kind=form.ledger, any_of=form.any_of, names=shown.names, order=form.sort)
    records = lists.listed(session, scope, listing, span.whole_year)
    across = zip(*shown.columns(records), strict=True) if form.columns else repeat(())
    known = (records.ids, records.places, records.values["code"], records.values["name"])
    for record, place, code, name, cells in zip(*known, across, strict=bool(form.columns)):
        called = str(code or name or f"第 {record} 号记录")
        yield Line(str(code or ""), called, cells, place=place, record=record)


@dataclass(frozen=True, slots=True)
class _Cell:
    """How one column of a record is read; ``shown`` are its values as they are printed, blanks included."""

    field: Field
    shown: Known[Printed]
    reached: str
    outdated_by: str
    as_it_stood: Mapping[int, int] | None

    @property
    def hangs_on(self) -> str:
        """The date that must be past for a value to be shown; empty where none must."""
        return self.reached or (self.field.name if self.field.type is FieldType.DATE else "")


class _Shown:
    """What the columns of a form show of each record."""

    def __init__(self, session: Session, form: Form, scope: Scope, span: Covered, *, unmasked: bool) -> None:
        self._end, self._day = span.asked.end, span.asked.end.isoformat()
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
                stood = lists.totals(session, self._kind, name, self._end) if dated else None
                show = with_county if self._of_city and name == _TOWN else show_of(field, unmasked=unmasked)
                return _Cell(field, Known(or_blank(show)), reached, outdated_by, stood)
            case Fact(name=name):
                return name
        return ""

    def columns(self, records: Listed) -> Iterator[Sequence[Printed]]:
        """What each column shows of some records."""
        for cell in self._cells:
            match cell:
                case _Cell():
                    yield self._printed(cell, records)
                case "ordinal":
                    yield list(map(Decimal, range(1, len(records.ids) + 1)))
                case "place":
                    yield list(map(self._places.get, records.places))
                case _:
                    yield [None] * len(records.ids)

    def _printed(self, cell: _Cell, records: Listed) -> Sequence[Printed]:
        name, stood = cell.field.name, cell.as_it_stood
        values = records.values[name] if stood is None else list(map(stood.get, records.ids))
        return self._with_texts(name, records, values, cell.shown.of(self._credited(cell, values, records)))

    def _with_texts(
        self, name: str, records: Listed, values: Sequence[Stored | None], shown: Sequence[Printed]
    ) -> Sequence[Printed]:
        """The column with the texts that wait in its blanks."""
        waiting = {record: texts[name] for record, texts in self._waiting.items() if name in texts}
        if not waiting:
            return shown
        return [
            waiting.get(record) if value is None else printed
            for record, value, printed in zip(records.ids, values, shown, strict=True)
        ]

    def _credited(self, cell: _Cell, values: Sequence[Stored | None], records: Listed) -> Sequence[Stored | None]:
        """The values of which the date they hang on, or the date itself, is past and its credit not suspended."""
        hangs_on, day = cell.hangs_on, self._day
        if cell.outdated_by:
            later = zip(values, records.values[cell.outdated_by], strict=True)
            values = [value if then is None or str(then) <= day else None for value, then in later]
        if not hangs_on:
            return values
        dates = values if hangs_on == cell.field.name else records.values[hangs_on]
        return [
            value if on is not None and str(on) <= day and hangs_on not in held else None
            for value, on, held in zip(values, dates, records.suspended, strict=True)
        ]


def or_blank(show: Callable[[Stored], T]) -> Callable[[Stored | None], T | None]:
    """The way to show a value that may be blank."""
    return lambda value: None if value is None else show(value)


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
