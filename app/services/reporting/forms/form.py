"""What a report form is, as values; ``forms`` reads them from ``resources/reports``."""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias

from app.models.measure import Aggregate, Measure, Where
from app.models.queries.settings import Settings
from app.services.reporting.forms.relation import Expression, Relation, all_refs
from app.services.reporting.spoken import headings_said

BEFORE, INDICATOR, OWN = "上期", "指标", "本表"
"""What a relation may name beside its own columns and other forms."""
COUNT = "行数"
"""What a relation calls the number of a table's rows."""


class Rows(StrEnum):
    """What the rows of a form are."""

    TOWNS = "towns"
    INDICATORS = "indicators"
    RECORDS = "records"
    """Some records of a ledger, with the columns a form chooses."""
    LEDGER = "ledger"
    """A whole ledger with all its fields."""


class Level(StrEnum):
    """How much a relation binds: a report that breaks a 强制 one is a 草稿."""

    MUST = "强制"
    HINT = "提示"


@dataclass(frozen=True, slots=True)
class Fact:
    """What a row knows of itself: its name, an indicator's direction, a figure of it."""

    name: str


@dataclass(frozen=True, slots=True)
class OfIndicator:
    """An indicator's ``target``, ``actual`` or ``pace`` for the row's region, in the column's unit."""

    what: str
    indicator: str
    unit: str


class Over(StrEnum):
    """The days a measure is asked for."""

    PERIOD = "period"
    YEAR = "year"
    """Since the year began."""
    BEFORE = "before"
    """Since the year began, up to the end of the period before: nothing in the year's first period."""
    LAST_YEAR = "last_year"
    """Since last year began, up to the same day of it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure over some days; times ``factor`` it is in the column's unit."""

    measure: Measure
    factor: Fraction
    over: Over


@dataclass(frozen=True, slots=True)
class OfField:
    """A field of the row's record, shown once the date ``reached`` is credited; without one, always.

    A value without a date of its own is not that of the report's day any more once the date ``outdated_by`` came after
    it: then it is not shown.
    """

    name: str
    reached: str = ""
    outdated_by: str = ""


@dataclass(frozen=True, slots=True)
class Computed:
    """An expression over the printed values of other columns; blank where the fact ``only_with`` is blank."""

    expression: Expression
    text: str
    only_with: str = ""


@dataclass(frozen=True, slots=True)
class Ranked:
    """The place by another column, the highest first; equals share a place."""

    number: str


@dataclass(frozen=True, slots=True)
class ByHand:
    """Words that a clerk writes for the form, kept under the column's ``heading``; blank for the pen without them."""

    heading: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """One of several sources, by a setting of the ledger."""

    setting: str
    sources: Mapping[str, "Source"]


Source: TypeAlias = Fact | OfIndicator | OfField | Counted | Computed | Ranked | ByHand | Chosen


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column. ``places`` is None where each row has its own; ``number`` is its 栏次, empty where it has none.

    ``summed`` adds up a column of a detailed form; ``diagonal`` rules a line through its head (行＼列).
    """

    path: tuple[str, ...]
    source: Source
    number: str = ""
    unit: str = ""
    numeric: bool = False
    places: int | None = None
    width: int | None = None
    centered: bool = False
    summed: bool = False
    diagonal: bool = False

    @property
    def label(self) -> str:
        """How a sentence names the column."""
        return f"“{headings_said(self.path)}”({self.number}栏)"


@dataclass(frozen=True, slots=True)
class Blank:
    """A field whose blanks explain why parts do not make up a whole, and the records it is looked for in."""

    records: Aggregate
    field: str


@dataclass(frozen=True, slots=True)
class Test:
    """What a row's column must say for a check to look at the row: one of ``values``, or a date of the year."""

    number: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One 审核关系; ``id`` names it for people and files alike, whatever else of the form changes.

    Where a record lacks the field of ``blank``, the relation is a 提示 that names the record. ``total`` is the 栏次
    whose 合计 must be the sum of its rows, ``children`` the one in which no indicator is less than its parts.
    ``when`` are the rows it looks at, ``details`` the rows of other forms that it adds up, by the form's id.
    With ``year_end`` it is asked of the year's last day alone. ``line`` is where it stands in its file.
    """

    id: str
    level: Level
    text: str
    relation: Relation | None = None
    within: Fraction = Fraction(0)
    blank: Blank | None = None
    total: str = ""
    children: str = ""
    when: tuple[Test, ...] = ()
    details: Mapping[str, tuple[Test, ...]] = field(default_factory=dict)
    year_end: bool = False
    line: int = field(default=0, compare=False)

    def foreign(self) -> Iterator[tuple[str, str]]:
        """The columns of other forms that it names: the form's id and the 栏次, in the order they are written."""
        for ref in all_refs(self.relation) if self.relation else ():
            if ref.of not in ("", BEFORE, INDICATOR, OWN):
                yield ref.of, ref.number
                yield from ((ref.of, test.number) for test in self.details.get(ref.of, ()))


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart of one column's figures by row, on a sheet of its own."""

    sheet: str
    title: str
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A standard report or a ledger export as it is declared; the first sheet of its workbook."""

    id: str
    name: str
    version: str
    rows: Rows
    title: str
    sheet: str
    meta: tuple[str, str, str]
    paper: str
    table_code: str = ""
    ledger: str = ""
    periods: tuple[str, ...] = ()
    frozen_columns: int = 1
    body_size: float = 10
    row_height: float = 20
    columns: tuple[Column, ...] = ()
    checks: tuple[Check, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    order: int = 0
    due_day: int = 0
    """The day of the month by which it is sent, the first such day after its period; 0 where no day is set."""
    any_of: tuple[tuple[Where, ...], ...] = ()
    """Of a detailed form: the lists of conditions of which a record must fulfil one."""
    sort: tuple[str, ...] = ()
    total_last: bool = False
    chart: Picture | None = None
    also: tuple["Form", ...] = ()
    """Further sheets of the same workbook, each a form of its own under the same id."""

    @property
    def sheets(self) -> tuple["Form", ...]:
        """The form's sheets in their order; the first is the form itself."""
        return (self, *self.also)

    @property
    def hands_down(self) -> bool:
        """Whether the form says nothing but targets: then a figure in it is one, and may be taken as one."""
        sources = [column.source for column in self.columns if column.numeric]
        return bool(sources) and all(isinstance(one, OfIndicator) and one.what == "target" for one in sources)

    def due_by(self, end: date) -> date | None:
        """The last day to send a report whose period ends on a day; in a short month its last day."""
        if not self.due_day:
            return None
        months = (end.replace(day=1), (end.replace(day=28) + timedelta(4)).replace(day=1))
        days = (one.replace(day=min(self.due_day, calendar.monthrange(one.year, one.month)[1])) for one in months)
        return next(day for day in days if day > end)

    def index(self, number: str) -> int:
        """Where the column of a 栏次 stands, from 0."""
        return next(index for index, column in enumerate(self.columns) if column.number == number)


def under(source: Source, settings: Settings) -> Source:
    """The source that a ledger's settings choose."""
    return under(source.sources[settings[source.setting]], settings) if isinstance(source, Chosen) else source
