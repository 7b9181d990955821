"""The rules of the fields: what a value must agree with, when it is required; each a sentence waiting to be broken."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from app.models.columns import Columns, columns
from app.models.expression import Condition, Matches, Reader, Values
from app.models.field import Field
from app.models.ledger import fields_of
from app.models.stage import Closed, closed, closing, inferred, stages_of, ways_in

# Said of a field, but judged elsewhere: against other rows, at export, or by its type.
_ELSEWHERE = re.compile(
    r"(unique( (in|with) \w+)?|masked on export|computed: .+|exists \w+\.\w+|not falling"
    r"|not counted with \w+|in stages of kind|precision year|optional when .+)"
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A rule between values; ``hint`` marks a 提示, which may stand with a reason.

    ``fields`` are those it compares, ``reads`` all it depends on.
    """

    text: str
    hint: bool
    fields: frozenset[str]
    holds: Condition
    reads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Requirement:
    """A field that must be filled, from a stage on (empty: always) and under a condition that depends on ``reads``."""

    field: str
    stage: str
    hint: bool
    applies: Condition
    reads: frozenset[str]


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


def broken_in(kind: str, rows: Columns) -> dict[int, list[Comparison]]:
    """``broken`` of many rows at once, by the places of those that break a rule: rule by rule, not row by row."""
    found: dict[int, list[Comparison]] = {}
    for one in comparisons(kind):
        # A rule with a blank operand is not evaluated, so that one with nothing to compare is broken nowhere.
        if len(one.fields & rows.cells.keys()) >= min(2, len(one.fields)):
            for place in rows.where(one.holds, one.reads, holds=False):
                found.setdefault(place, []).append(one)
    return found


def missing(kind: str, values: Values) -> list[str]:
    """The fields a record still owes at its stage: what the stages on its way there need, and what the rules add."""
    return missing_in(kind, lambda _: values, columns([values], asked_of(kind))).get(0, [])


def missing_in(kind: str, row: Callable[[int], Values], seen: Columns) -> dict[int, list[str]]:
    """``missing`` of many rows at once, by the places of those that owe something.

    ``seen`` are their columns, ``row`` gives the one at a place.
    """
    owed: dict[int, list[str]] = {}
    applying: dict[Requirement, set[int]] = {}
    for stage, shut, places in _standing(kind, row, seen):
        needed, conditional = _due_at(kind, stage, shut)
        for name in needed:
            for place in seen.blanks(name, places):
                owed.setdefault(place, []).append(name)
        for rule in (one for one in conditional if one.field not in seen.whole):
            if rule not in applying:
                applying[rule] = set(seen.where(rule.applies, rule.reads, holds=True))
            for place in seen.blanks(rule.field, applying[rule].intersection(places)):
                if rule.field not in owed.get(place, ()):
                    owed.setdefault(place, []).append(rule.field)
    return owed


def _standing(kind: str, row: Callable[[int], Values], seen: Columns) -> Iterator[tuple[str, Closed, Sequence[int]]]:
    """The rows by the stage where they are and the steps they are shut out of."""
    for (stage, *_), places in seen.alike(("stage", *closing(kind))).items():
        shut = closed(kind, row(places[0]))
        if stage:
            yield str(stage), shut, places
            continue
        told: dict[str, list[int]] = {}  # by all else that a row says
        for place in places:
            told.setdefault(inferred(kind, row(place)), []).append(place)
        yield from ((one, shut, those) for one, those in told.items())


@cache
def asked_of(kind: str) -> frozenset[str]:
    """The fields that ``broken_in`` and ``missing_in`` look at."""
    compared = (one.reads for one in comparisons(kind))
    required = ({one.field, *one.reads} for one in requirements(kind))
    needed = (name for stage in stages_of(kind).values() for name in stage.requires)
    return frozenset(("stage", *_created_with(kind), *needed)).union(closing(kind), *compared, *required)


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
                required.append(Requirement(match[1], match[2] or "", hint, applies, reader.named(condition)))
            else:
                holds, names = _test(reader, field, body)
                reads = names | reader.named(text)
                compared.append(Comparison(text, hint, names, _guarded(holds, applies), reads))
    return tuple(compared), tuple(required)


def _test(reader: Reader, field: Field, body: str) -> tuple[Condition, frozenset[str]]:
    if match := re.fullmatch(r"matches (.+)", body):
        return Matches(field.name, re.compile(match[1])), frozenset({field.name})
    match = re.fullmatch(r"(\w+) (=|not in) ([^+]+)", body)
    if match and match[1] in reader.fields and not reader.fields[match[1]].numeric and match[3] not in reader.fields:
        name, holds = match[1], reader.condition(body)
        return (lambda values: values.get(name) is None or holds(values)), frozenset({name})
    return reader.comparison(body)


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
