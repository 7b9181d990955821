"""One cell of a ledger, as someone types it: understood like a cell of a workbook, written as one undoable step."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app.models.field import Field, FieldType, Stored
from app.models.ledger import fields_of
from app.models.queries import moves
from app.models.queries import records as queries
from app.models.queries import settings as choices
from app.models.queries.records import Held
from app.models.refusal import Refusal
from app.models.stage import onward, stages_of
from app.models.store import Store
from app.models.work import Change, Work
from app.services import records, resuming
from app.services.importing.issue import BLANK, Cleaned
from app.services.importing.planning.judge import broken
from app.services.records import Edit, Pending, Undated

_MONTH_AND_DAY = re.compile(r"(\d{1,2})[-./](\d{1,2})")

Values = Mapping[str, Stored | None]


@dataclass(frozen=True, slots=True)
class Typed:
    """What became of a typed text: the change it made, and what is to be said about it, in sentences.

    ``waiting`` says that the text was no value and was kept as it is.
    """

    change: Change
    waiting: bool
    notes: tuple[str, ...]


def type_in(store: Store, kind: str, record: int, name: str, text: str) -> Typed:
    """Put ``text`` into one field of a record; a text that is no value is kept and waits to be put right.

    Raises ``Refusal`` where the record is no longer there.
    """
    field = fields_of(kind)[name]
    with store.read() as session:
        held = queries.one(session, kind, record)
        left = moves.left(session, kind, [held] if held else []).get(record, "")
        chosen = choices.settings(session)
    if held is None:
        raise Refusal("这一行已经不在台账里", "请按 F5 刷新后再改")
    cleaned = clean(kind, field, text, chosen.unit, chosen.year) if text.strip() else BLANK
    with store.write(f"改 {_who(held.values)} 的{field.label}") as work:
        waiting = _put(work, kind, held, field, text, cleaned)
    after = {**held.values, **_values(field, cleaned)}
    said = [waiting] if waiting else [cleaned.problem.text] if cleaned.problem else []
    return Typed(
        store.last_change,
        bool(waiting),
        (*said, *_doubts(kind, name, after), *_wrong_step(kind, held.values, after, left)),
    )


def clean(kind: str, field: Field, text: str, unit: str, year: int) -> Cleaned:
    """The value of a typed text, in the words and spellings an import understands; ``year`` is that of 3/5."""
    # All that an import understands comes with the first text typed: it is much more than a ledger is shown with.
    from app.services.importing.clean import column as cleaning
    from app.services.importing.places import places

    said = _with_words(text) if field.type is FieldType.DATE else text
    return cleaning.typed(field, cleaning.Setting(kind, places(unit), year))(said)


def options(kind: str, field: Field) -> tuple[str, ...]:
    """The texts a choice may be, in the order of its code list; a record's stages in the order of its life."""
    return tuple(stages_of(kind)) if field.name == "stage" else field.choices


def _with_words(text: str) -> str:
    """3/5 as 3月5日, which is what a clerk means by it."""
    return _MONTH_AND_DAY.sub(r"\1月\2日", text) if _MONTH_AND_DAY.fullmatch(text.strip()) else text


def _who(values: Values) -> str:
    return str(values.get("code") or values.get("name") or values.get("party_name") or "一条记录")


def _values(field: Field, cleaned: Cleaned) -> dict[str, Stored | None]:
    return {} if cleaned.pending else {field.name: cleaned.value, **dict(cleaned.more)}


def _put(work: Work, kind: str, held: Held, field: Field, text: str, cleaned: Cleaned) -> str:
    """Write the value, or keep the text; the reason where it is kept."""
    if cleaned.problem is not None and cleaned.pending:
        return _keep(work, kind, held, field, text, cleaned.problem.text)
    try:
        records.change(work, kind, [Edit(held.id, _values(field, cleaned), reached=date.today().isoformat())])
    except Undated:
        natural = fields_of(kind)[field.dated_by].label
        return _keep(work, kind, held, field, text, f"还不知道是哪一天的“{field.label}”，请先填“{natural}”")
    return ""


def _keep(work: Work, kind: str, held: Held, field: Field, text: str, reason: str) -> str:
    """Let a text wait in place of the value. A dated total stays, for a slip must not cost its monthly entries."""
    blank: Values = {field.name: None}
    if field.dated_by and held.values[field.name] is not None:
        blank, reason = {}, f"{reason}；改好前仍按原数 {field.show(held.values[field.name])} 计"
    records.change(work, kind, [Edit(held.id, blank, pending=[Pending(field.name, text, reason)])])
    return reason


def _doubts(kind: str, name: str, after: Values) -> list[str]:
    """The rules about the field that the record now breaks; they are said, and stop nothing."""
    return [one.text for one in broken(kind, after, {name: ""}, 0) if one.field == name]


def _wrong_step(kind: str, before: Values, after: Values, left: str) -> list[str]:
    """What is said of a record that was given a stage to which no step leads from where it was."""
    old, new = before.get("stage"), after.get("stage")
    if not old or not new or old == new or new in onward(kind, {**after, "stage": old}, left):
        return []
    return [f"{resuming.only_back(kind, before, left) or f'“{old}”一般不直接转到“{new}”'}，请核对日期"]
