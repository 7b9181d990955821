"""Rows read column by column say what each cell would say if it stood alone in its table."""

import datetime as dt
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.importing import lexicon
from app.services.importing.clean.column import Setting
from app.services.importing.mapping.map import Mapping, map_table
from app.services.importing.places import places
from app.services.importing.planning.rows import ReadRows, read_rows
from app.services.importing.tables.recognise import recognise
from app.services.importing.tables.table import Table
from app.services.importing.text import compact
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Book, Cell, Mark, Sheet
from app.services.workbook.read.grid import Grid, GridRows

HEADINGS = ("项目编号", "项目名称", "竣工面积（亩）", "涉及户数", "竣工日期", "当前阶段", "联系电话")
USUAL = ("FK-330421001-2022-0001", "某项目", 12.5, 3, dt.date(2022, 3, 5), "竣工", "13900000001")
CELLS: st.SearchStrategy[Cell] = st.one_of(
    st.sampled_from(
        ["", " ", "无", "三百左右", "12.5亩", "１２", "#REF!", "2022.3.5", "2022年3月", "竣工", "约3", "1E3"]
    ),
    st.sampled_from([1, 1.0, True, 0, -0.0, False, 1e300, 44575.0, 0.1 + 0.2]),
    st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)),
    st.text(max_size=4).filter(lambda said: compact(said) not in lexicon.words("ditto")),  # says what stands above it
)


def mapping() -> Mapping:
    sheet = Sheet("台账", [HEADINGS, USUAL, USUAL])
    (table,) = recognise(Book("表.xlsx", "0" * 64, (sheet,)), vocabulary())
    found = map_table(table, vocabulary())
    assert (found.kind, len(found.mapped)) == ("reclamation", len(HEADINGS))
    return found


MAPPING = mapping()
SETTING = Setting("reclamation", places("330421"), 2022)


def read(table: Table, *numbers: int) -> ReadRows:
    return read_rows(replace(MAPPING, table=replace(table, records=numbers)), SETTING)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(*[CELLS] * len(HEADINGS)), min_size=1, max_size=6), st.booleans())
def test_a_column_is_read_as_its_cells_are(rows: list[tuple[Cell, ...]], marked: bool) -> None:
    marks = {(2, 2): Mark(comment="请核对")} if marked else {}
    table = replace(MAPPING.table, sheet=Sheet("台账", [HEADINGS, *rows], marks=marks))
    numbers = range(2, len(rows) + 2)
    assert list(read(table, *numbers)) == [row for number in numbers for row in read(table, number)]


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(*[CELLS] * len(HEADINGS)), min_size=1, max_size=5), st.sets(st.integers(2, 20)))
def test_rows_that_came_by_columns_are_read_as_others(several: list[tuple[Cell, ...]], left_out: set[int]) -> None:
    """And the columns that are handed on hold what the rows do, blanks and repetitions and all."""
    rows = [several[number % len(several)] for number in range(19)]
    came = GridRows()
    for stretch in Grid.of([HEADINGS, *rows]).stretches:
        came.take(stretch)
    marks = {(3, 2): Mark(comment="请核对")}
    numbers = [number for number in range(2, 21) if number not in left_out]
    plain, columnar = (
        read(replace(MAPPING.table, sheet=Sheet("台账", one, marks=marks)), *numbers)
        for one in ([HEADINGS, *rows], came)
    )
    assert list(columnar) == list(plain)
    held = {name: column for name, column in columnar.columns.items() if set(column) != {None}}
    assert held == {name: column for name, column in ReadRows.of(list(plain)).columns.items() if column}


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(st.integers(0, 79), st.tuples(st.integers(0, len(HEADINGS) - 1), CELLS), max_size=4))
def test_what_stands_beside_a_few_odd_cells_is_read_all_the_same(odd: dict[int, tuple[int, Cell]]) -> None:
    rows = [list(USUAL) for _ in range(80)]
    for place, (column, cell) in odd.items():
        rows[place][column] = cell
    table = replace(MAPPING.table, sheet=Sheet("台账", [HEADINGS, *map(tuple, rows)]))
    numbers = range(2, len(rows) + 2)
    assert list(read(table, *numbers)) == [row for number in numbers for row in read(table, number)]


def test_numbers_that_are_one_key_are_read_apart() -> None:
    rows: list[tuple[Cell, ...]] = [(*USUAL[:3], cell, *USUAL[4:]) for cell in (1, True, 1.0, True)]
    read_together = read(replace(MAPPING.table, sheet=Sheet("台账", [HEADINGS, *rows])), 2, 3, 4, 5)
    assert [row.values.get("households") for row in read_together] == [1, None, 1, None]
    assert [len(row.issues) for row in read_together] == [0, 1, 0, 1]


def test_a_table_without_records_has_no_rows() -> None:
    assert list(read(MAPPING.table)) == []
