"""What an import asks of the ledger: who is already there, and whether these bytes came before."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from app.models.journal import Batch
from app.models.ledger import LEDGERS, fields_of
from app.models.session import Session


@dataclass(frozen=True, slots=True)
class Identity:
    """What a record is known by; ``filing_no`` is empty in the ledgers that have none.

    ``name`` is the ``household``'s where a demolition point has no name of its own; its ``location`` tells it from
    the household's other points.
    """

    id: int
    code: str
    filing_no: str
    town_code: str
    village: str
    name: str
    location: str = ""
    household: str = ""


def identities(session: Session, kind: str, *conditions: ColumnElement[bool]) -> list[Identity]:
    """Every record of a ledger that meets the conditions by what it is known by, in the order they were added."""
    table = LEDGERS[kind]
    known_by = ("code", "filing_no", "town_code", "village", "name", "party_name", "location")
    names = [name for name in known_by if name in fields_of(kind)]
    statement = select(table.id, *(getattr(table, name) for name in names)).where(*conditions)
    found = []
    for row in session.execute(statement.order_by(table.id)):
        known = {name: value or "" for name, value in zip(names, row[1:], strict=True)}
        household = known.pop("party_name", "")
        known |= {"name": known["name"] or household, "household": household}
        found.append(Identity(row[0], **{"filing_no": "", **known}))
    return found


def everyone(session: Session, kind: str) -> list[int]:
    """Every record of a ledger, in the order they were added."""
    return list(session.scalars(select(LEDGERS[kind].id).order_by(LEDGERS[kind].id)))


def begun_after(session: Session, kind: str, dates: Sequence[str], day: str) -> list[int]:
    """The records that have some of the dates, and every one of them after a day."""
    columns = [getattr(LEDGERS[kind], name) for name in dates]
    later = [or_(column.is_(None), column > day) for column in columns]
    return list(session.scalars(select(LEDGERS[kind].id).where(or_(*(c.is_not(None) for c in columns)), *later)))


def extents(session: Session, kind: str, names: Sequence[str]) -> dict[str, tuple[int, int]]:
    """The least and the greatest figure of each field that has any, as stored, without signs and but for zeros."""
    sizes = [func.nullif(func.abs(getattr(LEDGERS[kind], name)), 0) for name in names]
    if not sizes:
        return {}
    row = session.execute(select(*(edge(size) for size in sizes for edge in (func.min, func.max)))).one()
    found = {name: (row[2 * place], row[2 * place + 1]) for place, name in enumerate(names)}
    return {name: (int(least), int(most)) for name, (least, most) in found.items() if least is not None}


def middle(session: Session, kind: str, name: str) -> tuple[int, int]:
    """How many figures a field has, zeros left out, and the one in their middle by size, 0 where there are none."""
    size = func.abs(getattr(LEDGERS[kind], name))
    count = session.scalar(select(func.count()).select_from(LEDGERS[kind]).where(size > 0)) or 0
    found = session.scalar(select(size).where(size > 0).order_by(size).offset(max(count - 1, 0) // 2).limit(1))
    return count, int(found or 0)


def batch_of(session: Session, sha256: str) -> int | None:
    """The newest batch that a file with these bytes was applied by and that still stands."""
    applied = select(Batch.id).where(Batch.sha256 == sha256, Batch.undone.is_(False), Batch.reverts.is_(None))
    return session.scalar(applied.order_by(Batch.id.desc()).limit(1))
