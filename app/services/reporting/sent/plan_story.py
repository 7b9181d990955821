"""What the journal says of targets and of figures kept by hand between two moments."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.models.base import table_of
from app.models.field import Stored
from app.models.quantity import decimal, plain
from app.models.queries import Session, journal, targets
from app.models.queries.journal import Happened
from app.models.target import EnteredFigure, Target
from app.models.work import decode
from app.services.reporting.sent.story import Edit, edit_of

TABLES = {table_of(one).name: label for one, label in ((Target, "年度任务"), (EnteredFigure, "填报数"))}


@dataclass(frozen=True, slots=True)
class PlanEdit:
    """A change of an indicator's target or entered figure in one region."""

    indicator: str
    region: str
    edit: Edit


def plan_edits(session: Session, after: int, upto: int, year: int) -> list[PlanEdit]:
    """The changes after one batch, up to and with another, in order."""
    return told_of(session, list(journal.between(session, after, upto, TABLES)), year)


def told_of(session: Session, happened: Iterable[Happened], year: int) -> list[PlanEdit]:
    """The same of changes that were read already."""
    scales = {one.code: one.scale for one in targets.indicators(session, year)}
    return [found for one in happened for found in _edits(session, one, scales)]


def _edits(session: Session, one: Happened, scales: dict[str, int]) -> Iterator[PlanEdit]:
    before, after = decode(one.before) or {}, decode(one.after) or {}
    known = {**targets.kept(session, one.table, int(one.key)), **before, **after}
    if known.get("code") not in scales:
        return
    code, region = str(known["code"]), str(known["region"])
    old, new = (_shown(values, scales[code]) for values in (before, after))
    if old != new:
        edit = replace(edit_of(one, ""), label=TABLES[one.table], old=old, new=new)
        yield PlanEdit(code, region, edit)


def _shown(values: dict[str, Stored | None], scale: int) -> str:
    value, state = values.get("value"), values.get("state")
    return str(state or "") if value is None else plain(decimal(int(value), scale))
