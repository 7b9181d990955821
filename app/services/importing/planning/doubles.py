"""Rows of one file that are the same record twice, or look it (``domain.md`` D35)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.models.field import Stored
from app.models.ledger import fields_of
from app.services.importing.issue import Severity
from app.services.importing.planning.identity import NEW, Match
from app.services.importing.planning.rows import ReadRow, ReadRows
from app.services.importing.text import are_code_keys, code_key, key

_MOST_NAMED = 3
_NUMBERS = ("code", "filing_no")
_NAMED = ("town_code", "village", "name")
_WHEREABOUTS = ("town_code", "village", "name", "party_name", "location")


@dataclass(frozen=True, slots=True)
class Double:
    """That another row of the file is the same record, or only has the same name.

    ``differing`` are the labels of the fields in which two rows of one record do not agree.
    """

    other: int
    is_same_record: bool
    differing: tuple[str, ...] = ()

    @property
    def severity(self) -> Severity:
        """An error where the two cannot both be applied."""
        return Severity.ERROR if self.is_same_record else Severity.NOTE

    @property
    def text(self) -> str:
        """What to say of the row."""
        if not self.is_same_record:
            return f"与第 {self.other} 行同镇同名，编号不同，请核对是否重复"
        if not self.differing:
            return f"与第 {self.other} 行是同一个项目，内容相同"
        named, more = "、".join(self.differing[:_MOST_NAMED]), "等" if len(self.differing) > _MOST_NAMED else ""
        return f"与第 {self.other} 行是同一个项目，{named}{more}不同；请在表里合成一行，或改成两个编号，再导入"


def find_doubles(kind: str, rows: ReadRows, matches: Mapping[int, Match]) -> dict[int, Double]:
    """The rows that came before in the file, by their numbers; where the two differ, the first is in doubt as well.

    ``matches`` are the records that rows may be, by their places.
    """
    known: dict[object, ReadRow] = {}
    named: dict[object, ReadRow] = {}
    found: dict[int, Double] = {}
    for place in _alike(rows, matches):
        row = rows[place]
        keys = _keys(row.values, matches.get(place, NEW))
        before = next((known[one] for one in keys if one in known), None)
        if before is not None:
            differing = _differing(kind, before.values, row.values)
            found[row.number] = Double(before.number, is_same_record=True, differing=differing)
            if differing:
                found.setdefault(before.number, Double(row.number, is_same_record=True, differing=differing))
            continue
        for one in keys:
            known[one] = row
        name = tuple(map(row.values.get, _NAMED))
        if name[-1] and (first := named.setdefault(name, row)) is not row:
            found[row.number] = Double(first.number, is_same_record=False)
    return found


def _alike(rows: ReadRows, matches: Mapping[int, Match]) -> list[int]:
    """The places of the rows that share something with another one: of most files none, and nothing is compared."""
    records: list[int | None] = [None] * len(rows)
    for place, match in matches.items():
        records[place] = match.ids[0] if len(match.ids) == 1 else None
    numbers = [_spelled_alike(rows.column(name)) for name in _NUMBERS]
    whereabouts = _whereabouts(rows, [records, *numbers])
    named = sorted(_met_again(rows.column(_NAMED[-1])))
    told = [rows.column(name) for name in _NAMED]
    names = [tuple(column[place] for column in told) for place in named]
    found = _met_again(records).union(*map(_met_again, numbers))
    found.update(place for several in whereabouts.values() if len(several) > 1 for place in several)
    return sorted(found.union(named[place] for place in _met_again(names)))


def _whereabouts(rows: ReadRows, known_by: Sequence[Sequence[Any]]) -> dict[tuple[str, ...], list[int]]:
    """The places of the rows that are known by nothing else, by where and what they are."""
    found: dict[tuple[str, ...], list[int]] = {}
    if any(map(all, known_by)):
        return found
    columns = [rows.column(name) for name in _WHEREABOUTS]
    for place, (known, *said) in enumerate(zip(zip(*known_by, strict=True), *columns, strict=True)):
        if not any(known) and (where := whereabouts(dict(zip(_WHEREABOUTS, said, strict=True)))):
            found.setdefault(where, []).append(place)
    return found


def _spelled_alike(column: Sequence[Stored | None]) -> Sequence[Stored | None]:
    """The numbers of a column as they are compared."""
    different = set(column)
    if are_code_keys(str(one) for one in different if one is not None) and "" not in different:
        return column
    known = {one: code_key(str(one)) if one else None for one in different}
    return list(map(known.__getitem__, column))


def _met_again(column: Sequence[Any]) -> set[int]:
    """The places of what a column says more than once."""
    if len(set(column)) == len(column):
        return set()
    again = {said for said, count in Counter(column).items() if said and count > 1}
    return {place for place, said in enumerate(column) if said in again} if again else set()


def _differing(kind: str, one: Mapping[str, Stored], other: Mapping[str, Stored]) -> tuple[str, ...]:
    """The labels of the fields that are not the same in two rows, in the fields' own order."""
    return tuple(field.label for name, field in fields_of(kind).items() if one.get(name) != other.get(name))


def _keys(values: Mapping[str, Stored], match: Match) -> list[object]:
    """What a row is known by: its record, its code and filing number, else where and what it is."""
    keys: list[object] = [("record", match.ids[0])] if len(match.ids) == 1 else []
    for name in _NUMBERS:
        number = values.get(name)
        if number and (said := code_key(str(number))):
            keys.append((name, said))
    return keys or [place for place in [whereabouts(values)] if place]


def whereabouts(values: Mapping[str, Stored | None]) -> tuple[str, ...]:
    """Where and what a row without a number is; nothing where it has no name.

    A name of its own tells a record in its village; a household may have several points there, told by their places.
    """
    if not (values.get("name") or values.get("party_name")):
        return ()
    told = _NAMED if values.get("name") else _WHEREABOUTS
    return tuple(key(str(values.get(name) or "")) for name in told)
