"""A ledger's records as plain texts: for the console, for scripts, for whoever asks for rows."""

from collections.abc import Sequence
from datetime import date

from app.models.field import Field, FieldType, Stored
from app.models.ledger import dated_quantities, fields_of
from app.models.queries import Session, records
from app.models.queries import settings as choices
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import cells
from app.services.reporting.spoken import region_text

Texts = dict[str, str | int | None]
_SHOWN = ("code", "name", "town_code", "village", "stage")


def rows(store: Store, kind: str, where: Sequence[str] = (), as_of: date | None = None) -> list[Texts]:
    """Every field of the records that meet all ``字段=值`` conditions, blank as None, with ``id``.

    With ``as_of`` the dated quantities are their totals up to that day.
    """
    with store.read() as session:
        held = list(records.every(session, kind, *conditions(session, kind, where)))
        totals = _totals(session, kind, [one.id for one in held], as_of) if as_of else {}
    return [_texts(kind, one, {name: found.get(one.id) for name, found in totals.items()}) for one in held]


def conditions(session: Session, kind: str, where: Sequence[str]) -> list[records.Condition]:
    """What ``字段=值`` asks of records, each; a value is understood as an import understands it."""
    chosen = choices.settings(session)
    return [_condition(kind, text, chosen) for text in where]


def _totals(session: Session, kind: str, ids: list[int], as_of: date) -> dict[str, dict[int, int]]:
    until = as_of.isoformat()
    return {name: records.totals_until(session, ids, name, until) for name in dated_quantities(kind)}


def _texts(kind: str, held: records.Held, totals: dict[str, int | None]) -> Texts:
    values = {**held.values, **totals}
    return {"id": held.id, **{name: field.show(values[name]) or None for name, field in fields_of(kind).items()}}


def _condition(kind: str, text: str, chosen: choices.Settings) -> records.Condition:
    name, equals, value = text.partition("=")
    field = named(kind, name.strip())
    if not equals:
        raise Refusal(f"看不懂条件“{text}”", "请写成 字段=值，例如 当前阶段=验收")
    if field is None:
        raise Refusal(f"看不懂条件“{text}”，这本台账没有“{name.strip()}”这个字段", "请用台账的列名，例如 当前阶段=验收")
    return records.equals(kind, field.name, _value(kind, field, value.strip(), chosen))


def _value(kind: str, field: Field, said: str, chosen: choices.Settings) -> Stored | None:
    """The value that someone means: a town by its name, a date or a choice in any spelling an import understands."""
    if not said:
        return None
    cleaned = cells.clean(kind, field, said, chosen.unit, chosen.year)
    if cleaned.problem is not None and cleaned.pending:
        raise Refusal(f"“{said}”不是{field.label}的值", cleaned.problem.text)
    return cleaned.value


def named(kind: str, word: str) -> Field | None:
    """The field of a ledger called by its English name or Chinese label."""
    fields = fields_of(kind)
    return fields.get(word) or next((field for field in fields.values() if field.label == word), None)


def columns(kind: str) -> list[str]:
    """The few fields that tell records apart on a narrow screen, and the ledger's dated quantities."""
    return ["id", *_SHOWN, *dated_quantities(kind)]


def printed(kind: str, row: Texts, name: str) -> str:
    """How a list shows one of a row's texts: a division by its name."""
    text = row[name]
    field = fields_of(kind).get(name)
    return "" if text is None else region_text(text) if field and field.type is FieldType.REGION else str(text)


def heading(kind: str, name: str) -> str:
    """What a column of a list is headed."""
    return "序号" if name == "id" else fields_of(kind)[name].heading
