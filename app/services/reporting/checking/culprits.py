"""Which records make a relation fail on a line: those whose own amounts do not stand in it either."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.services.reporting.checking.beside import Beside
from app.services.reporting.checking.late import at_place, sent_amounts
from app.services.reporting.forms.form import BEFORE, COUNT, INDICATOR, OWN, Check, Computed, Counted, Form
from app.services.reporting.forms.relation import Constant, Expression, Operation, Ref, Relation, all_refs, evaluate
from app.services.reporting.sent.behind import terms
from app.services.reporting.table import Table

Amounts = Mapping[int, Fraction]
"""What each record adds to a figure, in the column's unit."""


@dataclass(frozen=True, slots=True)
class Culprits:
    """The ids of the records behind a failure; ``alone`` where each of them breaks the relation by itself."""

    records: tuple[int, ...]
    alone: bool


def culprits(beside: Beside, check: Check, relation: Relation, place: str) -> Culprits:
    """The records that break a relation by themselves; without such, all that its figures count.

    ``place`` is one line's; empty for the whole unit. Only figures of the ledgers have records behind them.
    """
    form = beside.table.form
    whole = Relation(_opened(form, relation.left), relation.comparator, _opened(form, relation.right))
    asked = _Behind(beside, check, place)
    amounts = {ref.name: asked.amounts(ref) for ref in all_refs(whole)}
    known = sorted({record for one in amounts.values() for record in one or ()})
    if not _adds_up(whole.left) or not _adds_up(whole.right) or None in amounts.values():
        return Culprits(tuple(known), alone=False)
    breaking = [record for record in known if not _holds(whole, amounts, record)]
    return Culprits(tuple(breaking or known), alone=bool(breaking))


def _holds(whole: Relation, amounts: Mapping[str, Amounts | None], record: int) -> bool:
    def amount(name: str) -> Fraction:
        return (amounts[name] or {}).get(record, Fraction(0))

    left, right = evaluate(whole.left, amount), evaluate(whole.right, amount)
    return left is None or right is None or whole.holds(left, right, Fraction(0))


def _opened(form: Form, tree: Expression) -> Expression:
    """The tree with every computed column as what it is computed from."""
    match tree:
        case Operation(operator=operator, left=left, right=right):
            return Operation(operator, _opened(form, left), _opened(form, right))
        case Ref(number=number, of=""):
            source = form.columns[form.index(number)].source
            return _opened(form, source.expression) if isinstance(source, Computed) else tree
    return tree


def _adds_up(tree: Expression) -> bool:
    """Whether the value of a sum is the sum of its parts' values."""
    match tree:
        case Constant(text=text):
            return Fraction(text) == 0
        case Operation(operator="+" | "-", left=left, right=right):
            return _adds_up(left) and _adds_up(right)
        case Operation(operator="*", left=left, right=right):
            return (isinstance(left, Constant) and _adds_up(right)) or (isinstance(right, Constant) and _adds_up(left))
        case Operation(left=left, right=right):
            return isinstance(right, Constant) and _adds_up(left)
    return True


@dataclass(frozen=True, slots=True)
class _Behind:
    """The records behind what a relation names in one place."""

    beside: Beside
    check: Check
    place: str

    def amounts(self, ref: Ref) -> Amounts | None:
        """What each record adds to a figure; None where the ledgers do not give it as a sum."""
        match ref.of:
            case "":
                return self._counted(self.beside.table, ref.number)
            case of if of == BEFORE:
                return self._before(ref.number)
            case of if of in (INDICATOR, OWN):
                return None
        return self._listed(ref)

    def _before(self, number: str) -> Amounts | None:
        before, sent = self.beside.before, self.beside.sent
        if before is None or sent is None:
            return None if before is None else self._counted(before, number)
        source = before.form.columns[before.form.index(number)].source
        if not isinstance(source, Counted):
            return None
        return _summed(source, [sent_amounts(sent, before, number, which, self.place) for which in _parts(source)])

    def _counted(self, table: Table, number: str) -> Amounts | None:
        source = table.form.columns[table.form.index(number)].source
        days = table.span.days(source.over) if isinstance(source, Counted) else None
        if not isinstance(source, Counted) or days is None:
            return None
        made_of = terms(source.measure)
        return _summed(source, [at_place(self.beside.amounts(one, days), self.place) for one, _ in made_of])

    def _listed(self, ref: Ref) -> Amounts | None:
        lines = [(one.record, one) for one in self.beside.listed(self.check, ref, self.place)]
        if ref.number == COUNT:
            return {record: Fraction(1) for record, _ in lines if record is not None}
        at = self.beside.form_of(ref).index(ref.number)
        return {record: one.number(at) or Fraction(0) for record, one in lines if record is not None}


def _parts(source: Counted) -> range:
    return range(len(terms(source.measure)))


def _summed(source: Counted, amounts: Sequence[Mapping[int, int]]) -> Amounts | None:
    """The records' amounts in the sums that a column is made of, as one; None where it is no such sum."""
    found: dict[int, Fraction] = {}
    for (one, times), added in zip(terms(source.measure), amounts, strict=True):
        if times is None:
            return None
        each = times * source.factor / 10**one.scale
        for record, amount in added.items():
            found[record] = found.get(record, Fraction(0)) + amount * each
    return found
