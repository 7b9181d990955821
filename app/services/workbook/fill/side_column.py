"""A column of words put at the right of a table in someone else's sheet: its head, its width, its filter."""

import re

from app.services.workbook.book import letter
from app.services.workbook.cells import BLANK, GUARD, text_cell
from app.services.workbook.fill.markup import TAG, attribute, local, with_attribute
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.references import block
from app.services.workbook.fill.sheet_text import SheetText
from app.services.workbook.fill.styles import Styles

_COLUMNS = re.compile(r"<(?P<name>(?:\w+:)?cols)\b[^<>]*>(?P<inner>.*?)</(?P=name)>", re.DOTALL)
_COLUMN = re.compile(r"<(?:\w+:)?col\b(?P<attributes>[^<>]*?)/>")
_FILTER = re.compile(r"<(?:\w+:)?autoFilter\b(?P<attributes>[^<>]*?)(?=/?>)")
_WIDTH = 42


def add_column(
    parts: BookParts, styles: Styles, sheet: str, head: tuple[int, str], texts: dict[int, str], last: int
) -> int:
    """Put ``head`` (row, text) and texts by row into the first free column, and a filter over the table to ``last``.

    The column takes the looks of the one beside it; one of the same head is used again. Gives its index.
    """
    text = parts.sheet(sheet)
    column = _same_column(parts, text, head)
    if column is None:
        column = _free_column(text)
    for row, said in [head, *texts.items()]:
        content = text_cell(said)
        beside = text.seek(row, column - 1)
        cell = text.put(row, column, content)
        look = styles.wrapped(beside.style if beside else 0)
        cell.put_style(styles.quoted(look) if content.xml.startswith(GUARD) else look)
    _widen(text, column)
    _filter(text, head[0], column, max([last, *texts]))
    return column


def _same_column(parts: BookParts, sheet: SheetText, head: tuple[int, str]) -> int | None:
    """The column that was put in before, its texts taken out again; None where there is none."""
    cells = sheet.row(head[0]).cells if sheet.has(head[0]) else {}
    column = next((column for column, cell in cells.items() if parts.shown(cell) == head[1]), None)
    for number in sheet.numbers if column is not None else ():
        cell = sheet.seek(number, column or 0)
        if number > head[0] and cell is not None and cell.raw:
            cell.put(BLANK)
    return column


def _free_column(sheet: SheetText) -> int:
    """The first column right of everything that is written; looks alone are not in the way."""
    filled = [column for number in sheet.numbers for column, cell in sheet.row(number).cells.items() if not cell.empty]
    merged = [area.right for area in sheet.merges if area.right < 200]
    return max([-1, *filled, *merged]) + 1


def _widen(sheet: SheetText, column: int) -> None:
    """Give the column a width one can read; a width said for several columns is said apart for those around it."""
    number = column + 1
    name = f"{sheet.prefix}col"
    ours = f'<{name} min="{number}" max="{number}" width="{_WIDTH}" customWidth="1"/>'
    found = _COLUMNS.search(sheet.head)
    if found is None:
        sheet.head += f"<{name}s>{ours}</{name}s>"
        return
    kept: list[tuple[int, str]] = [(number, ours)]
    for one in _COLUMN.finditer(found["inner"]):
        first, last = (int(attribute(one["attributes"], edge) or 0) for edge in ("min", "max"))
        for start, end in ((first, min(last, number - 1)), (max(first, number + 1), last)):
            if start <= end:
                attributes = with_attribute(with_attribute(one["attributes"], "min", str(start)), "max", str(end))
                kept.append((start, f"<{name}{attributes}/>"))
    inner = "".join(text for _, text in sorted(kept))
    start, end = found.span("inner")
    sheet.head = sheet.head[:start] + inner + sheet.head[end:]


def _filter(sheet: SheetText, head: int, column: int, last: int) -> None:
    """Let the filter of the table reach the new column, or begin one; a sheet with tables of its own has theirs."""
    found = _FILTER.search(sheet.tail)
    if found:
        area = block(attribute(found["attributes"], "ref") or "")
        if area and area.right < column:
            wider = f"{letter(area.left)}{area.top}:{letter(column)}{area.bottom}"
            start, end = found.span("attributes")
            sheet.tail = sheet.tail[:start] + with_attribute(found["attributes"], "ref", wider) + sheet.tail[end:]
        return
    if any(local(tag["name"] or "") == "tablePart" for tag in TAG.finditer(sheet.tail)):
        return
    sheet.place_in_tail(f'<{sheet.prefix}autoFilter ref="A{head}:{letter(column)}{last}"/>')
