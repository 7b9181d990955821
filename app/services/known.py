"""What the values of a column become, each different one worked out once: a long list says the same again and again."""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

MOST_KNOWN: Final = 1024
"""So many values of a column are kept; a column of names would fill the memory."""


def taken(table: Mapping[Any, T], keys: Sequence[Any]) -> Sequence[T]:
    """What a table holds for each of some keys. Raises KeyError; of the ways to ask, this is the quickest."""
    return itemgetter(*keys)(table) if len(keys) > 1 else [table[key] for key in keys]


class Known(dict[Any, T], Generic[T]):
    """The values met so far and what ``make`` makes of each; values that are equal become the same."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        super().__init__()
        self._make = make

    def of(self, values: Sequence[Any]) -> Sequence[T]:
        """What the next values of the column become."""
        if len(self) > MOST_KNOWN:
            self.clear()
        return taken(self, values)

    def __missing__(self, value: Any) -> T:
        made = self[value] = self._make(value)
        return made
