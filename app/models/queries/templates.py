"""The bureaus' forms that were learned with a workbook to fill: which there are, and what their columns are."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from app.models.learned import LearnedForm
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Template:
    """One version of a learned form: the report it is filled with, its columns (JSON), its workbook in the archive."""

    name: str
    version: int
    fingerprint: str
    report: str
    columns: str
    template: str
    learned_at: str


def templates(session: Session) -> list[Template]:
    """The newest version of every learned form, by name."""
    found: dict[str, Template] = {}
    for one in _all(session, _learned()):
        found[one.name] = one
    return [found[name] for name in sorted(found)]


def newest(session: Session, name: str) -> Template | None:
    """The newest version of one learned form."""
    return next(reversed(_all(session, _learned().where(LearnedForm.name == name))), None)


def of_form(session: Session, fingerprint: str, report: str) -> Template | None:
    """The newest form of that fingerprint that was learned for a report."""
    mine = _learned().where(LearnedForm.fingerprint == fingerprint, LearnedForm.report == report)
    return next(reversed(_all(session, mine)), None)


def last_version(session: Session, name: str) -> int:
    """The number of the newest form of a name, whatever it was learned for; 0 where there is none."""
    chosen = select(LearnedForm.version).where(LearnedForm.name == name).order_by(LearnedForm.version.desc())
    return next(iter(session.scalars(chosen)), 0)


def _learned() -> Select[Any]:
    return select(LearnedForm).where(LearnedForm.report.is_not(None)).order_by(LearnedForm.version)


def _all(session: Session, statement: Select[Any]) -> list[Template]:
    return [
        Template(
            row.name,
            row.version,
            row.fingerprint,
            row.report or "",
            row.columns,
            row.template or "",
            row.learned_at,
        )
        for row in session.objects(LearnedForm, statement)
    ]
