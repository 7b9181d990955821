"""From workbooks to the merged report: read, put in order, chosen, summed, checked, written."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.models.queries import Session
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries.scope import Place
from app.models.queries.settings import Settings
from app.models.queries.submissions import journal_head
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting.build import settled
from app.services.reporting.checking.beside import Beside
from app.services.reporting.checking.finding import CheckResult
from app.services.reporting.checking.lines import relation_failures
from app.services.reporting.checking.parts import total_failures
from app.services.reporting.forms.form import Form, Rows
from app.services.reporting.forms.relation import all_refs
from app.services.reporting.mark import mark_of
from app.services.reporting.place import destination
from app.services.reporting.sheet import sheet_of
from app.services.reporting.table import Table
from app.services.rollup import choose
from app.services.rollup.gather import MISSING, OLDER, SAME, Gathered, Sent, by_row, by_unit, require_alike
from app.services.rollup.indicators import Indicators
from app.services.rollup.lists import Double, Listing
from app.services.rollup.merge import Gap, blank, gaps, line_of, merged
from app.services.rollup.part import Part, part_of
from app.services.rollup.sheets import check_sheet, double_sheet, gap_sentence, gap_sheet, sent_sheet
from app.services.rollup.units import above, are_several, towns_of
from app.services.workbook.layout import SheetFill
from app.services.workbook.write import write_workbook

_TOWNS, _PLACES = "分镇明细", "镇(街道)"


@dataclass(frozen=True, slots=True)
class RolledUp:
    """A merged report: where it is, its rows, what does not add up, who has not sent, what its checks say."""

    path: Path
    title: str
    rows: tuple[str, ...]
    sent: tuple[Sent, ...]
    gaps: tuple[Gap, ...]
    found: tuple[CheckResult, ...]
    doubles: tuple[Double, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Who has not sent."""
        return tuple(one.name for one in self.sent if one.state == MISSING)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What the clerk should know of it."""
        told = [f"未报：{'、'.join(self.missing)}"] if self.missing else []
        told += [
            f"{one.name}：{one.part.label}{one.state}" for one in self.sent if one.part and one.state in (OLDER, SAME)
        ]
        told += [
            f"{one.name}：{one.part.label}是{one.draft}（有强制审核没有通过），已照样汇总，请改正后换正式的重新汇总"
            for one in self.sent
            if one.part and one.draft
        ]
        other = {one.part.path: one.part for one in self.sent if one.part and one.part.differs}
        told += [f"{part.label}{part.differs}；按对得上的栏目汇总" for part in other.values()]
        told += [f"重复：{one.sentence}" for one in self.doubles]
        told += [f"节点检查：{gap_sentence(gap)}" for gap in self.gaps]
        return (*told, *(f"{one.level.value}：{one.sentence}" for one in self.found))


def rollup(store: Store, files: Sequence[Path], out: Path, nodes: Sequence[str] = ()) -> RolledUp:
    """Merge workbooks of one form and period into one report; a detailed form's rows follow one another.

    Workbooks of several units give a row each, workbooks of one unit's towns a row for each town; indicators are added
    up where they can be. ``nodes`` names one unit for its own parts, or the units and towns to take. Raises ``Refusal``
    for a file that cannot be merged.
    """
    with store.read() as session:
        settings = choices.settings(session)
        parts = [part_of(path, settings.cutoff_day) for path in files]
        require_alike(parts)
        form = settled(parts[0].form, settings)
        if form.rows is Rows.INDICATORS:
            return _together(session, Indicators(session, form, parts, settings, nodes), out)
        if form.rows is Rows.RECORDS:
            return _listed(session, Listing(session, form, parts, settings), out, nodes)
        return _written(session, _Run(session, form, parts, settings, tuple(nodes)), out)


class _Run:
    """One merging: its workbooks in order, and the table they make."""

    def __init__(
        self, session: Session, form: Form, parts: Sequence[Part], settings: Settings, nodes: tuple[str, ...]
    ) -> None:
        self.form, self.settings, self.nodes = form, settings, nodes
        self.period = parts[0].period
        own = scopes.scope(session, settings)
        self.by_units = are_several(parts)
        self.scope = above(session, own, parts)
        gather = by_unit if self.by_units else by_row
        self.gathered: Gathered = gather(parts, self.scope.towns())
        self.node = choose.node(self.gathered, nodes) if self.by_units else None
        if self.node:
            place, _ = self.node
            self.scope = replace(self.scope, unit=place.code, name=place.name, places=towns_of(place))

    def blank(self, form: Form) -> Table:
        """The form without rows."""
        return blank(form, self.period, self.scope, self.settings)

    def table(self) -> Table:
        """The merged report, the first sheet of its form."""
        return self._merged(self.form, self.gathered, self.node)

    def further(self) -> Iterator[Table]:
        """The form's further sheets, merged alike."""
        for index, form in enumerate(self.form.also):
            used = tuple((place, part.seen(index)) for place, part in self.gathered.used)
            node = (self.node[0], self.node[1].seen(index)) if self.node else None
            yield self._merged(settled(form, self.settings), replace(self.gathered, used=used), node)

    def _merged(self, form: Form, gathered: Gathered, node: tuple[Place, Part] | None) -> Table:
        table = self.blank(form)
        if node:
            _, part = node
            codes = {place.name: place.code for place in self.scope.towns()}
            return merged(table, [(codes.get(name, ""), name, cells) for name, cells in part.lines.items()])
        towns = choose.of_towns(gathered) if self.by_units else []
        rows = choose.of_units(table, gathered) if self.by_units else choose.of_rows(gathered)
        return merged(table, choose.chosen(rows, towns, self.nodes) if self.nodes else rows)

    def towns(self) -> Table | None:
        """Every town of every unit, where units were merged whole."""
        if not self.by_units or self.nodes:
            return None
        table = self.blank(replace(self.form, sheet=_TOWNS, chart=None))
        return merged(replace(table, words={**table.words, "places": _PLACES}), choose.of_towns(self.gathered))

    def sent(self) -> tuple[Sent, ...]:
        """Who sent what; where some were chosen, nobody else is missing."""
        return tuple(one for one in self.gathered.sent if not self.nodes or one.state != MISSING)

    def gaps(self) -> Iterator[Gap]:
        """What does not add up within the workbooks that were taken."""
        table = self.blank(self.form)
        taken = dict.fromkeys(part.path for _, part in self.gathered.used)
        for place, part in self.gathered.used:
            if taken.pop(part.path, 0) is None and part.total is not None:
                lines = [line_of(table, ("", name, cells)) for name, cells in part.lines.items()]
                name = place.name if self.by_units else part.path.stem
                yield from gaps(table, name, lines, line_of(table, ("", name, part.total)))


def _written(session: Session, run: _Run, out: Path) -> RolledUp:
    table, towns = run.table(), run.towns()
    if not table.lines:
        raise Refusal("这些文件里没有可以汇总的行", "请检查文件里各行的名称是不是镇(街道)或县(市、区)")
    found = tuple(_checked(session, table))
    found_gaps = tuple(run.gaps())
    title = f"{table.scope.name}{table.span.asked.label}{table.form.name}"
    fills = [sheet_of(one) for one in (table, *run.further(), towns) if one]
    fills += [gap_sheet(title, found_gaps), sent_sheet(title, run.sent()), check_sheet(title, found)]
    path = _put(session, table.form, table, title, fills, out)
    return RolledUp(
        path=path,
        title=title,
        rows=tuple(line.name for line in table.lines),
        sent=run.sent(),
        gaps=found_gaps,
        found=found,
    )


def _listed(session: Session, listing: Listing, out: Path, nodes: Sequence[str]) -> RolledUp:
    """A detailed form of several workbooks, written."""
    if nodes:
        raise Refusal(f"{listing.form.name}是明细表，不能按节点汇总", "请去掉 --nodes，或只选要汇总的文件")
    tables = listing.tables()
    found = tuple(one for table in tables for one in _checked(session, table))
    title = f"{listing.scope.name}{tables[0].span.asked.label}{listing.form.name}"
    gaps_, doubles = tuple(listing.gaps()), tuple(listing.doubles())
    fills = [sheet_of(table) for table in tables]
    fills += [gap_sheet(title, gaps_), double_sheet(title, doubles)]
    fills += [sent_sheet(title, listing.gathered.sent), check_sheet(title, found)]
    path = _put(session, listing.form, tables[0], title, fills, out)
    rows = tuple(line.name for table in tables for line in table.lines)
    return RolledUp(
        path=path, title=title, rows=rows, sent=listing.gathered.sent, gaps=gaps_, found=found, doubles=doubles
    )


def _together(session: Session, of: Indicators, out: Path) -> RolledUp:
    """A form of indicators of several units, written."""
    tables = of.tables()
    title = f"{of.scope.name}{tables[0].span.asked.label}{of.form.name}"
    fills = [*(sheet_of(table) for table in tables), sent_sheet(title, of.gathered.sent)]
    path = _put(session, of.form, tables[0], title, fills, out)
    rows = tuple(line.name for line in tables[0].lines)
    return RolledUp(path=path, title=title, rows=rows, sent=of.gathered.sent, gaps=(), found=())


def _put(session: Session, form: Form, table: Table, title: str, fills: Sequence[SheetFill], out: Path) -> Path:
    head = journal_head(session).link
    mark = mark_of(form.id, form.version, table.span.asked.text, table.scope.unit, head=head)
    return write_workbook(destination(out).file(f"{title}（汇总）.xlsx"), fills, mark)


def _checked(session: Session, table: Table) -> Iterator[CheckResult]:
    """The form's relations between its own columns; what needs the ledger behind the figures is not asked."""
    beside = Beside(session, table)
    for check in table.form.checks:
        if check.total:
            yield from total_failures(table, check)
        elif check.relation and not check.year_end and not any(ref.of for ref in all_refs(check.relation)):
            yield from relation_failures(beside, replace(check, blank=None, details={}), check.relation)
