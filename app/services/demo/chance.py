"""Everything a demo year leaves to chance comes from one seeded source, so that a seed is a ledger."""

from collections.abc import Sequence
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


class Chance:
    """Whole numbers and choices drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def _below(self, limit: int) -> int:
        # Thirty-two bits make the small limits here even enough, and are drawn four times as fast as randrange.
        return self._random.getrandbits(32) % limit

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends included."""
        return low + self._below(high - low + 1)

    def around(self, low: int, usual: int, high: int) -> int:
        """A whole number between two ends, mostly near the usual one."""
        return round(self._random.triangular(low, high, usual))

    def happens(self, percent: int) -> bool:
        """Whether something comes about that does so ``percent`` times in a hundred."""
        return self._below(100) < percent

    def pick(self, among: Sequence[T]) -> T:
        """One of several."""
        return among[self._below(len(among))]

    def mixed(self, mix: Sequence[tuple[T, int]]) -> T:
        """One of several, each as often as its weight says."""
        left = self._below(sum(weight for _, weight in mix))
        for thing, weight in mix:
            left -= weight
            if left < 0:
                return thing
        raise AssertionError("weights are positive")

    def part(self, whole: int, low: int, high: int) -> int:
        """Between ``low`` and ``high`` thousandths of a quantity."""
        return whole * self.between(low, high) // 1000

    def split(self, whole: int, count: int) -> list[int]:
        """A quantity in ``count`` parts of about the same size that add up to it."""
        weights = [self.between(60, 140) for _ in range(count)]
        parts = [whole * weight // sum(weights) for weight in weights[:-1]]
        return [*parts, whole - sum(parts)]


class Turns(Generic[T]):
    """Things that take turns in proportion to their weights, so that even a small ledger has some of everything.

    Whose turn comes when is left to chance, but nothing falls far behind its share.
    """

    def __init__(self, weighted: Sequence[tuple[T, int]], chance: Chance) -> None:
        self._chance = chance
        self._things = [thing for thing, _ in weighted]
        self._weights = [weight for _, weight in weighted]
        self._credit = [0] * len(weighted)
        self._whole = sum(self._weights)

    def next(self) -> T:
        """Whose turn it is: one of those that are behind their share."""
        self._credit = [credit + weight for credit, weight in zip(self._credit, self._weights, strict=True)]
        due = self._chance.pick([position for position, credit in enumerate(self._credit) if credit > 0])
        self._credit[due] -= self._whole
        return self._things[due]
