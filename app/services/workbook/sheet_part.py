"""The text of one sheet part, cut where rows go in.

Only positions are taken from the parser: the bytes around the cut are handed on as they stand, whoever wrote them.
"""

import re
from dataclasses import dataclass, field, replace
from xml.parsers import expat

_DIMENSION = re.compile(rb"(<(?:\w+:)?dimension\b[^>]*?\bref=\")[^\"]*\"")


@dataclass(frozen=True, slots=True)
class RowSpan:
    """One row element: its number, where its bytes begin and end, and the style of each cell by column letters."""

    number: int
    start: int
    end: int
    styles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet part's bytes and the rows in them."""

    content: bytes
    rows: tuple[RowSpan, ...]

    @classmethod
    def scan(cls, content: bytes) -> "SheetPart":
        """Find the rows of a sheet part."""
        return cls(content, tuple(_Scanner(content).rows))

    def start_of(self, number: int) -> int:
        """Where the first row numbered ``number`` or more begins, or the last row ends."""
        return next((row.start for row in self.rows if row.number >= number), self.rows[-1].end)

    def row(self, number: int) -> RowSpan:
        """The row of that number. Raises StopIteration where the part has none."""
        return next(row for row in self.rows if row.number == number)

    def before(self, position: int, used: str) -> bytes:
        """The bytes up to ``position``, with the used range said to be ``used`` (``A1:Z300``)."""
        return _DIMENSION.sub(lambda match: match[1] + used.encode() + b'"', self.content[:position], count=1)


class _Scanner:
    """Collects the rows while the parser walks; ``CurrentByteIndex`` is where the present tag begins."""

    def __init__(self, content: bytes) -> None:
        self.rows: list[RowSpan] = []
        self._content = content
        self._row = RowSpan(0, 0, 0)
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.Parse(content, True)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(" ")[2]:
            case "row":
                self._row = RowSpan(int(attributes["r"]), self._parser.CurrentByteIndex, 0)
            case "c":
                self._row.styles[attributes["r"].rstrip("0123456789")] = attributes.get("s", "0")

    def _end(self, tag: str) -> None:
        if tag.rpartition(" ")[2] == "row":
            # A row of one empty tag has no closing one: it ends where its tag does.
            end = self._content.index(b">", self._row.start)
            if self._content[end - 1 : end] != b"/":
                end = self._content.index(b">", self._parser.CurrentByteIndex)
            self.rows.append(replace(self._row, end=end + 1))
