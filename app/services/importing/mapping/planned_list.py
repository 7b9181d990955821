"""A list of what is meant to be done (作业设计表, 储备项目表): figures without a word for it are of the plan.

Which figures are so, and the stage that work begins with, stand in ``resources/importing/planned.csv``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.models import resources
from app.models.stage import stages_of
from app.services.importing import lexicon
from app.services.importing.match import SURE
from app.services.importing.tables.table import Table


@dataclass(frozen=True, slots=True)
class _Pair:
    """A figure of what was done, the same of what is planned, and the dates that a plan does not have yet."""

    planned: str
    dates: frozenset[str]


@cache
def _pairs(kind: str) -> Mapping[str, _Pair]:
    rows = [row for row in resources.rows("importing/planned.csv") if row["kind"] == kind]
    return {row["done"]: _Pair(row["planned"], _dates_from(kind, row["begins"])) for row in rows}


def _dates_from(kind: str, begins: str) -> frozenset[str]:
    """The dates of a stage and of those after it."""
    stages = stages_of(kind)
    first = stages[begins].order
    return frozenset(one.date_field for one in stages.values() if one.date_field and one.order >= first)


def told_as_planned(fields: dict[int, tuple[str, float]], table: Table, kind: str) -> None:
    """Give the figures of such a list to the fields of the plan, where nothing in it tells of work done."""
    said = table.title + table.sheet.name
    if not lexicon.has("plan_title", said) or any(lexicon.has(sort, said) for sort in ("progress_title", "done")):
        return
    taken = {name for name, _ in fields.values()}
    headings = {column.index: column.text for column in table.columns}
    for index, (name, _) in list(fields.items()):
        pair = _pairs(kind).get(name)
        if pair is None or pair.planned in taken or taken & pair.dates or _names_step(headings[index], kind):
            continue
        if not lexicon.has("done", headings[index]):
            fields[index] = (pair.planned, SURE)


def _names_step(heading: str, kind: str) -> bool:
    """Whether a heading says of which step its figures are; what the ledger is about (造林) says no such thing."""
    for word in next(one.words for one in lexicon.kinds() if one.name == kind):
        heading = heading.replace(word, "")
    return bool(lexicon.steps_in(heading))
