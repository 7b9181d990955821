"""Reading the journal: what was done, by whom, from which file; and the story of one record."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from app.models.journal import Batch, RowChange
from app.models.ledger import LEDGERS, fields_of
from app.models.queries import records
from app.models.queries.records import Values
from app.models.session import Session
from app.models.submission import ImportedFile
from app.models.work import decode


@dataclass(frozen=True, slots=True)
class Step:
    """One batch as the history shows it; ``source`` is the workbook behind it."""

    batch: int
    label: str
    who: str
    when: str
    source: str | None
    rows: int
    reverts: int | None
    undone: bool


def steps(session: Session, *, before: int | None = None, words: str = "", most: int | None = None) -> list[Step]:
    """Batches, newest first: ``most`` of those before one, with all the words in label, operator or file."""
    wanted = select(Batch).order_by(Batch.id.desc()).limit(most)
    if before is not None:
        wanted = wanted.where(Batch.id < before)
    for word in words.split():
        wanted = wanted.where(or_(*(column.contains(word, autoescape=True) for column in _WORDED)))
    return [_step(batch) for batch in session.objects(Batch, wanted)]


_WORDED = (Batch.label, Batch.who, Batch.file)


def newest(session: Session) -> str | None:
    """When the last step was done, as its computer's clock said."""
    return session.scalar(select(Batch.at).order_by(Batch.id.desc()).limit(1))


def step(session: Session, batch: int) -> Step | None:
    """One batch, or None."""
    found = session.get(Batch, batch)
    return None if found is None else _step(found)


def step_of_link(session: Session, link: str) -> Step | None:
    """The batch whose link in the journal's chain begins so, or None."""
    wanted = select(Batch).where(Batch.chain.startswith(link, autoescape=True)).limit(1)
    return next(map(_step, session.objects(Batch, wanted)), None) if link else None


def _step(batch: Batch) -> Step:
    return Step(batch.id, batch.label, batch.who, batch.at, batch.file, batch.row_count, batch.reverts, batch.undone)


@dataclass(frozen=True, slots=True)
class Told:
    """One change of one row: the batch it belongs to, its columns before and after (JSON), and its sheet and row."""

    batch: int
    before: str | None
    after: str | None
    sheet: str | None
    row: int | None


def changes_of(session: Session, table: str, key: int) -> list[Told]:
    """What happened to one row, newest first."""
    columns = (RowChange.batch_id, RowChange.before, RowChange.after, RowChange.sheet, RowChange.row)
    statement = select(*columns).where(RowChange.table_name == table, RowChange.row_key == str(key))
    return [Told(*row) for row in session.execute(statement.order_by(RowChange.id.desc()))]


def columns_of(session: Session, batch: int) -> str | None:
    """Which column each field of a batch came from, by sheet (JSON); None where it came from no workbook."""
    return session.scalar(select(Batch.columns).where(Batch.id == batch))


def held_at(session: Session, kind: str, batch: int) -> dict[int, Values]:
    """Every record of a ledger as it was when a batch was the last: id -> its values.

    What the journal says happened since is taken back, newest first, in memory.
    """
    held = {one.id: one.values for one in records.every(session, kind)}
    blank: Values = dict.fromkeys(("stage_on", *fields_of(kind)))
    columns = (RowChange.row_key, RowChange.before, RowChange.after)
    statement = select(*columns).where(RowChange.table_name == kind, RowChange.batch_id > batch)
    for key, before, after in session.execute(statement.order_by(RowChange.id.desc())):
        was = decode(before)
        if was is None:
            del held[int(key)]
        else:
            held[int(key)] = {**(blank if after is None else held[int(key)]), **was}
    return held


@dataclass(frozen=True, slots=True)
class Happened:
    """One change of one row within its batch; ``columns`` maps sheets to fields to the letters they came from."""

    step: Step
    columns: str | None
    table: str
    key: str
    before: str | None
    after: str | None
    sheet: str | None
    row: int | None


def between(
    session: Session, after: int, upto: int, tables: Collection[str], most: int | None = None
) -> Iterator[Happened]:
    """What happened to the rows of some tables after one batch, up to and with another; the oldest first."""
    batches = session.objects(Batch, select(Batch).where(Batch.id > after, Batch.id <= upto))
    steps = {one.id: (_step(one), one.columns) for one in batches}
    columns = (RowChange.batch_id, RowChange.table_name, RowChange.row_key, RowChange.before, RowChange.after)
    statement = select(*columns, RowChange.sheet, RowChange.row).where(
        RowChange.batch_id > after, RowChange.batch_id <= upto, RowChange.table_name.in_(sorted(tables))
    )
    for batch, table, key, old, new, sheet, row in session.execute(statement.order_by(RowChange.id).limit(most)):
        yield Happened(*steps[batch], table, key, old, new, sheet, row)


def tables_after(session: Session, batch: int) -> dict[int, frozenset[str]]:
    """Which tables each batch after one changed."""
    wanted = select(RowChange.batch_id, RowChange.table_name).distinct().where(RowChange.batch_id > batch)
    found: dict[int, set[str]] = {}
    for later, table in session.execute(wanted):
        found.setdefault(later, set()).add(table)
    return {later: frozenset(tables) for later, tables in found.items()}


def counts(session: Session, batch: int) -> dict[str, int]:
    """How many changes a batch made in each table."""
    found = select(RowChange.table_name, func.count()).where(RowChange.batch_id == batch)
    return {table: int(count) for table, count in session.execute(found.group_by(RowChange.table_name))}


def touches(session: Session, batch: int, table: str) -> bool:
    """Whether a batch changed any row of a table."""
    found = select(RowChange.id).where(RowChange.batch_id == batch, RowChange.table_name == table).limit(1)
    return session.scalar(found) is not None


def ledger_of(session: Session, record: int) -> str | None:
    """The ledger a record is or was in; None where there never was one."""
    found = select(RowChange.table_name).where(
        RowChange.row_key == str(record), RowChange.table_name.in_(sorted(LEDGERS))
    )
    return session.scalar(found.limit(1))


def imported(session: Session, sha256: str) -> ImportedFile | None:
    """The import of exactly these bytes that still stands, or None."""
    wanted = select(ImportedFile).where(ImportedFile.sha256 == sha256).limit(1)
    return next(iter(session.objects(ImportedFile, wanted)), None)


def last_change(session: Session) -> int:
    """The number of the newest change of any row, 0 where there is none."""
    return session.scalar(select(func.max(RowChange.id))) or 0


def touched(session: Session, kind: str, since: int) -> list[int]:
    """The records of a ledger that were added, changed or removed after a change, each once."""
    wanted = select(RowChange.row_key).distinct().where(RowChange.id > since, RowChange.table_name == kind)
    return [int(key) for key in session.scalars(wanted)]
