"""What another hand writes into a returned workbook in its own way: beside the table, over the value, in its unit."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.models.store import Store
from app.services import reviewing
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.report import summary
from tests.services.importing.returned import FIRST, a_list, answer, changes, edited
from tests.services.importing.returns.conftest import Sent

AREA, PARTY, LAST = 13, 6, 29
"""Of R5: the columns of 违建面积 and 户主, and the last one."""
DEMOLISHED, POINTS = 7, 3
"""Of R4: the columns of 拆除面积 (万㎡) and of this month's 点位数."""


def told(store: Store) -> set[tuple[str, str | None, str | None]]:
    """What the list of remarks says: the cell, whom it is about, and the words."""
    found = reviewing.remarks(store, open_only=False)
    return {(one.source.rpartition("!")[2], one.code or one.place, one.comment) for one in found}


def test_a_list_beside_the_table_speaks_of_the_points_it_names(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    """Wherever its head stands, also in the midst of the table's rows."""
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        for at, row in enumerate((("点位编号", "意见"), (codes[5], "照片缺"), (codes[2], "面积不符")), FIRST - 1):
            for column, text in enumerate(row, LAST + 3):
                sheet.cell(at, column, text)
    said = answer(store, tmp_path / "退回.xlsx")
    assert said["file"]["absent"] == []
    assert told(store) == {(f"AF{FIRST}", codes[5], "照片缺"), (f"AF{FIRST + 1}", codes[2], "面积不符")}


def test_a_list_beside_sums_speaks_of_the_towns_it_names(store: Store, r4: Path, tmp_path: Path) -> None:
    with edited(r4, tmp_path / "退回.xlsx") as sheet:
        towns = [str(sheet.cell(FIRST + at, 1).value) for at in (5, 3)]
        rows = (("镇(街道)", "意见"), (towns[0], "数据偏大"), (towns[1], "请补报"), (towns[0], "核实"), ("外镇", "无"))
        for at, row in enumerate(rows, FIRST):
            for column, text in enumerate(row, sheet.max_column - 1 if at > FIRST else sheet.max_column + 3):
                sheet.cell(at, column, text)
        letters = get_column_letter(sheet.max_column)
    said = answer(store, tmp_path / "退回.xlsx")
    assert said["counts"]["reject"] == 1
    assert told(store) == {
        (f"{letters}{FIRST + 1}", towns[0], "意见：数据偏大"),
        (f"{letters}{FIRST + 2}", towns[1], "意见：请补报"),
        (f"{letters}{FIRST + 3}", towns[0], "意见：核实"),
    }


def test_a_line_or_a_cell_with_several_codes_speaks_of_each(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        end = sheet.max_row + 2
        sheet.cell(end, 1, f"审核意见：{codes[0]}、{codes[1]}和{codes[2]}照片缺失，请补充")
    lines = Workbook()
    page = lines.active
    assert isinstance(page, Worksheet)
    for line in ("关于6月拆违点位的反馈意见", f"1. {codes[3]}、{codes[4]}：2022-07-01前补照片"):
        page.append([line])
    lines.save(tmp_path / "意见.xlsx")
    rows = [(1, f"{codes[5]}\n{codes[6]}、CW-330421001-2022-9999", "重复", "否")]
    listed = a_list(tmp_path / "清单.xlsx", "问题清单", ("序号", "点位编号", "存在问题", "是否同意"), rows)
    answer(store, tmp_path / "退回.xlsx")
    answer(store, tmp_path / "意见.xlsx")
    assert answer(store, listed)["counts"]["reject"] == 1
    assert {(cell, code) for cell, code, _ in told(store)} == {
        *((f"A{end}", code) for code in codes[:3]),
        *(("A2", code) for code in codes[3:5]),
        *(("B3", code) for code in codes[5:7]),
    }
    said = "\n".join(summary(imported(store, [tmp_path / "退回.xlsx"], Options(), dry_run=True)))
    assert all(f"A{end} {code}：审核意见" in said for code in codes[:3])


def test_a_sheet_of_problems_under_unknown_headings_is_told_by_its_codes_else_named(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(r5)
    problems, others = book.create_sheet("审核意见"), book.create_sheet("另表")
    for row in (
        ("问题点位编号", "问题", "处理结果"),
        (codes[0], "照片缺失", "退回"),
        (codes[4], "面积不符", "核减12㎡"),
    ):
        problems.append(row)
    for row in (("事项名称", "进度情况", "备注说明"), ("甲", 1, "乙"), ("丙", 2, "丁")):
        others.append(row)
    book.save(tmp_path / "退回.xlsx")
    report = imported(store, [tmp_path / "退回.xlsx"], Options(), dry_run=False)
    assert told(store) == {
        ("A2", codes[0], "问题：照片缺失；处理结果：退回"),
        ("A3", codes[4], "问题：面积不符；处理结果：核减12㎡"),
    }
    assert any("工作表“另表”里有一张表没有认出" in line for line in summary(report))


def test_indicators_with_their_units_behind_them_are_compared_exactly(store: Store, sent: Sent, tmp_path: Path) -> None:
    """Whatever unit a figure was typed back in, it is the same figure, or the difference in the line's own unit."""
    other = {"万亩": ("亩", 10_000), "万㎡": ("平方米", 10_000), "亿元": ("万元", 10_000)}
    changed = ""
    with edited(sent[1]["R8"], tmp_path / "退回.xlsx") as sheet:
        for number in range(6, sheet.max_row):
            unit, cell = str(sheet.cell(number, 3).value), sheet.cell(number, 8)
            if isinstance(cell.value, int | float):
                name, size = other.get(unit, (unit, 1))
                more = 5_000 if unit == "亿元" and not changed else 0
                changed = cell.coordinate if more else changed
                cell.value = f"{Decimal(str(cell.value)) * size + more:,f} {name}"
    said = answer(store, tmp_path / "退回.xlsx")
    ((row, one),) = changes(said).items()
    assert (f"H{row}", set(one)) == (changed, {"3"})
    assert Decimal(one["3"]["returned"]) - Decimal(one["3"]["sent"]) == Decimal("0.5")
    ((_, _, comment),) = told(store)
    assert "相差 +0.5000亿元" in str(comment)


def test_a_column_under_a_heading_in_another_unit_is_compared_in_that_unit(
    store: Store, r4: Path, r5: Path, tmp_path: Path
) -> None:
    with edited(r5, tmp_path / "点位.xlsx") as sheet:
        heading = next(cell for row in sheet.iter_rows(4, 5) for cell in row if "违建面积" in str(cell.value))
        heading.value = "违建面积（亩）"
        for number in range(FIRST, FIRST + 16):
            cell = sheet.cell(number, AREA)
            cell.value = round(float(str(cell.value)) * 3 / 2000, 4)
        sheet.cell(FIRST + 1, AREA, 1.5)
    ((row, one),) = changes(answer(store, tmp_path / "点位.xlsx")).items()
    assert (row, one["illegal_area"]["returned"]) == (FIRST + 1, "1000.00")
    assert one["illegal_area"]["sent"] == one["illegal_area"]["ledger"]
    with edited(r4, tmp_path / "月报.xlsx") as sheet:
        heading = next(cell for cell in (sheet.cell(number, DEMOLISHED) for number in (6, 5, 4)) if cell.value)
        heading.value = str(heading.value).replace("万㎡", "㎡")
        for number in range(FIRST + 1, FIRST + 10):
            cell = sheet.cell(number, DEMOLISHED)
            cell.value = round(float(str(cell.value)) * 10_000)
        sheet.cell(FIRST + 2, DEMOLISHED, 12_345)
    found = changes(answer(store, tmp_path / "月报.xlsx"))
    assert {row: (list(one), one["6"]["returned"]) for row, one in found.items()} == {FIRST + 2: (["6"], "1.2345")}


def test_a_value_written_over_in_words_is_the_new_one(store: Store, r4: Path, r5: Path, tmp_path: Path) -> None:
    with edited(r5, tmp_path / "点位.xlsx") as sheet:
        first, second, name = sheet.cell(FIRST, AREA), sheet.cell(FIRST + 1, AREA), sheet.cell(FIRST + 2, PARTY)
        went = float(str(first.value))
        first.value, second.value = f"{went - 1:.2f}（原{first.value}）", f"{second.value}→66.5"
        name.value = f"赵新名（原{name.value}）"
        sheet.cell(FIRST + 3, PARTY).value = "钱（原名孙）"  # which did not go out
    found = changes(answer(store, tmp_path / "点位.xlsx"))
    assert {row: {name: pair["returned"] for name, pair in one.items()} for row, one in found.items()} == {
        FIRST: {"illegal_area": f"{went - 1:.2f}"},
        FIRST + 1: {"illegal_area": "66.50"},
        FIRST + 2: {"party_name": "赵新名"},
        FIRST + 3: {"party_name": "钱（原名孙）"},
    }
    with edited(r4, tmp_path / "月报.xlsx") as sheet:
        area, points = sheet.cell(FIRST + 1, DEMOLISHED), sheet.cell(FIRST + 2, POINTS)
        area.value, points.value = f"9.5(原{area.value})", f"原{points.value}，改为3个"
    found = changes(answer(store, tmp_path / "月报.xlsx"))
    assert {row: {name: pair["returned"] for name, pair in one.items()} for row, one in found.items()} == {
        FIRST + 1: {"6": "9.5"},
        FIRST + 2: {"2": "3"},
    }


def test_an_emptied_row_is_one_remark(store: Store, r4: Path, tmp_path: Path) -> None:
    with edited(r4, tmp_path / "退回.xlsx") as sheet:
        for column in range(2, sheet.max_column + 1):
            sheet.cell(FIRST, column).value = None
    said = answer(store, tmp_path / "退回.xlsx")
    assert len(changes(said)[FIRST]) > 20
    ((cell, place, comment),) = told(store)
    assert (cell, place) == (f"{FIRST}:{FIRST}", "合计")
    assert "整行的数都清空了" in str(comment)


def test_an_opinion_merged_over_several_towns_is_on_each(store: Store, r4: Path, tmp_path: Path) -> None:
    with edited(r4, tmp_path / "退回.xlsx") as sheet:
        last = sheet.max_column + 1
        sheet.cell(4, last, "市局审核意见")
        sheet.cell(4, last + 1, "市局核定数")
        sheet.cell(FIRST + 1, last, "数据偏大")
        sheet.merge_cells(start_row=FIRST + 1, start_column=last, end_row=FIRST + 3, end_column=last)
        sheet.cell(FIRST + 4, last + 1, 12)
        towns = [str(sheet.cell(FIRST + at, 1).value) for at in range(1, 5)]
    answer(store, tmp_path / "退回.xlsx")
    assert {(place, comment) for _, place, comment in told(store)} == {
        *((town, "市局审核意见：数据偏大") for town in towns[:3]),
        (towns[3], "市局核定数：12"),
    }


def test_a_sheet_of_another_county_is_laid_beside_nothing_of_ours(store: Store, r4: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(r4)
    theirs = book.copy_worksheet(book.worksheets[0])
    theirs.title = "海盐县"
    for at in range(10):
        theirs.cell(FIRST + at, POINTS).value = 99
    for at in range(1, 10):
        theirs.cell(FIRST + at, 1).value = f"外县第{at}镇"
    book.save(tmp_path / "退回.xlsx")
    report = imported(store, [tmp_path / "退回.xlsx"], Options(), dry_run=False)
    assert told(store) == set()
    assert report.files[0].gone == ()


def test_a_second_copy_below_says_only_what_was_changed_in_it(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        end = sheet.max_row + 2
        sheet.cell(end, 1, "市局审核后")
        for at, row in enumerate(sheet.iter_rows(4, FIRST + 15, values_only=True), end + 1):
            for column, value in enumerate(row, 1):
                sheet.cell(at, column, value)
        for area in [one for one in sheet.merged_cells.ranges if one.min_row >= 4 and one.max_row <= 5]:
            rows = {"start_row": area.min_row + end - 3, "end_row": area.max_row + end - 3}
            sheet.merge_cells(start_column=area.min_col, end_column=area.max_col, **rows)
        sheet.cell(end + FIRST - 3, LAST, "请核实")
    said = answer(store, tmp_path / "退回.xlsx")
    assert list(changes(said)) == [end + FIRST - 3]
    assert {(code, comment) for _, code, comment in told(store)} == {(codes[0], "请核实")}


def test_names_that_were_numbered_are_the_towns_and_rows_left_out_are_told(
    store: Store, r4: Path, tmp_path: Path
) -> None:
    with edited(r4, tmp_path / "退回.xlsx") as sheet:
        for at in range(1, 9):
            sheet.cell(FIRST + at, 1).value = f"{at}.{sheet.cell(FIRST + at, 1).value}"
        sheet.cell(FIRST + 9, 1).value = "外县某镇"
        sheet.cell(FIRST + 1, DEMOLISHED).value = "1.5（万平方米）"
    report = imported(store, [tmp_path / "退回.xlsx"], Options(), dry_run=False)
    assert [len(one.remarks) for one in report.files[0].reports[0].rows] == [0, 1, *[0] * 8]
    assert any(f"第 {FIRST + 9} 行不是报表里的行" in line for line in summary(report))


def test_what_stands_in_brackets_behind_a_verdict_is_said_with_it(
    store: Store, r5: Path, codes: Sequence[str], tmp_path: Path
) -> None:
    with edited(r5, tmp_path / "退回.xlsx") as sheet:
        sheet.cell(FIRST, LAST - 1).value = "退回（7月10日前整改）"
    answer(store, tmp_path / "退回.xlsx")
    (one,) = reviewing.remarks(store)
    assert (one.code, one.verdict, one.comment) == (codes[0], "退回", "审核结果：退回（7月10日前整改）")
    assert one.deadline == "2022-07-10"
