"""Which record a row is: by its numbers, else by where and what it is; never a silent choice of two."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.queries.importing import Identity
from app.models.store import Store
from app.services.importing.planning.identity import directory
from app.services.importing.planning.row_plan import Action
from tests.services.importing.books import applied, codes, planned, rows, written

HEADER = ["项目编号", "项目名称", "镇街", "村", "总规模（亩）", "项目备案编号"]
LONG = "西塘镇荷池村农村建设用地复垦整治项目"


def line(
    code: str | None, name: str, area: object = 20, *, town: str = "西塘镇", filing: str | None = None
) -> list[object]:
    return [code, name, town, "荷池村", area, filing]


@pytest.fixture
def held(store: Store, tmp_path: Path) -> Store:
    """A ledger that holds one project."""
    first = line("FK-330421-2022-0001", f"{LONG}一期", filing="33042120220001")
    applied(store, written(tmp_path / "held.xlsx", [HEADER, first]))
    return store


def test_a_name_that_is_nearly_the_same_is_taken_and_said(held: Store, tmp_path: Path) -> None:
    (row,) = rows(planned(held, written(tmp_path / "a.xlsx", [HEADER, line(None, f"{LONG}（一期）", 30)])))
    assert (row.action, codes(row)) == (Action.UPDATE, set())
    near = LONG.replace("整治", "") + "一期"
    (row,) = rows(planned(held, written(tmp_path / "b.xlsx", [HEADER, line(None, near, 30)])))
    assert (row.action, codes(row)) == (Action.UPDATE, {"ambiguous"})


@pytest.mark.parametrize("name", [f"{LONG}二期", f"{LONG}东区", f"{LONG}1"])
def test_a_number_or_a_side_makes_it_another_project(held: Store, tmp_path: Path, name: str) -> None:
    (row,) = rows(planned(held, written(tmp_path / "a.xlsx", [HEADER, line(None, name)])))
    assert row.action is Action.CREATE


def test_another_filing_number_speaks_against_the_name(held: Store, tmp_path: Path) -> None:
    other = line(None, f"{LONG}一期", filing="33042120220002")
    (row,) = rows(planned(held, written(tmp_path / "a.xlsx", [HEADER, other])))
    assert row.action is Action.CREATE


def test_the_code_of_one_with_the_filing_number_of_another_is_a_conflict(held: Store, tmp_path: Path) -> None:
    second = line("FK-330421-2022-0002", "另一个复垦项目", filing="33042120220002")
    applied(held, written(tmp_path / "a.xlsx", [HEADER, second]))
    mixed = line("FK-330421-2022-0002", "另一个复垦项目", filing="33042120220001")
    (row,) = rows(planned(held, written(tmp_path / "b.xlsx", [HEADER, mixed])))
    assert (row.action, codes(row)) == (Action.CONFLICT, {"ambiguous"})


def test_a_code_with_neither_name_nor_place_of_its_record_is_in_doubt(held: Store, tmp_path: Path) -> None:
    (row,) = rows(
        planned(held, written(tmp_path / "a.xlsx", [HEADER, line("FK-330421-2022-0001", "完全不同", town="干窑镇")]))
    )
    assert row.action is Action.UPDATE
    assert "ambiguous" in codes(row)


def test_names_made_to_one_pattern_do_not_hide_another_town_and_village(held: Store, tmp_path: Path) -> None:
    other = [
        "FK-330421-2022-0001",
        f"{LONG}一期".replace("西塘", "干窑").replace("荷池", "长丰"),
        "干窑镇",
        "长丰村",
        20,
    ]
    (row,) = rows(planned(held, written(tmp_path / "a.xlsx", [HEADER, other])))
    assert row.action is Action.UPDATE
    assert any("名称和镇（街道）都不同" in one.text for one in row.issues)


def test_a_row_without_a_town_is_known_by_its_name_and_said(held: Store, tmp_path: Path) -> None:
    bare = [["项目名称", "总规模（亩）", "立项日期"], [f"{LONG}一期", 30, "2022-03-02"]]
    (row,) = rows(planned(held, written(tmp_path / "a.xlsx", bare)))
    assert (row.action, "ambiguous" in codes(row)) == (Action.UPDATE, True)


def test_a_new_code_beside_a_near_name_is_new_with_a_note(held: Store, tmp_path: Path) -> None:
    near = line("FK-330421-2022-0009", LONG.replace("整治", "") + "一期")
    (row,) = rows(planned(held, written(tmp_path / "a.xlsx", [HEADER, near])))
    assert (row.action, codes(row)) == (Action.CREATE, {"duplicate"})


def test_rows_without_a_code_that_are_the_same_project_are_no_two_projects(store: Store, tmp_path: Path) -> None:
    cells = [HEADER, line(None, "甲项目"), line(None, "甲项目", 21), line(None, "乙项目")]
    found = rows(planned(store, written(tmp_path / "a.xlsx", cells)))
    assert [row.action for row in found] == [Action.CONFLICT, Action.CONFLICT, Action.CREATE]


def test_one_name_under_two_codes_is_noted_and_both_are_new(store: Store, tmp_path: Path) -> None:
    cells = [HEADER, line("FK-330421-2022-0001", "甲项目"), line("FK-330421-2022-0002", "甲项目")]
    found = rows(planned(store, written(tmp_path / "a.xlsx", cells)))
    assert [(row.action, codes(row)) for row in found] == [(Action.CREATE, set()), (Action.CREATE, {"duplicate"})]


def test_a_household_s_second_point_is_not_its_first(store: Store, tmp_path: Path) -> None:
    header = ["镇", "村", "户主", "坐落地址", "违法建筑面积", "拆除日期"]
    first = ["西塘镇", "荷池村", "张三", "3组12号", 100, "2022-04-01"]
    applied(store, written(tmp_path / "a.xlsx", [header, first]))
    second = ["西塘镇", "荷池村", "张三", "5组村道东侧", 60, "2022-05-01"]
    found = rows(planned(store, written(tmp_path / "b.xlsx", [header, first, second])))
    assert [row.action for row in found] == [Action.SAME, Action.CREATE]


_NAMES = st.text("西塘镇荷池村复垦整治项目一二12", min_size=4, max_size=14)


@given(st.lists(_NAMES, min_size=1, max_size=8, unique=True))
def test_every_record_is_found_by_its_own_name(names: list[str]) -> None:
    book = directory(Identity(number, "", "", "330421103", "荷池村", name) for number, name in enumerate(names))
    for number, name in enumerate(names):
        found = book.match({"town_code": "330421103", "village": "荷池村", "name": name})
        assert (found.ids, found.doubt) == ((number,), "")


VILLAGES = [
    ["2022年度“一村万树”建设进展表"],
    ["镇街", "行政村", "类型", "计划植树（株）", "已植树（株）", "资金（万元）"],
    ["西塘镇", "荷池村", "示范村", 10000, 8600, 80],
    ["西塘镇", "钟葫村", "推进村", 3000, 3000, 12.5],
]


def test_a_list_of_villages_tells_its_records_by_the_village(store: Store, tmp_path: Path) -> None:
    first = rows(applied(store, written(tmp_path / "a.xlsx", VILLAGES)))
    assert [(row.action, row.values["name"], row.values["task_kind"]) for row in first] == [
        (Action.CREATE, "荷池村一村万树", "一村万树"),
        (Action.CREATE, "钟葫村一村万树", "一村万树"),
    ]
    later = [*VILLAGES[:2], ["西塘镇", "荷池村", "示范村", 10000, 9900, 80], VILLAGES[3]]
    again = rows(planned(store, written(tmp_path / "b.xlsx", later)))
    assert [(row.action, [*row.changes]) for row in again] == [(Action.UPDATE, ["tree_count"]), (Action.SAME, [])]


def test_a_village_with_two_records_of_the_task_is_not_chosen_for(store: Store, tmp_path: Path) -> None:
    named = [["编号", "名称", *VILLAGES[1]], *[[f"LH-330421-2022-000{n}", f"第{n}期", *VILLAGES[2]] for n in (1, 2)]]
    applied(
        store,
        written(
            tmp_path / "a.xlsx", [["一村万树台账"], [*named[0], "任务类别"], *[[*one, "一村万树"] for one in named[1:]]]
        ),
    )
    (row, other) = rows(planned(store, written(tmp_path / "b.xlsx", VILLAGES)))
    assert (row.action, other.action) == (Action.REJECT, Action.CREATE)
