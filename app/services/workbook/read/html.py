"""Tables in web pages, which many systems save as .xls, and the web archives (.mht) that Excel once made.

All tables of a page come on one sheet below each other with the lines of text between them, as Excel shows them.
Nothing is run and nothing fetched.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from app.models.refusal import Refusal
from app.services.workbook.book import Sheet
from app.services.workbook.read.advice import ASK_WORKBOOK, SAVE_AS
from app.services.workbook.read.look import ERRORS, Seen, verdict_colour
from app.services.workbook.read.markup import GrowingSheet
from app.services.workbook.read.text import decoded

_SHEET_NAME = re.compile(r"<x:Name>([^<]{1,200})</x:Name>", re.IGNORECASE)
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_STRUCK = re.compile(r"text-decoration[^;]*line-through", re.IGNORECASE)
_COLOUR = re.compile(r"background(?:-color)?\s*:\s*([^;]+)", re.IGNORECASE)
_HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)
_NAMED = {"red": (255, 0, 0), "yellow": (255, 255, 0)}
_FRAME = re.compile(r"<frameset\b", re.IGNORECASE)
_DATA_WIDTH = 3  # filled cells in a row above: a table within such a table's cell is part of what the cell says
_BLANKS = re.compile(r"[ \t\r\n\f]+")

_UNSEEN = frozenset({"script", "style", "title", "head", "noscript", "template"})
_STRIKES = frozenset({"s", "strike", "del"})
_LINES = frozenset({"caption", "center", "div", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "p", "pre"})
_BREAK = "\v"


def read_html(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The one sheet of a web page. Refuses a page without a table."""
    return _sheets([_decoded(data, name)], name)


def read_mhtml(data: bytes, name: str) -> tuple[Sheet, ...]:
    """A sheet for each page with a table in a web archive. Refuses an archive without any."""
    import email  # takes longer to load than a small workbook to read

    pages = []
    for part in email.message_from_bytes(data).walk():
        content = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(content, bytes):
            pages.append(_decoded(content, name))
    return _sheets(pages, name)


def _sheets(pages: list[str], name: str) -> tuple[Sheet, ...]:
    titles = [title for page in pages for title in _SHEET_NAME.findall(page)]
    grown = [page for page in (_Page.read(text, name) for text in pages) if page.has_table]
    if not grown and any(_FRAME.search(page) for page in pages):
        raise Refusal(f"“{name}”只是网页的外框，表格在它旁边的文件夹里", ASK_WORKBOOK)
    if not grown:
        raise Refusal(f"“{name}”是网页，里面没有表格", SAVE_AS)
    named = titles if len(titles) == len(grown) else [f"Sheet{number}" for number in range(1, len(grown) + 1)]
    return tuple(page.sheet.sheet(title) for page, title in zip(grown, named, strict=True))


def _decoded(data: bytes, name: str) -> str:
    """The text, by the bytes themselves; the page's own word counts only for what the bytes cannot tell."""
    said = _CHARSET.search(data[:4096])
    if said and said[1].lower() in {b"big5", b"big5-hkscs"}:
        return data.decode("big5hkscs", "replace")
    return decoded(data, name)


@dataclass(slots=True)
class _OpenCell:
    """A cell whose end has not come yet; ``exact`` is what Excel noted beside what it shows."""

    down: int
    across: int
    exact: str | None
    seen: Seen
    text: list[str] = field(default_factory=list)

    def value(self) -> str:
        """What Excel noted, else the text with its line breaks."""
        return self.exact or _line("".join(self.text))


def _line(text: str) -> str:
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split(_BREAK))
    return "\n".join(lines).strip()


class _Page(HTMLParser):
    """Grows a sheet while a page is read; forgives the end tags that such pages forget."""

    def __init__(self, file: str) -> None:
        super().__init__(convert_charrefs=True)
        self.sheet = GrowingSheet(file)
        self.has_table = False
        self._unseen = 0
        self._strikes = 0
        self._tables = 0
        self._columns = 0
        self._in_row = False
        self._inner = 0  # tables within the open cell
        self._filled = self._widest = 0  # filled cells of this row, and the most of one above it
        self._open: _OpenCell | None = None
        self._between: list[str] = []

    @classmethod
    def read(cls, text: str, file: str) -> "_Page":
        """The page in ``text``."""
        page = cls(file)
        page.feed(text)
        page.close()
        page._end_cell()
        page._end_line()
        return page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what the tag begins, and end what it ends by beginning."""
        attributes = {key: value or "" for key, value in attrs}
        if self._begin_inner(tag):
            return
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag in _STRIKES:
            self._strikes += 1
            self._see_struck()
        elif tag == "table":
            self._begin_table()
        elif tag == "col":
            self._begin_column(attributes)
        elif tag == "tr":
            self._begin_row(attributes)
        elif tag in {"td", "th"}:
            self._begin_cell(attributes)
        elif tag == "br":
            self.handle_data(_BREAK)
        elif tag in _LINES:
            self._break_line()

    def handle_endtag(self, tag: str) -> None:
        """End what the tag ends."""
        if self._inner:
            self._end_inner(tag)
        elif tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in _STRIKES:
            self._strikes = max(0, self._strikes - 1)
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag == "tr":
            self._end_row()
        elif tag == "table":
            self._end_table()
        elif tag in _LINES:
            self._break_line()

    def handle_data(self, data: str) -> None:
        """Take text into the open cell, else into the line between tables."""
        if self._unseen:
            return
        if self._open:
            self._open.text.append(data)
        elif not self._tables:
            self._between.append(data)

    def _begin_inner(self, tag: str) -> bool:
        """Whether a tag belongs to a table within a cell of data, which is part of the cell's text."""
        if tag == "table" and self._open and self._widest >= _DATA_WIDTH:
            self._inner += 1
        if self._inner:
            self.handle_data(_BREAK if tag in {"tr", "br"} else " ")
        return bool(self._inner)

    def _end_inner(self, tag: str) -> None:
        if tag == "table":
            self._inner -= 1
            self.handle_data(_BREAK)

    def _begin_table(self) -> None:
        self._end_cell()
        self._end_line()
        self._tables += 1
        self._columns = self._filled = self._widest = 0

    def _end_table(self) -> None:
        self._end_row()
        self.sheet.end_spans()
        self._tables = max(0, self._tables - 1)

    def _begin_column(self, attributes: dict[str, str]) -> None:
        span = _count(attributes.get("span"))
        if _is_hidden(attributes):
            self.sheet.look.hidden_columns.update(range(self._columns, self._columns + span))
        self._columns += span

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._end_row()
        self._widest, self._filled = max(self._widest, self._filled), 0
        self._in_row = True
        self.sheet.next_row()
        if _is_hidden(attributes):
            self.sheet.hide_rows([self.sheet.row])

    def _end_row(self) -> None:
        self._end_cell()
        self._in_row = False

    def _begin_cell(self, attributes: dict[str, str]) -> None:
        self._end_cell()
        if not self._in_row:
            self._begin_row({})
        self.has_table = True
        self._open = _OpenCell(
            down=_count(attributes.get("rowspan"), least=0),
            across=_count(attributes.get("colspan")),
            exact=attributes.get("x:num") or attributes.get("x:str"),
            seen=_seen(attributes),
        )
        if self._strikes:
            self._see_struck()

    def _end_cell(self) -> None:
        if self._open:
            value = self._open.value()
            if value in ERRORS:
                self._open.seen["error"], value = value, ""
            self._filled += value != ""
            self.sheet.place(value, self._open.seen, self._open.down, self._open.across)
        self._open = None

    def _see_struck(self) -> None:
        if self._open:
            self._open.seen["struck"] = True

    def _break_line(self) -> None:
        if self._open:
            if self._open.text:
                self._open.text.append(_BREAK)
        elif not self._tables:
            self._end_line()

    def _end_line(self) -> None:
        line = _line("".join(self._between))
        self._between.clear()
        if line:
            self.sheet.next_row()
            self.sheet.place(line, {})


def _count(text: str | None, least: int = 1) -> int:
    """A span as browsers read it: what is no number is one."""
    found = re.match(r"\s*(\d{1,5})", text or "")
    return max(least, int(found[1])) if found else 1


def _is_hidden(attributes: dict[str, str]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style", "")))


def _seen(attributes: dict[str, str]) -> Seen:
    style = attributes.get("style", "")
    seen: Seen = {}
    if _STRUCK.search(style):
        seen["struck"] = True
    painted = _COLOUR.search(style)
    if fill := _verdict(painted[1] if painted else attributes.get("bgcolor", "")):
        seen["fill"] = fill
    return seen


def _verdict(colour: str) -> str:
    name = colour.strip().lower()
    if name in _NAMED:
        return verdict_colour(_NAMED[name])
    found = _HEX.match(name)
    if found is None:
        return ""
    red, green, blue = bytes.fromhex(found[1])
    return verdict_colour((red, green, blue))
