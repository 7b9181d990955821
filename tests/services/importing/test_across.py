"""One record in several tables of a workbook: put together where they agree, said where they contradict."""

from pathlib import Path

import openpyxl

from app.models.store import Store
from app.services.importing.planning.row_plan import Action
from tests.services.importing.books import applied, planned

FIRST = ["编号", "项目名称", "镇街", "立项日期"]
SECOND = ["编号", "项目名称", "镇街", "验收日期"]


def book(path: Path, *sheets: list[list[object]]) -> Path:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for number, lines in enumerate(sheets, 1):
        page = made.create_sheet(f"表{number}")
        for line in lines:
            page.append(line)
    made.save(path)
    return path


def project(name: str, day: str) -> list[object]:
    return ["FK-330421-2022-0001", name, "西塘镇", day]


def test_sheets_that_tell_different_things_of_a_record_are_one_record(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", [FIRST, project("甲", "2022-01-05")], [SECOND, project("甲", "2022-06-05")])
    (file,) = planned(store, path).files
    first, second = (table.rows[0] for table in file.tables)
    assert (first.action, second.action) == (Action.CREATE, Action.SAME)
    assert (first.values["approval_date"], first.values["accept_date"]) == ("2022-01-05", "2022-06-05")
    assert [issue.text for issue in second.issues if issue.code == "duplicate"] == [
        "与“表1”第 2 行是同一个项目，已合在一起"
    ]
    applied(store, path)
    again = planned(store, book(tmp_path / "又.xlsx", [FIRST, project("甲", "2022-01-05")]))
    assert [row.action for table in again.files[0].tables for row in table.rows] == [Action.SAME]


def test_sheets_that_contradict_each_other_are_a_conflict(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", [FIRST, project("甲", "2022-01-05")], [FIRST, project("甲", "2022-02-05")])
    (file,) = planned(store, path).files
    assert [row.action for table in file.tables for row in table.rows] == [Action.CONFLICT, Action.CONFLICT]


def test_of_sheets_month_by_month_the_latest_counts(store: Store, tmp_path: Path) -> None:
    heads: list[object] = ["编号", "项目名称", "镇街", "累计完成面积（亩）"]
    months = [
        [[f"复垦进度（截至2022年{n}月25日）"], heads, ["FK-330421-2022-0001", "甲", "西塘镇", n * 10]] for n in (4, 3)
    ]
    (file,) = planned(store, book(tmp_path / "月.xlsx", *months)).files
    april, march = (table.rows[0] for table in file.tables)
    assert (april.action, april.values["done_area"]) == (Action.CREATE, 400000)
    assert march.action is Action.SAME
    assert [one.text for one in march.issues if one.code == "duplicate"] == [
        "与“表1”第 3 行是同一个项目，那一张截至的日期晚，按那一张记"
    ]


def test_a_known_record_is_changed_by_both_sheets(store: Store, tmp_path: Path) -> None:
    applied(store, book(tmp_path / "一.xlsx", [FIRST, project("甲", "2022-01-05")]))
    start = ["编号", "项目名称", "镇街", "开工日期"]
    path = book(tmp_path / "二.xlsx", [start, project("甲", "2022-03-05")], [SECOND, project("甲", "2022-06-05")])
    (file,) = planned(store, path).files
    first, second = (table.rows[0] for table in file.tables)
    assert (first.action, second.action) == (Action.UPDATE, Action.SAME)
    assert {"start_date", "accept_date"} <= first.changes.keys()


BARE = ["序号", "项目名称", "镇街", "村", "立项日期"]


def test_a_summary_and_the_sheets_of_its_towns_are_the_same_projects(store: Store, tmp_path: Path) -> None:
    """Nobody numbers the sheets of the towns: the name and the village tell a project there."""
    whole = [["编号", *BARE[1:]], ["FK-330421-2022-0001", "甲复垦项目", "西塘镇", "荷池村", "2022-01-05"]]
    whole.append([None, "乙复垦项目", "西塘镇", "荷池村", "2022-01-06"])
    town = [[*BARE[:4], "开工日期"], [1, "乙复垦项目", "西塘镇", "荷池村", "2022-03-06"]]
    town.append([2, "甲复垦项目", "西塘镇", "荷池村", "2022-03-05"])
    (file,) = planned(store, book(tmp_path / "表.xlsx", whole, town)).files
    first, second = file.tables
    assert [row.action for row in first.rows] == [Action.CREATE, Action.CREATE]
    assert [row.action for row in second.rows] == [Action.SAME, Action.SAME]
    assert [(row.values["start_date"], row.values["stage"]) for row in first.rows] == [
        ("2022-03-05", "开工"),
        ("2022-03-06", "开工"),
    ]


def test_a_row_without_a_number_that_may_be_two_is_not_chosen_for(store: Store, tmp_path: Path) -> None:
    same = ["甲复垦项目", "西塘镇", "荷池村"]
    whole = [["编号", *BARE[1:]], *[[f"FK-330421-2022-000{n}", *same, f"2022-01-0{n}"] for n in (1, 2)]]
    (file,) = planned(
        store, book(tmp_path / "表.xlsx", whole, [[*BARE[:4], "开工日期"], [1, *same, "2022-03-05"]])
    ).files
    first, second = file.tables
    assert [row.action for row in first.rows] == [Action.CREATE, Action.CREATE]
    (row,) = second.rows
    assert row.action is Action.CONFLICT
    assert "没有编号，与“表1”第 2 行、“表1”第 3 行都像，请补上编号" in [issue.text for issue in row.issues]


def test_a_total_that_runs_on_over_the_pages_of_a_list_agrees(store: Store, tmp_path: Path) -> None:
    head = ["项目名称", "镇街", "总规模（亩）", "立项日期"]
    pages = [["复垦项目清单"], head, ["甲复垦项目", "西塘镇", 10, "2022-01-05"], ["本页小计", None, 10]]
    pages += [["复垦项目清单（续）"], head, ["乙复垦项目", "西塘镇", 5.5, "2022-01-06"], ["本页小计", None, 5.5]]
    for last, agrees in ((15.5, True), (16, False)):
        path = book(tmp_path / f"{last}.xlsx", [*pages, ["累计", None, last]])
        (file,) = planned(store, path).files
        assert [total.agrees for table in file.tables for total in table.totals] == [True, True, agrees]
