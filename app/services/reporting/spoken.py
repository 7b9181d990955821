"""A field's value in the words that a person reads in a sentence or a list."""

from collections.abc import Sequence
from functools import cache

from app.models import region
from app.models.field import Field, FieldType, Stored
from app.services.masking import masked

_OF_WHICH = "其中"


@cache
def region_text(code: Stored) -> str:
    """A division's name; its code where nobody knows it or a neighbour has the same name."""
    found = region.division(str(code))
    if found is None or sum(one.name == found.name for one in region.children(found.parent)) > 1:
        return str(code)
    return found.name


def yes_no(flag: Stored) -> str:
    """A flag in a word."""
    return "是" if flag else "否"


def spoken(field: Field, value: Stored | None) -> str:
    """A stored value in words: towns by name, flags as 是 and 否, personal values masked; blank is the empty text."""
    if value is None:
        return ""
    if field.type is FieldType.REGION:
        return str(region_text(value))
    if field.type is FieldType.FLAG:
        return yes_no(value)
    text = field.show(value)
    return masked(text) if field.personal else text


def spoken_text(field: Field, text: str) -> str:
    """A canonical text in words; a text that is no value of the field as it was written."""
    try:
        return spoken(field, field.clean(text))
    except ValueError:
        return text


def headings_said(path: Sequence[str]) -> str:
    """A column's headings in a sentence: those that only divide it (其中：按区域) left out, no 其中 before its own."""
    above = [part for part in path[:-1] if not part.startswith(_OF_WHICH)]
    return " ".join([*above, path[-1].removeprefix(_OF_WHICH).lstrip("：:")])
