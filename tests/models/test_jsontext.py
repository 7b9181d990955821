"""Rows written out by columns are, sign for sign, what ``json`` writes of them one by one."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.models import jsontext

VALUES = (
    st.none()
    | st.text()
    | st.integers()
    | st.booleans()
    | st.sampled_from(["null", "", '"', "\\", "\u2028", "\x7f", "%s"])
)
NAMES = st.text(min_size=1, max_size=4) | st.just("%d")


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[Any]]]:
    """Names of columns, and rows; some columns hold one kind of value, others all sorts."""
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    alike = [st.just("100%"), st.just(7), st.sampled_from([1, True]), st.sampled_from(["%", None])]
    sorts = [draw(st.sampled_from([st.text(), st.integers(), st.none(), st.booleans(), VALUES, *alike])) for _ in names]
    return names, draw(st.lists(st.tuples(*sorts).map(list), min_size=1, max_size=5))


def plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@given(tables())
def test_arrays_and_objects_are_those_of_json(table: tuple[list[str], list[list[Any]]]) -> None:
    names, rows = table
    written = [jsontext.texts(column) for column in zip(*rows, strict=True)]
    arrays = [plain(row) for row in rows]
    assert jsontext.arrays(written, len(rows)) == arrays == list(map(jsontext.text, rows))
    named = [None if set(column) == {jsontext.BLANK} else column for column in written]
    assert jsontext.arrays(named, len(rows)) == arrays
    assert jsontext.objects(dict(zip(names, written, strict=True)), len(rows)) == [
        plain({name: value for name, value in zip(names, row, strict=True) if value is not None}) for row in rows
    ]


def test_a_packed_document_is_written_as_its_digits() -> None:
    assert list(jsontext.texts([b"\x00\xff", None])) == ['"00ff"', "null"]


def test_rows_without_columns_are_empty_objects() -> None:
    assert jsontext.objects({}, 2) == ["{}", "{}"]
