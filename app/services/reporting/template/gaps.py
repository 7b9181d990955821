"""Which columns of a form are for figures: what such a column lacks must be said, a text column may stay blank."""

from collections.abc import Iterator, Sequence

from app.services.importing import lexicon
from app.services.importing.tables.header import heading
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import half_width, key
from app.services.reporting.template.match import is_serial, says_nothing
from app.services.reporting.template.rows import FormRows
from app.services.reporting.template.seen import FormParts
from app.services.workbook.fill.row_text import CellText
from app.services.workbook.fill.styles import Styles


def figure_columns(
    parts: FormParts, styles: Styles, table: Table, rows: FormRows, *, of_indicators: bool = False
) -> Iterator[Column]:
    """The columns of a form that want figures and do not work them out themselves.

    Where the columns are ``of_indicators``, whatever one is called, it wants figures.
    """
    for column in table.columns:
        cells = list(_cells(parts, column, rows))
        worded = key(column.path[-1]) in lexicon.keys("no_figure") if of_indicators else _for_words(column)
        if is_serial(column) or says_nothing(column) or worded or is_live(parts, column, rows):
            continue
        if _names_rows(parts, cells):
            continue
        if of_indicators or _named_so(column) or any(_holds_figure(parts, styles, cell) for cell in cells):
            yield column


def is_live(parts: FormParts, column: Column, rows: FormRows) -> bool:
    """Whether the form works a column out itself; formulas in its rows of subtotals alone leave the others to us."""
    live = [bool(cell.formula) for cell in _cells(parts, column, rows)]
    return sum(live) * 2 > len(live)


def _cells(parts: FormParts, column: Column, rows: FormRows) -> Iterator[CellText]:
    sheet = parts.sheet(rows.sheet)
    for top in rows.tops:
        for number in range(top, top + rows.height):
            if cell := sheet.seek(number, column.index):
                yield cell


def _for_words(column: Column) -> bool:
    """Whether the heading asks for words: 责任人, 备注, 完成时限."""
    return not column.units and lexicon.has("no_figure", key(column.path[-1]))


def _names_rows(parts: FormParts, cells: Sequence[CellText]) -> bool:
    """Whether a column is filled with words throughout, of which no two are alike."""
    said = [parts.shown(cell) for cell in cells]
    return len(said) > 1 and all(said) and len(set(said)) == len(said) and all(cell.kind != "n" for cell in cells)


def _named_so(column: Column) -> bool:
    leaf = key(half_width(column.path[-1]))
    return bool(column.units) or leaf.endswith(tuple(lexicon.words("figure_ending")))


def _holds_figure(parts: FormParts, styles: Styles, cell: CellText) -> bool:
    """Whether a cell holds a figure or only a unit, or shows its figures with fixed places."""
    text = parts.shown(cell)
    if text and cell.kind != "n":
        said = heading(text)
        return said.unit is not None and not said.text
    form = styles.number_format(cell.style)
    return bool(text and not form.is_date) or bool(form.places)
