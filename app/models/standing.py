"""Sums that stand ready: what each measure of the indicators counts, by place and by the days between which it counts.

A figure over any days is then the sum of a few rows, however many records the ledger has. They follow from what else
the ledger holds and are kept with it, in the same transaction (``upkeep``); whatever measure has none is counted live.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from sqlalchemy import BigInteger, Connection, select

from app.models import resources, spelled
from app.models.base import Base, Mapped, table_of
from app.models.measure import Aggregate, Unreadable, aggregates, measure
from app.models.queries.counting import STATIC, wanted_of
from app.models.stage import stages_of
from app.models.target import Indicator

_EDITION = 1
"""Raised whenever ``queries.counting`` or ``queries.contribution`` comes to count otherwise: kept sums then go."""

_DERIVED = {"journaled": False, "summed": False}

UNSUMMED = "unsummed"
"""Says in a session's ``info`` that a write is under way in it: the sums follow only when the write is done."""


class StandingMeasure(Base):
    """A sum or count whose standing sums are kept; ``definition`` says all that they depend on beside the records."""

    __tablename__ = "standing_measure"
    __table_args__ = {"info": _DERIVED}  # noqa: RUF012 - SQLAlchemy's own form

    id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    definition: Mapped[str]


class StandingSum(Base):
    """What one measure counts of one place, of the records that count from and until the same days.

    It counts over a span that begins by ``credited`` and ends from ``begins`` on, but before ``ends``; ``record_id`` is
    a record that lies in several towns, 0 for all others; ``total`` is scaled as the measure, ``parts`` says how many
    records or entries make it up.
    """

    __tablename__ = "standing_sum"
    __table_args__ = {"sqlite_with_rowid": False, "info": _DERIVED}  # noqa: RUF012 - SQLAlchemy's own form

    measure_id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    credited: Mapped[str] = Mapped(primary_key=True)
    begins: Mapped[str] = Mapped(primary_key=True)
    ends: Mapped[str] = Mapped(primary_key=True)
    county_code: Mapped[str] = Mapped(primary_key=True)
    town_code: Mapped[str] = Mapped(primary_key=True)
    record_id: Mapped[int] = Mapped(primary_key=True, autoincrement=False)
    total: Mapped[int] = Mapped(BigInteger())
    parts: Mapped[int] = Mapped(BigInteger())


@cache
def definition(one: Aggregate) -> str:
    """All that a sum depends on beside the records: what it counts, as stored values, and what leaves a record out."""
    values = [wanted_of(one.kind, asked) for asked in one.where if asked.test in STATIC]
    stages = [(stage.name, stage.effect, stage.date_field) for stage in stages_of(one.kind).values() if stage.effect]
    return repr((_EDITION, one, values, stages))


def wanted(connection: Connection) -> Mapping[str, Aggregate]:
    """The measures that sums are kept for, by definition: the ledger's indicators' under every counting basis.

    Products are left out: the sum of what two fields multiply to may be more than a database adds up.
    """
    return _wanted(tuple(spelled.rows(connection, _COMPUTED)))


@lru_cache(maxsize=16)
def _wanted(computed: tuple[tuple[str | None], ...]) -> Mapping[str, Aggregate]:
    texts = (*_of_bases(), *(text for (text,) in computed))
    return MappingProxyType({text: one for of_one in texts if of_one for text, one in _defined(of_one)})


_COMPUTED = select(table_of(Indicator).c.measure).where(Indicator.source == "computed").distinct()


@cache
def _of_bases() -> tuple[str, ...]:
    return tuple(row["measure"] for row in resources.rows("counting_bases.csv"))


@lru_cache(maxsize=1024)
def _defined(text: str) -> tuple[tuple[str, Aggregate], ...]:
    """The sums and counts of a measure by definition; what cannot be read is refused where it is asked for."""
    try:
        return tuple((definition(one), one) for one in aggregates(measure(text)) if not one.times)
    except Unreadable:
        return ()


def kept(connection: Connection) -> dict[str, int]:
    """The measures that have standing sums: definition -> number."""
    return dict(spelled.rows(connection, _KEPT))


_KEPT = select(*(table_of(StandingMeasure).c[name] for name in ("definition", "id")))


def are_ready(connection: Connection) -> bool:
    """Whether every measure that should have standing sums has them; a program's new edition may want others."""
    return wanted(connection).keys() <= kept(connection).keys()


def numbered(connection: Connection) -> tuple[tuple[int, Aggregate], ...]:
    """The measures that have standing sums of this edition, with their numbers."""
    found = wanted(connection)
    return tuple((number, found[text]) for text, number in kept(connection).items() if text in found)
