"""Rows as compact JSON: the journal's objects, and the arrays that digests are taken of.

The encoder is asked for whole rows: it goes through one in a single step, where to write out its values one by one or
a column at a time takes three times as long.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex)

text = _COMPACT.encode
"""One value: a text, a number, a row of values, a mapping; bytes as hexadecimal digits."""


def arrays(rows: Iterable[Sequence[Any]]) -> list[str]:
    """Rows, each a list or a tuple of its values, as arrays."""
    return list(map(text, rows))


def objects(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """Rows as objects, by the names of their columns; what is blank is left out."""
    return [text({name: value for name, value in zip(names, row, strict=True) if value is not None}) for row in rows]
