"""Tables that systems save as .xls and are none: web pages, web archives and XML spreadsheets."""

import datetime as dt
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.services.workbook.book import Area, Book
from app.services.workbook.read.book import read

pytestmark = pytest.mark.usefixtures("wherever")

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>不读</title><style>td{}</style></head>
<body><h3>绿化小班表</h3><p>单位：亩</p><table><col><col style='display:none'>
<tr><td rowspan=2>镇街</td><td colspan="2">面积</td></tr>
<tr><td>计划</td><td>完成
<tr style="display:none"><td>魏塘<br>街道&nbsp;</td><td x:num="12.5">12.50</td><td>&nbsp;</td></tr>
<tr><td><s>作废</s></td><td style="background:#ff0000">3</td><td bgcolor=yellow>&lt;4</td></tr>
</table><div>填报人：张三</div></body></html>"""

WORKBOOK = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40">
<Styles><Style ss:ID="s1"><Font ss:StrikeThrough="1"/></Style>
<Style ss:ID="s2"><Interior ss:Color="#FF0000" ss:Pattern="Solid"/></Style></Styles>
<Worksheet ss:Name="拆违"><Table>
<Column ss:Index="4" ss:Hidden="1"/>
<Row ss:Index="2"><Cell ss:MergeAcross="1"><Data ss:Type="String">名称</Data></Cell>
<Cell ss:MergeDown="1"><Data ss:Type="String">面积</Data></Cell></Row>
<Row ss:Hidden="1"><Cell ss:StyleID="s1"><Data ss:Type="String">甲</Data></Cell>
<Cell ss:Index="4"><Data ss:Type="DateTime">2022-03-02T00:00:00.000</Data></Cell></Row>
<Row><Cell ss:StyleID="s2"><ss:Data ss:Type="String"><html:B>乙</html:B><html:I>村</html:I></ss:Data>
<Comment><ss:Data>退回</ss:Data></Comment></Cell>
<Cell><Data ss:Type="Number">12.5</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell>
<Cell><Data ss:Type="Error">#REF!</Data></Cell><Cell ss:Formula="=RC[-1]"/></Row>
</Table></Worksheet>
<Worksheet ss:Name="藏"><Table/><WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">
<Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>"""


def opened(folder: Path, data: bytes) -> Book:
    path = folder / "导出.xls"
    path.write_bytes(data)
    return read(path)


@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_a_page_is_a_sheet_with_its_spans_marks_and_lines(tmp_path: Path, encoding: str) -> None:
    (sheet,) = opened(tmp_path, PAGE.encode(encoding)).sheets
    assert sheet.rows == [
        ("绿化小班表", "", ""),
        ("单位：亩", "", ""),
        ("镇街", "面积", ""),
        ("", "计划", "完成"),
        ("魏塘\n街道", "12.5", ""),
        ("作废", "3", "<4"),
        ("填报人：张三", "", ""),
    ]
    assert sheet.merges == (Area(3, 0, 4, 0), Area(3, 1, 3, 2))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({5}, {1})
    assert sheet.marks[6, 0].struck
    assert (sheet.marks[6, 1].fill, sheet.marks[6, 2].fill) == ("红", "黄")


def test_a_web_archive_is_read_page_by_page(tmp_path: Path) -> None:
    parts = "".join(
        f'--b\r\nContent-Type: text/html; charset="gb2312"\r\n\r\n<table><tr><td>{name}</td></tr></table>\r\n'
        for name in ("甲", "乙")
    )
    head = 'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n'
    book = opened(tmp_path, f"{head}{parts}--b--".encode("gbk"))
    assert [(sheet.name, sheet.rows) for sheet in book.sheets] == [("Sheet1", [("甲",)]), ("Sheet2", [("乙",)])]


def test_a_page_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有表格"):
        opened(tmp_path, "<html><body>请登录</body></html>".encode())


def test_a_table_within_a_cell_of_data_is_part_of_its_text(tmp_path: Path) -> None:
    head = "<table><tr><td>编号</td><td>名称</td><td>备注</td></tr>"
    inner = "<table><tr><td>内1</td><td>内2</td></tr><tr><td>内3<br>内4</td></tr></table>"
    page = f"{head}<tr><td>A{inner}尾</td><td>甲</td><td>乙</td></tr><tr><td>B</td><td>丙</td><td></td></tr></table>"
    (sheet,) = opened(tmp_path, page.encode()).sheets
    assert sheet.rows[1:] == [("A\n内1 内2\n内3\n内4\n尾", "甲", "乙"), ("B", "丙", "")]


def test_a_table_that_only_lays_out_another_gives_way_to_it(tmp_path: Path) -> None:
    page = "<table><tr><td>标识</td><td>系统</td></tr><tr><td><table><tr><th>编号</th><th>名称</th></tr>"
    (sheet,) = opened(tmp_path, f"{page}<tr><td>A</td><td>甲</td></tr></table></td></tr></table>".encode()).sheets
    assert sheet.rows[-2:] == [("编号", "名称"), ("A", "甲")]


def test_what_excel_noted_beside_what_it_shows_counts(tmp_path: Path) -> None:
    page = '<table><tr><td x:str="001">1</td><td x:num>2</td><td x:str>03</td><td>#DIV/0!</td></tr></table>'
    (sheet,) = opened(tmp_path, page.encode()).sheets
    assert (sheet.rows, sheet.marks[1, 3].error) == ([("001", "2", "03", "")], "#DIV/0!")


def test_the_frame_of_a_page_without_its_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="外框"):
        opened(tmp_path, b"<html><frameset rows='*,39'><frame src='a.files/sheet001.htm'></frameset></html>")


@pytest.mark.parametrize("text", ['<?xml version="1.0"?><rows><row/></rows>', '[{"编号": "A"}]', '{ "rows": [] }'])
def test_data_that_programs_exchange_is_named(tmp_path: Path, text: str) -> None:
    with pytest.raises(Refusal, match="XML 或 JSON"):
        opened(tmp_path, text.encode())


def test_spans_beyond_reason_are_cut(tmp_path: Path) -> None:
    page = "<table><tr><td rowspan=99999 colspan=99999>合并</td></tr><tr><td>下</td></tr></table>"
    with pytest.raises(Refusal, match="范围过大"):
        opened(tmp_path, page.encode())
    page = "<table><tr><td rowspan=99999>合并</td><td>右</td></tr><tr><td>下</td></tr></table>"
    (sheet,) = opened(tmp_path, page.encode()).sheets
    assert (sheet.rows, sheet.merges) == ([("合并", "右"), ("", "下")], (Area(1, 0, 2, 0),))


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_an_xml_spreadsheet_is_read_with_its_places_and_marks(tmp_path: Path, encoding: str) -> None:
    text = WORKBOOK.replace('"1.0"?>', f'"1.0" encoding="{encoding}"?>', 1)
    sheet, other = opened(tmp_path, text.encode(encoding)).sheets
    assert sheet.rows == [
        ("", "", "", "", ""),
        ("名称", "", "面积", "", ""),
        ("甲", "", "", dt.date(2022, 3, 2), ""),
        ("乙村", 12.5, True, "", ""),
    ]
    assert sheet.merges == (Area(2, 0, 2, 1), Area(2, 2, 3, 2))
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({3}, {3})
    assert sheet.marks[3, 0].struck
    assert (sheet.marks[4, 0].fill, sheet.marks[4, 0].comment) == ("红", "退回")
    assert (sheet.marks[4, 3].error, sheet.marks[4, 4].formula) == ("#REF!", "=RC[-1]")
    assert (other.name, other.hidden, other.rows) == ("藏", True, [])


@pytest.mark.parametrize("wrong", ["<!DOCTYPE x>", "<Unclosed>"])
def test_an_xml_spreadsheet_that_is_not_sound_is_refused(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(Refusal, match="内部结构有错误"):
        opened(tmp_path, WORKBOOK.replace("<Workbook", f"{wrong}<Workbook", 1).encode())


def test_a_number_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="内部结构有错误"):
        opened(tmp_path, WORKBOOK.replace(">12.5<", ">十二<").encode())
