"""A cell of a quantity, a sum of money, a share or a count -> a scaled integer, exactly (``domain.md`` D39–D49)."""

import datetime as dt
import re
from decimal import Decimal
from fractions import Fraction

from app.models import quantity
from app.models.field import LARGEST, Field, FieldType
from app.services.importing import lexicon
from app.services.importing.clean.measure import Measure, measure_of, measured_in
from app.services.importing.clean.numeral import numeral
from app.services.importing.issue import BLANK, Cleaned, Code, doubted, refused
from app.services.importing.text import figure, visible
from app.services.workbook.book import Cell

_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_WITH_UNIT = re.compile(r"(?P<figure>[+-]?[\d,]*\.?\d+)(?P<unit>[^\d.,+\-*×=].*)", re.ASCII)
_IN_WORDS = re.compile(r"(?P<figure>[零〇一二三四五六七八九两十百千万亿点壹贰叁肆伍陆柒捌玖拾佰仟]+)(?P<unit>.*)")
_SUM = re.compile(r"\d+(?:\.\d+)?(?:\+\d+(?:\.\d+)?)+=?(?P<result>\d+(?:\.\d+)?)?", re.ASCII)
_WITH_PART = re.compile(r"(?P<figure>[\d,]*\.?\d+)(?P<unit>[^\d(（:,]*)[(（](?P<inner>.*)[)）]", re.ASCII)
_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
_DUST = Fraction(1, 10**6)  # of the last place kept: what binary arithmetic leaves behind
_LONGEST = 40
_APART = re.compile(r"[\d.]\s+[\d.]")
_GROUPED_BY_BLANKS = re.compile(r"[+-]?\d{1,3}(?:\s\d{3})+(?:\.\d+)?\D*")
_FULL_STOPS = "。,;；、"
_LOOK_ALIKE = str.maketrans("OoＯ〇lI|", "0000111")


def clean_number(cell: Cell, field: Field, unit: str, factor: Fraction) -> Cleaned:
    """The stored integer of a cell whose figures stand in ``unit``, ``factor`` of them to one of the field's."""
    if isinstance(cell, str):
        return _text(cell, field, unit, factor)
    if isinstance(cell, (bool, dt.date | dt.time | dt.timedelta)):
        return _no_number(field, str(cell))
    number = Decimal(repr(cell))
    return _stored(number, field, factor) if number.is_finite() else _no_number(field, str(cell))


def _no_number(field: Field, raw: str) -> Cleaned:
    meant = figure(raw).translate(_LOOK_ALIKE)
    near = f"，是不是 {meant}？" if meant != figure(raw) and as_figure(meant) is not None else ""
    return refused(Code.NOT_A_NUMBER, f"“{field.label}”不是数字：“{raw}”{near}")


def _text(raw: str, field: Field, unit: str, factor: Fraction) -> Cleaned:
    said = figure(raw)
    if not said or said in lexicon.nothing():
        return BLANK
    said = said.rstrip(_FULL_STOPS)
    if len(said) > _LONGEST or _is_torn(raw):
        return _no_number(field, raw)
    plain = as_figure(said)
    if plain is not None:
        return _stored(plain, field, factor)
    if _SCIENTIFIC.fullmatch(said):
        return _stored(Decimal(said), field, factor)
    return (
        _measured(said, raw, field, unit)
        or _in_words(said, raw, field, unit)
        or _summed(said, field, factor)
        or _parted(said, raw, field, unit, factor)
        or _no_number(field, raw)
    )


def _is_torn(raw: str) -> bool:
    """Whether blanks stand between digits where no thousands are set apart: ``12 5`` may be two figures."""
    shown = visible(raw)
    return bool(_APART.search(shown)) and not _GROUPED_BY_BLANKS.fullmatch(shown)


def as_figure(said: str) -> Decimal | None:
    """The number written in plain digits, thousands separated or not."""
    if _PLAIN.fullmatch(said):
        return Decimal(said)
    return Decimal(said.replace(",", "")) if _GROUPED.fullmatch(said) else None


def _measured(said: str, raw: str, field: Field, unit: str) -> Cleaned | None:
    """A number with its unit: the unit written in the cell is the one that counts."""
    bare = measured_in(said, field)
    found = _WITH_UNIT.fullmatch(bare)
    if found is None:
        number = as_figure(bare) if bare != said else None
        return None if number is None else _stored(number, field, quantity.factor(unit, field.unit))
    number, measure = as_figure(found["figure"]), measure_of(found["unit"], field, unit)
    return None if number is None or measure is None else _converted(number, measure, raw, field, unit)


def _converted(number: Decimal, measure: Measure, raw: str, field: Field, unit: str) -> Cleaned:
    value = _stored(number, field, measure.factor)
    if measure.name == unit or not isinstance(value.value, int) or value.problem is not None:
        return value
    text = f"单元格写明{measure.name}，与表头的{unit}不同，已按{measure.name}换算：“{raw}”"
    return doubted(value.value, Code.AMBIGUOUS, text)


def _in_words(said: str, raw: str, field: Field, unit: str) -> Cleaned | None:
    """三百, 十二户: a number in words is taken, and said."""
    found = _IN_WORDS.fullmatch(measured_in(said, field))
    number = numeral(found["figure"]) if found else None
    if found is None or number is None:
        return None
    measure = measure_of(found["unit"], field, unit)
    value = _stored(number, field, measure.factor).value if measure else None
    return None if value is None else doubted(value, Code.AMBIGUOUS, f"由中文数字读作 {field.show(value)}：“{raw}”")


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
    if not found or lexicon.begins("approximate", found["inner"]):
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
    if factor.denominator != 1 or _comes_back(kept, number, field, factor):
        return Cleaned(kept)  # from ㎡ to 亩, from 亩 told in 公顷: rounding is the nature of it
    return doubted(kept, Code.PRECISION, f"{number} 的小数位超过 {field.scale} 位，已按四舍五入保留")


def _comes_back(kept: int, number: Decimal, field: Field, factor: Fraction) -> bool:
    """Whether what is kept, told in the other unit with as many places, is the number again: nothing is lost then."""
    if factor == 1:
        return False
    places = quantity.places_of(number)
    return quantity.decimal(quantity.rounded(Fraction(kept, 10**field.scale) / factor, places), places) == number


def clean_share(cell: Cell, field: Field, fractions: bool | None) -> Cleaned:
    """A percentage of 0–100 (``domain.md`` D45); the column holds shares of 1, percentages (False), or both (None)."""
    if isinstance(cell, str) and figure(cell).endswith(("%", "‰")):
        number = as_figure(figure(cell)[:-1])
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
    shown = field.show(hundredfold.value)
    return doubted(hundredfold.value, Code.AMBIGUOUS, f"“{cell}”像是按 1 为全部写的，已读作 {shown}%，请核对")
