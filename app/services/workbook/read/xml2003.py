"""XML spreadsheets of Excel 2003, which many systems save as .xls: one document, read as it streams by."""

import datetime as dt
import re
from collections.abc import Callable
from xml.parsers import expat

from app.models.refusal import Refusal
from app.services.workbook.book import Cell, Sheet
from app.services.workbook.read.advice import MEND
from app.services.workbook.read.look import Seen, verdict_colour
from app.services.workbook.read.markup import GrowingSheet
from app.services.workbook.read.preflight import refuse_declarations
from app.services.workbook.read.preflight_sheet import MOST_COLUMNS
from app.services.workbook.read.text import decoded

_SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
_EXCEL = "urn:schemas-microsoft-com:office:excel"
_DECLARED = re.compile(r"^\s*<\?xml\b[^>]*\?>")
_HEX = re.compile(r"#([0-9A-Fa-f]{6})")

Attributes = dict[str, str]


def read_xml2003(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of an XML spreadsheet. Refuses what is not well formed, or declares entities."""
    text = _DECLARED.sub("", decoded(data, name), count=1)
    try:
        refuse_declarations(data, name)
        reader = _Reader(name)
        reader.parse(text)
    except (expat.ExpatError, ValueError, OverflowError):
        raise Refusal(f"“{name}”不完整，或内部结构有错误", MEND) from None
    return tuple(reader.sheets)


class _Reader:
    """Walks the document; each element that matters has a method."""

    def __init__(self, file: str) -> None:
        self.sheets: list[Sheet] = []
        self._file = file
        self._styles: dict[str, Seen] = {}
        self._style: Seen = {}
        self._sheet = GrowingSheet(file)
        self._name = ""
        self._hidden = False
        self._columns = 0
        self._cell: Attributes = {}
        self._value: Cell = ""
        self._seen: Seen = {}
        self._kind: str | None = None
        self._in_comment = False
        self._text: list[str] = []
        self._starts: dict[str, Callable[[Attributes], None]] = {
            f"{_SPREADSHEET} {tag}": method
            for tag, method in {
                "Style": self._start_style,
                "Font": self._start_font,
                "Interior": self._start_interior,
                "Worksheet": self._start_worksheet,
                "Column": self._start_column,
                "Row": self._start_row,
                "Cell": self._start_cell,
                "Data": self._start_data,
                "Comment": self._start_comment,
            }.items()
        }
        self._ends: dict[str, Callable[[], None]] = {
            f"{_SPREADSHEET} Worksheet": self._end_worksheet,
            f"{_SPREADSHEET} Cell": self._end_cell,
            f"{_SPREADSHEET} Data": self._end_data,
            f"{_SPREADSHEET} Comment": self._end_comment,
            f"{_EXCEL} Visible": self._end_visible,
        }

    def parse(self, text: str) -> None:
        """Read the whole document. Raises ExpatError and ValueError."""
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text.append
        parser.Parse(text, True)

    def _start(self, tag: str, attributes: Attributes) -> None:
        if not tag.startswith(("http://www.w3.org/TR/REC-html40", f"{_SPREADSHEET} B")):
            self._text.clear()  # rich text is spread over elements of HTML
        if start := self._starts.get(tag):
            start({key.rpartition(" ")[2]: value for key, value in attributes.items()})

    def _end(self, tag: str) -> None:
        if end := self._ends.get(tag):
            end()

    def _start_style(self, attributes: Attributes) -> None:
        self._style = self._styles.setdefault(attributes.get("ID", ""), {})

    def _start_font(self, attributes: Attributes) -> None:
        if attributes.get("StrikeThrough") == "1":
            self._style["struck"] = True

    def _start_interior(self, attributes: Attributes) -> None:
        colour = _HEX.fullmatch(attributes.get("Color", ""))
        if colour and attributes.get("Pattern", "Solid") == "Solid":
            red, green, blue = bytes.fromhex(colour[1])
            if fill := verdict_colour((red, green, blue)):
                self._style["fill"] = fill

    def _start_worksheet(self, attributes: Attributes) -> None:
        self._sheet, self._hidden, self._columns = GrowingSheet(self._file), False, 0
        self._name = attributes.get("Name", f"Sheet{len(self.sheets) + 1}")

    def _end_worksheet(self) -> None:
        self.sheets.append(self._sheet.sheet(self._name, hidden=self._hidden))

    def _end_visible(self) -> None:
        self._hidden = "".join(self._text).strip() in {"SheetHidden", "SheetVeryHidden"}

    def _start_column(self, attributes: Attributes) -> None:
        first = int(attributes.get("Index", self._columns + 1)) - 1
        self._columns = first + 1 + int(attributes.get("Span", 0))
        if attributes.get("Hidden") == "1":
            self._sheet.look.hidden_columns.update(range(first, min(self._columns, MOST_COLUMNS)))

    def _start_row(self, attributes: Attributes) -> None:
        self._sheet.next_row(int(attributes.get("Index", 0)))
        first, more = self._sheet.row, int(attributes.get("Span", 0))
        hidden = attributes.get("Hidden") == "1"
        if hidden:
            self._sheet.hide_rows([first])
        for _ in range(more):
            self._sheet.next_row()
            if hidden:
                self._sheet.hide_rows([self._sheet.row])

    def _start_cell(self, attributes: Attributes) -> None:
        self._cell, self._value = attributes, ""
        self._seen = Seen(**self._styles.get(attributes.get("StyleID", ""), {}))
        if "Formula" in attributes:
            self._seen["formula"] = attributes["Formula"]

    def _end_cell(self) -> None:
        if "Index" in self._cell:
            self._sheet.skip_to(int(self._cell["Index"]) - 1)
        down, across = (int(self._cell.get(f"Merge{way}", 0)) + 1 for way in ("Down", "Across"))
        self._sheet.place(self._value, self._seen, down, across)

    def _start_data(self, attributes: Attributes) -> None:
        self._kind = attributes.get("Type", "String")

    def _end_data(self) -> None:
        text = "".join(self._text)
        if self._in_comment:
            self._seen["comment"] = text.strip()
        elif self._kind == "Error":
            self._seen["error"] = text.strip() or "#N/A"
        else:
            self._value = _value(self._kind or "String", text)
        if not self._in_comment:
            self._seen.pop("formula", None)

    def _start_comment(self, attributes: Attributes) -> None:  # noqa: ARG002 - every start is called alike
        self._in_comment = True

    def _end_comment(self) -> None:
        self._in_comment = False


def _value(kind: str, text: str) -> Cell:
    """A cell's value from the text of its data. Raises ValueError where it is none of its kind."""
    match kind:
        case "Number":
            return float(text)
        case "Boolean":
            return text.strip() == "1"
        case "DateTime":
            moment = dt.datetime.fromisoformat(text.strip())
            return moment.date() if moment.time() == dt.time() else moment
        case _:
            return text
