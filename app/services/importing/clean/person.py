"""A cell that holds a person and a number of theirs (``domain.md`` D44): 张三13800000001 under 负责人及电话."""

import re
from collections.abc import Callable

from app.services.importing import lexicon
from app.services.importing.issue import Cleaned, Code, Problem, Severity
from app.services.importing.mapping.map import Mapped
from app.services.importing.text import half_width
from app.services.workbook.book import Cell

_PARTY, _IDENTITY = "party_name", "party_id_no"
_PEOPLE = ("officer", "leader", _PARTY)
_CALLED = re.compile(r"(?P<name>\D{2,}?)[,、:/( ]*(?P<phone>1\d{10}|0\d{2,3}-?\d{7,8})\)?", re.ASCII)
_IDENTIFIED = re.compile(r"(?P<name>\D{2,}?)[,、:/( ]*(?P<identity>\d{17}[\dXx])\)?", re.ASCII)


def holds_both(mapped: Mapped) -> bool:
    """Whether a column of people says that their numbers stand with them."""
    return _with_identity(mapped) or (
        mapped.field.name in _PEOPLE and lexicon.has("phone_heading", mapped.column.path[-1])
    )


def _with_identity(mapped: Mapped) -> bool:
    said = mapped.column.path[-1]
    named = lexicon.has("party_heading", said) and lexicon.has("identity_heading", said)
    # 当事人身份证号码 asks for the number alone; 当事人（身份证号）, 当事人、身份证号 and 当事人及身份证号 for both.
    return mapped.field.name in (_PARTY, _IDENTITY) and named and bool(re.search("[(（、/及和与,，]", said))


def person_cleaner(mapped: Mapped, clean: Callable[[Cell], Cleaned]) -> Callable[[Cell], Cleaned]:
    """The cleaner of a column of people with their numbers; a cell without a number is cleaned alone."""
    if not _with_identity(mapped):
        return lambda cell: _person_with_phone(cell, clean)
    return lambda cell: _person_with_identity(cell, mapped.field.name)


def _person_with_phone(cell: Cell, clean: Callable[[Cell], Cleaned]) -> Cleaned:
    """The person in a cell, and the number behind as a value of its own."""
    found = _CALLED.fullmatch(half_width(str(cell)))
    if found is None:
        return clean(cell)
    text = f"“{cell}”拆成了姓名“{found['name']}”和电话“{found['phone']}”"
    return Cleaned(found["name"], Problem(Code.COMPOSITE, Severity.NOTE, text), (("phone", found["phone"]),))


def _person_with_identity(cell: Cell, name: str) -> Cleaned:
    """The party in a cell and the number of their identity card, whichever of the two the column was taken for."""
    said = half_width(str(cell)).strip()
    found = _IDENTIFIED.fullmatch(said)
    parts = {_PARTY: found["name"], _IDENTITY: found["identity"].upper()} if found else {_PARTY: said}
    note = Problem(Code.COMPOSITE, Severity.NOTE, "一格里有姓名和身份证号，已拆开") if found else None
    return Cleaned(parts.get(name), note, tuple((other, value) for other, value in parts.items() if other != name))
