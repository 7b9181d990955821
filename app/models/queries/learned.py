"""What workbooks have taught a ledger: the forms whose columns are known, the words that stand for a choice."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.learned import LearnedForm, LearnedWord


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was last confirmed; ``columns`` is the JSON that was kept of its columns."""

    fingerprint: str
    name: str
    version: int
    kind: str
    columns: str


def forms(session: Session) -> list[Form]:
    """The forms of the three ledgers, the newest first."""
    columns = (LearnedForm.fingerprint, LearnedForm.name, LearnedForm.version, LearnedForm.kind, LearnedForm.columns)
    chosen = select(*columns).where(LearnedForm.kind.is_not(None)).order_by(LearnedForm.id.desc())
    return [Form(mark, name, version, kind or "", told) for mark, name, version, kind, told in session.execute(chosen)]


def versions(session: Session, name: str) -> int:
    """How many versions of a form are known; the next one is one more."""
    chosen = select(LearnedForm.version).where(LearnedForm.name == name)
    return max(session.scalars(chosen), default=0)


def words(session: Session) -> dict[str, dict[str, str]]:
    """What texts stand for in the fields of code lists: field -> text -> choice."""
    found: dict[str, dict[str, str]] = {}
    for field, raw, value in session.execute(select(LearnedWord.field, LearnedWord.raw, LearnedWord.value)):
        found.setdefault(field, {})[raw] = value
    return found
