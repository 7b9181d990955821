"""Rows of values seen column by column, so that what repeats in many of them is asked once."""

from collections.abc import Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from operator import itemgetter

from app.models.expression import Columnwise, Condition, Values
from app.models.field import Stored

_PIECE = 200  # rows taken apart together: few enough that each is still at hand for its next field


@dataclass(frozen=True, slots=True)
class Columns:
    """So many rows by those of their columns that are not blank throughout; ``whole`` are those without a blank."""

    size: int
    cells: Mapping[str, Sequence[Stored | None]]
    whole: frozenset[str]

    @classmethod
    def of(cls, size: int, cells: Mapping[str, Sequence[Stored | None]]) -> "Columns":
        """So many rows by columns, of which some may be blank."""
        blanks = {name: column.count(None) for name, column in cells.items()}
        filled = {name: column for name, column in cells.items() if blanks[name] < size}
        return cls(size, filled, frozenset(name for name, count in blanks.items() if not count))

    def blanks(self, name: str, among: Iterable[int]) -> Iterable[int]:
        """Those of some rows that have nothing in a field."""
        if name in self.whole:
            return ()
        column = self.cells.get(name)
        return among if column is None else [place for place in among if column[place] is None]

    def alike(self, names: Iterable[str]) -> Mapping[tuple[Stored | None, ...], Sequence[int]]:
        """The rows that say the same in some fields, by what they say."""
        columns = [self.cells.get(name) or [None] * self.size for name in names]
        different = set(zip(*columns, strict=True))
        if len(different) == 1:
            return {different.pop(): range(self.size)}
        found: dict[tuple[Stored | None, ...], list[int]] = {said: [] for said in different}
        for place, said in enumerate(zip(*columns, strict=True)):
            found[said].append(place)
        return found

    def where(self, condition: Condition, reads: Set[str], *, holds: bool) -> Iterable[int]:
        """The rows for which a condition holds, or does not; ``reads`` are the fields that it depends on."""
        names = sorted(reads & self.cells.keys())
        if not names:
            return range(self.size) if condition({}) is holds else ()
        if not holds and isinstance(condition, Columnwise) and reads <= self.cells.keys():
            return condition.unmet(self.cells)
        columns = [self.cells[name] for name in names]
        row: dict[str, Stored | None] = {}
        telling = set()
        different = set(zip(*columns, strict=True))
        for said in different:
            row.update(zip(names, said, strict=True))
            if condition(row) is holds:
                telling.add(said)
        if len(telling) == len(different):
            return range(self.size)
        return [place for place, said in enumerate(zip(*columns, strict=True)) if said in telling] if telling else ()


def columns(rows: Sequence[Values], names: Iterable[str]) -> Columns:
    """The columns of rows that are wanted."""
    found: dict[str, list[Stored | None]] = {name: [] for name in frozenset().union(*rows).intersection(names)}
    for start in range(0, len(rows) if found else 0, _PIECE):
        for name, cells in zip(found, _taken_apart(rows[start : start + _PIECE], list(found)), strict=True):
            found[name] += cells
    return Columns.of(len(rows), found)


def _taken_apart(rows: Sequence[Values], names: Sequence[str]) -> Iterable[Sequence[Stored | None]]:
    if len(names) > 1:
        with suppress(KeyError):  # of a table most rows fill most columns, and then all are taken at one go
            return list(zip(*map(itemgetter(*names), rows), strict=True))
    return [[row.get(name) for row in rows] for name in names]
