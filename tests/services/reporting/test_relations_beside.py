"""审核关系 that reach beyond their own row: other forms, the period before, parts of indicators, reasons given."""

from pathlib import Path

import pytest

from app.models.ledger import TownShare
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.submission import Waiver
from app.services import history, records
from app.services.records import Edit
from app.services.reporting.build import build
from app.services.reporting.checking.check import failures
from app.services.reporting.checking.finding import CheckResult
from app.services.reporting.export import check, explain, export
from app.services.reporting.forms.catalogue import read_form
from app.services.reporting.forms.form import Level
from app.services.reporting.sent.submit import submit
from tests.services.reporting.county import LUOXING, WEITANG, Written, add, aim, cleaned, point
from tests.services.reporting.test_nine_forms import ACCEPTED, plot, project

FORM = """
id: R1
name: 复垦月报
version: "1"
sheet: 复垦
rows: towns
periods: [月]
title: "{unit}复垦"
meta: ["", "", ""]
paper: A4
columns:
  - {header: "{places}", number: 甲, fact: name}
  - {header: 验收面积, number: "1", unit: 亩, places: 2, over: year,
     measure: sum(reclamation.accepted_reclaim_area where accept_date in year)}
checks:
  - {relation: 1栏 = OTHER, level: 强制, OF}
"""


def told(store: Store, tmp_path: Path, other: str, of: str) -> list[CheckResult]:
    path = tmp_path / "R1.yaml"
    path.write_text(FORM.replace("OTHER", other).replace("OF", of), "utf-8")
    table = build(store, read_form(path), "2022-06")
    with store.read() as session:
        return failures(session, table)


def names(found: list[CheckResult]) -> list[str]:
    return [one.check for one in found]


def test_a_sum_is_held_against_its_list(store: Store, tmp_path: Path) -> None:
    first, _ = add(
        store, project(1, WEITANG, **ACCEPTED), project(2, LUOXING, "垦造耕地", **ACCEPTED), kind="reclamation"
    )
    assert told(store, tmp_path, "R3.15栏", "of: {R3: 13栏 in year}") == []
    town, total = told(store, tmp_path, "R3.15栏", "of: {R3: 4栏=垦造耕地 and 13栏 in year}")
    assert (town.row, total.row) == ("魏塘街道", "合计")
    assert town.sentence == (
        "魏塘街道：“验收面积”(1栏) 11.35 应等于 土地复垦整治项目明细表(R3)“验收 验收复垦面积”(15栏) 0，相差 11.35；"
        "涉及 1 条记录：FK-330421-2022-0001"
    )
    assert town.records == (first,)
    assert town.left == "“验收面积”(1栏) 11.35"
    assert town.right == "土地复垦整治项目明细表(R3)“验收 验收复垦面积”(15栏) 0"


@pytest.mark.parametrize(("other", "said"), [("R33.1栏", "报表“R33”没有"), ("R3.99栏", "(R3)没有 99 栏")])
def test_what_is_not_there_cannot_be_compared(store: Store, tmp_path: Path, other: str, said: str) -> None:
    """Another form was changed: the report is made all the same, and says which relation was not asked."""
    (found,) = told(store, tmp_path, other, "within: 0")
    assert (found.level, found.relation) == (Level.HINT, f"1栏 = {other}")
    assert found.sentence.startswith(f"没有审核“1栏={other}”：")
    assert said in found.sentence


def test_an_indicator_that_the_year_does_not_have_is_told(store: Store, tmp_path: Path) -> None:
    found = told(store, tmp_path, "指标.T99", "within: 0")
    assert [one.sentence for one in found] == [
        "2022 年没有指标 T99，审核关系“1栏=指标.T99”因此空着；请改正报表格式文件"
    ]


def test_the_monthly_reports_agree_with_their_lists(store: Store) -> None:
    add(store, project(1, WEITANG, **ACCEPTED), kind="reclamation")
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="100.00"))
    for report in ("R1", "R2", "R4"):
        assert not any("一致" in name for name in names(check(store, report, "2022-06")))


def test_who_was_entered_after_the_last_report_is_named(store: Store, tmp_path: Path) -> None:
    add(store, project(1, WEITANG, **ACCEPTED), kind="reclamation")
    export(store, "R1", "2022-06", tmp_path / "六月.xlsx")
    submit(store, "R1", "2022-06")
    late = ACCEPTED | {"accept_date": "2022-05-12"}
    add(store, project(2, WEITANG, **late), kind="reclamation")
    found = [one for one in check(store, "R1", "2022-07") if one.check == "累计等于上期加本月"]
    assert [(one.level, one.row) for one in found] == [(Level.HINT, "魏塘街道"), (Level.HINT, "合计")]
    assert found[0].sentence == (
        "魏塘街道：“验收 复垦面积”(9栏) 22.69 应等于 上期“验收 复垦面积”(9栏) 11.35 + “本月新增验收”(16栏) 0.00"
        " = 11.35，相差 11.34；上期报送后补录或更改的：FK-330421-2022-0002（2022-05-12）"
    )


def test_a_later_entry_of_a_dated_quantity_is_named_with_its_day(store: Store, tmp_path: Path) -> None:
    (record,) = add(store, point(1, WEITANG, demolish_date="2022-05-20", demolished_area="10000"))
    export(store, "R4", "2022-06", tmp_path / "六月.xlsx")
    submit(store, "R4", "2022-06")
    with store.write("补录") as work:
        edit = Edit(record, cleaned("demolition", {"demolished_area": "15000"}), dated="2022-06-03")
        records.change(work, "demolition", [edit])
    found = [one for one in check(store, "R4", "2022-07") if one.check == "拆除累计等于上期加本月"]
    assert "上期报送后补录或更改的：CW-330421-2022-0001（2022-06-03）" in found[0].sentence


def test_without_anything_sent_the_period_before_is_built(store: Store) -> None:
    add(store, project(1, WEITANG, **ACCEPTED), kind="reclamation")
    assert "累计等于上期加本月" not in names(check(store, "R1", "2022-07"))
    assert "累计等于上期加本月" not in names(check(store, "R1", "2022-01"))


def test_more_mapped_than_planted_is_wrong_only_at_the_year_s_end(store: Store) -> None:
    mapped = {"map_date": "2022-03-01", "mapped_area": "12.0000", "map_status": "省级通过"}
    add(store, plot(1, WEITANG, **mapped), kind="greening")
    assert "年末上图面积不大于施工面积" not in names(check(store, "R6", "2022-Q2"))
    at_the_end = [one for one in check(store, "R6", "2022-Q4") if one.check == "年末上图面积不大于施工面积"]
    assert {one.level for one in at_the_end} == {Level.MUST}


def test_an_indicator_is_no_less_than_its_parts(store: Store) -> None:
    aim(store, "T04", 4, unit="1")
    aim(store, "T05", 4, unit="8000")
    aim(store, "T06", 4, unit="12000.5")
    (found,) = [one for one in check(store, "R8", "2022-06") if one.check == "目标不小于其中各项之和"]
    assert found.sentence == (
        "年度供应国有土地总量：“年度目标”(1栏) 1.0000 万亩 应不小于 其中各项之和 2.0001 万亩"
        "（住宅用地 8000.0000 亩、工矿仓储用地 12000.5000 亩），相差 1.0001 万亩"
    )


def test_villages_announced_are_counted_as_the_indicator_is(store: Store) -> None:
    announced = {"announce_date": "2022-05-10", "county_check_date": "2022-03-01", "village_grade": "示范村"}
    trees = {"tree_count": "10000", "converted_area": "200.0000"}
    add(store, plot(1, WEITANG, "一村万树", **announced, **trees), kind="greening")
    assert check(store, "R7", "2022-Q2") == []


def test_several_records_that_break_a_relation_are_one_finding(store: Store) -> None:
    wrong = ACCEPTED | {"accepted_paddy": "1.0000"}
    ids = add(store, *(project(number, WEITANG, **wrong) for number in (1, 2, 3)), kind="reclamation")
    (found,) = [one for one in check(store, "R3", "2022-06") if one.check == "新增耕地等于三类之和"]
    assert (found.row, found.records) == ("3 条记录", tuple(ids))
    assert "另有 2 条同样不符：FK-330421-2022-0002、FK-330421-2022-0003" in found.sentence


def carried_over(store: Store) -> None:
    """Started this year on last year's approval: fewer approved than started."""
    dates = {"approval_date": "2021-11-01", "start_date": "2022-02-01", "approved_reclaim_area": "5.0000"}
    add(store, project(1, WEITANG, **dates), kind="reclamation")


def test_a_hint_stands_with_a_reason_that_is_printed(store: Store, tmp_path: Path) -> None:
    carried_over(store)
    hint = "立项面积不小于开工面积"
    before = export(store, "R1", "2022-06", tmp_path / "前.xlsx")[0].hints
    found = explain(store, "R1", "2022-06", hint, "上年立项，今年开工")
    assert {one.reason for one in found if one.check == hint} == {"上年立项，今年开工"}
    (done,) = export(store, "R1", "2022-06", tmp_path / "后.xlsx")
    assert len(done.hints) < len(before)
    assert any("理由：上年立项，今年开工" in text for text in Written(done.path).texts)
    explain(store, "R1", "2022-06", hint, "2021年立项")
    assert {one.reason for one in check(store, "R1", "2022-06") if one.check == hint} == {"2021年立项"}
    assert {one.reason for one in check(store, "R1", "2022-05") if one.check == hint} == {""}
    for step in history.history(store)[:2]:
        history.undo(store, step.batch)
    assert {one.reason for one in check(store, "R1", "2022-06") if one.check == hint} == {""}


def test_a_reason_stands_for_what_was_found_when_it_was_given(store: Store, tmp_path: Path) -> None:
    carried_over(store)
    hint = "立项面积不小于开工面积"
    explain(store, "R1", "2022-06", hint, "上年立项")
    dates = {"approval_date": "2021-11-01", "start_date": "2022-03-01", "approved_reclaim_area": "2.0000"}
    add(store, project(2, LUOXING, **dates), kind="reclamation")
    found = [one for one in check(store, "R1", "2022-06") if one.check == hint]
    assert {one.row: (one.reason, one.earlier_reason) for one in found} == {
        "魏塘街道": ("上年立项", ""),
        "罗星街道": ("", "上年立项"),
        "合计": ("", "上年立项"),
    }
    assert "原来的说明“上年立项”写在这个数字之前" in found[-1].told
    (done,) = export(store, "R1", "2022-06", tmp_path / "又一个.xlsx")
    waiting = [one for cause in done.causes for one in (cause.first, *cause.others) if one.check == hint]
    assert {one.row for one in waiting} == {"罗星街道", "合计"}
    explain(store, "R1", "2022-06", hint, "都是上年立项")
    assert {one.reason for one in check(store, "R1", "2022-06") if one.check == hint} == {"都是上年立项"}


def test_a_reason_of_an_older_ledger_stands_for_all_of_its_check(store: Store) -> None:
    carried_over(store)
    hint = "立项面积不小于开工面积"
    older = {"report": "R1", "period": "2022-06", "check_name": hint, "reason": "上年立项", "who": "某人", "at": "2022"}
    with store.write("说明") as work:
        work.insert(Waiver, [older])
    assert {one.reason for one in check(store, "R1", "2022-06") if one.check == hint} == {"上年立项"}


@pytest.mark.parametrize(
    ("name", "reason", "said"),
    [
        ("立项面积不小于开工面积", " ", "没有写明"),
        ("新增耕地等于三类之和", "数字没有错", "强制审核"),
        ("没有这一条", "为什么", "没有叫“没有这一条”的提示"),
    ],
)
def test_what_cannot_stand_is_refused(store: Store, name: str, reason: str, said: str) -> None:
    carried_over(store)
    add(store, project(2, WEITANG, **ACCEPTED | {"accepted_paddy": "1.0000"}), kind="reclamation")
    with pytest.raises(Refusal, match=said):
        explain(store, "R1", "2022-06", name, reason)


def test_a_project_in_several_towns_is_compared_as_a_whole(store: Store, tmp_path: Path) -> None:
    (record,) = add(store, project(1, WEITANG, **ACCEPTED), kind="reclamation")
    with store.write("分镇") as work:
        parts = [{"record_id": record, "town_code": town, "area": 50000} for town in (WEITANG, LUOXING)]
        work.insert(TownShare, parts)
    assert told(store, tmp_path, "R3.15栏", "of: {R3: 13栏 in year}") == []
