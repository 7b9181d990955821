"""Formulas that were saved without a result: what can be told exactly is, and nothing that is nearly right."""

import pytest

from app.services.importing.tables.formula import worked_out
from app.services.workbook.book import Cell, Mark, Sheet

ROWS: list[tuple[Cell, ...]] = [(1.1, 2.2, "", "未验收"), (10, 0.1, True, ""), ("", "", "", "")]
MARKS = {
    (1, 4): Mark(error="#REF!"),
    (3, 0): Mark(formula="=A1+B1"),
    (3, 1): Mark(formula="=A3*2"),
    (3, 2): Mark(formula="=D3"),
    (3, 3): Mark(formula="=C3"),
    (2, 0): Mark(kept="1"),
}
SHEET = Sheet("表", ROWS, marks=MARKS)


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=A1+B1", 3.3),
        ("=SUM(A1:B1)", 3.3),
        ("=sum($A$1:B1, 5, B2)", 8.4),
        ("=SUM(A1:D1)", 3.3),
        ("=A1-B1", -1.1),
        ("= (A1 + B1) * 2 / 3", 2.2),
        ("=-A1*-10", 11),
        ("=50%+1", 1.5),
        ("=C1", 0),
        ("=ROUND(A1*B1,1)", 2.4),
        ("=ROUND(-2.5,0)", -3),
        ("=ROUND(1234,-2)", 1200),
        ("=B3", 6.6),
        ("=SUM(A1)+SUM(A3:B3)", 11),
        ("=SUM(A1+B1,1)", 4.3),
    ],
)
def test_sums_and_the_four_operations_are_worked_out_exactly(formula: str, value: float) -> None:
    assert worked_out(formula, SHEET) == value


@pytest.mark.parametrize(
    "formula",
    [
        "=D1+1",  # text in an addition
        "=E1",  # an error
        "=A2+1",  # struck through in part
        "=C2",  # a truth
        "=C3+1",  # goes round in a circle
        "=A1/C1",
        "=Sheet2!A1",
        "='别的表'!A1+1",
        "=IF(A1>0,1,2)",
        "=VLOOKUP(A1,A:B,2,0)",
        "=AVERAGE(A1:B1)",
        "=SUM(A1:XFD1048576)",
        "=SUM(A1:A600)+SUM(A1:A600)",
        "=ROUND(A1)",
        "=ROUND(A1,0.5)",
        "=ROUND(A1,99)",
        "=SUM(A1:B1",
        "=SUM()",
        "=A1:B1",
        "=A1 B1",
        "=A1+",
        "=SUM",
        "=",
        '="甲"',
        "=A1&B1",
        "=A1^2",
    ],
)
def test_all_else_is_left_alone(formula: str) -> None:
    assert worked_out(formula, SHEET) is None
