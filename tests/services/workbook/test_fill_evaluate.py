"""Formulas of forms, worked out exactly."""

from collections.abc import Iterator
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.workbook.fill.evaluate import Result, evaluate
from app.services.workbook.fill.expression import Unknown, tree
from app.services.workbook.fill.references import Block, Insertion, blocks_in, copied

CELLS: dict[tuple[int, int], Result] = {
    (1, 0): Fraction("0.1"),
    (2, 0): Fraction("0.2"),
    (3, 0): Fraction("12.3456"),
    (4, 0): "无",
    (5, 0): None,
    (6, 0): True,
}


def look(block: Block) -> Iterator[tuple[Result, bool]]:
    for cell in block.cells():
        yield CELLS.get(cell), cell[0] == 3


def value(formula: str, **names: str) -> Result:
    return evaluate(tree(formula, "表", names), look)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("A1+A2", "0.3"),
        ("SUM(A1:A5)", "12.6456"),
        ("SUM(A1,A2,3)*2", "6.6"),
        ("SUBTOTAL(9,A1:A3)", "0.3"),
        ("SUBTOTAL(109,A1:A2)", "0.3"),
        ("ROUND(A3,2)", "12.35"),
        ("ROUND(-2.5,0)", "-3"),
        ("ROUND(1234,-2)", "1200"),
        ("-A1%", "-0.001"),
        ("2^3-1", "7"),
        ("COUNT(A1:A6)", "3"),
        ("COUNTA(A1:A6)", "5"),
        ("MAX(A1:A3)-MIN(A1:A3)", "12.2456"),
        ("AVERAGE(A1:A2)", "0.15"),
        ("ABS(A1-A2)", "0.1"),
        ('N(A1)+N("无")+N(A6)', "1.1"),
        ("RANK(A2,A$1:A$6)", "2"),
        ("RANK(A1,A1:A3,1)+RANK.EQ(A3,A1:A3,0)", "2"),
        ("IF(A3>1,A1,A2)", "0.1"),
        ("IF(A5=0,1,2)", "1"),
        ("IFERROR(A1/0,9)", "9"),
        ("($A$1+表!A2)*'表'!A1", "0.03"),
        ("SUM(合计数)", "0.3"),
        ("SUM(A:A)-SUM(3:3)", "0.3"),
        ("IF(AND(A1>0,A2>0),1)", "1"),
        ("IF(OR(A1>9,A2>9),1,2)", "2"),
    ],
)
def test_numbers_are_exact(formula: str, expected: str) -> None:
    small = {"合计数": "$A$1:$A$2"}
    assert evaluate(tree(formula, "表", small), look_short) == Fraction(expected)


def look_short(block: Block) -> Iterator[tuple[Result, bool]]:
    bottom = min(block.bottom, 6)
    return look(Block(block.sheet, block.top, block.left, bottom, min(block.right, 3)))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('IF(A5="","—",A5)', "—"),
        ('"共"&3&"处"', "共3处"),
        ("A4", "无"),
        ('"a""b"', 'a"b'),
        ("A1/0", "#DIV/0!"),
        ("A4+1", "#VALUE!"),
        ("AVERAGE(A5:A5)", "#DIV/0!"),
        ('IF("x",1,2)', "#VALUE!"),
        ("A1=A2", False),
        ('A5=""', True),
        ("A4<>1", True),
        ("A1<=A2", True),
        ("A1>=A2", False),
        ("TRUE", True),
        ("IF(A1>A2,1)", False),
        ("A5", Fraction(0)),
        ("RANK(9,A1:A3)", "#N/A"),
    ],
)
def test_texts_truths_and_errors(formula: str, expected: Result) -> None:
    assert value(formula) == expected


@pytest.mark.parametrize(
    "formula",
    [
        "VLOOKUP(1,A1:B2,2)",
        "A1:A2",
        "A1+",
        "SUM(A1",
        "表格[列]",
        "[1]表!A1",
        "2^0.5",
        "SUBTOTAL(7,A1:A2)",
        "IF(1)",
        "RANK(1)",
        "ROUND(1)",
        "IFERROR(1)",
        "没有的名字",
        "SUM(坏名字)",
        "ROUND(1,99)",
        "0^0",
        "A1&1.5&A1",
        "{1,2}",
        "-" * 70 + "1",
    ],
)
def test_what_is_not_known_is_never_guessed(formula: str) -> None:
    with pytest.raises(Unknown):
        value(formula, 坏名字="OFFSET(A1,1,1)")


@given(st.lists(st.decimals("-9999", "9999", places=4), min_size=1, max_size=20))
def test_a_sum_of_decimals_is_exact(numbers: list[object]) -> None:
    cells = {(row, 0): Fraction(str(number)) for row, number in enumerate(numbers, 1)}
    found = evaluate(
        tree(f"SUM(A1:A{len(numbers)})", "表", {}), lambda block: ((cells[cell], False) for cell in block.cells())
    )
    assert found == sum(cells.values(), Fraction(0))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(B8:B14)", "SUM(B8:B16)"),
        ("B14+B15", "B14+B17"),
        ("$B$20*LOG10(B3)", "$B$22*LOG10(B3)"),
        ('IF(A15="B15",1,0)', 'IF(A17="B15",1,0)'),
        ("SUM(15:15)+SUM(B:B)", "SUM(17:17)+SUM(B:B)"),
        ("他表!B15+'表'!B15+表!$C$15", "他表!B15+'表'!B17+表!$C$17"),
        ("[1]表!B15", "[1]表!B15"),
        ("税2015+B15", "税2015+B17"),
    ],
)
def test_references_follow_their_cells_when_rows_are_put_in(formula: str, expected: str) -> None:
    assert Insertion("表", 14, 2).formula(formula, "表") == expected


def test_a_formula_of_another_sheet_follows_only_what_it_names() -> None:
    assert Insertion("表", 14, 2).formula("B15+表!B15", "他表") == "B15+表!B17"


def test_a_copied_formula_looks_at_its_own_row() -> None:
    assert copied("B8/$C$8+表!D8+SUM(E$8:E8)", 3) == "B11/$C$8+表!D11+SUM(E$8:E11)"
    assert copied("B8", 0, 2) == "D8"


def test_every_area_a_formula_looks_at_is_found() -> None:
    assert list(blocks_in("SUM(B2:C3)+他!A1+4:4", "表")) == [
        Block("表", 2, 1, 3, 2),
        Block("他", 1, 0, 1, 0),
        Block("表", 4, 0, 4, 16383),
    ]
