"""The rules on what comes back that were kept for next time: one a field of a ledger, stored with the settings."""

from collections.abc import Mapping

from app.models.queries import Session
from app.models.queries import settings as choices
from app.models.store import Store
from app.models.unit import Setting
from app.models.work import Change
from app.services.importing.planning.rules import LEDGER, RETURNED, Rule

_KEY = "rule"
Kept = Mapping[tuple[str, str], bool]
"""(ledger, field) -> whether what came back is taken."""


def kept(store: Store) -> Kept:
    """The rules that are kept."""
    with store.read() as session:
        return _kept(session)


def _kept(session: Session) -> dict[tuple[str, str], bool]:
    rows = ((key.split("."), value) for key, value in choices.settings(session).values.items())
    return {(parts[1], parts[2]): value == RETURNED for parts, value in rows if parts[0] == _KEY and len(parts) == 3}


def as_rules(rules: Kept) -> tuple[Rule, ...]:
    """Kept rules as an import takes them."""
    return tuple(Rule({kind: frozenset({field})}, returned) for (kind, field), returned in rules.items())


def keep(store: Store, kind: str, field: str, label: str, *, returned: bool | None) -> Change:
    """Keep a rule for a field, in place of an earlier one; None forgets it. ``label`` is what the field is called."""
    key = f"{_KEY}.{kind}.{field}"
    known = (kind, field) in kept(store)
    side = RETURNED if returned else LEDGER
    with store.write(f"取消核对规则：{label}" if returned is None else f"核对规则：{label} = {side}") as work:
        if returned is None:
            work.delete(Setting, [key] if known else [])
        elif known:
            work.update(Setting, [(key, {"value": side})])
        else:
            work.insert(Setting, [{"id": key, "value": side}])
    return store.last_change
