"""What the charts of a year show: the course of one indicator, month by month, and the words for a month of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.ui.figures import short

Course = Sequence[Fraction | None]


@dataclass(frozen=True, slots=True)
class Curve:
    """A year's course in one unit: what was reached and planned at the end of each month, and the target.

    ``actual`` ends with the month that is looked at; ``plan`` is empty where there is no target, ``before`` (the
    year before) where nothing is known of it.
    """

    actual: Course
    plan: Sequence[Fraction]
    target: Fraction | None
    places: int
    before: Course = field(default=())

    @property
    def target_words(self) -> str:
        """The target as it is written beside its line; empty without one."""
        return f"目标 {short(self.target, self.places)}" if self.target else ""

    def reached_by(self, month: int) -> str:
        """What is known of the end of a month (1 to 12), in words; empty where nothing is."""
        return self._said(month, f"{month}月末累计", (self.actual, self.plan, self.before))

    def done_in(self, month: int) -> str:
        """What is known of a month alone, in words; empty where nothing is."""
        return self._said(month, f"{month}月", (monthly(self.actual), monthly(self.plan), monthly(self.before)))

    def _said(self, month: int, head: str, courses: tuple[Course, Course, Course]) -> str:
        values = [course[month - 1] if month <= len(course) else None for course in courses]
        named = zip(("实际", "计划", "上年同期"), values, strict=True)
        parts = [f"{name} {short(value, self.places)}" for name, value in named if value is not None]
        return f"{head}　{'　'.join(parts)}" if parts else ""


def monthly(course: Course) -> list[Fraction | None]:
    """What each month brought of a cumulative course; the first month's is all it had reached."""
    found: list[Fraction | None] = []
    before: Fraction | None = Fraction(0)
    for value in course:
        found.append(None if value is None or before is None else value - before)
        before = value
    return found
