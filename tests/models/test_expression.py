"""The compiled form of an expression against the plain one: fractions, a step at a time, rounded nowhere."""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.models.expression import Reader, Ungrammatical
from app.models.ledger import fields_of

KIND = "reclamation"
NUMBERS = ("scale_area", "done_area", "budget", "progress_pct", "households", "lon")  # of five different scales
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
    "!=": operator.ne,
}
Row = Mapping[str, int]


@dataclass(frozen=True)
class Term:
    """A term as it is written, and what it comes to in a row (None: blank)."""

    text: str
    of: Callable[[Row], Fraction | None]


def field(name: str) -> Term:
    unit = 10 ** fields_of(KIND)[name].scale
    return Term(name, lambda row: Fraction(row[name], unit) if name in row else None)


def constant(text: str) -> Term:
    return Term(text, lambda _: Fraction(text))


def joined(sign: str, left: Term, right: Term) -> Term:
    """A sum takes a blank for nothing unless both sides are blank; a product with a blank is blank."""

    def of(row: Row) -> Fraction | None:
        one, other = left.of(row), right.of(row)
        if sign == "*":
            return None if one is None or other is None else one * other
        if one is None and other is None:
            return None
        one, other = one or Fraction(0), other or Fraction(0)
        return one + other if sign == "+" else one - other

    return Term(f"({left.text} {sign} {right.text})", of)


def divided(term: Term, by: str) -> Term:
    def of(row: Row) -> Fraction | None:
        whole = term.of(row)
        return None if whole is None else whole / Fraction(by)

    return Term(f"({term.text} / {by})", of)


CONSTANTS = st.decimals(0, 1000, places=3).map(str)
TERMS = st.recursive(
    st.sampled_from(NUMBERS).map(field) | CONSTANTS.map(constant),
    lambda inner: (
        st.builds(joined, st.sampled_from("+-*"), inner, inner)
        | st.builds(divided, inner, st.decimals("0.001", 1000, places=3).map(str))
    ),
    max_leaves=5,
)
ROWS = st.dictionaries(st.sampled_from(NUMBERS), st.integers(-(10**12), 10**12) | st.integers(-3, 3))


@given(left=TERMS, right=TERMS, sign=st.sampled_from(list(COMPARED)), row=ROWS)
def test_what_is_compiled_says_what_the_fractions_say(left: Term, right: Term, sign: str, row: dict[str, int]) -> None:
    holds, named = Reader(KIND, fields_of(KIND)).comparison(f"{left.text} {sign} {right.text}")
    one, other = left.of(row), right.of(row)
    assert holds(row) is (one is None or other is None or COMPARED[sign](one, other))
    assert named == {name for name in NUMBERS if name in left.text or name in right.text}


@given(name=st.sampled_from(NUMBERS), other=st.sampled_from(NUMBERS), value=st.integers(-(10**9), 10**9))
def test_equal_quantities_of_different_scales_are_equal_and_their_neighbours_are_not(
    name: str, other: str, value: int
) -> None:
    fields = fields_of(KIND)
    finer, coarser = sorted((name, other), key=lambda one: fields[one].scale, reverse=True)
    assume(finer != coarser)
    exact = value * 10 ** (fields[finer].scale - fields[coarser].scale)
    holds, _ = Reader(KIND, fields).comparison(f"{finer} = {coarser}")
    assert holds({finer: exact, coarser: value})
    assert not holds({finer: exact + 1, coarser: value})


@pytest.mark.parametrize(
    "text",
    ["scale_area / done_area > 1", "scale_area / 0 > 1", "name + 1 > 2", "is_five_year_task = 1", "-done_area > 1"],
)
def test_what_has_no_exact_meaning_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(Ungrammatical):
        Reader(KIND, fields_of(KIND)).comparison(text)


@pytest.mark.parametrize(
    ("text", "row", "holds"),
    [
        ("plan_year = year(approval_date)", {"plan_year": 2022, "approval_date": "2022-03-18"}, True),
        ("plan_year = year(approval_date)", {"plan_year": 2021, "approval_date": "2022-03-18"}, False),
        ("approval_date >= exam_date", {"approval_date": "2022", "exam_date": "2022-03-18"}, True),
        ("approval_date > exam_date", {"approval_date": "2022-03", "exam_date": "2022-03-18"}, False),
        ("code != name", {"code": "2022", "name": "2022-03"}, True),
        ("scale_area = substr(code,0,4)", {"scale_area": 405000, "code": "81/2-7"}, True),
    ],
)
def test_texts_and_dates(text: str, row: dict[str, Any], holds: bool) -> None:
    assert Reader(KIND, fields_of(KIND)).comparison(text)[0](row) is holds
