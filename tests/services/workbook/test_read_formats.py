"""The formats beside .xlsx: locked with the known password or another, .ods, and text in two bytes a sign."""

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from app.models.refusal import Refusal
from app.services.workbook.book import Area, Mark, Sheet
from app.services.workbook.read.book import read

pytestmark = pytest.mark.usefixtures("wherever")


def locked(path: Path, password: str) -> Path:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active["A1"] = "甲"
    plain = io.BytesIO()
    book.save(plain)
    with path.open("wb") as target:
        OOXMLFile(plain).encrypt(password, target)
    return path


def test_the_password_every_excel_knows_opens(tmp_path: Path) -> None:
    assert read(locked(tmp_path / "默认.xlsx", "VelvetSweatshop")).sheets[0].rows == [("甲",)]


def test_another_password_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="打开密码"):
        read(locked(tmp_path / "加密.xlsx", "密码123"))


CONTENT = """<?xml version="1.0"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:fo="fo"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="style">
<office:automatic-styles>
<style:style style:name="ce1"><style:text-properties style:text-line-through-style="solid"/></style:style>
<style:style style:name="ce2"><style:table-cell-properties fo:background-color="#ff0000"/></style:style>
<style:style style:name="ta2"><style:table-properties table:display="false"/></style:style>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="绿化">
<table:table-column table:number-columns-repeated="4"/><table:table-column table:visibility="collapse"/>
<table:table-row table:number-rows-repeated="2">
<table:table-cell table:number-columns-repeated="16384"/></table:table-row>
<table:table-row>
<table:table-cell office:value-type="string" table:number-rows-spanned="2"><text:p>魏塘</text:p><text:p>街道</text:p>
</table:table-cell>
<table:table-cell office:value-type="float" office:value="12.5" table:number-columns-repeated="{repeated}">
<office:annotation><text:p>待核</text:p></office:annotation><text:p>12.50</text:p></table:table-cell>
<table:table-cell office:value-type="date" office:date-value="2022-03-02"><text:p>3月2日</text:p></table:table-cell>
</table:table-row>
<table:table-row table:visibility="filter"><table:covered-table-cell/>
<table:table-cell office:value-type="string" table:style-name="ce1">
<text:p>作<text:s text:c="2"/>废</text:p></table:table-cell>
<table:table-cell office:value-type="boolean" office:boolean-value="true" table:style-name="ce2"/>
<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="1048572"><table:table-cell/></table:table-row>
</table:table><table:table table:name="藏" table:style-name="ta2"/></office:spreadsheet></office:body>
</office:document-content>"""


def opendocument(path: Path, content: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    return path


def test_an_opendocument_sheet_is_read_with_its_places_and_marks(tmp_path: Path) -> None:
    sheet, other = read(opendocument(tmp_path / "表.ods", CONTENT.format(repeated=2))).sheets
    assert sheet.rows == [
        ("", "", "", ""),
        ("", "", "", ""),
        ("魏塘\n街道", 12.5, 12.5, dt.date(2022, 3, 2)),
        ("", "作  废", True, ""),
    ]
    assert sheet.merges == (Area(3, 0, 4, 0),)
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.filtered) == ({4}, {4}, True)
    assert (sheet.marks[3, 1].comment, sheet.marks[4, 2].fill) == ("待核", "红")
    assert (sheet.marks[4, 1].struck, sheet.marks[4, 3].error) == (True, "#DIV/0!")
    assert (other.name, other.hidden, other.rows) == ("藏", True, [])


def cells(path: Path, *inside: str) -> Sheet:
    """One row of cells, in the place of the others."""
    before, _, rest = CONTENT.partition("<table:table-row>\n<table:table-cell office:value-type")
    _, _, after = rest.partition("</table:table>")
    row = "".join(f"<table:table-cell {cell}</table:table-cell>" for cell in inside)
    content = f"{before}<table:table-row>{row}</table:table-row></table:table>{after}"
    return read(opendocument(path, content.format(repeated=1))).sheets[0]


def test_an_opendocument_cell_may_be_a_time_an_unsaved_formula_or_struck_in_part(tmp_path: Path) -> None:
    sheet = cells(
        tmp_path / "格.ods",
        'office:value-type="time" office:time-value="PT08H05M30.5S"><text:p>8:05</text:p>',
        'office:value-type="time" office:time-value="PT31H00M00S"><text:p>31:00</text:p>',
        'office:value-type="time" office:time-value="-PT01H00M00S"><text:p>-1:00</text:p>',
        'office:value-type="time" office:time-value="P1D"><text:p>一天</text:p>',
        'table:formula="of:=[.A1]">',
        'office:value-type="string"><text:p><text:span text:style-name="ce1">12.5</text:span>13.5</text:p>',
        'office:value-type="string"><text:p><text:span text:style-name="ce1">作废</text:span></text:p>',
        'office:value-type="percentage" office:value="0.85"><text:p>85%</text:p>',
    )
    assert sheet.rows[2] == (
        dt.time(8, 5, 30, 500_000),
        dt.timedelta(hours=31),
        dt.timedelta(hours=-1),
        "P1D",
        "",
        "12.513.5",
        "作废",
        0.85,
    )
    assert sheet.marks == {
        (3, 4): Mark(formula="of:=[.A1]"),
        (3, 5): Mark(kept="13.5"),
        (3, 6): Mark(struck=True),
    }


def test_what_is_drawn_or_dated_beside_a_cell_is_not_its_text(tmp_path: Path) -> None:
    text = "<dc:date>2022-03-02T00:00:00</dc:date><text:p>退</text:p><text:p>回</text:p>"
    said = f"<office:annotation>{text}</office:annotation>"
    drawn = '<draw:frame xmlns:draw="d"><draw:text-box><text:p>图章</text:p></draw:text-box></draw:frame>'
    sheet = cells(tmp_path / "旁.ods", f'xmlns:dc="c" office:value-type="string">{said}{drawn}<text:p>甲</text:p>')
    assert (sheet.rows[2], sheet.marks[3, 0].comment) == (("甲",), "退\n回")


def test_a_locked_opendocument_sheet_is_refused_in_words(tmp_path: Path) -> None:
    path = opendocument(tmp_path / "锁.ods", "\x01\x02")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("META-INF/manifest.xml", "<m><manifest:encryption-data/></m>")
    with pytest.raises(Refusal, match="打开密码"):
        read(path)


def test_a_cell_repeated_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="范围过大"):
        read(opendocument(tmp_path / "无尽.ods", CONTENT.format(repeated=2**32 - 2)))


@pytest.mark.parametrize("wrong", ["<table:table-row>", "<!DOCTYPE x>"])
def test_an_opendocument_sheet_that_is_not_sound_is_refused(tmp_path: Path, wrong: str) -> None:
    content = CONTENT.format(repeated=1).replace("<office:document-content", f"{wrong}<office:document-content", 1)
    with pytest.raises(Refusal, match="内部结构有错误"):
        read(opendocument(tmp_path / "坏.ods", content))


def test_text_of_two_bytes_a_sign_needs_no_mark(tmp_path: Path) -> None:
    path = tmp_path / "无标记.csv"
    path.write_bytes("序号,乡镇\r\n1,城关镇\r\n".encode("utf-16-le"))
    assert read(path).sheets[0].rows == [("序号", "乡镇"), ("1", "城关镇")]
