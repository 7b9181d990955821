"""One thing that needs attention, as 总览 lists it. What needs any is found in ``attention``."""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.services.tracing import Rows


class Group(StrEnum):
    """The kinds of what needs attention, the most pressing first."""

    BEHIND = "滞后"
    OVERDUE = "逾期"
    RETURNED = "退回"
    WAITING = "待改"
    UNSENT = "未报"
    COPY = "备份"


@dataclass(frozen=True, slots=True)
class Sending:
    """A report of a period, where it is checked and sent."""

    report: str
    period: str


@dataclass(frozen=True, slots=True)
class Aim:
    """An indicator that the charts should speak of."""

    indicator: str


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to see to: a sentence and what more there is to say, and the page where it is dealt with.

    ``number`` is of how many things it speaks; ``goal`` what the page is to show, None for the page itself.
    """

    group: Group
    grave: bool
    text: str
    detail: str
    number: int
    page: str
    goal: "Rows | Sending | Aim | None" = None
