"""What the clerk decides of what came: cell by cell, a whole row, or by a rule for every cell of a field.

Of an ordinary workbook everything is taken that she does not leave aside; of a returned one what she decides for
(``returns.decide``).
"""

from dataclasses import replace

from app.models.field import Stored
from app.services.importing.planning.plan import Options, TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan
from app.services.importing.planning.rules import decision


def choice(options: Options, table: TablePlan, row: RowPlan, name: str = "") -> bool | None:
    """Whether she takes what came for one cell (of a new row: the row); None where she said nothing of it.

    A cell for which she wrote a value of her own is taken, with that value (``put``).
    """
    place = (table.mapping.table.sheet.name, row.row, name)
    return True if place in options.others else options.choices.get(place)


def other(options: Options, table: TablePlan, row: RowPlan, name: str) -> Stored | None:
    """The value she wrote herself in place of what came for a cell; None where she wrote none."""
    return options.others.get((table.mapping.table.sheet.name, row.row, name))


def put(options: Options, table: TablePlan, row: RowPlan, name: str) -> tuple[Stored | None, Stored | None]:
    """What the ledger holds in a cell that is taken, and what is put there."""
    ours, theirs = row.changes[name]
    mine = other(options, table, row, name)
    return ours, theirs if mine is None else mine


def stays(options: Options, table: TablePlan, row: RowPlan, name: str) -> bool | None:
    """Whether what came for a cell is taken, by her word on the cell, else by a rule; None where neither speaks."""
    said = choice(options, table, row, name)
    return decision(options.rules, str(table.mapping.kind), name) if said is None else said


def standing(options: Options, table: TablePlan, row: RowPlan, name: str, *, returned: bool) -> bool | None:
    """Whether what came for a cell would be taken as things stand; None where the clerk has still to decide.

    Of a ``returned`` workbook that is every cell that nobody spoke of, and one that both sides changed or that was
    emptied, whatever the rules say.
    """
    said = choice(options, table, row, name)
    if said is not None:
        return said
    if not returned:
        return stays(options, table, row, name) is not False
    if name in row.contested or (name in row.changes and row.changes[name][1] is None):
        return None
    ruled = stays(options, table, row, name)
    return True if ruled is None and options.confirmed and row.action is Action.UPDATE else ruled


def chosen(table: TablePlan, options: Options) -> TablePlan:
    """An ordinary table without what the clerk leaves aside; a row nothing is left of is the same as the ledger."""
    if table.mapping.kind is None or not (options.choices or options.others or options.rules):
        return table
    rows = table.rows
    if left_aside := _left_aside(table, options):
        rows = rows.only([place for place in range(len(rows)) if place not in left_aside])
    updated = {place: row for place, row in rows.apart.items() if row.action is Action.UPDATE}
    return replace(table, rows=rows.replaced({at: _kept(table, row, options) for at, row in updated.items()}))


def _left_aside(table: TablePlan, options: Options) -> set[int]:
    """Where the new rows stand that she leaves aside."""
    sheet, rows = table.mapping.table.sheet.name, table.rows
    named = {row for (where, row, name), taken in options.choices.items() if where == sheet and not (name or taken)}
    found = {place: rows[place] for place, number in enumerate(rows.numbers) if number in named} if named else {}
    return {at for at, row in found.items() if row.action is Action.CREATE and choice(options, table, row) is False}


def _kept(table: TablePlan, row: RowPlan, options: Options) -> RowPlan:
    names = [name for name in row.changes if stays(options, table, row, name) is not False]
    changes = {name: put(options, table, row, name) for name in names}
    waiting = [one for one in row.waiting if stays(options, table, row, one.field) is not False]
    pictures = [one for one in row.pictures if stays(options, table, row, one.field) is not False]
    if changes == row.changes and len(waiting) == len(row.waiting) and len(pictures) == len(row.pictures):
        return row
    action = Action.UPDATE if changes or waiting or pictures else Action.SAME
    undated = tuple(name for name in row.undated if name in changes)
    return replace(row, action=action, changes=changes, waiting=waiting, undated=undated, pictures=pictures)
