"""What follows from an indicator's target and from what was reached: rate, difference to the pace, need, signal.

Between the fractions that come in and those that go out stand whole numbers, and each fraction is made once: to carry
one through every operation would take longer than all else that is done for a figure.
"""

from fractions import Fraction
from functools import cache, lru_cache
from typing import NamedTuple

Ratio = tuple[int, int]
"""An exact figure as numerator and denominator, the latter positive: what it is looked up by."""


class Asked(NamedTuple):
    """What says how far a figure should be: the pace, the months still open, and the bounds of the signals.

    ``bounds`` are the percentage points that make a figure 超前, 滞后 or 严重滞后.
    """

    direction: str
    unit: str
    pace: Ratio
    left: int
    bounds: tuple[str, str, str]


class Judged(NamedTuple):
    """A figure's ``rate`` of its target, ``difference`` to the pace in percentage points, need a month, signal."""

    rate: Fraction | None
    difference: Fraction | None
    needed: Fraction | None
    signal: str


def judged(asked: Asked, target: Fraction | None, actual: Fraction | None) -> Judged:
    """Of a target and what was reached."""
    if target is None:
        return _NO_TARGET
    if actual is None:
        return _NOT_REPORTED
    return _judged(asked, target.as_integer_ratio(), actual.as_integer_ratio())


_NO_TARGET, _NOT_REPORTED = (Judged(None, None, None, signal) for signal in ("无目标", "未填报"))


@lru_cache(maxsize=4096)
def _judged(asked: Asked, target: Ratio, actual: Ratio) -> Judged:
    """Worked out once, as most figures are what they were before a change."""
    (aimed, by), (reached, over) = target, actual
    lacking = aimed * over - reached * by  # how much, in parts of ``by * over``
    if asked.direction == "<=":
        return Judged(None, None, None, "达标" if lacking >= 0 else "超标")
    needed = None if asked.unit == "%" or not asked.left else Fraction(max(0, lacking), by * over * asked.left)
    if aimed == 0:
        return Judged(None, None, needed, "完成")
    part, whole, (due, of) = reached * by, over * aimed, asked.pace
    if whole < 0:  # a target below nothing
        part, whole = -part, -whole
    points = 100 * (part * of - due * whole), whole * of
    signal = "完成" if lacking <= 0 else _pace_signal(points, asked.bounds)
    return Judged(Fraction(part, whole), Fraction(*points), needed, signal)


def _pace_signal(points: Ratio, bounds: tuple[str, str, str]) -> str:
    ahead, behind, far_behind = (_less(points, bound) for bound in _least(bounds))
    if not ahead:
        return "超前"
    if not behind:
        return "正常"
    return "严重滞后" if far_behind else "滞后"


def _less(one: Ratio, other: Ratio) -> bool:
    return one[0] * other[1] < other[0] * one[1]


@cache
def _least(bounds: tuple[str, str, str]) -> tuple[Ratio, Ratio, Ratio]:
    """The least difference that is 超前, 正常, 滞后."""
    ahead, behind, far_behind = map(Fraction, bounds)
    return ahead.as_integer_ratio(), (-behind).as_integer_ratio(), (-far_behind).as_integer_ratio()
