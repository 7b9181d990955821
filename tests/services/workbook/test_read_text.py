"""Text files as systems and people leave them: mixed encodings, ragged rows, quotes that are never closed."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.refusal import Refusal
from app.services.workbook.book import Book, Mark
from app.services.workbook.read.book import read
from app.services.workbook.read.preflight_sheet import MOST_COLUMNS, MOST_ROWS
from app.services.workbook.read.text import read_text

pytestmark = pytest.mark.usefixtures("here")

TABLE = "编号,镇街,面积\r\nA,魏塘街道,1.5\r\n"
ROWS = [("编号", "镇街", "面积"), ("A", "魏塘街道", "1.5")]


def opened(folder: Path, data: bytes) -> Book:
    path = folder / "表.csv"
    path.write_bytes(data)
    return read(path)


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf" + TABLE.encode("gbk"),
        b"\xef\xbb\xbf\xef\xbb\xbf" + TABLE.encode(),
        TABLE.encode("utf-16-le"),
        TABLE.encode("utf-16-be"),
        TABLE.replace("\r\n", "\n", 1).replace("\r\n", "").encode("utf-16-le"),
        TABLE.replace("\r\n", "\r").encode(),
        b"sep=;\r\n" + TABLE.replace(",", ";").encode(),
        TABLE.replace(",", "|").encode("gb18030"),
        (TABLE + ",,\r\n" * 50).encode(),
        TABLE.replace("A", '="A"').encode(),
        TABLE.replace("A", '"=""A"""').encode(),
    ],
)
def test_the_same_table_in_many_clothes(tmp_path: Path, data: bytes) -> None:
    book = opened(tmp_path, data)
    assert (book.sheets[0].rows, book.remarks) == (ROWS, ())


def test_lines_in_two_encodings_are_told_apart_and_the_clerk_is_told(tmp_path: Path) -> None:
    first, _, second = TABLE.partition("\r\n")
    book = opened(tmp_path, first.encode() + b"\r\n" + second.encode("gbk"))
    assert book.sheets[0].rows == ROWS
    assert book.remarks == ("文件里混有两种文字编码，已逐行辨认，请核对汉字",)


def test_files_put_together_lose_the_marks_between_them(tmp_path: Path) -> None:
    assert opened(tmp_path, TABLE.encode("utf-8-sig") * 2).sheets[0].rows == ROWS * 2


def test_ragged_rows_are_made_even(tmp_path: Path) -> None:
    rows = opened(tmp_path, '甲,乙\r\n1\r\n"2,3","第一行\n第二行",4,""\r\n'.encode()).sheets[0].rows
    assert rows == [("甲", "乙", "", ""), ("1", "", "", ""), ("2,3", "第一行\n第二行", "4", "")]


def test_an_error_that_was_saved_as_text_is_an_error(tmp_path: Path) -> None:
    sheet = opened(tmp_path, "甲,乙\r\n#REF!,#N/A 见备注\r\n".encode()).sheets[0]
    assert (sheet.rows[1], sheet.marks) == (("", "#N/A 见备注"), {(2, 0): Mark(error="#REF!")})


def test_signs_that_some_take_for_line_ends_stay_in_their_cell(tmp_path: Path) -> None:
    assert opened(tmp_path, "甲\u2028乙,丙\x85丁\r\n1,2\r\n".encode()).sheets[0].rows[0] == ("甲\u2028乙", "丙\x85丁")


@pytest.mark.parametrize("lines", [60, 60_000])
def test_a_quote_that_is_never_closed_swallows_nothing(tmp_path: Path, lines: int) -> None:
    book = opened(tmp_path, ('编号,规格\r\nA,"3 寸\r\n' + 'B,"x"\r\n' * lines + "C,y\r\n").encode())
    assert len(book.sheets[0].rows) == lines + 3
    assert book.sheets[0].rows[1:4] == [("A", '"3 寸'), ("B", "x"), ("B", "x")]
    assert "不成对的引号" in book.remarks[0]


def test_quotes_that_pair_still_hold_commas_and_lines_together_beside_some_that_do_not(tmp_path: Path) -> None:
    book = opened(tmp_path, '甲,乙\r\n"2,3","上\n下"\r\n"3"寸管",x\r\n4,"5 寸\r\n6,"7 寸\r\n'.encode())
    assert book.sheets[0].rows == [("甲", "乙"), ("2,3", "上\n下"), ('3"寸管', "x"), ("4", '"5 寸'), ("6", '"7 寸')]
    assert "不成对的引号" in book.remarks[0]


def test_amounts_with_commas_do_not_make_a_comma_the_separator(tmp_path: Path) -> None:
    lines = "名称\t金额\r\n" + "甲\t1,234,567.5\r\n" * 3
    assert opened(tmp_path, lines.encode()).sheets[0].rows[1] == ("甲", "1,234,567.5")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\n" * (MOST_ROWS + 2), "20 万行以上"),
        (b"," * (MOST_COLUMNS + 2), "范围过大"),
        (b"a" * 200_000, "不是能识别的表格"),
        (bytes(range(1, 32)) * 100, "不是能识别的表格"),
        (b"\xff\xfea", "不是能识别的表格"),
        (b"\x81\n\xff\xff\xff", "不是能识别的表格"),
        (("," * 1000 + "\n").encode() * 6000 + b"," * 1000 + b"x", "范围过大"),
    ],
)
def test_what_is_no_table_or_too_much_of_one_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        opened(tmp_path, data)


@given(st.binary(max_size=300))
def test_any_bytes_are_a_sheet_or_a_sentence(data: bytes) -> None:
    with suppress(Refusal):
        sheet, _ = read_text(data, "任意.csv")
        assert len({len(row) for row in sheet.rows}) <= 1
