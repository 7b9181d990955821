"""The second reader of an .xlsx: for the packages that calamine refuses, or in which it might find something else.

It goes by the relations alone, reads every part with a parser, and leaves nothing to a usual name or a usual spelling.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import unescape

from app.services.workbook.book import Area, Cell, Sheet, column_of
from app.services.workbook.read_look import Look
from app.services.workbook.read_package import USUAL_WORKBOOK, Package, SheetPlace, every
from app.services.workbook.read_serial import moment
from app.services.workbook.read_strings import Text, shared_texts, unescaped
from app.services.workbook.read_styles import Kind, styles

_CELL = re.compile(r'<c r="([A-Z]+)(\d+)"(?: s="(\d+)")?(?: t="(\w+)")?>(.*?)</c>', re.DOTALL)
_VALUE = re.compile(r"<v>(.*?)</v>", re.DOTALL)
_TEXT = re.compile(r"<t>(.*?)</t>", re.DOTALL)
_MERGE = re.compile(r'<mergeCell ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"')
_ON = frozenset({"1", "true"})


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the cells of every sheet are read by."""

    texts: list[Text]
    kinds: Mapping[int, Kind]
    since_1904: bool

    def cell(self, kind: str, style: str, body: str) -> Cell:
        """A cell's value. Raises LookupError and ValueError where it refers to what is not there."""
        if kind == "inlineStr":
            return unescaped(unescape("".join(_TEXT.findall(body))))
        found = _VALUE.search(body)
        if found is None or not found[1] or kind == "e":
            return ""
        read = _READ.get(kind)
        text = unescape(found[1])
        return read(self, text) if read else self._number(text, int(style or 0))

    def text(self, number: str) -> str:
        """A shared text. Raises LookupError and ValueError where there is none of that number."""
        if not number.strip().isdecimal():  # which also keeps -1 from being the last
            raise ValueError(number)
        return unescaped(self.texts[int(number)].whole)

    def _number(self, text: str, style: int) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return text
        match self.kinds.get(style):
            case Kind.DATE:
                return moment(number, since_1904=self.since_1904)
            case Kind.SPAN:
                return dt.timedelta(days=number)
            case None:
                return number


_READ: dict[str, Callable[[_Reading, str], Cell]] = {
    "s": _Reading.text,
    "str": lambda _, text: unescaped(text),
    "b": lambda _, text: text.strip() in _ON,
    "d": lambda _, text: _iso(text),
}


def _iso(text: str) -> Cell:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.date() if found.time() == dt.time() else found


class CellReader:
    """Takes a sheet in canonical stretches and keeps its cells."""

    def __init__(self, reading: _Reading) -> None:
        self._reading = reading
        self._rows: list[list[Cell]] = []
        self._merges: list[Area] = []

    @classmethod
    def of(cls, package: Package) -> Callable[[], "CellReader"]:
        """What makes a reader for each sheet of a package. Raises what a damaged part raises."""
        tree = package.tree(package.workbook() or USUAL_WORKBOOK)
        since_1904 = any(one.get("date1904") in _ON for one in every(tree, "workbookPr"))
        reading = _Reading(shared_texts(package), styles(package).kinds, since_1904)
        return lambda: cls(reading)

    def take(self, stretch: bytes) -> None:
        """Take the next stretch. Raises LookupError and ValueError where a cell refers to what is not there."""
        text = stretch.decode()
        for letters, row, style, kind, body in _CELL.findall(text):
            value = self._reading.cell(kind, style, body)
            if value != "":
                self._place(int(row), column_of(letters), value)
        for left, top, right, bottom in _MERGE.findall(text):
            self._merges.append(Area(int(top), column_of(left), int(bottom), column_of(right)))

    def _place(self, row: int, column: int, value: Cell) -> None:
        self._rows.extend([] for _ in range(row - len(self._rows)))
        cells = self._rows[row - 1]
        cells.extend([""] * (column - len(cells)))
        cells.append(value)

    def sheet(self, place: SheetPlace, look: Look) -> Sheet:
        """What has been taken, with what was seen of it."""
        width = max(map(len, self._rows), default=0)
        return Sheet(
            name=place.title,
            rows=[(*cells, *[""] * (width - len(cells))) for cells in self._rows],
            merges=tuple(sorted(self._merges, key=lambda area: (area.top, area.left))),
            hidden=place.is_hidden,
            filtered=look.filtered,
            hidden_rows=frozenset(look.hidden_rows),
            hidden_columns=frozenset(look.hidden_columns),
            marks=look.marks,
        )
