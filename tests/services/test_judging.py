"""A figure is judged as plain fractions would judge it."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.services.judging import Asked, judged

PARTS = st.fractions(0, 1, max_denominator=400)
AMOUNTS = st.none() | st.fractions(-3, 3, max_denominator=60)
BOUNDS = ("5", "10.5", "20")


@given(AMOUNTS, AMOUNTS, PARTS, st.integers(0, 11), st.sampled_from([">=", "<=", "="]), st.sampled_from(["亩", "%"]))
def test_rate_difference_need_and_signal(
    target: Fraction | None, actual: Fraction | None, pace: Fraction, left: int, direction: str, unit: str
) -> None:
    found = judged(Asked(direction, unit, pace.as_integer_ratio(), left, BOUNDS), target, actual)
    rate = None if direction == "<=" or not target or actual is None else actual / target
    assert found.rate == rate
    assert found.difference == (None if rate is None else (rate - pace) * 100)
    if target is None or actual is None or direction == "<=" or unit == "%" or not left:
        assert found.needed is None
    else:
        assert found.needed == max(Fraction(0), target - actual) / left
    assert found.signal == signal(target, actual, direction, found.difference)


def signal(target: Fraction | None, actual: Fraction | None, direction: str, difference: Fraction | None) -> str:
    if target is None or actual is None:
        return "无目标" if target is None else "未填报"
    if direction == "<=":
        return "达标" if actual <= target else "超标"
    if actual >= target or difference is None:
        return "完成"
    ahead, behind, far = map(Decimal, BOUNDS)
    steps = {"超前": difference >= ahead, "正常": difference >= -behind, "滞后": difference >= -far}
    return next((name for name, reached in steps.items() if reached), "严重滞后")
