"""Reading workbooks: every format by its content, values exact, marks seen, and a sentence for what is no table."""

import datetime as dt
import hashlib
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from app.models.refusal import Refusal
from app.services.workbook.book import Area, address, column_of, letter
from app.services.workbook.read.book import read

pytestmark = pytest.mark.usefixtures("wherever")

SAMPLES = Path(__file__).parents[2] / "data" / "samples"


def saved(book: openpyxl.Workbook, path: Path) -> Path:
    book.save(path)
    return path


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["B2"], sheet["C2"], sheet["D2"] = "甲", 12.5, dt.date(2022, 3, 2)
    sheet["B3"], sheet["C3"] = "=C2+1", "#REF!"
    sheet["B4"] = "删去"
    sheet["B4"].font = Font(strike=True)
    sheet["B5"] = "退回"
    sheet["B5"].fill = PatternFill("solid", fgColor="FFFF0000")
    sheet["B5"].comment = Comment("附件不全", "市局")
    sheet["B6"].fill = PatternFill("solid", fgColor="FFD9D9D9")
    sheet.merge_cells("B7:C8")
    sheet["B7"] = "合并"
    sheet.row_dimensions[5].hidden = True
    sheet.column_dimensions["D"].hidden = True
    book.create_sheet("藏").sheet_state = "hidden"
    return saved(book, tmp_path / "marked.xlsx")


def test_rows_and_columns_are_counted_from_a1(marked: Path) -> None:
    sheet = read(marked).sheets[0]
    assert sheet.rows[0] == ("", "", "", "")
    assert sheet.rows[1] == ("", "甲", 12.5, dt.date(2022, 3, 2))
    assert sheet.cell(2, 1) == "甲"
    assert sheet.cell(99, 1) == ""


def test_what_a_cell_carries_beside_its_value_is_seen(marked: Path) -> None:
    marks = read(marked).sheets[0].marks
    assert marks[3, 1].formula == "=C2+1"
    assert marks[3, 2].error == "#REF!"
    assert marks[4, 1].struck
    assert (marks[5, 1].fill, marks[5, 1].comment) == ("红", "附件不全")
    assert (6, 1) not in marks


def test_merged_and_hidden_parts_are_known(marked: Path) -> None:
    book = read(marked)
    sheet = book.sheets[0]
    assert sheet.merges == (Area(7, 1, 8, 2),)
    assert sheet.hidden_rows == {5}
    assert sheet.hidden_columns == {3}
    assert not sheet.filtered
    assert [one.hidden for one in book.sheets] == [False, True]


def test_rows_hidden_by_a_filter_are_told_from_rows_hidden_by_hand(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("镇",), ("甲",), ("乙",)):
        sheet.append(row)
    sheet.auto_filter.ref = "A1:A3"
    sheet.auto_filter.add_filter_column(0, ["甲"])
    sheet.row_dimensions[3].hidden = True
    found = read(saved(book, tmp_path / "f.xlsx")).sheets[0]
    assert (found.filtered, found.hidden_rows) == (True, {3})


def test_the_hash_is_of_the_bytes(marked: Path) -> None:
    assert read(marked).sha256 == hashlib.sha256(marked.read_bytes()).hexdigest()


def test_a_dimension_that_lies_hides_nothing() -> None:
    sheet = read(SAMPLES / "02-拆违点位-镇列合并-小计.xlsx").sheets[0]
    assert (len(sheet.rows), sheet.width) == (34, 11)


def test_an_old_workbook_is_read_with_its_merges() -> None:
    sheet = read(SAMPLES / "03-绿化小班-公顷.xls").sheets[0]
    assert sheet.name == "绿化"
    assert Area(3, 9, 3, 11) in sheet.merges
    assert sheet.cell(6, 12) == dt.date(2022, 2, 21)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_text_is_decoded_by_its_bytes(tmp_path: Path, encoding: str, separator: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(f"编号{separator}镇街\r\nA{separator}魏塘街道\r\n\r\n".encode(encoding))
    sheet = read(path).sheets[0]
    assert sheet.name == "csv"
    assert sheet.rows[:2] == [("编号", "镇街"), ("A", "魏塘街道")]


def test_the_extension_is_not_believed(tmp_path: Path, marked: Path) -> None:
    disguised = tmp_path / "其实是新格式.xls"
    disguised.write_bytes(marked.read_bytes())
    assert read(disguised).sheets[0].cell(2, 2) == 12.5


def package(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return path


def bytes_at(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("空.xlsx", b"", "空文件"),
        ("扫描.xlsx", b"%PDF-1.7", "PDF"),
        ("照片.xlsx", b"\x89PNG\r\n\x1a\n", "图片"),
        ("网页.xls", b"\xef\xbb\xbf <html><table>", "网页"),
        ("包.xlsx", b"Rar!\x1a\x07", "压缩包"),
        ("半截.xlsx", b"PK\x03\x04" + bytes(40), "损坏"),
        ("加密.xlsx", _OLE + "EncryptedPackage".encode("utf-16-le") + b"\0\0", "打开密码"),
        ("文档.xls", _OLE + "WordDocument".encode("utf-16-le") + b"\0\0", "Word"),
        ("要点.rtf", b"{\\rtf1\\ansi }", "Word"),
        ("乱码.xls", _OLE, "不是能识别的表格"),
        ("坏的.xls", _OLE + "Workbook".encode("utf-16-le") + b"\0\0", "不完整"),
        ("~$台账.xlsx", b"\x05clerk".ljust(165), "记号"),
        ("台账.db", b"SQLite format 3\0" + bytes(100), "数据库"),
        ("库.mdb", b"\0\1\0\0Standard Jet DB\0", "Access"),
        ("图.webp", b"RIFF\0\0\0\0WEBPVP8 ", "图片"),
        ("图.heic", b"\0\0\0\x18ftypheic", "图片"),
        ("图.dwg", b"AC1027\0\0", "CAD"),
        ("二进制.csv", b"a,b\0\0\xff\xff", "不是能识别的表格"),
    ],
)
def test_what_is_no_workbook_is_refused_with_what_to_do(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said) as refusal:
        read(bytes_at(tmp_path / name, data))
    assert refusal.value.next_step.startswith("请")


@pytest.mark.parametrize("data", [_OLE + "WordDocument".encode("utf-16-le") + b"\0\0", b"{\\rtf1\\ansi }"])
def test_an_old_word_document_is_to_be_saved_as_docx(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Refusal, match="旧格式") as refusal:
        read(bytes_at(tmp_path / "2022年工作要点.doc", data))
    assert "另存为 .docx" in refusal.value.next_step


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("word/document.xml",), "Word"),
        (("照片.jpg",), "压缩包"),
        (("xl/workbook.bin",), "不完整"),
        (("OFD.xml",), "版式文件"),
        (("Index/Document.iwa",), "苹果"),
        (("附件/台账.xlsx",), "先解压"),
        (("xl/sharedStrings.xml",), "不能直接读取"),
    ],
)
def test_other_packages_are_named(tmp_path: Path, names: tuple[str, ...], said: str) -> None:
    with pytest.raises(Refusal, match=said):
        read(package(tmp_path / "包.xlsx", *names))


def test_parts_that_differ_in_case_only_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="内部结构异常"):
        read(package(tmp_path / "两可.xlsx", "xl/workbook.xml", "XL/Workbook.xml"))


def test_a_document_type_is_refused(tmp_path: Path, marked: Path) -> None:
    hostile = tmp_path / "实体.xlsx"
    with zipfile.ZipFile(marked) as source, zipfile.ZipFile(hostile, "w") as target:
        for part in source.namelist():
            text = source.read(part)
            if part == "xl/workbook.xml":
                text = b'<!DOCTYPE x [<!ENTITY a "b">]>' + text
            target.writestr(part, text)
    with pytest.raises(Refusal, match="内部结构有错误"):
        read(hostile)


def test_a_value_far_away_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = 1, 2
    with pytest.raises(Refusal, match="范围过大"):
        read(saved(book, tmp_path / "远.xlsx"))


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="找不到文件"):
        read(tmp_path / "没有.xlsx")
    with pytest.raises(Refusal, match="文件夹"):
        read(tmp_path)


def test_a_truncated_workbook_is_refused(tmp_path: Path, marked: Path) -> None:
    data = marked.read_bytes()
    for share in (0.5, 0.9, 0.99):
        with pytest.raises(Refusal, match=r"损坏|不完整"):
            read(bytes_at(tmp_path / "半.xlsx", data[: int(len(data) * share)]))


@given(st.integers(min_value=0, max_value=16383))
def test_column_letters_come_back(column: int) -> None:
    assert column_of(letter(column)) == column
    assert address(7, column) == f"{letter(column)}7"
