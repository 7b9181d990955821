"""Dates spread over three columns: 拆除日期 over 年 | 月 | 日 is one date, in the first of them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app.services.importing.tables.table import Column, Table
from app.services.importing.text import compact
from app.services.workbook.book import Cell, Row

_PARTS = ("年", "月", "日")
_LEFT_OUT = ("", "/", "-", "—")


def with_whole_dates(table: Table) -> Table:
    """The table with each date in one column: as much of it as its cells give, as it would be written in one."""
    split = list(_split(table.columns))
    if not split:
        return table
    first = {parts[0].index: [part.index for part in parts] for parts in split}
    behind = {index for indexes in first.values() for index in indexes[1:]}
    columns = tuple(
        replace(one, path=one.path[:-1]) if one.index in first else one
        for one in table.columns
        if one.index not in behind
    )
    rows = list(table.sheet.rows)
    for number in table.records:
        rows[number - 1] = _joined(rows[number - 1], list(first.values()))
    return replace(table, columns=columns, sheet=replace(table.sheet, rows=rows))


def _split(columns: Sequence[Column]) -> Iterator[tuple[Column, ...]]:
    """Three columns side by side under one heading, called 年, 月 and 日."""
    for start in range(len(columns) - 2):
        parts = tuple(columns[start : start + 3])
        leaves = tuple(compact(part.path[-1]) or "".join(part.units) for part in parts)
        if leaves == _PARTS and len(parts[0].path) > 1 and len({part.path[:-1] for part in parts}) == 1:
            yield parts


def _joined(row: Row, dates: Iterable[Sequence[int]]) -> Row:
    cells = list(row)
    for indexes in dates:
        cells[indexes[0]] = _date([row[index] for index in indexes])
    return tuple(cells)


def _date(parts: Sequence[Cell]) -> Cell:
    """The parts one after the other, each with its word: 2022年5月6日; a whole date in the first stays as it is."""
    said = ["" if compact(str(part)) in _LEFT_OUT else compact(str(part)).removesuffix(".0") for part in parts]
    if not any(said[1:]):
        return parts[0]
    return "".join(part.removesuffix(word) + word for part, word in zip(said, _PARTS, strict=True) if part)
