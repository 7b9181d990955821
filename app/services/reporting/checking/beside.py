"""What a relation may name beside its own columns: the period before, another form, an indicator."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial

from app.models import period as periods
from app.models.ledger import LEDGERS
from app.models.measure import Aggregate
from app.models.queries import Session, submissions
from app.models.queries import figures as sums
from app.models.queries import settings as choices
from app.models.queries.counting import Span
from app.models.queries.reporting import any_divided, divided, named
from app.services.indicators import figures_in
from app.services.reporting import build
from app.services.reporting.forms.catalogue import form_of, forms
from app.services.reporting.forms.faults import lacking
from app.services.reporting.forms.form import BEFORE, COUNT, INDICATOR, OWN, Check, Form, Rows, Test
from app.services.reporting.forms.relation import Ref, all_refs
from app.services.reporting.sent.frozen import Frozen, unpack
from app.services.reporting.span import dated_within, served_by
from app.services.reporting.table import Line, Printed, Table


class Sent:
    """The report of the period before as it was sent, with the last batch the ledger knew then."""

    def __init__(self, export: submissions.Export) -> None:
        self.frozen: Frozen = unpack(export.packed)
        self.head = export.journal_head

    def value(self, sheet: str, key: str, number: str) -> Fraction | None:
        """The printed figure of a line, or of the 合计 for an empty key."""
        found = next((one for one in self.frozen.sheets if one.name == sheet), None)
        if found is None:
            return None
        at = next((index for index, column in enumerate(found.columns) if column.number == number), None)
        cells = next((line.cells for line in found.lines or () if line.key == key), None) if key else found.total
        text = cells[at] if cells and at is not None else None
        return Fraction(text) if text and _is_number(text) else None


def _is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "", 1).isdigit()


class Beside:
    """The tables beside one that is checked, each built when a relation first asks for it."""

    def __init__(self, session: Session, table: Table) -> None:
        self.session = session
        self.table = table
        self._others: dict[str, Table] = {}
        self._placed: dict[tuple[str, tuple[Test, ...]], Mapping[str, Sequence[Line]]] = {}
        self._at = {column.number: index for index, column in enumerate(table.form.columns)}
        self._amounts: dict[tuple[Aggregate, Span], Mapping[str, Mapping[int, int]]] = {}
        self._indicators: dict[str, Fraction | None] | None = None
        self._sent: Sent | None = None
        self._before: Table | None = None
        self._looked = False
        self._divided: dict[str, Mapping[str, int]] = {}

    def value(self, check: Check, ref: Ref, line: Line) -> Fraction | None:
        """What a reference is worth on a line; None where it is blank or has no meaning there."""
        if not ref.of:
            return line.number(self._at[ref.number])
        is_total = line is self.table.total
        match ref.of:
            case of if of == BEFORE:
                return self._before_value(line.key if not is_total else "", ref.number)
            case of if of == INDICATOR:
                return self._indicator(ref.number)
            case of if of == OWN:
                return Fraction(len(matching(self.table, self.table.lines, check.details.get(OWN, ()))))
        return self._other_value(check, ref, line, is_total=is_total)

    def form_of(self, ref: Ref) -> Form:
        """The form that a reference stands in."""
        return self.table.form if ref.of in ("", BEFORE, INDICATOR, OWN) else self._other(ref.of).form

    @property
    def sent(self) -> Sent | None:
        """The report of the period before as it was sent; None where it was not."""
        self._look_before()
        return self._sent

    @property
    def before(self) -> Table | None:
        """The sheet of the period before as the ledger gives it now; None in the year's first period."""
        self._look_before()
        return self._before

    def amounts(self, one: Aggregate, days: Span) -> Mapping[str, Mapping[int, int]]:
        """What each record adds to a sum or count over some days, by the places it is counted in."""
        if (one, days) not in self._amounts:
            self._amounts[one, days] = sums.contributions(self.session, self.table.scope, [one], days)[one]
        return self._amounts[one, days]

    def divided(self, kind: str) -> Mapping[str, int]:
        """How many projects of a ledger have a part in each place and lie in other towns too."""
        if kind not in self._divided:
            self._divided[kind] = divided(self.session, self.table.scope, kind)
        return self._divided[kind]

    def names(self, records: Sequence[int]) -> list[str]:
        """How sentences name some records, in their order."""
        known: dict[int, str] = {}
        for kind in LEDGERS:
            known |= named(self.session, kind, records)
        return [known.get(record, f"第 {record} 号记录（已删除）") for record in records]

    def _look_before(self) -> None:
        if self._looked:
            return
        self._looked = True
        form, span = self.table.form, self.table.span
        kind = served_by(form, span.asked)
        if span.before is None or kind is None:
            return
        day = choices.settings(self.session).cutoff_day
        text = periods.containing(kind, span.before, day).text
        self._before = self._sheet(build.table_in(self.session, self._whole(form.id), text))
        self._sent = self._sent_of(form, text)

    def _sent_of(self, form: Form, period: str) -> Sent | None:
        for one in submissions.submissions(self.session):
            if one.stands and (one.report, one.period, one.form_version) == (form.id, period, form.version):
                export = submissions.export(self.session, one.export_id or "")
                return Sent(export) if export else None
        return None

    def _sheet(self, whole: Table) -> Table:
        return next(one for one in whole.sheets if one.form.sheet == self.table.form.sheet)

    def _whole(self, report: str) -> Form:
        found = next((form for form in forms() if form.id == report), None)
        return found or self.table.form

    def _before_value(self, key: str, number: str) -> Fraction | None:
        before, sent = self.before, self.sent
        if before is None:
            return None
        if sent is not None:
            return sent.value(before.form.sheet, key, number)
        line = next((one for one in before.lines if one.key == key), None) if key else before.total
        return line.number(before.form.index(number)) if line else None

    def _indicator(self, code: str) -> Fraction | None:
        if self._indicators is None:
            self._indicators = {
                one.indicator: one.actual for one in figures_in(self.session, self.table.span.asked.end)
            }
        return self._indicators.get(code)

    def lacking(self, check: Check) -> str:
        """What a check names in other forms and is not there; empty where all is."""
        return next(filter(None, (lacking(form_of(of), of, number) for of, number in check.foreign())), "")

    def _other(self, report: str) -> Table:
        if report not in self._others:
            form = self._asked_of(next(one for one in forms() if one.id == report))
            self._others[report] = build.table_in(self.session, form, self.table.span.asked.text)
        return self._others[report]

    def _asked_of(self, form: Form) -> Form:
        """The form with what the relations ask of it: of a detailed one, a few columns of many lines."""
        if form.rows is not Rows.RECORDS:
            return form
        checks = self.table.form.checks
        relations = [one.relation for one in checks if one.relation]
        asked = {ref.number for one in relations for ref in all_refs(one) if ref.of == form.id}
        asked |= {test.number for one in checks for test in one.details.get(form.id, ())}
        return replace(form, columns=tuple(one for one in form.columns if one.number in asked))

    def _other_value(self, check: Check, ref: Ref, line: Line, *, is_total: bool) -> Fraction | None:
        other = self._other(ref.of)
        if other.form.rows is not Rows.RECORDS:
            found = other.total if is_total else next((one for one in other.lines if one.key == line.key), None)
            return found.number(other.form.index(ref.number)) if found else None
        if not is_total and any_divided(self.session, other.form.ledger):
            return None  # a project that lies in several towns stands in one line, its figures in several
        return _worth(self.listed(check, ref, "" if is_total else line.key), ref.number, other.form)

    def listed(self, check: Check, ref: Ref, place: str) -> Sequence[Line]:
        """The lines of a list that count in a place, in all of them where none is named; none of any other form."""
        if self._other(ref.of).form.rows is not Rows.RECORDS:
            return ()
        placed = self._placed_lines(ref.of, check.details.get(ref.of, ()))
        return placed.get(place, ()) if place else [one for several in placed.values() for one in several]

    def _placed_lines(self, report: str, tests: tuple[Test, ...]) -> Mapping[str, Sequence[Line]]:
        """The lines of another form that say what the tests ask, by the places that they count in."""
        if (report, tests) not in self._placed:
            found: dict[str, list[Line]] = {}
            for one in matching(other := self._other(report), other.lines, tests):
                found.setdefault(one.place, []).append(one)
            self._placed[report, tests] = found
        return self._placed[report, tests]


def _worth(lines: Sequence[Line], number: str, form: Form) -> Fraction:
    if number == COUNT:
        return Fraction(len(lines))
    at = form.index(number)
    return Fraction(sum((cell for one in lines if isinstance(cell := one.cells[at], Decimal)), Decimal(0)))


def matching(table: Table, lines: Sequence[Line], tests: Sequence[Test]) -> Sequence[Line]:
    """The lines whose columns say what the tests ask."""
    for test in tests:
        at, passes = table.form.index(test.number), cache(partial(_passes, test, table.span.whole_year))
        lines = [line for line in lines if passes(line.cells[at])]
    return lines


def _passes(test: Test, year: Span, cell: Printed) -> bool:
    if test.values:
        return isinstance(cell, str) and cell in test.values
    return isinstance(cell, str) and dated_within(cell, year)
