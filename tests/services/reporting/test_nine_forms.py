"""The nine reports on a small ledger whose figures can be worked out by hand."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.models.store import Store
from app.services.records import Addition, Pending
from app.services.reporting.export import export
from tests.services.reporting.county import (
    LUOXING,
    UNIT,
    WEITANG,
    XITANG,
    YEAR,
    Written,
    add,
    aim,
    cleaned,
    point,
    waiting,
)
from tests.stores import new_ledger


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "上报"


def project(code: int, town: str, kind: str = "建设用地复垦", **texts: str) -> Addition:
    """A reclamation project."""
    values = {
        "code": f"FK-{UNIT}-{YEAR}-{code:04}",
        "name": f"第{code}号项目",
        "plan_year": str(YEAR),
        "county_code": UNIT,
        "town_code": town,
        "project_kind": kind,
        **texts,
    }
    return Addition(cleaned("reclamation", values))


def plot(code: int, town: str, kind: str = "新增造林", **texts: str) -> Addition:
    """A greening plot."""
    values = {
        "code": f"LH-{UNIT}-{YEAR}-{code:04}",
        "plan_year": str(YEAR),
        "county_code": UNIT,
        "town_code": town,
        "village": "荷池村",
        "task_kind": kind,
        **texts,
    }
    return Addition(cleaned("greening", values))


ACCEPTED = {
    "approval_date": "2022-01-10",
    "approved_reclaim_area": "12.0000",
    "start_date": "2022-02-01",
    "completion_date": "2022-04-01",
    "completed_area": "11.5000",
    "accept_date": "2022-06-01",
    "accepted_reclaim_area": "11.3456",
    "accepted_new_farmland": "10.0000",
    "accepted_paddy": "7.0000",
    "accepted_irrigated": "1.0000",
    "accepted_dry": "2.0000",
}


def rows_of(path: Path, sheet: str, first: str) -> list[list[Any]]:
    """The rows of a sheet below its 栏次, without what stands under the table."""
    found = [[cell.value for cell in row] for row in openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows()]
    at = next(index for index, row in enumerate(found) if row[1] == first)
    end = next(index for index in range(at, len(found)) if str(found[index][0]).startswith("说明"))
    return found[at + 1 : end]


def test_reclamation_counts_rebuilt_land_stage_by_stage(store: Store, out: Path) -> None:
    add(store, project(1, WEITANG, **ACCEPTED), project(2, LUOXING, approval_date="2022-03"), kind="reclamation")
    add(store, project(3, LUOXING, "垦造耕地", **ACCEPTED), kind="reclamation")
    aim(store, "T09", 4, unit="0.002", t330421001="0.001")
    (done,) = export(store, "R1", "2022-06", out)
    report = Written(done.path)
    assert [report.cell("魏塘街道", number) for number in range(1, 17)] == [
        *(10, 1, 12, 1, 12, 1, Decimal("11.5"), 1, Decimal("11.35")),
        *(10, 7, 1, 2, 0, 0, Decimal("11.35")),
    ]
    assert report.cell("魏塘街道", 17) == Decimal("113.5")
    assert report.cell("合计", 2) == 2
    assert not done.draft


def test_farmland_made_anew_has_grades_weighted_by_area(store: Store, out: Path) -> None:
    other = ACCEPTED | {"accepted_new_farmland": "30.0000", "accepted_paddy": "30.0000"}
    del other["accepted_irrigated"], other["accepted_dry"]
    add(
        store,
        project(1, WEITANG, "垦造耕地", **ACCEPTED, farmland_grade="6.0"),
        project(2, WEITANG, "垦造耕地", **other, farmland_grade="8.0"),
        project(3, LUOXING, "垦造耕地", start_date="2021-11-05", approved_new_farmland="5.0000"),
        kind="reclamation",
    )
    report = Written(export(store, "R2", "2022-06", out)[0].path)
    assert report.cell("魏塘街道", 12) == Decimal("7.5")
    assert report.cell("罗星街道", 12) is None
    assert report.cell("罗星街道", 5) == 1  # 去年开工，还没有竣工
    assert report.cell("合计", 12) == Decimal("7.5")


def test_a_grade_of_the_whole_is_no_sum(store: Store, out: Path) -> None:
    for number, town in ((1, WEITANG), (2, LUOXING)):
        add(store, project(number, town, "垦造耕地", **ACCEPTED, farmland_grade="6.0"), kind="reclamation")
    report = Written(export(store, "R2", "2022-06", out)[0].path, formulas=True)
    assert report.cell("合计", 12) == 6
    assert str(report.cell("合计", 8)).startswith("=SUM(")


def test_projects_are_listed_with_full_precision_on_three_sheets(store: Store, out: Path) -> None:
    add(store, project(1, WEITANG, **ACCEPTED, scale_area="35.6789", remark="尚有一户未签约"), kind="reclamation")
    swap = {"approval_date": "2022-03-01", "approved_reclaim_area": "8.0000"}
    block = {"block_type": "千亩方", "contiguous_area": "1200.0000", "is_five_year_task": "true"}
    add(store, project(2, XITANG, "城乡建设用地增减挂钩", **swap), kind="reclamation")
    add(store, project(3, LUOXING, "永久基本农田集中连片整治", **block), kind="reclamation")
    (done,) = export(store, "R3", "2022-06", out)
    book = openpyxl.load_workbook(done.path)
    assert book.sheetnames[:3] == ["项目明细", "增减挂钩", "永农连片"]
    total, first = rows_of(done.path, "项目明细", "1")
    assert (total[0], total[7], first[1], first[7]) == ("合计", 35.6789, "FK-330421-2022-0001", 35.6789)
    assert first[22] == "尚有一户未签约"
    assert [row[1] for row in rows_of(done.path, "增减挂钩", "1")] == [None, "FK-330421-2022-0002"]
    assert rows_of(done.path, "永农连片", "1")[1][3:5] == ["千亩方", "罗星街道"]


def test_what_happened_after_the_cutoff_is_left_blank(store: Store, out: Path) -> None:
    add(store, project(1, WEITANG, **ACCEPTED, progress_pct="100.00"), kind="reclamation")
    _, line = rows_of(export(store, "R3", "2022-05", out)[0].path, "项目明细", "1")
    assert (str(line[11])[:10], line[12]) == ("2022-04-01", 100)
    assert (line[13], line[15], line[16]) == (None, None, None)
    _, line = rows_of(export(store, "R3", "2022-03", out)[0].path, "项目明细", "1")
    assert (str(line[10])[:10], line[11], line[12]) == ("2022-02-01", None, None)


def test_what_is_called_off_is_not_listed(store: Store, out: Path) -> None:
    halted = {"stage": "中止", "halt_date": "2022-05-01", "approval_date": "2022-01-10"}
    add(store, project(1, WEITANG, **halted), kind="reclamation")
    (done,) = export(store, "R3", "2022-06", out)
    assert "FK-330421-2022-0001" not in str(rows_of(done.path, "项目明细", "1"))
    (done,) = export(store, "R3", "2022-04", out)
    assert "FK-330421-2022-0001" in str(rows_of(done.path, "项目明细", "1"))


def test_points_show_what_was_done_by_the_cutoff_and_no_personal_numbers(store: Store, out: Path) -> None:
    personal = {"party_name": "陆阿根", "phone": "13900001234", "party_id_no": "330411196001010000"}
    done_twice = {"demolished_area": "150.00", "demolish_date": "2022-06-10", "illegal_area": "200.00"}
    add(store, point(1, WEITANG, **personal, **done_twice))
    (made,) = export(store, "R5", "2022-06", out)
    total, line = rows_of(made.path, "拆违点位明细", "1")
    assert (total[19], line[19], line[5]) == (150, 150, "陆阿根")
    assert "13900001234" not in str(line)
    _, earlier = rows_of(export(store, "R5", "2022-05", out)[0].path, "拆违点位明细", "1")
    assert (earlier[18], earlier[19]) == (None, None)


def test_a_text_that_is_no_value_yet_stands_in_its_cell_and_makes_a_draft(store: Store, out: Path) -> None:
    add(store, waiting(point(1, WEITANG), "cover_area", "约300"))
    (made,) = export(store, "R5", "2022-06", out)
    assert rows_of(made.path, "拆违点位明细", "1")[1][11] == "约300"
    assert made.draft


def test_greening_of_a_quarter_is_set_against_the_one_before_and_last_year(store: Store, out: Path) -> None:
    def planted(code: int, day: str, area: str) -> Addition:
        return plot(code, WEITANG, plant_end=day, planted_area=area, new_area=area, improved_area="0")

    add(store, planted(1, "2022-02-01", "10.0000"), planted(2, "2022-05-01", "5.5000"), kind="greening")
    add(store, planted(3, "2021-05-01", "12.4000"), kind="greening")
    trees = {"tree_count": "10000", "converted_area": "200.0000", "county_check_date": "2022-06-01"}
    add(store, plot(4, LUOXING, "一村万树", village_grade="示范村", **trees), kind="greening")
    aim(store, "T17", 4, unit="100", t330421001="20")
    (done,) = export(store, "R6", "2022-Q2", out)
    report = Written(done.path)
    assert [report.cell("魏塘街道", number) for number in (4, 5, 6, 9)] == [
        *(Decimal("15.5"), Decimal("15.5"), 0, Decimal("77.5")),
    ]
    assert [report.cell("罗星街道", number) for number in (4, 7, 8)] == [0, 10000, 200]
    compared = rows_of(done.path, "对比与分析", "1")
    weitang = next(row for row in compared if row[0] == "魏塘街道")
    assert weitang[1:6] == [15.5, 10, 5.5, 12.4, 25]
    assert "完成率图" in openpyxl.load_workbook(done.path).sheetnames


def test_villages_are_listed_until_they_are_announced(store: Store, out: Path) -> None:
    village = {"village_grade": "示范村", "plan_trees": "10000"}
    gone = {"announce_date": "2021-12-10", "county_check_date": "2021-09-01"}
    add(
        store,
        plot(1, WEITANG, "一村万树", **village),
        plot(2, WEITANG, "一村万树", **village, **gone),
        plot(3, WEITANG),
        kind="greening",
    )
    rows = rows_of(export(store, "R7", "2022-Q2", out)[0].path, "一村万树", "1")
    assert [row[1] for row in rows] == [None, "LH-330421-2022-0001"]


def test_a_village_under_ten_thousand_trees_keeps_the_list_a_draft(store: Store, out: Path) -> None:
    few = {"village_grade": "示范村", "tree_count": "900", "converted_area": "18.0000"}
    add(store, plot(1, WEITANG, "一村万树", **few, county_check_date="2022-05-01"), kind="greening")
    (done,) = export(store, "R7", "2022-Q2", out)
    assert "“植树 已植树”(7栏) 900 应不小于 10000" in str(done.failed)


def test_tasks_are_divided_by_town_with_the_total_last(store: Store, out: Path) -> None:
    aim(store, "T10", 4, unit="50", t330421001="20.5", t330421002="29.5")
    aim(store, "T18", 4, unit="4.05", t330421001="1")
    (done,) = export(store, "R9", "2022", out)
    report = Written(done.path)
    assert report.cell("魏塘街道", 3) == Decimal("20.5")
    assert list(report.rows)[-1] != "魏塘街道"
    assert (report.cell("合计", 3), report.cell("合计", 13)) == (50, Decimal("4.05"))
    assert any("各行之和 1.0000" in hint for hint in done.hints)


def test_a_pending_text_of_another_list_does_not_matter(store: Store, out: Path) -> None:
    other = plot(1, WEITANG)
    add(store, Addition(other.values, pending=[Pending("budget", "待定", "不是数字")]), kind="greening")
    assert not export(store, "R7", "2022-Q2", out)[0].draft


def test_names_that_look_like_formulas_stay_texts_of_any_length(store: Store, out: Path) -> None:
    odd = {"name": "=1+1" + "很长的项目名称" * 70, "remark": "@提醒", "approval_doc_no": "-5"}
    add(store, project(1, WEITANG, **ACCEPTED | odd), kind="reclamation")
    (done,) = export(store, "R3", "2022-06", out)
    sheet = openpyxl.load_workbook(done.path).worksheets[0]
    cells = {str(cell.value): cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    for text in odd.values():
        assert (cells[text].data_type, cells[text].quotePrefix) == ("s", True)


@pytest.mark.parametrize(("period", "reports"), [("2022-01", 6), ("2022-Q1", 3), ("2022", 2), ("2022-01-03", 6)])
def test_an_empty_ledger_has_reports_too(store: Store, out: Path, period: str, reports: int) -> None:
    *made, index = export(store, "ALL", period, out)
    assert (len(made), index.id) == (reports, "ALL")
    assert not any(one.draft for one in made)


def test_a_city_s_reports_have_its_units_and_its_lists_the_counties(tmp_path: Path, out: Path) -> None:
    with new_ledger(str(tmp_path / "市.db"), "330400", YEAR) as city:
        add(city, project(1, WEITANG, **ACCEPTED), kind="reclamation")
        report = Written(export(city, "R1", "2022-06", out)[0].path)
        assert list(report.rows)[:4] == ["合计", "南湖区", "秀洲区", "嘉善县"]
        assert report.cell("嘉善县", 8) == 1
        _, line = rows_of(export(city, "R3", "2022-06", out)[0].path, "项目明细", "1")
        assert line[5] == "嘉善县魏塘街道"
