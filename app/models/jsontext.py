"""Rows as compact JSON: the journal's objects, and the arrays that digests are taken of.

A row that is at hand whole is given to the encoder whole. What comes in columns, as all that is added does, is written
out a column at a time, each different value once, and put together twice: for the digests and for the journal. Either
way it is sign for sign what ``json`` writes of the rows one by one. It is made as bytes, as it is digested and stored:
text with a Chinese sign in it takes more room in memory, and would have to be turned into them again and again.
"""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, repeat
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any, TypeVar

Texts = Sequence[bytes]
"""The values of one column, each as JSON."""
Object = bytes | bytearray
"""A row as a JSON object. A driver takes an array of bytes at once, and any other bytes only after asking around."""

BLANK = b"null"
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=bytes.hex)

_MOSTLY = 0.5  # of values that are for the most part different, each is written where it stands

text: Callable[[Any], str] = _COMPACT.encode
"""One value: a text, a number, a row of values, a mapping; bytes as hexadecimal digits."""

_NUMBERS_OR_FLAGS = frozenset({0, 1})
"""Numbers that flags are equal to but not written as."""

_WRITERS: Mapping[type, Callable[[Any], str]] = {int: str, str: encode_basestring}
"""What writes the values of one type quicker than ``text``."""

_END = ord("}")

Made = TypeVar("Made")


@dataclass(slots=True)
class Written:
    """A column's values, each as JSON, and whether one of them is blank.

    ``known`` is what each different one is written as, where they are looked up.
    """

    column: Sequence[Any]
    texts: Texts
    has_blanks: bool
    known: Mapping[Any, bytes] | None = None

    def members(self, lead: bytes) -> Sequence[bytes]:
        """Each value behind a name and before a comma; nothing of one that is blank."""
        if self.known is None:
            return [b"" if text == BLANK else b"%b%b," % (lead, text) for text in self.texts]
        return _looked_up(
            self.column, {value: b"" if value is None else lead + text + b"," for value, text in self.known.items()}
        )


def written(column: Sequence[Any]) -> Written:
    """The values of one column."""
    different = set(column)
    has_blanks = None in different
    kinds = set(map(type, column if _NUMBERS_OR_FLAGS & different else different)) - {type(None)}
    if len(kinds) > 1:
        return Written(column, [text(value).encode() for value in column], has_blanks)
    write = _WRITERS.get(next(iter(kinds), str), text)
    if not has_blanks and _MOSTLY * len(column) < len(different):
        return Written(column, _encoded(map(write, column)), has_blanks)
    different.discard(None)
    known = {None: BLANK, **dict(zip(different, _encoded(map(write, different)), strict=True))}
    return Written(column, _looked_up(column, known), has_blanks, known)


def _encoded(texts: Iterable[str]) -> Texts:
    """JSON as bytes; a line's end never stands in it as such, so that all of it becomes bytes in one go."""
    return "\n".join([*texts, ""]).encode().split(b"\n")[:-1]


def _looked_up(column: Sequence[Any], known: Mapping[Any, Made]) -> Sequence[Made]:
    """What a table says of each value of a column; of the ways to ask, this is the quickest."""
    return itemgetter(*column)(known) if len(column) > 1 else [known[value] for value in column]


def row(values: Sequence[Any]) -> bytes:
    """A row as what stands between the brackets of an array."""
    return text(values)[1:-1].encode()


def rows(columns: Sequence[Texts | None], count: int) -> list[bytes]:
    """So many rows as what stands between the brackets of an array; None for a column that is blank in all of them."""
    pieces: list[Iterable[bytes]] = []
    for blank, several in groupby(columns, lambda column: column is None):
        told = [column or () for column in several]
        pieces += [repeat(b",".join([BLANK] * len(told)), count)] if blank else told
    return list(map(b",".join, zip(*pieces, strict=True)))


def objects(columns: Mapping[str, Written], count: int) -> list[bytearray]:
    """So many rows as objects, of their columns by name; what is blank is left out."""
    members = [column.members(f"{text(name)}:".encode()) for name, column in columns.items()]
    made = list(map(bytearray().join, zip(repeat(b"{", count), *members, strict=True)))
    for one in made:
        if len(one) > 1:
            one[-1] = _END  # in the place of the last comma
        else:
            one.append(_END)
    return made


def quoted(objects: Collection[Object | None]) -> Texts:
    """Objects as JSON texts; beside quotes and strokes nothing in JSON has to be written differently in a text."""
    return [
        BLANK if one is None else b'"' + one.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"' for one in objects
    ]
