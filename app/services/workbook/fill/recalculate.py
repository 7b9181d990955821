"""New stored values for the formulas that look at what was filled in, over any chain of them and any sheet."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Context, Decimal
from fractions import Fraction

from app.services.workbook.book import address
from app.services.workbook.cells import number_text
from app.services.workbook.fill.evaluate import Error, Result, evaluate
from app.services.workbook.fill.expression import Unknown, tree
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.references import Block, blocks_in
from app.services.workbook.fill.row_text import CellText
from app.services.workbook.fill.shared_formula import own_formulas
from app.services.workbook.fill.workbook_part import ask_for_recalculation, plain_names

_VOLATILE = ("INDIRECT(", "OFFSET(", "TODAY(", "NOW(", "RAND")
_DIGITS = Context(prec=17)
"""As many digits as a spreadsheet stores of a number."""

Place = tuple[str, int, int]
"""A cell: its sheet, row and column."""


@dataclass(slots=True)
class _Live:
    """A cell with a formula, written out where it shares another's."""

    cell: CellText
    text: str
    looks_at: tuple[Block, ...]


@dataclass(slots=True)
class _Book:
    """The formulas of a book, those to be worked out anew, and what is known of them."""

    parts: BookParts
    names: dict[str, str]
    live: dict[Place, _Live]
    stale: set[Place]
    known: dict[Place, Result] = field(default_factory=dict)
    unknown: set[Place] = field(default_factory=set)
    under_way: set[Place] = field(default_factory=set)


def recalculate(parts: BookParts, changed: Iterable[Place]) -> list[str]:
    """Give every formula that depends on the changed cells its new stored value; the cells that lost theirs.

    A formula that cannot be worked out loses its value, and the book then asks for a recalculation when it opens.
    """
    changed = set(changed)
    live = dict(_formulas(parts))
    book = _Book(parts, plain_names(parts), live, _stale(live, changed))
    for place in sorted(book.stale):
        _settle(book, place)
    if book.unknown:
        ask_for_recalculation(parts)
    return [f"{sheet}!{address(row, column)}" for sheet, row, column in sorted(book.unknown)]


def _formulas(parts: BookParts) -> Iterator[tuple[Place, _Live]]:
    for name in parts.sheet_parts:
        for row, cell, text in own_formulas(parts.sheet(name)):
            yield (name, row, cell.column), _Live(cell, text, tuple(blocks_in(text, name)))


def _stale(live: dict[Place, _Live], changed: set[Place]) -> set[Place]:
    """The formulas that look at a changed cell, or at one that is stale itself."""
    by_sheet: dict[str, set[tuple[int, int]]] = {}
    for sheet, row, column in changed:
        by_sheet.setdefault(sheet.casefold(), set()).add((row, column))
    stale: set[Place] = changed & live.keys()
    waiting = {place: one for place, one in live.items() if place not in stale}
    while True:
        found = {
            place
            for place, one in waiting.items()
            if any(_meets(block, by_sheet.get(block.sheet.casefold(), set())) for block in one.looks_at)
            or (changed and any(word in one.text.upper() for word in _VOLATILE))
        }
        if not found:
            return stale
        for sheet, row, column in found:
            by_sheet.setdefault(sheet.casefold(), set()).add((row, column))
        stale |= found
        waiting = {place: one for place, one in waiting.items() if place not in found}


def _meets(block: Block, cells: set[tuple[int, int]]) -> bool:
    if (block.bottom - block.top + 1) * (block.right - block.left + 1) <= len(cells):
        return any(cell in cells for cell in block.cells())
    return any(block.top <= row <= block.bottom and block.left <= column <= block.right for row, column in cells)


def _settle(book: _Book, place: Place) -> None:
    cell = book.live[place].cell
    try:
        kind, text = _stored(_value(book, place))
    except (Unknown, RecursionError):
        book.unknown.add(place)
        cell.put_result("n", None)
    else:
        cell.put_result(kind, text)


def _stored(value: Result) -> tuple[str, str]:
    """How a value is typed and written in a cell."""
    if isinstance(value, bool):
        return "b", "1" if value else "0"
    if isinstance(value, Error):
        return "e", str(value)
    if isinstance(value, Fraction):
        return "n", number_text(_DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)))
    return "str", value or ""


def _value(book: _Book, place: Place) -> Result:
    """A cell's value: a stale formula's worked out, any other as it is stored."""
    if place in book.known:
        return book.known[place]
    if place not in book.stale:
        return _held(book, place)
    if place in book.under_way or place in book.unknown:
        raise Unknown("a formula that looks at itself")
    book.under_way.add(place)
    try:
        live = book.live[place]
        value = evaluate(tree(live.text, place[0], book.names), lambda block: _look(book, block))
    finally:
        book.under_way.discard(place)
    book.known[place] = value
    return value


def _look(book: _Book, block: Block) -> Iterator[tuple[Result, bool]]:
    sheet = next((name for name in book.parts.sheet_parts if name.casefold() == block.sheet.casefold()), None)
    if sheet is None:
        raise Unknown(block.sheet)
    used = max(book.parts.sheet(sheet).numbers, default=0)
    for row, column in replace(block, bottom=max(block.top, min(block.bottom, used))).cells():
        place = (sheet, row, column)
        live = book.live.get(place)
        yield _value(book, place), live is not None and live.text.upper().startswith("SUBTOTAL(")


def _held(book: _Book, place: Place) -> Result:
    sheet, row, column = place
    cell = book.parts.sheet(sheet).seek(row, column)
    raw = cell.raw if cell else None
    if cell is None or raw is None:
        if cell is not None and cell.formula is not None:
            raise Unknown("a formula without a value")
        return None
    match cell.kind:
        case "n":
            return Fraction(raw)
        case "b":
            return raw == "1"
        case "e":
            return Error(raw)
    return book.parts.shown(cell)
