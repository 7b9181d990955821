"""What each record adds to a frozen figure, and which records make two of them differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from app.services.reporting.sent.frozen import Counted, Frozen


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a figure stands: its sheet and column, and the key of its line or the total row."""

    sheet: int
    column: int
    key: str
    total: bool


@dataclass(frozen=True, slots=True)
class Term:
    """One part of a figure: the ledger it counts, each record's amount, and the factor (None: no sum)."""

    kind: str
    amounts: Mapping[int, int]
    factor: Fraction | None


@dataclass(frozen=True, slots=True)
class Contribution:
    """A record and what it adds to a figure on two sides, in the column's unit; None where the figure is no sum."""

    kind: str
    record: int
    before: Fraction | None
    after: Fraction | None

    @property
    def difference(self) -> Fraction:
        """By how much it makes the figure differ, as far as that can be said."""
        return (self.after or Fraction(0)) - (self.before or Fraction(0))


def terms_of(frozen: Frozen, cell: Cell) -> list[Term] | None:
    """The terms of the figure in a cell; None where the ledgers do not give it."""
    for figure in frozen.sheets[cell.sheet].figures:
        if figure.column == cell.column and figure.line in ("", cell.key):
            place = "" if cell.total or figure.line else cell.key
            return [Term(frozen.counted[at].kind, _at(frozen.counted[at], place), by) for at, by in figure.terms]
    return None


def _at(counted: Counted, place: str) -> Mapping[int, int]:
    """The amounts of a place; of all places where none is named."""
    if place:
        return counted.places.get(place, {})
    found: dict[int, int] = {}
    for amounts in counted.places.values():
        for record, amount in amounts.items():
            found[record] = found.get(record, 0) + amount
    return found


def in_unit(terms: Sequence[Term], times: Fraction) -> list[Term]:
    """The terms with what they add in another unit."""
    return [one if one.factor is None else replace(one, factor=one.factor * times) for one in terms]


def differing(before: Sequence[Term], after: Sequence[Term]) -> list[Contribution]:
    """The records that add something else than before, the largest difference first."""
    kinds = {record: term.kind for term in (*before, *after) for record in term.amounts}
    found = [
        Contribution(kind, record, _value(before, record), _value(after, record))
        for record, kind in sorted(kinds.items())
        if _parts(before, record) != _parts(after, record)
    ]
    changing = [one for one in found if one.before is None or one.before != one.after]
    return sorted(changing, key=lambda one: -abs(one.difference))


def _parts(terms: Sequence[Term], record: int) -> list[tuple[int, Fraction | None]]:
    return [(term.amounts[record], term.factor) for term in terms if record in term.amounts]


def _value(terms: Sequence[Term], record: int) -> Fraction | None:
    parts = _parts(terms, record)
    if any(term.factor is None for term in terms):
        return None
    return sum((amount * factor for amount, factor in parts if factor is not None), Fraction(0))
