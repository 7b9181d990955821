"""What a table of indicators is planned against: the year's indicators, and what the ledger holds of them."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from app.models import period
from app.models.queries import settings as choices
from app.models.queries import targets
from app.models.queries.targets import Entered
from app.models.refusal import Refusal
from app.models.target import Indicator
from app.services.importing.figures.cell import Amount, Kept, aimed, amount, kept, plain
from app.services.importing.figures.indicator_names import names_of
from app.services.importing.figures.layout import Names
from app.services.importing.figures.months import latest
from app.services.importing.figures.plan import at
from app.services.importing.figures.table import FigureTable
from app.services.importing.figures.told_period import told_day
from app.services.importing.issue import Code, Issue, Problem, Severity
from app.services.importing.mapping.years import sets_apart
from app.services.importing.planning.plan import Options
from app.services.importing.regions import Regions
from app.services.importing.tables.surroundings import as_of, year_of
from app.services.importing.targets.paper import Paper, paper
from app.services.importing.targets.plan import Revisions
from app.services.importing.view import View
from app.services.indicators import figures, inherits
from app.services.workbook.book import Cell


@dataclass(frozen=True, slots=True)
class Context:
    """One table's surroundings; ``day`` is the one its cumulative figures stand at, None where nobody says."""

    view: View
    names: Names
    document: Paper
    day: str | None
    revisions: Revisions

    @property
    def regions(self) -> Regions:
        """The places the table may name."""
        return self.names.regions

    def among(self, labels: Iterable[str]) -> "Context":
        """The surroundings of a table whose regions are labelled so."""
        return replace(self, names=self.names.among(labels))

    def entered(self) -> Mapping[tuple[str, str], Entered]:
        """The figures entered by hand, the newest up to the table's day, else of the whole year."""
        with self.view.store.read() as session:
            return targets.entered(session, self.document.year, self.day or f"{self.document.year}-12-31")

    def computed(self, *, by_town: bool) -> Mapping[str, Mapping[str, Fraction]]:
        """What the ledgers come to at the table's day, by region and indicator; empty where it has none."""
        if self.day is None:
            return {}
        come_to: dict[str, dict[str, Fraction]] = {}
        for one in figures(self.view.store, dt.date.fromisoformat(self.day), "town" if by_town else None):
            if one.actual is not None:
                come_to.setdefault(one.region, {})[one.indicator] = one.actual
        return come_to


def names_in(view: View, regions: Regions, year: int) -> Names:
    """The names of a year's indicators and the ledger's places."""
    with view.store.read() as session:
        return Names(names_of(targets.indicators(session, year)), regions)


def context(found: FigureTable, view: View, names: Names, options: Options) -> Context:
    """The surroundings of a table; raises ``Refusal`` where it is of a year without indicators."""
    year = view.year if sets_apart(found.table.columns, view.year) else year_of(found.table) or view.year
    if year != view.year:
        names = names_in(view, names.regions, year)
        if not names.indicators.exact:
            raise Refusal(f"“{found.table.title}”是 {year} 年的，台账里没有 {year} 年的指标", "请核对表格的年度")
    document = paper(found.table, year, options.as_of)
    with view.store.read() as session:
        known = targets.revisions(session, year)
        cutoff_day = choices.settings(session).cutoff_day
    month = latest(found.table)
    told = period.cutoff(year, month.number, cutoff_day).isoformat() if month else None
    day = told or as_of(found.table, year) or told_day(found.table, year, cutoff_day) or options.as_of
    return Context(view, names, document, day, known)


@dataclass(frozen=True, slots=True)
class Read:
    """One cell as a figure of an indicator: as it is written, as it is stored, and what is said about it.

    ``loss`` is what its places could not hold, worth saying only where the figure is stored.
    """

    amount: Amount
    kept: Kept | None
    issues: tuple[Issue, ...]
    loss: tuple[Issue, ...]


def read_aim(found: FigureTable, number: int, index: int, indicator: Indicator, unit: str) -> Read:
    """The target in a cell, which may say which way it is meant (≥500): another than the indicator's is doubted."""
    cell, direction = aimed(found.table.cell(number, index))
    one = read(found, number, index, indicator, unit, cell)
    if not direction or indicator.direction in (direction, "=") or one.amount.number is None:
        return one
    way = {">=": "不低于", "<=": "不超过"}[direction]
    text = f"“{indicator.name}”的目标写成了“{way}”，与指标的方向不同，请核对"
    doubt = at(number, index, Problem(Code.AMBIGUOUS, Severity.WARNING, text), indicator.code, cell)
    return replace(one, issues=(*one.issues, doubt))


def read(
    found: FigureTable, number: int, index: int, indicator: Indicator, unit: str, said: Cell | None = None
) -> Read:
    """The figure in a cell (or what it ``said``); nothing is stored where it is blank, not understood or too large."""
    cell, mark = found.table.cell(number, index), found.table.sheet.marks.get((number, index))
    cell = cell if said is None else said
    usual = Fraction(indicator.value, 10**indicator.scale) if indicator.value else None
    written = amount(cell, mark, indicator.name, unit, usual)
    problems = [written.problem] if written.problem else []
    if mark and mark.comment:
        problems.append(Problem(Code.COMMENT, Severity.NOTE, f"批注：{mark.comment}"))
    stored = None if written.number is None else kept(written.number, unit, indicator)
    if written.number is not None and stored is None:
        text = f"“{indicator.name}”的数过大：{plain(written.number)}{unit}"
        problems.append(Problem(Code.OUT_OF_RANGE, Severity.ERROR, text))
    loss = [stored.problem] if stored and stored.problem else []
    told, lost = (
        tuple(at(number, index, one, indicator.code, cell) for one in several) for several in (problems, loss)
    )
    return Read(written, stored, told, lost)


def beyond(indicator: Indicator, region: str, value: int) -> Problem | None:
    """A doubt about a part that is larger than the whole: a region's target above that of the whole city."""
    whole = indicator.value
    if whole is None or value <= whole or inherits(indicator, region):
        return None
    held, said = (plain(Decimal(one).scaleb(-indicator.scale)) for one in (whole, value))
    text = f"合 {said}{indicator.unit}，超过上级下达的总量 {held}{indicator.unit}，可能是单位填错"
    return Problem(Code.MAGNITUDE, Severity.WARNING, text)
