"""Lines -> paragraphs: hard-wrapped lines joined, blanks inside words and numbers taken out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.services.importing.proposal.heading import marker
from app.services.importing.proposal.lexicon import asides
from app.services.importing.text import compact
from app.services.workbook.read.document import Line

_ENDS = "。！？；：!?;:"
_STOPS = re.compile("[。；，,;]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# One sign for one sign, so that a place in the plain text is the same place in the printed one.
_PLAIN = {**_FULL_WIDTH, **dict.fromkeys(map(ord, "—–～〜~"), ord("-"))}
_MARGIN = 25
_SLACK = 3
_LONG_HEADING = 15
_SHORT_TAIL = 12


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A healed paragraph: its printed text without blanks, and the line that each sign stood on."""

    text: str
    lines: tuple[int, ...]


def plain(text: str) -> str:
    """``text`` with half-width signs, sign for sign; dashes of ranges as ``-``."""
    return text.translate(_PLAIN)


def paragraphs(lines: Sequence[Line]) -> Iterator[Paragraph]:
    """The paragraphs of a document; a table row (with tabs) stands alone."""
    margin = min(_MARGIN, max((len(compact(line.text)) for line in lines), default=0) - _SLACK)
    text, places = "", list[int]()
    for line in (one for one in lines if not asides("line").fullmatch(plain(one.text.strip()))):
        piece = line.text.strip() if "\t" in line.text.strip() else compact(line.text)
        if text and not _continues(text, piece, margin):
            yield Paragraph(text, tuple(places))
            text, places = "", []
        text += piece
        places += [line.number] * len(piece)
    if text:
        yield Paragraph(text, tuple(places))


def _continues(text: str, piece: str, margin: int) -> bool:
    """Whether a line goes on with the paragraph before it, which the line end broke."""
    if "\t" in text or "\t" in piece or text[-1] in _ENDS or marker(plain(piece)):
        return False
    if marker(plain(text)) and not _STOPS.search(text):  # a heading; only a long one is broken, its rest is short
        return len(text) >= _LONG_HEADING and len(piece) <= _SHORT_TAIL and not re.search(r"[。；，,\d]", piece)
    return len(text) >= margin or bool(_STOPS.search(text))
