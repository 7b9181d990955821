"""A whole ledger into forms of records: one row or several for each, with the form's own rows kept as they look."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.records import Addition
from app.services.reporting.template.export import Blank, export_to_form
from tests.services.reporting.county import XITANG, add, cleaned

REAL_FORMS = Path(__file__).parents[4] / "shared" / "samples" / "real-forms"


def project(number: int, **texts: str) -> Addition:
    known = {
        "code": f"FK-330421-2022-{number:04}",
        "name": f"复垦项目{number}",
        "filing_no": f"3304212022{number:04}",
        "plan_year": "2022",
        "county_code": "330421",
        "town_code": XITANG,
    }
    return Addition(cleaned("reclamation", known | texts))


@pytest.fixture(scope="module")
def ledger(county_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Five projects; tests only read it."""
    copy = shutil.copy(county_file, tmp_path_factory.mktemp("台账") / "台账.db")
    with Store.open(str(copy), writing=True) as store:
        areas = {1: "15.0000", 2: "10.0000", 3: "0.0001"}
        add(
            store,
            *(project(n, **({"accepted_reclaim_area": areas[n]} if n in areas else {})) for n in range(1, 5)),
            project(5, name="=1+1", accept_date="2022-06-01", project_kind="建设用地复垦"),
            kind="reclamation",
        )
        yield store


def fill(store: Store, form: Path, out: Path, **decided: str) -> Path:
    return export_to_form(store, "reclamation", None, Blank(form, decided), out).path


def list_form(path: Path, rows: int = 3, *, old: bool = False) -> Path:
    """A bureau's list: a running number, names, an area in 公顷, a day, a total and a note below."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("清单")
    cell, thick = book.add_format({"border": 1}), book.add_format({"border": 1, "bottom": 5})
    area = book.add_format({"border": 1, "num_format": "0.0000_ "})
    day = book.add_format({"border": 1, "num_format": 'yyyy"年"m"月"d"日"'})
    sheet.write("A1", "土地复垦项目清单")
    sheet.write("A2", "面积单位：公顷")
    sheet.write_row("A3", ["序号", "县", "项目备案编号", "项目名称", "验收复垦面积", "验收日期", "整改情况说明"], cell)
    for number in range(4, 4 + rows):
        looks = [cell, cell, cell, cell, area, day, cell]
        for column, look in enumerate(looks):
            if old:
                sheet.write(number - 1, column, ["9", "旧县", "旧号", "旧名", 9.9, 40000, "旧说明"][column], look)
            else:
                sheet.write_blank(number - 1, column, None, look)
    sheet.write(3 + rows, 0, "合计", thick)
    sheet.write_formula(3 + rows, 4, f"=SUM(E4:E{3 + rows})", area, 0)
    sheet.write(5 + rows, 0, "填表说明：")
    book.close()
    return path


def values(path: Path) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_each_record_has_a_row_and_the_list_grows(ledger: Store, tmp_path: Path) -> None:
    path = fill(ledger, list_form(tmp_path / "清单.xlsx"), tmp_path / "报.xlsx")
    rows = values(path)
    assert rows[3][:5] == [1, "嘉善县", "33042120220001", "复垦项目1", 1]
    assert rows[4][4] == 0.666667
    assert rows[5][4] == 0.000007
    assert rows[6][:5] == [4, "嘉善县", "33042120220004", "复垦项目4", None]
    assert rows[7][3] == "=1+1"
    assert rows[8][0] == "合计"
    assert rows[8][4] == 1.666674
    sheet = openpyxl.load_workbook(path).worksheets[0]
    assert sheet["E9"].value == "=SUM(E4:E8)"
    assert sheet["E8"].number_format == sheet["E4"].number_format
    assert sheet["F8"].value.isoformat() == "2022-06-01T00:00:00"
    assert sheet["D8"].data_type == "s"
    assert sheet["D8"].quotePrefix
    assert not sheet["D7"].quotePrefix
    assert sheet["A11"].value == "填表说明："


@pytest.mark.parametrize("total", [True, False])
def test_what_is_worked_out_below_the_rows_is_no_record(ledger: Store, tmp_path: Path, *, total: bool) -> None:
    form = list_form(tmp_path / "清单.xlsx")
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    if not total:
        sheet.delete_rows(7)
    foot = 8 if total else 7
    sheet[f"A{foot}"], sheet[f"A{foot + 1}"] = "平均面积", "上年同期"
    sheet[f"E{foot}"] = "=ROUND(AVERAGE(E4:E6),4)"
    sheet[f"E{foot + 1}"] = 3.5 if total else "=E4+0"
    sheet[f"A{foot + 2}"] = "填表说明："
    book.save(form)
    path = fill(ledger, form, tmp_path / "报.xlsx")
    rows = values(path)
    assert [row[0] for row in rows[3:8]] == [1, 2, 3, 4, 5]
    assert [row[0] for row in rows[8:]][:3] == (["合计"] if total else []) + ["平均面积", "上年同期"][
        : 2 if total else 3
    ] + ([] if total else ["填表说明："])
    live = openpyxl.load_workbook(path).worksheets[0]
    assert live[f"E{foot + 2}"].value == "=ROUND(AVERAGE(E4:E8),4)"
    assert live[f"E{foot + 3}"].value == (3.5 if total else "=E4+0")


def test_a_total_keeps_its_word_in_whatever_column_it_stands(ledger: Store, tmp_path: Path) -> None:
    form = list_form(tmp_path / "清单.xlsx")
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    (total,) = (cell.row for cell in sheet["A"] if cell.value == "合计")
    sheet.cell(total, 1).value, sheet.cell(total, 4).value = None, "合计"
    book.save(form)
    rows = values(fill(ledger, form, tmp_path / "报.xlsx"))
    assert (rows[8][3], rows[8][4]) == ("合计", 1.666674)


def test_nothing_of_last_years_list_is_left(ledger: Store, tmp_path: Path) -> None:
    rows = values(fill(ledger, list_form(tmp_path / "去年.xlsx", 7, old=True), tmp_path / "报.xlsx"))
    assert rows[3] == [1, "嘉善县", "33042120220001", "复垦项目1", 1, None, None]
    assert rows[8] == rows[9] == [None] * 7
    assert rows[10][0] == "合计"
    assert "旧" not in str(rows)


def test_an_old_binary_form_comes_back_as_a_copy_that_looks_the_same(ledger: Store, tmp_path: Path) -> None:
    form = Path(__file__).parents[2] / "data" / "samples" / "03-绿化小班-公顷.xls"
    done = export_to_form(ledger, "greening", None, Blank(form), tmp_path / "报.xlsx")
    assert "旧格式" in done.note
    sheet = openpyxl.load_workbook(done.path).worksheets[0]
    assert sheet.merged_cells.ranges
    assert sheet.column_dimensions["A"].width


def test_a_page_saved_as_a_workbook_is_filled_as_a_copy(ledger: Store, tmp_path: Path) -> None:
    form = Path(__file__).parents[2] / "data" / "samples" / "06-绿化-GBK.csv"
    done = export_to_form(ledger, "greening", None, Blank(form), tmp_path / "报.xlsx")
    assert "不是 .xlsx" in done.note


needs_real_forms = pytest.mark.skipif(not REAL_FORMS.exists(), reason="只在旁边有真实表样的文件夹时核对")


@needs_real_forms
def test_a_provinces_real_list_is_filled_in_place(ledger: Store, tmp_path: Path) -> None:
    rows = values(fill(ledger, REAL_FORMS / "附表4.xlsx", tmp_path / "报.xlsx"))
    assert rows[7][:4] == [1, "嘉兴市", "嘉善县", "33042120220001"]
    assert rows[14][0] == "填表说明："


@needs_real_forms
def test_a_real_form_of_three_rows_a_record_is_repeated_whole(ledger: Store, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="一等"):
        fill(ledger, REAL_FORMS / "附表9.xlsx", tmp_path / "报.xlsx")
    blank = {"一等": "", "二等": "", "十五等": ""}
    path = fill(ledger, REAL_FORMS / "附表9.xlsx", tmp_path / "报.xlsx", **blank)
    rows = values(path)
    assert rows[7][:5] == [1, "嘉兴市", "嘉善县", "33042120220001", "复垦项目1"]
    assert [row[6] for row in rows[7:13]] == ["水田", "水浇地", "旱地"] * 2
    assert rows[10][3] == "33042120220002"
    merged = {str(area) for area in openpyxl.load_workbook(path).worksheets[0].merged_cells.ranges}
    assert {"A8:A10", "A11:A13", "F20:F22"} <= merged


def test_a_detailed_report_fills_a_list_of_the_bureaus(ledger: Store, tmp_path: Path) -> None:
    form = list_form(tmp_path / "清单.xlsx")
    done = export_to_form(ledger, "R3", "2022-06", Blank(form), tmp_path / "报.xlsx")
    rows = values(done.path)
    assert {row[3] for row in rows[3:]} >= {"=1+1"}
    assert rows[3][0] == 1


def test_a_record_of_several_rows_comes_back_as_one(ledger: Store, tmp_path: Path) -> None:
    form = list_form(tmp_path / "清单.xlsx", rows=0)
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    sheet.delete_rows(4, 10)
    for column in range(1, 7):
        sheet.merge_cells(start_row=4, start_column=column, end_row=6, end_column=column)
    for row, kind in enumerate(("水田", "水浇地", "旱地"), 4):
        sheet.cell(row, 7, kind)
    book.save(form)
    path = fill(ledger, form, tmp_path / "报.xlsx")
    assert sum(row[6] == "旱地" for row in values(path)) == 5
    answer = imported(ledger, [path], Options(), dry_run=True).files[0]
    assert [row.action for plan in answer.tables for row in plan.rows] == [Action.SAME] * 5


def test_a_list_that_asks_for_a_word_has_not_come_back_before_it_has_one(ledger: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "申请删除项目清单"
    for row in (["编号", "县", "项目备案编号", "申请删除具体原因", "市级核实情况是否真实"], [None] * 5):
        sheet.append(row)
    book.save(tmp_path / "清单.xlsx")
    path = fill(ledger, tmp_path / "清单.xlsx", tmp_path / "报.xlsx")
    untouched = imported(ledger, [path], Options(), dry_run=True).files[0]
    assert untouched.taken_as == "return"
    assert [(row.action, row.remarks) for plan in untouched.tables for row in plan.rows] == [(Action.SAME, ())] * 5
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["E2"] = "是"
    book.save(path)
    judged = imported(ledger, [path], Options(), dry_run=True).files[0]
    assert [row.remarks[0].comment for plan in judged.tables for row in plan.rows][:1] == ["申请删除"]
