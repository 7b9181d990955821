"""The keys of rows, and lists of them cut into pieces."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Text, bindparam, cast, func

Key = int | str
CHUNK = 500
"""So many keys are few enough for one statement's parameters."""

Keys = TypeVar("Keys", bound=Key)


def chunks(keys: Sequence[Keys]) -> Iterator[Sequence[Keys]]:
    """The keys in pieces small enough for one statement's parameters."""
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]


def given(store: str) -> ColumnElement[int]:
    """The numbers ``listed`` as ``given``, a row each: one statement for however many there are."""
    numbers = bindparam("given", "[]", type_=Text)
    if store == "sqlite":
        return func.json_each(numbers).table_valued("value").c.value
    # Of an array PostgreSQL knows how long it is, and looks each number up; of a JSON list it believes that it is a
    # hundred, and reads the whole table.
    listed = func.string_to_array(func.btrim(numbers, "[]"), ",")
    return func.unnest(cast(listed, ARRAY(BigInteger))).column_valued()


def listed(numbers: Iterable[int]) -> str:
    """Numbers as a statement takes them that asks for those ``given``."""
    return json.dumps(list(numbers))
