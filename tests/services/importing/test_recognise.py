"""Where tables are, and which rows of them are records, by what the cells say."""

from pathlib import Path

import pytest

from app.services.importing.doubting.totals import check_totals
from app.services.importing.mapping.map import map_table
from app.services.importing.tables.recognise import recognise
from app.services.importing.tables.surroundings import as_of, year_of
from app.services.importing.tables.table import Table
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.read.book import read
from tests.services.importing.books import Cells, written

HEADER = ["序号", "项目编号", "项目名称", "镇街", "总规模（亩）", "验收日期"]


def row(number: int, area: object = 1.5) -> list[object]:
    return [number, f"FK-330421-2022-{number:04d}", f"项目{number}", "西塘镇", area, None]


def tables(path: Path, rows: Cells, merges: tuple[str, ...] = ()) -> list[Table]:
    return recognise(read(written(path / "表.xlsx", rows, merges)), vocabulary())


def skipped(table: Table) -> dict[int, str]:
    return {number: why.value for number, why in table.skipped.items()}


def test_titles_labels_and_particulars_stand_above(tmp_path: Path) -> None:
    above = [
        ["附表4"],
        ["某县2022年土地复垦项目台账"],
        ["填报单位：某局", None, None, "面积单位：公顷"],
        ["数据截至2022年6月25日"],
    ]
    (table,) = tables(tmp_path, [*above, HEADER, row(1)])
    assert (table.top, table.bottom, table.records) == (5, 5, (6,))
    assert table.title == "某县2022年土地复垦项目台账"
    assert year_of(table) == 2022
    assert as_of(table, 2021) == "2022-06-25"


@pytest.mark.parametrize(
    ("notice", "day"),
    [
        ("截至2022年10月25日", "2022-10-25"),
        ("数据截止到2022.6.25", "2022-06-25"),
        ("截至6月25日", "2022-06-25"),
        ("截至2022年6月底", "2022-06-30"),
        ("截至2022年2月", "2022-02-28"),
        ("数据截至每月25日", None),
        ("截至2022年13月1日", None),
    ],
)
def test_the_day_a_file_was_drawn_up(tmp_path: Path, notice: str, day: str | None) -> None:
    (table,) = tables(tmp_path, [["台账清单", notice], HEADER, row(1)])
    assert as_of(table, 2022) == day


def test_rows_that_are_no_records_are_named(tmp_path: Path) -> None:
    below: Cells = [
        [1, 2, 3, 4, 5, 6],
        ["（例）", None, "示例项目", "西塘镇", 1],
        row(1),
        [],
        row(2),
        [None, None, "小计", None, 3],
        HEADER,
        row(3),
        ["西塘镇小计", None, None, None, 1.5],
        ["合 计", None, None, None, 4.5],
        ["注：1.面积为实测。"],
        ["2.其余见附件。"],
        ["单位负责人：", None, None, "填表人："],
        [None],
    ]
    (table,) = tables(tmp_path, [HEADER, *below])
    assert table.records == (4, 6, 9)
    assert skipped(table) == {
        2: "ordinal",
        3: "sample",
        5: "blank",
        7: "subtotal",
        8: "title",
        10: "subtotal",
        11: "total",
        12: "note",
        13: "note",
        14: "signature",
    }


@pytest.mark.parametrize("levels", [1, 2, 3, 4])
@pytest.mark.parametrize("merged", [True, False])
def test_headers_of_any_depth(tmp_path: Path, levels: int, merged: bool) -> None:
    groups = ["项目情况", "计划立项", "立项"][3 - (levels - 1) :] if levels > 1 else []
    leaves = ["日期", "文号"] if levels > 1 else ["立项日期", "立项文号"]
    lines: list[list[object]] = [["项目编号", "项目名称", "镇街", group, None] for group in groups[:1]]
    lines += [[None, None, None, group, None] for group in groups[1:]]
    lines.append([None, None, None, *leaves] if groups else ["项目编号", "项目名称", "镇街", *leaves])
    down = [f"{letter}1:{letter}{levels}" for letter in "ABC"] if levels > 1 else []
    across = [f"D{level}:E{level}" for level in range(1, levels)]
    data = ["FK-330421-2022-0001", "项目", "西塘镇", "2022-03-02", "某〔2022〕1号"]
    (table,) = tables(tmp_path, [*lines, data], tuple(down + across) if merged else ())
    assert (table.top, table.bottom, table.records) == (1, levels, (levels + 1,))
    assert [column.path for column in table.columns[3:]] == [(*groups, leaf) for leaf in leaves]
    fields = [one.field.name for one in map_table(table, vocabulary()).mapped]
    assert fields == ["code", "name", "town_code", "approval_date", "approval_doc_no"]


def test_a_total_is_seen_wherever_its_label_stands(tmp_path: Path) -> None:
    header = ["总规模", "立项复垦面积", "立项新增耕地", "竣工面积", "验收面积", "总投资", "项目名称", "项目编号"]
    line = [20, 18, 17, 16, 15, 99, "甲项目", "FK-330421-2022-0001"]
    (table,) = tables(tmp_path, [header, line, [20, 18, 17, 16, 15, 99, "合计", None]])
    assert (table.records, skipped(table)) == ((2,), {3: "total"})


def test_parts_of_a_record_are_neither_records_nor_sums(tmp_path: Path) -> None:
    header = ["项目名称", "镇街", "总规模", "验收复垦面积"]
    parts: Cells = [["甲项目", "西塘镇", 20, 18], ["其中：水田", None, None, 10], ["   旱地", None, None, 8]]
    (table,) = tables(tmp_path, [header, *parts, ["乙项目", "西塘镇", 9, 8], ["合计", None, 29, 26]])
    assert table.records == (2, 5)
    assert skipped(table) == {3: "subtotal", 4: "subtotal", 6: "total"}
    found = check_totals(table, map_table(table, vocabulary()).mapped)
    assert [(total.row, total.agrees) for total in found] == [(6, True), (6, True)]


def test_words_beside_a_code_are_no_header_below_a_gap(tmp_path: Path) -> None:
    """Names and choices can sound like headings; a row that has a record's code is a record."""
    header = ["村", "镇街", "项目名称", "项目编号", "入库审核状态", "县级初验结论", "验收复垦面积（亩）"]
    one = ["某村", "大云镇", "项目一", "FK-330421-2022-0001", "部级通过", "合格", 38.12]
    other = ["村", "西塘镇", "项目名称", "FK-330421-2022-0002", "初验结论", "面积", None]
    (table,) = tables(tmp_path, [header, one, [], other, one])
    assert table.records == (2, 4, 5)


def test_tables_stacked_on_one_sheet_are_two(tmp_path: Path) -> None:
    second = ["序号", "地块编号", "地块名称", "镇街", "造林面积（亩）", "完工日期"]
    lower = [1, "LH-330421-2022-0001", "地块", "西塘镇", 2, None]
    total = ["合计", None, None, None, 1.5]
    first, other = tables(tmp_path, [HEADER, row(1), total, [], ["国土绿化台账"], second, lower])
    assert (first.records, other.records) == ((2,), (7,))
    assert other.title == "国土绿化台账"
    assert [map_table(one, vocabulary()).kind for one in (first, other)] == ["reclamation", "greening"]


def test_a_header_row_of_units_belongs_to_the_header(tmp_path: Path) -> None:
    heads: Cells = [["项目编号", "项目名称", "镇街", "总规模", "总投资"], [None, None, None, "公顷", "万元"]]
    (table,) = tables(tmp_path, [*heads, ["FK-330421-2022-0001", "项目", "西塘镇", 2, 3]])
    units = {one.field.name: one.unit for one in map_table(table, vocabulary()).mapped}
    assert (units["scale_area"], units["budget"]) == ("公顷", "万元")


def test_sheets_without_a_table_have_none(tmp_path: Path) -> None:
    assert tables(tmp_path, [["目录"], ["一、复垦"], ["二、绿化"]]) == []
    assert tables(tmp_path, []) == []


@pytest.mark.parametrize(
    ("printed", "agrees"), [(4.5, True), (4.500000000000001, True), (4.5001, False), (4.4, False), ("4.50", True)]
)
def test_totals_are_checked_exactly(tmp_path: Path, printed: object, agrees: bool) -> None:
    (table,) = tables(tmp_path, [HEADER, row(1), row(2), row(3), ["合计", None, None, None, printed]])
    (total,) = check_totals(table, map_table(table, vocabulary()).mapped)
    assert (total.row, total.column, total.computed, total.agrees) == (5, "E", "4.5", agrees) or agrees


def test_subtotals_speak_of_their_group_above_or_below(tmp_path: Path) -> None:
    above: Cells = [row(1), row(2), [None, "小计", None, None, 3], row(3), [None, "小计", None, None, 1.5]]
    (table,) = tables(tmp_path, [HEADER, *above, ["合计", None, None, None, 4.5]])
    assert [total.agrees for total in check_totals(table, map_table(table, vocabulary()).mapped)] == [True] * 3
    below: Cells = [["合计", None, None, None, 4.5], ["小计", None, None, None, 3], row(1), row(2)]
    (table,) = tables(tmp_path, [HEADER, *below, ["小计", None, None, None, 1.5], row(3)])
    assert [total.agrees for total in check_totals(table, map_table(table, vocabulary()).mapped)] == [True] * 3
