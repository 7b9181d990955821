"""Rows that are villages: each is the record of its village, or a new one that is called after it."""

from collections.abc import Iterator, Sequence

from app.models.queries.importing import Identity
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapping
from app.services.importing.mapping.village_lists import VILLAGE, ByVillage, lists_villages
from app.services.importing.planning.rows import ReadRow, ReadRows
from app.services.importing.text import key
from app.services.importing.view import View


def call_by_village(mapping: Mapping, rows: ReadRows, view: View) -> None:
    """Give the rows of a list of villages what they are known by: the record of the village, else a name of its own.

    A village with several records is left without: the row cannot be told apart.
    """
    columns = {one.field.name: one.column.index for one in mapping.mapped}
    sort = lists_villages(mapping.kind or "", mapping.table, columns)
    if sort is None:
        return
    known: dict[tuple[str, str], list[Identity]] = {}
    for one in _there(sort, view, rows):
        known.setdefault((one.town_code, key(one.village if sort.value else one.name)), []).append(one)
    for place, row in enumerate(rows):
        if not row.values.get(VILLAGE):
            continue
        called = _called(sort, row)
        told = called if sort.value else sort.name.format(village=called)
        there = known.get((str(row.values.get("town_code") or ""), key(told)), [])
        row.issues.append(_note(called, there))
        if len(there) <= 1:
            if sort.value:
                row.values.setdefault(sort.field, sort.value)
            row.values |= dict(_known_by(there, sort, called))
            rows.keep(place)


def _called(sort: ByVillage, row: ReadRow) -> str:
    """What a row is called by: its village, and where in it, if a village may have several such rows."""
    village, location = (str(row.values.get(name) or "") for name in (VILLAGE, "location"))
    if sort.value or not location:
        return village
    return location if location.startswith(village) else village + location


def _there(sort: ByVillage, view: View, rows: ReadRows) -> Iterator[Identity]:
    """The records of the ledger that such rows may be."""
    if sort.value:
        yield from view.identities(sort.kind, sort.field, sort.value)
        return
    for called in sorted({_called(sort, row) for row in rows}):
        yield from view.identities(sort.kind, "name", sort.name.format(village=called))


def _known_by(there: Sequence[Identity], sort: ByVillage, called: str) -> Iterator[tuple[str, str]]:
    for one in there:
        yield ("code", one.code) if one.code else ("name", one.name)
        return
    yield "name", sort.name.format(village=called)


def _note(village: str, there: Sequence[Identity]) -> Issue:
    match len(there):
        case 0:
            said = f"没有编号和名称，按“{village}”起名"
        case 1:
            said = f"按“{village}”认作台账里的“{there[0].name}”"
        case several:
            said = f"台账里“{village}”有 {several} 条“{there[0].name}”，请补上编号"
    return Issue(None, None, Code.AMBIGUOUS, Severity.NOTE, said, "name")
