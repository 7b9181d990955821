"""Figures as clerks write them -> exact stored integers, or an issue that says why not."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import quantity
from app.models.ledger import fields_of
from app.services.importing.clean.number import clean_number, clean_share
from app.services.importing.issue import Cleaned, Code

AREA = fields_of("demolition")["illegal_area"]
MU = fields_of("reclamation")["scale_area"]
COUNT = fields_of("reclamation")["households"]
SHARE = fields_of("greening")["survival_rate"]
BUDGET = fields_of("greening")["budget"]


def square_metres(cell: object) -> Cleaned:
    return clean_number(cell, AREA, "㎡", Fraction(1))  # type: ignore[arg-type]


def code(found: Cleaned) -> str:
    return found.problem.code.value if found.problem else ""


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (1295.56, "1295.56"),
        (12, "12.00"),
        ("1,295.56", "1295.56"),
        ("12,345,678.9", "12345678.90"),
        ("1598.33㎡", "1598.33"),
        ("1598.33 平方米", "1598.33"),
        ("８８９．１０", "889.10"),
        ("\u00a0838.15 ", "838.15"),
        ("'105", "105.00"),
        ("-3.5", "-3.50"),
        (0.30000000000000004, "0.30"),
        (3.3306690738754696e-16, "0.00"),
        (0, "0.00"),
        ("0", "0.00"),
        ("1.2E+3", "1200.00"),
    ],
)
def test_figures_are_taken_without_a_word(cell: object, shown: str) -> None:
    found = square_metres(cell)
    assert AREA.show(found.value) == shown
    assert found.problem is None


@pytest.mark.parametrize("cell", ["/", "—", "－", "-", "\\", "无", "……", "", "  ", "\u3000", "\u200b"])
def test_signs_for_nothing_are_blank_and_not_zero(cell: str) -> None:
    assert square_metres(cell) == Cleaned()


@pytest.mark.parametrize(
    "cell", ["约300", "三百左右", "见附图", "未验收", "1.2.3", "1,29,5", "12.5-13", "nan", "inf", True, "9" * 60]
)
def test_what_is_no_figure_waits(cell: object) -> None:
    found = square_metres(cell)
    assert found.value is None
    assert (code(found), found.pending) == ("not-a-number", True)


@pytest.mark.parametrize(
    ("cell", "shown", "issue"),
    [
        ("0.5亩", "333.33", Code.AMBIGUOUS),
        ("1.2+3.4", "4.60", Code.AMBIGUOUS),
        ("1.2+3.4=4.6", "4.60", Code.AMBIGUOUS),
        ("12.5（其中水田3）", "12.50", Code.COMPOSITE),
        (12.3456, "12.35", Code.PRECISION),
    ],
)
def test_what_was_worked_out_carries_its_issue(cell: object, shown: str, issue: Code) -> None:
    found = square_metres(cell)
    assert (AREA.show(found.value), code(found)) == (shown, issue.value)


def test_a_sum_that_does_not_come_out_is_refused() -> None:
    assert square_metres("1.2+3.4=5").value is None


def test_figures_are_converted_exactly_and_rounded_once() -> None:
    assert clean_number(0.1372, AREA, "万㎡", quantity.factor("万㎡", "㎡")).value == 137200
    assert clean_number(2.546, MU, "公顷", quantity.factor("公顷", "亩")).value == 381900
    assert clean_number(1, AREA, "亩", quantity.factor("亩", "㎡")) == Cleaned(66667)
    assert clean_number(38400, BUDGET, "元", quantity.factor("元", "万元")).value == 38400


def test_counts_are_whole() -> None:
    assert clean_number("18户", COUNT, "户", Fraction(1)).value == 18
    assert clean_number(18.0, COUNT, "户", Fraction(1)).value == 18
    assert code(clean_number(18.5, COUNT, "户", Fraction(1))) == "not-a-number"


def test_a_figure_too_large_for_the_ledger_is_named() -> None:
    assert code(square_metres(1e30)) == "out-of-range"


@pytest.mark.parametrize(
    ("cell", "fractions", "shown", "issue"),
    [
        (85, False, "85.00", ""),
        ("85%", None, "85.00", ""),
        ("85.5％", True, "85.50", ""),
        (0.85, True, "85.00", ""),
        (1, True, "100.00", ""),
        (0.85, None, "85.00", "ambiguous"),
        (85, None, "85.00", ""),
        (0, True, "0.00", ""),
        (0.5, False, "0.50", ""),
    ],
)
def test_shares_are_read_as_their_column_is_written(
    cell: object, fractions: bool | None, shown: str, issue: str
) -> None:
    found = clean_share(cell, SHARE, fractions)  # type: ignore[arg-type]
    assert (SHARE.show(found.value), code(found)) == (shown, issue)


@given(st.decimals(min_value=Decimal(-99999999), max_value=Decimal(99999999), places=2))
def test_any_figure_of_the_fields_places_comes_back(number: Decimal) -> None:
    for cell in (f"{number:f}", f"{number:,f}", float(number)):
        found = square_metres(cell)
        assert found.problem is None
        assert Decimal(AREA.show(found.value)) == number


def test_an_area_told_in_another_unit_with_places_enough_has_lost_nothing() -> None:
    told = clean_number(1.643947, MU, "公顷", Fraction(15))
    assert (MU.show(told.value), code(told)) == ("24.6592", "")
    told = clean_number(1.64394712, MU, "公顷", Fraction(15))
    assert (MU.show(told.value), code(told)) == ("24.6592", "precision")
