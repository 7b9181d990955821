"""A field is said once: label, type, unit, places, choices, aliases, rules; everything else is read back from it."""

import re
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any, TypeAlias

from sqlalchemy import BigInteger, Boolean
from sqlalchemy.types import TypeEngine

from app.models import quantity
from app.models.base import PLAIN_TEXT, Base, Mapped, table_of
from app.models.resources import listed

Stored: TypeAlias = str | int | bool
"""What a column holds: text, dates, choices and codes as text; quantities as scaled integers; flags as booleans."""

LARGEST = 2**63 // 10**6
"""The largest stored number: a million of them still add up in the 64 bits that a database sums in."""

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_FLAGS = {"true": True, "false": False, "是": True, "否": False}


class FieldType(StrEnum):
    """The types of ``fields.csv``."""

    TEXT = "text"
    LONGTEXT = "longtext"
    CHOICE = "choice"
    MULTICHOICE = "multichoice"
    FLAG = "flag"
    REGION = "region"
    DATE = "date"
    INTEGER = "integer"
    QUANTITY = "quantity"
    PERCENT = "percent"
    MONEY = "money"


NUMERIC = frozenset({FieldType.INTEGER, FieldType.QUANTITY, FieldType.PERCENT, FieldType.MONEY})


@dataclass(frozen=True, slots=True)
class Field:
    """Everything a person knows about one field; ``name`` is the attribute it was declared under.

    ``dated_by`` names the natural date of a dated quantity, whose truth is its progress entries.
    """

    label: str
    type: FieldType
    name: str = ""
    unit: str = ""
    scale: int = 0
    choices: tuple[str, ...] = ()
    required_at: str = ""
    aliases: tuple[str, ...] = ()
    group: str = ""
    rule: str = ""
    dated_by: str = ""

    @property
    def numeric(self) -> bool:
        """Whether the stored value is a scaled integer."""
        return self.type in NUMERIC

    @property
    def personal(self) -> bool:
        """Whether the value is masked in exports and logs unless asked otherwise."""
        return "masked on export" in self.rule

    @property
    def heading(self) -> str:
        """The label with the unit a figure is in, as a column is headed."""
        return f"{self.label}({self.unit})" if self.numeric and self.unit and self.unit != "年" else self.label

    def show(self, value: Stored | None) -> str:
        """The canonical text of a stored value; blank is the empty text."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if self.numeric:
            return quantity.plain(quantity.decimal(int(value), self.scale))
        return str(value)

    def clean(self, text: str) -> Stored | None:
        """The stored value of a canonical text; raises ``ValueError`` where there is none.

        ``clean(show(value)) == value`` for every value the field can hold.
        """
        if text == "":
            return None
        if self.numeric:
            return self._scaled(text)
        if self.type is FieldType.FLAG:
            return _lookup(_FLAGS, text)
        if self.type is FieldType.DATE:
            _require_date(text)
        return text

    def _scaled(self, text: str) -> int:
        number = quantity.number(text)
        scaled = None if number is None else quantity.scaled(number, self.scale)
        if scaled is None or abs(scaled) > LARGEST:
            raise ValueError(text)
        return scaled


def _require_date(text: str) -> None:
    """Raise ``ValueError`` where ``text`` is no year, month or day of the calendar."""
    if not _DATE.fullmatch(text):
        raise ValueError(text)
    date.fromisoformat(text + "-01-01"[len(text) - 4 :])


def _lookup(words: dict[str, bool], text: str) -> bool:
    if text not in words:
        raise ValueError(text)
    return words[text]


_COLUMN_TYPES: dict[FieldType, TypeEngine[Any]] = {
    **dict.fromkeys(FieldType, PLAIN_TEXT),
    **dict.fromkeys(NUMERIC, BigInteger()),
    FieldType.FLAG: Boolean(),
}


def said(  # noqa: PLR0913 - a field has this many sides
    field_type: str,
    label: str,
    *,
    unit: str = "",
    scale: int = 0,
    choices: str = "",
    required_at: str = "",
    aliases: str = "",
    group: str = "",
    rule: str = "",
    dated_by: str = "",
) -> Mapped[Any]:
    """A column that carries its ``Field``; lists are written ``a|b|c``."""
    field = Field(
        label=label,
        type=FieldType(field_type),
        unit=unit,
        scale=scale,
        choices=listed(choices),
        required_at=required_at,
        aliases=listed(aliases),
        group=group,
        rule=rule,
        dated_by=dated_by,
    )
    return Mapped(_COLUMN_TYPES[field.type], info={"field": field})


def fields(table: type[Base]) -> dict[str, Field]:
    """The fields declared in a mapped class by name; what it inherits comes first, as a form shows it."""
    order = [name for base in reversed(table.__mro__) for name in vars(base).get("__annotations__", ())]
    declared = {column.key: column.info["field"] for column in table_of(table).columns if "field" in column.info}
    return {name: replace(declared[name], name=name) for name in order if name in declared}
