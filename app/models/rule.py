"""The rules of the fields: what a value must agree with, when it is required; each a sentence waiting to be broken."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from app.models.expression import Condition, Reader, Values
from app.models.field import Field, Stored
from app.models.ledger import fields_of
from app.models.stage import Closed, closed, inferred, stages_of, ways_in

# Said of a field, but judged elsewhere: against other rows, at export, or by its type.
_ELSEWHERE = re.compile(
    r"(unique( (in|with) \w+)?|masked on export|computed: .+|exists \w+\.\w+|not falling"
    r"|not counted with \w+|in stages of kind|precision year|optional when .+)"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A rule between values; ``hint`` marks a 提示, which may stand with a reason."""

    text: str
    hint: bool
    fields: frozenset[str]
    holds: Condition


@dataclass(frozen=True, slots=True)
class Requirement:
    """A field that must be filled, from a stage on (empty: always) and under a condition."""

    field: str
    stage: str
    hint: bool
    applies: Condition


def _always(_: Values) -> bool:
    return True


def comparisons(kind: str) -> tuple[Comparison, ...]:
    """Every rule between values of one ledger."""
    return _rules(kind)[0]


def requirements(kind: str) -> tuple[Requirement, ...]:
    """What ``when`` rules require beyond what a stage needs."""
    return _rules(kind)[1]


def broken(kind: str, values: Values) -> list[Comparison]:
    """The rules a row of stored values breaks; a rule with a blank operand is not evaluated."""
    return [rule for rule in comparisons(kind) if not rule.holds(values)]


def broken_in(kind: str, rows: Sequence[Values]) -> dict[int, list[Comparison]]:
    """``broken`` of many rows at once, by the places of those that break a rule: rule by rule, not row by row."""
    columns = _filled(rows, frozenset().union(*(one.fields for one in comparisons(kind))))
    found: dict[int, list[Comparison]] = {}
    for one in comparisons(kind):
        operands = [columns[name] for name in one.fields if name in columns]
        for place in _worth_asking(operands) if len(operands) >= min(2, len(one.fields)) else ():
            if not one.holds(rows[place]):
                found.setdefault(place, []).append(one)
    return found


def _filled(rows: Sequence[Values], named: Iterable[str]) -> dict[str, list[Stored | None]]:
    """The columns that are not blank throughout."""
    columns = {name: [row.get(name) for row in rows] for name in frozenset().union(*rows).intersection(named)}
    return {name: column for name, column in columns.items() if column.count(None) < len(column)}


def _worth_asking(operands: Sequence[Sequence[Stored | None]]) -> list[int]:
    """The rows that hold enough of a rule's operands to break it at all: two of them, or the only one."""
    match operands:
        case [only]:
            return [place for place, value in enumerate(only) if value is not None]
        case [left, right]:
            return [place for place, one in enumerate(left) if one is not None and right[place] is not None]
    blanks = (values.count(None) for values in zip(*operands, strict=True))
    return [place for place, blank in enumerate(blanks) if len(operands) - blank >= 2]


def missing(kind: str, values: Values) -> list[str]:
    """The fields a record still owes at its stage: what the stages on its way there need, and what the rules add."""
    stage = str(values.get("stage") or inferred(kind, values))
    needed, conditional = _due_at(kind, stage, closed(kind, values))
    owed = [name for name in needed if values.get(name) is None]
    for rule in conditional:
        if values.get(rule.field) is None and rule.field not in owed and rule.applies(values):
            owed.append(rule.field)
    return owed


@cache
def _due_at(kind: str, stage: str, shut: Closed) -> tuple[tuple[str, ...], tuple[Requirement, ...]]:
    """What every record that is shut out of some steps owes at a stage, and what it may owe besides.

    One that came to where its own ways do not lead still owes what everyone owes there.
    """
    passed = ways_in(kind).get(stage, frozenset()) | ways_in(kind, shut).get(stage, frozenset())
    needed = [*_created_with(kind)]
    needed += [name for other in stages_of(kind).values() if other.name in passed for name in other.requires]
    due = ("", "create", *passed)
    return tuple(dict.fromkeys(needed)), tuple(rule for rule in requirements(kind) if rule.stage in due)


def unique_fields(kind: str) -> dict[str, tuple[str, bool]]:
    """Fields that must not repeat -> (the field it is judged within, or '', whether only a hint)."""
    found = {}
    for name, field in fields_of(kind).items():
        for text, hint in _parts(field):
            if match := re.fullmatch(r"unique(?: (?:in|with) (\w+))?", text):
                found[name] = (match[1] or "", hint)
    return found


@cache
def _rules(kind: str) -> tuple[tuple[Comparison, ...], tuple[Requirement, ...]]:
    fields = fields_of(kind)
    reader = Reader(kind, fields)
    compared: list[Comparison] = []
    required: list[Requirement] = []
    for field in fields.values():
        for text, hint in _parts(field):
            if _ELSEWHERE.fullmatch(text):
                continue
            body, _, condition = text.partition(" when ")
            applies = reader.condition(condition) if condition else _always
            if match := re.fullmatch(r"require (\w+)(?: at (\S+))?", body):
                required.append(Requirement(match[1], match[2] or "", hint, applies))
            else:
                holds, names = _test(reader, field, body)
                compared.append(Comparison(text, hint, names, _guarded(holds, applies)))
    return tuple(compared), tuple(required)


def _test(reader: Reader, field: Field, body: str) -> tuple[Condition, frozenset[str]]:
    if match := re.fullmatch(r"matches (.+)", body):
        pattern = re.compile(match[1])
        return _unless_blank(field.name, lambda text: bool(pattern.search(text))), frozenset({field.name})
    match = re.fullmatch(r"(\w+) (=|not in) ([^+]+)", body)
    if match and match[1] in reader.fields and not reader.fields[match[1]].numeric and match[3] not in reader.fields:
        name, holds = match[1], reader.condition(body)
        return (lambda values: values.get(name) is None or holds(values)), frozenset({name})
    return reader.comparison(body)


def _unless_blank(name: str, test: Callable[[str], bool]) -> Condition:
    return lambda values: (value := values.get(name)) is None or test(str(value))


def _guarded(holds: Condition, applies: Condition) -> Condition:
    return holds if applies is _always else lambda values: not applies(values) or holds(values)


def _parts(field: Field) -> list[tuple[str, bool]]:
    parts = [part.strip() for part in field.rule.split(";") if part.strip()]
    return [(part.removeprefix("hint:").strip(), part.startswith("hint:")) for part in parts]


@cache
def _created_with(kind: str) -> tuple[str, ...]:
    """What every record of the ledger has from the start; the stage is always known, if only by inference."""
    waived = (f"optional when kind = {kind}", False)
    created = {name: field for name, field in fields_of(kind).items() if field.required_at == "create"}
    return tuple(name for name, field in created.items() if name != "stage" and waived not in _parts(field))
