"""Every way a cell was seen written, and what it gives: a value, a value with an issue, an issue, or nothing."""

import csv
import json
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import quantity
from app.models.field import Stored
from app.models.ledger import fields_of
from app.services.importing import lexicon
from app.services.importing.clean.column import Cleaner, Setting, cleaner
from app.services.importing.clean.numeral import numeral
from app.services.importing.issue import Cleaned
from app.services.importing.mapping.map import Mapped
from app.services.importing.places import places
from app.services.importing.planning.quick import quick
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import figure
from app.services.workbook.book import Cell, Sheet

CASES = Path(__file__).parents[2] / "data" / "importing" / "cells.csv"
HOME = places("330421")


def mapped_to(kind: str, name: str, unit: str) -> Mapped:
    """A column of a field, headed in ``unit`` ("": the heading names none)."""
    field = fields_of(kind)[name]
    factor = quantity.factor(unit or field.unit, field.unit) if field.numeric else Fraction(1)
    return Mapped(Column(0, (field.label,), (unit,) if unit else ()), field, unit or field.unit, factor, 1.0)


def read(kind: str, name: str, unit: str, *column: Cell) -> Cleaner:
    """The cleaner of a column that holds ``column``, headed in ``unit``."""
    mapped = mapped_to(kind, name, unit)
    records = tuple(range(1, len(column) + 1))
    table = Table(Sheet("表", [(cell,) for cell in column]), 0, 0, (mapped.column,), records, {}, "", ())
    return cleaner(mapped, table, Setting(kind, HOME, 2022))


def cases() -> list[tuple[str, ...]]:
    with CASES.open(encoding="utf-8", newline="") as file:
        return [tuple(row.values()) for row in csv.DictReader(file)]


def test_the_list_of_writings_is_long_and_says_each_once() -> None:
    keys = [case[:4] for case in cases()]
    assert len(keys) > 800
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(("kind", "name"), sorted({case[:2] for case in cases()}))
def test_each_writing_gives_what_the_list_says(kind: str, name: str) -> None:
    fields = fields_of(kind)
    wrong = []
    for _, _, unit, written, value, issue, more in (case for case in cases() if case[:2] == (kind, name)):
        cell = json.loads(written)
        found = read(kind, name, unit, cell)(cell)
        others = ";".join(f"{other}={fields[other].show(its)}" for other, its in found.more)
        said = (fields[name].show(found.value), found.problem.code.value if found.problem else "", others)
        if said != (value, issue, more):
            wrong.append((cell, unit, said, (value, issue, more)))
    assert not wrong


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ([0.85, 0.9, 1], [8500, 9000, 10000]),
        (["0.85", "0.9", "1"], [8500, 9000, 10000]),
        ([85, 90, 100], [8500, 9000, 10000]),
        (["85%", "0.9"], [8500, 9000]),
    ],
)
def test_a_column_of_shares_is_read_as_one_whether_its_figures_are_numbers_or_text(
    column: list[Cell], values: list[int]
) -> None:
    clean = read("greening", "survival_rate", "", *column)
    assert [(clean(cell).value, clean(cell).problem) for cell in column] == [(value, None) for value in values]


def test_a_share_among_percentages_and_a_column_of_ones_are_in_doubt() -> None:
    for column in ([85, 0.9], [1, 1]):
        found = read("greening", "survival_rate", "", *column)(column[-1])
        assert found.problem is not None
        assert found.problem.code.value == "ambiguous"


@pytest.mark.parametrize(
    ("sheet", "column", "value", "issue"),
    [
        ("csv", ["2022.1", "2022.3"], None, "ambiguous"),
        ("csv", ["2022.1", "2022.10"], "2022-01", ""),
        ("台账", ["2022.1", "2022.3"], "2022-01", ""),
    ],
)
def test_the_first_month_of_a_text_file_may_be_its_tenth(
    sheet: str, column: list[Cell], value: str | None, issue: str
) -> None:
    mapped = mapped_to("reclamation", "approval_date", "")
    table = Table(Sheet(sheet, [(cell,) for cell in column]), 0, 0, (mapped.column,), (1, 2), {}, "", ())
    found = cleaner(mapped, table, Setting("reclamation", HOME, 2022))(column[0])
    assert (found.value, found.problem.code.value if found.problem else "") == (value, issue)


_DECORATED = st.tuples(
    st.decimals(min_value=0, max_value=9_999_999, places=2),
    st.sampled_from(["{}", " {}\u00a0", "'{}", "“{}”", "\u200b{}", "{}㎡", "{} 平方米", "{}（㎡）", "{}。", "{}\t"]),
    st.booleans(),
    st.booleans(),
)


@given(_DECORATED)
def test_no_decoration_changes_a_figure(drawn: tuple[object, str, bool, bool]) -> None:
    number, form, grouped, wide = drawn
    written = form.format(f"{number:,f}" if grouped else f"{number:f}")
    if wide:
        written = written.translate({ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789.,"})
    found = read("demolition", "illegal_area", "㎡", written)(written)
    assert (fields_of("demolition")["illegal_area"].show(found.value), found.problem) == (f"{number:.2f}", None)


_FIELDS = [
    ("demolition", "illegal_area", "㎡"),
    ("reclamation", "households", "户"),
    ("reclamation", "lon", "°"),
    ("greening", "survival_rate", "%"),
    ("reclamation", "approval_date", ""),
    ("demolition", "is_precise", ""),
    ("demolition", "stage", ""),
    ("reclamation", "fund_source", ""),
    ("reclamation", "town_code", ""),
    ("reclamation", "filing_no", ""),
]
_SIGNS = "0123456789.,-+/*%()（）年月日亩㎡万元约其中、，。；:：一二十百千西塘镇村是否√×拆除Ee \n"


@given(st.sampled_from(_FIELDS), st.one_of(st.text(_SIGNS, max_size=14), st.text(max_size=8), st.floats()))
def test_no_cell_is_lost_without_a_word(field: tuple[str, str, str], cell: str | float) -> None:
    found = read(*field, cell)(cell)
    silent = found.value is None and found.problem is None and not found.more
    said = figure(str(cell)).rstrip("。.，,；;、") if isinstance(cell, str) else "?"
    only_signs = not said or all(part in lexicon.nothing() for part in said.replace("|", "、").split("、") if part)
    assert not silent or only_signs or not said.strip("。.，,；;、|/\\+＋&＆")


_QUICK = [
    *_FIELDS,
    ("demolition", "illegal_area", "万㎡"),
    ("reclamation", "scale_area", "亩"),
    ("reclamation", "budget", "元"),
    ("reclamation", "name", ""),
    ("reclamation", "remark", ""),
    ("reclamation", "phone", ""),
    ("reclamation", "code", ""),
    ("demolition", "party_id_no", ""),
]
_CODES = st.text("0123456789ABEFKe-+. #'１Ｅ．", max_size=20)
_NUMBERS = st.one_of(
    st.integers(-(10**12), 10**12), st.floats(), st.decimals(-(10**9), 10**9, places=5).map(float), st.booleans()
)


def quickly(mapped: Mapped, cell: Cell) -> Stored | None:
    """What the quick way gives of one cell; None where it leaves it to the careful one."""
    way = quick(mapped)
    values = None if way is None or cell == "" else way([cell], {type(cell)})
    return None if values is None else values[0]


@given(st.sampled_from(_QUICK), st.one_of(_CODES, st.text(_SIGNS, max_size=14), _NUMBERS))
def test_the_quick_way_gives_what_the_careful_way_gives(field: tuple[str, str, str], cell: Cell) -> None:
    value = quickly(mapped_to(*field), cell)
    assert value is None or read(*field, cell)(cell) == Cleaned(value)


def test_the_quick_way_gives_what_the_careful_way_gives_for_every_known_writing() -> None:
    for kind, name, unit, written, *_ in cases():
        cell = json.loads(written)
        value = quickly(mapped_to(kind, name, unit), cell)
        assert value is None or read(kind, name, unit, cell)(cell) == Cleaned(value), (name, cell)


@given(st.integers(0, 99_999_999))
def test_a_number_in_words_is_itself_or_none(number: int) -> None:
    signs, steps = "零一二三四五六七八九", ("", "十", "百", "千")
    groups = []
    for group in divmod(number, 10_000):
        text = "".join(
            signs[digit] + steps[3 - place] if digit else "零" for place, digit in enumerate(map(int, f"{group:04d}"))
        )
        while "零零" in text:
            text = text.replace("零零", "零")
        groups.append(text.rstrip("零"))
    high, low = groups
    words = (high.lstrip("零") + "万" if high else "") + (low if high else low.lstrip("零")) or "零"
    assert numeral(words) == number
