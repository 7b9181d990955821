"""The keys of rows, and lists of them cut into pieces."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

Key = int | str
CHUNK = 500
"""So many keys are few enough for one statement's parameters."""

Keys = TypeVar("Keys", bound=Key)


def chunks(keys: Sequence[Keys]) -> Iterator[Sequence[Keys]]:
    """The keys in pieces small enough for one statement's parameters."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
