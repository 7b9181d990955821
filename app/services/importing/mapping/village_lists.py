"""Which tables list villages, so that the village tells the record: 一村万树, or any list with a village once.

The tasks that a village has once, and what a new record is called, stand in ``resources/importing/by_village.csv``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from app.models import resources
from app.models.field import FieldType
from app.models.ledger import fields_of
from app.services.importing import lexicon
from app.services.importing.tables.table import IDENTITIES, Table
from app.services.importing.text import compact, key

VILLAGE = "village"
_FEWEST = 2
_WHEREABOUTS = ("county_code", "town_code", VILLAGE, "plan_year", "remark", "location")
_WORDED = (FieldType.DATE, FieldType.TEXT, FieldType.CHOICE, FieldType.MULTICHOICE)


@dataclass(frozen=True, slots=True)
class ByVillage:
    """A task that a village has once: the field and value that say it, the fields only it has, its pattern of names.

    Without a value it is any work of which a table has no village twice.
    """

    kind: str
    field: str
    value: str
    telling: frozenset[str]
    name: str


@cache
def _declared() -> tuple[ByVillage, ...]:
    return tuple(
        ByVillage(row["kind"], row["field"], row["value"], frozenset(resources.listed(row["telling"])), row["name"])
        for row in resources.rows("importing/by_village.csv")
    )


def lists_villages(kind: str, table: Table, columns: Mapping[str, int]) -> ByVillage | None:
    """What a table without names and codes lists by village; ``columns`` are where its fields stand.

    A task is told by the title, the sheet or a field of its own. Else every village stands there once, with more said
    of it than figures: a summary by village is no list of records.
    """
    names = columns.keys()
    if VILLAGE not in names or names & set(IDENTITIES):
        return None
    said = key(table.title + table.sheet.name)
    ours = [one for one in _declared() if one.kind == kind]
    if task := next((one for one in ours if one.value and (one.value in said or names & one.telling)), None):
        return task
    if any(lexicon.has("party_heading", column.path[-1]) for column in table.columns):
        return None  # a list of households
    others = [fields_of(kind)[name] for name in names if name not in _WHEREABOUTS]
    worded = "location" in names or any(field.type in _WORDED for field in others)
    tells = worded and any(field.numeric for field in others)
    return next((one for one in ours if not one.value and tells and _once(table, columns)), None)


def _once(table: Table, columns: Mapping[str, int]) -> bool:
    """Whether every row names a village, in a town of its own where towns are named, and none of them twice.

    Where in the village it is may tell two rows of one village apart.
    """
    town, village, spot, seen = columns.get("town_code"), columns[VILLAGE], columns.get("location"), set()
    above = ""
    for number in table.records:
        above = compact(str(table.cell(number, town))) or above if town is not None else above
        said = compact(str(table.cell(number, village)))
        called = (above, said, "" if spot is None else compact(str(table.cell(number, spot))))
        if not said or called in seen:
            return False
        seen.add(called)
    return len(seen) >= _FEWEST
