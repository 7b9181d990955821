"""What would happen to each row: who it is, what changes, and everything that is to be said about it."""

from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from app.models.store import Store
from app.services.importing.planning.row_plan import Action
from app.services.importing.report import as_json, summary
from tests.services.importing.books import Cells, applied, codes, planned, rows, table, written
from tests.stores import new_ledger

HEADER = ["项目编号", "项目名称", "镇街", "村", "总规模（亩）", "立项日期", "验收日期"]


def project(number: int, town: str = "西塘镇", area: object = 20, village: str = "荷池村") -> list[object]:
    return [f"FK-330421-2022-{number:04d}", f"第{number}号复垦项目", town, village, area, "2022-03-02", None]


def test_a_new_row_gets_county_year_and_stage(store: Store, tmp_path: Path) -> None:
    (row,) = rows(planned(store, written(tmp_path / "a.xlsx", [HEADER, project(1)])))
    assert row.action is Action.CREATE
    assert row.values["county_code"] == "330421"
    assert row.values["plan_year"] == 2022
    assert row.values["stage"] == "立项"
    assert {issue.code.value for issue in row.issues} == {"required"}
    assert all(issue.column is None for issue in row.issues)


def test_a_dry_run_changes_nothing(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [HEADER, project(1)])
    before = Path(store.location).read_bytes()
    planned(store, path)
    assert Path(store.location).read_bytes() == before
    assert rows(planned(store, path))[0].action is Action.CREATE


def test_rows_are_known_by_their_code_and_compared_cell_by_cell(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, project(1), project(2)]))
    found = rows(planned(store, written(tmp_path / "b.xlsx", [HEADER, project(2, area=21), project(1)])))
    assert [row.action for row in found] == [Action.UPDATE, Action.SAME]
    assert dict(found[0].changes) == {"scale_area": (200000, 210000)}


def test_an_empty_cell_clears_only_when_asked_and_a_missing_column_never(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, project(1)]))
    path = written(tmp_path / "b.xlsx", [HEADER[:5], project(1, area=None)[:5]])
    assert rows(planned(store, path))[0].action is Action.SAME
    (row,) = rows(planned(store, path, clear=True))
    assert dict(row.changes) == {"scale_area": (200000, None)}


def test_without_a_code_a_row_is_known_by_filing_number_or_place_and_name(store: Store, tmp_path: Path) -> None:
    header = [*HEADER, "项目备案编号"]
    applied(store, written(tmp_path / "a.xlsx", [header, [*project(1), "33042120220001"], [*project(2), None]]))
    nameless = [None, "改了名字的项目", "西塘镇", "荷池村", 30, None, None, "33042120220001"]
    near = [None, "第2号复垦 项目", "西塘镇", "荷池村", 20, None, None, None]
    found = rows(planned(store, written(tmp_path / "b.xlsx", [header, nameless, near])))
    assert [row.action for row in found] == [Action.UPDATE, Action.SAME]
    assert len({row.id for row in found}) == 2


def test_two_candidates_are_a_conflict(store: Store, tmp_path: Path) -> None:
    one, other = project(1), project(2)
    other[1] = one[1]
    applied(store, written(tmp_path / "a.xlsx", [HEADER, one, other]))
    (row,) = rows(planned(store, written(tmp_path / "b.xlsx", [HEADER, [None, *one[1:]]])))
    assert (row.action, codes(row)) == (Action.CONFLICT, {"ambiguous"})


def test_a_code_the_ledger_lacks_is_new_and_its_twin_is_named(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, project(1)]))
    twin = ["FK-330421-2022-0077", *project(1)[1:]]
    (row,) = rows(planned(store, written(tmp_path / "b.xlsx", [HEADER, twin])))
    assert (row.action, codes(row)) == (Action.CREATE, {"duplicate"})


def test_the_same_code_twice_in_a_file_is_never_chosen_silently(store: Store, tmp_path: Path) -> None:
    differing = rows(planned(store, written(tmp_path / "a.xlsx", [HEADER, project(1), project(1, area=9)])))
    assert [row.action for row in differing] == [Action.CONFLICT, Action.CONFLICT]
    alike = rows(planned(store, written(tmp_path / "b.xlsx", [HEADER, project(1), project(1)])))
    assert [row.action for row in alike] == [Action.CREATE, Action.CONFLICT]
    assert all("duplicate" in codes(row) for row in (*differing, alike[1]))


def test_rows_of_another_county_are_rejected_with_their_values(store: Store, tmp_path: Path) -> None:
    foreign = project(3, town="武原街道", village="大刘村")
    found = rows(planned(store, written(tmp_path / "a.xlsx", [HEADER, project(1), foreign])))
    assert [row.action for row in found] == [Action.CREATE, Action.REJECT]
    assert found[1].values["town_code"] == "330424001"
    assert codes(found[1]) == {"unknown-region"}


def test_a_city_takes_the_rows_of_its_counties(tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [HEADER, project(1), project(3, town="武原街道", village="大刘村")])
    with new_ledger(str(tmp_path / "全市.ledger"), "330400", 2022) as city:
        found = rows(planned(city, path))
    assert [row.values["county_code"] for row in found] == ["330421", "330424"]


def test_one_bad_row_does_not_block_the_others(store: Store, tmp_path: Path) -> None:
    bad = project(2, area="约三百")
    bad[5] = "待定"
    found = rows(planned(store, written(tmp_path / "a.xlsx", [HEADER, project(1), bad])))
    assert [row.action for row in found] == [Action.CREATE, Action.CREATE]
    assert {one.field: one.raw for one in found[1].waiting} == {"scale_area": "约三百", "approval_date": "待定"}
    assert codes(found[1]) == {"not-a-number", "not-a-date"}
    assert {issue.cell for issue in found[1].issues if issue.cell} == {"E3", "F3"}


def test_a_row_that_names_nobody_is_rejected(store: Store, tmp_path: Path) -> None:
    found = rows(planned(store, written(tmp_path / "a.xlsx", [HEADER, project(1), [None, None, "西塘镇", None, 5]])))
    assert found[1].action is Action.REJECT


def test_broken_rules_are_said_in_words_on_their_cell(store: Store, tmp_path: Path) -> None:
    header = [*HEADER, "验收复垦面积", "开工日期"]
    bad = [*project(1, area=20), 25, "2022-01-05"]
    (row,) = rows(planned(store, written(tmp_path / "a.xlsx", [header, bad])))
    said = {issue.cell: issue for issue in row.issues if issue.code.value == "rule"}
    assert "“验收复垦面积”应不大于“项目区总规模”" in {issue.text for issue in said.values()}
    assert said["F2"].text == "“开工日期”应不小于“立项日期”"
    assert row.values["accepted_reclaim_area"] == 250000


@pytest.mark.parametrize(("area", "issue"), [(200000, "magnitude"), (300, "magnitude"), (25, "rule")])
def test_figures_that_differ_as_units_do_are_flagged(store: Store, tmp_path: Path, area: int, issue: str) -> None:
    header = [*HEADER, "验收复垦面积"]
    (row,) = rows(planned(store, written(tmp_path / "a.xlsx", [header, [*project(1, area=20), area]])))
    assert issue in codes(row)


def test_a_figure_far_from_all_that_the_ledger_has_is_noted(store: Store, tmp_path: Path) -> None:
    ten = [project(number, area=20 + number) for number in range(1, 11)]
    applied(store, written(tmp_path / "a.xlsx", [HEADER, *ten]))
    found = rows(planned(store, written(tmp_path / "b.xlsx", [HEADER, project(11, area=0.02), project(12, area=200)])))
    said = [[(one.text, one.severity.value) for one in row.issues if one.code.value == "magnitude"] for row in found]
    assert said == [[("台账里这一栏多在 25.0000 亩上下，这一格相差一千倍以上，请核对单位", "note")], []]


def test_the_stage_may_jump_over_stages_whose_dates_are_there(store: Store, tmp_path: Path) -> None:
    header = ["项目编号", "项目名称", "镇街", "项目状态", "立项日期", "开工日期", "竣工日期"]
    first = ["FK-330421-2022-0001", "项目", "西塘镇", "储备", None, None, None]
    applied(store, written(tmp_path / "a.xlsx", [header, first]))
    bare = [*first[:3], "已竣工", None, None, "2022-07-01"]
    (row,) = rows(planned(store, written(tmp_path / "b.xlsx", [header, bare])))
    assert "stage-order" in codes(row)
    dated = [*first[:3], "已竣工", "2022-03-01", "2022-04-01", "2022-07-01"]
    (row,) = rows(planned(store, written(tmp_path / "c.xlsx", [header, dated])))
    assert "stage-order" not in codes(row)
    assert row.changes["stage"] == ("储备", "竣工")


POINTS = ["点位编号", "点位名称", "镇街", "村", "拆除面积（㎡）", "拆除日期"]


def point(number: int, area: object, day: str | None = None) -> list[object]:
    return [f"CW-330421-2022-{number:04d}", f"{number}号点位", "西塘镇", "荷池村", area, day]


def test_totals_without_a_day_are_asked_about_once_a_table(store: Store, tmp_path: Path) -> None:
    report = planned(store, written(tmp_path / "a.xlsx", [POINTS, point(1, 100, "2022-04-01"), point(2, 50)]))
    assert table(report).undated == ("E",)
    assert not any(issue.cell == "E3" for row in rows(report) for issue in row.issues)
    answer = as_json(report)["files"]
    assert answer[0]["tables"][0]["asks"] == [{"what": "as-of", "columns": ["E"]}]  # type: ignore[index]
    assert any("--as-of" in line for line in summary(report))


def test_the_day_comes_from_the_row_then_the_file_then_the_clerk(store: Store, tmp_path: Path) -> None:
    cells: Cells = [["截至2022年6月25日"], POINTS, point(1, 100, "2022-04-01"), point(2, 50)]
    found = rows(planned(store, written(tmp_path / "a.xlsx", cells), as_of="2022-07-25"))
    assert [row.dated for row in found] == [None, "2022-06-25"]
    (row,) = rows(planned(store, written(tmp_path / "b.xlsx", [POINTS, point(2, 50)]), as_of="2022-07-25"))
    assert row.dated == "2022-07-25"


def test_a_file_is_compared_with_the_ledger_as_of_its_day(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [POINTS, point(1, 100)]), as_of="2022-04-25")
    applied(store, written(tmp_path / "b.xlsx", [POINTS, point(1, 160)]), as_of="2022-06-25")
    old: Cells = [["截至2022年4月25日"], POINTS, point(1, 100)]
    assert rows(planned(store, written(tmp_path / "c.xlsx", old)))[0].action is Action.SAME


def test_marks_on_cells_are_reported(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [HEADER, project(1), project(2), project(3), project(4), project(5)])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet["E2"].comment = Comment("与报告不符", "市局")
    sheet["E3"].fill = PatternFill("solid", fgColor="FFFFFF00")
    sheet["E4"].font = Font(strike=True)
    for cell in sheet[5]:
        cell.font = Font(strike=True)
    sheet["E6"] = "=D6+1"
    sheet.row_dimensions[6].hidden = False
    book.save(path)
    report = planned(store, path)
    said = {row.row: codes(row) for row in rows(report)}
    assert said == {2: {"comment"}, 3: {"marked"}, 4: {"struck"}, 6: {"formula-without-value"}}
    assert {number: why.value for number, why in table(report).mapping.table.skipped.items()} == {5: "struck"}


def test_a_cell_struck_through_in_part_gives_what_is_left_with_a_doubt(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [HEADER, project(1), project(2)])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    old = InlineFont(strike=True)
    sheet["E2"] = CellRichText(TextBlock(old, "12.5"), "13.5")
    sheet["E3"] = CellRichText(TextBlock(old, "12.5"), "见备注")
    book.save(path)
    taken, refused = rows(planned(store, path))
    assert (taken.values["scale_area"], codes(taken)) == (135000, {"struck"})
    assert ("scale_area" in refused.values, codes(refused)) == (False, {"struck"})


def test_rows_hidden_by_hand_are_left_out_and_filtered_ones_are_named(store: Store, tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", [HEADER, project(1), project(2)])
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    sheet.row_dimensions[3].hidden = True
    book.save(path)
    report = planned(store, path)
    assert [row.row for row in rows(report)] == [2]
    assert table(report).mapping.table.skipped[3].value == "hidden"
    sheet.auto_filter.ref = "A1:G3"
    sheet.auto_filter.add_filter_column(0, ["FK-330421-2022-0001"])
    book.save(path)
    assert [codes(row) for row in rows(planned(store, path))] == [set(), {"hidden"}]


def test_shares_under_a_percent_heading_are_taken_with_a_doubt(store: Store, tmp_path: Path) -> None:
    lines = [["LH-330421-2022-0001", "甲", "西塘镇", 0.93], ["LH-330421-2022-0002", "乙", "西塘镇", 0.5]]
    for heading, issue in (("成活率", set()), ("成活率(%)", {"ambiguous"})):
        header = ["地块编号", "地块名称", "镇", heading]
        found = rows(planned(store, written(tmp_path / "a.xlsx", [header, *lines])))
        assert [row.values["survival_rate"] for row in found] == [9300, 5000]
        assert [codes(row) & {"ambiguous"} for row in found] == [issue, issue]


def test_a_formula_without_a_result_is_worked_out_where_it_only_adds(store: Store, tmp_path: Path) -> None:
    header = ["项目编号", "项目名称", "镇街", "立项新增耕地面积", "立项新增水田", "立项新增旱地"]
    (row,) = rows(
        planned(
            store,
            written(tmp_path / "a.xlsx", [header, ["FK-330421-2022-0001", "项目", "西塘镇", "=SUM(E2:F2)", 1.1, 2.2]]),
        )
    )
    assert row.values["approved_new_farmland"] == 33000
    assert "formula-without-value" in codes(row)


def test_doubled_columns_must_agree(store: Store, tmp_path: Path) -> None:
    header = [*HEADER, "项目规模"]
    same, filled, differing = [*project(1), 20], [*project(2, area=None), 30], [*project(3), 31]
    found = rows(planned(store, written(tmp_path / "a.xlsx", [header, same, filled, differing])))
    assert [row.action for row in found] == [Action.CREATE, Action.CREATE, Action.CONFLICT]
    assert [row.values.get("scale_area") for row in found[:2]] == [200000, 300000]
    assert not codes(found[0])


def test_towns_are_filled_down_through_merged_and_blank_cells(store: Store, tmp_path: Path) -> None:
    blank: Cells = [HEADER, project(1), project(2, town=""), project(3, town="干窑镇"), project(4, town="")]
    for name, merges in (("a", ("C2:C3", "C4:C5")), ("b", ())):
        found = rows(planned(store, written(tmp_path / f"{name}.xlsx", blank, merges)))
        assert [row.values["town_code"] for row in found] == ["330421103"] * 2 + ["330421105"] * 2
        assert not any(codes(row) for row in found)


def test_a_single_blank_town_is_filled_with_a_doubt(store: Store, tmp_path: Path) -> None:
    towns = ["西塘镇", "干窑镇", "", "天凝镇", "姚庄镇"]
    path = written(tmp_path / "a.xlsx", [HEADER, *(project(n, town=town) for n, town in enumerate(towns, 1))])
    row = rows(planned(store, path))[2]
    assert (row.values["town_code"], codes(row)) == ("330421105", {"ambiguous"})


def test_a_town_may_stand_over_its_rows(store: Store, tmp_path: Path) -> None:
    header = ["项目编号", "项目名称", "总规模（亩）"]
    lines: Cells = [
        header,
        ["一、西塘镇"],
        ["FK-330421-2022-0001", "甲项目", 3],
        ["二、干窑镇"],
        ["FK-330421-2022-0002", "乙项目", 4],
    ]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert [row.values["town_code"] for row in found] == ["330421103", "330421105"]
    named = written(tmp_path / "b.xlsx", [header, ["FK-330421-2022-0001", "甲项目", 3]], sheet="西塘镇")
    (row,) = rows(planned(store, named))
    assert (row.values["town_code"], codes(row)) == ("330421103", set()), "a sheet named by the whole name is no guess"


def test_a_point_without_a_name_is_known_by_its_household(store: Store, tmp_path: Path) -> None:
    header = ["镇", "村", "户主", "违法建筑面积", "拆除日期"]
    path = written(tmp_path / "a.xlsx", [header, ["西塘镇", "荷池村", "张三", 100, "2022-04-01"]])
    applied(store, path)
    (row,) = rows(
        planned(store, written(tmp_path / "b.xlsx", [header, ["西塘镇", "荷池村", "张三", 90, "2022-04-01"]]))
    )
    assert (row.action, set(row.changes)) == (Action.UPDATE, {"illegal_area"})


def test_an_administrative_path_gives_county_town_and_village(store: Store, tmp_path: Path) -> None:
    header = ["项目编号", "项目名称", "行政区", "总规模（亩）"]
    line = ["FK-330421-2022-0001", "甲项目", "浙江省,嘉兴市,嘉善县,西塘镇,荷池村", 3]
    (row,) = rows(planned(store, written(tmp_path / "a.xlsx", [header, line])))
    assert [row.values[name] for name in ("county_code", "town_code", "village")] == ["330421", "330421103", "荷池村"]
    assert not codes(row)


def test_the_zone_s_ledger_takes_its_own_towns_only(tmp_path: Path) -> None:
    lines: Cells = [HEADER, project(1, town="城南街道", village="某村"), project(2, town="凤桥镇", village="某村")]
    path = written(tmp_path / "a.xlsx", lines)
    with new_ledger(str(tmp_path / "开发区.ledger"), "3304JK", 2022) as zone:
        assert [row.action for row in rows(planned(zone, path))] == [Action.CREATE, Action.REJECT]


def test_records_the_file_does_not_hold_are_listed(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, project(1), project(2)]))
    report = planned(store, written(tmp_path / "b.xlsx", [HEADER, project(1)]))
    assert len(report.files[0].absent) == 1


def test_a_file_without_a_ledger_is_refused_and_the_others_go_on(store: Store, tmp_path: Path) -> None:
    menu = written(
        tmp_path / "a.xlsx", [["菜名", "荤素", "单价", "份数"], ["青菜", "素", 3, 20], ["排骨", "荤", 12, 8]]
    )
    report = planned(store, menu)
    assert report.refused
    assert report.files[0].reason is not None
    assert "没有找到台账" in report.files[0].reason
    assert as_json(report)["files"][0]["tables"][0]["kind"] is None  # type: ignore[index]
