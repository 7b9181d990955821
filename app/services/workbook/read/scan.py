"""The second look at one sheet: what it hides, and what cells carry beside their values.

Of the cells only those come here that are notable: that show an error, hold a formula, have a format that strikes them
through or colours them, or a text that is struck or red in part.
"""

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape

from app.services.workbook.book import Area, Position, column_of
from app.services.workbook.read.look import Look
from app.services.workbook.read.shared_formula import shifted
from app.services.workbook.read.strings import COLOUR, STRIKE, Text, text_of, unescaped
from app.services.workbook.read.styles import Styles

_MOST_COLUMNS = 16384

_HIDDEN = re.compile(rb"""\bhidden\s*=\s*["'](?:1|true)["']""")
_FLAT = re.compile(rb"""\b(?:ht|width)\s*=\s*["']0(?:\.0*)?["']""")
_ERROR = re.compile(rb"""\bt="e\"""")
_STYLE = re.compile(rb"""\bs="(\d+)\"""")
_SHARED = re.compile(rb"""\bt="s\"""")
_VALUE = re.compile(rb"<v\b[^>]*>([^<]*)<")
_FORMULA = re.compile(rb"<f\b([^>]*?)(?:/>|>([^<]*)<)")
_GROUP = re.compile(rb"""\bsi="(\d+)\"""")
_RESULT = re.compile(rb"<(?:v\b[^>]*>[^<]|is>)")
_TEXT_RESULT = re.compile(rb"""\bt="str\"""")
_COLUMN = re.compile(rb"<col\b[^>]*>")
_SPAN = re.compile(rb"""\b(min|max)=["'](\d+)["']""")
_INLINE = re.compile(rb"<is>.*</is>", re.DOTALL)
_MERGE = re.compile(rb"""<mergeCell ref=["']\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})["']""")


@dataclass
class SheetScan:
    """Gathers a ``look`` and the ``merges`` of one sheet.

    ``zeros`` are the formulas whose saved result is 0, which a program that cannot calculate writes beside every one:
    ``is_calculated`` says that some formula has another result.
    """

    styles: Styles
    marked_texts: Mapping[int, Text]
    look: Look = field(default_factory=Look)
    merges: list[Area] = field(default_factory=list)
    zeros: dict[Position, str] = field(default_factory=dict)
    is_calculated: bool = False
    _shared: dict[bytes, tuple[Position, str]] = field(default_factory=dict)
    _shown: set[bytes] = field(default_factory=set)  # what is said of rows that are seen: the same of nearly all

    @cached_property
    def _interesting(self) -> frozenset[bytes]:
        return frozenset(b"%d" % style for style in self.styles.interesting)

    @cached_property
    def _marked(self) -> frozenset[bytes]:
        return frozenset(b"%d" % number for number in self.marked_texts)

    def is_notable(self, style: bytes | None, kind: bytes | None, value: bytes | None) -> bool:
        """Whether a cell without a formula has to be taken: by its format, its type and the text of its value."""
        return style in self._interesting or kind == b"e" or (kind == b"s" and value in self._marked)

    def are_notable(self, style: bytes | None, kind: bytes | None, values: Sequence[bytes]) -> Iterable[bool]:
        """``is_notable`` of many cells of one format and type."""
        if kind == b"s" and self._marked:
            return [self.is_notable(style, kind, value) for value in values]
        return itertools.repeat(True, len(values)) if self.is_notable(style, kind, None) else ()

    def take_row(self, number: int, said: bytes) -> None:
        """Look at what is said of a row: whether it is hidden, or so low that it is not seen."""
        if said in self._shown:
            return
        if _HIDDEN.search(said) or _FLAT.search(said):
            self.look.hidden_rows.add(number)
        else:
            self._shown.add(said)

    def take_beside(self, part: bytes) -> None:
        """Look at what stands before and behind the rows."""
        self.look.filtered |= b"filterColumn" in part
        for left, top, right, bottom in _MERGE.findall(part):
            self.merges.append(Area(int(top), column_of(left.decode()), int(bottom), column_of(right.decode())))
        for column in _COLUMN.finditer(part):
            span = {edge: int(value) for edge, value in _SPAN.findall(column[0])}
            if span.keys() == {b"min", b"max"} and (_HIDDEN.search(column[0]) or _FLAT.search(column[0])):
                self.look.hidden_columns.update(range(span[b"min"] - 1, min(span[b"max"], _MOST_COLUMNS)))

    def take_cell(self, position: Position, cell: bytes) -> None:
        """Look at a notable cell, as ``CutRow`` has it; they come row by row."""
        tag, _, body = cell.partition(b">")
        if _ERROR.search(tag):
            self._take_error(position, body)
        if formula := _FORMULA.search(body):
            self._take_formula(position, tag, body, formula)
        if style := _STYLE.search(tag):
            self._take_style(position, int(style[1]))
        number = _VALUE.search(body)
        if number and _SHARED.search(tag) and number[1].isdigit() and int(number[1]) in self.marked_texts:
            self._see_text(position, self.marked_texts[int(number[1])])
        if (STRIKE in body or COLOUR in body) and (inline := _INLINE.search(body)):
            self._see_text(position, text_of(inline[0]))

    def _take_error(self, position: Position, body: bytes) -> None:
        text = _VALUE.search(body)
        self.look.see(position, error=text[1].decode("utf-8", "replace") if text else "#N/A")
        # Other programs than WPS show an error in place of the picture: which one it is, the formula says.
        if b"DISPIMG" in body and (formula := _FORMULA.search(body)):
            self.look.see(position, formula="=" + self._expression(position, formula))

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

    def _take_style(self, position: Position, style: int) -> None:
        if style in self.styles.struck:
            self.look.see(position, struck=True)
        if style in self.styles.filled:
            self.look.see(position, fill=self.styles.filled[style])
        if style in self.styles.inked:
            self.look.see(position, ink=self.styles.inked[style])

    def _see_text(self, position: Position, text: Text) -> None:
        """A text struck out as a whole, or in part: then what is left is what counts; and one that is partly red."""
        if text.is_struck:
            kept = unescaped(text.kept).strip()
            self.look.see(position, kept=kept, struck=not kept)
        if text.ink:
            self.look.see(position, ink=text.ink)
