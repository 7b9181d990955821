"""A demolition and the reclamation or greening it became: tied by hand, or by the code that stands in its row."""

from dataclasses import dataclass

from app.models.attachment import RecordLink
from app.models.ledger import fields_of
from app.models.queries import Session, records
from app.models.queries import attachments as queries
from app.models.queries.records import Held
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.work import Change
from app.services.records import Edit, change

ORIGIN = "demolition"
"""The ledger whose records become those of others."""


@dataclass(frozen=True, slots=True)
class Tie:
    """Another record one is tied to; ``key`` is None where only the code in a row says so."""

    key: int | None
    kind: str
    record: int
    code: str
    title: str


def partners(kind: str) -> tuple[str, ...]:
    """The ledgers a record of one may be tied to."""
    return tuple(_naming(ORIGIN)) if kind == ORIGIN else (ORIGIN,)


def _naming(kind: str) -> dict[str, str]:
    """The fields of an origin that name what it became, by ledger."""
    fields = fields_of(kind)
    return {other: f"{other}_code" for other in ("reclamation", "greening") if f"{other}_code" in fields}


def of_record(store: Store, kind: str, record: int) -> list[Tie]:
    """Everything a record is tied to, those tied by hand first."""
    with store.read() as session:
        held = records.one(session, kind, record)
        if held is None:
            return []
        found = [_tie(session, key, other_kind, other) for key, other, other_kind in queries.linked(session, record)]
        known = {one.record for one in found}
        by_code = [one for one in _by_code(session, kind, held) if one[1] not in known]
        return [*found, *(_tie(session, None, *one) for one in by_code)]


def _by_code(session: Session, kind: str, held: Held) -> list[tuple[str, int]]:
    if kind == ORIGIN:
        named = {other: held.values[field] for other, field in _naming(kind).items()}
    else:
        named = {ORIGIN: held.values["code"]}
    found = []
    for other, code in named.items():
        field = "code" if kind == ORIGIN else _naming(ORIGIN)[kind]
        if code:
            ids = records.with_values(session, other, field, [str(code)]).get(str(code), [])
            found += [(other, one) for one in ids]
    return found


def _tie(session: Session, key: int | None, kind: str, record: int) -> Tie:
    held = records.one(session, kind, record)
    values = held.values if held else {}
    title = values.get("name") or values.get("party_name") or ""
    return Tie(key, kind, record, str(values.get("code") or ""), str(title))


def tie(store: Store, kind: str, record: int, other_kind: str, other: int) -> Change:
    """Tie two records, one of them a demolition; its row names the other's code where it names none yet."""
    (first, target_kind, target) = (record, other_kind, other) if kind == ORIGIN else (other, kind, record)
    if ORIGIN not in (kind, other_kind) or kind == other_kind:
        raise Refusal("这两条记录不能关联", "请在拆违点位与复垦项目或绿化地块之间建立关联")
    with store.read() as session:
        origin, became = records.one(session, ORIGIN, first), records.one(session, target_kind, target)
        known = any(one == target for _, one, _ in queries.linked(session, first))
    if origin is None or became is None:
        raise Refusal("要关联的记录已经不在台账里", "请按 F5 刷新后再选")
    if known:
        raise Refusal("这两条记录已经关联过了", "不用再关联")
    field, code = _naming(ORIGIN)[target_kind], became.values["code"]
    with store.write("建立关联") as work:
        work.insert(RecordLink, [{"from_id": first, "to_id": target}])
        if code and origin.values[field] is None:
            change(work, ORIGIN, [Edit(first, {field: code})])
    return store.last_change


def untie(store: Store, key: int) -> Change:
    """Take a tie away; the records stay, and so does a code that stands in a row."""
    with store.write("取消关联") as work:
        work.delete(RecordLink, [key])
    return store.last_change
