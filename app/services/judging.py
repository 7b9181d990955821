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
    return _judged(asked, _ratio(target), _ratio(actual))


def _ratio(value: Fraction | None) -> Ratio | None:
    return None if value is None else value.as_integer_ratio()


@lru_cache(maxsize=4096)
def _judged(asked: Asked, target: Ratio | None, actual: Ratio | None) -> Judged:
    """Worked out once, as most figures are what they were before a change."""
    if target is None:
        return Judged(None, None, None, "无目标")
    if actual is None:
        return Judged(None, None, None, "未填报")
    (aimed, by), (reached, over) = target, actual
    lacking = aimed * over - reached * by  # how much, in parts of ``by * over``
    if asked.direction == "<=":
        return Judged(None, None, None, "达标" if lacking >= 0 else "超标")
    needed = None if asked.unit == "%" or not asked.left else Fraction(max(0, lacking), by * over * asked.left)
    if aimed == 0:
        return Judged(None, None, needed, "完成")
    rate = Fraction(reached * by, over * aimed)
    difference = _points_between(rate.as_integer_ratio(), asked.pace)
    return Judged(rate, difference, needed, "完成" if lacking <= 0 else _pace_signal(difference, asked.bounds))


def _points_between(rate: Ratio, pace: Ratio) -> Fraction:
    (part, whole), (due, of) = rate, pace
    return Fraction(100 * (part * of - due * whole), whole * of)


def _pace_signal(difference: Fraction, bounds: tuple[str, str, str]) -> str:
    ahead, behind, far_behind = _fractions(bounds)
    if difference >= ahead:
        return "超前"
    if difference >= -behind:
        return "正常"
    return "滞后" if difference >= -far_behind else "严重滞后"


@cache
def _fractions(texts: tuple[str, ...]) -> tuple[Fraction, ...]:
    return tuple(map(Fraction, texts))
