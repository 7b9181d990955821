"""Numbers that only count a list's rows, whatever their column is called: 编号 over 1, 2, 3 tells no project."""

from collections.abc import Iterable
from itertools import pairwise

from app.services.importing.text import compact
from app.services.workbook.book import Cell

_FEWEST, _MOSTLY, _MOST_DIGITS = 2, 0.8, 5


def counts_rows(cells: Iterable[Cell]) -> bool:
    """Whether the cells of a column count its rows from 1, beginning anew with each group; a few may be missing."""
    numbers: list[int] = []
    for cell in cells:
        number = _number(cell)
        if number is not None:
            numbers.append(number)
        elif cell not in ("", None):  # most columns of codes are told by their first cell
            return False
    if len(numbers) < _FEWEST:
        return False
    onward = sum(after in (before + 1, 1) for before, after in pairwise(numbers))
    return numbers[0] == 1 and onward >= _MOSTLY * (len(numbers) - 1)


def _number(cell: Cell) -> int | None:
    said = compact(str(cell)).removesuffix(".0")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS else None
