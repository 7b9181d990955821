"""One cell that holds several named figures: ``水田1.0089,旱地0.3303`` fills a field each (``domain.md`` D44)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from app.models.field import Field, Stored
from app.services.importing import lexicon
from app.services.importing.issue import BLANK, Cleaned, Code, Problem, Severity, refused
from app.services.importing.match import scores
from app.services.importing.text import figure
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Cell

_PART = re.compile(
    r"(?:其中:?)?(?P<name>[^\d.,、;:。+=()（）]{2,10}):?(?P<figure>\d+(?:\.\d+)?[^\d.,、;:。+=()（）]{0,4}?)"
)
_BETWEEN = re.compile(r"[,，、;；。+]+")
_SURE = 0.72

Clean = Callable[[Cell, Field], Cleaned]
"""How one figure of a field is read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One figure of a composite cell, under the name it was given."""

    name: str
    figure: str


def parts_of(cell: Cell) -> tuple[Part, ...]:
    """The named figures of a cell; empty where it is anything else."""
    if not isinstance(cell, str):
        return ()
    said = [part for part in _BETWEEN.split(figure(cell)) if part]
    found = [_PART.fullmatch(part) for part in said]
    return tuple(Part(one["name"], one["figure"]) for one in found if one) if said and all(found) else ()


@cache
def field_of(kind: str, path: tuple[str, ...], name: str) -> Field | None:
    """The field that a figure called ``name`` under the headings ``path`` is, as if the name were a heading below."""
    if any(lexicon.has("before", heading) for heading in path):
        return None
    ledger = next(one for one in vocabulary().ledgers if one.kind == kind)
    found = scores((*path, name), ledger)
    best = max(found, key=lambda known: found[known], default=None)
    if best is None or found[best] < _SURE or not lexicon.parts_in(name):
        return None
    field = ledger.fields[best]
    above = frozenset[str]().union(*map(lexicon.steps_in, path))
    return field if field.numeric and above <= lexicon.steps_in(field.label) else None


def clean_composite(cell: Cell, whole: Field | None, find: Callable[[str], Field | None], clean: Clean) -> Cleaned:
    """The figures of a cell in their fields; ``whole`` is the field they are parts of, None where the column has none.

    The whole is their sum only where every figure found its field. Whatever comes of it carries its issue.
    """
    parts = parts_of(cell)
    found = [(part, field, clean(part.figure, field)) for part in parts if (field := find(part.name))]
    if not found or any(one.value is None for _, _, one in found):
        return _not_read(cell)
    names = [field.name for _, field, _ in found]
    if len(set(names)) < len(names):
        return _not_read(cell)
    more: list[tuple[str, Stored]] = [(field.name, one.value) for _, field, one in found if one.value is not None]
    if whole is None or whole.name in names:
        return Cleaned(None, _said(str(cell), found, parts), tuple(more))
    complete = len(found) == len(parts) and all(field.scale == whole.scale for _, field, _ in found)
    total = sum(int(value) for _, value in more) if complete else None
    return Cleaned(total, _said(str(cell), found, parts), tuple(more))


def _not_read(cell: Cell) -> Cleaned:
    if not figure(str(cell)) or figure(str(cell)) in lexicon.nothing():
        return BLANK
    return refused(Code.COMPOSITE, f"一格里的内容没能拆成几个数：“{cell}”，请分栏填写")


def _said(raw: str, found: list[tuple[Part, Field, Cleaned]], parts: tuple[Part, ...]) -> Problem:
    taken = "、".join(f"{field.label} {part.figure}" for part, field, _ in found)
    known = {part.name for part, _, _ in found}
    left = "、".join(part.name for part in parts if part.name not in known)
    rest = f"；{left}没有对应的栏目，没有采用" if left else ""
    return Problem(Code.COMPOSITE, Severity.WARNING, f"一格里有几个数，拆为{taken}{rest}：“{raw}”")
