"""Which days a form covers when it is asked for a period."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.models import period as periods
from app.models.period import Period
from app.models.queries.counting import Span
from app.models.refusal import Refusal
from app.services.reporting.forms.form import Form, Over


@dataclass(frozen=True, slots=True)
class Covered:
    """The asked period, the days of its 本期 columns, of its 累计 columns and of its 上年同期 columns.

    ``own`` is the form's own period that the asked one is, or is a part of.
    """

    asked: Period
    own: Period
    current: Span
    whole_year: Span
    last_year: Span

    def days(self, over: Over) -> Span | None:
        """The days of a column; None where the period before lies in another year."""
        match over:
            case Over.PERIOD:
                return self.current
            case Over.BEFORE:
                return Span(self.whole_year.start, self.before) if self.before else None
            case Over.LAST_YEAR:
                return self.last_year
        return self.whole_year

    @property
    def before(self) -> date | None:
        """The day before the current span; None where it begins with the year."""
        return None if self.current.start == self.whole_year.start else self.current.start - timedelta(1)


def covered(form: Form, text: str | None, cutoff_day: int) -> Covered:
    """The days of a form for the period written ``text``.

    A period shorter than the form's own means the form's state at its last day; a longer one is refused.
    """
    if not text:
        raise Refusal(f"没有写明“{form.name}”的报告期", "请用 --period 写明，例如 2022-06")
    asked = periods.parse(text, cutoff_day)
    kind = served_by(form, asked)
    if kind is None:
        offered = periods.containing(form.periods[-1], asked.end, cutoff_day)
        raise Refusal(
            f"“{form.name}”按{'、'.join(form.periods)}报送，没有“{asked.text}”这样的报告期",
            f"请写成 {offered.text} 的样子，累计数截止到那一期末",
        )
    own = asked if kind == asked.kind else periods.containing(kind, asked.end, cutoff_day)
    past = Span(date(asked.year - 1, 1, 1), periods.year_before(asked, cutoff_day))
    return Covered(asked, own, Span(own.start, asked.end), Span(asked.since, asked.end), past)


def served_by(form: Form, asked: Period) -> str | None:
    """The form's own kind of period that the asked one is, or is a part of; None where it is longer than any."""
    if asked.kind in form.periods:
        return asked.kind
    size = periods.KINDS.index
    longer = [kind for kind in form.periods if size(kind) > size(asked.kind) and size(kind) >= size("月")]
    return min(longer, key=size, default=None)


def is_due(form: Form, asked: Period) -> bool:
    """Whether a form belongs into the folder of a period: made for its kind, or, of a single day, for the month."""
    return (asked.kind if asked.kind != "日" else "月") in form.periods


def dated_within(text: str, span: Span) -> bool:
    """Whether a day, a month or a year as text lies in a span that begins with a year, as the figures count it."""
    first, last = f"{span.start.year}", span.end.isoformat()
    return first <= text <= last if last.endswith("-12-31") else first < text <= last
