"""Rows put into a sheet that someone else laid out: copies of a pattern, and all that lies below moves along.

Formulas of every sheet, merges, validations, conditional formats, names, print areas, tables, drawings, remarks and
charts keep pointing at what they pointed at; what ended with the pattern's last row ends with the last copy.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from app.services.workbook.fill.markup import Change, change_attributes, change_contents
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.references import Block, Insertion, block, copied
from app.services.workbook.fill.row_text import CellText, RowText
from app.services.workbook.fill.shared_formula import own_formulas
from app.services.workbook.fill.sheet_text import SheetText, written

_FORMULAS = frozenset({"formula", "formula1", "formula2", "f"})
_DRAWN = frozenset({"drawing", "vmlDrawing", "comments", "threadedComment", "table", "ctrlProp"})
_TO = re.compile(r"(<(?:\w+:)?(?P<end>from|to)>.*?<(?:\w+:)?row>)(?P<row>\d+)(</)", re.DOTALL)
_ANCHOR = re.compile(r"<(?P<name>(?:\w+:)?twoCellAnchor|(?:\w+:)?oneCellAnchor|anchor)\b.*?</(?P=name)>", re.DOTALL)
_VML_ANCHOR = re.compile(r"(<x:Anchor>)([^<]*)(</x:Anchor>)")
_VML_ROW = re.compile(r"(<x:Row>)(\s*\d+\s*)(</x:Row>)")
_CHAIN = re.compile(r"<(?:\w+:)?c\b(?P<attributes>[^<>]*?)/>")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The rows that are copied, the first and the last; ``labels`` says that their texts are copied with them."""

    top: int
    bottom: int
    labels: bool = False

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.bottom - self.top + 1


def insert_copies(
    parts: BookParts, sheet: str, pattern: Pattern, after: int, copies: int
) -> list[tuple[str, int, int]]:
    """Put so many copies of the pattern in below row ``after``; the cells of the copies that hold formulas."""
    insertion = Insertion(sheet, after, copies * pattern.height)
    for name in parts.sheet_parts:
        _shift_formulas(parts, name, insertion)
    text = parts.sheet(sheet)
    text.renumber({number: insertion.row(number) for number in text.numbers})
    _shift_tail(text, insertion, sheet)
    live = _copy_rows(text, sheet, pattern, after, copies)
    _copy_areas(text, pattern, after, copies)
    _shift_main(parts, insertion)
    _shift_related(parts, insertion)
    return live


def _shift_formulas(parts: BookParts, name: str, insertion: Insertion) -> None:
    """The formulas of one sheet; where one of them moves, those that share it are written out first."""
    sheet = parts.sheet(name)
    touched = name == insertion.sheet or insertion.sheet in parts.text(parts.sheet_parts[name])
    for _, cell, text in list(own_formulas(sheet)) if touched else ():
        formula = cell.formula
        if formula is None:
            continue
        attributes = "" if formula.shared is not None else formula.attributes
        if formula.shared is None and name == insertion.sheet:
            attributes = _array(attributes, insertion)
        moved = insertion.formula(text, name)
        if (moved, attributes) != (formula.text, formula.attributes):
            cell.put_formula(moved, attributes)


def _array(attributes: str, insertion: Insertion) -> str:
    tag = change_attributes(
        f"<f{attributes}>", {"f": {"ref": insertion.area, "r1": insertion.place, "r2": insertion.place}}
    )
    return tag[2:-1]


def _shift_tail(text: SheetText, insertion: Insertion, sheet: str) -> None:
    """What follows the rows in the sheet's part."""
    areas: dict[str, Change] = {"sqref": insertion.areas}
    area: dict[str, Change] = {"ref": insertion.area}
    text.put_merges([_grown(one, insertion) for one in text.merges]) if text.merges else None
    tail = change_attributes(
        text.tail,
        {
            "conditionalFormatting": areas,
            "dataValidation": areas,
            "protectedRange": areas,
            "ignoredError": areas,
            "autoFilter": area,
            "sortState": area,
            "sortCondition": area,
            "hyperlink": area,
        },
    )
    tail = change_contents(tail, _FORMULAS, lambda formula: insertion.formula(formula, sheet))
    tail = change_contents(tail, frozenset({"sqref"}), insertion.areas)
    tail = re.sub(
        r"<(?P<name>(?:\w+:)?rowBreaks)\b.*?</(?P=name)>",
        lambda found: _breaks(found[0], insertion),
        tail,
        flags=re.DOTALL,
    )
    text.tail = _shift_anchors(tail, insertion)


def _breaks(text: str, insertion: Insertion) -> str:
    return change_attributes(text, {"brk": {"id": lambda number: str(insertion.row(int(number)))}})


def _grown(area: Block, insertion: Insertion) -> Block:
    """A merged area afterwards: one that lies in the last row alone stays, a taller one that ends there grows."""
    end = insertion.end if area.top < area.bottom else insertion.row
    inside = area.bottom == insertion.after and area.top > insertion.after - insertion.count
    return replace(area, top=insertion.row(area.top), bottom=(insertion.row if inside else end)(area.bottom))


def _copy_rows(text: SheetText, sheet: str, pattern: Pattern, after: int, copies: int) -> list[tuple[str, int, int]]:
    live = []
    for copy in range(copies):
        for number in range(pattern.top, pattern.bottom + 1):
            new = after + copy * pattern.height + number - pattern.top + 1
            row = _copy(text.row(number), new, labels=pattern.labels)
            text.add(row)
            live += [(sheet, new, column) for column, cell in row.cells.items() if cell.formula]
    return live


def _copy(row: RowText, number: int, *, labels: bool) -> RowText:
    made = row.at(number)
    for cell in made.cells.values():
        formula = cell.formula
        if formula is not None:
            cell.put_formula(copied(formula.text, number - row.number))
            cell.put_result("n", None)
        elif not (labels and _is_label(cell)):
            cell.attributes, cell.inner = _without_value(cell)
    return made


def _is_label(cell: CellText) -> bool:
    return cell.kind in ("s", "inlineStr", "str")


def _without_value(cell: CellText) -> tuple[str, str | None]:
    made = change_attributes(f"<c{cell.attributes}>", {})[2:-1]
    return re.sub(r"\s+t\s*=\s*[\"']\w+[\"']", "", made), None


def _copy_areas(text: SheetText, pattern: Pattern, after: int, copies: int) -> None:
    """Merges, validations and formats that lie in the pattern stand in each copy too."""
    merges = text.merges
    inside = [one for one in merges if pattern.top <= one.top and one.bottom <= pattern.bottom]
    if inside:
        text.put_merges([*merges, *_copies(inside, pattern, after, copies)])

    def with_copies(areas: str) -> str:
        own = [one for one in map(block, areas.split()) if one and pattern.top <= one.top]
        short = [one for one in own if one.bottom < pattern.bottom]
        return " ".join([areas, *map(written, _copies(short, pattern, after, copies))])

    changes: dict[str, dict[str, Change]] = {
        name: {"sqref": with_copies} for name in ("conditionalFormatting", "dataValidation")
    }
    text.tail = change_attributes(text.tail, changes)


def _copies(areas: Iterable[Block], pattern: Pattern, after: int, copies: int) -> list[Block]:
    down = [after + 1 - pattern.top + copy * pattern.height for copy in range(copies)]
    return [replace(one, top=one.top + move, bottom=one.bottom + move) for move in down for one in areas]


def _shift_main(parts: BookParts, insertion: Insertion) -> None:
    """The workbook's names, print areas among them, and the order in which it is worked out."""
    text = parts.text(parts.main)
    parts.put(
        parts.main, change_contents(text, frozenset({"definedName"}), lambda formula: insertion.formula(formula, ""))
    )
    ident = parts.sheet_ids[insertion.sheet]
    for _, kind, part in parts.relations(parts.main):
        if kind == "calcChain" and parts.has(part):
            parts.put(part, _shift_chain(parts.text(part), ident, insertion))


def _shift_chain(text: str, ident: str, insertion: Insertion) -> str:
    """A cell without a sheet of its own is of the sheet of the cell before it."""
    current = ""

    def moved(found: re.Match[str]) -> str:
        nonlocal current
        own = re.search(r"\bi=\"(\d+)\"", found["attributes"])
        current = own[1] if own else current
        if current != ident:
            return found[0]
        return change_attributes(found[0], {"c": {"r": insertion.place}})

    return _CHAIN.sub(moved, text)


def _shift_related(parts: BookParts, insertion: Insertion) -> None:
    """Drawings, remarks and tables of the sheet, and the charts of the whole book that show its cells."""
    for _, kind, part in parts.relations(parts.sheet_parts[insertion.sheet]):
        if kind in _DRAWN and parts.has(part):
            parts.put(part, _SHIFTS[kind](parts.text(part), insertion))
    for part in [one for one in parts.names if re.fullmatch(r"xl/charts/chart\w*\.xml", one)]:
        moved = change_contents(parts.text(part), frozenset({"f"}), lambda formula: insertion.formula(formula, ""))
        parts.put(part, moved)


def _shift_anchors(text: str, insertion: Insertion) -> str:
    return _ANCHOR.sub(lambda found: _shift_anchor(found[0], insertion), text)


def _shift_anchor(anchor: str, insertion: Insertion) -> str:
    """Where a drawing begins and ends; rows count from 0. One that keeps its size ends as far below as it was."""
    keeps_size = 'editAs="oneCell"' in anchor or 'editAs="absolute"' in anchor
    moves = 'editAs="absolute"' not in anchor
    top = next((int(found["row"]) for found in _TO.finditer(anchor)), 0)
    down = insertion.row(top + 1) - top - 1

    def moved(found: re.Match[str]) -> str:
        row = int(found["row"])
        new = row + down if keeps_size or found["end"] == "from" else insertion.row(row + 1) - 1
        return f"{found[1]}{new if moves else row}{found[4]}"

    return _TO.sub(moved, anchor)


def _shift_vml(text: str, insertion: Insertion) -> str:
    def anchor(found: re.Match[str]) -> str:
        numbers = [one.strip() for one in found[2].split(",")]
        if len(numbers) == 8:
            down = insertion.row(int(numbers[2]) + 1) - int(numbers[2]) - 1
            numbers[2], numbers[6] = str(int(numbers[2]) + down), str(int(numbers[6]) + down)
        return found[1] + ", ".join(numbers) + found[3]

    text = _VML_ANCHOR.sub(anchor, text)
    return _VML_ROW.sub(lambda found: f"{found[1]}{insertion.row(int(found[2]) + 1) - 1}{found[3]}", text)


def _shift_remarks(text: str, insertion: Insertion) -> str:
    place: dict[str, Change] = {"ref": insertion.place}
    return change_attributes(text, {"comment": place, "threadedComment": place})


def _shift_table(text: str, insertion: Insertion) -> str:
    area: dict[str, Change] = {"ref": insertion.area}
    return change_attributes(text, {"table": area, "autoFilter": area, "sortState": area, "sortCondition": area})


def _shift_control(text: str, insertion: Insertion) -> str:
    def link(formula: str) -> str:
        return insertion.formula(formula, "")

    return change_attributes(text, {"formControlPr": {"fmlaLink": link, "fmlaRange": link}})


_SHIFTS: dict[str, Callable[[str, Insertion], str]] = {
    "drawing": _shift_anchors,
    "vmlDrawing": _shift_vml,
    "comments": _shift_remarks,
    "threadedComment": _shift_remarks,
    "table": _shift_table,
    "ctrlProp": _shift_control,
}
