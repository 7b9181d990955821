"""Comma- or tab-separated text: the encodings that Chinese systems write, told by the bytes themselves."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.models.refusal import Refusal
from app.services.workbook.book import Mark, Row, Sheet
from app.services.workbook.read.advice import CUT, SAVE_AS, SPLIT
from app.services.workbook.read.look import ERRORS
from app.services.workbook.read.preflight_sheet import MOST_CELLS, MOST_COLUMNS, MOST_ROWS

TEXT_SHEET = "csv"
"""The name of the one sheet of a text file."""

_SEPARATORS = ",\t;|"
_SAMPLE_LINES = 20
_MOST_LINES = 50  # in one cell: more say that a quote was never closed
_SAID_SEPARATOR = re.compile(r"sep=(.)\r?\n?")
_AS_TEXT = re.compile(r'="([^"]*)"')
_BLANK = "\ufeff"  # a byte-order mark, wherever files were put together
_UNFIT = re.compile(r"[\0-\x08\x0e-\x1a]")
_ALMOST_ALL = 0.9
_TWO_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]")
_THREE_BYTES = re.compile(rb"[\xe3-\xef][\x80-\xbf]{2}")

_MIXED = "文件里混有两种文字编码，已逐行辨认，请核对汉字"
_UNPAIRED = "文件里有不成对的引号，引号按普通字符读取，请核对"


@dataclass(frozen=True, slots=True)
class _Decoded:
    text: str
    remarks: tuple[str, ...] = ()


def read_text(data: bytes, name: str) -> tuple[Sheet, tuple[str, ...]]:
    """The one sheet, named ``csv``, of a UTF-8, UTF-16 or GBK text file, and what the clerk should know of it.

    Refuses bytes that are no text, and more of it than a sheet can be.
    """
    found = _decoded(data, name)
    try:
        rows, remarks = _rows(found.text.replace(_BLANK, ""), name)
    except csv.Error:  # a cell beyond all bounds
        raise _unfit(name) from None
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    if width * len(rows) > MOST_CELLS:
        raise Refusal(f"“{name}”的表格范围过大", CUT)
    errors = {
        (number, column): Mark(error=cell)
        for number, row in enumerate(rows, start=1)
        if not ERRORS.isdisjoint(row)
        for column, cell in enumerate(row)
        if cell in ERRORS
    }
    filled: list[Row] = [
        (*("" if cell in ERRORS else cell for cell in row), *[""] * (width - len(row))) for row in rows
    ]
    return Sheet(TEXT_SHEET, filled, marks=errors), (*found.remarks, *remarks)


def decoded(data: bytes, name: str) -> str:
    """The text of ``data``: by its byte-order mark, else UTF-8, else GB18030, each strictly, else line by line."""
    return _decoded(data, name).text


def _decoded(data: bytes, name: str) -> _Decoded:
    encoding = _wide(data)
    content = data.removeprefix(codecs.BOM_UTF8)
    try:
        return _fit(_Decoded(content.decode(encoding or "utf-8")), name)
    except UnicodeDecodeError:
        if encoding:
            raise _unfit(name) from None
    lines = content.splitlines(keepends=True)
    mixed = any(map(_is_chinese_utf8, lines))
    try:
        text = "".join(map(_decoded_line, lines)) if mixed else content.decode("gb18030")
    except UnicodeDecodeError:
        raise _unfit(name) from None
    return _fit(_Decoded(text, (_MIXED,) if mixed else ()), name)


def _fit(found: _Decoded, name: str) -> _Decoded:
    """What was decoded, if it is text: other bytes have signs that nobody types."""
    if "\0" in found.text or len(_UNFIT.findall(found.text)) * 100 > len(found.text):
        raise _unfit(name)
    return replace(found, text=found.text.removeprefix(_BLANK))


def _unfit(name: str) -> Refusal:
    return Refusal(f"“{name}”不是能识别的表格", SAVE_AS)


def _wide(data: bytes) -> str | None:
    """The encoding of two bytes a sign, by its mark or by where its zeros are; None for any other."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    zeros, even = data.count(0), data[::2].count(0)
    if zeros == 0 or len(data) % 2:
        return None
    if even >= _ALMOST_ALL * zeros:
        return "utf-16-be"
    return "utf-16-le" if zeros - even >= _ALMOST_ALL * zeros else None


def _is_chinese_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8 beyond doubt: a Chinese sign has three bytes there, which GBK makes by no accident."""
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return bool(_THREE_BYTES.search(line)) and not _TWO_BYTES.search(line)


def _decoded_line(line: bytes) -> str:
    """One line of a file that programs have put together. Raises UnicodeDecodeError where it has neither encoding."""
    return line.decode() if _is_chinese_utf8(line) else line.decode("gb18030")


def _rows(text: str, name: str) -> tuple[list[list[str]], tuple[str, ...]]:
    """The rows, and a remark where a quote that is never closed would have swallowed some. Raises csv.Error."""
    said = _SAID_SEPARATOR.match(text)
    body = text[said.end() :] if said else text
    rows, remarks = _cut(body, said[1] if said else _separator(body), name)
    if '="' in body:
        rows = [[_shown(cell) for cell in row] for row in rows]
    return rows, remarks


def _cut(body: str, separator: str, name: str) -> tuple[list[list[str]], tuple[str, ...]]:
    try:
        rows = list(_bounded(_read(io.StringIO(body, newline=""), separator), name))
        if '"' not in body or not any(cell.count("\n") > _MOST_LINES for row in rows for cell in row):
            return rows, ()
    except csv.Error:  # which a quote that is never closed makes, sooner or later
        pass
    return list(_bounded(_record_by_record(body, separator), name)), (_UNPAIRED,)


def _record_by_record(text: str, separator: str) -> Iterator[list[str]]:
    """The rows where quotes do not pair: a line whose quotes make no sense, whatever follows, is as it is."""
    lines = io.StringIO(text, newline="").readlines()
    place = 0
    while place < len(lines):
        last = _end_of_record(lines, place)
        try:
            (row,) = _read(["".join(lines[place:last])], separator)
        except (csv.Error, ValueError):
            last = place + 1
            (row,) = csv.reader([lines[place]], delimiter=separator, quoting=csv.QUOTE_NONE)
            row = [_unquoted(cell) for cell in row]
        yield row
        place = last


def _end_of_record(lines: Sequence[str], place: int) -> int:
    """The line behind the one where the quotes of the record that begins at ``place`` are even."""
    quotes = 0
    for last, line in enumerate(lines[place : place + _MOST_LINES], start=place + 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            return last
    return place + 1


def _bounded(rows: Iterable[list[str]], name: str) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number > MOST_ROWS:
            raise Refusal(f"“{name}”有 {MOST_ROWS // 10_000} 万行以上，太多了", SPLIT)
        if len(row) > MOST_COLUMNS:
            raise Refusal(f"“{name}”的表格范围过大", CUT)
        yield row


def _read(lines: Iterable[str], separator: str) -> Iterator[list[str]]:
    """Raises csv.Error where a quote ends within a cell, and at a cell beyond all bounds."""
    return csv.reader(lines, delimiter=separator, strict=True)


def _unquoted(cell: str) -> str:
    return cell[1:-1] if len(cell) > 1 and cell[0] == cell[-1] == '"' else cell


def _shown(cell: str) -> str:
    """The text of ``="0012"``, by which systems keep a code from becoming a number."""
    found = _AS_TEXT.fullmatch(cell) if cell.startswith("=") else None
    return found[1] if found else cell


def _separator(text: str) -> str:
    """The separator by which the first lines come out most alike; a comma where none does."""
    sample = io.StringIO(text, newline="").readlines(_SAMPLE_LINES * 200)[:_SAMPLE_LINES]
    return max(_SEPARATORS, key=lambda one: _alike(sample, one))


def _alike(sample: Sequence[str], separator: str) -> tuple[int, int]:
    """How many rows have the width that most have, and that width; nothing for rows of one cell."""
    try:
        widths = Counter(len(row) for row in csv.reader(sample, delimiter=separator) if len(row) > 1)
    except csv.Error:
        return 0, 0
    width, count = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
    return count, width
