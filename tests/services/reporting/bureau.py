"""A form as a bureau sends it: everything a workbook can hold beside its cells, and the parts no library keeps."""

import re
import struct
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter

TOWNS = ("魏塘街道", "罗星街道", "西塘镇")
FIRST, TOTAL = 7, 10
"""The first row of a town and that of the totals, as Excel numbers them."""
SHEET = "拆违月报"
OTHER = "说明"
EXTRA = {
    "xl/cellimages.xml": '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData"/>',
    "customXml/item1.xml": "<bureau>市局表样</bureau>",
    "customXml/_rels/item1.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>',
    "xl/printerSettings/printerSettings1.bin": "\x01\x02打印机",
}


def png() -> bytes:
    """The smallest picture there is."""

    def piece(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = piece(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + piece(b"IDAT", zlib.compress(b"\0\xff\0\0")) + piece(b"IEND", b"")


def monthly_form(
    path: Path, *, towns: tuple[str, ...] = TOWNS, last_year: bool = False, more: tuple[str, ...] = ()
) -> Path:
    """The city's own form of the monthly report: its order of columns, its words, 公顷 and 亩, its formulas."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet(SHEET)
    _head(book, sheet, more)
    last = FIRST + len(towns) - 1
    _rows(book, sheet, towns, last, last_year=last_year, more=len(more))
    _around(book, sheet, last)
    other = book.add_worksheet(OTHER)
    other.write_formula("B2", f"={SHEET}!C{last + 1}*2", None, 0)
    other.write_formula("B3", f"=VLOOKUP(1,{SHEET}!A{FIRST}:C{last + 1},2)", None, 7)
    other.write("A1", "报送要求：每月25日前")
    book.close()
    return _with_extra_parts(path)


def _head(book: Any, sheet: Any, more: tuple[str, ...]) -> None:
    head = book.add_format({"border": 1, "align": "center", "text_wrap": True, "bold": True})
    sheet.write("A1", "附表2")
    sheet.merge_range("A2:H2", "XX县拆违进展情况月报表", book.add_format({"font_size": 16, "align": "center"}))
    sheet.write("A3", "填报单位：")
    sheet.write("G3", "截至{cutoff}")
    sheet.merge_range("A4:A5", "镇（街道）", head)
    sheet.merge_range("B4:B5", "年度目标任务\n（公顷）", head)
    sheet.merge_range("C4:D4", "累计完成", head)
    sheet.write_row("C5", ["拆除面积（㎡）", "处置面积(万㎡)"], head)
    sheet.merge_range("E4:E5", "当月拆除面积（万平方米）", head)
    sheet.merge_range("F4:F5", "完成率（%）", head)
    sheet.merge_range("G4:G5", "剩余任务（公顷）", head)
    sheet.merge_range("H4:H5", "备注", head)
    for index, text in enumerate(more):
        sheet.merge_range(3, 8 + index, 4, 8 + index, text, head)
    sheet.write_row("A6", ["甲", *range(1, 8)], head)


def _rows(book: Any, sheet: Any, towns: tuple[str, ...], last: int, *, last_year: bool, more: int) -> None:
    name = book.add_format({"border": 1, "bg_color": "#EEEEEE"})
    open_cell = {"border": 1, "locked": False}
    hectares = book.add_format({**open_cell, "num_format": "0.00"})
    metres = book.add_format({**open_cell, "num_format": "0.00_ "})
    wide = book.add_format({**open_cell, "num_format": "0.0000"})
    percent = book.add_format({"border": 1, "num_format": "0.00%"})
    for number, town in enumerate(towns, FIRST):
        sheet.write(f"A{number}", town, name)
        for letters, look in zip("BCDE", (hectares, metres, wide, wide), strict=True):
            if last_year:
                sheet.write_number(f"{letters}{number}", 9.5, look)
            else:
                sheet.write_blank(f"{letters}{number}", None, look)
        sheet.write_blank(f"F{number}", None, percent)
        sheet.write_formula(f"G{number}", f"=ROUND(B{number}-C{number}/10000,2)", hectares, 0)
        sheet.write(f"H{number}", "去年的备注" if last_year else None, name)
        for index in range(more):
            sheet.write_blank(number - 1, 8 + index, None, hectares)
    sheet.write(f"A{last + 1}", "合 计", name)
    for letters, look in zip("BCDEG", (hectares, metres, wide, wide, hectares), strict=True):
        sheet.write_formula(f"{letters}{last + 1}", f"=SUM({letters}{FIRST}:{letters}{last})", look, 0)
    sheet.write_formula(f"F{last + 1}", f'=IF(B{last + 1}=0,"—",C{last + 1}/10000/B{last + 1})', percent, "—")


def _around(book: Any, sheet: Any, last: int) -> None:
    """Everything else a form has, most of it below the rows."""
    sheet.merge_range(last + 2, 0, last + 2, 7, "说明：拆除面积按拆除日期计入")
    sheet.merge_range(last + 3, 0, last + 3, 3, "单位负责人：")
    sheet.data_validation(FIRST - 1, 7, last - 1, 7, {"validate": "list", "source": ["是", "否"]})
    red = book.add_format({"bg_color": "red"})
    over = {"type": "cell", "criteria": ">", "value": f"$C${last + 1}", "format": red}
    sheet.conditional_format(FIRST - 1, 1, last - 1, 1, over)
    sheet.write_comment(last, 1, "本行由公式得出")
    sheet.write_comment(4, 2, "单位是平方米")
    sheet.insert_image(last + 5, 1, "章.png", {"image_data": BytesIO(png())})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$C${FIRST}:$C${last}", "categories": f"={SHEET}!$A${FIRST}:$A${last}"})
    sheet.insert_chart(last + 6, 2, chart)
    sheet.print_area(0, 0, last + 3, 7)
    sheet.repeat_rows(3, 5)
    sheet.set_h_pagebreaks([last + 5])
    book.define_name("合计行", f"={SHEET}!$B${last + 1}:$G${last + 1}")
    sheet.protect("", {"format_cells": True})
    sheet.freeze_panes(6, 1)


def _with_extra_parts(path: Path) -> Path:
    """The parts that only some programs write, in among the others."""
    with zipfile.ZipFile(path) as package:
        parts = [(part, package.read(part)) for part in package.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts:
            package.writestr(part, content)
            if part.filename == "xl/workbook.xml":
                for name, text in EXTRA.items():
                    package.writestr(zipfile.ZipInfo(name, (2021, 3, 4, 5, 6, 8)), text)
    return path


def parts_of(path: Path) -> dict[str, bytes]:
    """Every part's bytes, in the order they stand in."""
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def sheet_rows(content: bytes) -> tuple[bytes, bytes]:
    """A sheet part's text before and after its rows."""
    found = re.search(rb"(.*)<sheetData>.*</sheetData>(.*)", content, re.DOTALL)
    assert found
    return found[1], found[2]
