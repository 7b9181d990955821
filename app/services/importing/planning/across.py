"""The same record in several tables of one workbook: told before anything is written, never written twice.

Tables that tell different things of one record (立项 on one sheet, 验收 on the next) are put together; where they
contradict each other, the sheet with the later day counts (3月, 4月); where they name none, no row of it is applied.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.models.field import Stored
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.ticks import STAGE, further
from app.services.importing.planning.doubles import whereabouts
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan, RowPlans
from app.services.importing.tables.surroundings import as_of, year_of
from app.services.importing.text import code_key

_APPLIED = (Action.CREATE, Action.UPDATE, Action.SAME)
_Place = tuple[int, int]
_Who = tuple[object, ...]
_MOST_NAMED = 3


def joined(tables: Sequence[TablePlan]) -> tuple[TablePlan, ...]:
    """The tables with each record planned once."""
    if len(tables) < 2:
        return tuple(tables)
    rows = [_Rows(table.rows) for table in tables]
    met, unclear = _met_again(tables)
    for places in met:
        _join(tables, rows, places)
    for (number, place), several in unclear.items():
        rows[number][place] = _unclear(rows[number][place], [_where(tables, rows, one) for one in several])
    return tuple(replace(table, rows=planned.all) for table, planned in zip(tables, rows, strict=True))


class _Rows:
    """The rows of a table, of which some are replaced."""

    def __init__(self, planned: RowPlans) -> None:
        self._planned = planned
        self._changed: dict[int, RowPlan] = {}

    def __getitem__(self, place: int) -> RowPlan:
        return self._changed[place] if place in self._changed else self._planned[place]

    def __setitem__(self, place: int, row: RowPlan) -> None:
        self._changed[place] = row

    @property
    def all(self) -> RowPlans:
        """All rows as they are now."""
        return self._planned.replaced(self._changed)


def _met_again(tables: Sequence[TablePlan]) -> tuple[list[list[_Place]], dict[_Place, list[_Place]]]:
    """Where the same record stands in more than one table: (table, place among its rows).

    And the rows without a number that may be several numbered ones, with where those stand.
    """
    found: dict[_Who, list[_Place]] = {}
    bare: list[_Place] = []
    for number, table in enumerate(tables):
        numbered = _numbered(table)
        for place in table.rows.places(_APPLIED.__contains__):
            if who := numbered[place]:
                found.setdefault((table.mapping.kind, who), []).append((number, place))
            else:
                bare.append((number, place))
    unclear: dict[_Place, list[_Place]] = {}
    called = _by_name(tables, found) if bare else {}
    for at in bare:
        name = _called(tables, at)
        known = called.get(name, [name])  # a summary may give the number that the sheets of the towns leave out
        if len(known) > 1:
            unclear[at] = [found[who][0] for who in known]
        elif name:
            found.setdefault(known[0], []).append(at)
    return [several for several in found.values() if len({number for number, _ in several}) > 1], unclear


def _by_name(tables: Sequence[TablePlan], found: Mapping[_Who, Sequence[_Place]]) -> dict[_Who, list[_Who]]:
    """The numbered records by what they are called."""
    called: dict[_Who, list[_Who]] = {}
    for who, several in found.items():
        for name in {_called(tables, at) for at in several} - {()}:
            called.setdefault(name, []).append(who)
    return called


def _numbered(table: TablePlan) -> Sequence[int | str]:
    """The record of each row, else the number that it goes by; nothing where it has none."""
    rows = table.rows
    numbers = zip(rows.column("code"), rows.column("filing_no"), strict=True)
    found: list[int | str] = [code_key(str(code or filing or "")) for code, filing in numbers]
    for place, row in rows.apart.items():
        found[place] = row.id or code_key(str(row.values.get("code") or row.values.get("filing_no") or ""))
    return found


def _called(tables: Sequence[TablePlan], at: _Place) -> _Who:
    """What a row is called and where it is: all that a row without a number is known by."""
    table = tables[at[0]]
    where = whereabouts(table.rows.held(at[1]))
    return (table.mapping.kind, *where) if where else ()


def _join(tables: Sequence[TablePlan], rows: Sequence[_Rows], places: Sequence[_Place]) -> None:
    (first, place), *others = places
    head = rows[first][place]
    several = [rows[number][at] for number, at in others]
    if any(_contradict(head.values, one.values) for one in several):
        if latest := _latest(tables, places):
            for number, at in (one for one in places if one != latest):
                rows[number][at] = _aside(rows[number][at], _overtaken(_where(tables, rows, latest)))
            return
        for number, at in places:
            other = places[1] if (number, at) == places[0] else places[0]
            rows[number][at] = _in_conflict(rows[number][at], _where(tables, rows, other))
        return
    for (number, at), one in zip(others, several, strict=True):
        head = _with(tables[first].mapping.kind or "", head, one)
        rows[number][at] = _aside(one, _note(_where(tables, rows, places[0])))
    rows[first][place] = head


def _latest(tables: Sequence[TablePlan], places: Sequence[_Place]) -> _Place | None:
    """Where a record stands on the sheet with the latest day; None where sheets name none or the same."""
    days = {at: as_of(table, year_of(table) or 1) for at in places for table in [tables[at[0]].mapping.table]}
    told = set(days.values()) - {None}
    return max(places, key=lambda at: days[at] or "") if len(told) == len(places) else None


def _aside(row: RowPlan, why: Issue) -> RowPlan:
    """A row of which nothing is written, since another tells of its record."""
    return replace(row, action=Action.SAME, changes={}, waiting=(), pictures=(), issues=(*row.issues, why))


def _contradict(one: Mapping[str, Stored], other: Mapping[str, Stored]) -> bool:
    told = one.keys() & other.keys() - {"stage", "plan_year"}  # these two may have been inferred
    return any(one[name] != other[name] for name in told)


def _with(kind: str, head: RowPlan, more: RowPlan) -> RowPlan:
    """One row with what another tells of the same record; it stands at the later of their stages."""
    action = Action.UPDATE if Action.UPDATE in (head.action, more.action) and head.id else head.action
    values, changes = {**more.values, **head.values}, {**more.changes, **head.changes}
    if STAGE in head.values and STAGE in more.values:
        values[STAGE] = further(kind, head.values[STAGE], more.values[STAGE])
        if values[STAGE] != head.values[STAGE] and STAGE in more.changes:
            changes[STAGE] = more.changes[STAGE]
    return replace(
        head,
        action=action,
        values=values,
        changes=changes,
        waiting=(*head.waiting, *more.waiting),
        pictures=(*head.pictures, *more.pictures),
        dated=head.dated or more.dated,
        undated=tuple(dict.fromkeys((*head.undated, *more.undated))),
    )


def _where(tables: Sequence[TablePlan], rows: Sequence[_Rows], place: _Place) -> str:
    return f"“{tables[place[0]].mapping.table.sheet.name}”第 {rows[place[0]][place[1]].row} 行"


def _unclear(row: RowPlan, several: Sequence[str]) -> RowPlan:
    text = f"没有编号，与{'、'.join(several[:_MOST_NAMED])}都像，请补上编号"
    issue = Issue(None, None, Code.AMBIGUOUS, Severity.ERROR, text)
    return replace(row, action=Action.CONFLICT, changes={}, issues=(*row.issues, issue))


def _in_conflict(row: RowPlan, other: str) -> RowPlan:
    text = f"与{other}是同一个项目，内容不同，请核对留哪一行"
    issue = Issue(None, None, Code.DUPLICATE, Severity.ERROR, text)
    return replace(row, action=Action.CONFLICT, changes={}, issues=(*row.issues, issue))


def _overtaken(other: str) -> Issue:
    return Issue(None, None, Code.DUPLICATE, Severity.NOTE, f"与{other}是同一个项目，那一张截至的日期晚，按那一张记")


def _note(other: str) -> Issue:
    return Issue(None, None, Code.DUPLICATE, Severity.NOTE, f"与{other}是同一个项目，已合在一起")
