"""Exact quantities: conversions are fractions, and a figure is rounded once by the rule in force."""

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import quantity
from app.models.field import LARGEST
from app.models.ledger import LEDGERS, fields_of
from app.models.quantity import Rounding
from tests.models.strategies import decimals

WIDE = Context(prec=60)
BY_WORD = {Rounding.HALF_UP: ROUND_HALF_UP, Rounding.HALF_EVEN: ROUND_HALF_EVEN}
UNIT_NAMES = sorted(quantity.units())
ALIKE = [
    (one, other)
    for one in UNIT_NAMES
    for other in UNIT_NAMES
    if quantity.units()[one].dimension == quantity.units()[other].dimension
]


@pytest.mark.parametrize(
    ("one", "unit", "amount", "other"),
    [
        (1, "公顷", 15, "亩"),
        (1, "公顷", 10000, "㎡"),
        (3, "亩", 2000, "㎡"),
        (1, "万亩", 10000, "亩"),
        (1, "万㎡", 1, "公顷"),
        (1, "万㎡", 15, "亩"),
        (1, "平方公里", 1500, "亩"),
        (1, "万元", 10000, "元"),
        (1, "亿元", 10000, "万元"),
        (1, "万株", 10000, "株"),
        (7, "户", 7, "户"),
    ],
)
def test_a_unit_is_worth_exactly_what_the_land_law_says(one: int, unit: str, amount: int, other: str) -> None:
    """``domain.md`` E: 1 亩 = 2000/3 ㎡, never 666 or 667."""
    assert quantity.converted(one, unit, other) == amount
    assert quantity.converted(amount, other, unit) == one


@given(decimals(4), st.sampled_from(ALIKE))
def test_a_conversion_and_back_loses_nothing(value: Decimal, pair: tuple[str, str]) -> None:
    one, other = pair
    assert quantity.converted(quantity.converted(value, one, other), other, one) == Fraction(value)


@given(st.integers(-(10**9), 10**9))
def test_mu_of_four_places_survive_square_metres_of_two(scaled: int) -> None:
    """``domain.md`` E: an area kept in ㎡ to the hundredth gives its 亩 back to the ten-thousandth."""
    metres = quantity.rounded(quantity.converted(quantity.decimal(scaled, 4), "亩", "㎡"), 2)
    assert quantity.rounded(quantity.converted(quantity.decimal(metres, 2), "㎡", "亩"), 4) == scaled


@pytest.mark.parametrize(("one", "other"), [("亩", "元"), ("户", "层"), ("亩", "户"), ("", "亩")])
def test_units_of_different_things_do_not_convert(one: str, other: str) -> None:
    with pytest.raises(ValueError, match="->"):
        quantity.factor(one, other)


def test_no_spelling_names_two_units() -> None:
    spellings = [spelling for unit in quantity.units().values() for spelling in (unit.name, *unit.aliases)]
    assert len(spellings) == len(set(spellings))


def test_a_unit_is_known_by_its_other_spellings() -> None:
    found = quantity.unit_named(" 平方米 ")
    assert found is not None
    assert found.name == "㎡"
    assert quantity.unit_named("石") is None


def test_every_unit_of_area_money_and_trees_in_the_ledgers_is_known() -> None:
    countable = {"", "年", "户", "层", "等", "°", "株/亩", "立方米/亩"}
    used = {field.unit for kind in LEDGERS for field in fields_of(kind).values()}
    assert {unit for unit in used - countable if quantity.unit_named(unit) is None} == set()


@given(decimals(8), st.integers(0, 6), st.sampled_from(Rounding))
def test_rounding_is_the_decimal_standards(value: Decimal, places: int, rule: Rounding) -> None:
    wanted = value.quantize(Decimal(1).scaleb(-places), BY_WORD[rule], WIDE)
    assert quantity.decimal(quantity.rounded(value, places, rule), places) == wanted


@given(decimals(8), st.integers(0, 6), st.sampled_from(Rounding))
def test_rounding_is_symmetrical_and_within_half_a_place(value: Decimal, places: int, rule: Rounding) -> None:
    found = quantity.rounded(value, places, rule)
    assert quantity.rounded(-value, places, rule) == -found
    assert abs(Fraction(found, 10**places) - Fraction(value)) <= Fraction(1, 2 * 10**places)


@pytest.mark.parametrize(
    ("text", "half_up", "half_even"),
    [("2.5", 3, 2), ("3.5", 4, 4), ("2.51", 3, 3), ("-2.5", -3, -2), ("-0.5", -1, 0), ("0.4999", 0, 0), ("1.05", 1, 1)],
)
def test_the_two_rules_part_only_at_an_exact_half(text: str, half_up: int, half_even: int) -> None:
    assert quantity.rounded(Decimal(text), 0) == half_up
    assert quantity.rounded(Decimal(text), 0, Rounding.HALF_EVEN) == half_even


def test_a_fraction_without_end_is_rounded_from_itself() -> None:
    assert quantity.rounded(Fraction(2000, 3), 2) == 66667
    assert quantity.rounded(Fraction(-2000, 3), 2) == -66667


@given(st.integers(-LARGEST, LARGEST), st.integers(0, 6))
def test_a_scaled_integer_is_its_decimal_and_back(scaled: int, places: int) -> None:
    assert quantity.scaled(quantity.decimal(scaled, places), places) == scaled


def test_more_places_than_there_are_is_no_scaled_integer() -> None:
    assert quantity.scaled(Decimal("1.005"), 2) is None
    assert quantity.scaled(Decimal("1.500"), 1) == 15


@given(decimals(6, 10**30))
def test_a_number_in_plain_digits_is_read_exactly(value: Decimal) -> None:
    assert quantity.number(f" {quantity.plain(value)} ") == value


@pytest.mark.parametrize(
    "text", ["", " ", "nan", "Infinity", "1e5", "1_000", "１２", "٣", "0x1f", "1.2.3", "+-1", "-", "."]
)
def test_what_is_not_plain_digits_is_no_number(text: str) -> None:
    assert quantity.number(text) is None


def test_plain_digits_never_turn_into_powers() -> None:
    assert quantity.plain(Decimal("1E+3")) == "1000"
    assert quantity.plain(Decimal("0.0000001")) == "0.0000001"
