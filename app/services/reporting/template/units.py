"""The unit a bureau's form wants of each row: of indicators each has its own, which the form may tell in another."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from app.models import quantity
from app.services.importing.tables.header import unit_in
from app.services.importing.text import compact
from app.services.reporting.template.content import Content
from app.services.reporting.template.match import Matching
from app.services.reporting.template.rows import FormRows
from app.services.reporting.template.seen import FormParts
from app.services.workbook.layout import NUMERIC_KINDS, ColumnLayout


def unit_column(matching: Matching, content: Content) -> int | None:
    """The form's column of units, where each of the report's rows has one."""
    found = (one.column.index for one in matching.matched if one.index == content.measured)
    return None if content.measured is None else next(found, None)


def units_said(parts: FormParts, rows: FormRows, column: int) -> dict[int, str]:
    """What the form says in its column of units, by its rows; nothing where it leaves that to us."""
    sheet = parts.sheet(rows.sheet)
    said = {top: compact(parts.shown(sheet.seek(top, column))) for top in rows.tops}
    return said if any(said.values()) else {}


def of_rows_unit(column: ColumnLayout) -> bool:
    """Whether a column's figures are each in the unit of their row."""
    return column.kind in NUMERIC_KINDS and not column.unit and column.places is None


def times(own: str, said: str) -> Fraction | None:
    """What a figure in its own unit is times in the one the form says; None where these are no such units."""
    unit = unit_in(compact(said))
    try:
        return quantity.factor(own, unit) if unit else None
    except ValueError:
        return None


def factors(
    parts: FormParts, rows: FormRows, matching: Matching, content: Content, names: Mapping[int, str | None]
) -> Iterator[tuple[str, Fraction]]:
    """The rows of the report (their keys) whose figures the form wants in another unit, and what they are times."""
    column = unit_column(matching, content)
    said = {} if column is None else units_said(parts, rows, column)
    own = {row.key: str(row.values[content.measured or 0] or "") for row in content.rows}
    for top, text in said.items():
        name = names.get(top)
        factor = times(own[name], text) if name and name in own else None
        if name and factor is not None and factor != 1:
            yield name, factor
