"""The list of what the city sent back (退回整改): what is open, whom it is about, and noting how it was dealt with."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.field import Field, Stored
from app.models.ledger import fields_of
from app.models.queries import records, reviews
from app.models.refusal import Refusal
from app.models.review import ReviewRemark
from app.models.store import Store
from app.services.importing.returns.apply import settle
from app.services.importing.returns.remark import deadline_in
from app.services.reporting.spoken import spoken, spoken_text

WHOLE_ROW = "整条"
_OWN = frozenset({"kind", "record", "code", "name", "label", "comment", "deadline", "sent", "returned", "ledger"})
"""What a remark is told with beside what is kept of it as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToDo:
    """One remark as the clerk sees it; ``code`` and ``name`` are blank where a report's cell is meant.

    ``label`` is what the remark is about in words; ``ledger`` what the ledger says of the field now.
    """

    id: int
    kind: str | None
    record: int | None
    code: str | None
    name: str | None
    report: str | None
    period: str | None
    place: str | None
    field: str | None
    label: str
    verdict: str | None
    comment: str | None
    deadline: str | None
    sent: str | None
    returned: str | None
    ledger: str | None
    source: str
    made_at: str
    settled: str | None
    settled_at: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be dealt with."""
        return self.settled_at is None

    def is_late(self, day: date) -> bool:
        """Whether it was to be dealt with before a day; a deadline that is no day is never late."""
        try:
            deadline = date.fromisoformat((self.deadline or "")[:10])
        except ValueError:
            return False
        return self.is_open and deadline < day

    @property
    def about(self) -> str:
        """Whom or what it is about, in one text."""
        return self.code or self.name or self.place or ""


_AS_KEPT = tuple(one.name for one in dataclasses.fields(ToDo) if one.name not in _OWN)


def remarks(store: Store, *, open_only: bool = True) -> list[ToDo]:
    """The remarks of the city, oldest first."""
    with store.read() as session:
        kept = reviews.remarks(session, open_only=open_only)
        by_kind: dict[str, set[int]] = {}
        for one, kind in kept:
            if kind and one.record_id:
                by_kind.setdefault(kind, set()).add(one.record_id)
        held = {
            record: found.values
            for kind, wanted in by_kind.items()
            for record, found in records.many(session, kind, sorted(wanted)).items()
        }
    return [_todo(one, kind, held.get(one.record_id or 0, {})) for one, kind in kept]


def _todo(one: ReviewRemark, kind: str | None, values: Mapping[str, Stored | None]) -> ToDo:
    comment, deadline = deadline_in(one.comment)
    field = fields_of(kind).get(one.field) if kind and one.field else None
    return ToDo(
        **{name: getattr(one, name) for name in _AS_KEPT},
        kind=kind,
        record=one.record_id,
        code=_text(values.get("code")),
        name=_text(values.get("name") or values.get("party_name")),
        label=field.heading if field else one.place or WHOLE_ROW,
        comment=comment or None,
        deadline=one.deadline or deadline,
        ledger=spoken(field, values.get(field.name)) or None if field else None,
        sent=_spoken(field, one.sent),
        returned=_spoken(field, one.returned),
    )


def _spoken(field: Field | None, text: str | None) -> str | None:
    return spoken_text(field, text) if field and text else text


def _text(value: Stored | None) -> str | None:
    return None if value is None else str(value)


def settled(store: Store, number: int, how: str) -> ToDo:
    """Note how a remark was dealt with, as a step that can be taken back; the remark as it is then.

    Raises ``Refusal`` for a number that is no open remark, and where nothing is said of how.
    """
    found = next((one for one in remarks(store, open_only=False) if one.id == number), None)
    if found is None:
        raise Refusal(f"没有第 {number} 条退回意见", "请用 returns 查看编号")
    if not found.is_open:
        raise Refusal(f"第 {number} 条已经办理：{found.settled}", "要重新办理，请先用 undo 撤销那一步")
    if not how.strip():
        raise Refusal("没有写明怎样办理", "请用 --how 写明，例如 --how 已按意见补齐附件")
    with store.write(f"办理退回意见第 {number} 条") as work:
        settle(work, [number], how.strip())
    return next(one for one in remarks(store, open_only=False) if one.id == number)


def of_report(found: Sequence[ToDo], report: str | None, period: str | None) -> list[ToDo]:
    """Those on one report and period; all of them where none is named."""
    return [one for one in found if report in (None, one.report) and period in (None, one.period)]
