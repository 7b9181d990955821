"""Named ways to see a ledger: its filters, its order and its columns under a name, for everyone who opens it.

Saving, renaming and removing one is a step like any other: it stands in the history and can be taken back.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.models.field import Stored
from app.models.ledger import fields_of
from app.models.queries import views as queries
from app.models.queries.grid import Between, By, Contains, Filter, OneOf, Those, Waiting
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.view import SavedView
from app.models.work import Change
from app.services.arrangement import Arrangement, arranged

LONGEST = 20
"""Letters of a view's name."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a ledger's grid shows: which records, in which order, in which columns."""

    filters: tuple[Filter, ...]
    order: tuple[By, ...]
    columns: Arrangement

    @property
    def passing(self) -> list[Those]:
        """The filters that cannot be kept: what another page pointed at."""
        return [one for one in self.filters if isinstance(one, Those)]


@dataclass(frozen=True, slots=True)
class View:
    """A sight under its name; the ``first`` one is shown when the ledger is opened."""

    key: int
    name: str
    sight: Sight
    first: bool


def views(store: Store, kind: str, usual: Sequence[str]) -> list[View]:
    """The views of a ledger in the order they were saved; ``usual`` are its columns in their usual order."""
    with store.read() as session:
        found = queries.views(session, kind)
    return [_view(kind, key, name, _read(state), usual) for key, name, state in found]


def _read(state: str) -> dict[str, Any]:
    try:
        read = json.loads(state)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _view(kind: str, key: int, name: str, state: Mapping[str, Any], usual: Sequence[str]) -> View:
    filters, order = asked_of(kind, state)
    return View(key, name, Sight(filters, order, arranged(state.get("columns", {}), usual)), bool(state.get("first")))


def asked_of(kind: str, state: Mapping[str, Any]) -> tuple[tuple[Filter, ...], tuple[By, ...]]:
    """Filters and order out of what ``kept`` made of them; those of fields there are no more are left out."""
    fields = fields_of(kind)
    filters = [one for each in state.get("filters", []) if (one := _filter(each)) and one.field in {*fields, ""}]
    return tuple(filters), tuple(By(field, bool(down)) for field, down in state.get("order", []) if field in fields)


def kept(filters: Sequence[Filter], order: Sequence[By]) -> dict[str, Any]:
    """Filters and order as they are noted; what another page pointed at (``Those``) is not."""
    return {
        "filters": [_kept(one) for one in filters if not isinstance(one, Those)],
        "order": [[by.field, by.descending] for by in order],
    }


def _filter(noted: Mapping[str, Any]) -> Filter | None:
    match noted:
        case {"waiting": True}:
            return Waiting()
        case {"field": str(field), "contains": str(text)}:
            return Contains(field, text)
        case {"field": str(field), "one_of": list(values)}:
            return OneOf(field, frozenset(values))
        case {"field": str(field), "low": low, "high": high}:
            return Between(field, low, high)
    return None


def _kept(one: Filter) -> dict[str, Any]:
    match one:
        case Contains(field=field, text=text):
            return {"field": field, "contains": text}
        case OneOf(field=field, values=values):
            return {"field": field, "one_of": sorted(values, key=_rank)}
        case Between(field=field, low=low, high=high):
            return {"field": field, "low": low, "high": high}
    return {"waiting": True}


def _rank(value: Stored | None) -> tuple[bool, str]:
    return value is None, str(value)


def _state(sight: Sight, *, first: bool) -> str:
    state = kept(sight.filters, sight.order) | {"columns": sight.columns.as_json(), "first": first}
    return json.dumps(state, ensure_ascii=False)


def save(store: Store, kind: str, name: str, sight: Sight) -> Change:
    """Keep a sight under a name, in place of what the name stood for. What cannot be kept (``passing``) is left out."""
    name = _named(name)
    held = _held(store, kind)
    with store.write(f"保存视图“{name}”") as work:
        known = next((one for one in held if one.name == name), None)
        if known is None:
            work.insert(SavedView, [{"kind": kind, "name": name, "state": _state(sight, first=False)}])
        else:
            work.update(SavedView, [(known.key, {"state": _state(sight, first=known.first)})])
    return store.last_change


def rename(store: Store, kind: str, old: str, new: str) -> Change:
    """Call a view otherwise. Raises ``Refusal`` where there is no such view, or already one of the new name."""
    new = _named(new)
    held = _held(store, kind)
    known = _known(held, old)
    if new != old and any(one.name == new for one in held):
        raise Refusal(f"已经有叫“{new}”的视图", "请换一个名称，或先删除那一个")
    with store.write(f"视图“{old}”改名为“{new}”") as work:
        work.update(SavedView, [(known.key, {"name": new})])
    return store.last_change


def remove(store: Store, kind: str, name: str) -> Change:
    """Take a view away; no record changes."""
    known = _known(_held(store, kind), name)
    with store.write(f"删除视图“{name}”") as work:
        work.delete(SavedView, [known.key])
    return store.last_change


def put_first(store: Store, kind: str, name: str | None) -> Change:
    """Show a view whenever the ledger is opened; None: all records again."""
    held = _held(store, kind)
    if name is not None:
        _known(held, name)
    turned = [(one.key, {"state": _state(one.sight, first=one.name == name)}) for one in held]
    with store.write(f"打开台账时先看“{name}”" if name else "打开台账时看全部") as work:
        work.update(SavedView, turned)
    return store.last_change


def _held(store: Store, kind: str) -> list[View]:
    return views(store, kind, tuple(fields_of(kind)))


def _known(held: Sequence[View], name: str) -> View:
    found = next((one for one in held if one.name == name), None)
    if found is None:
        raise Refusal(f"没有叫“{name}”的视图", "它可能刚被删除，请重新选择")
    return found


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Refusal("视图还没有名称", "请写一个名称，例如“未拆除”")
    if len(name) > LONGEST:
        raise Refusal(f"视图名称太长（{len(name)} 个字）", f"请不超过 {LONGEST} 个字")
    return name
