"""主要指标完成情况: targets of the unit, what was reached where it is kept by hand, ratios only compared."""

from pathlib import Path

import pytest

from app.models.store import Store
from app.services import history
from app.services.demo.fill import fill
from app.services.importing.report import as_json
from app.services.reporting.export import export
from tests.services.importing.books import applied, planned, written
from tests.services.importing.figures import actions, entered, held, plan, row, said

SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "08-主要指标完成情况.xlsx"
TITLE = ["2022年主要指标完成情况表"]
DATED = ["填报单位：嘉善县自然资源和规划局", "", "截至2022年6月25日"]
HEAD = ["序号", "指标名称", "计量单位", "年度目标", "1-6月累计完成", "完成率(%)", "序时进度", "责任单位"]


def test_the_samples_targets_are_the_units(store: Store) -> None:
    report = applied(store, SAMPLE)
    assert held(store)["T08", "330421"] == [(1500, "2022-01-01", None)]  # 1500 亩 are 0.15 万亩
    assert held(store)["T35", "330421"] == [(66, "2022-01-01", None)]
    assert entered(store) == {}
    assert said(report) == {("F6", "stale-ratio")}
    batch = report.files[0].batch
    assert batch is not None
    history.undo(store, batch)
    assert held(store) == {}


def test_what_is_kept_by_hand_is_entered_at_the_files_day(store: Store, tmp_path: Path) -> None:
    rows = [
        TITLE,
        DATED,
        HEAD,
        ["一", "土地要素保障", "", "", "", "", "", ""],
        [1, "年度供应国有土地总量", "万亩", 0.45, 0.2, 44.44, 50, "利用科"],
        ["", "其中：住宅用地", "亩", 900, "420亩", 46.67, 50, ""],
        ["", "      工矿仓储用地", "亩", "1,350", 600, "44.4%", 50, ""],
        ["二", "耕地保护", "", "", "", "", "", ""],
        [2, "应开工项目开工率", "%", 90, 92, 102.2, 50, ""],
        [3, "2021年度国土变更调查", "项", "完成", "正在推进", "/", "", ""],
        ["填表人：", "", "", "审核人：", "", "", "", ""],
    ]
    report = applied(store, written(tmp_path / "表.xlsx", rows))
    assert said(report) == set()
    assert entered(store) == {
        "T04": ("2022-06-25", 2000, None),
        "T05": ("2022-06-25", 4200000, None),
        "T06": ("2022-06-25", 6000000, None),
        "T14": ("2022-06-25", 9200, None),
        "T40": ("2022-06-25", None, "进行中"),
    }
    assert held(store)["T05", "330421"] == [(9000000, "2022-01-01", None)]  # a target of the year, told in June
    assert {number: why.value for number, why in plan(report).table.skipped.items()} == {
        4: "title",
        8: "title",
        11: "signature",
    }
    again = applied(store, written(tmp_path / "再.xlsx", [*rows, ["注：再报一次"]]))
    assert set(actions(again)) == {"same"}
    assert again.files[0].batch is None


def test_without_a_day_what_was_reached_is_asked_for(store: Store, tmp_path: Path) -> None:
    file = written(tmp_path / "表.xlsx", [TITLE, HEAD[:5], [1, "低效用地再开发", "亩", 700, 200]])
    report = applied(store, file)
    assert plan(report).undated == ("E",)
    assert entered(store) == {}
    assert held(store)["T12", "330421"] == [(7000000, "2022-01-01", None)]
    answered = applied(store, file, as_of="2022-06-25")
    assert plan(answered).undated == ()
    assert entered(store) == {"T12": ("2022-06-25", 2000000, None)}


def test_a_later_month_is_entered_beside_the_earlier_one(store: Store, tmp_path: Path) -> None:
    def month(number: int, amount: int) -> Path:
        rows = [[f"2022年主要指标完成情况（截至{number}月25日）"], HEAD[:5], [1, "低效用地再开发", "亩", 700, amount]]
        return written(tmp_path / f"{number}月.xlsx", rows)

    applied(store, month(5, 150))
    report = applied(store, month(6, 200))
    assert row(report, 3).changes == {"actual": ("150", "200")}
    assert entered(store) == {"T12": ("2022-06-25", 2000000, None)}


def test_what_the_ledgers_compute_is_only_compared(store: Store, tmp_path: Path) -> None:
    rows = [TITLE, DATED, HEAD[:5], [1, "垦造耕地", "亩", 500, 300], [2, "实施精准拆违点位", "个", 66, 0]]
    report = applied(store, written(tmp_path / "表.xlsx", rows))
    assert entered(store) == {}
    (note,) = row(report, 4).issues
    assert note.severity.value == "note"
    assert "0亩" in note.text
    assert "300亩" in note.text
    assert row(report, 5).issues == []


@pytest.mark.parametrize("printed", [0.5417, 54.17, "54.17%", "54.2％", 0.54, "54%", "/", ""])
def test_a_ratio_that_agrees_at_its_places_is_not_named(store: Store, tmp_path: Path, printed: object) -> None:
    rows = [TITLE, HEAD[:6], [1, "新增耕地", "亩", 1500, 812.5, printed]]
    assert said(planned(store, written(tmp_path / "表.xlsx", rows))) == set()


@pytest.mark.parametrize("printed", [0.61, "34%", 0, 100])
def test_a_ratio_of_last_month_is_named(store: Store, tmp_path: Path, printed: object) -> None:
    rows = [TITLE, HEAD[:6], [1, "新增耕地", "亩", 1500, 812.5, printed]]
    assert said(planned(store, written(tmp_path / "表.xlsx", rows))) == {("F3", "stale-ratio")}


def test_units_in_the_headings_and_in_the_label(store: Store, tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["指标", "年度任务（万亩）", "累计完成（亩）", "完成率"],
        ["新增耕地", 0.15, 812.5, 0.5417],
        ["拆违（万㎡）", 55, 41.76, 0.7593],
    ]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    assert row(report, 3).values == {"indicator": "T08", "target": "0.15", "actual": "0.08125", "unit": "万亩"}
    assert row(report, 4).values == {"indicator": "T18", "target": "55", "actual": "41.76", "unit": "万㎡"}
    assert said(report) == set()


def test_other_columns_are_left_out_by_name(store: Store, tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["工作内容", "单位", "目标任务", "本月完成", "累计完成", "排名", "责任单位", "完成时限"],
        ["低效用地再开发", "亩", 700, 20, 200, 3, "利用科", "12月底"],
    ]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    assert row(report, 3).values == {"indicator": "T12", "target": "700", "actual": "200", "unit": "亩"}
    assert {one.column.letter for one in plan(report).unmapped} == {"D", "F", "G", "H"}


def test_an_indicator_nobody_knows_and_one_that_comes_twice(store: Store, tmp_path: Path) -> None:
    rows = [
        TITLE,
        HEAD[:5],
        [1, "低效用地再开发", "亩", 700, 200],
        [2, "招商引资", "亿元", 3, 1],
        [3, "完成低效用地再开发", "亩", 800, 200],
        [4, "土地出让收入", "亩", 95, 40],
    ]
    report = applied(store, written(tmp_path / "表.xlsx", rows), as_of="2022-06-25")
    assert actions(report) == ["conflict", "reject", "conflict", "reject"]
    assert held(store) == {}
    assert {("B4", "unknown-choice"), ("B6", "ambiguous")} <= said(report)


def test_another_countys_list_is_not_taken(store: Store, tmp_path: Path) -> None:
    rows = [["平湖市2022年主要指标完成情况"], HEAD[:5], [1, "低效用地再开发", "亩", 700, 200]]
    report = applied(store, written(tmp_path / "表.xlsx", rows), as_of="2022-06-25")
    assert actions(report) == ["reject"]
    assert held(store) == {}


def test_a_towns_list_is_that_towns(store: Store, tmp_path: Path) -> None:
    rows = [["魏塘街道2022年主要指标完成情况"], HEAD[:5], [1, "垦造耕地", "亩", 70, 20]]
    applied(store, written(tmp_path / "表.xlsx", rows))
    assert set(held(store)) == {("T10", "330421001")}


def test_a_part_below_another_whole_is_in_doubt(store: Store, tmp_path: Path) -> None:
    rows = [TITLE, HEAD[:5], [1, "低效用地再开发", "亩", 700, 200], ["", "其中：住宅用地", "亩", 70, 20]]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    assert ("B4", "ambiguous") in said(report)


def test_a_list_of_tasks_without_figures_is_no_table_of_indicators(store: Store, tmp_path: Path) -> None:
    rows = [
        ["2022年工作任务清单"],
        ["序号", "工作任务", "责任单位", "完成时限"],
        [1, "低效用地再开发", "利用科", "12月"],
    ]
    (file,) = planned(store, written(tmp_path / "表.xlsx", rows)).files
    assert file.refused


def test_our_own_report_imported_unchanged_is_no_change(store: Store, tmp_path: Path) -> None:
    fill(store, 30, 2022, 1)
    (made,) = export(store, "R8", "2022-06", tmp_path)
    (file,) = as_json(applied(store, made.path))["files"]
    (table,) = file["tables"]
    assert (file["as"], file["batch"], len(table["rows"])) == ("return", None, 41)
    assert {row["action"] for row in table["rows"]} == {"same"}
