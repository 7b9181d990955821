"""A report of sums comes back: what another hand changed in it is told, and nothing else."""

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from app.models.queries.scope import scope
from app.models.store import Store
from app.services import reviewing
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.reporting.template.export import Blank, export_to_form
from tests.services.importing.returned import (
    FIRST,
    PERIOD,
    answer,
    bare_copy,
    changes,
    edited,
    everything,
    insert_column,
)
from tests.services.reporting import bureau
from tests.stores import new_ledger

HEADER, NAME = 4, 1
"""Of R4: the first row of its header, the column of the towns."""


def place(path: Path, town: int, column: str) -> str:
    """The cell of a town (counted from the total row) under a 栏次."""
    sheet = openpyxl.load_workbook(path).worksheets[0]
    found = next(cell.column_letter for cell in sheet[FIRST - 1] if str(cell.value) == column)
    return f"{found}{FIRST + town}"


def test_a_changed_sum_is_one_difference_and_a_remark_with_the_records_behind(
    store: Store, r4: Path, tmp_path: Path
) -> None:
    back, before = tmp_path / "退回.xlsx", everything(store)
    cell = place(r4, 1, "6")
    with edited(r4, back) as sheet:
        went = Decimal(str(sheet[cell].value))
        sheet[cell] = float(went + 1)
    said = answer(store, back, Options(only=frozenset({Action.UPDATE}), confirmed=True))
    assert changes(said) == {
        FIRST + 1: {"6": {"sent": f"{went:.4f}", "returned": str((went + 1).normalize()), "ledger": f"{went:.4f}"}}
    }
    assert everything(store) == before
    (remark,) = reviewing.remarks(store)
    assert (remark.report, remark.period, remark.record) == ("R4", PERIOD, None)
    assert remark.place is not None
    assert remark.place.endswith("(6栏)")
    assert "相差 +1.0000万㎡" in str(remark.comment)
    assert "涉及 CW-" in str(remark.comment)
    assert remark.source.endswith(f"!{cell}")
    assert said["batch"] is not None


@pytest.mark.parametrize("kept", ["property", "form"])
def test_it_is_known_again_when_its_marks_are_lost(store: Store, r4: Path, tmp_path: Path, kept: str) -> None:
    back = tmp_path / "无标记.xlsx"
    cell = place(r4, 2, "5")
    if kept == "property":
        book = openpyxl.load_workbook(r4)
        del book["_meta"]
        book.save(back)
    else:
        bare_copy(r4, back)
    with edited(back, back) as sheet:
        sheet[cell] = 99
    said = answer(store, back)
    assert said["file"]["as"] == "return"
    assert list(changes(said)) == [FIRST + 2]
    assert changes(said)[FIRST + 2]["5"]["returned"] == "99"
    assert changes(said)[FIRST + 2]["5"]["sent"] is not None


def test_columns_put_in_rows_taken_out_and_moved_and_a_new_title_do_not_hide_a_change(
    store: Store, r4: Path, tmp_path: Path
) -> None:
    back = tmp_path / "改过.xlsx"
    with edited(r4, back) as sheet:
        insert_column(sheet, 3, "市级意见", HEADER)
        sheet.cell(FIRST + 3, 3).value = "请核实"
        sheet.cell(FIRST + 3, 5).value = 7.5
        town = str(sheet.cell(FIRST + 3, NAME).value)
        upper, lower = ([cell.value for cell in sheet[FIRST + at]] for at in (5, 6))
        for column, (one, other) in enumerate(zip(upper, lower, strict=True), 1):
            sheet.cell(FIRST + 5, column).value, sheet.cell(FIRST + 6, column).value = other, one
        sheet.delete_rows(FIRST + 7)
        sheet.delete_rows(FIRST + 1)
        sheet["A2"] = "市局审核后的表"
    said = answer(store, back)
    ((row, changed),) = changes(said).items()
    assert row == FIRST + 2
    assert changed == {"3": {**changed["3"], "returned": "7.5"}}
    told = {remark.place: remark.comment for remark in reviewing.remarks(store)}
    assert told[town] == "市级意见：请核实"


def test_a_total_that_only_follows_is_no_difference_of_its_own(store: Store, r4: Path, tmp_path: Path) -> None:
    back = tmp_path / "重算.xlsx"
    values = openpyxl.load_workbook(r4, data_only=True).worksheets[0]
    cell, total = place(r4, 1, "5"), place(r4, 0, "5")
    with edited(r4, back) as sheet:
        for row in values.iter_rows():  # as a spreadsheet saves it: results, and those of the changed cell new
            for one in row:
                if one.value is not None:
                    sheet[one.coordinate] = one.value
        sheet[cell] = int(str(values[cell].value)) + 2
        sheet[total] = int(str(values[total].value)) + 2
    assert list(changes(answer(store, back))) == [FIRST + 1]
    with edited(back, back) as sheet:
        sheet[total] = int(str(values[total].value)) + 5
    assert list(changes(answer(store, back))) == [FIRST, FIRST + 1]


def test_a_rate_or_a_rank_that_only_follows_is_no_difference(store: Store, r4: Path, tmp_path: Path) -> None:
    back, values = tmp_path / "重算.xlsx", openpyxl.load_workbook(r4, data_only=True).worksheets[0]
    with edited(r4, back) as sheet:
        sheet[place(r4, 1, "6")] = 3
        sheet[place(r4, 1, "23")] = 99.9
        sheet[place(r4, 1, "25")] = 1
        sheet[place(r4, 2, "25")] = int(str(values[place(r4, 2, "25")].value)) + 1
    assert {row: list(one) for row, one in changes(answer(store, back)).items()} == {FIRST + 1: ["6"]}


def test_comments_and_colours_are_remarks_on_their_row(store: Store, r4: Path, tmp_path: Path) -> None:
    back = tmp_path / "批注.xlsx"
    with edited(r4, back) as sheet:
        town = str(sheet.cell(FIRST + 1, NAME).value)
        sheet.cell(FIRST + 1, 3).comment = Comment("差太多", "市局")
        sheet.cell(FIRST + 1, 6).fill = PatternFill("solid", fgColor="FFFF0000")
    said = answer(store, back)
    assert not changes(said)
    told = reviewing.remarks(store)
    assert {one.place for one in told} == {town}
    assert ["批注：差太多" in str(one.comment) for one in told] == [True, False]
    assert str(told[1].comment).endswith("标了红色")


def test_a_line_of_opinion_below_the_table_is_a_remark_on_the_whole(store: Store, r4: Path, tmp_path: Path) -> None:
    back = tmp_path / "意见.xlsx"
    with edited(r4, back) as sheet:
        note = next(row[0] for row in sheet.iter_rows(FIRST) if "2. " in str(row[0].value))
        note.value = "审核意见：惠民街道数据偏大，请于7月10日前重报"
    assert not changes(answer(store, back))
    (remark,) = reviewing.remarks(store)
    assert (remark.place, remark.report, remark.period) == ("整张报表（拆违月报）", "R4", PERIOD)
    assert (remark.comment, remark.deadline) == ("审核意见：惠民街道数据偏大，请于7月10日前重报", "2022-07-10")
    assert remark.source.endswith(f"!{note.coordinate}")


def test_rows_that_are_none_of_the_report_are_named(store: Store, r4: Path, tmp_path: Path) -> None:
    back = tmp_path / "多行.xlsx"
    with edited(r4, back) as sheet:
        sheet.insert_rows(FIRST + 2, 2)
        for column in range(1, 8):
            sheet.cell(FIRST + 2, column).value = sheet.cell(FIRST + 1, column).value
            sheet.cell(FIRST + 3, column).value = "外县某镇" if column == 1 else 5
    said = answer(store, back)
    refused = {row["row"]: row["issues"][0]["code"] for row in said["rows"] if row["action"] == "reject"}
    assert refused == {FIRST + 2: "duplicate", FIRST + 3: "unknown-region"}


def test_the_same_bytes_again_only_inform_and_the_step_can_be_taken_back(
    store: Store, r4: Path, tmp_path: Path
) -> None:
    from app.services import history

    back = tmp_path / "退回.xlsx"
    with edited(r4, back) as sheet:
        sheet[place(r4, 1, "5")] = 77
    batch = answer(store, back)["batch"]
    assert answer(store, back)["batch"] is None
    assert len(reviewing.remarks(store)) == 1
    history.undo(store, batch)
    assert reviewing.remarks(store) == []
    assert answer(store, back)["batch"] is not None


def test_a_second_copy_with_the_same_remark_adds_none(store: Store, r4: Path, tmp_path: Path) -> None:
    for name, title in (("一.xlsx", "退回"), ("二.xlsx", "再次退回")):
        with edited(r4, tmp_path / name) as sheet:
            sheet[place(r4, 1, "5")] = 77
            sheet["A2"] = title
        answer(store, tmp_path / name)
    assert len(reviewing.remarks(store)) == 1


def test_another_unit_s_report_is_refused_in_a_sentence(store: Store, r4: Path, tmp_path: Path) -> None:

    with new_ledger(str(tmp_path / "外.db"), "330481", 2022) as other:
        said = answer(other, r4)
    assert said["file"]["as"] == "refused"
    assert "另一个单位（330421）的拆违月报" in said["file"]["reason"]


def test_a_report_without_any_period_is_refused_in_a_sentence(store: Store, r4: Path, tmp_path: Path) -> None:
    back = bare_copy(r4, tmp_path / "无期.xlsx")
    with edited(back, back) as sheet:
        for cell in sheet[3]:
            if cell.value:
                cell.value = None
        sheet["A2"] = "拆违月报表"
    said = answer(store, back)
    assert said["file"]["as"] == "refused"
    assert "看不出是哪一期" in said["file"]["reason"]


def test_a_report_whose_columns_are_gone_is_refused_in_a_sentence(store: Store, r4: Path, tmp_path: Path) -> None:
    back = tmp_path / "改头.xlsx"
    with edited(r4, back) as sheet:
        for row in sheet.iter_rows(HEADER, FIRST - 1):
            for cell in row:
                if not isinstance(cell, MergedCell):
                    cell.value = f"另一栏{cell.coordinate}"
    said = answer(store, back)
    assert said["file"]["as"] == "refused"
    assert "栏目与报表对不上" in said["file"]["reason"]


FIGURES = [str(number) for number in range(1, 17)]


@settings(max_examples=5)
@given(
    edits=st.dictionaries(st.tuples(st.integers(1, 8), st.sampled_from(FIGURES)), st.integers(1000, 9999), max_size=6)
)
def test_the_reported_changes_are_the_edits(
    sent: tuple[Path, dict[str, Path]], tmp_path_factory: pytest.TempPathFactory, edits: dict[tuple[int, str], int]
) -> None:
    back = tmp_path_factory.mktemp("改") / "退回.xlsx"
    with edited(sent[1]["R4"], back) as sheet:
        letters = {str(cell.value): cell.column_letter for cell in sheet[FIRST - 1]}
        for (town, column), value in edits.items():
            sheet[f"{letters[column]}{FIRST + town}"] = value
    with Store.open(str(sent[0])) as store:
        found = changes(answer(store, back, dry_run=True))
    told = {(row - FIRST, column): int(one["returned"]) for row, all_ in found.items() for column, one in all_.items()}
    assert told == edits


def test_the_sheet_is_what_the_tests_think(r4: Path) -> None:
    sheet = openpyxl.load_workbook(r4).worksheets[0]
    assert isinstance(sheet, Worksheet)
    assert sheet.cell(FIRST, NAME).value == "合计"


def test_a_bureaus_own_form_says_only_what_another_hand_wrote_into_it(store: Store, tmp_path: Path) -> None:
    with store.read() as session:
        towns = tuple(place.name.removesuffix("镇").removesuffix("街道") for place in scope(session).towns())
    form = bureau.monthly_form(tmp_path / "表样.xlsx", towns=towns)
    path = export_to_form(store, "R4", PERIOD, Blank(form), tmp_path / "报.xlsx").path
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book[bureau.SHEET]
    sheet[f"F{bureau.FIRST}"] = 0.5882
    book.save(tmp_path / "另存.xlsx")
    said = answer(store, tmp_path / "另存.xlsx", dry_run=True)
    assert (said["file"]["as"], changes(said)) == ("return", {})
    for number in (bureau.FIRST, bureau.FIRST + len(towns)):
        sheet[f"C{number}"] = float(str(sheet[f"C{number}"].value)) + 1000
    sheet[f"H{bureau.FIRST + 1}"] = "数据不实，退回"
    book.save(tmp_path / "退回.xlsx")
    said = answer(store, tmp_path / "退回.xlsx")
    assert {row: list(one) for row, one in changes(said).items()} == {bureau.FIRST: ["6"]}
    assert "备注：数据不实，退回" in {one.comment for one in reviewing.remarks(store)}


def test_what_a_bureau_painted_itself_is_no_remark_when_its_form_comes_back(store: Store, tmp_path: Path) -> None:
    with store.read() as session:
        towns = tuple(place.name for place in scope(session).towns())
    form = bureau.monthly_form(tmp_path / "表样.xlsx", towns=towns)
    yellow, red = (PatternFill("solid", fgColor=colour) for colour in ("FFFF00", "FF0000"))
    total, first = bureau.FIRST + len(towns), bureau.FIRST
    book = openpyxl.load_workbook(form)
    sheet = book[bureau.SHEET]
    sheet[f"B{first}"].fill = yellow
    sheet[f"C{first}"].comment = Comment("按拆除日期填", "市局")
    for letters in "ABCDEFGH":
        sheet[f"{letters}{total}"].fill = yellow
    sheet[f"C{total + 30}"].fill = yellow  # below all that is written
    sheet.merge_cells(f"A{total + 40}:D{total + 41}")
    book.save(form)
    path = export_to_form(store, "R4", PERIOD, Blank(form), tmp_path / "报.xlsx").path
    assert answer(store, path)["rows"]
    assert [one for one in reviewing.remarks(store) if one.comment] == []
    book = openpyxl.load_workbook(path)
    book[bureau.SHEET][f"B{first}"].fill = red
    book[bureau.SHEET][f"D{first + 1}"].fill = yellow
    book.save(tmp_path / "退回.xlsx")
    answer(store, tmp_path / "退回.xlsx")
    comments = sorted(str(one.comment) for one in reviewing.remarks(store))
    assert comments == ["“处置面积”标了黄色", "“年度目标任务”标了红色"]
