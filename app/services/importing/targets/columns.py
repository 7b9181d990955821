"""Which indicator a column of targets is for, and in which unit; where regions stand across, which region."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.models.target import Indicator
from app.services.importing import lexicon
from app.services.importing.clean.number import as_figure
from app.services.importing.figures.column import Role, choose_unit, role_of, unit_of, was_before
from app.services.importing.figures.indicator_names import Hit
from app.services.importing.figures.layout import Names, about, is_sum
from app.services.importing.figures.months import is_of_part
from app.services.importing.figures.table import FigureTable, is_unit
from app.services.importing.mapping.map import Unmapped
from app.services.importing.mapping.years import is_year, of_another_year, without_years
from app.services.importing.regions import Region
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import figure, half_width, key
from app.services.workbook.book import Cell

_SAYS_NO_MORE = ("generic", "whole_year", "set_before", "set_after")
_SERIAL = "序号由程序编排，不导入"
_SET_BEFORE = "是调整前的任务，按调整后的导入"
_NO_RESULT = "只有原任务和调整数，没有调整后的任务，请在表里补上一列再导入"
_SAYS_ONLY_TASK = ("target", "indicator_prefix", "indicator_suffix", "whole_year", "set_before", "set_after", "level")
_LONGEST_REST = 4
_PARTS = "其中"
_PART = "是“{}”的一部分，按合起来的导入"
_NOT_TARGETS = {
    Role.ACTUAL: "完成数不从任务表导入",
    Role.RATIO: "由程序按台账计算，不导入",
    Role.DERIVED: "由程序按台账计算，不导入",
}


@dataclass(frozen=True, slots=True)
class IndicatorColumn:
    """A column of one indicator's targets in ``unit``."""

    column: Column
    indicator: Indicator
    unit: str
    confidence: float


@dataclass(frozen=True, slots=True)
class RegionColumn:
    """A column of one region's targets; ``region`` is None where it holds the sums of the others."""

    column: Column
    region: Region | None


def indicator_columns(found: FigureTable, names: Names, year: int) -> tuple[list[IndicatorColumn], list[Unmapped]]:
    """The columns that are indicators, and those that are none with the reason; ``year`` is the table's."""
    mapped: list[IndicatorColumn] = []
    unmapped: list[Unmapped] = []
    around = found.units
    beside = [column for column in found.table.columns if column.index != found.label]
    elsewhen = of_another_year(beside, found.table.title, year)
    for column in beside:
        why = elsewhen.get(column.index)
        one = Unmapped(column, why) if why else _indicator_column(found, column, names, around)
        if isinstance(one, Unmapped):
            unmapped.append(one)
        else:
            mapped.append(one)
    mapped, parts = _whole(found.table, mapped)
    return _in_force(mapped, [*unmapped, *parts], found.table.columns)


def _whole(table: Table, mapped: list[IndicatorColumn]) -> tuple[list[IndicatorColumn], list[Unmapped]]:
    """Of an indicator whose parts stand beside their sum (上年结转 | 本年新增 | 合计, 其中…) only the sum."""
    parts: dict[int, Column] = {}
    for code in {one.indicator.code for one in mapped}:
        same = [one for one in mapped if one.indicator.code == code]
        named = [one for one in same if one.column.path[-1].startswith(_PARTS)]
        if len(same) - len(named) == 1:
            whole = next(one for one in same if one not in named)
            parts |= {one.column.index: whole.column for one in named}
            continue
        for whole in same if len(same) > 2 else ():
            others = [one for one in same if one is not whole]
            if len({one.unit for one in same}) == 1 and _is_sum_of(table, whole, others):
                parts |= {one.column.index: whole.column for one in others}
                break
    left = [one for one in mapped if one.column.index in parts]
    unmapped = [Unmapped(one.column, _PART.format(parts[one.column.index].text)) for one in left]
    return [one for one in mapped if one not in left], unmapped


def _is_sum_of(table: Table, whole: IndicatorColumn, parts: Sequence[IndicatorColumn]) -> bool:
    """Whether a column is the sum of others in every row that has a figure, and in two rows at least."""
    rows = [[_figure(table.cell(number, one.column.index)) for one in (whole, *parts)] for number in table.records]
    told = [row for row in rows if any(row)]
    return len(told) > 1 and all(row[0] == sum(row[1:]) for row in told)


def _figure(cell: Cell) -> Decimal:
    """The number in a cell, 0 where there is none."""
    return as_figure(figure(str(cell))) or Decimal(0)


def _in_force(
    mapped: list[IndicatorColumn], unmapped: list[Unmapped], columns: Sequence[Column]
) -> tuple[list[IndicatorColumn], list[Unmapped]]:
    """Of what an indicator was set to before and is set to now only the latter counts (原任务, 调整后任务).

    Where the table has only what was set before and the change, neither is what is in force.
    """
    changed = any(lexicon.has("set_change", column.path[-1]) for column in columns)
    now = {one.indicator.code for one in mapped if not was_before(one.column)}
    old = [one for one in mapped if was_before(one.column) and (changed or one.indicator.code in now)]
    left = [Unmapped(one.column, _SET_BEFORE if one.indicator.code in now else _NO_RESULT) for one in old]
    return [one for one in mapped if one not in old], [*unmapped, *left]


def _indicator_column(
    found: FigureTable, column: Column, names: Names, around: Sequence[str]
) -> IndicatorColumn | Unmapped:
    if _is_serial(column):
        return Unmapped(column, _SERIAL)
    column = _bare(column)
    if lexicon.has("set_change", column.path[-1]):
        return Unmapped(column, "是任务的调整数，按调整后的任务导入")
    role, hit = role_of(column), names.indicators.known(half_width(column.path[-1]))
    why = _NOT_TARGETS.get(role) if hit is None else None
    why = why or _other_time(column, names)
    no_figure = hit is None and lexicon.has("no_figure", half_width(column.path[-1]))
    why = why or ("不是任务数，不导入" if no_figure else "")
    hit = hit or (None if why else _by_path(found, column, names, role))
    if why or hit is None:
        return Unmapped(column, why or "不是本年度的指标")
    if role is not Role.TARGET and (not found.of_tasks or _of_a_step(column, names)):
        return Unmapped(column, "没有写明是任务数，不导入")
    named = unit_of(found.table, column)
    unit = choose_unit(hit.indicator, named, around)
    if unit is None:
        why = f"表头的单位“{named}”与“{hit.indicator.name}”不是一类量" if named else "单位有几个，分不清用哪一个"
        return Unmapped(column, why)
    return IndicatorColumn(column, hit.indicator, unit, hit.confidence)


def _above(column: Column, names: Names) -> list[str]:
    """The headings above a leaf that are no indicator's name."""
    return [text for text in map(half_width, column.path[:-1]) if names.indicators.known(text) is None]


def _of_a_step(column: Column, names: Names) -> bool:
    """Whether the headings above a leaf speak of a step on the way (立项, 验收)."""
    return bool(lexicon.steps_in("".join(_above(column, names))))


def _other_time(column: Column, names: Names) -> str:
    """Why the headings of a column say it is no target of the whole year; empty where they do not."""
    if is_of_part(column):
        return f"“{column.text}”不是全年的任务，不导入"
    above = _above(column, names)
    reached = any(lexicon.has(sort, text) for sort in ("actual", "other_period") for text in above)
    return _NOT_TARGETS[Role.ACTUAL] if reached and not any(lexicon.has("target", text) for text in above) else ""


def _bare(column: Column) -> Column:
    """A column by its headings alone, without a unit or a year that stands in a row of its own below or above them."""
    path = tuple(text for text in column.path if not is_unit(text) and not is_year(text))
    return replace(column, path=path) if path else column


def _by_path(found: FigureTable, column: Column, names: Names, role: Role) -> Hit | None:
    """An indicator named by a leaf with its parents, by the parents of a leaf that says nothing, or by the title."""
    leaf = column.path[-1]
    for depth in range(len(column.path) - 1):
        hit = names.indicators.known("".join(column.path[depth:]))
        if hit:
            return hit
    bare = {key(word) for sort in _SAYS_NO_MORE for word in lexicon.words(sort)}
    says_nothing = role is Role.TARGET or key(leaf) in bare or is_year(leaf)
    if not says_nothing:
        return names.indicators.find(leaf) or _done_of_parent(column, names)
    for parent in reversed(column.path[:-1]):
        hit = names.indicators.find(parent)
        if hit:
            return hit
    hit = names.indicators.find(leaf)
    return hit or (about(found.table.title, names) if len(column.path) == 1 and not _says_more(leaf) else None)


def _says_more(leaf: str) -> bool:
    """Whether a heading says more than that it is a task, so that the title does not tell of what: 两违治理拆除任务."""
    said = key("".join(without_years((leaf,)))) if not is_year(leaf) else ""
    for sort in _SAYS_ONLY_TASK:
        for word in sorted(lexicon.words(sort), key=len, reverse=True):
            said = said.replace(key(word), "")
    return lexicon.has("deed", said) or len(said) > _LONGEST_REST


def _done_of_parent(column: Column, names: Names) -> Hit | None:
    """The indicator that stands over what is done for it: 违建拆除 over 拆除面积."""
    if not lexicon.has("deed", half_width(column.path[-1])):
        return None
    return next((hit for text in reversed(column.path[:-1]) if (hit := names.indicators.known(text))), None)


def _is_serial(column: Column) -> bool:
    return key(half_width(column.path[-1])) in {key(word) for word in lexicon.words("ordinal_header")}


def region_columns(found: FigureTable, names: Names) -> tuple[list[RegionColumn], list[Unmapped]]:
    """The columns that are regions or their sums, and those that are neither; the label and unit columns aside."""
    mapped: list[RegionColumn] = []
    unmapped: list[Unmapped] = []
    for column in found.table.columns:
        if column.index == found.label or role_of(column) is Role.UNIT:
            continue
        one = _region_column(column, names)
        if isinstance(one, Unmapped):
            unmapped.append(one)
        else:
            mapped.append(one)
    return mapped, unmapped


def _region_column(column: Column, names: Names) -> RegionColumn | Unmapped:
    if _is_serial(column):
        return Unmapped(column, _SERIAL)
    region = next((found for text in reversed(column.path) if (found := names.region(text))), None)
    role = role_of(column)
    if region is None and any(_is_sum(text) for text in column.path) and role not in _NOT_TARGETS:
        return RegionColumn(column, None)
    if role in _NOT_TARGETS:
        return Unmapped(column, _NOT_TARGETS[role])
    if region is not None:
        return RegionColumn(column, region)
    if role is Role.TARGET and column.index > 0:
        return RegionColumn(column, names.regions.own)
    no_figure = lexicon.has("no_figure", half_width(column.path[-1]))
    return Unmapped(column, "不是任务数，不导入" if no_figure else "不是本单位的镇（街道）")


def _is_sum(text: str) -> bool:
    """A heading of sums: 合计, 全县任务."""
    said = half_width(text)
    return is_sum(said) or any(said.startswith(word) for word in lexicon.words("total"))
