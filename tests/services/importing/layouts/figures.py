"""One value as clerks write it into a cell, and what the cell then says, in the field's own unit."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from random import Random

from app.models import quantity, region
from app.models.field import Field, FieldType, Stored
from app.services.workbook.book import Cell

DAYS: Sequence[Callable[[dt.date], Cell]] = (
    lambda day: day,
    lambda day: day,
    lambda day: day.isoformat(),
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y%m%d}",
)
_PLACES = {"公顷": 4, "万㎡": 4, "万元": 4, "亩": 4, "㎡": 2, "元": 2}


@dataclass(frozen=True, slots=True)
class Writing:
    """How one column is written: its field, the unit of its figures, the usual way of its dates."""

    field: Field
    unit: str
    day: Callable[[dt.date], Cell]
    as_text: bool


def written(how: Writing, value: Stored, random: Random) -> tuple[Cell, str]:
    """The cell, and the value it stands for as the field shows it."""
    field = how.field
    if field.numeric:
        return _figure(how, int(value), random)
    if field.type is FieldType.DATE:
        return _day(how, str(value))
    if field.type is FieldType.FLAG:
        return ("是" if value else "否"), field.show(value)
    if field.type is FieldType.REGION:
        return region.name_of(str(value)), str(value)
    if field.type is FieldType.MULTICHOICE:
        return str(value).replace("|", "、"), str(value)
    return _worded(field, str(value), random)


def _day(how: Writing, value: str) -> tuple[Cell, str]:
    if len(value) == 10:
        return how.day(dt.date.fromisoformat(value)), value
    year, _, month = value.partition("-")
    return (f"{year}年{int(month)}月" if month else f"{year}年"), value


def _worded(field: Field, text: str, random: Random) -> tuple[Cell, str]:
    if field.name == "phone" and text.isdigit():
        return random.choice((text, float(text))), text
    if random.random() < 0.04 and not field.choices:
        return random.choice((f" {text}", f"{text}\u3000", f"{text}\u200b")), text
    return text, text


def _figure(how: Writing, value: int, random: Random) -> tuple[Cell, str]:
    field = how.field
    own = quantity.decimal(value, field.scale)
    if field.type is FieldType.PERCENT:
        return (f"{quantity.plain(own)}%" if how.as_text else float(own)), field.show(value)
    factor = quantity.factor(how.unit, field.unit) if field.unit else Fraction(1)
    if factor == 1:
        number = own
    else:
        places = _PLACES.get(how.unit, 2)
        number = quantity.decimal(quantity.rounded(Fraction(own) / factor, places), places)
    shown = field.show(quantity.rounded(Fraction(number) * factor, field.scale))
    return _number(number, how, random), shown


def _number(number: Decimal, how: Writing, random: Random) -> Cell:
    plain = quantity.plain(number)
    if how.as_text:
        return random.choice((plain, f"{number.normalize():,f}", f"{plain} ", f"\u00a0{plain}"))
    return int(number) if number == number.to_integral_value() else float(number)
