"""Rows as compact JSON, a column at a time: the journal's objects, and the arrays that digests are taken of.

A large write says every value twice, in its row's digest and in its journal entry. Each is written out once here, a
whole column in one go, and put together twice; sign for sign what ``json`` writes of the rows one by one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any, TypeAlias

Texts: TypeAlias = Sequence[str]
"""The values of one column, each as JSON."""

BLANK = "null"
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex)


def text(value: Any) -> str:
    """One value: a text, a number, a mapping; bytes as hexadecimal digits."""
    return _COMPACT.encode(value)


def texts(column: Sequence[Any]) -> Texts:
    """The values of one column."""
    kinds = set(map(type, column))
    filled = kinds - {type(None)}
    # Most columns hold one kind of value, filled or not; to ask the encoder for each would take ten times as long.
    write = _WRITERS.get(filled.pop(), text) if len(filled) == 1 else text
    if type(None) not in kinds:
        return list(map(write, column))
    return [BLANK if value is None else write(value) for value in column]


_WRITERS: Mapping[type, Callable[[Any], str]] = {str: encode_basestring, int: str}


def columns(rows: Sequence[Sequence[Any]]) -> list[Texts]:
    """Every column of some rows."""
    return [texts(column) for column in zip(*rows, strict=True)]


def arrays(written: Sequence[Texts]) -> list[str]:
    """The rows as arrays, of their columns."""
    return list(map("[%s]".__mod__, map(",".join, zip(*written, strict=True))))


def objects(written: Mapping[str, Texts], count: int) -> list[str]:
    """So many rows as objects, of their columns by name; what is blank is left out."""
    if not written:
        return ["{}"] * count
    members = [_members(f"{text(name)}:", column) for name, column in written.items()]
    return ["{" + ",".join(filter(None, row)) + "}" for row in zip(*members, strict=True)]


def _members(prefix: str, column: Texts) -> Texts:
    if BLANK in column:
        return ["" if value == BLANK else prefix + value for value in column]
    return list(map(prefix.__add__, column))
