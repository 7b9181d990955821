"""Numbers that only count a list's rows, whatever their column is called: 编号 over 1, 2, 3 tells no project."""

from collections.abc import Sequence
from itertools import pairwise

from app.services.importing.text import compact
from app.services.workbook.book import Cell

_FEWEST, _MOSTLY, _MOST_DIGITS = 2, 0.8, 5


def counts_rows(cells: Sequence[Cell]) -> bool:
    """Whether the cells of a column count its rows from 1, beginning anew with each group; a few may be missing."""
    numbers = [number for cell in cells if (number := _number(cell)) is not None]
    if len(numbers) < _FEWEST or len(numbers) < len([cell for cell in cells if cell not in ("", None)]):
        return False
    onward = sum(after in (before + 1, 1) for before, after in pairwise(numbers))
    return numbers[0] == 1 and onward >= _MOSTLY * (len(numbers) - 1)


def _number(cell: Cell) -> int | None:
    said = compact(str(cell)).removesuffix(".0")
    return int(said) if said.isascii() and said.isdigit() and len(said) <= _MOST_DIGITS else None
