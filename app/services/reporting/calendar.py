"""What is due: the reports whose period ends with a month, and how far each of them has come."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.models import period as periods
from app.models.period import Period
from app.models.queries import Session, reviews, submissions
from app.models.queries import settings as choices
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting.forms.catalogue import forms
from app.services.reporting.forms.form import Form, Rows
from app.services.reporting.span import is_due

_MONTHS_OF = {"月": 1, "季": 3, "半年": 6, "年": 12}


class State(StrEnum):
    """How far a report has come."""

    OPEN = "未报"
    DRAFT = "草稿"
    READY = "待登记"
    """It was exported as it may be sent, and is not registered as sent."""
    SENT = "已报"
    RETURNED = "退回"


@dataclass(frozen=True, slots=True)
class Due:
    """A report of a period; ``remarks`` is how many remarks on it are open, ``number`` that of the submission.

    ``by`` is the last day to send it, None where the form sets none.
    """

    report: str
    name: str
    period: Period
    state: State
    number: str = ""
    remarks: int = 0
    by: date | None = None

    def is_late(self, day: date) -> bool:
        """Whether it should have been sent before a day, and was not."""
        return self.by is not None and self.by < day and self.state not in (State.SENT, State.RETURNED)


def due_period(kinds: Sequence[str], month: Period, cutoff_day: int) -> Period | None:
    """The shortest of a form's periods that ends with a month; None where it goes on."""
    ending = [kind for kind, size in _MONTHS_OF.items() if kind in kinds and int(month.text[5:7]) % size == 0]
    return periods.containing(ending[0], month.end, cutoff_day) if ending else None


def due_then(form: Form, asked: Period, cutoff_day: int, *, alone: bool) -> str | None:
    """The period for which a form belongs into the folder of another: that one, else the longer one a month closes.

    With ``alone`` only the period itself counts. None where the form is not due then.
    """
    if is_due(form, asked):
        return asked.text
    longer = due_period(form.periods, asked, cutoff_day) if asked.kind == "月" and not alone else None
    return longer.text if longer else None


def due(store: Store, month: str) -> list[Due]:
    """The reports that are due for a month (``2022-06``) and for the longer periods that end with it.

    Raises ``Refusal`` for what is no month.
    """
    with store.read() as session:
        cutoff = choices.settings(session).cutoff_day
        asked = periods.parse(month, cutoff)
        if asked.kind != "月":
            raise Refusal(f"“{month}”不是一个月", "请写成 2022-06 的样子")
        return list(_due(session, asked, cutoff))


def _due(session: Session, month: Period, cutoff: int) -> Iterator[Due]:
    sent = {(one.report, one.period): one for one in submissions.submissions(session) if one.stands}
    remarks = {(report, period): number for report, period, number in reviews.on_reports(session)}
    for form in forms():
        asked = due_period(form.periods, month, cutoff) if form.rows is not Rows.LEDGER else None
        if asked is None:
            continue
        place = (form.id, asked.text)
        one = sent.get(place)
        state = State.SENT if one else _unsent(session, form, asked)
        open_ones = remarks.get(place, 0)
        state = State.RETURNED if open_ones else state
        yield Due(form.id, form.name, asked, state, one.number if one else "", open_ones, form.due_by(asked.end))


def _unsent(session: Session, form: Form, asked: Period) -> State:
    export = submissions.newest_export(session, form.id, asked.text)
    if export is None:
        return State.OPEN
    return State.DRAFT if export.draft else State.READY
