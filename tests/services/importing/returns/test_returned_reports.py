"""Each of the nine reports comes back as it went, and a list of records with what another hand did to it."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font

from app.models.queries import targets
from app.models.store import Store
from app.services import history, reading, records, reviewing
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.importing.planning.rules import read_rules
from app.services.importing.report import summary
from app.services.records import Edit
from app.services.reporting.export import export
from app.services.reporting.sent.submit import submit
from tests.services.importing.returned import (
    PERIOD,
    REPORTS,
    UNIT,
    YEAR,
    answer,
    bare_copy,
    changes,
    edited,
    everything,
    insert_column,
)
from tests.services.workbook.office import convert_all, needs_office
from tests.stores import new_ledger

HEADER = 4
"""Of R5: the first row of its header."""
AREA = "illegal_area"
UPDATE = Options(only=frozenset({Action.UPDATE}), confirmed=True)


def assert_unchanged(store: Store, path: Path) -> None:
    before = everything(store)
    said = answer(store, path, Options(only=frozenset({Action.CREATE, Action.UPDATE}), confirmed=True))
    assert said["file"]["as"] == "return", path.name
    assert said["rows"], path.name
    assert {row["action"] for row in said["rows"]} == {"same"}, path.name
    assert not changes(said)
    assert (said["batch"], said["file"]["absent"]) == (None, [])
    assert everything(store) == before
    assert reviewing.remarks(store, open_only=False) == []


@pytest.mark.parametrize("report", REPORTS)
def test_our_own_report_unchanged_is_no_change(store: Store, sent: tuple[Path, dict[str, Path]], report: str) -> None:
    assert_unchanged(store, sent[1][report])


def test_an_empty_report_unchanged_is_no_change(tmp_path: Path) -> None:
    with new_ledger(str(tmp_path / "空.db"), UNIT, YEAR) as empty:
        said = answer(empty, export(empty, "R9", str(YEAR), tmp_path)[0].path)
    assert (said["file"]["as"], {row["action"] for row in said["rows"]}) == ("return", {"same"})


@needs_office
def test_a_save_by_another_program_is_no_change(
    store: Store, sent: tuple[Path, dict[str, Path]], tmp_path: Path
) -> None:
    for path in convert_all(list(sent[1].values()), "xlsx", tmp_path):
        assert_unchanged(store, path)


@pytest.mark.parametrize("report", ["R1", "R3", "R6", "R9"])
def test_a_copy_without_any_mark_is_no_change(
    store: Store, sent: tuple[Path, dict[str, Path]], tmp_path: Path, report: str
) -> None:
    said = answer(store, bare_copy(sent[1][report], tmp_path / "抄.xlsx"), dry_run=True)
    assert said["file"]["as"] == "return", said["file"]["reason"]
    assert not changes(said)


@pytest.mark.parametrize(
    ("report", "period"),
    [
        ("R1", "2022-W23"),
        ("R4", "2022-06a"),
        ("R8", "2022-W23"),
        ("R8", "2022-06a"),
        ("R8", "2022-H1"),
        ("R8", "2022-01-03"),
    ],
)
def test_a_copy_without_any_mark_is_known_by_the_period_it_names(
    store: Store, tmp_path: Path, report: str, period: str
) -> None:
    path = export(store, report, period, tmp_path)[0].path
    said = answer(store, bare_copy(path, tmp_path / "抄.xlsx"), dry_run=True)
    assert said["file"]["as"] == "return", said["file"]["reason"]
    assert not changes(said)


def test_what_the_city_did_is_told_by_column_and_code(store: Store, r5: Path, tmp_path: Path) -> None:
    back, (_, first) = tmp_path / "退回.xlsx", column(r5, "found_date")
    gone, struck = point(store, r5, first), point(store, r5, first + 1)
    with edited(r5, back) as sheet:
        precise = f"W{first + 2}" if sheet["W4"].value == "精准拆违点位" else f"X{first + 2}"
        flag = str(sheet[precise].value)
        sheet[precise] = "否" if flag == "是" else "是"
        for cell in sheet[first + 1]:
            cell.font = Font(strike=True)
        sheet.cell(sheet.max_row + 1, 1).value = "市局意见：照片普遍不清，7月10日前补报"
        sheet.delete_rows(first)
    report = imported(store, [back], Options(), dry_run=False)
    said = "\n".join(summary(report))
    assert f"“精准拆违点位”上报 {flag}，返回 {'否' if flag == '是' else '是'}" in said
    assert f"{struck['code']}：整行被划去，市级要求删除" in said
    assert f"报送过、返回时没有的有 1 条：{gone['code']}" in said
    assert report.files[0].absent == (gone["id"],)
    remarks = reviewing.remarks(store)
    assert {one.label for one in remarks} == {"精准拆违点位", "整条", "整张报表（拆违点位明细）"}
    assert ("否", "是") in {(one.sent, one.returned) for one in remarks} or flag == "是"
    assert [one.comment for one in remarks if one.place] == ["市局意见：照片普遍不清，7月10日前补报"]


def column(path: Path, field: str) -> tuple[str, int]:
    """The letter of a field's column in R5, and the first data row."""
    heading = {AREA: "12", "location": "4", "party_name": "5", "found_date": "13", "officer": "24"}[field]
    sheet = openpyxl.load_workbook(path).worksheets[0]
    row = next(row for row in sheet.iter_rows(1, 12) if "4" in [str(cell.value) for cell in row])
    letter = next(cell.column_letter for cell in row if str(cell.value) == heading)
    return letter, row[0].row + 2


def point(store: Store, path: Path, number: int) -> reading.Texts:
    """The record of a row of R5."""
    code = openpyxl.load_workbook(path).worksheets[0].cell(number, 2).value
    return next(one for one in reading.rows(store, "demolition") if one["code"] == code)


@pytest.mark.parametrize("kept", ["meta", "property", "codes"])
def test_one_edited_cell_is_one_difference(store: Store, r5: Path, tmp_path: Path, kept: str) -> None:
    back, (letter, first) = tmp_path / "退回.xlsx", column(r5, AREA)
    was = point(store, r5, first + 1)
    if kept == "codes":
        bare_copy(r5, back)
    with edited(back if kept == "codes" else r5, back) as sheet:
        sheet[f"{letter}{first + 1}"] = 12345.67
        if kept == "property" and sheet.parent:
            del sheet.parent["_meta"]
    said = answer(store, back)
    assert changes(said) == {first + 1: {AREA: {"sent": was[AREA], "returned": "12345.67", "ledger": was[AREA]}}}
    assert said["counts"]["update"] == 1
    (remark,) = reviewing.remarks(store)
    assert (remark.code, remark.field, remark.sent, remark.returned) == (was["code"], AREA, was[AREA], "12345.67")
    assert (remark.report, remark.period) == ("R5", PERIOD)


def test_what_we_changed_since_is_no_change_of_the_city(store: Store, r5: Path) -> None:
    _, first = column(r5, AREA)
    was = point(store, r5, first)
    with store.write("改") as work:
        records.change(work, "demolition", [Edit(int(str(was["id"])), {"officer": "新责任人"})])
    assert not changes(answer(store, r5, UPDATE))
    assert point(store, r5, first)["officer"] == "新责任人"


def test_a_cell_that_both_changed_is_a_conflict_and_is_never_taken(store: Store, r5: Path, tmp_path: Path) -> None:
    back, (letter, first) = tmp_path / "退回.xlsx", column(r5, "officer")
    was = point(store, r5, first)
    with store.write("改") as work:
        records.change(work, "demolition", [Edit(int(str(was["id"])), {"officer": "我方"})])
    with edited(r5, back) as sheet:
        sheet[f"{letter}{first}"] = "市里"
    (tmp_path / "规则.txt").write_text("责任人 = 返回\n", "utf-8")
    said = answer(store, back, Options(rules=read_rules(tmp_path / "规则.txt")))
    assert said["counts"]["conflict"] == 1
    assert changes(said) == {first: {"officer": {"sent": was["officer"], "returned": "市里", "ledger": "我方"}}}
    told = summary(imported(store, [back], Options(rules=read_rules(tmp_path / "规则.txt")), dry_run=True))
    assert "报送后两边都改过的有 1 处，台账不改：请在“收件”里逐处选用哪一个" in "\n".join(told)
    assert any("报送后台账已改为“我方”" in issue["text"] for row in said["rows"] for issue in row["issues"])
    assert point(store, r5, first)["officer"] == "我方"


def test_an_emptied_cell_is_told_and_cleared_only_when_asked(store: Store, r5: Path, tmp_path: Path) -> None:
    back, (letter, first) = tmp_path / "退回.xlsx", column(r5, "officer")
    was = point(store, r5, first)
    with edited(r5, back) as sheet:
        sheet[f"{letter}{first}"] = None
    said = answer(store, back, UPDATE)
    assert changes(said)[first]["officer"] == {"sent": was["officer"], "returned": None, "ledger": was["officer"]}
    assert point(store, r5, first)["officer"] == was["officer"]
    told = summary(imported(store, [back], UPDATE, dry_run=True))
    assert [line.strip() for line in told if "台账不改" in line] == [
        "返回时清空的有 1 处，台账不改：要清空，请用 --clear 连同 --rules 规则文件 或 --only update 再导入一次"
    ]
    cleared = Options(only=frozenset({Action.UPDATE}), confirmed=True, clear=True)
    assert not any("台账不改" in line for line in summary(imported(store, [back], cleared, dry_run=True)))
    answer(store, back, cleared)
    assert point(store, r5, first)["officer"] is None


def test_rows_moved_taken_out_and_added_are_told_by_their_codes(store: Store, r5: Path, tmp_path: Path) -> None:
    back, (letter, first) = tmp_path / "退回.xlsx", column(r5, AREA)
    gone, moved = point(store, r5, first), point(store, r5, first + 3)
    with edited(r5, back) as sheet:
        values = [cell.value for cell in sheet[first + 3]]
        for at, value in enumerate(values, 1):
            sheet.cell(first + 3, at).value = sheet.cell(first + 1, at).value
            sheet.cell(first + 1, at).value = value
        sheet[f"{letter}{first + 1}"] = 54321
        for at, value in enumerate(values, 1):
            sheet.cell(first, at).value = value
        sheet.cell(first, 2).value = "CW-330421001-2022-9999"
        sheet.cell(first, 6).value = "外来户"
    said = answer(store, back)
    assert said["file"]["absent"] == [gone["id"]]
    assert said["counts"]["create"] == 1
    assert {row["id"] for row in said["rows"] if row["changes"]} == {moved["id"]}
    assert len(reading.rows(store, "demolition")) == len(everything(store)["demolition"])
    assert point(store, back, first + 1)["id"] == moved["id"]


def test_a_row_whose_code_was_changed_is_known_by_the_rest(store: Store, r5: Path, tmp_path: Path) -> None:
    back, (_, first) = tmp_path / "退回.xlsx", column(r5, AREA)
    was = point(store, r5, first)
    with edited(r5, back) as sheet:
        sheet.cell(first, 2).value = "CW-330421001-2022-8888"
    said = answer(store, back, dry_run=True)
    assert changes(said) == {
        first: {"code": {"sent": was["code"], "returned": "CW-330421001-2022-8888", "ledger": was["code"]}}
    }
    assert [row["id"] for row in said["rows"] if row["changes"]] == [was["id"]]


def test_columns_of_opinion_in_the_middle_and_at_the_right(store: Store, r5: Path, tmp_path: Path) -> None:
    back, (_, first) = tmp_path / "退回.xlsx", column(r5, AREA)
    was = point(store, r5, first + 2)
    with edited(r5, back) as sheet:
        insert_column(sheet, 4, "市级意见", HEADER)
        sheet.cell(first + 2, 4).value = "面积请核实"
        last = sheet.max_column + 1
        sheet.cell(HEADER, last).value = "整改期限"
        sheet.cell(first + 2, last).value = "2022-07-31"
    said = answer(store, back)
    assert list(changes(said)) == [first + 2]
    (remark,) = reviewing.remarks(store)
    assert (remark.code, remark.comment, remark.deadline) == (was["code"], "面积请核实", "2022-07-31")
    assert point(store, back, first + 2)["review_comment"] == "面积请核实"


def test_masked_numbers_and_rounded_areas_are_no_change(store: Store, r5: Path, tmp_path: Path) -> None:
    back, (letter, first) = tmp_path / "退回.xlsx", column(r5, AREA)
    with edited(r5, back) as sheet:
        for row in range(first, sheet.max_row + 1):
            cell = sheet[f"{letter}{row}"]
            if isinstance(cell.value, float | int):
                cell.value = f"{cell.value:,.2f} ㎡"
    assert not changes(answer(store, back, dry_run=True))


def test_the_remarks_name_the_submission_they_answer(store: Store, r5: Path, tmp_path: Path) -> None:
    done = submit(store, "R5", PERIOD)
    back, (letter, first) = tmp_path / "退回.xlsx", column(r5, "officer")
    with edited(r5, back) as sheet:
        sheet[f"{letter}{first}"] = "市里"
    answer(store, back)
    with store.read() as session:
        from app.models.queries import reviews

        assert [one.submission for one, _ in reviews.remarks(session)] == [done.sent.id]


def test_the_step_is_taken_back_as_one(store: Store, r5: Path, tmp_path: Path) -> None:
    back, (letter, first) = tmp_path / "退回.xlsx", column(r5, "officer")
    before = everything(store)
    with edited(r5, back) as sheet:
        sheet[f"{letter}{first}"] = "市里"
    batch = answer(store, back, UPDATE)["batch"]
    assert everything(store) != before
    history.undo(store, batch)
    assert everything(store) == before
    assert reviewing.remarks(store, open_only=False) == []


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    AREA: st.integers(100_000, 999_999).map(lambda cents: cents / 100),
    "location": st.sampled_from(["甲村东侧", "乙村西侧", "丙村"]),
    "officer": st.sampled_from(["王市级", "李市级"]),
    "found_date": st.sampled_from(["2022-01-02", "2022-02-03"]),
}


@settings(max_examples=5)
@given(data=st.data())
def test_the_reported_changes_are_the_edits(
    sent: tuple[Path, dict[str, Path]], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    r5, folder = sent[1]["R5"], tmp_path_factory.mktemp("改")
    places = {name: column(r5, name) for name in FIELDS}
    cells = data.draw(st.sets(st.tuples(st.integers(0, 9), st.sampled_from(sorted(FIELDS))), max_size=8))
    wanted: dict[int, dict[str, str]] = {}
    with edited(r5, folder / "退回.xlsx") as sheet:
        for row, name in sorted(cells):
            letter, first = places[name]
            value = data.draw(FIELDS[name])
            sheet[f"{letter}{first + row}"] = value
            wanted.setdefault(first + row, {})[name] = f"{value:.2f}" if isinstance(value, float) else value
    with Store.open(str(sent[0])) as store:
        found = changes(answer(store, folder / "退回.xlsx", dry_run=True))
    assert {row: {name: one["returned"] for name, one in all_.items()} for row, all_ in found.items()} == wanted


def test_returned_targets_are_taken_only_when_asked(
    store: Store, sent: tuple[Path, dict[str, Path]], tmp_path: Path
) -> None:
    back = tmp_path / "任务.xlsx"
    with edited(sent[1]["R9"], back) as sheet:
        row = next(cell.row for cell in sheet["A"] if cell.value == "魏塘街道")
        sheet.cell(row, 3).value = 77
    first = answer(store, back)
    assert [row["changes"]["2"]["returned"] for row in first["rows"] if row["changes"]] == ["77"]
    assert aim(store) is None
    assert len(reviewing.remarks(store)) == 1
    both = Options(only=frozenset({Action.CREATE, Action.UPDATE}), confirmed=True)
    batch = answer(store, back, both)["batch"]
    assert aim(store) == 77
    assert [one.settled for one in reviewing.remarks(store, open_only=False)] == ["采用返回值"]
    history.undo(store, batch)
    assert aim(store) is None


def aim(store: Store) -> int | None:
    with store.read() as session:
        found = targets.in_force(session, 2022, "2022-12-31").get(("T09", "330421001"))
    return None if found is None or found.value is None else int(found.value)
