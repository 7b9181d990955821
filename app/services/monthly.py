"""One month's progress of a ledger, as a clerk keeps it: the records still at work, each with its total at the cut-off.

The quantity that is entered, what it is when all is done, and the stages of a record at work are data
(``resources/monthly.csv``); ``monthly_entry.py`` writes what is typed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.models import period as periods
from app.models import resources
from app.models.field import Field, Stored
from app.models.ledger import dated_quantities, fields_of
from app.models.period import Period
from app.models.queries import entries, monthly, records
from app.models.queries.entries import Entry
from app.models.queries.grid import Ids
from app.models.queries.monthly import Opening, Sums
from app.models.stage import stages_of
from app.models.store import Store

_LAST = 12


@dataclass(frozen=True, slots=True)
class Asked:
    """One month of one ledger; ``cutoff_day`` tells the months before it."""

    kind: str
    period: Period
    cutoff_day: int

    @property
    def before(self) -> date:
        """The cut-off of the month before."""
        return self.period.start - timedelta(1)

    @property
    def done(self) -> Field:
        """The dated quantity that is entered."""
        return fields_of(self.kind)[_line(self.kind)["done"]]

    @property
    def whole(self) -> Field:
        """What the quantity is when all is done."""
        return fields_of(self.kind)[_line(self.kind)["whole"]]


@dataclass(frozen=True, slots=True)
class Month:
    """What was done in one month and the total at its cut-off (scaled); None before anything was entered."""

    period: Period
    amount: int | None
    total: int | None


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One record of the sheet; quantities are scaled, None where nothing is known. ``months`` ends with its own."""

    id: int
    code: str
    name: str
    town: str
    stage: str
    whole: int | None
    before: int | None
    months: tuple[Month, ...]

    @property
    def month(self) -> Month:
        """The month of the sheet."""
        return self.months[-1]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The open records in order, and what they come to."""

    asked: Asked
    ids: Ids
    sums: Sums


@cache
def _line(kind: str) -> Mapping[str, str]:
    return next(row for row in resources.rows("monthly.csv") if row["kind"] == kind)


@cache
def opening(kind: str) -> Opening:
    """What makes a record of a ledger open, as ``resources/monthly.csv`` and the stages have it."""
    line = _line(kind)
    void = tuple(one.name for one in stages_of(kind).values() if one.effect == "void")
    dated_by = dated_quantities(kind)[line["done"]].dated_by
    return Opening(kind, line["done"], dated_by, resources.listed(line["open"]), void)


def sheet(store: Store, asked: Asked) -> Sheet:
    """A month's sheet: its records by id, and their sums."""
    how = opening(asked.kind)
    with store.read() as session:
        ids = monthly.open_records(session, how, asked.period)
        found = monthly.sums(session, how, asked.period, asked.whole.name, asked.before)
    return Sheet(asked, ids, found)


def rows(store: Store, asked: Asked, wanted: Sequence[int]) -> list[MonthRow]:
    """The rows of one window, in the order asked; a record that is gone is left out."""
    with store.read() as session:
        held = records.many(session, asked.kind, wanted)
        done = entries.of_records(session, wanted)
    months = _last_months(asked)
    return [
        _row(asked, one, held[one].values, done.get((one, asked.done.name), ()), months)
        for one in wanted
        if one in held
    ]


def _last_months(asked: Asked) -> list[Period]:
    last = [asked.period]
    while len(last) < _LAST:
        last.insert(0, periods.month_of(last[0].start - timedelta(1), asked.cutoff_day))
    return last


def _row(
    asked: Asked, record: int, values: Mapping[str, Stored | None], done: Sequence[Entry], months: Sequence[Period]
) -> MonthRow:
    whole = values[asked.whole.name]
    return MonthRow(
        id=record,
        code=str(values.get("code") or ""),
        name=name_of(values),
        town=str(values.get("town_code") or ""),
        stage=str(values.get("stage") or ""),
        whole=None if whole is None else int(whole),
        before=total_at(done, asked.before),
        months=tuple(_month(done, one) for one in months),
    )


def name_of(values: Mapping[str, Stored | None]) -> str:
    """What a record is called: its own name, or the party's."""
    return str(values.get("name") or values.get("party_name") or "")


def _month(done: Sequence[Entry], period: Period) -> Month:
    before, total = total_at(done, period.start - timedelta(1)), total_at(done, period.end)
    dated = any(period.start.isoformat() <= one.dated <= period.end.isoformat() for one in done)
    return Month(period, (total or 0) - (before or 0) if dated or total != before else None, total)


def total_at(done: Sequence[Entry], day: date) -> int | None:
    """The total at a day, None where nothing had been entered by then."""
    amounts = [one.amount for one in done if one.dated <= day.isoformat()]
    return sum(amounts) if amounts else None
