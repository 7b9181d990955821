"""A report that came back in a bureau's own form: the columns that are ours, in the form's units and places."""

from collections.abc import Sequence

from app.models import quantity
from app.services.importing.returns.reviewed import sort_of
from app.services.importing.returns.sent import Fit, number_in
from app.services.importing.table import Table
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.frozen import Frozen, FrozenColumn, FrozenSheet
from app.services.reporting.template_match import Decided, Matched, Offered, matching
from app.services.workbook.layout import ColumnKind, ColumnLayout

_FEWEST = 2
"""The column of names and one of figures: with less there is nothing to compare."""


def fitted(table: Table, went: Frozen, decided: Decided) -> tuple[int, dict[int, tuple[int, Fit]]]:
    """The sheet that a table is, and its columns by their index: which of ours each is, and how it shows it.

    No column at all where none of the sheets has a figure of it.
    """
    found = [(at, _columns(table, sheet, decided)) for at, sheet in enumerate(went.sheets)]
    at, columns = max(found, key=lambda pair: len(pair[1]), default=(0, {}))
    numeric = any(went.sheets[at].columns[place].numeric for place, _ in columns.values()) if columns else False
    return (at, columns) if numeric and len(columns) >= _FEWEST else (0, {})


def _columns(table: Table, sheet: FrozenSheet, decided: Decided) -> dict[int, tuple[int, Fit]]:
    words = vocabulary().knowing(column.path for column in sheet.columns)
    found = matching(table, Offered([_offered(one) for one in sheet.columns]), words, decided).matched
    ours = [one for one in found if not sort_of(one.column.path[-1])]
    return {one.column.index: (one.index, _fit(table, one)) for one in ours}


def _offered(column: FrozenColumn) -> ColumnLayout:
    return ColumnLayout(
        key=column.number or "|".join(column.path),
        path=column.path,
        kind=ColumnKind(column.kind),
        unit=column.unit,
        places=column.places,
        number=column.number,
    )


def _fit(table: Table, one: Matched) -> Fit:
    numbers = (number_in(table.cell(number, one.column.index)) for number in _rows(table))
    places = max((quantity.places_of(known) for known in numbers if known is not None), default=0)
    return Fit(one.factor, places, hundredth=one.unit == "%")


def _rows(table: Table) -> Sequence[int]:
    return range(table.bottom + 1, len(table.sheet.rows) + 1)
