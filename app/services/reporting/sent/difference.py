"""Two submissions of a report, or one and the ledger as it is: every figure that differs, and why.

A figure that the ledgers give is explained by the records behind it, each by what the journal says of it; what was
entered on a day that the earlier submission had already closed is late (decision 7: ``locked-period``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import cached_property

from app.models import period as periods
from app.models.queries import Session, journal, records
from app.models.queries import settings as choices
from app.models.queries import submissions as queries
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting.build import build, settled
from app.services.reporting.export import form_named
from app.services.reporting.forms.catalogue import form_of
from app.services.reporting.forms.form import Computed, Fact, OfField, OfIndicator, Ranked, Source
from app.services.reporting.sent.alignment import (
    Key,
    common_columns,
    conversion,
    row_name,
    rows_by_key,
    same_amount,
    same_cell,
)
from app.services.reporting.sent.behind import behind
from app.services.reporting.sent.contribution import Cell, Contribution, differing, in_unit, terms_of
from app.services.reporting.sent.frozen import Frozen, FrozenColumn, FrozenLine, Text, freeze
from app.services.reporting.sent.plan_story import PlanEdit, plan_edits
from app.services.reporting.sent.setting_story import setting_edits
from app.services.reporting.sent.story import GONE, NEW, Edit, stories
from app.services.reporting.sent.submit import frozen_of, named, submissions
from app.services.reporting.sheet import sheets_of
from app.services.reporting.total import TOTAL

NOW = "now"
LOCKED = "locked-period"
ADDED, REMOVED = "新增的行", "不再有的行"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared; ``head`` is the last batch it knew."""

    label: str
    report: str
    period: str
    version: str
    head: int
    frozen: Frozen


@dataclass(frozen=True, slots=True)
class Told:
    """An edit, and whether it is of a period that was already closed."""

    edit: Edit
    late: bool


@dataclass(frozen=True, slots=True)
class Cause:
    """A record that makes a figure differ: what it added before and after, in the column's unit.

    Both are None where the figure is no sum (a ratio).
    """

    record: int
    name: str
    before: Fraction | None
    after: Fraction | None
    edits: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell that differs, or a row that one side lacks (``column`` None).

    ``unit`` is that of ``before``; the column's is that of ``after``. ``causes`` are the records, ``edits`` what was
    done to targets and entered figures, ``why`` the reason where neither is the answer.
    """

    sheet: str
    row: str
    column: FrozenColumn | None
    before: Text
    after: Text
    causes: tuple[Cause, ...] = ()
    edits: tuple[Told, ...] = ()
    why: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """The two sides, the cells that differ, row by row, and the settings that were changed between the two."""

    first: Side
    second: Side
    cells: tuple[Changed, ...]
    settings: tuple[Edit, ...] = ()


def difference(store: Store, first: str, second: str) -> Difference:
    """Compare two submissions (by count or number); ``now`` for the second is the ledger as it is.

    Raises ``Refusal`` for what is not in the register and for two different reports.
    """
    one = _sent_side(store, first)
    other = _side_now(store, one) if second.strip().lower() == NOW else _sent_side(store, second)
    if one.report != other.report:
        raise Refusal(f"{one.label}和{other.label}不是同一张报表", "请选同一张报表的两次报送")
    with store.read() as session:
        found = _Comparison(session, one, other)
        settings = setting_edits(session, found.earlier.head, found.later.head)
        return Difference(one, other, tuple(found.cells()), tuple(settings))


def _sent_side(store: Store, which: str) -> Side:
    sent = named(submissions(store), which)
    frozen, head = frozen_of(store, sent)
    return Side(f"第 {sent.id} 次报送（{sent.number}）", sent.report, sent.period, sent.form_version, head, frozen)


def _side_now(store: Store, one: Side) -> Side:
    form = form_named(one.report)
    with store.read() as session:
        head = queries.journal_head(session).batch
    table = build(store, form, one.period)
    with store.read() as session:
        frozen = freeze(sheets_of(table), behind(session, table))
    return Side("现在的台账", form.id, one.period, form.version, head, frozen)


def _closed(session: Session, side: Side) -> date:
    """The last day that a side counted, by the cut-off day that held then."""
    counted = [date.fromisoformat(one.end) for one in side.frozen.counted]
    return max(counted, default=periods.parse(side.period, choices.settings(session).cutoff_day).end)


def _same(columns: tuple[FrozenColumn, FrozenColumn], before: Text, after: Text) -> bool:
    """Whether two cells say the same, also where their columns are in two units."""
    times = conversion(*columns)
    if times is None or columns[0].unit == columns[1].unit:
        return times is not None and same_cell(columns[1], before, after)
    return same_amount(columns, before, after, times)


@dataclass(frozen=True, slots=True)
class _Found:
    """A cell that differs and the records behind it, before they are explained.

    ``counted`` where the ledgers give the figure on both sides, so that without records it is only printed otherwise.
    """

    changed: Changed
    key: str
    behind: tuple[Contribution, ...]
    counted: bool = False


class _Comparison:
    def __init__(self, session: Session, one: Side, other: Side) -> None:
        self.session, self.one, self.other = session, one, other
        self.earlier, self.later = sorted((one, other), key=lambda side: side.head)
        self.closed = _closed(session, self.earlier)

    def cells(self) -> list[Changed]:
        sheets = range(min(len(self.one.frozen.sheets), len(self.other.frozen.sheets)))
        found = [one for sheet in sheets for one in self._differing(sheet)]
        wanted: dict[str, set[int]] = {}
        for contribution in (contribution for one in found for contribution in one.behind):
            wanted.setdefault(contribution.kind, set()).add(contribution.record)
        told = stories(self.session, self.earlier.head, self.later.head, wanted)
        names = self._names(wanted, told)
        return [self._explained(one, told, names) for one in found]

    def _differing(self, sheet: int) -> Iterator[_Found]:
        one, other = self.one.frozen.sheets[sheet], self.other.frozen.sheets[sheet]
        before, after = rows_by_key(one), rows_by_key(other)
        for key in dict.fromkeys([*before, *after]):
            old, new = before.get(key), after.get(key)
            if old is None or new is None:
                line, why = (old, REMOVED) if old else (new, ADDED)
                assert line is not None
                yield _Found(Changed(one.name, row_name(line), None, None, None, why=why), "", self._of_record(line))
                continue
            for left, right in common_columns(one, other):
                columns, was, now = (one.columns[left], other.columns[right]), old.cells[left], new.cells[right]
                if not _same(columns, was, now):
                    changed = Changed(one.name, row_name(new), columns[1], was, now, unit=columns[0].unit)
                    yield self._found(changed, sheet, (left, right), key, new)

    def _found(self, changed: Changed, sheet: int, columns: tuple[int, int], key: Key, line: FrozenLine) -> _Found:
        before = terms_of(self.one.frozen, Cell(sheet, columns[0], *key))
        after = terms_of(self.other.frozen, Cell(sheet, columns[1], *key))
        if before is None or after is None:
            return _Found(changed, key[0], self._of_record(line))
        one, other = self.one.frozen.sheets[sheet], self.other.frozen.sheets[sheet]
        times = conversion(one.columns[columns[0]], other.columns[columns[1]])
        if times is None:
            return _Found(replace(changed, why=_TWO_UNITS), key[0], ())
        return _Found(changed, key[0], tuple(differing(in_unit(before, times), after)), counted=True)

    def _of_record(self, line: FrozenLine) -> tuple[Contribution, ...]:
        """The record that a row is, where it is one."""
        kind = journal.ledger_of(self.session, int(line.record)) if line.record else None
        return () if kind is None else (Contribution(kind, int(line.record), None, None),)

    def _names(self, wanted: Mapping[str, set[int]], told: Mapping[int, Sequence[Edit]]) -> dict[int, str]:
        names = {}
        for kind, ids in wanted.items():
            held = records.many(self.session, kind, sorted(ids))
            for record in ids:
                gone = (edit.values for edit in told.get(record, ()) if edit.label in (GONE, NEW))
                values = held[record].values if record in held else next(gone, {})
                said = [str(values[name]) for name in ("code", "name") if values.get(name)]
                names[record] = " ".join(said) or f"第 {record} 号记录"
        return names

    def _explained(self, one: _Found, told: Mapping[int, Sequence[Edit]], names: Mapping[int, str]) -> Changed:
        causes = tuple(
            Cause(
                by.record,
                names[by.record],
                by.before,
                by.after,
                tuple(Told(edit, self._late(by.record, edit)) for edit in told.get(by.record, ())),
            )
            for by in one.behind
        )
        if causes or one.changed.why:
            return replace(one.changed, causes=causes)
        if one.counted:
            return replace(one.changed, why=_ROUNDED)
        source = self._source(one.changed)
        return replace(one.changed, edits=self._of_plan(one.key, source), why=reason(source))

    def _late(self, record: int, edit: Edit) -> bool:
        """Whether an edit is of the period that the earlier side had closed."""
        if self.one.period == self.other.period:
            return True
        dates = {name for counted in self.earlier.frozen.counted for name in counted.dates}
        own = tuple(str(value) for name, value in edit.values.items() if name in dates and value)
        if days := edit.days or own:
            return min(days) <= self.closed.isoformat()
        return edit.label != NEW and record in self._counted_before

    @cached_property
    def _counted_before(self) -> frozenset[int]:
        counted = (amounts for one in self.earlier.frozen.counted for amounts in one.places.values())
        return frozenset(record for amounts in counted for record in amounts)

    def _source(self, changed: Changed) -> Source | None:
        whole, column = form_of(self.one.report), changed.column
        if whole is None or column is None:
            return None
        form = next((one for one in whole.sheets if one.sheet == changed.sheet), whole)
        columns = settled(form, choices.settings(self.session)).columns
        return next((one.source for one in columns if (one.number, one.path) == (column.number, column.path)), None)

    def _of_plan(self, key: str, source: Source | None) -> tuple[Told, ...]:
        """What was done to the indicator behind a cell, in the row's region; in any, for the total."""
        match source:
            case OfIndicator(indicator=code):
                known = [one for one in self._plan if one.indicator == code and key in (one.region, TOTAL)]
            case Fact():
                known = [one for one in self._plan if one.indicator == key]
            case _:
                known = []
        late = self.one.period == self.other.period
        return tuple(Told(one.edit, late) for one in known)

    @cached_property
    def _plan(self) -> list[PlanEdit]:
        return plan_edits(self.session, self.earlier.head, self.later.head, self.closed.year)


_TWO_UNITS = "两次的计量单位不同，不能相比"
_ROUNDED = "台账原值没有变，修约规则或合计方式不同"
_OF_INDICATOR = {"pace": "序时进度随截止日和计划曲线而变", "target": "年度任务不同"}
"""Why what is asked of an indicator can differ."""


def reason(source: Source | None) -> str:
    """Why a figure that no record gives can differ."""
    match source:
        case Computed(text=text):
            return f"由 {text} 算出"
        case Ranked(number=by):
            return f"按 {by}栏 排名"
        case OfField():
            return "各行之和，见改动的各行"
        case OfIndicator(what=what):
            return _OF_INDICATOR.get(what, "填报数不同")
    return "指标的目标、填报数或文字不同"
