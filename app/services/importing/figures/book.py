"""Book -> plans of its tables of indicators, and which tables of the ledgers they stand in for."""

from collections.abc import Sequence

from app.services.importing.figures.context import context, names_in
from app.services.importing.figures.indicator_table import plan_indicators
from app.services.importing.figures.layout import Layout, Names
from app.services.importing.figures.plan import FigurePlan
from app.services.importing.figures.table import FigureTable, figure_tables
from app.services.importing.mapping.map import Mapping
from app.services.importing.planning.plan import Options
from app.services.importing.regions import regions
from app.services.importing.tables.table import Table
from app.services.importing.targets.breakdown import plan_targets
from app.services.importing.targets.columns import indicator_columns
from app.services.importing.view import View
from app.services.workbook.book import Book

_CODES = ("code", "filing_no")
_LABELS = ("region", "indicator", "unit")


def plan_figures(book: Book, ledgers: Sequence[Mapping], seen: View, options: Options) -> list[FigurePlan]:
    """The plans of the tables of indicators in a book whose tables were mapped to ``ledgers`` where they could be.

    A ledger keeps its table, unless its rows have no codes and are the year's indicators by name, or more of its
    columns are indicators by name than figures of the ledger.
    """
    names = names_in(seen, regions(seen), seen.year)
    kept = [one for one in ledgers if one.kind]
    plans = []
    for found in figure_tables(book, names, [one.table for one in kept]):
        rivals = [one for one in kept if overlap(one.table, found.table)]
        if not rivals or _outweighs(found, rivals, names, seen.year):
            plan = plan_indicators if found.layout in (Layout.LIST, Layout.PROGRESS) else plan_targets
            made = plan(found, context(found, seen, names, options))
            if any(one.field not in _LABELS for one in made.columns):
                plans.append(made)
    return plans


def _outweighs(found: FigureTable, rivals: Sequence[Mapping], names: Names, year: int) -> bool:
    columns = [column for one in rivals for column in one.mapped]
    if found.layout is Layout.REGIONS_DOWN and found.of_tasks:
        aims, _ = indicator_columns(found, names, year)
        return len({one.indicator.code for one in aims}) > max(1, sum(one.field.numeric for one in columns))
    coded = any(column.field.name in _CODES for column in columns)
    return not coded and found.layout not in (Layout.REGIONS_DOWN, Layout.PROGRESS)


def overlap(one: Table, other: Table) -> bool:
    """Whether two tables share rows of a sheet."""
    if one.sheet.name != other.sheet.name:
        return False
    return one.top <= _last(other) and other.top <= _last(one)


def _last(table: Table) -> int:
    return max([table.bottom, *table.records, *table.skipped])
