"""Formulas that were saved without a result: additions of cells are worked out, everything else is only named."""

import re
from decimal import Decimal

from app.services.workbook.book import Cell, Position, Sheet, column_of

_SUM = re.compile(r"SUM\(([^()]*)\)")
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})")
_MOST_CELLS = 10_000


def worked_out(formula: str, sheet: Sheet) -> float | int | None:
    """The value of ``=H3+I3`` or ``=SUM(H3:I3,K3)``; None for any other formula, or where a cell is no number."""
    text = formula.removeprefix("=").replace(" ", "").upper()
    total = Decimal(0)
    for term in re.split(r"\+(?![^(]*\))", text):
        inside = _SUM.fullmatch(term)
        for part in inside[1].split(",") if inside else [term]:
            value = _part(part, sheet, inside is not None)
            if value is None:
                return None
            total += value
    return float(total) if total % 1 else int(total)


def _part(part: str, sheet: Sheet, summed: bool) -> Decimal | None:
    if re.fullmatch(r"\d+(\.\d+)?", part):
        return Decimal(part)
    if found := _CELL.fullmatch(part):
        return _number(sheet, (int(found[2]), column_of(found[1])), summed)
    found = _RANGE.fullmatch(part)
    if not (found and summed):
        return None
    rows = range(int(found[2]), int(found[4]) + 1)
    columns = range(column_of(found[1]), column_of(found[3]) + 1)
    if len(rows) * len(columns) > _MOST_CELLS:
        return None
    values = [_number(sheet, (row, column), True) for row in rows for column in columns]
    return None if None in values else sum((value for value in values if value is not None), Decimal(0))


def _number(sheet: Sheet, position: Position, summed: bool) -> Decimal | None:
    """A cell as a number: blank is 0 in a sum as in an addition; text stops an addition, and a sum passes over it."""
    mark = sheet.marks.get(position)
    if mark and (mark.formula or mark.error):
        return None
    cell: Cell = sheet.cell(*position)
    if cell == "":
        return Decimal(0)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell))
    return Decimal(0) if summed and isinstance(cell, str) else None
