"""Readers that know nothing of each other must find the same: calamine, our own, openpyxl; and in every format."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from python_calamine import CalamineWorkbook

from app.services.workbook.book import Area, Cell, Mark, Row
from app.services.workbook.read.book import read
from app.services.workbook.read.parse import parse
from tests.services.workbook.office import convert, needs_office

signs = st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="_")
texts = st.text(signs, min_size=1, max_size=12).filter(lambda text: text.strip() == text and text[0] != "=")
seconds = st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
values = st.one_of(
    st.none(),
    texts,
    st.integers(-(10**14), 10**14),
    st.floats(-1e12, 1e12).map(lambda number: round(number, 6)),
    st.booleans(),
    st.dates(dt.date(1900, 3, 1)),
    seconds,
    st.times().map(lambda time: time.replace(microsecond=0)),
)
sheets = st.integers(1, 6).flatmap(
    lambda width: st.lists(st.lists(values, min_size=width, max_size=width), min_size=1, max_size=6)
)


def saved(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def oddly_spelt(data: bytes) -> bytes:
    """The workbook with a comment in its sheet, so that a parser has to read it."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(target, "w") as package:
        for name in source.namelist():
            package.writestr(name, source.read(name).replace(b"<sheetData>", b"<!-- --><sheetData>"))
    return target.getvalue()


def by_openpyxl(data: bytes) -> list[Row]:
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).active
    assert sheet is not None
    return trimmed([tuple(map(plain, row)) for row in sheet.iter_rows(values_only=True)])


def plain(value: object) -> Cell:
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date()
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return "" if value is None else value  # type: ignore[return-value]  # openpyxl has no other kinds here


def trimmed(rows: list[Row]) -> list[Row]:
    """The rows without empty ones and empty columns at the end, which are no content."""
    bottom = max((number for number, row in enumerate(rows, 1) if any(cell != "" for cell in row)), default=0)
    width = max((index for row in rows for index, cell in enumerate(row, 1) if cell != ""), default=0)
    return [tuple(row[:width]) for row in rows[:bottom]]


@settings(max_examples=40)
@given(sheets)
def test_three_readers_find_the_same_values(rows: list[list[object]]) -> None:
    data = saved(rows)
    (part,) = parse(data, "同.xlsx").parts
    theirs = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    assert trimmed(list(part.grid.rows)) == trimmed([tuple(row) for row in theirs]) == by_openpyxl(data)
    (odd,) = parse(oddly_spelt(data), "同.xlsx").parts
    assert list(odd.grid.rows) == list(part.grid.rows)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "台账"
    sheet.append(["编号", "名称", "面积", "日期", "时间"])
    sheet.append(["A", "甲", 12.5, dt.date(2022, 3, 2), dt.datetime(2022, 3, 2, 10, 30)])
    sheet.append(["B", "乙", -3, dt.date(1999, 12, 31), dt.time(8, 5)])
    sheet.append(["C", "=1/0", "#N/A", "x", "2022.10"])
    sheet.append(["D", "丁", CellRichText(TextBlock(InlineFont(strike=True), "12.5"), "13.5"), "删", "黄"])
    sheet["D5"].font = Font(strike=True)
    sheet["E5"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["B5"].comment = Comment("退回", "市局")
    sheet.append(["合并"])
    sheet.append([None, None, "尾"])
    sheet.merge_cells("A6:B7")
    sheet.auto_filter.ref = "A1:E7"
    sheet.auto_filter.add_filter_column(0, ["A"])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    path = tmp_path / "原.xlsx"
    book.save(path)
    return path


ROWS = [
    ("编号", "名称", "面积", "日期", "时间"),
    ("A", "甲", 12.5, dt.date(2022, 3, 2), dt.datetime(2022, 3, 2, 10, 30)),
    ("B", "乙", -3.0, dt.date(1999, 12, 31), dt.time(8, 5)),
    ("C", "", "", "x", "2022.10"),
    ("D", "丁", "12.513.5", "删", "黄"),
    ("合并", "", "", "", ""),
    ("", "", "尾", "", ""),
]
MARKS = {
    (4, 1): Mark(error="#DIV/0!"),
    (4, 2): Mark(error="#N/A"),
    (5, 1): Mark(comment="退回"),
    (5, 2): Mark(kept="13.5"),
    (5, 3): Mark(struck=True),
    (5, 4): Mark(fill="黄"),
}


@needs_office
@pytest.mark.parametrize("form", ["xls", "ods", "xlsx"])
def test_a_workbook_reads_alike_in_every_format_it_is_saved_in(workbook: Path, tmp_path: Path, form: str) -> None:
    folder = tmp_path / "另存"
    folder.mkdir()
    book = read(convert(workbook, form, folder))
    sheet, other = book.sheets
    assert sheet.rows == ROWS
    assert sheet.marks == MARKS
    assert sheet.merges == (Area(6, 0, 7, 1),)
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.filtered) == ({3}, {3}, True)
    assert (sheet.hidden, other.hidden) == (False, True)
