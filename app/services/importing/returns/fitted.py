"""A report that came back in a bureau's own form, or in ours in other units: its columns, their units and places."""

from collections.abc import Mapping, Sequence

from app.models import quantity
from app.services.importing.returns.reviewed import sort_of
from app.services.importing.returns.sent import Fit, number_in
from app.services.importing.tables.surroundings import units_around
from app.services.importing.tables.table import Table
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.sent.frozen import Frozen, FrozenColumn, FrozenSheet
from app.services.reporting.template.match import Decided, Matched, Offered, matching, unit_wanted
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


def in_other_units(table: Table, sent: Sequence[FrozenColumn], places: Mapping[int, int]) -> dict[int, Fit]:
    """How those columns of a returned table show our figures that came back under a heading in another unit."""
    there, around = {column.index: column for column in table.columns}, units_around(table)
    found: dict[int, Fit] = {}
    for index, place in places.items():
        own = sent[place].unit
        if sent[place].numeric and quantity.unit_named(own) is not None:
            unit = unit_wanted(there[index], own, around) or own
            if (factor := quantity.factor(own, unit)) != 1:
                found[index] = Fit(factor, _places(table, index))
    return found


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
    return Fit(one.factor, _places(table, one.column.index), hundredth=one.unit == "%")


def _places(table: Table, index: int) -> int:
    """The most decimals that any figure of a column has."""
    rows = range(table.bottom + 1, len(table.sheet.rows) + 1)
    numbers = (number_in(table.cell(number, index)) for number in rows)
    return max((quantity.places_of(known) for known in numbers if known is not None), default=0)
