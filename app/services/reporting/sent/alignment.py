"""Two frozen sheets side by side: which columns and rows belong together, and whether two cells say the same."""

from fractions import Fraction

from app.models.quantity import factor, number
from app.services.reporting.sent.frozen import FrozenColumn, FrozenLine, FrozenSheet, Text
from app.services.reporting.total import TOTAL

Key = tuple[str, bool]
"""A row: its key, and whether it is the total row."""


def common_columns(one: FrozenSheet, other: FrozenSheet) -> list[tuple[int, int]]:
    """The columns that both have, by header, or by 栏次 where the header was reworded."""
    by_path = {column.path: index for index, column in enumerate(other.columns)}
    by_number = {column.number: index for index, column in enumerate(other.columns) if column.number}
    pairs = [(left, by_path.get(column.path, by_number.get(column.number))) for left, column in enumerate(one.columns)]
    return [(left, right) for left, right in pairs if right is not None]


def rows_by_key(sheet: FrozenSheet) -> dict[Key, FrozenLine]:
    """The rows by key, the total row last; rows without a key by their place."""
    lines = enumerate(sheet.lines or ())
    found = {(line.record or line.key or f"#{place}", False): line for place, line in lines}
    if sheet.total is not None:
        found[TOTAL, True] = FrozenLine("", "", sheet.total)
    return found


def row_name(line: FrozenLine) -> str:
    """A row as a clerk finds it: its first word."""
    return next((cell for cell in line.cells if cell and number(cell) is None), line.key)


def same_cell(column: FrozenColumn, before: Text, after: Text) -> bool:
    """Whether two cells say the same; figures by their value."""
    if before == after:
        return True
    values = [number(cell) if column.numeric and cell else None for cell in (before, after)]
    return None not in values and values[0] == values[1]


def conversion(one: FrozenColumn, other: FrozenColumn) -> Fraction | None:
    """What a figure of one column is multiplied by to be in the unit of another; None where they measure two things."""
    try:
        return factor(one.unit, other.unit)
    except ValueError:
        return None


def same_amount(columns: tuple[FrozenColumn, FrozenColumn], before: Text, after: Text, times: Fraction) -> bool:
    """Whether figures in two units are of one amount, as far as both are printed."""
    values = [number(cell) if cell else None for cell in (before, after)]
    if None in values:
        return before == after
    first, second = (Fraction(value or 0) for value in values)
    steps = [Fraction(1, 10 ** (column.places or 0)) for column in columns]
    return abs(first * times - second) <= max(steps[0] * times, steps[1]) / 2
