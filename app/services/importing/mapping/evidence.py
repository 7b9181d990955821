"""Columns whose heading nobody understands, told by what stands in them: codes, telephone numbers, towns, choices."""

import re
from collections.abc import Callable, Mapping, Set
from functools import lru_cache

from app.models.field import Field, FieldType
from app.services.importing import lexicon
from app.services.importing.mapping.content import Content
from app.services.importing.mapping.meaning import meaning
from app.services.importing.places import is_division
from app.services.importing.tables.table import Column
from app.services.importing.text import code_key, compact, key
from app.services.importing.vocabulary import Ledger
from app.services.workbook.book import Cell

CONFIDENCE = 0.75
_MOSTLY, _NEARLY_ALL = 0.8, 0.95
_HARDLY, _CLEARLY = 0.3, 0.7
_FEWEST = 3
_UNSAYING = ("foreign", "period", "negative", "before", "derived", "joint")
_BARE_CODE = re.compile(r"(?=.*\d)[A-Za-z]+[-A-Za-z0-9/_.]*")
_PATTERNS = {
    "filing_no": re.compile(r"\d{14}"),
    "phone": re.compile(r"1\d{10}"),
    "party_id_no": re.compile(r"\d{17}[\dX]"),
}


def told_by_content(column: Column, found: Content, ledger: Ledger, taken: Set[str]) -> Field | None:
    """The one field of a ledger that a column's cells can only be, where its heading says nothing against it."""
    said = key("".join(column.path))
    if len(found.cells) < _FEWEST or any(lexicon.has(sort, said) for sort in _UNSAYING):
        return None
    fitting = [name for name, test in _tests(ledger).items() if found.share(test) >= _needed(ledger.fields[name])]
    if len(fitting) != 1 or fitting[0] in taken:
        return None
    field = ledger.fields[fitting[0]]
    return field if _may_head(said, field, ledger) else None


def told_better(fields: dict[int, tuple[str, float]], contents: Mapping[int, Content], ledger: Ledger) -> None:
    """Give a column of choices to the field whose choices its cells are: 处置方式 over 自行拆除 tells how it was razed.

    Only where hardly a cell is a choice of the field that the heading names.
    """
    tests = _choices(ledger)
    for index, (name, _) in list(fields.items()):
        found = contents[index]
        if name not in tests or len(found.cells) < _FEWEST or found.share(tests[name]) > _HARDLY:
            continue
        taken = {other for other, _ in fields.values()}
        better = [other for other in tests if other not in taken and found.share(tests[other]) >= _CLEARLY]
        if len(better) == 1:
            fields[index] = (better[0], CONFIDENCE)


def told_as_code(fields: dict[int, tuple[str, float]], contents: Mapping[int, Content], ledger: Ledger) -> None:
    """Give a column of names that holds nothing but codes (点位 over QX-11) to the codes, where no other is."""
    taken = {name for name, _ in fields.values()}
    named = [index for index, (name, _) in fields.items() if name == "name" and len(contents[index].cells) >= _FEWEST]
    if "code" in taken or len(named) != 1 or "code" not in ledger.fields:
        return
    if contents[named[0]].share(_is_bare_code) >= _NEARLY_ALL:
        fields[named[0]] = ("code", CONFIDENCE)


def _is_bare_code(cell: Cell) -> bool:
    return isinstance(cell, str) and bool(_BARE_CODE.fullmatch(code_key(cell)))


def _needed(field: Field) -> float:
    return _NEARLY_ALL if field.choices else _MOSTLY


def _may_head(said: str, field: Field, ledger: Ledger) -> bool:
    """Whether a heading is about nothing known, or shares a notion with the field's own headings."""
    notions = meaning(said).notions
    own = {notion for one in ledger.spellings if one.field == field.name for notion in meaning(one.key).notions}
    return not notions or bool(notions & own)


@lru_cache(maxsize=32)
def _tests(ledger: Ledger) -> Mapping[str, Callable[[Cell], bool]]:
    tests: dict[str, Callable[[Cell], bool]] = {
        name: _matching(pattern) for name, pattern in _PATTERNS.items() if name in ledger.fields
    }
    letters = next(kind.codes for kind in lexicon.kinds() if kind.name == ledger.kind)
    tests["code"] = _matching(re.compile(f"({'|'.join(letters)})-?\\d{{6,9}}-?\\d{{4}}-?\\d{{3,5}}"))
    tests["town_code"] = lambda cell: isinstance(cell, str) and is_division(compact(cell))
    return {**tests, **_choices(ledger)}


@lru_cache(maxsize=32)
def _choices(ledger: Ledger) -> Mapping[str, Callable[[Cell], bool]]:
    return {
        name: _among(frozenset(field.choices) | frozenset(lexicon.choice_synonyms(ledger.kind, name)))
        for name, field in ledger.fields.items()
        if field.type is FieldType.CHOICE and field.choices
    }


def _matching(pattern: re.Pattern[str]) -> Callable[[Cell], bool]:
    return lambda cell: bool(pattern.fullmatch(code_key(str(cell)).removesuffix(".0")))


def _among(choices: frozenset[str]) -> Callable[[Cell], bool]:
    return lambda cell: isinstance(cell, str) and compact(cell) in choices
