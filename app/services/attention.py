"""What needs attention: what lags, what is overdue, what came back, what waits, what was not sent, what has no copy."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction

from app.models import period as periods
from app.models.ledger import LEDGERS
from app.models.queries import Session, grid, overdue, reviews, submissions
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries.grid import Those, Waiting
from app.models.queries.settings import Settings
from app.models.store import Store
from app.models.tables import TITLES
from app.services.bulletin.due import deadlines
from app.services.figure import LAGGING, Figure
from app.services.indicators import rounded_text
from app.services.keeping import last_copy
from app.services.needs import Aim, Group, Point, Sending
from app.services.reporting.calendar import due_period
from app.services.reporting.forms.catalogue import forms
from app.services.reporting.forms.form import Rows as RowsOf
from app.services.tracing import Rows

_OVER = "超标"


def attention(store: Store, figures: Sequence[Figure], day: date) -> list[Point]:
    """What needs attention at a day, the most pressing group first.

    ``figures`` are the indicators of that day as ``indicators.figures(store, day, "town")`` gives them.
    """
    with store.read() as session:
        chosen = choices.settings(session)
        return [
            *_behind(figures),
            *_overdue(session, day),
            *_late_answers(session, day),
            *_returned(session),
            *_waiting(session),
            *_unsent(session, chosen, day),
            *(last_copy.need(last_copy.age(store.location)) if store.path else ()),  # a server's is its keeper's
        ]


def _behind(figures: Sequence[Figure]) -> Iterator[Point]:
    """The unit's indicators below their pace, the farthest first, and those above their limit."""
    unit = figures[0].region if figures else ""
    mine = [one for one in figures if one.region == unit and one.signal in (*LAGGING, _OVER)]
    for one in sorted(mine, key=lambda one: one.difference or Fraction(0)):
        towns = [town for town in figures if town.region != unit and town.indicator == one.indicator]
        yield Point(
            Group.BEHIND,
            one.signal not in LAGGING or one.signal == "严重滞后",
            f"{one.name} {one.signal}",
            _gap(one, sum(town.signal in LAGGING for town in towns)),
            1,
            "overview",
            Aim(one.indicator),
        )


def _gap(one: Figure, towns: int) -> str:
    if one.rate is None or one.difference is None:
        limit, actual = (rounded_text(value or Fraction(0), one.scale) for value in (one.target, one.actual))
        return f"{actual}{one.unit}，限 {limit}{one.unit}"
    words = f"完成 {rounded_text(one.rate * 100, 2)}%，差 {rounded_text(-one.difference, 2)} 个百分点"
    return f"{words}；{towns:,} 个镇街滞后" if towns else words


def _overdue(session: Session, day: date) -> Iterator[Point]:
    scope = scopes.scope(session)
    for label, deadline in deadlines():
        those = Those(label, overdue.late(scope, deadline, day))
        if number := grid.number(session, deadline.kind, [those]):
            first = overdue.earliest(session, scope, deadline, day)
            rows = Rows(deadline.kind, (those,))
            yield Point(Group.OVERDUE, True, f"{label} {number:,} 个", f"最早 {first} 到期", number, "ledger", rows)


def _late_answers(session: Session, day: date) -> Iterator[Point]:
    """What came back and was to be dealt with before the day."""
    for kind in LEDGERS:
        those = Those("整改逾期", reviews.remarked(kind, day))
        if number := grid.number(session, kind, [those]):
            words = f"{TITLES[kind]} 整改逾期 {number:,} 条"
            detail = f"最早 {reviews.first_deadline(session, kind)} 到期"
            yield Point(Group.OVERDUE, True, words, detail, number, "ledger", Rows(kind, (those,)))
    names = {form.id: form.name for form in forms()}
    for report, period, number in reviews.on_reports(session, day):
        words = f"{names.get(report, report)} 退回意见逾期 {number:,} 条"
        goal = Sending(report, period or "")
        yield Point(Group.OVERDUE, True, words, f"{period or ''} 已过整改期限".strip(), number, "report", goal)


def _returned(session: Session) -> Iterator[Point]:
    for kind in LEDGERS:
        those = Those("退回整改", reviews.remarked(kind))
        if number := grid.number(session, kind, [those]):
            words = f"{TITLES[kind]} 退回整改 {number:,} 条"
            yield Point(Group.RETURNED, True, words, "意见尚未处理", number, "ledger", Rows(kind, (those,)))
    names = {form.id: form.name for form in forms()}
    for report, period, number in reviews.on_reports(session):
        words = f"{names.get(report, report)} 退回意见 {number:,} 条"
        goal = Sending(report, period or "")
        yield Point(Group.RETURNED, True, words, f"{period or ''} 意见尚未处理".strip(), number, "report", goal)


def _waiting(session: Session) -> Iterator[Point]:
    for kind in LEDGERS:
        if number := grid.waiting_count(session, kind):
            words = f"{TITLES[kind]} 标红待改 {number:,} 处"
            rows = Rows(kind, (Waiting(),))
            yield Point(Group.WAITING, False, words, "改好之前不计入数字", number, "ledger", rows)


def _unsent(session: Session, chosen: Settings, day: date) -> Iterator[Point]:
    """The reports of the last month that is over by the day, and of the longer periods that end with it."""
    closed = [month for month in periods.months(day.year, chosen.cutoff_day) if month.end <= day]
    if not closed:
        return
    sent = {(one.report, one.period) for one in submissions.submissions(session) if one.stands}
    for form in forms():
        due = due_period(form.periods, closed[-1], chosen.cutoff_day) if form.rows is not RowsOf.LEDGER else None
        if due and (form.id, due.text) not in sent:
            by = form.due_by(due.end)
            late = (day - by).days if by else 0
            words = f"{form.name} 逾期 {late} 天未报" if late > 0 else f"{form.name} 尚未报送"
            detail = f"{due.label}，截至 {due.end}" + (f"，{by} 前报送" if by else "")
            yield Point(Group.UNSENT, late > 0, words, detail, 1, "report", Sending(form.id, due.text))
