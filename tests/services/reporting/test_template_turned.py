"""Bureau's forms that lie turned: filled where they lie, and read back as they came."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.comments import Comment

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.learning import known, learn
from app.services.reporting.export import Exported
from app.services.reporting.template.export import Blank, export_to_form
from app.services.reviewing import remarks
from tests.services.importing.returned import answer
from tests.services.reporting import bureau, turned_forms
from tests.services.reporting.county import LUOXING, WEITANG, add, aim, point
from tests.services.reporting.test_template import JUNE, every_town

OURS = {"[Content_Types].xml", "_rels/.rels", "xl/worksheets/sheet1.xml", "docProps/custom.xml"}


@pytest.fixture
def ledger(store: Store) -> Store:
    """Two towns with figures, one of them this month."""
    closed = {"close_date": "2022-06-20", "disposed_area": "1500.00"}
    add(
        store,
        point(1, WEITANG, demolish_date="2022-06-10", demolished_area="1234.56", **closed),
        point(2, LUOXING, demolish_date="2022-05-20", demolished_area="300.00"),
    )
    aim(store, "T18", 4, unit="8.5", **{f"t{WEITANG}": "4.5", f"t{LUOXING}": "3"})
    return store


def filled(store: Store, form: Path, **decided: str) -> Exported:
    return export_to_form(store, "R4", JUNE, Blank(form, decided), form.with_stem("报"))


def cells(path: Path, area: str) -> list[list[Any]]:
    sheet = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    return [[cell.value for cell in row] for row in sheet[area]]


def changed_parts(form: Path, done: Path) -> set[str]:
    sent, written = bureau.parts_of(form), bureau.parts_of(done)
    return {name for name in written if sent.get(name) != written[name]}


def test_towns_across_are_filled_where_they_lie(ledger: Store, tmp_path: Path) -> None:
    form = turned_forms.towns_across(tmp_path / "表样.xlsx", every_town(ledger))
    done = filled(ledger, form)
    assert cells(done.path, "E4:F10") == [
        [4.5, 3],
        [1, 0],
        [1234.56, 0],
        [1, 1],
        [1234.56, 300],
        [0.15, 0.03],
        [2.74, 1],
    ]
    assert [row[0] for row in cells(done.path, "N4:N9")] == [7.5, 1, 1234.56, 2, 1534.56, 0.18]
    assert cells(done.path, "D4:D5") == [[1], [2]]
    assert cells(done.path, "A1:F2")[1][5] == "截至2022年6月25日"
    assert changed_parts(form, done.path) == OURS
    assert sorted(map(str, openpyxl.load_workbook(done.path).worksheets[0].merged_cells.ranges)) == sorted(
        map(str, openpyxl.load_workbook(form).worksheets[0].merged_cells.ranges)
    )


@pytest.mark.parametrize("one_task", [True, False])
def test_periods_below_each_other_are_filled_where_they_lie(ledger: Store, tmp_path: Path, *, one_task: bool) -> None:
    form = turned_forms.periods_below(tmp_path / "表样.xlsx", every_town(ledger), one_task=one_task)
    done = filled(ledger, form)
    again = None if one_task else 4.5
    assert cells(done.path, "C6:G9") == [
        ["本月", 4.5, 1, 1234.56, 1500],
        ["累计", again, 1, 1234.56, 1500],
        ["本月", 3, 0, 0, 0],
        ["累计", None if one_task else 3, 1, 300, 300],
    ]
    assert cells(done.path, "B24:G25")[1][2:] == [None if one_task else 8.5, 2, 1534.56, 1800]
    assert changed_parts(form, done.path) == OURS


@pytest.mark.parametrize("draw", ["across", "below"])
def test_a_filled_form_comes_back_as_no_change_and_with_its_remarks(ledger: Store, tmp_path: Path, draw: str) -> None:
    towns = every_town(ledger)
    form = (
        turned_forms.towns_across(tmp_path / "表样.xlsx", towns)
        if draw == "across"
        else turned_forms.periods_below(tmp_path / "表样.xlsx", towns, one_task=False)
    )
    done = filled(ledger, form)
    said = answer(ledger, done.path)
    rows = said["rows"]
    assert said["file"]["as"] == "return"
    assert {row["action"] for row in rows} == {"same"}
    assert len(rows) == len(towns) + 1
    assert not [row["issues"] for row in rows if row["issues"]]
    cell, asked = ("F8", "F9") if draw == "across" else ("F9", "G9")
    book = openpyxl.load_workbook(done.path)
    book.worksheets[0][cell] = 280
    book.worksheets[0][asked].comment = Comment("请核实", "市局")
    book.save(tmp_path / "退回.xlsx")
    said = answer(ledger, tmp_path / "退回.xlsx")
    (changed,) = [row for row in said["rows"] if row["action"] == "update"]
    assert changed["changes"] == {"6": {"sent": "0.0300", "returned": "0.028", "ledger": "0.0300"}}
    assert [issue["cell"] for issue in changed["issues"]] == [cell]
    told = {one.source: one.comment for one in remarks(ledger)}
    assert "请核实" in str(told[f"退回.xlsx 拆违月报!{asked}"])


def test_a_turned_form_without_a_place_for_every_town_names_those_it_lacks(ledger: Store, tmp_path: Path) -> None:
    towns = every_town(ledger)
    across = turned_forms.towns_across(tmp_path / "横.xlsx", towns[:-2])
    below = turned_forms.periods_below(tmp_path / "叠.xlsx", towns[:-1], one_task=True)
    with pytest.raises(Refusal, match=rf"没有{towns[-2]}、{towns[-1]}的位置.*各加一列"):
        filled(ledger, across)
    with pytest.raises(Refusal, match=f"没有{towns[-1]}的位置"):
        filled(ledger, below)
    assert not (tmp_path / "报.xlsx").exists()


def test_an_indicator_across_that_is_no_column_of_the_report_is_never_filled(ledger: Store, tmp_path: Path) -> None:
    form = turned_forms.towns_across(tmp_path / "表样.xlsx", every_town(ledger))
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    sheet["A11"], sheet["C11"], sheet["E11"] = "出动人员", "人", 9
    book.save(form)
    with pytest.raises(Refusal, match=r"“出动人员”（第 11 行）"):
        filled(ledger, form)
    done = filled(ledger, form, 出动人员="")
    assert cells(done.path, "E10:F11") == [[2.74, 1], [None, None]]


def test_towns_of_two_columns_each_are_told_to_be_turned(ledger: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["拆违月报"])
    sheet.append(["指标", "魏塘街道", None, "罗星街道", None, "西塘镇", None])
    sheet.append([None, *["本月", "累计"] * 3])
    sheet.append(["拆除面积"])
    for area in ("B2:C2", "D2:E2", "F2:G2"):
        sheet.merge_cells(area)
    book.save(tmp_path / "表样.xlsx")
    with pytest.raises(Refusal, match=r"魏塘街道、罗星街道.*又不是一个占一列.*转置"):
        filled(ledger, tmp_path / "表样.xlsx")


def test_a_turned_form_is_learned_and_filled_by_its_name(ledger: Store, tmp_path: Path) -> None:
    form = turned_forms.towns_across(tmp_path / "表样.xlsx", every_town(ledger))
    lesson = learn(ledger, form, "市局横表", None, {})
    assert (lesson.report, lesson.drift) == ("R4", ())
    assert [(one.letter, one.meant) for one in lesson.columns][1:4] == [
        ("第 4 行", "1"),
        ("第 5 行", "2"),
        ("第 6 行", "3"),
    ]
    learned = known(ledger, "市局横表")
    assert learned is not None
    done = export_to_form(ledger, learned.report, JUNE, Blank(learned.path, learned.decided), tmp_path / "报.xlsx")
    assert cells(done.path, "E8:F8") == [[1234.56, 300]]
