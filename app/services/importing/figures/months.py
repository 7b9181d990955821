"""Months across a table, 1月 … 12月: where they accumulate, the last that is filled tells what was reached."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.services.importing import lexicon
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import half_width, key

_MONTH = re.compile(r"(?:20\d\d年)?(?P<since>1[-至到~—])?(?P<month>\d{1,2})月(?:份|底|末)?(?:累计)?(?:完成)?(?:数|量)?")

_PART = re.compile(r"(?<![\d\-至到~—])(?:1[0-2]|[2-9])月份?(?!底|末|\d)|(?<![\d前\-至到~—三])第?[二三四2-4]季度")
"""A month or quarter by itself; the first of the year is as much as the year so far."""


_SO_FAR = re.compile(r"(?<!\d)1月?[-至到~—](?:1[01]|[2-9])月")


@dataclass(frozen=True, slots=True)
class Month:
    """A column of one month; ``accumulates`` where its figures are counted from the year's beginning."""

    number: int
    column: Column
    accumulates: bool


def is_month(text: str) -> bool:
    """Whether a heading names a month, or the months up to one."""
    found = _MONTH.fullmatch(half_width(text))
    return found is not None and 1 <= int(found["month"]) <= 12


def is_since_january(text: str) -> bool:
    """Whether a heading names the months from the year's beginning up to one: 1-5月."""
    found = _MONTH.fullmatch(half_width(text))
    return is_month(text) and bool(found and found["since"])


def tells_since_january(text: str) -> bool:
    """Whether a heading says what was done from the year's beginning up to a month: 1-9月拆除."""
    said = half_width(text)
    found = _SO_FAR.match(said)
    return bool(found) and lexicon.has("deed", said[found.end() :]) if found else False


def is_part_of_year(column: Column) -> bool:
    """Whether the headings of a column name one month or quarter alone: 7月完成, but not 1-7月完成 or 截至7月."""
    text = half_width(column.text)
    return bool(_PART.search(text)) and not any(lexicon.has(sort, text) for sort in ("running", "as_of"))


def is_of_part(column: Column) -> bool:
    """Whether the headings of a column name the year only up to some month or quarter: 1-6月 | 目标, 上半年任务."""
    text = half_width(column.text)
    if lexicon.has("year_long", half_width(column.path[-1])):
        return False
    return bool(_SO_FAR.search(text)) or lexicon.has("part_of_year", text)


def months(columns: Iterable[Column]) -> Iterator[Month]:
    """The columns of months, in their order; under a month the column of what has accumulated by then (4月 | 累计)."""
    for column in columns:
        if any(map(_is_aimed, column.path[:-1])):
            continue
        leaf = half_width(column.path[-1])
        running = key(leaf) in lexicon.words("running_head")
        said = (half_width(text) for text in (column.path if running else column.path[-1:]))
        found = next((one for text in said if (one := _MONTH.fullmatch(text)) and 1 <= int(one["month"]) <= 12), None)
        if found:
            accumulates = bool(found["since"]) or lexicon.has("running", column.text)
            yield Month(int(found["month"]), column, accumulates)


def _is_aimed(heading: str) -> bool:
    """Whether what stands under a heading is aimed at, not reached: 任务 over 1-10月."""
    said = half_width(heading)
    return lexicon.has("target", said) and not lexicon.has("actual", said)


def latest(table: Table) -> Month | None:
    """The last month with a figure, where the months accumulate; None where that is not said."""
    said = lexicon.has("running", table.title + "".join(table.notices))
    filled = [one for one in months(table.columns) if _is_filled(table, one.column)]
    if len(filled) < 2:
        return None
    last = max(filled, key=lambda one: one.number)
    return last if said or last.accumulates else None


def _is_filled(table: Table, column: Column) -> bool:
    cells = (str(table.cell(row, column.index)) for row in table.records)
    return any(cell and half_width(cell) not in lexicon.nothing() for cell in cells)
