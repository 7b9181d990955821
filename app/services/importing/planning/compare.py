"""Whether what came back is what the ledger holds."""

import re

from app.models.field import Field, FieldType, Stored
from app.services.importing.text import half_width

_BRACKETS = str.maketrans("〔〕﹝﹞[]【】〈〉", "()()()()()")


def same(field: Field, held: Stored | None, returned: Stored | None) -> bool:
    """Whether two stored values say the same.

    Texts may differ in width and brackets, a mask stands for its signs, a month for any of its days.
    """
    if held == returned:
        return True
    if held is None or returned is None:
        return False
    if field.type is FieldType.DATE:
        return str(held).startswith(f"{returned}-")
    if field.type not in (FieldType.TEXT, FieldType.LONGTEXT):
        return False
    one, other = (half_width(str(value)).translate(_BRACKETS) for value in (held, returned))
    return one == other or (field.personal and _masks(other, one))


def _masks(masked: str, plain: str) -> bool:
    """Whether ``330421********1234`` is a mask of the number (``decisions.md`` 23)."""
    if "*" not in masked:
        return False
    pattern = "".join("." if sign == "*" else re.escape(sign) for sign in masked)
    return re.fullmatch(pattern, plain) is not None
