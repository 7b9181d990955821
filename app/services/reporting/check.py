"""审核关系: what a filled table breaks, each said with the columns' names and the numbers that stand in them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.models import measure
from app.models.ledger import fields_of
from app.models.queries import Session, targets
from app.models.queries import reporting as queries
from app.models.queries import settings as choices
from app.models.queries.reporting import Named
from app.services.indicators import measure_of
from app.services.reporting.form import Blank, Check, Counted, Form, Level, OfIndicator, Rows
from app.services.reporting.relation import Constant, Expression, Operation, Ref, Relation, evaluate
from app.services.reporting.table import Line, Table, number_in
from app.services.reporting.total import TOTAL, parts_sum

_MUST_BE = {"=": "应等于", "<=": "应不大于", ">=": "应不小于"}
_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that does not hold: how much it binds, the row, the relation, and the sentence for the clerk.

    ``records`` are the ids of the records behind it, where some are.
    """

    level: Level
    row: str
    relation: str
    sentence: str
    records: tuple[int, ...] = ()


def failures(session: Session, table: Table) -> list[CheckResult]:
    """What a table breaks of its form's relations, and the texts of its ledgers that wait to become values."""
    found = [result for check in table.form.checks for result in _checked(session, table, check)]
    return [*found, *_waiting(session, table)]


def _checked(session: Session, table: Table, check: Check) -> Iterator[CheckResult]:
    if check.relation is None:
        yield from _total(table, check)
        return
    lacking = _lacking(session, table, check.blank) if check.blank else []
    explained = {record.place for record in lacking}
    lines = [line for line in table.lines if line.key not in explained]
    for line in lines if lacking or table.total is None else [*lines, table.total]:
        if _is_broken(table.form, check, check.relation, line):
            sentence = f"{line.name}：{_said(table.form, check.relation, line)}"
            yield CheckResult(check.level, line.name, check.text, sentence)
    if lacking and check.blank:
        yield _explained(table, check, check.relation, check.blank, lacking)


def _lacking(session: Session, table: Table, blank: Blank) -> list[Named]:
    return queries.lacking(session, table.scope, blank.records, table.span.whole_year, blank.field)


def _explained(table: Table, check: Check, relation: Relation, blank: Blank, lacking: list[Named]) -> CheckResult:
    """The one 提示 for records that lack a field: which they are, and what it does to the total."""
    label = fields_of(blank.records.kind)[blank.field].label
    places = {line.key: line.name for line in table.lines}
    names = _names([f"{places.get(one.place, '')} {one.name}".strip() for one in lacking])
    sentence = f"有 {len(lacking)} 条记录没有填“{label}”：{names}"
    if table.total and _is_broken(table.form, check, relation, table.total):
        sentence = f"{TOTAL}：{_said(table.form, relation, table.total)}；{sentence}"
    return CheckResult(Level.HINT, TOTAL, check.text, sentence, tuple(one.id for one in lacking))


def _said(form: Form, relation: Relation, line: Line) -> str:
    """What should hold, with the columns' names and the numbers that stand in the line."""
    return f"{_side(form, relation.left, line)} {_MUST_BE[relation.comparator]} {_side(form, relation.right, line)}"


def _is_broken(form: Form, check: Check, relation: Relation, line: Line) -> bool:
    """Whether a line breaks a relation; a blank side leaves it undecided."""
    try:
        left, right = (evaluate(side, number_in(form, line)) for side in (relation.left, relation.right))
    except ZeroDivisionError:
        return False
    return left is not None and right is not None and not relation.holds(left, right, check.within)


def _side(form: Form, tree: Expression, line: Line) -> str:
    """A side of a relation as a sentence says it: names and numbers."""
    match tree:
        case Ref(number=number):
            index = form.index(number)
            return f"{form.columns[index].label} {_shown(line.cells[index])}"
        case Constant(text=text):
            return text
        case Operation(operator=operator, left=left, right=right):
            return f"{_side(form, left, line)} {operator} {_side(form, right, line)}"


def _shown(cell: Decimal | str | None) -> str:
    return "空白" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else cell


def _total(table: Table, check: Check) -> Iterator[CheckResult]:
    index = table.form.index(check.total)
    parts = parts_sum(table.lines, index)
    total = table.total.cells[index] if table.total else None
    if parts is None or parts == total:
        return
    label = table.form.columns[index].label
    differs = f"，相差 {abs(total - parts):f}" if isinstance(total, Decimal) else ""
    sentence = f"{TOTAL}：{label} {_shown(total)}，各行之和 {_shown(parts)}{differs}"
    yield CheckResult(check.level, TOTAL, check.text, sentence)


def _waiting(session: Session, table: Table) -> Iterator[CheckResult]:
    """A text that is no value is not counted, so a report that needs it is not final."""
    for kind, fields in _fields(session, table).items():
        by_field: dict[str, list[queries.Waiting]] = {}
        for one in queries.waiting(session, table.scope, kind, fields):
            by_field.setdefault(one.field.label, []).append(one)
        for label, several in by_field.items():
            names = _names([f"{one.record.name}“{one.raw}”" for one in several])
            sentence = f"有 {len(several)} 条记录的“{label}”还没有改正，没有计入本表：{names}"
            ids = tuple(one.record.id for one in several)
            yield CheckResult(Level.MUST, "", f"{label}已改正", sentence, ids)


def _fields(session: Session, table: Table) -> Mapping[str, set[str]]:
    """The fields that a table's figures are made from, by ledger."""
    found: dict[str, set[str]] = {}
    for one in (one for tree in _measures(session, table) for one in measure.aggregates(tree)):
        used = {*one.plus, *one.minus, *(condition.field for condition in one.where)}
        found.setdefault(one.kind, set()).update(used - {""})
    return found


def _measures(session: Session, table: Table) -> Iterator[measure.Measure]:
    sources = [column.source for column in table.form.columns]
    yield from (source.measure for source in sources if isinstance(source, Counted))
    named = {source.indicator for source in sources if isinstance(source, OfIndicator) and source.what == "actual"}
    chosen = choices.settings(session)
    for indicator in targets.indicators(session, table.span.asked.year):
        if indicator.code in named or table.form.rows is Rows.INDICATORS:
            text = measure_of(indicator, chosen)
            if text:
                yield measure.measure(text)


def _names(names: list[str]) -> str:
    shown = "、".join(names[:_MOST_NAMES])
    return f"{shown} 等" if len(names) > _MOST_NAMES else shown
