"""What a column of a table of indicators is for: a target, what was reached, a ratio of the two, or none of these."""

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto

from app.models.target import Indicator
from app.services.importing import lexicon
from app.services.importing.figures.indicator_names import measures
from app.services.importing.figures.months import is_since_january, tells_since_january
from app.services.importing.tables.header import unit_in
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import half_width, key

_PERCENT = "%"
_SIZED = re.compile("^[十百千万亿]+")


class Role(Enum):
    """What a column is for."""

    UNIT = auto()
    TARGET = auto()
    ACTUAL = auto()
    RATIO = auto()
    DERIVED = auto()
    OTHER = auto()


def role_of(column: Column) -> Role:
    """The role a column's headings give it; the leaf speaks first, its parents where it says nothing.

    What stands under a ratio (完成率 over 累计) is one.
    """
    if any(map(_is_ratio, column.path[:-1])):
        return Role.RATIO
    for text in reversed(column.path):
        role = _said(half_width(text))
        if role is not Role.OTHER:
            return _percentage(role, column)
    leaf = column.path[-1]
    counts = key(leaf) in lexicon.words("accepted_head")  # 开工 | 竣工 | 验收 of a task: what is accepted counts
    return Role.ACTUAL if counts or is_since_january(leaf) or tells_since_january(leaf) else Role.OTHER


def _said(text: str) -> Role:
    if key(text) in {key(word) for word in lexicon.words("unit_heading")}:
        return Role.UNIT
    if key(text) in lexicon.words("indicator_label") or lexicon.has("no_figure", text):
        return Role.OTHER
    if lexicon.has("ratio", text):
        return Role.RATIO
    if lexicon.has("derived", text) or lexicon.has("other_period", text):
        return Role.DERIVED
    if lexicon.has("actual", text):
        return Role.ACTUAL
    return Role.TARGET if lexicon.has("target", text) else Role.OTHER


def _is_ratio(heading: str) -> bool:
    """Whether a heading above others names a ratio and nothing beside it: 完成率, but not 完成数及完成率."""
    text = half_width(heading)
    return _said(text) is Role.RATIO and "、" not in text and not lexicon.has("joint", text)


def _percentage(role: Role, column: Column) -> Role:
    """``完成目标的（%）`` is a ratio, though it speaks of what was reached."""
    return Role.RATIO if role is Role.ACTUAL and column.units[:1] == (_PERCENT,) else role


def was_before(column: Column) -> bool:
    """Whether a column holds what was set before it was changed."""
    return any(lexicon.begins("set_before", half_width(text)) for text in column.path)


def only(columns: Iterable[Column], role: Role) -> Column | None:
    """The one column that counts of those with a role: what has accumulated before what one period brought."""
    found = [column for column in columns if role_of(column) is role and not lexicon.has("set_change", column.text)]
    found = [column for column in found if not was_before(column)] or found
    whole = [column for column in found if lexicon.has("cumulative", column.text)]
    return next(iter(whole or found), None)


def choose_unit(indicator: Indicator, named: str | None, around: Sequence[str]) -> str | None:
    """The unit figures of an indicator stand in; None where the one that is named cannot be, or several may be.

    The headings' own unit counts first, then the unit line's: the indicator's own if it is among several (亩 for
    万亩), else the only one that measures the same (``decisions.md`` 19).
    """
    if named is not None:
        return named if measures(indicator, named) else None
    if indicator.unit in around:
        return indicator.unit
    fitting = [unit for unit in around if measures(indicator, unit)]
    own = [unit for unit in fitting if _SIZED.sub("", unit) == _SIZED.sub("", indicator.unit)]
    for units in (fitting, own):
        if len(units) == 1:
            return units[0]
    return None if fitting else indicator.unit


def unit_of(table: Table, column: Column) -> str | None:
    """The unit the headings of a column name: in brackets, or alone in a cell of the header; 个 counts as one."""
    if column.units:
        return column.units[0]
    cells = (table.cell(number, column.index) for number in range(table.bottom, table.top - 1, -1))
    return next((unit for cell in cells if (unit := unit_at_end(str(cell)))), None)


def unit_at_end(text: str) -> str | None:
    """The unit a text is, or names in brackets at its end: ``精准拆违点位（个）``, 亩."""
    said = half_width(text)
    inner = said.rpartition("(")[2].removesuffix(")") if said.endswith(")") else said
    return unit_in(inner) or (inner if inner in lexicon.words("counting") else None)
