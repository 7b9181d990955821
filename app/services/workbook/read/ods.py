"""OpenDocument sheets (.ods), read as their one part streams by.

Read here rather than by calamine, which is silent on their merges, hidden rows and errors.
"""

import datetime as dt
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from xml.parsers import expat

from app.models.refusal import Refusal
from app.services.workbook.book import Cell, Sheet
from app.services.workbook.read.advice import MEND, UNLOCK
from app.services.workbook.read.encoding import in_utf8
from app.services.workbook.read.look import Seen, verdict_colour
from app.services.workbook.read.markup import GrowingSheet
from app.services.workbook.read.preflight import inflate
from app.services.workbook.read.preflight_sheet import MOST_COLUMNS, MOST_ROWS
from app.services.workbook.read.strings import Text

_CONTENT = "content.xml"
_MANIFEST = "META-INF/manifest.xml"
_LOCKED = b"encryption-data"
_HEX = re.compile(r"#([0-9A-Fa-f]{6})")
_TIME = re.compile(r"(-?)PT(\d{1,7})H(\d{1,2})M(\d{1,2})(?:[.,](\d{1,6})\d*)?S")
_DRAWN = frozenset({"shapes", "forms", "frame", "custom-shape", "control", "tracked-changes"})
_MALFORMED = (
    expat.ExpatError,
    KeyError,
    ValueError,
    OverflowError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
)

Attributes = dict[str, str]


def read_ods(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of an OpenDocument workbook. Refuses one whose content cannot be read."""
    reader = _Reader(name)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.take
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if _is_locked(package):
                raise Refusal(f"“{name}”有打开密码", UNLOCK)
            for piece in in_utf8(inflate(package, package.getinfo(_CONTENT))):
                parser.Parse(piece)
            parser.Parse(b"", True)
    except _MALFORMED:
        raise Refusal(f"“{name}”不完整，或内部结构有错误", MEND) from None
    return tuple(reader.sheets)


def _is_locked(package: zipfile.ZipFile) -> bool:
    return _MANIFEST in package.namelist() and any(
        _LOCKED in piece for piece in inflate(package, package.getinfo(_MANIFEST))
    )


@dataclass(slots=True)
class _OdsCell:
    """One cell of the row that is being read, which may stand for several alike."""

    value: Cell
    seen: Seen
    repeated: int
    down: int
    across: int
    column: int = 0


class _Reader:
    """Walks the content; tags are known by their local names, which differ where it matters."""

    def __init__(self, file: str) -> None:
        self.sheets: list[Sheet] = []
        self._file = file
        self._sheet = GrowingSheet(file)
        self._styles: dict[str, Seen] = {}
        self._unshown: set[str] = set()
        self._style = ""
        self._table: Attributes = {}
        self._row: Attributes = {}
        self._cell: Attributes = {}
        self._row_cells: list[_OdsCell] = []
        self._number = self._column = self._columns = 0
        self._text = Text()
        self._comment: Text | None = None
        self._said = ""
        self._paragraphs = self._drawn = 0
        self._spans: list[bool] = []
        self._starts: dict[str, Callable[[Attributes], None]] = {
            "style": self._start_style,
            "text-properties": self._start_text_properties,
            "table-cell-properties": self._start_cell_properties,
            "table-properties": self._start_table_properties,
            "table": self._start_table,
            "table-column": self._start_column,
            "table-row": self._start_row,
            "table-cell": self._start_cell,
            "covered-table-cell": self._start_cell,
            "annotation": self._start_annotation,
            "p": self._start_paragraph,
            "span": self._start_span,
            "s": self._start_blanks,
            "line-break": self._start_break,
        }
        self._ends: dict[str, Callable[[], None]] = {
            "table": self._end_table,
            "table-row": self._end_row,
            "table-cell": self._end_cell,
            "covered-table-cell": self._end_covered,
            "annotation": self._end_annotation,
            "p": self._end_paragraph,
            "span": self._end_span,
        }

    def start(self, tag: str, attributes: Attributes) -> None:
        """Begin an element; what is drawn over the cells is no content of theirs."""
        self._drawn += tag.rpartition(" ")[2] in _DRAWN
        if self._drawn:
            return
        if method := self._starts.get(tag.rpartition(" ")[2]):
            method({key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        """End an element."""
        name = tag.rpartition(" ")[2]
        if not self._drawn and (method := self._ends.get(name)):
            method()
        self._drawn -= name in _DRAWN

    def take(self, text: str) -> None:
        """Take the text of a paragraph."""
        if self._paragraphs and not self._drawn:
            (self._comment or self._text).runs.append((text, any(self._spans)))

    def _start_style(self, attributes: Attributes) -> None:
        self._style = attributes.get("name", "")

    def _start_text_properties(self, attributes: Attributes) -> None:
        line = attributes.get("text-line-through-style") or attributes.get("text-line-through-type", "none")
        if line != "none":
            self._styles.setdefault(self._style, {})["struck"] = True

    def _start_cell_properties(self, attributes: Attributes) -> None:
        if colour := _HEX.fullmatch(attributes.get("background-color", "")):
            red, green, blue = bytes.fromhex(colour[1])
            if fill := verdict_colour((red, green, blue)):
                self._styles.setdefault(self._style, {})["fill"] = fill

    def _start_table_properties(self, attributes: Attributes) -> None:
        if attributes.get("display") == "false":
            self._unshown.add(self._style)

    def _start_table(self, attributes: Attributes) -> None:
        self._table, self._sheet = attributes, GrowingSheet(self._file)
        self._number = self._columns = 0

    def _end_table(self) -> None:
        name = self._table.get("name", f"Sheet{len(self.sheets) + 1}")
        self.sheets.append(self._sheet.sheet(name, hidden=self._table.get("style-name") in self._unshown))

    def _start_column(self, attributes: Attributes) -> None:
        first, self._columns = self._columns, self._columns + _repeated(attributes, "columns")
        if attributes.get("visibility", "visible") != "visible":
            self._sheet.look.hidden_columns.update(range(first, min(self._columns, MOST_COLUMNS)))

    def _start_row(self, attributes: Attributes) -> None:
        self._row, self._row_cells, self._column = attributes, [], 0

    def _end_row(self) -> None:
        repeated = _repeated(self._row, "rows")
        first, self._number = self._number + 1, self._number + repeated
        visibility = self._row.get("visibility", "visible")
        if visibility != "visible":
            self._sheet.hide_rows(range(first, min(self._number, MOST_ROWS) + 1))
            self._sheet.look.filtered |= visibility == "filter"
        if self._row_cells:
            for number in range(first, self._number + 1):
                self._place_row(number)

    def _place_row(self, number: int) -> None:
        self._sheet.next_row(number)
        for cell in self._row_cells:
            self._sheet.skip_to(cell.column)
            for _ in range(cell.repeated):
                self._sheet.place(cell.value, Seen(**cell.seen), cell.down, cell.across)

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell, self._said = attributes, ""
        self._text = Text()

    def _end_covered(self) -> None:
        self._column += _repeated(self._cell, "columns")

    def _end_cell(self) -> None:
        repeated = _repeated(self._cell, "columns")
        cell = self._read_cell(repeated)
        is_blank = cell.value == "" and (not cell.seen or repeated > 1) and (cell.down, cell.across) == (1, 1)
        if not is_blank:
            cell.column = self._column
            self._row_cells.append(cell)
        self._column += repeated

    def _read_cell(self, repeated: int) -> _OdsCell:
        text = self._text.whole.strip()
        seen = Seen(**self._styles.get(self._cell.get("style-name", ""), {}))
        if self._said:
            seen["comment"] = self._said
        if self._text.is_struck:
            kept = self._text.kept.strip()
            seen |= Seen(kept=kept, struck=not kept)
        kind = self._cell.get("value-type", "")
        # The extension names an error's type beside the string that OpenDocument knows it as.
        is_error = text.startswith(("#", "Err:")) and "formula" in self._cell
        if is_error:
            seen["error"] = text
        elif "formula" in self._cell and not kind:
            seen["formula"] = self._cell["formula"]
        return _OdsCell(
            value="" if is_error else _value(kind, self._cell, text),
            seen=seen,
            repeated=repeated,
            down=int(self._cell.get("number-rows-spanned", 1)),
            across=int(self._cell.get("number-columns-spanned", 1)),
        )

    def _start_annotation(self, attributes: Attributes) -> None:  # noqa: ARG002 - every start is called alike
        self._comment = Text()

    def _end_annotation(self) -> None:
        self._said = self._comment.whole.strip() if self._comment else ""
        self._comment = None

    def _start_paragraph(self, attributes: Attributes) -> None:  # noqa: ARG002 - every start is called alike
        self._paragraphs += 1
        if (self._comment or self._text).whole.strip():
            self.take("\n")

    def _end_paragraph(self) -> None:
        self._paragraphs -= 1

    def _start_span(self, attributes: Attributes) -> None:
        self._spans.append(self._styles.get(attributes.get("style-name", ""), {}).get("struck", False))

    def _end_span(self) -> None:
        self._spans.pop()

    def _start_blanks(self, attributes: Attributes) -> None:
        self.take(" " * min(int(attributes.get("c", 1)), MOST_COLUMNS))

    def _start_break(self, attributes: Attributes) -> None:  # noqa: ARG002 - every start is called alike
        self.take("\n")


def _repeated(attributes: Attributes, what: str) -> int:
    return max(1, int(attributes.get(f"number-{what}-repeated", 1)))


def _value(kind: str, attributes: Attributes, text: str) -> Cell:
    """A cell's value. Raises ValueError and KeyError where it is none of its kind."""
    match kind:
        case "float" | "percentage" | "currency":
            return float(attributes["value"])
        case "boolean":
            return attributes["boolean-value"] == "true"
        case "time":
            return _time(attributes["time-value"])
        case "date":
            moment = dt.datetime.fromisoformat(attributes["date-value"])
            return moment.date() if moment.time() == dt.time() else moment
        case _:
            return text


def _time(said: str) -> Cell:
    """The time of a day, or from a day on a span; the text itself where it is neither."""
    found = _TIME.fullmatch(said)
    if found is None:
        return said
    hours, minutes, seconds = (int(part) for part in found.groups()[1:4])
    span = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=int((found[5] or "").ljust(6, "0")))
    if found[1]:
        return -span
    return (dt.datetime.min + span).time() if span < dt.timedelta(days=1) else span
