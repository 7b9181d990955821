"""Documents of running text: what is one, what is none, and what is no document that can be read."""

import zipfile
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.services.workbook.read.document import Document, read_document
from tests.services.importing.documents import word_file

PROSE = "第一行，写的是句子。\n\n第二行；也是句子。\n"


def lines(document: Document | None) -> list[tuple[int, str]]:
    assert document is not None
    return [(line.number, line.text) for line in document.lines]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "文件.txt"
    path.write_bytes(PROSE.encode(encoding))
    assert lines(read_document(path)) == [(1, "第一行，写的是句子。"), (3, "第二行；也是句子。")]


def test_an_indented_and_numbered_list_is_running_text(tmp_path: Path) -> None:
    path = tmp_path / "要点.txt"
    path.write_text("一、目标\n\t1.\t完成一千亩。\n\t2.\t拆除五百处。\n\t3.\t绿化一百亩。\n", "utf-8")
    assert len(lines(read_document(path))) == 4


@pytest.mark.parametrize("name", ["台账.csv", "要点.xls", "无扩展名"])
def test_the_content_decides(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(PROSE, "utf-8")
    assert len(lines(read_document(path))) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        "编号,名称,备注\nA1,甲项目,已完成。\nA2,乙项目,未完成。\n".encode(),
        "编号\t名称\nA1\t甲项目；一期\n".encode("gb18030"),
        "没有句子\n只有几行字\n".encode(),
        b"%PDF-1.4 ...",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "。".encode("utf-16-le") * 100,
        "<html><table><tr><td>一句话。</td></tr></table></html>".encode(),
        bytes(range(256)) * 10,
    ],
    ids=["empty", "csv", "tabs", "words", "pdf", "ole", "html", "binary"],
)
def test_what_is_no_document_is_left_to_the_other_readers(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "文件.txt"
    path.write_bytes(content)
    assert read_document(path) is None


def test_a_missing_file_is_left_to_the_other_readers(tmp_path: Path) -> None:
    assert read_document(tmp_path / "没有.txt") is None


def test_a_workbook_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "台账.docx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
    assert read_document(path) is None


def test_word_numbers_its_paragraphs_itself(tmp_path: Path) -> None:
    paragraphs = ["标题", (0, "甲"), (1, "乙"), (2, "丙"), (2, "丁"), (1, "戊"), (2, "己"), (0, "庚"), "", [["a", "b"]]]
    assert lines(read_document(word_file(tmp_path / "要点.docx", paragraphs))) == [
        (1, "标题"),
        (2, "一、甲"),
        (3, "（一）乙"),
        (4, "1.丙"),
        (5, "2.丁"),
        (6, "（二）戊"),
        (7, "1.己"),
        (8, "二、庚"),
        (10, "a\tb"),
    ]


def test_a_long_list_counts_past_ten(tmp_path: Path) -> None:
    found = lines(read_document(word_file(tmp_path / "要点.docx", [(0, "条")] * 21)))
    assert [text for _, text in found[9:12]] == ["十、条", "十一、条", "十二、条"]
    assert found[20] == (21, "二十一、条")


def broken(path: Path, document: str | None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", document or "")
    return path


@pytest.mark.parametrize(
    "document",
    ["", "<w:document", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "<x>" + " " * (65 * 2**20) + "</x>"],
    ids=["empty", "cut", "entities", "swollen"],
)
def test_a_damaged_or_hostile_word_file_is_refused(tmp_path: Path, document: str) -> None:
    with pytest.raises(Refusal, match="不完整"):
        read_document(broken(tmp_path / "坏.docx", document))


def test_a_truncated_word_file_is_refused(tmp_path: Path) -> None:
    path = word_file(tmp_path / "断.docx", ["一句话。"] * 50)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(Refusal, match="不完整"):
        read_document(path)


def test_a_locked_part_is_refused(tmp_path: Path) -> None:
    path = word_file(tmp_path / "锁.docx", ["一句话。"])
    data = bytearray(path.read_bytes())
    directory = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 1)
    data[directory + 8] |= 1
    path.write_bytes(bytes(data))
    with pytest.raises(Refusal, match="密码"):
        read_document(path)


def test_a_book_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "书.txt"
    path.write_text("一句话。" * 30_000, "utf-8")
    with pytest.raises(Refusal, match="10 万字"):
        read_document(path)
