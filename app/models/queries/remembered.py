"""Everything that a person has taught a ledger: every version of every form, every word of a code list."""

from dataclasses import dataclass

from sqlalchemy import select

from app.models.learned import LearnedForm, LearnedWord
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class KnownForm:
    """One version of a form: ``kind`` is the ledger it fills, ``report`` the report it is laid out like."""

    id: int
    name: str
    version: int
    kind: str | None
    report: str | None
    columns: str
    learned_at: str


@dataclass(frozen=True, slots=True)
class KnownWord:
    """What a text stands for in a field."""

    id: int
    field: str
    raw: str
    value: str


def known_forms(session: Session) -> list[KnownForm]:
    """The forms by name, the newest version of each first."""
    table = LearnedForm
    columns = (table.id, table.name, table.version, table.kind, table.report, table.columns, table.learned_at)
    rows = session.execute(select(*columns).order_by(table.name, table.version.desc()))
    return [KnownForm(*row) for row in rows]


def known_words(session: Session) -> list[KnownWord]:
    """The words by field and text."""
    table = LearnedWord
    columns = (table.id, table.field, table.raw, table.value)
    return [KnownWord(*row) for row in session.execute(select(*columns).order_by(table.field, table.raw))]
