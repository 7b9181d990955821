"""Which days a form covers when it is asked for a period."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.models import period as periods
from app.models.period import Period
from app.models.queries.figures import Span
from app.models.refusal import Refusal
from app.services.reporting.form import Form


@dataclass(frozen=True, slots=True)
class Covered:
    """The asked period, the days of its 本期 columns and those of its 累计 columns."""

    asked: Period
    current: Span
    whole_year: Span

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
        raise Refusal(
            f"“{form.name}”按{'、'.join(form.periods)}报送，没有“{asked.text}”这样的报告期",
            f"请写成 {asked.year}-{asked.end.month:02} 的样子，累计数截止到那一期末",
        )
    start = asked.start if kind == asked.kind else periods.containing(kind, asked.end, cutoff_day).start
    return Covered(asked, Span(start, asked.end), Span(asked.since, asked.end))


def served_by(form: Form, asked: Period) -> str | None:
    """The form's own kind of period that the asked one is, or is a part of; None where it is longer than any."""
    if asked.kind in form.periods:
        return asked.kind
    size = periods.KINDS.index
    longer = [kind for kind in form.periods if size(kind) > size(asked.kind) and size(kind) >= size("月")]
    return min(longer, key=size, default=None)
