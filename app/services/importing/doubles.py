"""Rows of one file that are the same record twice, or look it (``domain.md`` D35)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.models.field import Stored
from app.models.ledger import fields_of
from app.services.importing.identity import Match
from app.services.importing.issue import Severity
from app.services.importing.rows import ReadRow
from app.services.importing.text import code_key, key

_MOST_NAMED = 3
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


def find_doubles(kind: str, rows: Sequence[ReadRow], matches: Sequence[Match]) -> dict[int, Double]:
    """The rows that came before in the file, by their numbers; where the two differ, the first is in doubt as well."""
    known: dict[object, ReadRow] = {}
    named: dict[object, ReadRow] = {}
    found: dict[int, Double] = {}
    for row, match in zip(rows, matches, strict=True):
        keys = _keys(row.values, match)
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


def _differing(kind: str, one: Mapping[str, Stored], other: Mapping[str, Stored]) -> tuple[str, ...]:
    """The labels of the fields that are not the same in two rows, in the fields' own order."""
    return tuple(field.label for name, field in fields_of(kind).items() if one.get(name) != other.get(name))


def _keys(values: Mapping[str, Stored], match: Match) -> list[object]:
    """What a row is known by: its record, its code and filing number, else where and what it is."""
    keys: list[object] = [("record", match.ids[0])] if len(match.ids) == 1 else []
    code, filing = values.get("code"), values.get("filing_no")
    if code and (said := code_key(str(code))):
        keys.append(("code", said))
    if filing and (said := code_key(str(filing))):
        keys.append(("filing", said))
    if keys or not (values.get("name") or values.get("party_name")):
        return keys
    return [tuple(key(str(values.get(name) or "")) for name in _WHEREABOUTS)]
