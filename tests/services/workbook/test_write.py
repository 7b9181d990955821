"""A written workbook, read back by two other programs' readers."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from app.models.refusal import Refusal
from app.services.workbook.layout import (
    CellValue,
    ColumnKind,
    ColumnLayout,
    ExportMark,
    FillBlock,
    FillRow,
    RowStream,
    SheetFill,
    SheetLayout,
    TotalPlace,
)
from app.services.workbook.lint import undeclared_formulas
from app.services.workbook.meta import body_checksum
from app.services.workbook.meta_names import IDS, META_SHEET, PROPERTY_PART
from app.services.workbook.write import write_workbook
from tests.services.workbook.sheets import MARK, R4, TOWNS, ledger_fill, ledger_rows, r4_fill, r8_fill


def opened(path: Path, *, values: bool = False) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=values)


def sheet_of(path: Path, name: str, *, values: bool = False) -> Worksheet:
    sheet = opened(path, values=values)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def meta_rows(path: Path) -> list[tuple[object, ...]]:
    return list(sheet_of(path, META_SHEET).iter_rows(values_only=True))


def meta_values(path: Path) -> dict[object, object]:
    return {row[0]: row[1] for row in meta_rows(path) if row[0] != IDS}


def meta_ids(path: Path) -> list[tuple[object, str, str]]:
    """The sheet, key and id of every data row that the hidden sheet names."""
    return [
        (row[1], key, known)
        for row in meta_rows(path)
        if row[0] == IDS
        for key, known in zip(json.loads(str(row[2])), json.loads(str(row[3])), strict=True)
    ]


def as_exact(value: object) -> CellValue:
    """A read value as the writer takes it: a number by its shortest decimal text, a date without time."""
    if isinstance(value, float | int):
        return Decimal(str(value))
    if isinstance(value, datetime):
        return value.date()
    assert value is None or isinstance(value, str | Decimal | date)
    return value or None


@pytest.fixture(scope="module")
def r4(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_workbook(tmp_path_factory.mktemp("r4") / "拆违月报.xlsx", [r4_fill()], MARK)


def test_both_readers_see_the_figures_that_were_given(r4: Path) -> None:
    given = [[as_exact(value) for value in row.values] for row in r4_fill().rows]
    by_openpyxl = [
        [as_exact(value) for value in row]
        for row in sheet_of(r4, R4.name, values=True).iter_rows(min_row=9, max_row=18, values_only=True)
    ]
    by_calamine = [
        [as_exact(value) for value in row]
        for row in CalamineWorkbook.from_path(str(r4)).get_sheet_by_name(R4.name).to_python()[8:18]
    ]
    assert by_openpyxl == given
    assert by_calamine == given


def test_the_sheet_reads_from_its_title_to_its_signatures(r4: Path) -> None:
    sheet = sheet_of(r4, R4.name)
    first = [sheet.cell(row, 1).value for row in range(1, 24)]
    assert first[:2] == ["拆违01表", "嘉善县2022年6月拆违月报表"]
    assert first[2] == "填报单位：嘉善县自然资源和规划局"
    assert first[3] == "镇(街道)"
    assert first[6:9] == ["甲", "合计", TOWNS[0]]
    assert first[18] == "说明：1. 面积按拆除口径计，拆除日期在2022-01-01至2022-06-25之间；四舍五入，合计为分项之和。"
    assert first[22] == "单位负责人："
    assert sheet.dimensions == "A1:Z23"


def test_the_header_is_merged_both_ways_and_each_leaf_names_its_unit(r4: Path) -> None:
    sheet = sheet_of(r4, R4.name)
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A4:A6", "C4:E4", "C5:C6", "F4:O4", "H5:I5", "L5:N5", "O5:O6", "X4:X6"} <= merged
    assert sheet["H6"].value == "城镇"
    assert sheet["R5"].value == "土地面积\n(亩)"
    assert [sheet.cell(7, column).value for column in (1, 2, 26)] == ["甲", "1", "25"]


def test_cells_show_what_their_kind_of_column_shows(r4: Path) -> None:
    sheet = sheet_of(r4, R4.name)
    assert [sheet[f"{letter}9"].number_format for letter in "ABCRX"] == ["General", "0.0000", "0", "0.00", "0.00"]
    assert sheet["B9"].alignment.horizontal == "right"
    assert sheet["B9"].border.left.style == sheet["B9"].border.bottom.style == "thin"
    assert sheet["B8"].font.bold
    assert not sheet["B9"].font.bold
    assert sheet["B9"].font.name == "宋体"


def test_a_page_has_its_paper_header_rows_and_number(r4: Path) -> None:
    sheet = sheet_of(r4, R4.name)
    assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (8, "landscape")
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToWidth in {None, 1}
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$4:$7"
    assert sheet.print_options.horizontalCentered
    assert sheet.freeze_panes == "B8"
    assert sheet.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert sheet.oddHeader.center.text is None


def test_columns_are_named_by_their_number(r4: Path) -> None:
    names = sheet_of(r4, R4.name).defined_names
    assert names["_栏01"].attr_text == "'拆违月报'!$B$9:$B$18"
    assert names["_栏甲"].attr_text == "'拆违月报'!$A$9:$A$18"
    assert names["_栏25"].attr_text == "'拆违月报'!$Z$9:$Z$18"


def test_totals_are_live_and_hold_their_result(r4: Path) -> None:
    live, stored = sheet_of(r4, R4.name), sheet_of(r4, R4.name, values=True)
    assert live["B8"].value == "=SUM(B9:B18)"
    assert live["X8"].value == '=IF(B8=0,"",ROUND(G8/B8*100,2))'
    assert live["X10"].value == '=IF(B10=0,"",ROUND(G10/B10*100,2))'
    assert live["Z12"].value == "=RANK(X12,X9:X18)"
    assert [as_exact(stored.cell(8, column).value) for column in range(2, 26)] == list(r4_fill().total or ())[1:25]
    assert live["Z8"].value == "—"


def test_every_formula_is_one_that_a_layout_declared(r4: Path) -> None:
    assert undeclared_formulas(r4, [r4_fill()]) == []
    other = SheetFill.of(replace(R4, columns=(R4.columns[0],), total=None), [FillRow(("魏塘街道",))])
    assert "SUM(B9:B18)" in undeclared_formulas(r4, [other])


def test_the_hidden_sheet_says_what_a_return_needs(r4: Path) -> None:
    assert opened(r4)[META_SHEET].sheet_state == "veryHidden"
    values = meta_values(r4)
    assert values["report"] == "R4"
    assert values["period"] == "2022-06"
    assert values["unit"] == "330421"
    assert values["export"] == MARK.export_id
    assert values["rows:拆违月报"] == "10"
    keys = meta_ids(r4)
    assert keys[0] == ("拆违月报", "330421100", "town-0")
    assert len(keys) == 10


def test_the_document_property_repeats_it(r4: Path) -> None:
    with ZipFile(r4) as package:
        (text,) = ET.fromstring(package.read(PROPERTY_PART)).itertext()
    said = json.loads(text)
    assert len(text) < 255
    assert said["export"] == MARK.export_id
    assert said["checksum"] == meta_values(r4)["checksum"]


def read_rows(path: Path) -> Iterator[FillRow]:
    keys = [key for _, key, _ in meta_ids(path)]
    rows = sheet_of(path, R4.name, values=True).iter_rows(min_row=9, max_row=18, values_only=True)
    for key, row in zip(keys, rows, strict=True):
        yield FillRow([as_exact(value) for value in row], key)


def test_the_checksum_is_found_again_in_what_is_read_back(r4: Path) -> None:
    assert body_checksum(R4, read_rows(r4)) == meta_values(r4)["checksum:拆违月报"]


def test_one_changed_figure_changes_the_checksum(r4: Path) -> None:
    rows = list(read_rows(r4))
    changed = [*rows[:-1], FillRow((*rows[-1].values[:6], Decimal("4.5815"), *rows[-1].values[7:]), rows[-1].key)]
    assert body_checksum(R4, changed) != body_checksum(R4, rows)


@pytest.mark.parametrize("cut", [1, 7, 256])
def test_blocks_of_any_size_make_the_sheet_that_rows_make(tmp_path: Path, cut: int) -> None:
    fill = ledger_fill(300, 12)
    rows = list(fill.rows)
    blocks = [FillBlock.of(rows[start : start + cut]) for start in range(0, len(rows), cut)]
    written = [
        write_workbook(tmp_path / f"{name}.xlsx", [replace(fill, rows=of)], MARK)
        for name, of in (("行", iter(rows)), ("块", RowStream(blocks)))
    ]
    for part in ("xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"):
        by_row, by_block = (ZipFile(path).read(part) for path in written)
        assert by_block == by_row
    assert [row.values for row in RowStream(blocks)] == [tuple(row.values) for row in rows]


def test_a_draft_says_so_on_every_page(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "草稿.xlsx", [r4_fill()], MARK, draft="草稿 & 未审核")
    assert sheet_of(path, R4.name).oddHeader.center.text == "草稿 && 未审核"


def test_sub_items_move_in_and_texts_stand_in_number_columns(tmp_path: Path) -> None:
    sheet = sheet_of(write_workbook(tmp_path / "r8.xlsx", [r8_fill()], MARK), "主要指标")
    assert [sheet.cell(row, 2).alignment.indent for row in (6, 7, 8, 9)] == [0, 1, 2, 0]
    assert [sheet.cell(row, 3).alignment.indent for row in (6, 7, 8, 9)] == [0, 0, 0, 0]
    assert sheet["H45"].value == "进行中"
    assert sheet["I45"].value is None
    assert sheet.row_dimensions[6].height > sheet.row_dimensions[7].height


def test_a_list_has_filters_whole_groups_to_a_page_and_one_line_a_row(tmp_path: Path) -> None:
    sheet = sheet_of(write_workbook(tmp_path / "台账.xlsx", [ledger_fill(30, 60)], MARK), "拆违台账")
    assert sheet.auto_filter.ref == "A4:BH34"
    assert [mark.id for mark in sheet.col_breaks.brk] == [14, 26, 38, 50]
    assert sheet.print_title_cols == "$A:$B"
    assert sheet.freeze_panes == "C5"
    assert sheet.row_dimensions[10].height is None
    assert sheet["A5"].number_format == "@"
    assert sheet["E5"].number_format == "yyyy-mm-dd"


def test_several_sheets_share_a_workbook(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "全部.xlsx", [r4_fill(), r8_fill(), ledger_fill(700, 12)], MARK)
    book = opened(path, values=True)
    assert book.sheetnames == ["拆违月报", "主要指标", "拆违台账", META_SHEET]
    assert book.active is not None
    assert book.active.title == "拆违月报"
    rows = book["拆违台账"].iter_rows(min_row=5, values_only=True)
    assert [[as_exact(value) for value in row] for row in rows] == [
        [as_exact(value) for value in row.values] for row in ledger_rows(700, 12)
    ]
    assert meta_values(path)["rows:拆违台账"] == "700"
    assert len(meta_ids(path)) == 10 + 41 + 700


def test_ids_that_one_cell_cannot_hold_go_to_more(tmp_path: Path) -> None:
    rows = [FillRow(("魏塘街道",), f"{number}{'长' * 999}&", str(number)) for number in range(300)]
    path = write_workbook(
        tmp_path / "长码.xlsx", [SheetFill.of(replace(R4, columns=R4.columns[:1], total=None), rows)], MARK
    )
    assert meta_ids(path) == [(R4.name, row.key, row.row_id) for row in rows]


SMALL = SheetLayout(
    name="小表",
    title="小表",
    columns=(
        ColumnLayout(key="name", path=("名称",)),
        ColumnLayout(key="area", path=("面积",), kind=ColumnKind.QUANTITY, places=2, unit="亩", total="SUM({band})"),
        ColumnLayout(key="day", path=("日期",), kind=ColumnKind.DATE),
    ),
    total=TotalPlace.LAST,
)


def small(tmp_path: Path, *rows: tuple[CellValue, ...], total: CellValue = None) -> Worksheet:
    fill = SheetFill.of(SMALL, [FillRow(row) for row in rows], ("合计", total, None))
    return sheet_of(write_workbook(tmp_path / "小表.xlsx", [fill], MARK), "小表")


@pytest.mark.parametrize("text", ["=1+1", "+86", "-3", "@SUM(A1)", "  =cmd|' /C calc'!A0", "\t=1", "＝1", "\n-2"])
def test_text_that_looks_like_a_formula_is_text_and_stays_text(tmp_path: Path, text: str) -> None:
    cell = small(tmp_path, (text, Decimal(1), None))["A3"]
    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    assert cell.border.left.style == "thin"


def test_usual_text_has_no_prefix(tmp_path: Path) -> None:
    cell = small(tmp_path, ("荷池村3组=村道东侧", Decimal(1), None))["A3"]
    assert cell.value == "荷池村3组=村道东侧"
    assert not cell.quotePrefix


def test_a_date_known_to_the_month_is_text(tmp_path: Path) -> None:
    sheet = small(tmp_path, ("甲", Decimal(1), date(2022, 6, 25)), ("乙", Decimal(1), "2022-06"))
    assert sheet["C3"].is_date
    assert sheet["C4"].value == "2022-06"


def test_without_rows_there_is_one_blank_row_and_a_total_of_nothing(tmp_path: Path) -> None:
    sheet = small(tmp_path, total=Decimal(0))
    assert sheet["A3"].value is None
    assert sheet["A3"].border.left.style == "thin"
    assert (sheet["A4"].value, sheet["B4"].value) == ("合计", "=SUM(B3:B3)")


def test_a_binary_fraction_is_a_mistake_and_leaves_nothing(tmp_path: Path) -> None:
    bad: Any = 0.1
    fill = SheetFill.of(SMALL, [FillRow(("甲", bad, None))], ("合计", None, None))
    with pytest.raises(TypeError, match=r"0\.1"):
        write_workbook(tmp_path / "错.xlsx", [fill], MARK)
    assert list(tmp_path.iterdir()) == []


def test_rows_must_be_as_many_as_announced(tmp_path: Path) -> None:
    (tmp_path / "旧.xlsx").write_bytes(b"old")
    fill = SheetFill(layout=SMALL, rows=[FillRow(("甲", None, None))], count=2, total=("合计", None, None))
    with pytest.raises(ValueError, match="2 rows were announced, 1 came"):
        write_workbook(tmp_path / "旧.xlsx", [fill], MARK)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    fill = SheetFill(layout=SMALL, rows=(), count=1_048_575, total=("合计", None, None))
    with pytest.raises(Refusal, match=r"1048575 行.*分开导出"):
        write_workbook(tmp_path / "大.xlsx", [fill], MARK)
    assert list(tmp_path.iterdir()) == []


def test_a_total_row_needs_a_place_and_values() -> None:
    with pytest.raises(ValueError, match="total row"):
        SheetFill.of(SMALL, [])


def test_extra_marks_are_kept(tmp_path: Path) -> None:
    mark = ExportMark(**{name: getattr(MARK, name) for name in MARK.__slots__} | {"extra": {"head": "9c41"}})
    fill = SheetFill.of(SMALL, [], ("合计", None, None))
    assert meta_values(write_workbook(tmp_path / "a.xlsx", [fill], mark))["head"] == "9c41"
