"""A cell that holds a person and the number to call: 张三13800000001 under 负责人及电话 (``domain.md`` D44)."""

import re
from collections.abc import Callable

from app.services.importing import lexicon
from app.services.importing.issue import Cleaned, Code, Problem, Severity
from app.services.importing.map import Mapped
from app.services.importing.text import half_width
from app.services.workbook.book import Cell

_PEOPLE = ("officer", "leader", "party_name")
_BOTH = re.compile(r"(?P<name>\D{2,}?)[,、:/(]*(?P<phone>1\d{10}|0\d{2,3}-?\d{7,8})\)?", re.ASCII)


def holds_both(mapped: Mapped) -> bool:
    """Whether a column of people says that their numbers stand with them."""
    return mapped.field.name in _PEOPLE and lexicon.has("phone_heading", mapped.column.path[-1])


def clean_person(cell: Cell, clean: Callable[[Cell], Cleaned]) -> Cleaned:
    """The person in a cell, and the number behind as a value of its own; any other cell as it is cleaned alone."""
    found = _BOTH.fullmatch(half_width(str(cell)))
    if found is None:
        return clean(cell)
    text = f"“{cell}”拆成了姓名“{found['name']}”和电话“{found['phone']}”"
    problem = Problem(Code.COMPOSITE, Severity.NOTE, text)
    return Cleaned(found["name"], problem, (("phone", found["phone"]),))
