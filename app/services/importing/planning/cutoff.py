"""The ledger as a file of an earlier day would show it (``decisions.md`` 2)."""

from collections.abc import Mapping
from functools import cache

from app.models.field import FieldType, Stored
from app.models.ledger import fields_of
from app.models.stage import inferred
from app.services.importing import lexicon

Values = Mapping[str, Stored | None]


@cache
def dates_of(kind: str) -> tuple[str, ...]:
    """The dates of what was done; a deadline may lie ahead of any day."""
    return tuple(
        name
        for name, field in fields_of(kind).items()
        if field.type is FieldType.DATE and not lexicon.has("deadline", field.label)
    )


def as_it_stood(kind: str, held: Values, day: str) -> Values:
    """What a record held at the end of a day: without the dates that came later, at the stage the others lead to."""
    later = {name for name in dates_of(kind) if str(held.get(name) or "") > day}
    if not later:
        return held
    left = {name: value for name, value in held.items() if name not in later and name != "stage"}
    return {**left, "stage": inferred(kind, left)}
