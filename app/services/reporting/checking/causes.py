"""One failure per cause: what the same records break elsewhere in a report is told below the first."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.reporting.checking.finding import CheckResult
from app.services.reporting.total import TOTAL

_INDENT = "　　"


@dataclass(frozen=True, slots=True)
class Cause:
    """What one cause breaks: the finding that is told, and the ``others`` that it brought with it."""

    first: CheckResult
    others: tuple[CheckResult, ...] = ()

    @property
    def told(self) -> list[str]:
        """The sentence for the clerk, and one below it for each of the others."""
        return [
            f"{self.first.level.value}〔{self.first.check}〕{self.first.told}",
            *(f"{_INDENT}同一原因〔{one.check}〕{one.compared}" for one in self.others),
        ]


def by_cause(found: Sequence[CheckResult]) -> list[Cause]:
    """The findings in their order, each below the first of the same level that its records broke too.

    The 合计 of a relation stands below the rows that broke it. What no record is known to break stands alone.
    """
    groups: dict[int, list[CheckResult]] = {}
    for place, one in enumerate(found):
        first = next((at for at, several in groups.items() if any(_brings(other, one) for other in several)), place)
        groups.setdefault(first, []).append(one)
    return [Cause(several[0], tuple(several[1:])) for several in groups.values()]


def open_causes(found: Sequence[CheckResult]) -> tuple[Cause, ...]:
    """The causes of what does not stand with a reason."""
    return tuple(by_cause([one for one in found if not one.reason]))


def _brings(first: CheckResult, one: CheckResult) -> bool:
    """Whether a finding has the cause of an earlier one, which then tells of it."""
    if not first.broken_by or (first.level, bool(first.reason)) != (one.level, bool(one.reason)):
        return False
    before, now = set(first.broken_by), set(one.broken_by)
    if now and now <= before:
        return True
    same = (first.sheet, first.check) == (one.sheet, one.check)
    return same and one.row == TOTAL and before <= now
