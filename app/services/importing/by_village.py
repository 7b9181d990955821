"""Rows that are villages: each is the record of its village, or a new one that is called after it."""

from collections.abc import Iterator, Sequence

from app.models.queries.importing import Identity
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.map import Mapping
from app.services.importing.rows import ReadRows
from app.services.importing.text import key
from app.services.importing.view import View
from app.services.importing.village_lists import VILLAGE, ByVillage, lists_villages


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
        known.setdefault((one.town_code, key(one.village)), []).append(one)
    for place, row in enumerate(rows):
        village = str(row.values.get(VILLAGE) or "")
        there = known.get((str(row.values.get("town_code") or ""), key(village)), [])
        if not village:
            continue
        row.issues.append(_note(village, there))
        if len(there) <= 1:
            if sort.value:
                row.values.setdefault(sort.field, sort.value)
            row.values |= dict(_known_by(there, sort, village))
            rows.keep(place)


def _there(sort: ByVillage, view: View, rows: ReadRows) -> Iterator[Identity]:
    """The records of the ledger that such rows may be."""
    if sort.value:
        yield from view.identities(sort.kind, sort.field, sort.value)
    for village in () if sort.value else sorted({str(said) for said in rows.column(VILLAGE) if said}):
        yield from view.identities(sort.kind, "name", sort.name.format(village=village))


def _known_by(there: Sequence[Identity], sort: ByVillage, village: str) -> Iterator[tuple[str, str]]:
    for one in there:
        yield ("code", one.code) if one.code else ("name", one.name)
        return
    yield "name", sort.name.format(village=village)


def _note(village: str, there: Sequence[Identity]) -> Issue:
    match len(there):
        case 0:
            said = f"没有编号和名称，按“{village}”起名"
        case 1:
            said = f"按“{village}”认作台账里的“{there[0].name}”"
        case several:
            said = f"台账里“{village}”有 {several} 条“{there[0].name}”，请补上编号"
    return Issue(None, None, Code.AMBIGUOUS, Severity.NOTE, said, "name")
