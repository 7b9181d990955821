"""A report of several sheets goes into a bureau's workbook of several sheets, and is compared whole when it is back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.models.store import Store
from app.services.learning import learn
from app.services.records import Addition
from app.services.reporting.export import export
from app.services.reporting.sent.submit import submit
from app.services.reporting.template.export import Blank, export_to_form
from tests.services.importing.returned import answer, changes
from tests.services.reporting import bureau
from tests.services.reporting.county import XITANG, add, aim, cleaned, point

JUNE = "2022-06"
DETAILS = ["序号", "项目编号", "项目名称", "项目类型", "乡镇", "项目规模(亩)", "立项日期", "验收日期", "备注"]
SWAPS = ["序号", "项目编号", "项目名称", "乡镇", "拆旧面积(公顷)", "立项日期", "涉及户数(户)"]
BLOCKS = ["方编号", "项目名称", "方类型", "连片面积(亩)", "项目审查通过日期", "负责人"]


def project(code: str, kind: str, **texts: str) -> Addition:
    known = {"code": code, "name": f"项目{code}", "plan_year": "2022", "county_code": "330421", "town_code": XITANG}
    return Addition(cleaned("reclamation", {**known, "project_kind": kind, "approval_date": "2022-03-01", **texts}))


@pytest.fixture
def ledger(store: Store) -> Store:
    add(
        store,
        project("FK-1", "建设用地复垦", scale_area="12.5"),
        project("GG-1", "城乡建设用地增减挂钩", approved_reclaim_area="30.0000", households="12"),
        project("GG-2", "城乡建设用地增减挂钩", approved_reclaim_area="15.0000"),
        project(
            "YN-1", "永久基本农田集中连片整治", block_type="千亩方", contiguous_area="1200", exam_date="2022-04-01"
        ),
        kind="reclamation",
    )
    return store


def bureau_book(path: Path, **sheets: list[str]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, header in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append([f"XX县{name}表"])
        sheet.append(header)
        sheet.append([None] * len(header))
    book.create_sheet("填报说明").append(["每月25日前报送"])
    book.save(path)
    return path


def rows(path: Path, name: str) -> list[tuple[Any, ...]]:
    return list(openpyxl.load_workbook(path, data_only=True)[name].iter_rows(min_row=3, values_only=True))


def test_each_sheet_of_a_bureaus_workbook_gets_its_sheet_of_the_report(ledger: Store, tmp_path: Path) -> None:
    form = bureau_book(tmp_path / "表样.xlsx", 挂钩项目=SWAPS, 复垦整治项目=DETAILS, 连片整治=BLOCKS)
    done = export_to_form(ledger, "R3", JUNE, Blank(form), tmp_path / "报.xlsx")
    (detail,) = rows(done.path, "复垦整治项目")
    assert detail[1:6] == ("FK-1", "项目FK-1", "建设用地复垦", "西塘镇", 12.5)
    assert [row[1:5] for row in rows(done.path, "挂钩项目")] == [
        ("GG-1", "项目GG-1", "西塘镇", 2),
        ("GG-2", "项目GG-2", "西塘镇", 1),
    ]
    assert rows(done.path, "连片整治")[0][:4] == ("YN-1", "项目YN-1", "千亩方", 1200)
    assert rows(done.path, "填报说明") == []
    assert submit(ledger, "R3", JUNE).notes == ()  # what was frozen is the whole report


def test_a_workbook_of_one_further_sheet_gets_that_sheet_alone(ledger: Store, tmp_path: Path) -> None:
    form = bureau_book(tmp_path / "表样.xlsx", 增减挂钩=SWAPS)
    done = export_to_form(ledger, "R3", JUNE, Blank(form), tmp_path / "报.xlsx")
    assert [row[1] for row in rows(done.path, "增减挂钩")] == ["GG-1", "GG-2"]


def test_a_change_in_any_sheet_of_a_returned_report_is_told(ledger: Store, tmp_path: Path) -> None:
    path = export(ledger, "R3", JUNE, tmp_path / "R3.xlsx")[0].path
    assert not changes(answer(ledger, path, dry_run=True))
    book = openpyxl.load_workbook(path)
    for name, code, old, new in (("增减挂钩", "GG-2", 15, 16), ("永农连片", "YN-1", 1200, 1300)):
        row = next(row for row in book[name].iter_rows() if code in [cell.value for cell in row])
        next(cell for cell in row if cell.value == old).value = new
    book.save(path)  # which loses our property: the form is known by what was learned of it
    told = [row for row in answer(ledger, path, dry_run=True)["rows"] if row["changes"]]
    assert [row["changes"] for row in told] == [
        {"approved_reclaim_area": {"sent": "15.0000", "returned": "16.0000", "ledger": "15.0000"}},
        {"contiguous_area": {"sent": "1200.0000", "returned": "1300.0000", "ledger": "1200.0000"}},
    ]


def test_a_returned_form_of_the_bureaus_is_compared_by_the_columns_that_are_ours(store: Store, tmp_path: Path) -> None:
    aim(store, "T18", 4, unit="52", t330421001="4.5")
    add(store, point(1, "330421001", demolished_area="1535", demolish_date="2022-06-01"))
    form = bureau.monthly_form(tmp_path / "月报.xlsx", more=("市级核定(㎡)", "辖区人口(人)"))
    left = {"市级核定": "", "辖区人口": ""}
    learn(store, form, "市局月报", "R4", left)
    path = export_to_form(store, "R4", JUNE, Blank(form, left), tmp_path / "报.xlsx").path
    unchanged = answer(store, path, dry_run=True)
    assert (unchanged["file"]["as"], changes(unchanged)) == ("return", {})
    (table,) = unchanged["file"]["tables"]
    assert {one["path"] for one in table["unmapped"]} >= {"市级核定", "辖区人口"}
    book = openpyxl.load_workbook(path)
    sheet = book[bureau.SHEET]
    assert sheet[f"C{bureau.FIRST}"].value == 1535
    sheet[f"C{bureau.FIRST}"] = 1600
    book.save(path)
    told = [row["changes"] for row in answer(store, path, dry_run=True)["rows"] if row["changes"]]
    assert told == [{"6": {"sent": "0.1535", "returned": "0.16", "ledger": "0.1535"}}]
