"""The reviewers' separate lists per kind of problem, and the master list that must agree with them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.models.store import Store
from app.services import reading, reviewing
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from tests.services.importing.returned import answer, changes, everything, rows_with

AREA = "accepted_reclaim_area"
CHANGE = ("序号", "备案编号", "错误备案指标", "修改前备案信息", "拟修改后备案信息", "市级是否核实并同意修改")
UPDATE = Options(only=frozenset({Action.UPDATE}), confirmed=True)


@pytest.fixture
def projects(store: Store) -> list[reading.Texts]:
    return rows_with(store, "reclamation", lambda row: bool(row["accept_date"] and row[AREA]))[:4]


def lists(path: Path, sheets: Mapping[str, tuple[Sequence[str], Sequence[Sequence[object]]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, (header, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append([name])
        sheet.append(list(header))
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def plus(project: reading.Texts, more: int) -> str:
    return f"{Decimal(str(project[AREA])) + more:.4f}"


def held(store: Store, project: reading.Texts) -> reading.Texts:
    return next(one for one in reading.rows(store, "reclamation") if one["id"] == project["id"])


def test_a_list_of_changes_is_compared_and_waits(store: Store, projects: list[reading.Texts], tmp_path: Path) -> None:
    one, two, three, four = projects
    rows = [
        (1, one["code"], "验收复垦面积", one[AREA], plus(one, 1), "是"),
        (2, one["code"], "验收日期", one["accept_date"], "2022-01-07", "是"),
        (3, two["code"], "验收复垦面积", two[AREA], plus(two, 2), "否"),
        (4, three["code"], "验收复垦面积", "1.2", plus(three, 3), "是"),
        (5, four["code"], "某项说不清的内容", "甲", "乙", "是"),
        (6, "FK-000000-2022-0001", "验收日期", "2022-01-01", "2022-01-02", "是"),
    ]
    path, before = lists(tmp_path / "市级.xlsx", {"备案信息错误项目清单": (CHANGE, rows)}), everything(store)
    said = answer(store, path)
    assert said["file"]["as"] == "return"
    assert [table["kind"] for table in said["file"]["tables"]] == ["review"]
    assert [row["action"] for row in said["rows"]] == ["update", "update", "same", "conflict", "same", "reject"]
    assert changes(said)[3] == {AREA: {"sent": one[AREA], "returned": plus(one, 1), "ledger": one[AREA]}}
    assert changes(said)[6][AREA]["sent"] == "1.2000"
    assert everything(store) == before
    told = {(remark.code, remark.label, remark.verdict) for remark in reviewing.remarks(store)}
    assert (two["code"], "验收复垦面积(亩)", "退回") in told
    assert any(remark.comment == "“某项说不清的内容”由“甲”改为“乙”" for remark in reviewing.remarks(store))
    answer(store, path, UPDATE)
    assert (held(store, one)[AREA], held(store, one)["accept_date"]) == (plus(one, 1), "2022-01-07")
    assert held(store, two) == two
    assert held(store, three) == three
    assert len(reviewing.remarks(store)) == 3


def test_a_change_that_the_ledger_already_has_is_done(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    rows = [(1, projects[0]["code"], "验收复垦面积", "1", projects[0][AREA], "是")]
    said = answer(store, lists(tmp_path / "市级.xlsx", {"信息修改清单": (CHANGE, rows)}))
    assert not changes(said)
    assert reviewing.remarks(store) == []
    assert reviewing.remarks(store, open_only=False)[0].settled == "台账已是修改后的值"


def test_a_list_of_grades_names_its_field_in_the_heading(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    project = next(one for one in projects if one["farmland_grade"])
    header = ("备案编号", "项目名称", "原耕地质量等别", "拟修改后耕地质量等别", "市级是否核实")
    rows = [(project["code"], project["name"], project["farmland_grade"], "3", "是")]
    said = answer(store, lists(tmp_path / "市级.xlsx", {"耕地质量等别修改清单": (header, rows)}), dry_run=True)
    assert list(changes(said)[3]) == ["farmland_grade"]
    assert changes(said)[3]["farmland_grade"]["sent"] == project["farmland_grade"]


def test_lists_to_delete_to_reduce_and_without_a_problem(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    one, two, three, _ = projects
    path = lists(
        tmp_path / "市级.xlsx",
        {
            "申请删除项目清单": (
                ("备案编号", "申请删除具体原因", "是否整改到位", "市级核实情况是否真实"),
                [(one["code"], "重复备案", "是", "否")],
            ),
            "占补平衡指标核减清单": (("项目编号", "核减原因"), [(two["code"], "验收不实")]),
            "确认无问题清单": (("备案编号", "项目名称"), [(three["code"], three["name"])]),
        },
    )
    said = answer(store, path)
    assert {table["kind"] for table in said["file"]["tables"]} == {"review"}
    told = {remark.code: (remark.verdict, remark.comment) for remark in reviewing.remarks(store)}
    assert told == {
        one["code"]: ("退回", "申请删除；申请删除具体原因：重复备案；是否整改到位：是"),
        two["code"]: ("核减", "指标核减；核减原因：验收不实"),
    }
    assert held(store, two)["review_verdict"] == "核减"
    assert held(store, three)["review_verdict"] == "通过"


def test_the_master_list_must_agree_with_the_others(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    one, two, three, four = projects
    header = ("备案编号", "是否申请删除", "是否备案信息错误", "是否确认无问题")
    path = lists(
        tmp_path / "市级.xlsx",
        {
            "总表": (header, [(one["code"], *"是否否"), (two["code"], *"否是否"), (three["code"], *"否否否")]),
            "申请删除项目清单": (("备案编号", "删除原因", "市级核实情况是否真实"), [(one["code"], "重复", "是")]),
            "备案信息错误项目清单": (CHANGE, [(1, three["code"], "验收复垦面积", three[AREA], plus(three, 1), "是")]),
            "确认无问题清单": (("备案编号",), [(four["code"],)]),
        },
    )
    said = answer(store, path, dry_run=True)
    (master,) = [table for table in said["file"]["tables"] if table["sheet"] == "总表"]
    told = {issue["cell"]: issue["text"] for row in master["rows"] for issue in row["issues"]}
    assert set(told) == {"C4", "C5", None}
    assert told["C4"] == "总表“是否备案信息错误”写“是”，对应的清单里没有这个项目"
    assert told["C5"].endswith("清单里却有这个项目")
    assert told[None] == "清单里有 1 个项目总表里没有"


def test_a_list_that_knows_no_project_of_ours_is_not_taken(store: Store, tmp_path: Path) -> None:
    rows = [(1, "FK-000000-2022-0001", "验收日期", "2022-01-01", "2022-01-02", "是")]
    said = answer(store, lists(tmp_path / "外县.xlsx", {"备案信息错误项目清单": (CHANGE, rows)}))
    assert said["file"]["as"] == "refused"
    assert "编号台账里一个也没有" in said["file"]["reason"]
    said = answer(store, lists(tmp_path / "空表.xlsx", {"备案信息错误项目清单": (CHANGE, [(1, "", "", "", "", "")])}))
    assert "还没有填编号" in said["file"]["reason"]
