"""The year's end: projects still under way go over into the next year, which gets the indicators with empty values.

What a year brought stays in it: figures count by the dates of what was done, and only the year a project is planned
for changes. All of it is one step with a backup before, taken back like any other (``decisions.md`` 8).
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from app.models.field import Stored
from app.models.ledger import LEDGERS, dated_quantities
from app.models.queries import Session, targets
from app.models.queries import settings as choices
from app.models.queries.unfinished import Unfinished, unfinished
from app.models.refusal import Refusal
from app.models.stage import stages_of
from app.models.store import Store
from app.models.target import Indicator
from app.models.unit import Setting
from app.models.work import Change, Row
from app.services import records
from app.services.records import Edit

_LAST_YEAR = 2100
_COPIED = tuple(column.name for column in Indicator.__table__.columns if column.name not in ("id", "year", "value"))


@dataclass(frozen=True, slots=True)
class Group:
    """The projects of a ledger in one stage; ``done`` ones have their main quantity and only lack what follows."""

    kind: str
    stage: str
    done: bool


@dataclass(frozen=True, slots=True)
class YearEnd:
    """What there is to carry over: groups with how many projects each has, and the indicators the next year lacks."""

    year: int
    groups: dict[Group, int]
    indicators: int

    @property
    def following(self) -> int:
        """The year they go over into."""
        return self.year + 1


def preview(store: Store) -> YearEnd:
    """What would be carried over; nothing is written."""
    with store.read() as session:
        year = choices.settings(session).year
        groups = Counter(Group(kind, one.stage, one.done) for kind, one in _under_way(session, year))
        return YearEnd(year, dict(sorted(groups.items(), key=_place)), len(_lacking(session, year)))


def _place(counted: tuple[Group, int]) -> tuple[int, int, bool]:
    """Where a group is listed: ledger by ledger, in the order of the stages."""
    group = counted[0]
    return list(LEDGERS).index(group.kind), stages_of(group.kind)[group.stage].order, group.done


def carry(store: Store, wanted: Collection[Group]) -> Change:
    """Carry the projects of some groups over, copy the indicators, and make the next year the working year.

    Raises ``Refusal`` where there is no next year.
    """
    with store.read() as session:
        year = choices.settings(session).year
        if year >= _LAST_YEAR:
            raise Refusal(f"{year} 年之后不能再结转", "请检查工作年度是否填错")
        edits: dict[str, list[Edit]] = {kind: [] for kind in LEDGERS}
        for kind, one in _under_way(session, year):
            if Group(kind, one.stage, one.done) in wanted:
                edits[kind].append(_edit(one, year))
        indicators = _lacking(session, year)
    store.back_up("年度结转前")
    with store.write(f"年度结转 {year} → {year + 1}") as work:
        for kind, several in edits.items():
            records.change(work, kind, several)
        work.insert(Indicator, indicators)
        work.update(Setting, [("year", {"value": str(year + 1)})])
    return store.last_change


def _under_way(session: Session, year: int) -> Iterator[tuple[str, Unfinished]]:
    """The projects whose stage goes on; one from which every way goes to an end has done what counts."""
    for kind in LEDGERS:
        onward = {name: _onward(kind, name) for name in stages_of(kind)}
        last = {name for name, following in onward.items() if following and not any(onward[one] for one in following)}
        dates = sorted({quantity.dated_by for quantity in dated_quantities(kind).values()})
        for one in unfinished(session, kind, [name for name in onward if onward[name]], dates, year):
            yield kind, replace(one, done=one.done or one.stage in last)


def _onward(kind: str, stage: str) -> list[str]:
    """The later stages a stage leads to, but for those that end a project without counting."""
    known = stages_of(kind)
    if known[stage].effect == "void":
        return []
    return [
        name for name in known[stage].next if known[name].effect != "void" and known[name].order > known[stage].order
    ]


def _edit(one: Unfinished, year: int) -> Edit:
    said = f"{year}年度结转"
    remark = one.remark if said in one.remark else "；".join(filter(None, (one.remark, said)))
    return Edit(one.id, {"plan_year": year + 1, "remark": remark})


def _lacking(session: Session, year: int) -> list[Row]:
    """The year's indicators as the next year's, without values, but for those that it has."""
    have = {one.code for one in targets.indicators(session, year + 1)}
    return [_copied(one, year) for one in targets.indicators(session, year) if one.code not in have]


def _copied(one: Indicator, year: int) -> Row:
    values: dict[str, Stored | None] = {name: getattr(one, name) for name in _COPIED}
    deadline = re.sub(r"\d{4}", lambda found: str(int(found[0]) + 1), one.deadline) if one.deadline else None
    return {**values, "year": year + 1, "value": None, "deadline": deadline}
