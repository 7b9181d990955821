"""The same record in several tables of one workbook: told before anything is written, never written twice.

Tables that tell different things of one record (立项 on one sheet, 验收 on the next) are put together; where they
contradict each other, no row of it is applied.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.models.field import Stored
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.plan import Action, RowPlan, TablePlan
from app.services.importing.text import code_key

_APPLIED = (Action.CREATE, Action.UPDATE, Action.SAME)
_Place = tuple[int, int]


def joined(tables: Sequence[TablePlan]) -> tuple[TablePlan, ...]:
    """The tables with each record planned once."""
    rows = [list(table.rows) for table in tables]
    for places in _met_again(tables):
        _join(tables, rows, places)
    return tuple(replace(table, rows=tuple(planned)) for table, planned in zip(tables, rows, strict=True))


def _met_again(tables: Sequence[TablePlan]) -> Iterable[list[_Place]]:
    """Where the same record stands in more than one table: (table, place among its rows)."""
    if len(tables) < 2:
        return []
    found: dict[tuple[str | None, int | str], list[_Place]] = {}
    for number, table in enumerate(tables):
        for place, row in enumerate(table.rows):
            who = row.id or code_key(str(row.values.get("code") or row.values.get("filing_no") or ""))
            if who and row.action in _APPLIED:
                found.setdefault((table.mapping.kind, who), []).append((number, place))
    return [places for places in found.values() if len({number for number, _ in places}) > 1]


def _join(tables: Sequence[TablePlan], rows: list[list[RowPlan]], places: Sequence[_Place]) -> None:
    (first, place), *others = places
    head = rows[first][place]
    several = [rows[number][at] for number, at in others]
    if any(_contradict(head.values, one.values) for one in several):
        for number, at in places:
            other = places[1] if (number, at) == places[0] else places[0]
            rows[number][at] = _in_conflict(rows[number][at], _where(tables, rows, other))
        return
    for (number, at), one in zip(others, several, strict=True):
        head = _with(head, one)
        rows[number][at] = replace(
            one,
            action=Action.SAME,
            changes={},
            waiting=(),
            pictures=(),
            issues=(*one.issues, _note(_where(tables, rows, places[0]))),
        )
    rows[first][place] = head


def _contradict(one: Mapping[str, Stored], other: Mapping[str, Stored]) -> bool:
    told = one.keys() & other.keys() - {"stage", "plan_year"}  # these two may have been inferred
    return any(one[name] != other[name] for name in told)


def _with(head: RowPlan, more: RowPlan) -> RowPlan:
    """One row with what another tells of the same record."""
    action = Action.UPDATE if Action.UPDATE in (head.action, more.action) and head.id else head.action
    return replace(
        head,
        action=action,
        values={**more.values, **head.values},
        changes={**more.changes, **head.changes},
        waiting=(*head.waiting, *more.waiting),
        pictures=(*head.pictures, *more.pictures),
        dated=head.dated or more.dated,
        undated=tuple(dict.fromkeys((*head.undated, *more.undated))),
    )


def _where(tables: Sequence[TablePlan], rows: list[list[RowPlan]], place: _Place) -> str:
    return f"“{tables[place[0]].mapping.table.sheet.name}”第 {rows[place[0]][place[1]].row} 行"


def _in_conflict(row: RowPlan, other: str) -> RowPlan:
    text = f"与{other}是同一个项目，内容不同，请核对留哪一行"
    issue = Issue(None, None, Code.DUPLICATE, Severity.ERROR, text)
    return replace(row, action=Action.CONFLICT, changes={}, issues=(*row.issues, issue))


def _note(other: str) -> Issue:
    return Issue(None, None, Code.DUPLICATE, Severity.NOTE, f"与{other}是同一个项目，已合在一起")
