"""Plan -> change: a backup, one transaction, one batch that can be taken back, and the original kept."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from app.models.moment import moment
from app.models.store import Store
from app.models.submission import ImportedFile
from app.models.work import Change, Origin, Source, Sources, Work
from app.services import attachments, records, shelf
from app.services.attachments import Attached
from app.services.importing.figures import apply as figure_apply
from app.services.importing.figures.plan import FigurePlan
from app.services.importing.keep_photos import keep
from app.services.importing.mapping.remember import remember
from app.services.importing.planning.plan import Options, TablePlan
from app.services.importing.planning.row_plan import Action, Brought, RowPlan, RowPlans
from app.services.records import Additions, Edit, Pending, Values
from app.services.workbook.book import Book, address

_PIECE = 5000
ORIGINALS = "原件"
"""The folder beside the ledger that holds the workbooks that came in."""
_NO_DAY = "累计数没有注明截至日期，请补上日期"


def apply(
    store: Store,
    book: Book,
    original: Path,
    tables: Sequence[TablePlan],
    figures: Sequence[FigurePlan],
    options: Options,
) -> Change:
    """Write what the plans say, all or nothing; the batch is None where there was nothing to write."""
    wanted = [table for table in tables if any(_is_wanted(action, options) for action in table.rows.counts)]
    aims = [plan for plan in figures if figure_apply.is_wanted(plan, options)]
    if not wanted and not aims:
        return Change(None, 0, frozenset())
    store.back_up("导入前")
    archived = archive(store, original, book.sha256)
    keep(store, original, (one for table in wanted for one in _pictures(table, options)))
    with store.write(f"导入 {book.name}", Origin(book.name, book.sha256, columns_of(wanted))) as work:
        write_values(work, wanted, aims, options)
        for table in wanted:
            if options.remember or options.corrected:
                remember(work, table.mapping)
        kept = {"name": book.name, "sha256": book.sha256, "imported_at": moment(), "archived": archived}
        work.insert(ImportedFile, [kept])
    return store.last_change


def write_values(work: Work, tables: Sequence[TablePlan], aims: Sequence[FigurePlan], options: Options) -> None:
    """Write the records and figures that plans hold and the options ask for."""
    for table in tables:
        write_rows(work, table, table.rows.places(partial(_is_wanted, options=options)))
    for plan in aims:
        figure_apply.write(work, plan, options)


def archive(store: Store, original: Path, sha256: str) -> str:
    """Keep the file as it came; its name in the archive. A ledger on a server keeps none."""
    return shelf.keep(store, ORIGINALS, original, sha256) if store.path else ""


def columns_of(tables: Iterable[TablePlan]) -> dict[str, dict[str, str]]:
    """Which column each field came from, by sheet; the first table of a sheet speaks where two share a field.

    Cards have none: each of their fields stands in a row of its own.
    """
    found: dict[str, dict[str, str]] = {}
    for table in (table for table in tables if not table.mapping.table.spots):
        for one in table.mapping.mapped:
            found.setdefault(table.mapping.table.sheet.name, {}).setdefault(one.field.name, one.column.letter)
    return found


def _pictures(table: TablePlan, options: Options) -> Iterator[Brought]:
    for row in table.rows.apart.values():
        yield from row.pictures if _is_wanted(row.action, options) else ()


def _is_wanted(action: Action, options: Options) -> bool:
    return action in (Action.CREATE, Action.UPDATE) and action in options.only


def write_rows(work: Work, table: TablePlan, places: Sequence[int]) -> None:
    """Add or change the records of the rows of a table at some places."""
    kind = table.mapping.kind
    if kind is None:
        return
    held = {place for place, row in table.rows.apart.items() if row.id is not None}
    with records.adding(work, kind, len(places)) if held.isdisjoint(places) else nullcontext():
        _write_pieces(work, kind, table, places)


def _write_pieces(work: Work, kind: str, table: TablePlan, places: Sequence[int]) -> None:
    """In pieces, so that a large workbook is not held three times over while it is written."""
    for start in range(0, len(places), _PIECE):
        rows = table.rows.only(places[start : start + _PIECE])
        held = {place: (row.id, row) for place, row in rows.apart.items() if row.id is not None}
        new = rows.only([place for place in range(len(rows)) if place not in held]) if held else rows
        ids = records.add_columns(work, kind, _additions(new, table))
        records.change(work, kind, [_edit(row, record, table) for record, row in held.values()])
        brought = [(ids[place], row) for place, row in new.apart.items()]
        attachments.attach(work, list(_attached([*brought, *held.values()])))


def _attached(rows: Iterable[tuple[int, RowPlan]]) -> Iterator[Attached]:
    for record, row in rows:
        for one in row.pictures:
            yield Attached(record, one.role, one.name, one.picture.sha256, one.picture.size)


def _additions(rows: RowPlans, table: TablePlan) -> Additions:
    apart = rows.apart
    columns = {name: list(column) for name, column in rows.columns.items()} if len(apart) < len(rows) else {}
    for name in frozenset().union(*(row.values for row in apart.values())) - columns.keys():
        columns[name] = [None] * len(rows)
    for place, row in apart.items():
        values = _dated(row.values, row)
        for name, column in columns.items():
            column[place] = values.get(name)
    dated = [apart[place].dated if place in apart else None for place in range(len(rows))] if apart else []
    pending = {place: several for place, row in apart.items() if (several := _pending(row, table))}
    sources = Sources([table.mapping.table.sheet.name] * len(rows), rows.numbers)
    return Additions(len(rows), columns, dated, sources=sources, pending=pending)


def _edit(row: RowPlan, record: int, table: TablePlan) -> Edit:
    values = {name: new for name, (_, new) in row.changes.items()}
    return Edit(record, _dated(values, row), row.dated, _pending(row, table), _source(row, table))


def _dated(values: Values, row: RowPlan) -> Values:
    """The values without those that wait for their day."""
    return {name: value for name, value in values.items() if name not in row.undated} if row.undated else values


def _source(row: RowPlan, table: TablePlan) -> Source:
    return Source(table.mapping.table.sheet.name, row.row)


def _pending(row: RowPlan, table: TablePlan) -> Sequence[Pending]:
    """What was not understood, and totals nobody has dated yet: kept as they stand (``decisions.md`` 2, 17)."""
    if not row.waiting and not row.undated:
        return ()
    fields = {one.field.name: one for one in table.mapping.mapped}

    def cell(name: str, column: str) -> str:
        place = table.mapping.table
        told = address(*place.at(row.row, fields[name].column)) if place.spots else f"{column}{row.row}"
        return f"{place.sheet.name}!{told}"

    waiting = [Pending(one.field, one.raw, one.reason, cell(one.field, one.column)) for one in row.waiting]
    return waiting + [
        Pending(name, fields[name].field.show(row.values[name]), _NO_DAY, cell(name, fields[name].column.letter))
        for name in row.undated
    ]
