"""Rows as compact JSON: the journal's objects, and the arrays that digests are taken of.

A row that is at hand whole is given to the encoder whole. What comes in columns, as all that is added does, is written
out a column at a time, each different value once, and put together twice: for the digests and for the journal. Either
way it is sign for sign what ``json`` writes of the rows one by one.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby, repeat
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, TypeAlias

Texts: TypeAlias = Sequence[str]
"""The values of one column, each as JSON."""

BLANK = "null"
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex)

_MOSTLY = 0.5  # of values that are for the most part different, each is written where it stands

text: Callable[[Any], str] = _COMPACT.encode
"""One value: a text, a number, a row of values, a mapping; bytes as hexadecimal digits."""

_NUMBERS_OR_FLAGS = frozenset({0, 1})
"""Numbers that flags are equal to but not written as."""

_WRITERS: Mapping[type, Callable[[Any], str]] = {int: str, str: encode_basestring}
"""What writes the values of one type quicker than ``text``."""


def texts(column: Sequence[Any]) -> Texts:
    """The values of one column."""
    different = set(column)
    kinds = set(map(type, column if _NUMBERS_OR_FLAGS & different else different)) - {type(None)}
    if len(kinds) > 1:
        return list(map(text, column))
    write = _WRITERS.get(next(iter(kinds), str), text)
    if None not in different and _MOSTLY * len(column) < len(different):
        return list(map(write, column))
    different.discard(None)
    return _looked_up(column, {None: BLANK, **dict(zip(different, map(write, different), strict=True))})


def _looked_up(column: Sequence[Any], known: Mapping[Any, str]) -> Texts:
    """What a table says of each value of a column; of the ways to ask, this is the quickest."""
    return itemgetter(*column)(known) if len(column) > 1 else [known[value] for value in column]


def arrays(written: Sequence[Texts | None], count: int) -> list[str]:
    """So many rows as arrays, of their columns; None for one that is blank in all of them."""
    pieces: list[Iterable[str]] = []
    for blank, several in groupby(written, lambda column: column is None):
        columns = [column or () for column in several]
        pieces += [repeat(",".join([BLANK] * len(columns)), count)] if blank else columns
    return [f"[{row}]" for row in map(",".join, zip(*pieces, strict=True))]


def objects(written: Mapping[str, Texts], count: int) -> list[str]:
    """So many rows as objects, of their columns by name; what is blank is left out."""
    if not written:
        return ["{}"] * count
    pieces: list[Iterable[str]] = []
    for name, column in written.items():
        lead = f",{text(name)}:"
        pieces += [_members(lead, column)] if BLANK in column else [repeat(lead, count), column]
    return [f"{{{row[1:]}}}" for row in map("".join, zip(*pieces, strict=True))]


def _members(lead: str, column: Texts) -> Texts:
    known = {value: lead + value for value in set(column)}
    return _looked_up(column, {**known, BLANK: ""})
