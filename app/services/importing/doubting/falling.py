"""Totals that fall: a month's figure written where the total to date belongs (``domain.md`` D50)."""

from collections.abc import Mapping
from functools import cache

from app.models.field import Stored
from app.models.ledger import dated_quantities, fields_of
from app.services.importing.issue import Code, Issue, Severity

_MAY_NOT = "not falling"


@cache
def _only_grow(kind: str) -> frozenset[str]:
    """The fields that grow as the work goes on."""
    said = {name for name, field in fields_of(kind).items() if _MAY_NOT in field.rule}
    return frozenset(said | dated_quantities(kind).keys())


def falling(
    kind: str, changes: Mapping[str, tuple[Stored | None, Stored | None]], letters: Mapping[str, str], number: int
) -> list[Issue]:
    """The changed totals that are less than what the ledger held; they are taken, with a doubt."""
    found = []
    for name, (held, new) in changes.items():
        if name in _only_grow(kind) and isinstance(held, int) and isinstance(new, int) and new < held:
            field, letter = fields_of(kind)[name], letters.get(name)
            text = (
                f"“{field.label}”从 {field.show(held)} 减为 {field.show(new)}，累计数一般不会减少，请核对是不是本月数"
            )
            cell = f"{letter}{number}" if letter else None
            found.append(Issue(letter, cell, Code.RULE, Severity.WARNING, text, name, field.show(new)))
    return found
