"""How well a column suits a field, whatever its heading says: its unit, cells that name documents or days."""

import re

from app.models import quantity
from app.models.field import Field
from app.services.importing.mapping import content
from app.services.importing.tables.table import Column
from app.services.importing.vocabulary import Ledger

_DOCUMENT, _ASKS_FOR_NUMBER = "文号", re.compile("[号文函]|批复")
_DAY = "日期"
_MOSTLY = 0.5


def of_units(column: Column, field: Field) -> float:
    """A heading in 元 is no area: a unit of another dimension speaks against a field."""
    if not column.units or not field.numeric:
        return 1.0 if not column.units or column.units[0] == "%" else 0.8
    return 1.0 if convertible(column.units[0], field) else 0.6


def of_documents(column: Column, field: Field, found: content.Content) -> float:
    """Under a heading that asks for no number (立项, 验收情况) only cells that may be one speak for a document's.

    Days are none, whatever the heading (立项批复 over 2022.4.6).
    """
    if not field.label.endswith(_DOCUMENT) or not found.cells:
        return 1.0
    if found.share(content.is_day) > _MOSTLY:
        return 0.4
    return 1.0 if _ASKS_FOR_NUMBER.search(column.path[-1]) else 0.4 + 0.6 * found.share(content.is_document)


def day_of(field: Field, found: content.Content, ledger: Ledger) -> str | None:
    """The field of a document's day, where days stand under the heading of the document: 立项批复 over 2022.4.6."""
    if not field.label.endswith(_DOCUMENT) or found.share(content.is_day) <= _MOSTLY:
        return None
    label = field.label.removesuffix(_DOCUMENT) + _DAY
    return next((name for name, one in ledger.fields.items() if one.label == label), None)


def convertible(unit: str, field: Field) -> bool:
    """Whether figures in a unit can be told in a field's own."""
    try:
        quantity.factor(unit, field.unit)
    except ValueError:
        return False
    return True
