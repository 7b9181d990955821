"""任务分解表 in the layouts bureaus use: each figure is the right indicator's, of the right town, in the right unit."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.models.store import Store
from app.services import history
from tests.services.importing.books import applied, planned, written
from tests.services.importing.figures import actions, held, plan, read, row, said
from tests.stores import new_ledger

WEITANG, LUOXING, DAYUN, XITANG, YAOZHUANG = "330421001", "330421002", "330421102", "330421103", "330421111"
TITLE = ["嘉善县2022年度任务分解表"]
SAMPLE = Path(__file__).parents[2] / "data" / "samples" / "07-任务分解表-镇街.xlsx"


def test_the_sample_is_stored_in_the_indicators_own_units_and_undone_at_once(store: Store) -> None:
    (file,) = applied(store, SAMPLE).files
    targets = held(store)
    assert len(targets) == 36
    assert targets["T09", WEITANG] == [(317, "2022-01-01", None)]  # 317 亩 are 0.0317 万亩
    assert targets["T10", WEITANG] == [(3400000, "2022-01-01", None)]
    assert targets["T18", DAYUN] == [(5400, "2022-01-01", None)]
    assert file.batch is not None
    history.undo(store, file.batch)
    assert held(store) == {}


def test_the_same_table_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    rows = [TITLE, ["镇街", "复垦（亩）"], ["魏塘街道", 317], ["罗星街道", 53]]
    applied(store, written(tmp_path / "一.xlsx", rows))
    again = applied(store, written(tmp_path / "二.xlsx", [*rows, ["注：与上表相同"]]))
    assert actions(again) == ["same", "same"]
    assert again.files[0].batch is None


def test_a_changed_figure_corrects_the_target(store: Store, tmp_path: Path) -> None:
    rows = [TITLE, ["镇街", "复垦（亩）"], ["魏塘街道", 317], ["罗星街道", 53]]
    applied(store, written(tmp_path / "一.xlsx", rows))
    report = applied(store, written(tmp_path / "二.xlsx", [*rows[:3], ["罗星街道", 54]]))
    assert actions(report) == ["same", "update"]
    assert row(report, 4).changes == {"T09": ("53", "54")}
    assert held(store)["T09", LUOXING] == [(54, "2022-01-01", None)]


def test_another_document_is_a_revision_beside_the_first(store: Store, tmp_path: Path) -> None:
    def issued(number: str, day: str, amount: int) -> list[list[object]]:
        head = [["善自然资规〔2022〕" + number + "号", "", day]]
        return [TITLE, *head, ["镇街", "复垦（亩）"], ["魏塘街道", amount], ["罗星街道", 53]]

    applied(store, written(tmp_path / "一.xlsx", issued("8", "2022年2月15日", 317)))
    report = applied(store, written(tmp_path / "二.xlsx", issued("31", "2022年8月1日", 280)))
    assert row(report, 4).issues == [] or actions(report) == ["update", "same"]
    assert held(store)["T09", WEITANG] == [
        (317, "2022-01-01", "善自然资规〔2022〕8号"),
        (280, "2022-01-01", "善自然资规〔2022〕31号"),
    ]


def test_the_day_beside_the_number_is_when_it_takes_effect(store: Store, tmp_path: Path) -> None:
    head = ["依据嘉自然资规发[2022]24号（2022年3月2日印发）"]
    applied(store, written(tmp_path / "一.xlsx", [TITLE, head, ["镇街", "复垦（亩）"], ["魏塘", 317], ["罗星", 53]]))
    assert held(store)["T09", WEITANG] == [(317, "2022-03-02", "嘉自然资规发〔2022〕24号")]


def test_without_a_day_of_its_own_the_given_one_counts(store: Store, tmp_path: Path) -> None:
    rows = [TITLE, ["镇街", "复垦（亩）"], ["魏塘街道", 317], ["罗星街道", 53]]
    applied(store, written(tmp_path / "一.xlsx", rows), as_of="2022-04-01")
    assert held(store)["T09", WEITANG] == [(317, "2022-04-01", None)]


def test_towns_may_stand_across_and_each_row_have_its_unit(store: Store, tmp_path: Path) -> None:
    rows = [
        ["附件1"],
        ["2022年度嘉善县重点工作任务分解表"],
        ["序号", "任务类型＼镇（街道）", "计量单位", "年度任务", "合计", "魏塘街道", "大云镇", "西塘"],
        [1, "农村建设用地复垦", "亩", 402, 402, 317, 85, "/"],
        [2, "新增改造绿化面积", "万亩", 0.1, 0.1, 0.05, 0.02, 0.03],
        [3, "拆违", "平方米", 55000, 55000.5, 25000, 10000, 20000],
        [4, "精准拆违点位", "个", None, 66, 40, 20, 6],
        [5, "招商引资", "亿元", 3, 3, 1, 1, 1],
    ]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    found = read(report)
    assert found["T09", WEITANG] == ("317", "亩")
    assert ("T09", XITANG) not in found
    assert found["T17", DAYUN] == ("0.02", "万亩")
    assert found["T18", XITANG] == ("20000", "㎡")
    assert found["T35", XITANG] == ("6", "个")
    assert found["T09", "330421"] == ("402", "亩")
    assert [(one.row, one.column) for one in plan(report).totals if not one.agrees] == [(6, "E")]
    assert ("E6", "total-mismatch") in said(report)
    assert row(report, 8).action.value == "reject"


def test_a_two_level_header_gives_only_its_tasks(store: Store, tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["镇（街道）", "农村建设用地复垦", "", "", "新增改造绿化", "", ""],
        ["", "任务（亩）", "完成（亩）", "完成率", "任务（万亩）", "完成（万亩）", "完成率"],
        ["全县", 402, 150, 0.3, 0.0745, 0.02, 0.2],
        ["魏塘街道", 317, 50, 0.2, 0.0349, 0.01, 0.2],
        ["大云镇", 85, 100, 0.1, 0.0396, 0.01, 0],
    ]
    report = planned(store, written(tmp_path / "表.xlsx", rows, ["A2:A3", "B2:D2", "E2:G2"]))
    assert plan(report).table.bottom == 3
    assert read(report) == {
        ("T09", "330421"): ("402", "亩"),
        ("T09", WEITANG): ("317", "亩"),
        ("T09", DAYUN): ("85", "亩"),
        ("T17", "330421"): ("0.0745", "万亩"),
        ("T17", WEITANG): ("0.0349", "万亩"),
        ("T17", DAYUN): ("0.0396", "万亩"),
    }
    assert {one.column.letter for one in plan(report).unmapped} == {"C", "D", "F", "G"}
    assert said(report) == set()


CITY = [
    ["嘉兴市2022年度任务分解表"],
    ["单位：万亩"],
    ["任务类型\n单位", "完成新增耕地", "垦造耕地(亩)", "实施拆违(万平方米)"],
    ["南湖区分局", 0.3, 500, 60],
    ["嘉善县局", 0.15, 1500, 55],
    ["海宁市", 0.45, 1000, 70],
    ["嘉兴经济技术开发区(国际商务区)", 0.05, 200, 30],
    ["港区", 0.05, 300, 30],
    ["合计", 1.0001, 3500, 245],
]


def test_of_a_citys_table_a_county_takes_its_own_row(store: Store, tmp_path: Path) -> None:
    report = planned(store, written(tmp_path / "市.xlsx", CITY))
    assert read(report) == {
        ("T08", "330421"): ("0.15", "万亩"),
        ("T10", "330421"): ("1500", "亩"),
        ("T18", "330421"): ("55", "万㎡"),
    }
    skipped = {number: why.value for number, why in plan(report).table.skipped.items()}
    assert skipped == {4: "other-unit", 6: "other-unit", 7: "other-unit", 8: "other-unit", 9: "total"}
    assert [(one.row, one.column) for one in plan(report).totals if not one.agrees] == [(9, "B")]


def test_of_a_citys_table_the_city_takes_every_row(tmp_path: Path) -> None:
    with new_ledger(str(tmp_path / "市.ledger"), "330400", 2022) as store:
        found = read(planned(store, written(tmp_path / "市.xlsx", CITY)))
    assert {region for _, region in found} == {"330402", "330421", "330481", "3304JK", "3304GQ"}


def test_a_zone_takes_its_own_row(tmp_path: Path) -> None:
    with new_ledger(str(tmp_path / "区.ledger"), "3304JK", 2022) as store:
        found = read(planned(store, written(tmp_path / "市.xlsx", CITY)))
    assert found["T10", "3304JK"] == ("200", "亩")
    assert {region for _, region in found} == {"3304JK"}


def test_parts_that_do_not_come_to_the_whole_are_said(store: Store, tmp_path: Path) -> None:
    rows = [TITLE, ["镇街", "垦造耕地（亩）"], ["嘉善县", 500], ["魏塘街道", 340], ["罗星街道", 150]]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    assert plan(report).remarks == ("垦造耕地：下辖各地的任务合计 490亩，嘉善县的任务是 500亩，相差 -10亩，请核对",)


def test_a_towns_old_name_counts_and_an_unknown_one_is_refused(store: Store, tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["序号", "镇街", "垦造耕地（亩）"],
        [1, "魏塘镇", 340],
        [2, "丁栅镇", 10],
        [3, "幸福镇", 7],
        [4, "县本级", 3],
        ["", "合 计", 360],
    ]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    assert read(report) == {("T10", WEITANG): ("340", "亩"), ("T10", YAOZHUANG): ("10", "亩")}
    assert actions(report) == ["create", "create", "reject"]
    assert ("B5", "unknown-region") in said(report)
    assert {n: why.value for n, why in plan(report).table.skipped.items()} == {6: "other-unit", 7: "total"}
    assert all(one.agrees for one in plan(report).totals)


def test_a_title_names_the_indicator_of_a_column_that_names_none(store: Store, tmp_path: Path) -> None:
    rows = [
        ["2022年度建设用地复垦任务分解表（单位：亩）"],
        ["序号", "镇（街道）", "年度任务", "备注"],
        [1, "魏塘街道", 317, "重点"],
        [2, "西塘镇", "297亩", ""],
        ["", "合计", 614, ""],
        ["说明：任务由县局下达。"],
    ]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    assert read(report) == {("T09", WEITANG): ("317", "亩"), ("T09", XITANG): ("297", "亩")}


@pytest.mark.parametrize(
    ("heading", "code"),
    [
        ("2022年度农村建设用地复垦任务数（亩）", "T09"),
        ("其中：市统筹（亩）", "T11"),
        ("违法建筑拆除面积（㎡）", "T18"),
        ("全域土地综合整治（个）", "T26"),
        ("永农集中连片整治千亩方（片）", "T21"),
        ("盘活存量土地（亩）", "T13"),
    ],
)
def test_an_indicator_is_known_by_what_it_is_called(store: Store, tmp_path: Path, heading: str, code: str) -> None:
    rows = [TITLE, ["镇街", heading, "垦造耕地（亩）"], ["魏塘街道", 1, 2], ["罗星街道", 3, 4]]
    assert (code, WEITANG) in read(planned(store, written(tmp_path / "表.xlsx", rows)))


@pytest.mark.parametrize("heading", ["垦造耕地水田面积（亩）", "拆违（户）", "上年垦造耕地（亩）", "造价（万元）"])
def test_what_only_sounds_like_an_indicator_is_not_taken(store: Store, tmp_path: Path, heading: str) -> None:
    rows = [TITLE, ["镇街", heading, "新增耕地（亩）"], ["魏塘街道", 1, 2], ["罗星街道", 3, 4]]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    assert {code for code, _ in read(report)} == {"T08"}
    assert [one.column.letter for one in plan(report).unmapped] == ["B"]


def test_cells_that_are_no_plain_numbers(store: Store, tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["镇街", "垦造耕地（亩）", "拆违（万㎡）", "应开工项目开工率"],
        ["魏塘街道", "1,349亩", "1.19万㎡", 0.9],
        ["罗星街道", "约30", "12000平方米", "92%"],
        ["大云镇", "/", 120000, 95],
    ]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    found = read(report)
    assert found["T10", WEITANG] == ("1349", "亩")
    assert ("T10", LUOXING) not in found
    assert ("T10", DAYUN) not in found
    assert found["T18", LUOXING] == ("1.2", "万㎡")
    assert [found["T14", town][0] for town in (WEITANG, LUOXING, DAYUN)] == ["90", "92", "95"]
    assert said(report) == {("B4", "not-a-number"), ("C4", "ambiguous"), ("C5", "magnitude")}


def test_a_target_that_stands_twice_is_a_conflict(store: Store, tmp_path: Path) -> None:
    rows = [TITLE, ["镇街", "垦造耕地（亩）"], ["魏塘街道", 340], ["罗星街道", 150], ["魏塘镇", 341]]
    report = applied(store, written(tmp_path / "表.xlsx", rows))
    assert actions(report) == ["conflict", "create", "conflict"]
    assert set(held(store)) == {("T10", LUOXING)}


def test_a_table_of_another_year_is_refused_in_a_sentence(store: Store, tmp_path: Path) -> None:
    rows = [["嘉善县2019年度任务分解表"], ["镇街", "垦造耕地（亩）"], ["魏塘街道", 340], ["罗星街道", 150]]
    (file,) = planned(store, written(tmp_path / "表.xlsx", rows)).files
    assert file.refused
    assert "2019 年" in str(file.reason)


def test_a_ledger_beside_the_targets_is_taken_too(store: Store, tmp_path: Path) -> None:
    rows = [
        TITLE,
        ["镇街", "垦造耕地（亩）"],
        ["魏塘街道", 340],
        ["罗星街道", 150],
        [],
        ["复垦项目表"],
        ["序号", "项目编号", "项目名称", "镇街", "验收复垦面积（亩）", "验收日期"],
        [1, "FK-330421-2022-0001", "国庆村建设用地复垦", "魏塘街道", 12.5, "2022-03-01"],
        [2, "FK-330421-2022-0002", "鑫锋村建设用地复垦", "罗星街道", 3.5, "2022-03-02"],
    ]
    (file,) = applied(store, written(tmp_path / "表.xlsx", rows)).files
    assert file.taken_as == "ledger"
    assert [table.mapping.kind for table in file.tables] == ["reclamation"]
    assert [len(table.rows) for table in file.tables] == [2]
    assert set(held(store)) == {("T10", WEITANG), ("T10", LUOXING)}


@pytest.mark.parametrize(
    "rows",
    [
        [["2022年各镇复垦绿化进展情况"], ["镇街", "复垦面积（亩）", "绿化面积（亩）"], ["魏塘", 1, 2], ["罗星", 3, 4]],
        [
            ["复垦情况"],
            ["镇街", "竣工", "", "验收"],
            ["", "个数", "复垦面积", "复垦面积"],
            ["魏塘", 1, 2, 3],
            ["罗星", 3, 4, 5],
        ],
    ],
)
def test_what_the_towns_have_done_is_no_target(store: Store, tmp_path: Path, rows: list[list[object]]) -> None:
    (file,) = planned(store, written(tmp_path / "表.xlsx", rows)).files
    assert file.refused


def test_the_tasks_in_a_table_of_progress_are_targets(store: Store, tmp_path: Path) -> None:
    rows = [
        ["2022年6月重点工作进度表"],
        ["镇街", "垦造耕地任务（亩）", "垦造耕地（亩）", "绿化任务（亩）", "绿化完成（亩）"],
        ["魏塘街道", 340, 100, 349, 20],
        ["罗星街道", 55, 20, 460, 30],
    ]
    report = planned(store, written(tmp_path / "表.xlsx", rows))
    assert [one.field for one in plan(report).columns] == ["region", "T10", "T17"]
    assert [one.column.letter for one in plan(report).unmapped] == ["C", "E"]


def test_a_hidden_row_is_left_out_though_the_total_counts_it(store: Store, tmp_path: Path) -> None:
    rows = [TITLE, ["镇街", "垦造耕地（亩）"], ["魏塘街道", 340], ["罗星街道", 150], ["大云镇", 10], ["合计", 500]]
    file = written(tmp_path / "表.xlsx", rows)
    book = load_workbook(file)
    book.worksheets[0].row_dimensions[4].hidden = True
    book.save(file)
    report = planned(store, file)
    assert set(read(report)) == {("T10", WEITANG), ("T10", DAYUN)}
    assert plan(report).table.skipped[4].value == "hidden"
    assert all(one.agrees for one in plan(report).totals)


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (["南湖", "凤桥镇", "余新镇"], {"330402010", "330402100", "330402101"}),
        (["南湖", "秀洲", "嘉善"], {"330402", "330411", "330421"}),
    ],
)
def test_a_name_of_a_district_and_a_town_is_what_its_neighbours_are(
    tmp_path: Path, labels: list[str], codes: set[str]
) -> None:
    rows = [["2022年度垦造耕地任务分解表"], ["单位", "垦造耕地（亩）"], *([label, 20] for label in labels)]
    with new_ledger(str(tmp_path / "市.ledger"), "330400", 2022) as city:
        found = read(planned(city, written(tmp_path / "任务.xlsx", rows)))
    assert {region for _, region in found} == codes


def test_a_unit_in_the_corner_counts_for_the_whole_table(store: Store, tmp_path: Path) -> None:
    rows = [
        ["2022年度任务分解表"],
        ["任务（亩）＼单位", "大云镇", "西塘镇"],
        ["农村建设用地复垦", 10, 20],
        ["垦造耕地", 5, 6],
    ]
    assert {unit for _, unit in read(planned(store, written(tmp_path / "任务.xlsx", rows))).values()} == {"亩"}


def test_only_the_whole_years_tasks_are_taken(store: Store, tmp_path: Path) -> None:
    rows = [
        ["2022年度任务分解表"],
        ["镇", "复垦（亩）", "", "拆违（万㎡）", ""],
        ["", "全年", "上半年", "全年", "上半年"],
        ["大云镇", 40, 20, 4, 2],
        ["西塘镇", 60, 30, 6, 3],
    ]
    report = planned(store, written(tmp_path / "任务.xlsx", rows, ["B2:C2", "D2:E2", "A2:A3"]))
    assert {(code, value) for (code, _), (value, _) in read(report).items()} == {
        *(("T09", "40"), ("T09", "60"), ("T18", "4"), ("T18", "6"))
    }
    assert [one.column.letter for one in plan(report).unmapped] == ["C", "E"]


def test_what_was_reached_last_year_is_no_task(store: Store, tmp_path: Path) -> None:
    rows = [
        ["嘉善县2022年度任务分解表"],
        ["镇", "2021年完成", "", "2022年任务", ""],
        ["", "复垦（亩）", "拆违（万㎡）", "复垦（亩）", "拆违（万㎡）"],
        ["大云镇", 41, 4.1, 50, 5],
        ["西塘镇", 42, 4.2, 60, 6],
    ]
    report = planned(store, written(tmp_path / "任务.xlsx", rows, ["B2:C2", "D2:E2", "A2:A3"]))
    assert {value for value, _ in read(report).values()} == {"50", "5", "60", "6"}
    assert actions(report) == ["create", "create"]


def test_the_title_is_the_line_that_says_what_the_table_is(store: Store, tmp_path: Path) -> None:
    rows = [
        ["2022年度任务分解表"],
        ["善自然资〔2022〕5号 2022年3月1日"],
        ["单位", "垦造耕地（亩）"],
        ["大云镇", 120],
        ["西塘镇", 180],
    ]
    found = plan(planned(store, written(tmp_path / "任务.xlsx", rows)))
    assert found.table.title == "2022年度任务分解表"
