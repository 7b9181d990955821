"""Figures as they are written: rounded once, thousands separated, a sign where there is a difference."""

from fractions import Fraction

import pytest

from app.ui.figures import amount, percent, points, short


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1234567, 100), "12,345.6700"),
        (Fraction(-5, 2), "−2.5000"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(0), "0.0000"),
        (None, "—"),
    ],
)
def test_an_amount_keeps_its_places(value: Fraction | None, text: str) -> None:
    assert amount(value, 4) == text


def test_a_short_amount_drops_the_zeros_of_its_end_only() -> None:
    assert [short(Fraction(number), places) for number, places in ((100, 0), (100, 4), (0, 2))] == ["100", "100", "0"]
    assert short(Fraction(5, 2), 4) == "2.5"


def test_rates_and_differences() -> None:
    assert percent(Fraction(8125, 10000)) == "81.25%"
    assert [points(value) for value in (Fraction(5), Fraction(-5), Fraction(0), Fraction(-1, 1000), None)] == [
        "+5.00",
        "−5.00",
        "0.00",
        "0.00",
        "—",
    ]
