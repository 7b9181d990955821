"""What workbooks have taught a ledger: the forms whose columns are known, the words that stand for a choice."""

from dataclasses import dataclass

from sqlalchemy import select

from app.models.learned import HEADING, LearnedForm, LearnedWord
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was last confirmed; ``columns`` is the JSON that was kept of its columns."""

    id: int
    fingerprint: str
    name: str
    kind: str
    columns: str


def forms(session: Session) -> list[Form]:
    """The forms of the three ledgers, the newest first."""
    columns = (LearnedForm.id, LearnedForm.fingerprint, LearnedForm.name, LearnedForm.kind, LearnedForm.columns)
    chosen = select(*columns).where(LearnedForm.kind.is_not(None)).order_by(LearnedForm.id.desc())
    return [Form(key, mark, name, kind or "", told) for key, mark, name, kind, told in session.execute(chosen)]


def names(session: Session) -> frozenset[str]:
    """The names that forms have."""
    return frozenset(session.scalars(select(LearnedForm.name)))


def words(session: Session) -> dict[str, dict[str, str]]:
    """What texts stand for in the fields of code lists: field -> text -> choice."""
    return {name: said for name, said in _told(session).items() if not name.startswith(HEADING)}


def headings(session: Session) -> dict[str, dict[str, str]]:
    """What headings stand for in the three ledgers: kind -> heading -> field."""
    return {name.removeprefix(HEADING): said for name, said in _told(session).items() if name.startswith(HEADING)}


def _told(session: Session) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field, raw, value in session.execute(select(LearnedWord.field, LearnedWord.raw, LearnedWord.value)):
        found.setdefault(field, {})[raw] = value
    return found
