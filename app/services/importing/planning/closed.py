"""Rows that change what a report that was sent had counted: they are taken, and it is said (``decisions.md`` 7)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.models import measure
from app.models import period as periods
from app.models.ledger import fields_of
from app.models.queries import settings as choices
from app.models.queries import submissions
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan, RowPlans
from app.services.importing.view import View

if TYPE_CHECKING:  # most imports meet a year of which nothing was sent yet
    from app.services.reporting.forms.form import Form


@dataclass(frozen=True, slots=True)
class _Closed:
    """The last day that a report of a ledger was sent for, which report it is, and the dates by which it counts."""

    day: str
    report: str
    dates: frozenset[str]


def warned(tables: Sequence[TablePlan], seen: View) -> list[TablePlan]:
    """The plans, each row that is dated in a closed period with a warning."""
    kinds = {table.mapping.kind for table in tables if table.mapping.kind}
    closed = _closed(seen) if kinds else {}
    return [_warned(table, closed[kind]) if (kind := table.mapping.kind) in closed else table for table in tables]


def _closed(seen: View) -> dict[str, _Closed]:
    """What is closed in each ledger, by its kind; the latest of the reports that stand."""
    with seen.store.read() as session:
        sent = [one for one in submissions.submissions(session) if one.stands]
        cutoff = choices.settings(session).cutoff_day
    if not sent:
        return {}
    from app.services.reporting.forms.catalogue import form_of

    found: dict[str, _Closed] = {}
    for one in sent:
        form = form_of(one.report)
        asked = periods.parse(one.period, cutoff)
        for kind, dates in _counted(form).items() if form else ():
            if kind not in found or found[kind].day < asked.end.isoformat():
                name = f"{form.name if form else one.report}{asked.label}（{one.number}）"
                found[kind] = _Closed(asked.end.isoformat(), name, frozenset(dates))
    return found


def _counted(form: "Form") -> dict[str, set[str]]:
    """The dates by which a form counts, by the ledger whose they are."""
    from app.services.reporting.forms.form import Counted

    found: dict[str, set[str]] = {}
    for source in (column.source for column in form.columns):
        for one in measure.aggregates(source.measure) if isinstance(source, Counted) else ():
            of_entries = [fields_of(one.kind)[name].dated_by for name in one.plus] if one.dated else []
            found.setdefault(one.kind, set()).update(filter(None, (*one.credited_on, *of_entries)))
    return found


def _warned(table: TablePlan, closed: _Closed) -> TablePlan:
    kind, rows = table.mapping.kind or "", table.rows
    letters = {one.field.name: one.column.letter for one in table.mapping.mapped}
    told = ((place, _warning(kind, rows[place], letters, closed)) for place in _dated_before(kind, rows, closed))
    return replace(table, rows=rows.saying({place: warning for place, warning in told if warning}))


def _dated_before(kind: str, rows: RowPlans, closed: _Closed) -> Sequence[int]:
    """The rows that may change what was counted: those planned one by one, and the others that name such a day."""
    fields = fields_of(kind)
    dates = {name if name in closed.dates else fields[name].dated_by for name in rows.columns} & rows.columns.keys()
    early = {place for name in dates for place, day in enumerate(rows.columns[name]) if day and str(day) <= closed.day}
    return sorted(early.union(rows.apart))


def _warning(kind: str, row: RowPlan, letters: dict[str, str], closed: _Closed) -> Issue | None:
    if row.action not in (Action.CREATE, Action.UPDATE):
        return None
    field = next((name for name, day in _days(kind, row, closed) if day <= closed.day), None)
    if field is None:
        return None
    column = letters.get(field)
    text = f"“{closed.report}”已经报送，改动记在那一期之内，台账会与报出的数不同"
    cell = f"{column}{row.row}" if column else None
    return Issue(column, cell, Code.LOCKED_PERIOD, Severity.WARNING, text, field)


def _days(kind: str, row: RowPlan, closed: _Closed) -> Iterator[tuple[str, str]]:
    """The fields that a row changes which are counted by a day, each with that day before and after."""
    fields = fields_of(kind)
    changed = row.changes if row.action is Action.UPDATE else {name: (None, one) for name, one in row.values.items()}
    for name, sides in changed.items():
        if name in closed.dates:
            yield from ((name, str(day)) for day in sides if day)
        elif (by := fields[name].dated_by) and (day := row.dated or row.values.get(by)):
            yield name, str(day)
