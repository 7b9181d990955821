"""Comma- or tab-separated text: the encodings that Chinese systems write, told by the bytes themselves."""

import codecs
import csv
from collections.abc import Sequence

from app.models.refusal import Refusal
from app.services.workbook.book import Sheet
from app.services.workbook.read_advice import SAVE_AS

_SEPARATORS = ",\t;|"
_SAMPLE_LINES = 20
_UTF16_LINE_END = b"\n\0"


def read_text(data: bytes, name: str) -> Sheet:
    """The one sheet, named ``csv``, of a UTF-8, UTF-16 or GBK text file; refuses bytes that are no text."""
    text = decoded(data, name)
    lines = list(csv.reader(text.splitlines(keepends=True), delimiter=_separator(text)))
    width = max(map(len, lines), default=0)
    return Sheet("csv", [(*line, *[""] * (width - len(line))) for line in lines])


def decoded(data: bytes, name: str) -> str:
    """The text of ``data``: by its byte-order mark, else UTF-8, else GB18030, each strictly."""
    for encoding in _encodings(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal(f"“{name}”不是能识别的表格", SAVE_AS)


def _encodings(data: bytes) -> Sequence[str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if _UTF16_LINE_END in data:
        return ("utf-16-le",)
    return ("utf-8-sig", "gb18030")


def _separator(text: str) -> str:
    """The separator that the first lines use most; a comma where none is used."""
    sample = "".join(text.splitlines(keepends=True)[:_SAMPLE_LINES])
    return max(_SEPARATORS, key=sample.count)
