"""任务分解表: regions and indicators crossed, either way round, each figure a target (``domain.md`` C2 R9)."""

from collections.abc import Sequence

from app.models.target import Indicator
from app.services.importing.doubting.totals import Total
from app.services.importing.figures import totals as figure_totals
from app.services.importing.figures.column import Role, choose_unit, role_of, unit_at_end
from app.services.importing.figures.context import Context
from app.services.importing.figures.indicator_names import Hit
from app.services.importing.figures.layout import Layout
from app.services.importing.figures.plan import FigureColumn, FigurePlan, FigureRow, at
from app.services.importing.figures.table import FigureTable
from app.services.importing.issue import Code, Problem, Severity
from app.services.importing.mapping.map import Unmapped
from app.services.importing.tables.table import Column
from app.services.importing.targets.columns import IndicatorColumn, indicator_columns, region_columns
from app.services.importing.targets.rows import Place, TargetRows
from app.services.importing.targets.sums import uneven
from app.services.importing.text import compact

_SURE = 0.9


def plan_targets(found: FigureTable, context: Context) -> FigurePlan:
    """The plan of a table of targets; nothing is written."""
    if found.layout is Layout.REGIONS_DOWN:
        labels = [found.named(number) for number in found.table.records]
        return _regions_down(found, context.among(labels))
    return _regions_across(found, context.among(text for column in found.table.columns for text in column.path))


def _regions_down(found: FigureTable, context: Context) -> FigurePlan:
    mapped, unmapped = indicator_columns(found, context.names, context.document.year)
    planner = TargetRows(found, context)
    rows = planner.all_of([_of_region(planner, number, mapped) for number in found.table.records])
    for one in mapped:
        _say_of_likeness(found, rows, one)
    columns = [FigureColumn(one.column, one.indicator.code, one.unit, one.confidence) for one in mapped]
    totals = figure_totals.totals_below(found, mapped, context.regions)
    return _plan(planner, [*_labels(found, "region"), *columns], unmapped, rows, totals)


def _of_region(planner: TargetRows, number: int, mapped: Sequence[IndicatorColumn]) -> FigureRow:
    label = planner.found.named(number)
    region = planner.context.regions.find(label)
    if region is None:
        text = f"“{label}”不是本单位的镇（街道），没有导入" if label else "这一行没有写明镇（街道），没有导入"
        return planner.rejected(number, Code.UNKNOWN_REGION, text)
    places = [Place(one.column.index, one.indicator, region, one.unit, one.indicator.code) for one in mapped]
    return planner.planned(number, places)


def _say_of_likeness(found: FigureTable, rows: Sequence[FigureRow], one: IndicatorColumn) -> None:
    """Name a heading that was understood by likeness, once and on the first row."""
    if one.confidence < _SURE and rows:
        problem = _alike(one.column.text, one.indicator)
        rows[0].issues.append(at(found.table.bottom, one.column.index, problem, one.indicator.code, one.column.text))


def _alike(label: str, indicator: Indicator) -> Problem:
    return Problem(Code.AMBIGUOUS, Severity.WARNING, f"“{label}”按“{indicator.name}”理解，请核对")


def _regions_across(found: FigureTable, context: Context) -> FigurePlan:
    columns, unmapped = region_columns(found, context.names)
    others = [Unmapped(one.column, "其他单位的任务，不导入") for one in columns if one.region and not one.region.ours]
    planner = TargetRows(found, context)
    known: dict[int, tuple[Indicator, str]] = {}
    rows = []
    for number in found.table.records:
        hit = context.names.indicators.find(found.named(number))
        unit = _unit_of_row(found, number, hit) if hit else None
        if hit is None or unit is None:
            text = f"“{compact(found.named(number))}”" + ("的单位与指标不是一类量" if hit else "不是本年度的指标")
            rows.append(planner.rejected(number, Code.UNKNOWN_CHOICE, f"{text}，没有导入"))
            continue
        known[number] = (hit.indicator, unit)
        ours = [(one.column.index, one.region) for one in columns if one.region and one.region.ours]
        places = [Place(index, hit.indicator, region, unit, region.code) for index, region in ours]
        rows.append(planner.planned(number, places, _doubt(found, number, hit)))
    heads = [FigureColumn(one.column, one.region.code) for one in columns if one.region and one.region.ours]
    labels = [*_labels(found, "indicator"), *_units(found)]
    totals = figure_totals.totals_beside(found, known, columns, context.regions)
    return _plan(planner, [*labels, *heads], [*unmapped, *others], planner.all_of(rows), totals)


def _doubt(found: FigureTable, number: int, hit: Hit) -> Problem | None:
    return _alike(compact(found.named(number)), hit.indicator) if hit.confidence < _SURE else None


def _labels(found: FigureTable, field: str) -> list[FigureColumn]:
    return [FigureColumn(column, field) for column in found.table.columns if column.index == found.label]


def _units(found: FigureTable) -> list[FigureColumn]:
    return [FigureColumn(column, "unit") for column in _unit_columns(found)]


def _unit_columns(found: FigureTable) -> list[Column]:
    return [column for column in found.table.columns if role_of(column) is Role.UNIT and column.index != found.label]


def _unit_of_row(found: FigureTable, number: int, hit: Hit) -> str | None:
    """The unit of a row's figures: its own cell, else its label, else the unit line, else the indicator's."""
    cells = [compact(str(found.table.cell(number, column.index))) for column in _unit_columns(found)]
    written = next((text for text in cells if text), None)
    named = (unit_at_end(written) or written) if written else unit_at_end(found.named(number))
    return choose_unit(hit.indicator, named, found.units)


def _plan(
    planner: TargetRows,
    columns: Sequence[FigureColumn],
    unmapped: Sequence[Unmapped],
    rows: Sequence[FigureRow],
    totals: Sequence[Total],
) -> FigurePlan:
    found = planner.found
    figure_totals.say(rows, totals)
    return FigurePlan(
        table=found.table,
        kind="targets",
        columns=tuple(sorted(columns, key=lambda one: one.column.index)),
        unmapped=tuple(sorted(unmapped, key=lambda one: one.column.index)),
        unit_line="、".join(found.units) or None,
        rows=tuple(rows),
        totals=tuple(totals),
        remarks=tuple(uneven(planner.context, {key: value for key, (_, value) in planner.met.items()})),
    )
