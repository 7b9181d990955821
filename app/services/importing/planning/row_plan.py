"""The plans of a table's rows: what an import does with each, and why."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import overload

from app.models.field import Stored
from app.services.importing.issue import Issue
from app.services.importing.planning.rows import Waiting
from app.services.importing.returns.remark import Remark
from app.services.workbook.book import Picture

Changes = dict[str, tuple[Stored | None, Stored | None]]
"""What a row would change: field -> (ledger, returned)."""


class Action(StrEnum):
    """What an import does with a row."""

    CREATE = "create"
    UPDATE = "update"
    SAME = "same"
    CONFLICT = "conflict"
    REJECT = "reject"


@dataclass(frozen=True, slots=True)
class Brought:
    """A picture that a row brings: the role and the name it is kept under, and the ledger's own field for that name."""

    role: str
    field: str
    name: str
    picture: Picture


@dataclass(slots=True)  # to freeze each of a hundred thousand takes longer than to look up what they are
class RowPlan:
    """One row's fate; it is replaced, never changed. ``changes`` maps a field to (ledger, returned).

    ``dated`` is the day of cumulative values without their own; ``undated`` are those nobody has given a day.
    ``candidates`` are the records it could be, where that is for the clerk to say (``Options.records``).
    ``answers`` says that the row only gives such values the day that was asked for when they came before.

    ``pictures`` are those that the record does not have yet.

    In a returned workbook ``sent`` is what went out in the changed fields (missing: not known), ``remarks`` is what
    the reviewers say, ``contested`` are the fields we changed as well since, ``advised`` those that are never taken
    as values.
    """

    row: int
    action: Action
    id: int | None
    values: Mapping[str, Stored]
    changes: Mapping[str, tuple[Stored | None, Stored | None]]
    issues: Sequence[Issue]
    waiting: Sequence[Waiting]
    dated: str | None = None
    undated: tuple[str, ...] = ()
    answers: bool = False
    sent: Mapping[str, Stored | None] = field(default_factory=dict)
    remarks: Sequence[Remark] = ()
    contested: frozenset[str] = frozenset()
    advised: frozenset[str] = frozenset()
    candidates: tuple[int, ...] = ()
    pictures: Sequence[Brought] = ()


class RowPlans(Sequence[RowPlan]):
    """The plans of a table's rows in order; those of plain new records are put together when somebody looks at them.

    ``apart`` are the rows that were planned one by one, by their places. All others are new records and nothing else:
    ``numbers`` are their rows as Excel numbers them, ``columns`` what they hold, field by field, None where one has
    nothing, ``said`` is what is to be said of some of them. What the columns hold of a row apart does not count.
    """

    def __init__(
        self,
        numbers: Sequence[int] = (),
        columns: Mapping[str, Sequence[Stored | None]] | None = None,
        apart: Mapping[int, RowPlan] | None = None,
        said: Mapping[int, Sequence[Issue]] | None = None,
    ) -> None:
        self.numbers = numbers
        self.columns = columns or {}
        self.apart = apart or {}
        self.said = said or {}

    @classmethod
    def of(cls, rows: Iterable[RowPlan]) -> "RowPlans":
        """Rows that were planned one by one."""
        apart = dict(enumerate(rows))
        return cls([row.row for row in apart.values()], None, apart)

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> RowPlan: ...
    @overload
    def __getitem__(self, place: slice) -> list[RowPlan]: ...
    def __getitem__(self, place: int | slice) -> RowPlan | list[RowPlan]:
        places = range(len(self))[place]
        return self._row(places) if isinstance(places, int) else list(map(self._row, places))

    def __iter__(self) -> Iterator[RowPlan]:
        return map(self._row, range(len(self)))

    def _row(self, place: int) -> RowPlan:
        known = self.apart.get(place)
        if known is not None:
            return known
        return RowPlan(self.numbers[place], Action.CREATE, None, self.values(place), {}, self.said.get(place, []), [])

    def values(self, place: int) -> dict[str, Stored]:
        """What the row at ``place`` holds, by the columns."""
        return {name: value for name, column in self.columns.items() if (value := column[place]) is not None}

    @property
    def notable(self) -> Iterator[RowPlan]:
        """The rows that are more than new records of which nothing is to be said."""
        return map(self._row, sorted(self.apart.keys() | self.said.keys()))

    @property
    def counts(self) -> Counter[Action]:
        """How many rows each action is taken with."""
        return Counter(row.action for row in self.apart.values()) + Counter(
            {Action.CREATE: len(self) - len(self.apart)}
        )

    def held(self, place: int) -> Mapping[str, Stored]:
        """What the row at ``place`` holds, however it was planned."""
        known = self.apart.get(place)
        return self.values(place) if known is None else known.values

    def column(self, name: str) -> Sequence[Stored | None]:
        """What every row has in a field, but for the rows apart."""
        return self.columns.get(name) or [None] * len(self)

    def places(self, is_wanted: Callable[[Action], bool]) -> Sequence[int]:
        """Where the rows stand whose action is wanted, in their order."""
        plain = is_wanted(Action.CREATE)
        if plain and all(is_wanted(row.action) for row in self.apart.values()):
            return range(len(self))
        if not plain:
            return sorted(place for place, row in self.apart.items() if is_wanted(row.action))
        left_out = {place for place, row in self.apart.items() if not is_wanted(row.action)}
        return [place for place in range(len(self)) if place not in left_out]

    def only(self, places: Sequence[int]) -> "RowPlans":
        """The rows at some places, which ascend."""
        columns = {name: _some(column, places) for name, column in self.columns.items()}
        apart = {at: self.apart[place] for at, place in enumerate(places) if place in self.apart}
        said = {at: self.said[place] for at, place in enumerate(places) if place in self.said}
        return RowPlans([self.numbers[place] for place in places], columns, apart, said)

    def saying(self, more: Mapping[int, Issue]) -> "RowPlans":
        """The rows with something more to be said of some, by their places."""
        apart = {place: self.apart[place] for place in more if place in self.apart}
        changed = {place: replace(row, issues=(*row.issues, more[place])) for place, row in apart.items()}
        said = {place: [*self.said.get(place, ()), issue] for place, issue in more.items() if place not in apart}
        return RowPlans(self.numbers, self.columns, {**self.apart, **changed}, {**self.said, **said})

    def replaced(self, changed: Mapping[int, RowPlan]) -> "RowPlans":
        """The rows with others at some places."""
        return RowPlans(self.numbers, self.columns, {**self.apart, **changed}, self.said) if changed else self


def _some(column: Sequence[Stored | None], places: Sequence[int]) -> Sequence[Stored | None]:
    if isinstance(places, range):
        return column[places.start : places.stop]
    return [column[place] for place in places]
