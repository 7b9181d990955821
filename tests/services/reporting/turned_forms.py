"""Forms of the monthly report that lie otherwise: towns side by side, or a row for each period of a town."""

from collections.abc import Sequence
from pathlib import Path

import openpyxl
from openpyxl.styles import Border, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

_THIN = Border(*[Side(style="thin")] * 4)
_LINES = (
    ("年度任务", None, "公顷"),
    ("本月", "拆除点位数", "个"),
    (None, "拆除面积", "㎡"),
    ("累计", "拆除点位数", "个"),
    (None, "拆除面积", "㎡"),
    (None, "处置面积", "万㎡"),
    ("完成率", None, "%"),
)


def _sheet(title: str) -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "拆违月报"
    sheet["A1"], sheet["A2"], sheet["F2"] = title, "填报单位：", "截至{cutoff}"
    book.create_sheet("说明")["A1"] = "每月25日前报送"
    return book, sheet


def towns_across(path: Path, towns: Sequence[str]) -> Path:
    """Indicators down, with a column of units and one of codes; towns across; the form's own sums on the right."""
    book, sheet = _sheet("XX县拆违月报表")
    sheet.append(["指标", None, "计量单位", "代码", *towns, "合计"])
    first, last, total = (get_column_letter(at) for at in (5, 4 + len(towns), 5 + len(towns)))
    for number, (group, leaf, unit) in enumerate(_LINES, 4):
        sheet.append([group, leaf, unit, number - 3])
        for cell in sheet[number][4:]:
            cell.number_format = "0" if unit == "个" else "0.00"
        if unit != "%":
            sheet[f"{total}{number}"] = f"=SUM({first}{number}:{last}{number})"
    for area in ("A3:B3", "A4:B4", "A5:A6", "A7:A9", "A10:B10"):
        sheet.merge_cells(area)
    for row in sheet[f"A3:{total}10"]:
        for cell in row:
            cell.border = _THIN
    sheet["A12"], sheet["A13"] = "说明：拆除面积按拆除日期计入", "单位负责人："
    book.save(path)
    return path


def periods_below(path: Path, towns: Sequence[str], *, one_task: bool) -> Path:
    """A town has a row for the month and one for the year so far; the year's task stands in both, or once."""
    book, sheet = _sheet("XX县拆违月报表")
    sheet.append(["序号", "镇（街道）", "时段", "年度任务（公顷）", "拆除", None, "处置面积（㎡）", "备注"])
    sheet.append([None, None, None, None, "点位数（个）", "面积（㎡）"])
    for column in "ABCDGH":
        sheet.merge_cells(f"{column}3:{column}4")
    sheet.merge_cells("E3:F3")
    sheet.append(["甲", "乙", "丙", 1, 2, 3, 4, 5])
    for top, town in enumerate((*towns, "合计")):
        number = 6 + top * 2
        sheet.append([top + 1, town, "本月"])
        sheet.append([None, None, "累计"])
        for column in ["A", "B", "H", *"D" * one_task]:
            sheet.merge_cells(f"{column}{number}:{column}{number + 1}")
        for cell in (*sheet[number][:8], *sheet[number + 1][:8]):
            cell.border = _THIN
    sheet.append(["注：每月25日前报送"])
    book.save(path)
    return path
