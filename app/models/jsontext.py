"""Rows as compact JSON, a column at a time: the journal's objects, and the arrays that digests are taken of.

A large write says every value twice, in its row's digest and in its journal entry. Each is written out once here, a
whole column in one go, and put together twice; sign for sign what ``json`` writes of the rows one by one.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat
from json.encoder import encode_basestring
from typing import Any, TypeAlias

Texts: TypeAlias = Sequence[str]
"""The values of one column, each as JSON."""
Part: TypeAlias = tuple[str, Sequence[object]]
"""What stands before the values of a column, and the values."""

BLANK = "null"
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex)


def text(value: Any) -> str:
    """One value: a text, a number, a mapping; bytes as hexadecimal digits."""
    return _COMPACT.encode(value)


def texts(column: Sequence[Any]) -> Texts:
    """The values of one column."""
    if len(column) == 1:
        return [_said(column[0])]
    kinds = set(map(type, column))
    filled = kinds - {type(None)}
    # Most columns hold one kind of value, filled or not; to ask the encoder for each would take ten times as long.
    write = _WRITERS.get(filled.pop(), text) if len(filled) == 1 else text
    if type(None) in kinds:
        return [BLANK if value is None else write(value) for value in column]
    if write is not text and _is_one(column):
        return [write(column[0])] * len(column)
    return list(map(write, column))


def _said(value: Any) -> str:
    return BLANK if value is None else _WRITERS.get(type(value), text)(value)


_WRITERS: Mapping[type, Callable[[Any], str]] = {str: encode_basestring, int: str}


def columns(rows: Sequence[Sequence[Any]]) -> list[Texts]:
    """Every column of some rows."""
    if len(rows) == 1:
        return [[_said(value)] for value in rows[0]]
    return [texts(column) for column in zip(*rows, strict=True)]


def arrays(written: Sequence[Texts], head: Sequence[Part] = (), ends: tuple[str, str] = ("[", "]")) -> list[str]:
    """The rows as arrays, of their columns; ``head`` is what else stands at the beginning of each row."""
    leads = chain(ends[:1], repeat(","))
    return together([*head, *zip(leads, written, strict=False)], ends[1])


def objects(written: Mapping[str, Texts], count: int) -> list[str]:
    """So many rows as objects, of their columns by name; what is blank is left out."""
    if not written:
        return ["{}"] * count
    members = [_member(f",{text(name)}:", column) for name, column in written.items()]
    return ["{" + row.removeprefix(",") for row in together(members, "}")]


def _member(lead: str, column: Texts) -> Part:
    if BLANK in column:
        return "", ["" if value == BLANK else lead + value for value in column]
    return lead, column


def together(parts: Sequence[Part], closing: str) -> list[str]:
    """Rows put together of their columns; what is the same in every row is put together only once."""
    if parts and len(parts[0][1]) == 1:
        return ["".join([f"{lead}{column[0]}" for lead, column in parts]) + closing]
    pattern, varying = [], []
    for lead, column in parts:
        same = _is_one(column)
        pattern.append(f"{lead}{column[0] if same else ''}".replace("%", "%%") + ("" if same else "%s"))
        if not same:
            varying.append(column)
    each = ("".join(pattern) + closing).__mod__
    return list(map(each, zip(*varying, strict=True))) if varying else [each(())] * len(parts[0][1] if parts else ())


def _is_one(column: Sequence[Any]) -> bool:
    """Whether a column of one kind of value holds the same in several rows."""
    return len(column) > 1 and column[0] == column[-1] and column.count(column[0]) == len(column)
