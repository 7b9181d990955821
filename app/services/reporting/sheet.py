"""A filled table -> the sheets that are written, with live totals and ratios beside their stored values."""

from collections.abc import Mapping, Sequence

from app.models.field import Field, FieldType
from app.models.ledger import fields_of
from app.models.quantity import Rounding
from app.services.reporting.forms.columns import OPEN
from app.services.reporting.forms.form import Column, Computed, Fact, Form, OfField, Rows
from app.services.reporting.forms.relation import formula
from app.services.reporting.record_lines import date_cell
from app.services.reporting.table import Line, Table
from app.services.workbook.layout import (
    OFFICIAL,
    SUM,
    Align,
    BarChart,
    CellValue,
    ColumnKind,
    ColumnLayout,
    FillRow,
    Fonts,
    Paper,
    SheetFill,
    SheetLayout,
    TotalPlace,
)

_OFFICIAL = "公文字体"
"""The choice of the setting ``fonts`` for tables that look like official documents."""
_KINDS = {
    FieldType.DATE: ColumnKind.DATE,
    FieldType.INTEGER: ColumnKind.INTEGER,
    FieldType.QUANTITY: ColumnKind.QUANTITY,
    FieldType.MONEY: ColumnKind.QUANTITY,
    FieldType.PERCENT: ColumnKind.PERCENT,
}


def sheets_of(table: Table) -> list[SheetFill]:
    """Every sheet of a filled form."""
    return [sheet_of(one) for one in table.sheets]


def sheet_of(table: Table) -> SheetFill:
    """The first sheet of a filled form."""
    layout = _layout(table)
    dates = [index for index, column in enumerate(layout.columns) if column.kind is ColumnKind.DATE]
    rows = [_row(dates, line) for line in table.lines]
    return SheetFill.of(layout, rows, _cells(dates, table.total) if table.total else None)


def filled(text: str, words: Mapping[str, str]) -> str:
    """A text with its open places filled in."""
    return OPEN.sub(lambda found: words[found[1]], text)


def kind_of(field: Field) -> ColumnKind:
    """How a field's values are written; numbers that are names are codes."""
    return _KINDS.get(field.type) or (ColumnKind.CODE if _is_code(field) else ColumnKind.TEXT)


def _is_code(field: Field) -> bool:
    return field.type is FieldType.TEXT and (
        field.personal or field.name == "code" or field.name.endswith(("_code", "_no"))
    )


def _row(dates: Sequence[int], line: Line) -> FillRow:
    record = "" if line.record is None else str(line.record)
    return FillRow(_cells(dates, line), key=line.key, row_id=record, indent=line.indent, marked=line.adjusted)


def _cells(dates: Sequence[int], line: Line) -> list[CellValue]:
    """A line's cells; those of the columns of ``dates`` become dates where they hold one."""
    cells: list[CellValue] = list(line.cells)
    for index in dates:
        cell = cells[index]
        if isinstance(cell, str) and cell[:1].isdigit():
            cells[index] = date_cell(cell)
    return cells


def _layout(table: Table) -> SheetLayout:
    form, words = table.form, table.words
    left, middle, right = (filled(text, words) for text in form.meta)
    return SheetLayout(
        name=form.sheet,
        title=filled(form.title, words),
        columns=tuple(_column(table, index, column) for index, column in enumerate(form.columns)),
        table_code=form.table_code,
        meta=(left, middle, right),
        total=_total_place(table),
        numbered=True,
        notes=(*(filled(text, words) for text in form.notes), *table.notes),
        signatures=form.signatures,
        paper=Paper(form.paper),
        frozen_columns=form.frozen_columns,
        indented=_indented(form),
        body_size=form.body_size,
        row_height=form.row_height,
        chart=_chart(table),
        fonts=OFFICIAL if words["fonts"] == _OFFICIAL else Fonts(),
    )


def _total_place(table: Table) -> TotalPlace | None:
    if table.total is None:
        return None
    return TotalPlace.LAST if table.form.total_last else TotalPlace.FIRST


def _chart(table: Table) -> BarChart | None:
    """The form's picture: without rows there is nothing to draw."""
    picture = table.form.chart
    if picture is None or not table.lines:
        return None
    names = next(index for index, column in enumerate(table.form.columns) if column.source == Fact("name"))
    return BarChart(
        picture.sheet, filled(picture.title, table.words), _key(names), _key(table.form.index(picture.number))
    )


def _column(table: Table, index: int, column: Column) -> ColumnLayout:
    return ColumnLayout(
        key=_key(index),
        path=tuple(filled(part, table.words) for part in column.path),
        kind=_kind(table.form, column),
        unit=column.unit,
        places=column.places,
        number=column.number,
        width=column.width,
        align=Align.CENTER if column.centered else None,
        formula=_formula(table, column),
        total=SUM if index in table.summed else "",
        diagonal=column.diagonal,
    )


def _key(index: int) -> str:
    return f"c{index}"


def _kind(form: Form, column: Column) -> ColumnKind:
    if isinstance(column.source, OfField):
        return kind_of(fields_of(form.ledger)[column.source.name])
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
