"""Formulas that several cells share: only the first holds the text, each of the others reads it moved to its place."""

from collections.abc import Iterator

from app.services.workbook.fill.references import copied
from app.services.workbook.fill.row_text import CellText
from app.services.workbook.fill.sheet_text import SheetText


def own_formulas(sheet: SheetText) -> Iterator[tuple[int, CellText, str]]:
    """The cells that hold a formula, with their rows, and the formula as the cell would write it by itself."""
    shared: dict[str, tuple[str, int, int]] = {}
    for row, cell in sheet.with_formulas():
        formula = cell.formula
        if formula is None:
            continue
        text = formula.text
        if formula.shared is not None:
            if text:
                shared[formula.shared] = (text, row, cell.column)
            elif formula.shared in shared:
                first, top, left = shared[formula.shared]
                text = copied(first, row - top, cell.column - left)
        yield row, cell, text
