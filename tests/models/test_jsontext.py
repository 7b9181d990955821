"""Rows written out by columns are, sign for sign, what ``json`` writes of them one by one."""

import json
from collections.abc import Iterable
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
    written = [jsontext.written(column) for column in zip(*rows, strict=True)]
    arrays = [plain(row) for row in rows]
    texts = [column.texts for column in written]
    assert inside(jsontext.rows(texts, len(rows))) == arrays == inside(map(jsontext.row, rows))
    named = [None if set(column) == {jsontext.BLANK} else column for column in texts]
    assert inside(jsontext.rows(named, len(rows))) == arrays
    objects = jsontext.objects(dict(zip(names, written, strict=True)), len(rows))
    told = [{name: value for name, value in zip(names, row, strict=True) if value is not None} for row in rows]
    assert [one.decode() for one in objects] == list(map(plain, told))
    assert [one.decode() for one in jsontext.quoted([*objects, None])] == [*map(plain, map(plain, told)), "null"]


def inside(rows: Iterable[bytes]) -> list[str]:
    """Rows as arrays, from what stands between their brackets."""
    return [f"[{row.decode()}]" for row in rows]


def test_a_packed_document_is_written_as_its_digits() -> None:
    assert list(jsontext.written([b"\x00\xff", None]).texts) == [b'"00ff"', b"null"]


def test_rows_without_columns_are_empty_objects() -> None:
    assert jsontext.objects({}, 2) == [b"{}", b"{}"]
