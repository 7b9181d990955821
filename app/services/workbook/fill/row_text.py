"""One row of a sheet part as text: its cells can be changed one by one, and the rest is handed on as it stands."""

import re
from dataclasses import dataclass, field, replace
from html import unescape

from app.services.workbook.book import column_of, letter
from app.services.workbook.cells import GUARD, Cell
from app.services.workbook.fill.markup import TAG, attribute, local, with_attribute
from app.services.workbook.xml_text import escape

_CONTENT = re.compile(r'(?: t="(?P<kind>\w+)")?(?:/>|>(?P<inner>.*)</c>)', re.DOTALL)
_FORMULA = re.compile(r"<(?:\w+:)?f\b(?P<attributes>[^<>]*?)(?:/>|>(?P<text>[^<]*)</(?:\w+:)?f>)")
_VALUE = re.compile(r"<(?:\w+:)?v\b[^<>]*?(?:/>|>(?P<text>[^<]*)</(?:\w+:)?v>)")
_TEXT = re.compile(r"<(?:\w+:)?t\b[^<>]*?>(?P<text>[^<]*)</(?:\w+:)?t>")


@dataclass(frozen=True, slots=True)
class FormulaText:
    """A cell's formula: the attributes of its tag and its text, empty where it shares another's."""

    attributes: str
    text: str

    @property
    def shared(self) -> str | None:
        """The number of the formula that several cells share."""
        return attribute(self.attributes, "si") if attribute(self.attributes, "t") == "shared" else None


@dataclass(slots=True)
class CellText:
    """One cell: the text before its tag, the tag's attributes, what is inside (None: the tag is empty)."""

    column: int
    name: str
    attributes: str
    inner: str | None
    lead: str = ""

    def __str__(self) -> str:
        head = f"{self.lead}<{self.name}{self.attributes}"
        return f"{head}/>" if self.inner is None else f"{head}>{self.inner}</{self.name}>"

    @property
    def style(self) -> int:
        """The index of the cell's look."""
        return int(attribute(self.attributes, "s") or 0)

    @property
    def kind(self) -> str:
        """How the value is typed (``n``, ``s``, ``str``, ``inlineStr``, ``b``, ``e``)."""
        return attribute(self.attributes, "t") or "n"

    @property
    def formula(self) -> FormulaText | None:
        """The formula, if it has one."""
        found = _FORMULA.search(self.inner or "")
        return None if found is None else FormulaText(found["attributes"], unescape(found["text"] or ""))

    @property
    def raw(self) -> str | None:
        """The stored value as it is written; None where there is none. Inline text is the text itself."""
        if self.kind == "inlineStr":
            return "".join(unescape(found["text"]) for found in _TEXT.finditer(self.inner or ""))
        found = _VALUE.search(self.inner or "")
        return None if found is None or found["text"] is None else unescape(found["text"])

    @property
    def empty(self) -> bool:
        """Whether the cell holds neither a value nor a formula."""
        return self.formula is None and not self.raw

    def put(self, content: Cell) -> None:
        """Take a new value in place of all it held; the look stays."""
        found = _CONTENT.fullmatch(content.xml.replace(GUARD, ""))
        if found is None:
            raise ValueError(f"no content of a cell: {content.xml}")
        self.attributes = with_attribute(self.attributes, "t", found["kind"])
        self.inner = self._prefixed(found["inner"])

    def put_style(self, style: int) -> None:
        """Take another look."""
        self.attributes = with_attribute(self.attributes, "s", str(style))

    def put_result(self, kind: str, text: str | None) -> None:
        """Give the formula a new stored value, or (None) none."""
        formula = _FORMULA.search(self.inner or "")
        if formula is None:
            raise ValueError("no formula")
        prefix = self.name.removesuffix("c")
        value = "" if text is None else f"<{prefix}v>{escape(text)}</{prefix}v>"
        self.attributes = with_attribute(self.attributes, "t", None if kind == "n" or text is None else kind)
        self.inner = formula[0] + value

    def put_formula(self, text: str, attributes: str = "") -> None:
        """Take another formula; the stored value stays until it is worked out."""
        prefix = self.name.removesuffix("c")
        new = f"<{prefix}f{attributes}>{escape(text)}</{prefix}f>"
        self.inner = _FORMULA.sub(lambda _: new, self.inner or "", count=1)

    def at(self, row: int) -> "CellText":
        """The cell as it stands in another row."""
        return replace(self, attributes=with_attribute(self.attributes, "r", f"{letter(self.column)}{row}"))

    def _prefixed(self, inner: str | None) -> str | None:
        prefix = self.name.removesuffix("c")
        return inner if inner is None or not prefix else re.sub(r"<(/?)(?=\w)", rf"<\g<1>{prefix}", inner)


@dataclass(slots=True)
class RowText:
    """One row; ``cells`` by column. ``lead`` and ``rest`` are what stands before its tag and after its last cell."""

    number: int
    name: str
    attributes: str
    cells: dict[int, CellText] = field(default_factory=dict)
    rest: str = ""
    lead: str = ""
    closed: bool = False
    """Whether it is written as one empty tag while it has no cells."""

    def __str__(self) -> str:
        inner = "".join(str(self.cells[column]) for column in sorted(self.cells)) + self.rest
        head = f"{self.lead}<{self.name}{self.attributes}"
        return f"{head}/>" if self.closed and not inner else f"{head}>{inner}</{self.name}>"

    @classmethod
    def parse(cls, number: int, name: str, attributes: str, inner: str | None, lead: str = "") -> "RowText":
        """A row from the text of its tag and what is inside."""
        row = cls(number, name, attributes, lead=lead, closed=inner is None)
        row.rest = row._read(inner or "")
        return row

    def _read(self, inner: str) -> str:
        """Take in the cells; what stands after the last one."""
        end, column = 0, -1
        cell: CellText | None = None
        for tag in TAG.finditer(inner):
            if local(tag["name"] or "") != "c":
                continue
            if tag["close"] and cell is not None:
                cell.inner = inner[end : tag.start()]
                end, cell = tag.end(), None
            elif not tag["close"]:
                reference = attribute(tag["attributes"], "r")
                column = column_of(reference.rstrip("0123456789")) if reference else column + 1
                made = CellText(column, tag["name"], tag["attributes"], None, inner[end : tag.start()])
                self.cells[column] = made
                end = tag.end()
                cell = None if tag["empty"] else made
        return inner[end:]

    def cell(self, column: int) -> CellText:
        """The cell of a column, made where there was none."""
        if column not in self.cells:
            prefix = self.name.removesuffix("row")
            place = f' r="{letter(column)}{self.number}"'
            self.cells[column] = CellText(column, f"{prefix}c", place, None)
            self._span(column)
        return self.cells[column]

    def _span(self, column: int) -> None:
        """Let the hint of which columns are used hold the new one too."""
        spans = attribute(self.attributes, "spans")
        if spans and " " not in spans:
            first, _, last = spans.partition(":")
            wider = f"{min(int(first), column + 1)}:{max(int(last), column + 1)}"
            self.attributes = with_attribute(self.attributes, "spans", wider)

    def at(self, number: int) -> "RowText":
        """The row as it stands under another number."""
        attributes = with_attribute(self.attributes, "r", str(number))
        cells = {column: cell.at(number) for column, cell in self.cells.items()}
        return RowText(number, self.name, attributes, cells, self.rest, self.lead, self.closed)
