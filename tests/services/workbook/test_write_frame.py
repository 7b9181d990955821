"""Where things stand on a sheet, worked out from its layout."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.services.workbook.formulas import column_letters
from app.services.workbook.frame import (
    HeaderCell,
    column_widths,
    frame_of,
    header_cells,
    header_heights,
    page_breaks,
    printed_header,
    segments,
    text_height,
    text_width,
)
from app.services.workbook.layout import ColumnKind, ColumnLayout, FillRow, SheetFill, SheetLayout, TotalPlace
from app.services.workbook.sheet_part import SheetPart
from tests.services.workbook.sheets import R4, ledger_layout, r4_fill

PATHS = st.lists(st.lists(st.sampled_from("甲乙"), min_size=1, max_size=3).map(tuple), min_size=1, max_size=12)


def layout(paths: list[tuple[str, ...]]) -> SheetLayout:
    columns = (ColumnLayout(key=f"c{index}", path=path) for index, path in enumerate(paths))
    return SheetLayout(name="表", title="表", columns=tuple(columns))


@given(PATHS)
def test_header_cells_cover_the_header_once(paths: list[tuple[str, ...]]) -> None:
    made = layout(paths)
    covered = [
        (row, column)
        for cell in header_cells(made, 1)
        for row in range(cell.top, cell.bottom + 1)
        for column in range(cell.left, cell.right + 1)
    ]
    assert sorted(covered) == [(row, column) for row in range(1, made.header_depth + 1) for column in range(len(paths))]


@given(PATHS)
def test_the_cells_over_a_column_are_its_path(paths: list[tuple[str, ...]]) -> None:
    cells = list(header_cells(layout(paths), 1))
    for column, path in enumerate(paths):
        over = sorted((cell.top, cell.text) for cell in cells if cell.left <= column <= cell.right)
        assert tuple(text for _, text in over) == path


def test_equal_leaves_stay_apart() -> None:
    cells = list(header_cells(layout([("面积",), ("面积",)]), 3))
    assert cells == [HeaderCell("面积", 3, 0, 3, 0), HeaderCell("面积", 3, 1, 3, 1)]


@pytest.mark.parametrize(
    ("place", "total", "first", "last"), [(None, 0, 3, 5), (TotalPlace.FIRST, 3, 4, 6), (TotalPlace.LAST, 6, 3, 5)]
)
def test_the_total_row_stands_where_it_is_wanted(place: TotalPlace | None, total: int, first: int, last: int) -> None:
    made = SheetLayout(name="表", title="表", columns=(ColumnLayout(key="a", path=("甲",)),), total=place)
    frame = frame_of(SheetFill.of(made, [FillRow(("1",))] * 3, None if place is None else ("合计",)))
    assert (frame.total, frame.first, frame.last) == (total, first, last)
    assert frame.end == max(total, last)


@given(st.lists(st.floats(min_value=1, max_value=50), min_size=1, max_size=30), st.integers(min_value=1, max_value=6))
def test_segments_cut_the_columns_without_gap(widths: list[float], parts: int) -> None:
    cut = segments(widths, parts)
    assert [column for left, right in cut for column in range(left, right + 1)] == list(range(len(widths)))
    assert len(cut) == min(parts, len(widths))


def test_a_column_holds_its_widest_figure() -> None:
    widths = column_widths(r4_fill())
    assert widths[6] >= len("36.8725") + 1
    column = ColumnLayout(key="a", path=("面积",), kind=ColumnKind.QUANTITY, places=4)
    one = SheetLayout(name="表", title="表", columns=(column,))
    stream = SheetFill(layout=one, rows=iter(()), count=5)
    assert column_widths(stream)[0] >= len("12345678.1234") + 1


def test_header_rows_are_high_enough_for_their_text() -> None:
    widths = column_widths(r4_fill())
    heights = header_heights(R4, widths)
    for cell in header_cells(R4, 0):
        needed = text_height(cell.text, sum(widths[cell.left : cell.right + 1]), R4.body_size)
        assert sum(heights[cell.top : cell.bottom + 1]) >= needed


def test_a_wide_list_breaks_between_groups() -> None:
    made = ledger_layout(60)
    starts = {cell.left for cell in header_cells(made, 0) if cell.top == 0}
    breaks = page_breaks(made, [10.0] * 60)
    assert breaks
    assert starts.issuperset(breaks)


def test_a_group_wider_than_a_page_is_named_on_every_page() -> None:
    groups = [("基本信息", 30), ("照片材料", 2), ("中止变更", 2)]
    columns = [(group, f"{group}{number}") for group, count in groups for number in range(count)]
    made = replace(layout(columns), one_page_wide=False, frozen_columns=2)
    widths = [15.0] * len(columns)
    breaks = page_breaks(made, widths)
    assert breaks == [9, 16, 23, 30]
    heads = [(cell.text, cell.left, cell.right) for cell in printed_header(made, 1, widths) if cell.top == 1]
    cut = [(0, 1), (2, 8), (9, 15), (16, 22), (23, 29)]
    assert heads[:5] == [("基本信息", left, right) for left, right in cut]
    assert heads[5:] == [("照片材料", 30, 31), ("中止变更", 32, 33)]


def test_a_sheet_of_one_page_keeps_its_header_whole() -> None:
    widths = column_widths(r4_fill())
    assert list(printed_header(R4, 1, widths)) == list(header_cells(R4, 1))


def test_chinese_counts_double() -> None:
    assert text_width("面积(㎡)\n年") == len("面积") * 2 + len("()") + 2


@given(st.integers(min_value=0, max_value=16383))
def test_column_letters_count_on_without_zero(index: int) -> None:
    value = 0
    for letter in column_letters(index):
        value = value * 26 + ord(letter) - 64
    assert value == index + 1


def test_a_sheet_part_is_cut_at_rows_whatever_its_prefix() -> None:
    content = (
        b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:dimension ref="A1:B9"/>'
        b'<x:sheetData><x:row r="2"><x:c r="B2" s="7"/></x:row><x:row r="4"/></x:sheetData></x:worksheet>'
    )
    part = SheetPart.scan(content)
    assert [(row.number, row.styles) for row in part.rows] == [(2, {"B": "7"}), (4, {})]
    assert content[part.start_of(3) : part.rows[-1].end] == b'<x:row r="4"/>'
    assert content[part.start_of(5) :] == b"</x:sheetData></x:worksheet>"
    assert b'<x:dimension ref="A1:C5"/>' in part.before(part.start_of(2), "A1:C5")


def test_columns_of_one_key_are_a_mistake() -> None:
    column = ColumnLayout(key="a", path=("甲",))
    with pytest.raises(ValueError, match="different keys"):
        SheetLayout(name="表", title="表", columns=(column, column))
    with pytest.raises(ValueError, match="no column has the key b"):
        SheetLayout(name="表", title="表", columns=(column,), indented="b")
