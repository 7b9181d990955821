"""A form in a smaller unit shows more of a figure than the report does: then the figure is asked for anew."""

from dataclasses import replace

from app.models.store import Store
from app.services.reporting.build import build
from app.services.reporting.forms.form import Counted, OfIndicator
from app.services.reporting.table import Line, Table
from app.services.reporting.template.cells import places_of
from app.services.reporting.template.content import Content, table_content
from app.services.reporting.template.filling import Form
from app.services.reporting.template.names import label_column, named_in
from app.services.reporting.template.units import factors, of_rows_unit
from app.services.workbook.fill.styles import Styles

_BEYOND = 3
"""More places where two units are no power of ten apart, so that the one rounding that counts is the form's."""
_MOST_PLACES = 10
_UNSAID = 2
"""The places of a figure in a smaller unit where the form's cells say none (常规): ㎡ are kept and told with two."""


def finer(store: Store, table: Table, form: Form, content: Content) -> Content:
    """The content with the figures that the form shows more closely at the places the form needs.

    What is computed from printed figures stays as the report prints it.
    """
    if content.measured is not None:
        return _finer_rows(store, table, form, content)
    places = _wanted(table, form)
    if not places:
        return content
    again = _again(store, table, places)
    mixed = replace(
        table,
        lines=tuple(_mixed(one, other, places) for one, other in zip(table.lines, again.lines, strict=True)),
        total=_mixed(table.total, again.total, places) if table.total and again.total else table.total,
    )
    return table_content(store, mixed)


def _finer_rows(store: Store, table: Table, form: Form, content: Content) -> Content:
    """The content with those rows at full places whose figures the form wants in a smaller unit than their own."""
    rows = form.rows
    label = label_column(form.seen, form.table, form.matching, content, rows)
    names = {top: named_in(form.seen, content, rows, top, label) for top in rows.tops}
    asked = {key for key, times in factors(form.seen, rows, form.matching, content, names) if times > 1}
    own = {index for index, column in enumerate(content.fill.layout.columns) if of_rows_unit(column)}
    if not asked:
        return content
    places = dict.fromkeys(own, _MOST_PLACES)
    closer = {line.key: line for line in _again(store, table, places).lines}
    lines = (_mixed(one, closer[one.key], places) if one.key in asked else one for one in table.lines)
    return table_content(store, replace(table, lines=tuple(lines)))


def _again(store: Store, table: Table, places: dict[int, int]) -> Table:
    """The table asked for anew with so many places in some columns."""
    columns = tuple(
        replace(column, places=places.get(index, column.places)) for index, column in enumerate(table.form.columns)
    )
    return build(store, replace(table.form, columns=columns), table.span.asked.text)


def _wanted(table: Table, form: Form) -> dict[int, int]:
    """The columns the form shows more closely than the report, with the places that takes in the report's unit."""
    styles, sheet, rows = Styles(form.parts), form.seen.sheet(form.table.sheet.name), form.rows
    found = {}
    for one in form.matching.matched:
        column = table.form.columns[one.index]
        cell = sheet.seek(rows.tops[0], one.column.index)
        shown = styles.number_format(cell.style if cell else 0).places
        if shown is None and one.factor > 1:
            shown = _UNSAID
        if shown is None or column.places is None or not isinstance(column.source, Counted | OfIndicator):
            continue
        step = places_of(1 / one.factor)
        needed = min(_MOST_PLACES, shown + (len(str(int(one.factor))) + _BEYOND if step is None else step))
        if needed > column.places:
            found[one.index] = needed
    return found


def _mixed(line: Line, closer: Line, columns: dict[int, int]) -> Line:
    cells = tuple(closer.cells[index] if index in columns else cell for index, cell in enumerate(line.cells))
    return replace(line, cells=cells)
