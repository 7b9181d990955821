"""What a column is by what stands in it: ticked stages, numbers that only count rows, choices of another field."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.store import Store
from app.services.importing.doubting.cancelled import is_off
from app.services.importing.tables.serial import counts_rows
from tests.services.importing.books import codes, planned, rows, written


def test_ticks_under_the_stages_tell_how_far_a_project_has_come(store: Store, tmp_path: Path) -> None:
    head = ["项目名称", "所在镇村", "规模（亩）", "立项", "开工", "竣工", "县级初验", "市级验收", "备案"]
    lines = [
        head,
        ["甲复垦项目", "西塘镇荷池村", 12.35, "√", "√", "√", "√", None, None],
        ["乙复垦项目", "西塘镇荷池村", 45.6, "√", None, None, None, None, None],
        ["丙复垦项目", "西塘镇荷池村", 23.4, "√", "×", None, None, None, None],
    ]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert [row.values["stage"] for row in found] == ["初验", "立项", "立项"]
    assert [(row.values["town_code"], row.values["village"]) for row in found] == [("330421103", "荷池村")] * 3
    assert not any("doc_no" in name for row in found for name in row.values)


def test_a_single_ticked_column_is_no_document(store: Store, tmp_path: Path) -> None:
    lines = [["项目名称", "镇街", "规模（亩）", "立项"], *[[f"{name}复垦项目", "西塘镇", 10, "√"] for name in "甲乙丙"]]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert [sorted(row.values) for row in found] == [sorted({*found[0].values} - {"approval_doc_no"})] * 3


def test_numbers_that_only_count_the_rows_are_no_codes(store: Store, tmp_path: Path) -> None:
    head = ["编号", "项目名称", "镇街", "规模（亩）", "立项日期"]
    lines = [
        head,
        *[[number, f"{name}复垦项目", "西塘镇", 10, "2022-01-05"] for number, name in enumerate("甲乙丙", 1)],
    ]
    (file,) = planned(store, written(tmp_path / "a.xlsx", lines)).files
    (table,) = file.tables
    assert ["code" in row.values for row in table.rows] == [False] * 3
    assert [one.why[:4] for one in table.mapping.unmapped] == ["“编号”"]
    own = [["本局编号", *head[1:]], *lines[1:]]
    assert [row.values["code"] for row in rows(planned(store, written(tmp_path / "b.xlsx", own)))] == ["1", "2", "3"]


@pytest.mark.parametrize("share", ["32.5%", "32.5％", "32.5 %"])
def test_a_single_percentage_under_a_heading_for_stages_is_how_far_a_project_is(
    store: Store, tmp_path: Path, share: str
) -> None:
    head = ["项目名称", "镇街", "规模（亩）", "开工日期", "进度"]
    lines = [head, ["甲复垦项目", "西塘镇", 10, "2022-1-5", share], ["乙复垦项目", "西塘镇", 12, "2022-1-6", "—"]]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert [row.values.get("progress_pct") for row in found] == [3250, None]


def test_the_plots_of_one_project_are_no_projects(store: Store, tmp_path: Path) -> None:
    lines = [["复垦项目地块表"], ["地块号", "面积（亩）", "原地类", "坐标"], [1, 3.2, "采矿用地", "120.92,30.85"]]
    (file,) = planned(store, written(tmp_path / "a.xlsx", [*lines, [2, 4.1, "采矿用地", "120.93,30.85"]])).files
    assert [row for table in file.tables for row in table.rows] == []


def test_a_heading_yields_to_choices_that_are_another_field_s(store: Store, tmp_path: Path) -> None:
    head = ["户主", "镇街", "坐落", "违法建筑面积", "处置方式", "拆除时间"]
    ways = ["自行拆除", "强制拆除", "自行拆除", "助拆"]
    lines = [head, *[[f"户{number}", "西塘镇", f"{number}号", 50, way, "2022-6-10"] for number, way in enumerate(ways)]]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert [row.values["demolish_mode"] for row in found] == ["自拆", "强拆", "自拆", "助拆"]
    kept = [head, *[[f"户{number}", "西塘镇", f"{number}号", 50, "没收", ""] for number in range(4)]]
    found = rows(planned(store, written(tmp_path / "b.xlsx", kept)))
    assert [row.values["disposal_method"] for row in found] == ["没收"] * 4


def test_a_date_over_three_columns_is_one_date(store: Store, tmp_path: Path) -> None:
    head = [
        ["点位编号", "户主", "镇街", "违建面积", "拆除日期", None, None],
        [None, None, None, None, "年", "月", "日"],
    ]
    days = [(2022, 5, 6), (2022, "6", None), (None, None, None), ("2022年", "7月", "8日"), ("2022-08-09", None, None)]
    lines = [[f"CW-330421103-2022-{n:04d}", f"户{n}", "西塘镇", 100, *day] for n, day in enumerate(days, 1)]
    path = written(tmp_path / "a.xlsx", [*head, *lines], merges=("E1:G1", "A1:A2", "B1:B2", "C1:C2", "D1:D2"))
    found = rows(planned(store, path))
    assert [row.values.get("demolish_date") for row in found] == [
        *("2022-05-06", "2022-06", None, "2022-07-08", "2022-08-09")
    ]


def test_what_other_offices_put_right_is_no_reclamation(store: Store, tmp_path: Path) -> None:
    head = ["镇街道", "村", "地块编号", "面积（亩）", "现状", "整治措施", "完成时间", "种植作物"]
    line = ["西塘镇", "荷池村", "FL001", 12, "苗木", "复耕", "2022-05-01", "水稻"]
    for title, taken in (("耕地非粮化整治进度台账", 0), ("2022年土地整治进度台账", 1)):
        (file,) = planned(store, written(tmp_path / f"{title}.xlsx", [[title], head, line])).files
        assert sum(len(table.rows) for table in file.tables) == taken


def test_a_party_and_their_identity_card_in_one_cell_are_taken_apart(store: Store, tmp_path: Path) -> None:
    head = ["编号", "当事人（身份证号）", "镇街道", "建筑面积（㎡）", "拆除时间"]
    said = ["王一（330421197001011234）", "李二 33042119700101123x", "某公司"]
    lines = [head, *[[f"CW-330421103-2022-{n:04d}", who, "西塘镇", 100, "2022-3-4"] for n, who in enumerate(said, 1)]]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert [(row.values.get("party_name"), row.values.get("party_id_no")) for row in found] == [
        ("王一", "330421197001011234"),
        ("李二", "33042119700101123X"),
        ("某公司", None),
    ]


def test_the_week_s_demolition_is_no_county_that_was_named(store: Store, tmp_path: Path) -> None:
    """无违建创建 is another name of T19, which is counted in 个; what is aimed at here are 万㎡."""
    head = [["“无违建”创建周报"], ["镇（街道）", "本年累计", None, "年度任务（万㎡）"], [None, "处", "㎡", None]]
    lines = [*head, ["西塘镇", 25, 5600, 0.8], ["姚庄镇", 12, 3000, 0.5]]
    (file,) = planned(store, written(tmp_path / "a.xlsx", lines, merges=("B2:C2", "A2:A3", "D2:D3"))).files
    assert (file.figures, [row for table in file.tables for row in table.rows]) == ((), [])


def test_what_is_said_of_the_acceptance_is_no_number_of_a_document(store: Store, tmp_path: Path) -> None:
    head = ["地块名称", "镇街道", "计划面积（亩）", "完成面积（亩）", "验收情况"]
    said = ["合格，2022年5月6日", "合格", "合格"]
    lines = [["造林绿化"], head, *[[f"{n}号地", "西塘镇", 10, 9, one] for n, one in enumerate(said, 1)]]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert [row.values.get("accept_result") for row in found] == [None, "合格", "合格"]
    assert not any("accept_doc_no" in row.values for row in found)


def test_lists_headed_by_the_fields_own_names_are_understood(store: Store, tmp_path: Path) -> None:
    head = ["code", "name", "town_code", "scale_area", "approval_date"]
    line = ["FK-330421-2022-0501", "甲", "330421103", "10.5", "2022-01-05"]
    (row,) = rows(planned(store, written(tmp_path / "a.xlsx", [head, line])))
    assert {name: row.values[name] for name in head} == dict(zip(head, [*line[:3], 105000, line[4]], strict=True))


def test_a_row_s_unit_of_another_measure_makes_its_figure_none(store: Store, tmp_path: Path) -> None:
    head = ["项目名称", "镇街", "单位", "复垦面积", "验收时间"]
    units = ["㎡", "公里", None]
    lines = [head, *[[f"{unit}复垦项目", "西塘镇", unit, 2000, "2022-5-1"] for unit in units]]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert [row.values.get("accepted_reclaim_area") for row in found] == [30000, None, 20000000]
    assert ["not-a-number" in codes(row) for row in found] == [False, True, False]
    lines = [head, *[[f"{name}复垦项目", "西塘镇", "某土石方公司", 20, "2022-5-1"] for name in "甲乙"]]
    found = rows(planned(store, written(tmp_path / "b.xlsx", lines)))
    assert [row.values["accepted_reclaim_area"] for row in found] == [200000] * 2


def test_a_row_called_off_in_its_remark_is_named(store: Store, tmp_path: Path) -> None:
    head = ["户主", "镇街", "村", "拆除面积（㎡）", "拆除时间", "备注"]
    remarks = ["作废，与第1户重复", "已拆，作废弃物清运", None]
    lines = [head, *[[f"户{one}", "西塘镇", "荷池村", 50, "2022-6-10", one] for one in remarks]]
    found = rows(planned(store, written(tmp_path / "a.xlsx", lines)))
    assert ["struck" in codes(row) for row in found] == [True, False, False]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_counting_anew_in_each_group_is_still_counting(groups: list[int]) -> None:
    cells = [number for size in groups for number in range(1, size + 1)]
    assert counts_rows(cells) is (len(cells) > 1)
    assert counts_rows([f"{number:03d}" for number in cells]) is (len(cells) > 1)
    assert not counts_rows([*cells, "FK-330421-2022-0001"])
    assert not counts_rows([number * 7 for number in cells])


@pytest.mark.parametrize(
    ("said", "off"),
    [
        ("该户与3号重复登记，作废", True),
        ("2022年9月核实：属误登", True),
        ("已作废处理", True),
        ("未作废", False),
        ("原房产证已作废", False),
        ("作废弃物清运", False),
        ("不存在重复登记", False),
    ],
)
def test_what_calls_a_row_off_stands_at_the_end_of_a_clause_and_is_not_denied(said: str, off: bool) -> None:
    assert is_off(said) is off
