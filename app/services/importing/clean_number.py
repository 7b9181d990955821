"""A cell of a quantity, a sum of money, a share or a count -> a scaled integer, exactly (``domain.md`` D39–D49)."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

from app.models import quantity
from app.models.field import LARGEST, Field, FieldType
from app.services.importing import lexicon
from app.services.importing.header import unit_in
from app.services.importing.issue import BLANK, Cleaned, Code, doubted, refused
from app.services.importing.text import figure, visible
from app.services.workbook.book import Cell

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_WITH_UNIT = re.compile(r"(?P<figure>[+-]?[\d,]*\.?\d+)(?P<unit>[^\d.,+\-*/×=]+)")
_SUM = re.compile(r"\d+(?:\.\d+)?(?:\+\d+(?:\.\d+)?)+=?(?P<result>\d+(?:\.\d+)?)?")
_WITH_PART = re.compile(r"(?P<figure>[\d,]*\.?\d+)(?P<unit>[^\d(（:,]*)[(（](?P<inner>.*)[)）]")
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d{1,2}")
_DUST = Fraction(1, 10**6)  # of the last place kept: what binary arithmetic leaves behind
_LONGEST = 40
_APART = re.compile(r"[\d.]\s+[\d.]")
_GROUPED_BY_BLANKS = re.compile(r"[+-]?\d{1,3}(?:\s\d{3})+(?:\.\d+)?\D*")


def clean_number(cell: Cell, field: Field, unit: str, factor: Fraction) -> Cleaned:
    """The stored integer of a cell whose figures stand in ``unit``, ``factor`` of them to one of the field's."""
    if isinstance(cell, str):
        return _text(cell, field, unit, factor)
    if isinstance(cell, (bool, dt.date | dt.time | dt.timedelta)):
        return _no_number(field, str(cell))
    return _stored(Decimal(repr(cell)), field, factor)


def _no_number(field: Field, raw: str) -> Cleaned:
    return refused(Code.NOT_A_NUMBER, f"“{field.label}”不是数字：“{raw}”")


def _text(raw: str, field: Field, unit: str, factor: Fraction) -> Cleaned:
    said = figure(raw)
    if not said or said in lexicon.nothing():
        return BLANK
    if len(said) > _LONGEST or _is_torn(raw):
        return _no_number(field, raw)
    plain = _figure(said)
    if plain is not None:
        return _stored(plain, field, factor)
    if _SCIENTIFIC.fullmatch(said):
        return _stored(Decimal(said), field, factor)
    return (
        _measured(said, raw, field, unit, factor)
        or _summed(said, field, factor)
        or _parted(said, raw, field, unit, factor)
        or _no_number(field, raw)
    )


def _is_torn(raw: str) -> bool:
    """Whether blanks stand between digits where no thousands are set apart: ``12 5`` may be two figures."""
    shown = visible(raw)
    return bool(_APART.search(shown)) and not _GROUPED_BY_BLANKS.fullmatch(shown)


def _figure(said: str) -> Decimal | None:
    """The number written in plain digits, thousands separated or not."""
    if _PLAIN.fullmatch(said):
        return Decimal(said)
    return Decimal(said.replace(",", "")) if _GROUPED.fullmatch(said) else None


def _measured(said: str, raw: str, field: Field, unit: str, factor: Fraction) -> Cleaned | None:
    """A number with its unit: the unit written in the cell is the one that counts."""
    found = _WITH_UNIT.fullmatch(said)
    number = _figure(found["figure"]) if found else None
    if found is None or number is None:
        return None
    if found["unit"] in lexicon.words("counting"):
        return _stored(number, field, factor)
    named = unit_in(found["unit"])
    if named is None or not _convertible(named, field):
        return None
    value = _stored(number, field, quantity.factor(named, field.unit))
    if named != unit and isinstance(value.value, int) and value.problem is None:
        return doubted(value.value, Code.AMBIGUOUS, f"单元格写明{named}，与表头的{unit}不同，已按{named}换算：“{raw}”")
    return value


def _convertible(unit: str, field: Field) -> bool:
    try:
        quantity.factor(unit, field.unit)
    except ValueError:
        return False
    return True


def _summed(said: str, field: Field, factor: Fraction) -> Cleaned | None:
    """``1.2+3.4``: an addition written out."""
    found = _SUM.fullmatch(said)
    if not found:
        return None
    total = sum(map(Decimal, said.partition("=")[0].split("+")), Decimal(0))
    if found["result"] and Decimal(found["result"]) != total:
        return refused(Code.AMBIGUOUS, f"算式与结果不符：“{said}”")
    value = _stored(total, field, factor).value
    return None if value is None else doubted(value, Code.AMBIGUOUS, f"由算式相加得到：“{said}”")


def _parted(said: str, raw: str, field: Field, unit: str, factor: Fraction) -> Cleaned | None:
    """``12.5（其中水田3）``: the number before the remark is the value, and the cell is named."""
    found = _WITH_PART.fullmatch(said)
    if not found:
        return None
    before = found["figure"] + found["unit"]
    value = _text(before, field, unit, factor).value
    return None if value is None else doubted(value, Code.COMPOSITE, f"只取了括号前的数：“{raw}”")


def _stored(number: Decimal, field: Field, factor: Fraction) -> Cleaned:
    """The number in the field's unit and places; what the places cannot hold is said, never dropped unsaid."""
    if factor.denominator == 1:
        whole = number.scaleb(field.scale) * factor.numerator
        if whole == (kept := int(whole)) and abs(kept) <= LARGEST:
            return Cleaned(kept)  # the common case, without a fraction being made
    exact = Fraction(number) * factor * 10**field.scale
    kept = quantity.rounded(exact, 0)
    if abs(kept) > LARGEST:
        return refused(Code.OUT_OF_RANGE, f"“{field.label}”的数过大：{number}")
    if exact == kept or abs(exact - kept) <= _DUST:
        return Cleaned(kept)
    if field.type is FieldType.INTEGER and factor == 1:
        return refused(Code.NOT_A_NUMBER, f"“{field.label}”应为整数：{number}")
    if _is_endless(factor):
        return Cleaned(kept)
    return doubted(kept, Code.PRECISION, f"{number} 的小数位超过 {field.scale} 位，已按四舍五入保留")


def _is_endless(factor: Fraction) -> bool:
    """Whether a conversion (亩 to ㎡) leaves no finite decimal, so that rounding is of its nature."""
    return factor.denominator % 3 == 0


def clean_share(cell: Cell, field: Field, fractions: bool | None) -> Cleaned:
    """A percentage of 0–100 (``domain.md`` D45); the column holds shares of 1, percentages (False), or both (None)."""
    if isinstance(cell, str) and figure(cell).endswith(("%", "‰")):
        number = _figure(figure(cell)[:-1])
        if number is None or figure(cell).endswith("‰"):
            return _no_number(field, cell)
        return _stored(number, field, Fraction(1))
    value = clean_number(cell, field, field.unit, Fraction(1))
    if fractions is False or not isinstance(value.value, int):
        return value
    small = abs(value.value) <= 10**field.scale
    if not small or value.value == 0:
        return value
    hundredfold = clean_number(cell, field, field.unit, Fraction(100))
    if fractions or not isinstance(hundredfold.value, int):
        return hundredfold
    return doubted(hundredfold.value, Code.AMBIGUOUS, f"其他行写的是百分数，这一格“{cell}”按比例换算成百分数")
