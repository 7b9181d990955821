"""What reviewers do beside the columns meant for it: every word reaches the list, and none hides a row of ours."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.models.queries.scope import scope
from app.models.store import Store
from app.services import reading, records, reviewing
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.report import summary
from app.services.records import Edit
from app.services.reporting.export import export
from app.services.reporting.sent.submit import submit
from app.services.reporting.template.export import Blank, export_to_form
from tests.services.importing.returned import FIRST, PERIOD, a_list, answer, bare_copy, changes, copied, edited
from tests.services.reporting import bureau

YELLOW = PatternFill("solid", fgColor="FFFF00")
TOTAL, AREA, LAST = 7, 13, 29
"""Of R5: its total row, the column of 违建面积 and the last column."""


def told(store: Store) -> dict[str, str]:
    """What the list of remarks says, by the cell each stood in."""
    return {
        one.source.rpartition("!")[2]: " ".join(filter(None, (one.code or one.place, one.verdict, one.comment)))
        for one in reviewing.remarks(store, open_only=False)
    }


def test_words_under_an_unknown_heading_or_none_are_comments(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        for column, heading in enumerate(("抽查情况", "存在问题"), LAST + 1):
            sheet.cell(4, column, heading)
            sheet.merge_cells(start_row=4, end_row=5, start_column=column, end_column=column)
        sheet.cell(FIRST, LAST + 1, "已到现场")
        sheet.cell(FIRST, LAST + 2, "面积不符")
        sheet.cell(FIRST + 2, LAST + 4, "照片不清，请补")
    said = answer(store, tmp_path / "退回.xlsx")
    assert all(set(change) == {"review_comment"} for change in changes(said).values())
    assert told(store) == {
        f"AD{FIRST}": f"{codes[0]} 抽查情况：已到现场；存在问题：面积不符",
        f"AG{FIRST + 2}": f"{codes[2]} AG列：照片不清，请补",
    }


def test_lines_around_the_table_speak_of_the_point_they_name_else_of_the_whole(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    lines = (
        "市局审核意见：",
        f"1. {codes[0]} 违建面积与照片不符。\n2、{codes[3]}：缺限拆通知书",
        "③其余请于7月8日前整改",
    )
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        for number, line in enumerate(lines, sheet.max_row + 2):
            sheet.cell(number, 1, line)
        end = sheet.max_row
        sheet.cell(1, 5, "请于2022年7月10日前整改到位后重报")
    answer(store, tmp_path / "退回.xlsx")
    whole = "整张报表（拆违点位明细）"
    remarks = reviewing.remarks(store)
    assert {(one.code or one.place, one.comment, one.deadline) for one in remarks} == {
        (codes[0], f"市局审核意见：{codes[0]} 违建面积与照片不符。", None),
        (codes[3], f"市局审核意见：{codes[3]}：缺限拆通知书", None),
        (whole, "市局审核意见：其余请于7月8日前整改", "2022-07-08"),
        (whole, "请于2022年7月10日前整改到位后重报", "2022-07-10"),
    }
    assert {one.source.rpartition("!")[2] for one in remarks} == {f"A{end - 1}", f"A{end}", "E1"}


def test_remarks_on_sums_and_headings_are_kept(store: Store, r5: Path, tmp_path: Path) -> None:
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        for column in range(1, LAST + 1):
            sheet.cell(TOTAL, column).fill = YELLOW
        sheet["M5"].comment = Comment("应按投影面积", "市局")
    answer(store, tmp_path / "退回.xlsx")
    assert told(store) == {
        f"A{TOTAL}": "合计 整行标了黄色",
        "M5": "整张报表（拆违点位明细） “违建面积”批注：应按投影面积",
    }


def test_rows_that_went_out_are_compared_whoever_hid_them(store: Store, r5: Path, tmp_path: Path) -> None:
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        for number in (FIRST + 1, FIRST + 2):
            sheet.row_dimensions[number].hidden = True
        sheet.cell(FIRST + 1, AREA, 999)
    said = answer(store, tmp_path / "退回.xlsx", dry_run=True)
    assert (list(changes(said)), said["file"]["absent"]) == ([FIRST + 1], [])
    assert [issue["code"] for row in said["rows"] if row["row"] == FIRST + 2 for issue in row["issues"]] == ["hidden"]


def test_a_few_columns_of_a_list_that_went_out_are_its_return(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    sheet = openpyxl.load_workbook(r5).worksheets[0]
    header = ("审核意见", "审核结果", "拆除面积(㎡)", "违建面积(㎡)", "镇(街道)", "点位编号")
    rows = [["", "", *(sheet.cell(FIRST + at, column).value for column in (20, AREA, 3, 2))] for at in range(16)]
    rows[0][:2] = ["面积核对后重报", "退回"]
    path = a_list(tmp_path / "六月.xlsx", "嘉善县2022年拆除违法建筑点位明细表", header, rows)
    said = answer(store, path)
    assert (said["file"]["as"], [set(one) for one in changes(said).values()]) == (
        "return", [{"review_verdict", "review_comment"}],
    )  # fmt: skip
    assert told(store) == {"B3": f"{codes[0]} 退回 面积核对后重报"}


def test_a_list_of_problems_says_all_that_stands_in_it(store: Store, codes: Sequence[str], tmp_path: Path) -> None:
    header = ("序号", "点位编号", "镇街", "问题类型", "存在问题", "整改要求", "完成时限")
    rows = [(1, codes[0], "魏塘街道", "照片", "照片缺失", "补充照片", "2022.7.10")]
    answer(store, a_list(tmp_path / "清单.xlsx", "拆违点位问题清单", header, rows))
    (one,) = reviewing.remarks(store)
    assert (one.comment, one.deadline) == ("问题类型：照片；存在问题：照片缺失；整改要求：补充照片", "2022.7.10")


def test_problems_may_be_told_in_lines_without_a_table(store: Store, codes: Sequence[str], tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    lines = (f"1. {codes[0]}：与照片不符，请核实。", f"2、{codes[1]} 重复上报。", "（3）其余点位请补充照片后重报。")
    for line in ("关于6月拆违点位的反馈意见", *lines):
        sheet.append([line])
    book.save(tmp_path / "意见.xlsx")
    said = answer(store, tmp_path / "意见.xlsx")
    assert said["file"]["as"] == "return"
    assert told(store) == {
        "A2": f"{codes[0]} {codes[0]}：与照片不符，请核实。",
        "A3": f"{codes[1]} {codes[1]} 重复上报。",
        "A4": "整张报表（Sheet） 其余点位请补充照片后重报。",
    }


def test_figures_with_their_units_behind_them_are_the_same_figures(
    store: Store, sent: tuple[Path, dict[str, Path]], tmp_path: Path
) -> None:
    with edited(sent[1]["R4"], tmp_path / "退回.xlsx") as sheet:
        for number in range(9, 18):
            sheet.cell(number, 3).value = f"{sheet.cell(number, 3).value}个"
            sheet.cell(number, 7).value = f"{sheet.cell(number, 7).value * 10_000:,.0f}平方米"
            sheet.cell(number, 15).value = f"{sheet.cell(number, 15).value} 万㎡"
        sheet.cell(9, 7).value = "228㎡"
        sheet.cell(9, 28, "任务数与下达的不符")
        sheet["F4"].comment = Comment("口径请说明", "市局")
    said = answer(store, tmp_path / "退回.xlsx")
    assert {row: {name: one["returned"] for name, one in change.items()} for row, change in changes(said).items()} == {
        9: {"6": "0.0228"}
    }
    assert {at: text for at, text in told(store).items() if at != "G9"} == {
        "AB9": "魏塘街道 AB列：任务数与下达的不符",
        "F4": "整张报表（拆违月报） “点位数”批注：口径请说明",
    }


def test_a_form_filled_by_hand_is_not_blamed_for_its_own_looks(
    store: Store, sent: tuple[Path, dict[str, Path]], tmp_path: Path
) -> None:
    with store.read() as session:
        towns = tuple(place.name for place in scope(session).towns())
    form = bureau.monthly_form(tmp_path / "表样.xlsx", towns=towns)
    (tmp_path / "别处").mkdir()
    with Store.open(str(copied(sent[0], tmp_path / "别处")), writing=True) as another:
        path = export_to_form(another, "R4", PERIOD, Blank(form), tmp_path / "报.xlsx").path
    with edited(path, tmp_path / "手工.xlsx") as sheet:
        for column in range(1, 9):
            sheet.cell(bureau.FIRST + len(towns), column).fill = YELLOW
        sheet.cell(bureau.FIRST - 1, 2).comment = Comment("按下达文件填", "市局")
    bare = openpyxl.load_workbook(tmp_path / "手工.xlsx")
    for name in list(bare.custom_doc_props.names):
        del bare.custom_doc_props[name]
    bare.save(tmp_path / "手工.xlsx")
    answer(store, tmp_path / "手工.xlsx")
    assert told(store) == {}


def test_a_return_whose_rows_cannot_be_told_apart_says_what_to_put_back(store: Store, r5: Path, tmp_path: Path) -> None:
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        for area in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(area))
        sheet.delete_cols(5, 2)
        sheet.delete_cols(2)
    said = answer(store, tmp_path / "退回.xlsx", dry_run=True)
    assert "分不清每一行是台账里的哪一条" in said["file"]["reason"]
    header = ("镇(街道)", "村(社区)", "违建面积(㎡)", "拆除日期", "拆除面积(㎡)", "拆除方式")
    rows = [("魏塘街道", "中山社区", 120, "2022-05-06", 120, "自拆")]
    said = answer(store, a_list(tmp_path / "拆违.xlsx", "拆违进度表", header, rows), dry_run=True)
    assert "请补一列编号" in said["file"]["reason"]


def test_a_form_that_is_not_filled_in_is_no_import(store: Store, tmp_path: Path) -> None:
    header = ("点位编号", "镇(街道)", "村(社区)", "违建面积(㎡)", "拆除日期")
    said = answer(store, a_list(tmp_path / "空表.xlsx", "拆违点位明细表", header, [("……",)]), dry_run=True)
    assert "还没有填的空白表" in said["file"]["reason"]


def test_what_was_sent_counts_not_what_was_exported_later(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    """A return that lost its marks is of the submission that stands; one of a corrected submission says so."""
    submit(store, "R5", PERIOD)
    (point,) = (int(row["id"]) for row in reading.rows(store, "demolition") if row["code"] == codes[0])
    with store.write("改") as work:
        records.change(work, "demolition", [Edit(point, {"illegal_area": 13_000})])
    export(store, "R5", PERIOD, tmp_path / "再导.xlsx")
    bare = bare_copy(r5, tmp_path / "退回.xlsx")
    said = answer(store, bare, dry_run=True)
    assert (said["file"]["as"], changes(said)) == ("return", {})
    submit(store, "R5", PERIOD, replaces="1")
    with edited(r5, tmp_path / "旧的.xlsx") as sheet:
        sheet.cell(FIRST, LAST, "重报")
    lines = summary(imported(store, [tmp_path / "旧的.xlsx"], Options(), dry_run=True))
    assert any("第 1 次报送" in line and "第 2 次报送更正" in line for line in lines)
