"""The arithmetic of report forms."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.reporting.forms.relation import (
    Constant,
    Expression,
    Operation,
    Ref,
    Unreadable,
    evaluate,
    expression,
    formula,
    refs,
    relation,
)

VALUES = {"1": Fraction(8), "2": Fraction(3), "12": Fraction(5), "4": None, "5": Fraction(0)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1栏+2栏*12栏", 23),
        ("(1栏-2栏)/12栏", 1),
        ("1栏-2栏-12栏", 0),
        ("1栏-(2栏-12栏)", 10),
        ("2栏/1栏*100", Fraction(75, 2)),
        ("(12栏 / 1栏 - 1) * 100", Fraction(-75, 2)),
        ("1.5*2栏", Fraction(9, 2)),
        ("1栏+4栏", None),
        ("4栏/1栏", None),
    ],
)
def test_values(text: str, value: Fraction | int | None) -> None:
    assert evaluate(expression(text), VALUES.get) == value


def test_dividing_by_nothing_is_told() -> None:
    with pytest.raises(ZeroDivisionError):
        evaluate(expression("1栏/5栏"), VALUES.get)


@pytest.mark.parametrize(
    "text", ["", "1栏+", "(1栏", "1栏)", "栏", "1栏 2栏", "import os", "1栏**2栏", "abs(1栏)", "1栏=2栏"]
)
def test_nothing_else_is_read(text: str) -> None:
    with pytest.raises(Unreadable):
        expression(text)


@pytest.mark.parametrize(
    ("text", "left", "right", "tolerance", "holds"),
    [
        ("1栏 = 2栏", 1, 1, 0, True),
        ("1栏 = 2栏", "1.01", 1, "0.01", True),
        ("1栏 = 2栏", "1.0101", 1, "0.01", False),
        ("1栏 <= 2栏", 1, 1, 0, True),
        ("1栏 <= 2栏", 2, 1, 0, False),
        ("1栏 >= 2栏", 1, 2, 0, False),
        ("1栏 >= 2栏", 2, 1, 0, True),
    ],
)
def test_relations(text: str, left: str, right: str, tolerance: str, *, holds: bool) -> None:
    assert relation(text).holds(Fraction(left), Fraction(right), Fraction(tolerance)) is holds


def test_a_relation_names_its_columns() -> None:
    assert list(refs(relation("6栏 = 11栏 + 12栏 + 13栏"))) == ["6", "11", "12", "13"]
    with pytest.raises(Unreadable):
        relation("6栏 + 7栏")
    with pytest.raises(Unreadable):
        relation("6栏 = 7栏 = 8栏")


leaves: st.SearchStrategy[Expression] = st.one_of(
    st.sampled_from(["1", "2", "12"]).map(Ref), st.integers(1, 99).map(lambda number: Constant(str(number)))
)
trees: st.SearchStrategy[Expression] = st.recursive(
    leaves, lambda inner: st.builds(Operation, st.sampled_from("+-*/"), inner, inner), max_leaves=6
)


@given(trees)
def test_a_formula_says_what_the_tree_says(tree: Expression) -> None:
    """Its brackets are where they must be: read back, it has the tree's value."""
    written = formula(tree, lambda number: number)
    again = expression(written.replace("{", "").replace("}", "栏"))
    try:
        value = evaluate(tree, VALUES.get)
    except ZeroDivisionError:
        return
    assert evaluate(again, VALUES.get) == value
