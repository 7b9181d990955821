"""A sheet part as text: what stands before the rows, the rows, and what follows them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from app.services.workbook.book import Position, letter
from app.services.workbook.cells import Cell
from app.services.workbook.fill.markup import attribute, local, prefix_of, with_attribute
from app.services.workbook.fill.references import Block, block
from app.services.workbook.fill.row_text import CellText, RowText

_DATA = re.compile(r"<(?P<name>(?:\w+:)?sheetData)\b[^<>]*?(?:/>|>(?P<rows>.*?)</(?P=name)\s*>)", re.DOTALL)
_ROW = re.compile(
    r"<(?P<name>(?:\w+:)?row)\b(?P<attributes>[^<>]*?)(?:/>|>(?P<inner>.*?)</(?P=name)\s*>)",
    re.DOTALL,
)
_DIMENSION = re.compile(r"<(?:\w+:)?dimension\b(?P<attributes>[^<>]*?)/>")
_MERGE = re.compile(r"<(?:\w+:)?mergeCell\b(?P<attributes>[^<>]*?)(?:/>|>\s*</(?:\w+:)?mergeCell>)")
_MERGES = re.compile(r"<(?P<name>(?:\w+:)?mergeCells)\b[^<>]*?(?:/>|>.*?</(?P=name)\s*>)", re.DOTALL)
_BELOW_ROWS = (
    *("sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate"),
    *("customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks"),
    *("printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties"),
    *("cellWatches", "ignoredErrors", "smartTags", "drawing", "legacyDrawing"),
)
"""What stands below a sheet's rows, in the one order allowed (ECMA-376, CT_Worksheet), as far as we add to it."""
_TOP_LEVEL = re.compile(r"<(?P<name>[\w:]+)\b[^<>]*?(?:/>|>.*?</(?P=name)\s*>)", re.DOTALL)


@dataclass(slots=True)
class _Slot:
    """A row as it was written, taken apart only when someone asks for it."""

    number: int
    found: re.Match[str] | None
    lead: str
    row: RowText | None = None

    def __str__(self) -> str:
        return self.lead + self.found[0] if self.row is None and self.found else str(self.row)

    def opened(self) -> RowText:
        """The row taken apart."""
        if self.row is None:
            if self.found is None:
                raise ValueError("a row without text")
            found = self.found
            self.row = RowText.parse(self.number, found["name"], found["attributes"], found["inner"], self.lead)
        return self.row


class SheetText:
    """The rows of a sheet part; ``head`` and ``tail`` are the text around them."""

    def __init__(self, content: str) -> None:
        found = _DATA.search(content)
        if found is None:
            raise ValueError("a sheet without sheetData")
        self.prefix = prefix_of(found["name"])
        inner = found["rows"] or ""
        self._slots: dict[int, _Slot] = {}
        self._rest = self._read(inner)
        self.head = content[: found.start()]
        self.tail = content[found.end() :]
        self._used = _used_in(self.head)
        self._empty = found["rows"] is None
        self._opening = content[found.start() : found.start("rows")] if not self._empty else f"<{found['name']}>"
        self._whole = found[0]
        self._closing = f"</{found['name']}>" if self._empty else content[found.end("rows") : found.end()]

    def _read(self, inner: str) -> str:
        end = number = 0
        for found in _ROW.finditer(inner):
            number = int(attribute(found["attributes"], "r") or number + 1)
            self._slots[number] = _Slot(number, found, inner[end : found.start()])
            end = found.end()
        return inner[end:]

    def __str__(self) -> str:
        if not self._slots:
            return f"{self._headed}{self._whole}{self.tail}"
        rows = "".join(str(self._slots[number]) for number in sorted(self._slots))
        return f"{self._headed}{self._opening}{rows}{self._rest}{self._closing}{self.tail}"

    @property
    def numbers(self) -> list[int]:
        """The numbers of the rows that are written."""
        return sorted(self._slots)

    def has(self, number: int) -> bool:
        """Whether a row is written."""
        return number in self._slots

    def row(self, number: int) -> RowText:
        """A row, made where there was none."""
        if number not in self._slots:
            made = RowText(number, f"{self.prefix}row", f' r="{number}"')
            self._slots[number] = _Slot(number, None, "", made)
        return self._slots[number].opened()

    def seek(self, number: int, column: int) -> CellText | None:
        """A cell where it is written."""
        return self.row(number).cells.get(column) if number in self._slots else None

    def with_formulas(self) -> Iterator[tuple[int, CellText]]:
        """The cells that hold a formula, with their rows; a row without any is not taken apart."""
        for number in self.numbers:
            slot = self._slots[number]
            text = slot.found[0] if slot.row is None and slot.found else ""
            if slot.row is not None or "<f" in text or ":f" in text:
                for cell in list(slot.opened().cells.values()):
                    if cell.formula is not None:
                        yield number, cell

    def put(self, number: int, column: int, content: Cell) -> CellText:
        """Give a cell a value; its look stays, and the used range holds it."""
        cell = self.row(number).cell(column)
        cell.put(content)
        self._reach(number, column)
        return cell

    def place(self, number: int, column: int) -> Position:
        """Where a cell stands: here, where it is asked for."""
        return number, column

    def _reach(self, number: int, column: int) -> None:
        """Let the used range hold a cell."""
        used = self._used
        if used is None or (used.top <= number <= used.bottom and used.left <= column <= used.right):
            return
        self._used = replace(
            used,
            top=min(used.top, number),
            left=min(used.left, column),
            bottom=max(used.bottom, number),
            right=max(used.right, column),
        )

    @property
    def _headed(self) -> str:
        """The text before the rows, with the used range as it has become."""
        found = _DIMENSION.search(self.head)
        if found is None or self._used is None or self._used == _used_in(self.head):
            return self.head
        start, end = found.span("attributes")
        attributes = with_attribute(found["attributes"], "ref", written(self._used))
        return self.head[:start] + attributes + self.head[end:]

    def renumber(self, moved: dict[int, int]) -> None:
        """Give rows other numbers; none may meet another."""
        slots = self._slots
        self._slots = {}
        for number, slot in slots.items():
            new = moved.get(number, number)
            same = new == number
            self._slots[new] = slot if same else _Slot(new, None, slot.lead, slot.opened().at(new))

    def add(self, row: RowText) -> None:
        """Put in a row under a number that is free."""
        self._slots[row.number] = _Slot(row.number, None, "", row)
        for column in row.cells:
            self._reach(row.number, column)

    @property
    def merges(self) -> list[Block]:
        """The merged areas."""
        areas = (block(attribute(found["attributes"], "ref") or "") for found in _MERGE.finditer(self.tail))
        return [area for area in areas if area]

    def put_merges(self, areas: list[Block]) -> None:
        """Have these merged areas and no others."""
        merge = "".join(f'<{self.prefix}mergeCell ref="{written(area)}"/>' for area in areas)
        name = f"{self.prefix}mergeCells"
        text = f'<{name} count="{len(areas)}">{merge}</{name}>' if areas else ""
        if _MERGES.search(self.tail):
            self.tail = _MERGES.sub(lambda _: text, self.tail, count=1)
        elif text:
            self.place_in_tail(text)

    def place_in_tail(self, text: str) -> None:
        """Put an element, one that stands below the rows, where a sheet's order wants it."""
        (own,) = (local(found["name"]) for found in _TOP_LEVEL.finditer(text))
        before = _BELOW_ROWS[: _BELOW_ROWS.index(own)]
        at = 0
        for found in _TOP_LEVEL.finditer(self.tail):
            if local(found["name"]) not in before:
                break
            at = found.end()
        self.tail = self.tail[:at] + text + self.tail[at:]


def _used_in(head: str) -> Block | None:
    found = _DIMENSION.search(head)
    return block(attribute(found["attributes"], "ref") or "") if found else None


def written(area: Block) -> str:
    """An area as a sheet part writes it."""
    first, last = f"{letter(area.left)}{area.top}", f"{letter(area.right)}{area.bottom}"
    return first if first == last else f"{first}:{last}"
