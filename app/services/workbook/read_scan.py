"""The second look at one sheet part: what calamine does not tell of it, found without building a tree.

calamine gives error cells and formulas without a saved result as empty, and says nothing of hidden rows,
strike-through and fills. A part is searched as bytes, a stretch of whole rows at a time; a stretch is only taken apart
when it holds a word of interest.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from xml.parsers import expat

from app.services.workbook.book import Position, column_of
from app.services.workbook.read_look import Look
from app.services.workbook.read_shared_formula import shifted
from app.services.workbook.read_strings import COLOUR, STRIKE, Text, TextReader, unescaped
from app.services.workbook.read_styles import Styles

_MOST_COLUMNS = 16384

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_FLAT = re.compile(rb"""\b(?:ht|width)=["']0(?:\.0*)?["']""")
_NUMBER = re.compile(rb"""\br=["'](\d+)["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d+)["'][^>]*""")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
_SHARED = re.compile(rb"""\bt=["']s["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b([^>]*?)(?:/>|>([^<]*)<)")
_GROUP = re.compile(rb"""\bsi=["'](\d+)["']""")
_RESULT = re.compile(rb"<(?:\w+:)?(?:v>[^<]|is>)")
_TEXT_RESULT = re.compile(rb"""\bt=["']str["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_SPAN = re.compile(rb"""\b(min|max)=["'](\d+)["']""")
_INLINE = re.compile(rb"<(?:\w+:)?is>.*</(?:\w+:)?is>", re.DOTALL)


@dataclass(slots=True)
class SheetScan:
    """Takes a sheet part stretch by stretch into a ``look``.

    ``zeros`` are the formulas whose saved result is 0, which a program that cannot calculate writes beside every one:
    ``is_calculated`` says that some formula has another result.
    """

    styles: Styles
    marked_texts: Mapping[int, Text]
    look: Look = field(default_factory=Look)
    zeros: dict[Position, str] = field(default_factory=dict)
    is_calculated: bool = False
    _shared: dict[bytes, tuple[Position, str]] = field(default_factory=dict)

    def take(self, stretch: bytes) -> None:
        """Look through the next stretch."""
        if b'="0"' in stretch or b"hidden=" in stretch:
            self._find_hidden(stretch)
        if b"filterColumn" in stretch:
            self.look.filtered = True
        # A byte that is rare is looked for ten times as fast as the word it is in.
        if b't="e"' in stretch or (b"'" in stretch and b"t='e'" in stretch):
            self._find_errors(stretch)
        if b"<f" in stretch or (b":" in stretch and b":f" in stretch):
            self._find_formulas(stretch)
        if any(b's="%d"' % style in stretch or b"s='%d'" % style in stretch for style in self.styles.interesting):
            self._find_styles(stretch)
        if self.marked_texts:
            self._find_marked_texts(stretch)
        if STRIKE in stretch or COLOUR in stretch:
            self._find_marked_runs(stretch)

    def _find_hidden(self, stretch: bytes) -> None:
        """Rows and columns that are hidden, or so low and narrow that they are not seen."""
        for row in _ROW.finditer(stretch):
            number = _NUMBER.search(row[1])
            if number and (_HIDDEN.search(row[1]) or _FLAT.search(row[1])):
                self.look.hidden_rows.add(int(number[1]))
        for column in _COLUMN.finditer(stretch):
            span = {edge: int(value) for edge, value in _SPAN.findall(column[0])}
            if span.keys() == {b"min", b"max"} and (_HIDDEN.search(column[0]) or _FLAT.search(column[0])):
                self.look.hidden_columns.update(range(span[b"min"] - 1, min(span[b"max"], _MOST_COLUMNS)))

    def _find_errors(self, stretch: bytes) -> None:
        for position, tag, body in _cells(stretch):
            if _ERROR.search(tag):
                text = _VALUE.search(body)
                self.look.see(position, error=text[1].decode("utf-8", "replace") if text else "#N/A")
                # Other programs than WPS show an error in place of the picture: which one it is, the formula says.
                if b"DISPIMG" in body and (formula := _FORMULA.search(body)):
                    self.look.see(position, formula="=" + self._expression(position, formula))

    def _find_formulas(self, stretch: bytes) -> None:
        for position, tag, body in _cells(stretch):
            if formula := _FORMULA.search(body):
                self._take_formula(position, tag, body, formula)

    def _take_formula(self, position: Position, tag: bytes, body: bytes, formula: re.Match[bytes]) -> None:
        # A formula whose result is the empty text is saved as t="str" with an empty value.
        is_saved = bool(_RESULT.search(body) or _TEXT_RESULT.search(tag))
        result = _VALUE.search(body)
        is_zero = result is not None and result[1] == b"0"
        self.is_calculated |= is_saved and not is_zero
        if is_saved and not is_zero and b"si=" not in formula[1]:
            return
        expression = "=" + self._expression(position, formula)
        if not is_saved:
            self.look.see(position, formula=expression)
        elif is_zero:
            self.zeros[position] = expression

    def _expression(self, position: Position, formula: re.Match[bytes]) -> str:
        """The formula; one that is shared is written out once, and moves with the cells that share it."""
        text = unescape((formula[2] or b"").decode("utf-8", "replace"))
        group = _GROUP.search(formula[1])
        if group is None:
            return text
        if text:
            self._shared[group[1]] = (position, text)
            return text
        if group[1] not in self._shared:
            return ""
        (row, column), text = self._shared[group[1]]
        return shifted(text, position[0] - row, position[1] - column)

    def _find_styles(self, stretch: bytes) -> None:
        for position, tag, _ in _cells(stretch):
            style = _STYLE.search(tag)
            index = int(style[1]) if style else 0
            if index in self.styles.struck:
                self.look.see(position, struck=True)
            if index in self.styles.filled:
                self.look.see(position, fill=self.styles.filled[index])
            if index in self.styles.inked:
                self.look.see(position, ink=self.styles.inked[index])

    def _find_marked_texts(self, stretch: bytes) -> None:
        for position, tag, body in _cells(stretch):
            number = _VALUE.search(body)
            if number and _SHARED.search(tag) and number[1].isdigit() and int(number[1]) in self.marked_texts:
                self._see_text(position, self.marked_texts[int(number[1])])

    def _find_marked_runs(self, stretch: bytes) -> None:
        for position, _, body in _cells(stretch):
            if (STRIKE in body or COLOUR in body) and (inline := _INLINE.search(body)):
                self._see_text(position, _read(inline[0]))

    def _see_text(self, position: Position, text: Text) -> None:
        """A text struck out as a whole, or in part: then what is left is what counts; and one that is partly red."""
        if text.is_struck:
            kept = unescaped(text.kept).strip()
            self.look.see(position, kept=kept, struck=not kept)
        if text.ink:
            self.look.see(position, ink=text.ink)


def _cells(stretch: bytes) -> Iterator[tuple[Position, bytes, bytes]]:
    """Each cell's position, its opening tag and all between that and the next cell."""
    found = _CELL.search(stretch)
    while found:
        following = _CELL.search(stretch, found.end())
        body = stretch[found.end() : following.start() if following else len(stretch)]
        yield (int(found[2]), column_of(found[1].decode())), found[0], body
        found = following


def _read(inline: bytes) -> Text:
    """The text of an ``is`` element, whose tags may have a prefix that is said elsewhere."""
    reader = TextReader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: reader.start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: reader.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = reader.take
    parser.Parse(inline, True)
    return reader.text
