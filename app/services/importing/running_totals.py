"""Totals that run on from table to table of a sheet: 累计 under a list that begins anew on each page."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from app.services.importing.plan import TablePlan
from app.services.importing.totals import Total, sum_of


def with_running_totals(tables: Sequence[TablePlan]) -> tuple[TablePlan, ...]:
    """The tables, their printed totals right also where they sum the tables of the same form above them too."""
    return tuple(
        replace(table, totals=tuple(_judged(one, table, list(_above(tables[:place], table))) for one in table.totals))
        for place, table in enumerate(tables)
    )


def _above(before: Sequence[TablePlan], table: TablePlan) -> Iterator[TablePlan]:
    """The tables of the same sheet and the same columns that stand above one."""
    for other in before:
        if other.mapping.table.sheet.name == table.mapping.table.sheet.name and _form(other) == _form(table):
            yield other


def _form(table: TablePlan) -> list[tuple[int, str, str]]:
    return [(one.column.index, one.field.name, one.unit) for one in table.mapping.mapped]


def _judged(total: Total, table: TablePlan, above: Sequence[TablePlan]) -> Total:
    if total.agrees or not above:
        return total
    column = next(one for one in table.mapping.mapped if one.column.letter == total.column)
    every = sum((sum_of(one.mapping.table, column) for one in (*above, table)), Decimal(0))
    return replace(total, computed=total.printed, agrees=True) if every == Decimal(total.printed) else total
