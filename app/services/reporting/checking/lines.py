"""Relations between columns, asked of every row and of the 合计."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from operator import itemgetter

from app.models import measure
from app.models.ledger import fields_of
from app.models.queries import reporting as queries
from app.models.queries.reporting import Named
from app.services.reporting.checking.beside import Beside, matching
from app.services.reporting.checking.culprits import culprits
from app.services.reporting.checking.finding import (
    CheckResult,
    figure,
    foreign_label,
    names_of,
    own_label,
    printed,
    side,
)
from app.services.reporting.checking.late import late_records
from app.services.reporting.forms.form import BEFORE, INDICATOR, OWN, Blank, Check, Counted, Form, Level, Rows
from app.services.reporting.forms.relation import Constant, Expression, Operation, Ref, Relation, all_refs, evaluate
from app.services.reporting.table import NOT_APPLICABLE, Line
from app.services.reporting.total import TOTAL

_MUST_BE = {"=": "应等于", "<=": "应不大于", ">=": "应不小于"}


def relation_failures(beside: Beside, check: Check, relation: Relation) -> Iterator[CheckResult]:
    """Where a relation does not hold. What records without a field explain is one 提示 that names them."""
    asked = _Asked(beside, check, relation)
    lacking = _lacking(beside, check.blank) if check.blank else []
    broken = asked.broken(asked.lines(lacking))
    if beside.table.form.rows is Rows.RECORDS and len(broken) > 1:
        yield asked.together(broken)
    else:
        yield from (asked.failure(line) for line in broken)
    if lacking and check.blank:
        yield asked.explained(check.blank, lacking)


def _lacking(beside: Beside, blank: Blank) -> list[Named]:
    table = beside.table
    return queries.lacking(beside.session, table.scope, blank.records, table.span.whole_year, blank.field)


@cache
def _named(tree: Expression) -> Mapping[str, Ref]:
    return {ref.name: ref for ref in all_refs(tree)}


@cache
def _refs(relation: Relation) -> tuple[Ref, ...]:
    return tuple(all_refs(relation))


@dataclass(frozen=True, slots=True)
class _Asked:
    """One relation asked of a table."""

    beside: Beside
    check: Check
    relation: Relation

    @property
    def form(self) -> Form:
        """The form of the table."""
        return self.beside.table.form

    def lines(self, lacking: Sequence[Named]) -> list[Line]:
        """The rows that are asked: those the check looks at and no lacking record explains, then the 合计."""
        table = self.beside.table
        whole = table.total or Line(table.scope.unit, TOTAL, (None,) * len(table.form.columns))
        if all(ref.of in (OWN, INDICATOR) for ref in all_refs(self.relation)):
            return [whole]
        explained = {record.place for record in lacking}
        rows = [one for one in matching(table, table.lines, self.check.when) if one.key not in explained]
        asks_total = table.total is not None and not lacking and table.form.rows is not Rows.RECORDS
        return [*rows, whole] if asks_total else rows

    def value(self, ref: Ref, line: Line) -> Fraction | None:
        """What a reference is worth on a line."""
        return self.beside.value(self.check, ref, line)

    def broken(self, lines: Sequence[Line]) -> list[Line]:
        """The lines that break the relation; those of records are judged by their figures alone, the same ones once."""
        own = [self.form.index(ref.number) for ref in _refs(self.relation) if not ref.of]
        if self.form.rows is not Rows.RECORDS or not own or len(own) < len(_refs(self.relation)):
            return [line for line in lines if self.is_broken(line)]
        figures_of = itemgetter(*own)
        judged: dict[object, bool] = {}
        for line in lines:
            if (figures := figures_of(line.cells)) not in judged:
                judged[figures] = self.is_broken(line)
        return [line for line in lines if judged[figures_of(line.cells)]]

    def is_broken(self, line: Line) -> bool:
        """Whether a line breaks the relation; a blank side leaves it undecided."""
        left, right = (self._value(one, line) for one in self._sides)
        return left is not None and right is not None and not self.relation.holds(left, right, self._tolerance(line))

    def _tolerance(self, line: Line) -> Fraction:
        """What is allowed: the form's own, or what rounding and dividing among towns can make of the figures.

        Between two bare figures neither can come, unless they were closed to a total or projects lie in several towns.
        """
        if self.form.rows is Rows.RECORDS:
            return self.check.within
        is_total = line is self.beside.table.total
        divided = Fraction(0) if is_total else self._off(lambda ref: self._portions(ref, line.key))
        if not (_is_sum(self.relation) or line.adjusted or divided):
            return self.check.within
        rows = max(1, len(self.beside.table.lines)) if is_total else 1
        return max(self.check.within, self._off(lambda ref: self._rounding(ref, line)) * rows + divided)

    def _off(self, of_ref: Callable[[Ref], Fraction]) -> Fraction:
        """How far both sides together can be off where each figure can be so far."""
        return sum((_spread(side, of_ref) for side in self._sides), Fraction(0))

    def _rounding(self, ref: Ref, line: Line) -> Fraction:
        """How far a printed figure may be from the exact one: closed to its total, up to a whole place."""
        half = _half_place(self.beside.form_of(ref), ref)
        return half * 2 if not ref.of and self.form.index(ref.number) in line.adjusted else half

    def _portions(self, ref: Ref, place: str) -> Fraction:
        """How far a town's figure may be off, for a project in several towns is divided among them in whole units."""
        form = self.beside.form_of(ref)
        source = next((one.source for one in form.columns if one.number == ref.number), None)
        if not isinstance(source, Counted):
            return Fraction(0)
        sums = [one for one in measure.aggregates(source.measure) if one.plus]
        steps = (Fraction(self.beside.divided(one.kind).get(place, 0), 10**one.scale) for one in sums)
        return sum(steps, Fraction(0)) * source.factor

    def said(self, line: Line) -> tuple[str, str]:
        """Both sides, with the columns' names, the numbers that stand in the line and what they come to."""
        left, right = (side(one, lambda ref: self._named(ref, line), self._worth(one, line)) for one in self._sides)
        return left, right

    def _named(self, ref: Ref, line: Line) -> str:
        return f"{self._label(ref)} {self._shown(ref, line)}"

    def _worth(self, tree: Expression, line: Line) -> str:
        value = self._value(tree, line)
        return NOT_APPLICABLE if value is None else figure(value, self._places)

    def _value(self, tree: Expression, line: Line) -> Fraction | None:
        named = _named(tree)
        try:
            return evaluate(tree, lambda name: self.value(named[name], line))
        except ZeroDivisionError:
            return None

    @property
    def _sides(self) -> tuple[Expression, Expression]:
        return self.relation.left, self.relation.right

    def _label(self, ref: Ref) -> str:
        return foreign_label(ref, self.beside.form_of(ref)) if ref.of else own_label(self.form, ref.number)

    def _shown(self, ref: Ref, line: Line) -> str:
        if not ref.of:
            return printed(line.cells[self.form.index(ref.number)])
        value = self.value(ref, line)
        return printed(None) if value is None else figure(value, _places(self.beside.form_of(ref), ref))

    @property
    def _places(self) -> int:
        """The most decimals that a figure of the relation is printed with."""
        return max((_places(self.beside.form_of(ref), ref) for ref in _refs(self.relation)), default=0)

    def failure(self, line: Line) -> CheckResult:
        """What is said of a line that breaks the relation."""
        sides, compared = self.said(line), self._compared(line)
        if line.record is not None:
            found = self._result(self.check.level, line.name, compared, (line.record,), sides)
            return replace(found, compared=compared, broken_by=(line.record,))
        place = "" if line is self.beside.table.total else line.key
        behind = culprits(self.beside, self.check, self.relation, place)
        who = self._late(line) or self._who(behind.records)
        found = self._result(self.check.level, line.name, compared + who, behind.records, sides)
        return replace(found, compared=compared, broken_by=behind.records if behind.alone else ())

    def _compared(self, line: Line) -> str:
        sides = self.said(line)
        left, right = (self._value(one, line) for one in self._sides)
        apart = f"，相差 {figure(abs(left - right), self._places)}" if left is not None and right is not None else ""
        return f"{line.name}：{sides[0]} {_MUST_BE[self.relation.comparator]} {sides[1]}{apart}"

    def _who(self, records: Sequence[int]) -> str:
        """The records behind a failure by name."""
        found = self.beside.names(records)
        return f"；涉及 {len(found)} 条记录：{names_of(found)}" if found else ""

    def together(self, lines: Sequence[Line]) -> CheckResult:
        """What is said of several records that break the relation: the first with its numbers, the others by name."""
        first = self.failure(lines[0])
        others = names_of([line.name for line in lines[1:]])
        sentence = f"{first.sentence}；另有 {len(lines) - 1} 条同样不符：{others}"
        ids = tuple(line.record for line in lines if line.record is not None)
        found = self._result(self.check.level, f"{len(lines)} 条记录", sentence, ids, (first.left, first.right))
        return replace(found, compared=sentence, broken_by=ids)

    def explained(self, blank: Blank, lacking: Sequence[Named]) -> CheckResult:
        """The one 提示 for records that lack a field: which they are, and what it does to the total."""
        label = fields_of(blank.records.kind)[blank.field].label
        table = self.beside.table
        places = {line.key: line.name for line in table.lines}
        names = names_of([f"{places.get(one.place, '')} {one.name}".strip() for one in lacking])
        sentence = f"有 {len(lacking)} 条记录没有填“{label}”：{names}"
        sides = ("", "")
        if table.total and self.is_broken(table.total):
            sides = self.said(table.total)
            sentence = f"{self._compared(table.total)}；{sentence}"
        return self._result(Level.HINT, TOTAL, sentence, tuple(one.id for one in lacking), sides)

    def _result(
        self, level: Level, row: str, sentence: str, records: tuple[int, ...], sides: tuple[str, str]
    ) -> CheckResult:
        return CheckResult(
            level,
            row,
            self.check.text,
            sentence,
            records,
            check=self.check.id,
            sheet=self.form.sheet,
            columns=tuple(dict.fromkeys(self._label(ref) for ref in all_refs(self.relation))),
            left=sides[0],
            right=sides[1],
        )

    def _late(self, line: Line) -> str:
        """Who was entered or changed after the report of the period before went out, where that is the reason."""
        numbers = [ref.number for ref in all_refs(self.relation) if ref.of == BEFORE]
        if not numbers or self.beside.sent is None:
            return ""
        found = late_records(self.beside, numbers[0], "" if line is self.beside.table.total else line.key)
        told = [f"{one.name}（{one.dated}）" if one.dated else one.name for one in found]
        return f"；上期报送后补录或更改的：{names_of(told)}" if told else ""


def _places(form: Form, ref: Ref) -> int:
    """The decimals that a figure is printed with."""
    column = next((one for one in form.columns if one.number == ref.number), None)
    return (column.places or 0) if column is not None and form.rows is not Rows.RECORDS else 0


def _is_sum(relation: Relation) -> bool:
    """Whether rounding can come between the sides: something is added up, or stands in another table."""
    sides = (relation.left, relation.right)
    return any(isinstance(one, Operation) for one in sides) or any(ref.of for ref in all_refs(relation))


def _spread(tree: Expression, of_ref: Callable[[Ref], Fraction]) -> Fraction:
    """How far a side can be from what its exact figures come to, where each of its figures can be so far."""
    match tree:
        case Ref():
            return of_ref(tree)
        case Operation(operator="*", left=left, right=Constant(text=times)):
            return _spread(left, of_ref) * Fraction(times)
        case Operation(operator="/", left=left, right=Constant(text=parts)):
            return _spread(left, of_ref) / Fraction(parts)
        case Operation(left=left, right=right):
            return _spread(left, of_ref) + _spread(right, of_ref)
    return Fraction(0)


def _half_place(form: Form, ref: Ref) -> Fraction:
    """How far a printed figure may be from the exact one; a count is exact, and so is a detailed form's.

    A sum without decimals is not: a record of several towns gives each its share.
    """
    column = next((one for one in form.columns if one.number == ref.number), None)
    if form.rows is Rows.RECORDS or column is None or not column.numeric or column.places is None:
        return Fraction(0)
    if column.places == 0 and isinstance(column.source, Counted) and _is_count(column.source):
        return Fraction(0)
    return Fraction(1, 2 * 10**column.places)


def _is_count(source: Counted) -> bool:
    return source.factor == 1 and not any(one.plus for one in measure.aggregates(source.measure))
