"""Mapping + ledger -> plan: what would happen to every row, and why; nothing is written (``workbooks.md``)."""

from collections.abc import Container, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from functools import cache, partial
from itertools import repeat
from typing import NamedTuple

from app.models import rule
from app.models.columns import Columns, columns
from app.models.field import Stored
from app.models.ledger import dated_quantities, fields_of
from app.models.queries.records import Held
from app.services import resuming
from app.services.importing.clean.column import Setting
from app.services.importing.doubting import cancelled, companions, magnitude, merged_figures, unsaid_unit, untold
from app.services.importing.doubting.falling import falling
from app.services.importing.doubting.totals import Total, check_totals
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.correction import Correction
from app.services.importing.mapping.hidden_twins import without_hidden_twins
from app.services.importing.mapping.map import Mapping
from app.services.importing.planning import compare, derive, unit_column
from app.services.importing.planning.by_village import call_by_village
from app.services.importing.planning.continued import without_continued
from app.services.importing.planning.cutoff import as_it_stood, dates_of
from app.services.importing.planning.doubles import Double, find_doubles
from app.services.importing.planning.identity import NEW, Directory, Match
from app.services.importing.planning.judge import judge
from app.services.importing.planning.plain import looked_at
from app.services.importing.planning.row_plan import Action, Changes, RowPlan, RowPlans
from app.services.importing.planning.rows import ReadRow, ReadRows, read_rows
from app.services.importing.planning.rules import Rule
from app.services.importing.proposal.said import Said
from app.services.importing.returns.remark import Remark
from app.services.importing.tables.surroundings import as_of, towns_over, year_of
from app.services.importing.tables.table import HeaderAt
from app.services.importing.view import View

Spot = tuple[str, int, str]
"""A cell that would change: its sheet, row and field; an empty field means the whole row, as of one that is new."""


@dataclass(frozen=True, slots=True)
class Options:
    """How the clerk wants a file taken: the day of undated totals, and whether a blank cell clears.

    ``confirmed`` says that the actions of ``only`` were named by the clerk: what a document proposes waits for it.
    ``rules`` decide on the values of a returned workbook, field by field.
    ``choices`` are her decisions on single cells, before any rule: whether what came is taken.
    ``others`` are the values she put in place of what came; such a cell is taken.
    ``records`` says which record a row is that could be several, by sheet and row; 0 for none of them.
    ``corrections`` are what the clerk says of columns, ``headers`` where she says that headers stand; with them, or
    where ``remember`` asks for it, the form of an applied workbook is remembered.
    ``proposals`` is what she says of the proposals of a document, by their places.
    """

    as_of: str | None = None
    clear: bool = False
    only: frozenset[Action] = frozenset({Action.CREATE, Action.UPDATE})
    confirmed: bool = False
    rules: tuple[Rule, ...] = ()
    choices: MappingOf[Spot, bool] = field(default_factory=dict)
    others: MappingOf[Spot, Stored] = field(default_factory=dict)
    records: MappingOf[tuple[str, int], int] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()
    headers: tuple[HeaderAt, ...] = ()
    remember: bool = False
    proposals: MappingOf[int, Said] = field(default_factory=dict)

    @property
    def corrected(self) -> bool:
        """Whether the clerk put right how the workbook is read."""
        return bool(self.corrections or self.headers)


@dataclass(frozen=True, slots=True)
class TablePlan:
    """A table's plan; ``undated`` are the columns of cumulative values that need a day.

    ``remarks`` are those of a returned table that stand on no data row; ``review`` is the sort of a problem list.
    ``met`` are the records that it speaks of, and those that at its day were not yet there.
    """

    mapping: Mapping
    rows: RowPlans = field(default_factory=RowPlans)
    totals: tuple[Total, ...] = ()
    undated: tuple[str, ...] = ()
    met: frozenset[int] = frozenset()
    remarks: Sequence[Remark] = ()
    review: str = ""


class _Judged(NamedTuple):
    """What a record that is written would hold, and where what is found of it is to be said."""

    values: MappingOf[str, Stored | None]
    issues: list[Issue]


@dataclass(slots=True)
class _Planner:
    """What all rows of one table are planned with; ``judged`` are those planned one by one, by their places."""

    mapping: Mapping
    kind: str
    view: View
    options: Options
    directory: Directory
    year: int
    day: str | None
    letters: dict[str, str]
    undated: set[str] = field(default_factory=set)
    held: dict[int, Held] = field(default_factory=dict)
    left: dict[int, str] = field(default_factory=dict)
    waiting: set[tuple[int, str, str]] = field(default_factory=set)
    totals: dict[tuple[int, str], int] = field(default_factory=dict)
    judged: dict[int, _Judged] = field(default_factory=dict)
    candidates: dict[int, tuple[int, ...]] = field(default_factory=dict)
    masked: tuple[str, ...] = ()
    dated: tuple[tuple[str, str], ...] = ()
    admitted: dict[tuple[Stored | None, Stored | None], bool] = field(default_factory=dict)


def plan_table(mapping: Mapping, view: View, options: Options) -> TablePlan:
    """The plan of one table; a table that is no ledger has no rows."""
    mapping = unit_column.in_units_of_rows(without_continued(without_hidden_twins(mapping)))
    if mapping.kind is None:
        return TablePlan(mapping)
    table, year = mapping.table, year_of(mapping.table) or view.year
    planner = _Planner(
        mapping=mapping,
        kind=mapping.kind,
        view=view,
        options=options,
        directory=view.directory(mapping.kind),
        year=year,
        day=as_of(table, year) or options.as_of,
        letters={one.field.name: one.column.letter for one in reversed(mapping.mapped)},
    )
    rows = read_rows(mapping, Setting(mapping.kind, view.home, year, view.words()))
    magnitude.doubt(mapping.kind, rows, planner.letters, view)
    companions.compare(mapping, rows)
    untold.doubt(mapping, rows)
    cancelled.doubt(mapping, rows)
    unsaid_unit.doubt(mapping, rows)
    unit_column.doubt(mapping, rows)
    merged_figures.doubt(mapping, rows)
    towns = {} if "town_code" in planner.letters else towns_over(table, view.home)
    derive.complete(rows, view, towns)
    call_by_village(mapping, rows, view)
    planner.masked = _fields_masked(planner.kind, rows)
    planner.dated = _fields_dated(planner.kind, rows)
    matches = _matches(planner, rows)
    _look_up(planner, list(matches.values()))
    doubles = find_doubles(planner.kind, rows, matches)
    plans = _planned(planner, rows, matches, doubles)
    met = frozenset(record for match in matches.values() for record in match.ids) | _not_yet(planner)
    return TablePlan(mapping, plans, tuple(check_totals(table, mapping.mapped)), tuple(sorted(planner.undated)), met)


def _matches(planner: _Planner, rows: ReadRows) -> dict[int, Match]:
    """The records that rows may be, by the rows' places; where they are several, the one that the clerk said it is."""
    found = planner.directory.matches(rows.columns, len(rows))
    sheet = planner.mapping.table.sheet.name
    for place, match in found.items():
        number = rows.numbers[place]
        if len(match.ids) > 1:
            planner.candidates[number] = match.ids
            said = planner.options.records.get((sheet, number))
            if said is not None:
                known = said in match.ids
                found[place] = replace(match, ids=(said,)) if known else Match((), match.by, match.ids)
    return found


def _planned(
    planner: _Planner, rows: ReadRows, matches: MappingOf[int, Match], doubles: MappingOf[int, Double]
) -> RowPlans:
    """The plans of all rows: those that are more than plain new records one by one, the others by their columns."""
    columns = derive.filled(planner.kind, rows, planner.year)
    admits = partial(_is_ours, planner)
    apart = {
        place: _row(planner, place, rows[place], matches.get(place, NEW), doubles.get(rows.numbers[place]))
        for place in sorted(looked_at(rows, matches, doubles, admits, planner.dated, planner.masked))
    }
    plans = RowPlans(rows.numbers, columns, apart)
    return RowPlans(rows.numbers, columns, apart, _judged(planner, plans))


def _judged(planner: _Planner, plans: RowPlans) -> dict[int, list[Issue]]:
    """Say what the records that are planned one by one would break and lack; what is to be said of the others."""
    places = [place for place in range(len(plans)) if place not in plans.apart or place in planner.judged]

    def values(at: int) -> MappingOf[str, Stored | None]:
        one = planner.judged.get(places[at])
        return plans.values(places[at]) if one is None else one.values

    numbers = [plans.numbers[place] for place in places]
    said = judge(planner.kind, numbers, values, _seen(planner, plans.columns, places), planner.letters)
    others = {places[at]: issues for at, issues in said.items()}
    for place in planner.judged.keys() & others.keys():
        planner.judged[place].issues.extend(others.pop(place))
    return others


def _seen(planner: _Planner, told: MappingOf[str, Sequence[Stored | None]], places: Sequence[int]) -> Columns:
    """What the records at some places hold, by columns: as the columns tell it, and those planned apart as planned."""
    names, judged = rule.asked_of(planner.kind), planner.judged
    if len(judged) == len(places):
        return columns([judged[place].values for place in places], names)
    size = max(places) + 1
    held = frozenset().union(*(one.values for one in judged.values()))
    found: dict[str, Sequence[Stored | None]] = {}
    for name in names & (told.keys() | held):
        column = list(told.get(name) or repeat(None, size))
        for place, one in judged.items():
            column[place] = one.values.get(name)
        found[name] = column if len(places) == len(column) else [column[place] for place in places]
    return Columns.of(len(places), found)


def _not_yet(planner: _Planner) -> frozenset[int]:
    """The records that a file of its day could not hold: all they did came later."""
    if planner.day is None:
        return frozenset()
    return planner.view.begun_after(planner.kind, dates_of(planner.kind), planner.day)


def _look_up(planner: _Planner, matches: Sequence[Match]) -> None:
    """What the matched records hold, all at once."""
    ids = [match.ids[0] for match in matches if len(match.ids) == 1]
    planner.held = planner.view.held(planner.kind, ids)
    planner.left = planner.view.left(planner.kind, planner.held.values())
    planner.waiting = planner.view.waiting(ids)
    if planner.day and ids and dated_quantities(planner.kind):
        planner.totals = planner.view.totals(planner.kind, sorted(set(ids)), planner.day)


def _row(planner: _Planner, place: int, row: ReadRow, match: Match, double: Double | None) -> RowPlan:
    issues = row.issues
    record = match.ids[0] if len(match.ids) == 1 else None
    if match.doubt:
        issues.append(Issue(None, None, Code.AMBIGUOUS, Severity.WARNING, match.doubt))
    action = _refusal(planner, row, match, double, issues)
    if action is not None:
        plan = RowPlan(row.number, action, record, row.values, {}, issues, row.waiting)
    else:
        plan = _creation(planner, place, row, match) if record is None else _edit(planner, place, row, record)
    candidates = planner.candidates.get(row.number)
    return replace(plan, candidates=candidates) if candidates else plan


def _refusal(
    planner: _Planner, row: ReadRow, match: Match, double: Double | None, issues: list[Issue]
) -> Action | None:
    """Why a row is not to be applied, said as an issue; None where it may be."""
    if row.foreign or not _is_ours(planner, row.values.get("county_code"), row.values.get("town_code")):
        if not any(issue.code is Code.UNKNOWN_REGION for issue in issues):
            issues.append(_whole(Code.UNKNOWN_REGION, f"这一行不属于{planner.view.scope.name}，没有导入"))
        return Action.REJECT
    if not derive.is_someone(row.values):
        issues.append(_whole(Code.REQUIRED, "这一行没有编号和名称，认不出是哪一个项目，没有导入"))
        return Action.REJECT
    if double:
        issues.append(Issue(None, None, Code.DUPLICATE, double.severity, double.text))
        if double.is_same_record:
            return Action.CONFLICT
    if len(match.ids) > 1:
        issues.append(_whole(Code.AMBIGUOUS, f"台账里有 {len(match.ids)} 个项目都像这一行，请选定是哪一个"))
        return Action.CONFLICT
    return Action.CONFLICT if row.contradicts else None


def _whole(code: Code, text: str) -> Issue:
    return Issue(None, None, code, Severity.ERROR, text)


def _is_ours(planner: _Planner, county: Stored | None, town: Stored | None) -> bool:
    """Whether a row of that county and town belongs in the ledger; it is asked once of all rows that name them."""
    known = planner.admitted.get((county, town))
    if known is None:
        places = (None if place is None else str(place) for place in (county, town))
        known = planner.admitted[county, town] = planner.view.scope.admits(*places)
    return known


def _undated(planner: _Planner, row: ReadRow, held: MappingOf[str, Stored | None]) -> tuple[str, ...]:
    """The row's cumulative values that have no day of their own, in the file or in the ledger.

    Nothing done where nothing was is no entry, and needs no day.
    """
    values = row.values
    found = [
        name
        for name, dated_by in planner.dated
        if name in values
        and (values[name] or held.get(name))
        and values.get(dated_by) is None
        and (planner.day is not None or held.get(dated_by) is None)
    ]
    return tuple(found)


def _creation(planner: _Planner, place: int, row: ReadRow, match: Match) -> RowPlan:
    undated, values = _undated(planner, row, {}), row.values
    if "town_code" not in values:
        derive.place(row, planner.view)
    year = None if row.waiting and any(one.field == "plan_year" for one in row.waiting) else planner.year
    derive.fill(planner.kind, values, planner.view, year)
    for name in _masked(planner, row, values) if planner.masked else ():
        del values[name]
    if match.twins:
        text = f"台账里已有 {len(match.twins)} 个同镇、名称相同或相近的项目，编号不同，请核对是否重复"
        row.issues.append(Issue(None, None, Code.DUPLICATE, Severity.NOTE, text, "code"))
    planner.judged[place] = _Judged(values, row.issues)
    return _dated(planner, RowPlan(row.number, Action.CREATE, None, values, {}, row.issues, row.waiting), undated)


def _edit(planner: _Planner, place: int, row: ReadRow, record: int) -> RowPlan:
    held = planner.held[record].values
    fields = fields_of(planner.kind)
    undated = _undated(planner, row, held)
    changes = _changes(planner, row, record, undated)
    if not changes and not row.waiting:
        return RowPlan(row.number, Action.SAME, record, row.values, {}, row.issues, ())
    if not planner.day:  # asked before, and still without an answer
        for name in undated:
            if (record, name, fields[name].show(row.values[name])) in planner.waiting:
                changes.pop(name, None)
    merged = {**held, **{name: new for name, (_, new) in changes.items()}}
    issues = [*row.issues, *_stage_order(planner, record, merged, row.number)]
    issues += magnitude.since(planner.kind, changes, planner.letters, row.number)
    issues += falling(planner.kind, changes, planner.letters, row.number)
    if changes:
        planner.judged[place] = _Judged(merged, issues)
    anew = any((record, one.field, one.raw) not in planner.waiting for one in row.waiting)
    action = Action.UPDATE if changes or anew else Action.SAME
    asked = {name for name in changes if (record, name, fields[name].show(row.values.get(name))) in planner.waiting}
    answers = bool(changes) and asked == set(changes)
    plan = RowPlan(row.number, action, record, row.values, changes, issues, row.waiting, answers=answers)
    return _dated(planner, plan, tuple(name for name in undated if name in changes))


def _changes(planner: _Planner, row: ReadRow, record: int, undated: tuple[str, ...]) -> Changes:
    """What the row would change; a file that names its day is compared with the ledger as it stood then as well."""
    held, fields = planner.held[record].values, fields_of(planner.kind)
    at_day: MappingOf[str, Stored | None] = {}
    stood: MappingOf[str, Stored | None] = held
    if planner.day:
        at_day = {name: planner.totals.get((record, name), 0) for name in undated}
        stood = as_it_stood(planner.kind, held, planner.day)
    changes: Changes = {}
    for name, value in row.values.items() if planner.day or not row.values.items() <= held.items() else ():
        field, known = fields[name], at_day.get(name, held.get(name))
        if not compare.same(field, known, value) and (stood is held or not compare.same(field, stood.get(name), value)):
            changes[name] = (held.get(name), value)
    if planner.options.clear:
        changes |= {name: (held[name], None) for name in row.blanks if stood.get(name) is not None}
    for name in _masked(planner, row, changes):
        del changes[name]
    return changes


@cache
def _personal(kind: str) -> tuple[str, ...]:
    return tuple(name for name, field in fields_of(kind).items() if field.personal)


def _fields_masked(kind: str, rows: ReadRows) -> tuple[str, ...]:
    """The personal fields of which some value came masked: of most tables none, and then no row need be asked."""
    held = {name: rows.columns[name] for name in _personal(kind) if name in rows.columns}
    return tuple(name for name, column in held.items() if "*" in "".join(map(str, set(column))))


def _fields_dated(kind: str, rows: ReadRows) -> tuple[tuple[str, str], ...]:
    """The cumulative quantities that the rows have, each with the field of its day."""
    return tuple((name, one.dated_by) for name, one in dated_quantities(kind).items() if name in rows.columns)


def _masked(planner: _Planner, row: ReadRow, names: Container[str]) -> list[str]:
    """The personal values that came masked, which are no values; each is said (``decisions.md`` 23)."""
    found = [name for name in planner.masked if name in names and "*" in str(row.values.get(name))]
    for name in found:
        letter = planner.letters.get(name)
        text = f"“{fields_of(planner.kind)[name].label}”是遮盖过的，没有采用：{row.values[name]}"
        cell = f"{letter}{row.number}" if letter else None
        row.issues.append(Issue(letter, cell, Code.AMBIGUOUS, Severity.WARNING, text, name))
    return found


def _dated(planner: _Planner, row: RowPlan, undated: tuple[str, ...]) -> RowPlan:
    """The row with the day its totals stand at, or with the question which day that is."""
    if not undated:
        return row
    if planner.day:
        return replace(row, dated=planner.day)
    planner.undated.update(planner.letters[name] for name in undated)
    return replace(row, undated=undated)


def _stage_order(planner: _Planner, record: int, merged: MappingOf[str, Stored | None], number: int) -> list[Issue]:
    held, left = planner.held[record].values, planner.left.get(record, "")
    before, after = held.get("stage"), merged.get("stage")
    if before is None or after is None or before == after or derive.leads_to(planner.kind, merged, str(before), left):
        return []
    column = planner.letters.get("stage")
    why = resuming.only_back(planner.kind, held, left) or "中间的阶段没有日期"
    text = f"阶段从“{before}”改为“{after}”，{why}，请核对"
    return [Issue(column, f"{column}{number}", Code.STAGE_ORDER, Severity.ERROR, text, "stage", str(after))]
