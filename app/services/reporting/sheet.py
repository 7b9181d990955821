"""A filled table -> the sheet that is written: the form's look, live totals and ratios beside their stored values."""

from collections.abc import Mapping

from app.models.quantity import Rounding
from app.services.reporting.form import Column, Computed, Fact, Form, Rows
from app.services.reporting.forms import OPEN
from app.services.reporting.relation import formula
from app.services.reporting.table import Table
from app.services.workbook.layout import (
    SUM,
    Align,
    ColumnKind,
    ColumnLayout,
    FillRow,
    Paper,
    SheetFill,
    SheetLayout,
    TotalPlace,
)


def sheet_of(table: Table) -> SheetFill:
    """The sheet of a filled table."""
    rows = [FillRow(line.cells, key=line.key, indent=line.indent) for line in table.lines]
    return SheetFill.of(_layout(table), rows, table.total.cells if table.total else None)


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with its open places filled in."""
    return OPEN.sub(lambda found: words[found[1]], text)


def _layout(table: Table) -> SheetLayout:
    form, words = table.form, table.words
    left, middle, right = (filled(text, words) for text in form.meta)
    return SheetLayout(
        name=form.sheet,
        title=filled(form.title, words),
        columns=tuple(_column(table, index, column) for index, column in enumerate(form.columns)),
        table_code=form.table_code,
        meta=(left, middle, right),
        total=TotalPlace.FIRST if table.total else None,
        numbered=True,
        notes=(*(filled(text, words) for text in form.notes), *table.notes),
        signatures=form.signatures,
        paper=Paper(form.paper),
        frozen_columns=form.frozen_columns,
        indented=_indented(form),
        body_size=form.body_size,
        row_height=form.row_height,
    )


def _column(table: Table, index: int, column: Column) -> ColumnLayout:
    return ColumnLayout(
        key=_key(index),
        path=tuple(filled(part, table.words) for part in column.path),
        kind=_kind(column),
        unit=column.unit,
        places=column.places,
        number=column.number,
        width=column.width,
        align=Align.CENTER if column.centered else None,
        formula=_formula(table, column),
        total=SUM if index in table.summed else "",
    )


def _key(index: int) -> str:
    return f"c{index}"


def _kind(column: Column) -> ColumnKind:
    if not column.numeric:
        return ColumnKind.TEXT
    if column.unit == "%":
        return ColumnKind.PERCENT
    return ColumnKind.INTEGER if column.places == 0 else ColumnKind.QUANTITY


def _formula(table: Table, column: Column) -> str:
    """A computed column stays live where a workbook's ROUND rounds as the ledger does."""
    if not isinstance(column.source, Computed) or table.rounding is not Rounding.HALF_UP:
        return ""
    inner = formula(column.source.expression, lambda number: _key(table.form.index(number)))
    return f"ROUND({inner},{column.places})"


def _indented(form: Form) -> str:
    """The column whose text moves in where a row is a part of the one above."""
    if form.rows is not Rows.INDICATORS:
        return ""
    return next(_key(index) for index, column in enumerate(form.columns) if column.source == Fact("name"))
