"""主要指标完成情况: what is aimed at and what was reached, indicator by indicator, or town by town of one indicator.

``domain.md`` C2 R8, D45.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction

from app.models.target import Indicator
from app.services.importing import lexicon
from app.services.importing.doubting.ratio import stale
from app.services.importing.doubting.totals import Total
from app.services.importing.figures import totals as figure_totals
from app.services.importing.figures.cell import shown
from app.services.importing.figures.column import Role, choose_unit, only, role_of, unit_at_end, unit_of
from app.services.importing.figures.context import Context, Read, beyond, read, read_aim
from app.services.importing.figures.indicator_names import Hit, factor, is_part, measures
from app.services.importing.figures.layout import is_summed
from app.services.importing.figures.months import is_month, is_of_part, is_part_of_year, latest
from app.services.importing.figures.plan import FigureColumn, FigurePlan, FigureRow, Put, at, gathered, of_row
from app.services.importing.figures.progress_columns import figures_of
from app.services.importing.figures.reached import Reached, reached, state_in
from app.services.importing.figures.table import FigureTable
from app.services.importing.issue import Code, Issue, Problem, Severity
from app.services.importing.mapping.map import Unmapped
from app.services.importing.mapping.years import of_another_year
from app.services.importing.planning.row_plan import Action
from app.services.importing.regions import Region
from app.services.importing.tables.surroundings import units_around
from app.services.importing.tables.table import Column
from app.services.importing.targets.columns import IndicatorColumn
from app.services.importing.targets.paper import Paper
from app.services.importing.targets.plan import settle
from app.services.importing.text import compact, half_width, key
from app.services.indicators import MILESTONE, exact

_SURE = 0.9


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a list of indicators that are read."""

    unit: Column | None
    target: Column | None
    actual: Column | None
    ratio: Column | None

    def roles(self) -> Iterator[tuple[str, Column]]:
        """What is read as what; a ratio is only compared."""
        for name, column in (("unit", self.unit), ("target", self.target), ("actual", self.actual)):
            if column is not None:
                yield name, column


@dataclass(slots=True)
class _Planner:
    """What all rows of one table are planned with; ``met`` are the indicators read so far."""

    found: FigureTable
    context: Context
    columns: _Columns
    region: Region
    reached: Mapping[str, Reached]
    around: tuple[str, ...]
    met: set[str] = field(default_factory=set)
    undated: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Row:
    """What is gathered from one row."""

    number: int
    indicator: Indicator
    reached: Reached
    unit: str
    values: dict[str, str]
    issues: list[Issue] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)
    changes: dict[str, tuple[str | None, str]] = field(default_factory=dict)


def plan_indicators(found: FigureTable, context: Context) -> FigurePlan:
    """The plan of a list of indicators, or of the regions of one; nothing is written."""
    table = found.table
    beside = [column for column in table.columns if column.index not in (found.label, found.place)]
    earlier = of_another_year(beside, table.title, context.document.year)
    if found.by_region:
        context = context.among(found.region_label(number) for number in table.records)
    columns = _columns(found, [one for one in beside if one.index not in earlier], context)
    spoken = [table.title, *(text for text in table.notices if lexicon.has("meta", text))]
    region = found.region or context.regions.spoken_of(spoken)
    around = units_around(table)
    known = reached(context, [region, *_regions(found, context)])
    planner = _Planner(found, context, columns, region, known, around)
    rows = _without_doubles([_row(planner, number) for number in table.records])
    read_as = {column.index: name for name, column in columns.roles()}
    heads = [FigureColumn(one, read_as[one.index], unit_of(table, one)) for one in beside if one.index in read_as]
    naming = {found.place: "region", found.label: "region" if found.subject else "indicator"}
    labels = [FigureColumn(column, naming[column.index]) for column in table.columns if column.index in naming]
    totals = _totals(planner)
    figure_totals.say(rows, totals)
    return FigurePlan(
        table=table,
        kind="indicators",
        columns=tuple(sorted([*labels, *heads], key=lambda one: one.column.index)),
        unmapped=tuple(
            Unmapped(one, earlier.get(one.index) or _reason(one)) for one in beside if one.index not in read_as
        ),
        unit_line="、".join(around) or None,
        rows=tuple(rows),
        totals=tuple(totals),
        undated=tuple(sorted(planner.undated)),
    )


def _columns(found: FigureTable, beside: Sequence[Column], context: Context) -> _Columns:
    """The columns that are read; where months stand across, the last one is what was reached."""
    month, roles = latest(found.table), (Role.TARGET, Role.ACTUAL)
    beside = [one for one in beside if not is_part_of_year(one) or role_of(one) not in roles]
    beside = [one for one in beside if not is_of_part(one) or role_of(one) is not Role.TARGET]
    if found.region is not None:
        beside = [one for one in beside if not is_summed(one)]
    if found.subject is None:
        target, actual = (only(beside, role) for role in roles)
    else:
        names = context.names.indicators
        target, actual = (figures_of(found.table, beside, role, found.subject, names) for role in roles)
    return _Columns(only(beside, Role.UNIT), target, month.column if month else actual, only(beside, Role.RATIO))


def _regions(found: FigureTable, context: Context) -> list[Region]:
    """The regions of ours that the rows of a table by region are about."""
    named = (context.regions.find(found.region_label(number)) for number in found.table.records)
    return [one for one in named if one and one.ours]


def _totals(planner: _Planner) -> list[Total]:
    """The sums of a table by region against what they sum."""
    hit, columns = planner.found.subject, (planner.columns.target, planner.columns.actual)
    if hit is None:
        return []
    table, around = planner.found.table, planner.around
    mapped = [
        IndicatorColumn(one, hit.indicator, unit, hit.confidence)
        for one in columns
        if one and (unit := choose_unit(hit.indicator, unit_of(table, one), around))
    ]
    return figure_totals.totals_below(planner.found, mapped, planner.context.regions)


def _reason(column: Column) -> str:
    if key(half_width(column.path[-1])) in {key(word) for word in lexicon.words("ordinal_header")}:
        return "序号由程序编排，不导入"
    if role_of(column) in (Role.RATIO, Role.DERIVED):
        return "由程序按台账计算，不导入"
    if role_of(column) is Role.TARGET and is_of_part(column):
        return "不是全年的目标，不导入"
    if is_month(column.path[-1]) or is_part_of_year(column):
        return "逐月的数：写明是累计数时取最后一个月，否则不导入"
    return "合计由程序相加，不导入" if is_summed(column) else "没有对应的指标栏目"


def _row(planner: _Planner, number: int) -> FigureRow:
    label = planner.found.named(number)
    subject, where = planner.found.subject, planner.found.region_label(number)
    hit = subject or planner.context.names.indicators.find(label)
    by_row = subject is not None or planner.found.place is not None
    region = planner.context.regions.find(where) if by_row else planner.region
    if hit is None:
        return _rejected(planner, number, Code.UNKNOWN_CHOICE, f"“{compact(label)}”不是本年度的指标，没有导入")
    if region is None:
        text = f"“{where}”不是本单位的镇（街道），没有导入" if where else "这一行没有写明镇（街道），没有导入"
        return _rejected(planner, number, Code.UNKNOWN_REGION, text)
    if not region.ours:
        return _rejected(planner, number, Code.UNKNOWN_REGION, f"这张表是{region.name}的，不属于本单位，没有导入")
    unit = _unit(planner, number, hit.indicator)
    if unit is None:
        text = f"写的单位与“{hit.indicator.name}”不是一类量，没有导入"
        return _rejected(planner, number, Code.AMBIGUOUS, text)
    values = {"indicator": hit.indicator.code} | ({"region": region.code} if planner.found.by_region else {})
    row = _Row(number, hit.indicator, planner.reached[region.code], unit, values)
    row.issues += [] if subject else _doubts(planner, number, label, hit)
    _take_target(planner, row)
    _take_actual(planner, row)
    row.values["unit"] = unit
    _compare_ratio(planner, row)
    planner.met.add(row.indicator.code)
    return FigureRow(row.number, gathered(row.puts), row.values, (), row.changes, row.issues, tuple(row.puts))


def _rejected(planner: _Planner, number: int, code: Code, text: str) -> FigureRow:
    label = planner.found.named(number)
    issue = at(number, planner.found.label, Problem(code, Severity.ERROR, text), "indicator", label)
    return FigureRow(number, Action.REJECT, {}, (), {}, [issue], ())


def _without_doubles(rows: Sequence[FigureRow]) -> list[FigureRow]:
    """The rows, those of an indicator that comes twice turned into conflicts: none of them is chosen silently."""
    numbers: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        if "indicator" in row.values:
            numbers.setdefault(_of(row), []).append(row.row)
    return [_doubled(row, numbers.get(_of(row), [])) for row in rows]


def _of(row: FigureRow) -> tuple[str, str]:
    return row.values.get("indicator", ""), row.values.get("region", "")


def _doubled(row: FigureRow, numbers: Sequence[int]) -> FigureRow:
    others = [number for number in numbers if number != row.row]
    if not others:
        return row
    what = "镇（街道）的同一个指标" if "region" in row.values else "指标"
    text = f"第 {'、'.join(map(str, others))} 行是同一个{what}，请核对用哪一行"
    issue = of_row(Code.DUPLICATE, Severity.ERROR, text)
    return replace(row, action=Action.CONFLICT, issues=[*row.issues, issue], puts=())


def _doubts(planner: _Planner, number: int, label: str, hit: Hit) -> Iterator[Issue]:
    """A name known by likeness only, and a part that stands below another whole than its own (``domain.md`` D32)."""
    name, index = hit.indicator.name, planner.found.label
    if hit.confidence < _SURE:
        text = f"“{compact(label)}”按“{name}”理解，请核对"
        yield at(number, index, Problem(Code.AMBIGUOUS, Severity.WARNING, text), "indicator", label)
    if is_part(label) and hit.indicator.parent and planner.met and hit.indicator.parent not in planner.met:
        text = f"“{name}”写在别的指标下面，请核对是不是同一个指标"
        yield at(number, index, Problem(Code.AMBIGUOUS, Severity.WARNING, text), "indicator", label)


def _own_unit(planner: _Planner, number: int) -> str | None:
    """The unit that a row names itself, in its cell of units or in its label."""
    column = planner.columns.unit
    cell = compact(str(planner.found.table.cell(number, column.index))) if column else ""
    if cell:
        return unit_at_end(cell) or cell
    return None if planner.found.subject else unit_at_end(planner.found.named(number))


def _unit(planner: _Planner, number: int, indicator: Indicator) -> str | None:
    """The unit a row is shown in: its own, else a heading's, the unit line's, the indicator's."""
    if indicator.direction == MILESTONE:
        return indicator.unit
    table, columns = planner.found.table, planner.columns
    named = _own_unit(planner, number)
    heads = (column for column in (columns.target, columns.actual) if column)
    return choose_unit(
        indicator, named or next((unit for one in heads if (unit := unit_of(table, one))), None), planner.around
    )


def _column_unit(planner: _Planner, row: _Row, column: Column) -> str:
    """The unit of one column's figures in a row; its heading's where the row names none itself, else the title's."""
    if _own_unit(planner, row.number):
        return row.unit
    if headed := unit_of(planner.found.table, column):
        return headed if measures(row.indicator, headed) else row.unit
    said = [unit for unit in planner.around if measures(row.indicator, unit)]
    return (choose_unit(row.indicator, None, said) if said else None) or row.unit


def _take(planner: _Planner, row: _Row, name: str, column: Column) -> Read:
    """A cell's figure; what the row shows of it is in the row's unit."""
    unit = _column_unit(planner, row, column)
    reading = read_aim if name == "target" else read
    cell = reading(planner.found, row.number, column.index, row.indicator, unit)
    row.issues += cell.issues
    if cell.amount.number is not None:
        row.values[name] = _in_unit(cell, unit, row)
    return cell


def _in_unit(cell: Read, unit: str, row: _Row) -> str:
    """A figure as its row shows it; exactly, also where its column has another unit than the row."""
    if unit == row.unit or cell.amount.number is None:
        return cell.amount.text
    size = Fraction(cell.amount.number) * factor(row.indicator, unit) / factor(row.indicator, row.unit)
    return exact(size, 0) or ""


def _take_target(planner: _Planner, row: _Row) -> None:
    column, indicator = planner.columns.target, row.indicator
    if column is None or indicator.direction == MILESTONE:
        return
    cell = _take(planner, row, "target", column)
    if cell.kept is None:
        return
    row.issues += cell.loss
    region = row.reached.region.code
    doubt = beyond(indicator, region, cell.kept.value)
    if doubt:
        row.issues.append(at(row.number, column.index, doubt, "target", cell.amount.text))
    settled = settle(indicator, region, cell.kept.value, planner.context.document, planner.context.revisions)
    if settled.put is not None:
        row.puts.append(
            settled.put if settled.held is not None else _of_the_year(settled.put, planner.context.document)
        )
        held = None if settled.held is None else shown(settled.held, indicator, row.unit)
        row.changes["target"] = (held, row.values["target"])


def _of_the_year(put: Put, document: Paper) -> Put:
    """A first target told in a table of progress counts from the year's start, unless it says when it was issued."""
    if document.issued:
        return put
    return replace(put, values={**put.values, "effective": dt.date(document.year, 1, 1).isoformat()})


def _take_actual(planner: _Planner, row: _Row) -> None:
    column = planner.columns.actual
    if column is None:
        return
    if row.indicator.direction == MILESTONE:
        _take_state(planner, row, column)
        return
    cell = _take(planner, row, "actual", column)
    if cell.kept is None:
        return
    if row.indicator.source == "computed":
        written = cell.amount.number or Decimal(0)
        note = row.reached.difference(row.indicator, written, _column_unit(planner, row, column))
        row.issues += [note] if note else []
        return
    row.issues += cell.loss
    held = row.reached.held(row.indicator)
    before = shown(held.value, row.indicator, row.unit) if held and held.value is not None else None
    _enter(planner, row, column, {"value": cell.kept.value}, before)


def _take_state(planner: _Planner, row: _Row, column: Column) -> None:
    text = str(planner.found.table.cell(row.number, column.index))
    if not compact(text) or compact(text) in lexicon.nothing():
        return
    state = state_in(text)
    if state is None:
        problem = Problem(Code.UNKNOWN_CHOICE, Severity.ERROR, f"“{text}”不是里程碑的状态，请填未启动、进行中或已完成")
        row.issues.append(at(row.number, column.index, problem, "actual", text))
        return
    row.values["actual"] = state
    held = row.reached.held(row.indicator)
    _enter(planner, row, column, {"state": state}, held.state if held else None)


def _enter(planner: _Planner, row: _Row, column: Column, values: dict[str, int | str], before: str | None) -> None:
    """Enter what was reached; without a day it is asked for, and until then not stored (``decisions.md`` 2)."""
    known = row.reached
    if known.is_held(row.indicator, values):
        return
    put = known.put(row.indicator, values)
    if put is None:
        planner.undated.add(column.letter)
        return
    row.puts.append(put)
    row.changes["actual"] = (before, row.values["actual"])


def _compare_ratio(planner: _Planner, row: _Row) -> None:
    """The printed rate of completion against the row's own figures; a limit has none."""
    column = planner.columns.ratio
    if column is None or row.indicator.direction == "<=" or not {"target", "actual"} <= row.values.keys():
        return
    if row.indicator.direction == MILESTONE:
        return
    cell = planner.found.table.cell(row.number, column.index)
    problem = stale(cell, Decimal(row.values["actual"]), Decimal(row.values["target"]))
    if problem:
        row.issues.append(at(row.number, column.index, problem, None, cell))
