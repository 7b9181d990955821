"""Totals that run on from table to table: 累计 under each page of a list, 合计 at the end of a 续表."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.services.importing.doubting.totals import Total, sum_of
from app.services.importing.planning.plan import TablePlan


def with_running_totals(tables: Sequence[TablePlan]) -> tuple[TablePlan, ...]:
    """The tables, their printed totals right also where they sum others of the same form with them.

    Those above them on the sheet, or all of a list that goes on from sheet to sheet.
    """
    return tuple(
        replace(table, totals=tuple(_judged(one, table, _sums(tables, place)) for one in table.totals))
        for place, table in enumerate(tables)
    )


def _sums(tables: Sequence[TablePlan], place: int) -> list[list[TablePlan]]:
    """The tables that a total may sum as well, each list a way to sum them."""
    table = tables[place]
    above = [one for one in tables[:place] if _sheet(one) == _sheet(table) and _form(one) == _form(table)]
    first = _first(tables, table)
    pages = [one for one in tables if one is not table and _first(tables, one) == first and _form(one) == _form(table)]
    return [several for several in (above, pages) if several]


def _first(tables: Sequence[TablePlan], table: TablePlan) -> str:
    """The sheet that a list which goes on from sheet to sheet began on."""
    before = {_sheet(one): one.mapping.table.continues for one in tables}
    sheet = _sheet(table)
    while before.get(sheet):
        sheet = before[sheet]
    return sheet


def _sheet(table: TablePlan) -> str:
    return table.mapping.table.sheet.name


def _form(table: TablePlan) -> list[tuple[int, str, str]]:
    return [(one.column.index, one.field.name, one.unit) for one in table.mapping.mapped]


def _judged(total: Total, table: TablePlan, sums: Sequence[Sequence[TablePlan]]) -> Total:
    if total.agrees or not sums:
        return total
    column = next(one for one in table.mapping.mapped if one.column.letter == total.column)
    for others in sums:
        every = sum((sum_of(one.mapping.table, column) for one in (*others, table)), Decimal(0))
        if every == Decimal(total.printed):
            return replace(total, computed=total.printed, agrees=True)
    return total
