"""A document of running text -> Document: plain text in any encoding Chinese systems write, or a ``.docx``.

The content decides which it is. A workbook, a table saved as text or anything else is no document; the
readers of workbooks say what it is.
"""

import hashlib
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

from app.models.refusal import Refusal
from app.services.workbook.read.advice import COPY_AGAIN
from app.services.workbook.read.encoding import in_utf8
from app.services.workbook.read.numbering import Numbering, numbering
from app.services.workbook.read.sniff import MOST_BYTES
from app.services.workbook.read.text import decoded

_BODY = "word/document.xml"
_MOST_INFLATED = 64 * 2**20
_MOST_SIGNS = 100_000
_MOST_SPANNED = 60
_SEPARATORS = ",\t;|"
_PROSE = "。；"
_INDENT = re.compile(r"^\s*(?:[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[)）、.．]*\t+)?")
_BINARY = (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"<")
_MALFORMED = (ET.ParseError, KeyError, ValueError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a text file, or one paragraph or table row of a document; numbered from 1."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document that was read: its lines in order, blank ones left out."""

    name: str
    sha256: str
    lines: tuple[Line, ...]


def read_document(path: Path) -> Document | None:
    """The document at ``path``, None where the file is no running text (or cannot be opened).

    Refuses a ``.docx`` that is damaged, locked or hostile.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            return None
        data = path.read_bytes()
    except OSError:
        return None
    lines = _word(data, path.name) if data.startswith(b"PK") else _plain(data, path.name)
    if lines is None:
        return None
    if sum(map(len, lines)) > _MOST_SIGNS:
        raise Refusal(
            f"“{path.name}”超过 {_MOST_SIGNS // 10_000} 万字，太长了", "请只留下写有目标任务的部分，另存后再导入"
        )
    kept = tuple(Line(number, text) for number, text in enumerate(lines, 1) if text.strip())
    return Document(path.name, hashlib.sha256(data).hexdigest(), kept)


def _plain(data: bytes, name: str) -> list[str] | None:
    if not data or data.lstrip().startswith(_BINARY):
        return None
    try:
        text = decoded(data, name)
    except Refusal:
        return None
    lines = text.splitlines()
    return lines if _is_prose(lines) else None


def _is_prose(lines: list[str]) -> bool:
    """Whether lines are sentences: a table's lines hold one separator as often as each other.

    The tabs of an indent, and those behind a number, part no cells.
    """
    filled = [said for line in lines if (said := _INDENT.sub("", line).strip())]
    even = Counter((sign, line.count(sign)) for line in filled for sign in _SEPARATORS if sign in line)
    is_table = any(count * 2 > len(filled) for count in even.values()) and len(filled) > 1
    return not is_table and any(sign in line for line in filled for sign in _PROSE)


def _word(data: bytes, name: str) -> list[str] | None:
    """The paragraphs of a Word package, table rows with a tab between cells; None for any other package."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = {part.filename: part for part in package.infolist()}
            if _BODY not in parts:
                return None
            if parts[_BODY].flag_bits & 1:
                raise Refusal(f"“{name}”加了密码", "请先在 WPS 或 Word 中取消打开密码并保存，再导入")
            return list(_paragraphs(_tree(package, _BODY), numbering(_optional(package, "word/numbering.xml"))))
    except _MALFORMED:
        if _is_package(data):
            raise Refusal(f"“{name}”不完整，或内部结构有错误", f"{COPY_AGAIN}；也可以另存为 .txt 后再导入") from None
        return None


def _is_package(data: bytes) -> bool:
    """Whether the bytes are a package with a Word body, be it a damaged one."""
    return _BODY.encode() in data


def _tree(package: zipfile.ZipFile, part: str) -> ET.Element:
    """The tree of a part; a document type, where entities could be declared, and a swollen part are refused."""
    if package.getinfo(part).file_size > _MOST_INFLATED:
        raise ValueError(part)
    with package.open(part) as stream:
        text = stream.read(_MOST_INFLATED + 1)
    if len(text) > _MOST_INFLATED or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise ValueError(part)
    return ET.fromstring(b"".join(in_utf8([text])))


def _optional(package: zipfile.ZipFile, part: str) -> ET.Element | None:
    return _tree(package, part) if part in package.namelist() else None


def _paragraphs(tree: ET.Element, labels: Numbering) -> Iterator[str]:
    """The text of the body in reading order."""
    body = tree.find(f"{_W}body")
    for block in _blocks(body) if body is not None else ():
        if block.tag == f"{_W}p":
            yield _paragraph(block, labels)
        else:
            for row in block.iter(f"{_W}tr"):
                yield "\t".join(text for cell in row.findall(f"{_W}tc") for text in _cell(cell, labels))


def _blocks(body: ET.Element) -> Iterator[ET.Element]:
    """Paragraphs and tables, also those inside content controls."""
    for child in body:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent"):
            yield from _blocks(child)


def _cell(cell: ET.Element, labels: Numbering) -> list[str]:
    """The text of a cell, and an empty one for every further column that it spans."""
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    columns = int(span.get(f"{_W}val", "1")) if span is not None else 1
    return ["".join(_paragraph(one, labels) for one in cell.iter(f"{_W}p")), *[""] * min(columns - 1, _MOST_SPANNED)]


def _paragraph(paragraph: ET.Element, labels: Numbering) -> str:
    """The text of a paragraph behind its automatic number; what was struck by a tracked change is left out."""
    signs = {f"{_W}t": None, f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}noBreakHyphen": "-"}
    runs = (signs[node.tag] or node.text or "" for node in paragraph.iter() if node.tag in signs)
    text = "".join(runs)
    return labels.label(paragraph) + text if text.strip() else ""
