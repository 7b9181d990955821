"""Which tables list villages: 一村万树 is done once in a village, so that the village tells the record.

The tasks that are so, and what a new record of one is called, stand in ``resources/importing/by_village.csv``.
"""

from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from app.models import resources
from app.services.importing.table import IDENTITIES, Table
from app.services.importing.text import key

VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class ByVillage:
    """A task that a village has once: the field and value that say it, the fields only it has, its pattern of names."""

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


def lists_villages(kind: str, table: Table, names: Set[str]) -> ByVillage | None:
    """What a table without names and codes lists by village, told by its title, its sheet or a field of its own."""
    if VILLAGE not in names or names & set(IDENTITIES):
        return None
    said = key(table.title + table.sheet.name)
    found = (one for one in _declared() if one.kind == kind and (one.value in said or names & one.telling))
    return next(found, None)
