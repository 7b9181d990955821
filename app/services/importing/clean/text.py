"""Cells of text, codes and telephone numbers -> stored values (``domain.md`` D33, D37, D42, D58)."""

import datetime as dt
import re
from functools import cache

from app.models.field import Field, FieldType
from app.services.importing import lexicon
from app.services.importing.issue import BLANK, Cleaned, Code, Problem, Severity, doubted, refused
from app.services.importing.text import code_key, compact, half_width, visible
from app.services.workbook.book import Cell

_MOST_DIGITS = 10**15  # Excel keeps fifteen digits of a number; what stands behind them is lost
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u00a0\u3000]+(?=[\u4e00-\u9fff])")
_OPENING, _CLOSING = "'\"“‘", "'\"”’"
_SCIENTIFIC = re.compile(r"\d(?:\.\d+[eE]\+?|[eE]\+)\d{1,2}", re.ASCII)
_WHOLE = re.compile(r"(\d+)\.0+", re.ASCII)
_MOBILE = re.compile(r"(?:\+?86-?)?(1\d{2})-?(\d{4})-?(\d{4})", re.ASCII)
_SEVERAL = re.compile(r"[、,，;；|]+")
CELL_PICTURE = re.compile(r"=\s*(?:_xlfn\.)?DISPIMG\(\s*[\"“”]([^\"“”]+)[\"“”]", re.IGNORECASE)
"""The formula by which WPS shows a picture inside a cell; the picture's name is its first group."""
_BREAK = re.compile(r"\s*[\r\n]+\s*")


def clean_text(cell: Cell, field: Field) -> Cleaned:
    """The text of a cell; a number loses its ``.0``, and one too long for Excel is named, not repaired."""
    if isinstance(cell, dt.date):
        return doubted(
            cell.isoformat()[:10], Code.AMBIGUOUS, f"“{field.label}”被存成了日期 {cell:%Y-%m-%d}，请核对原文"
        )
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _number(cell, field)
    said = _unquoted(visible(str(cell)))
    return BLANK if not said or compact(said) in lexicon.nothing() else _text(said, field)


def _text(said: str, field: Field) -> Cleaned:
    if CELL_PICTURE.match(said):
        text = f"“{field.label}”里是一张图片，不是文字，没有采用"
        return Cleaned(None, Problem(Code.FORMULA_WITHOUT_VALUE, Severity.WARNING, text))
    if _SCIENTIFIC.fullmatch(half_width(said)):
        return refused(Code.PRECISION, f"“{field.label}”成了科学计数，末几位已丢失，请按原件改为文本：{said}")
    if is_code(field):
        return _code(said, field)
    return Cleaned(_worded(said, field))


def _worded(said: str, field: Field) -> str:
    if field.personal:
        plain = half_width(said)
        return _MOBILE.sub(r"\1\2\3", plain) if _MOBILE.fullmatch(plain) else plain
    if field.type is FieldType.LONGTEXT or said == compact(said):
        return said
    return _BETWEEN_HAN.sub("", _BREAK.sub("", said))


def _unquoted(said: str) -> str:
    """A text without the apostrophe that made a cell text, and without quotation marks around all of it."""
    inner = said[1:-1]
    if len(said) > 1 and said[0] in _OPENING and said[-1] in _CLOSING and not set(inner) & set(_OPENING + _CLOSING):
        return visible(inner)
    return said.removeprefix("'")


def _code(said: str, field: Field) -> Cleaned:
    if _are_several(said):
        return refused(Code.COMPOSITE, f"“{field.label}”里有几个编号：“{said}”，请拆成几行或只留一个")
    code = code_key(said)
    return Cleaned(_WHOLE.sub(r"\1", code) if _WHOLE.fullmatch(code) else code)


def _are_several(said: str) -> bool:
    """Whether a cell lists codes; one that was only broken over two lines falls into unequal parts."""
    if len([part for part in _SEVERAL.split(said) if part.strip()]) > 1:
        return True
    lines = [compact(line) for line in said.splitlines() if compact(line)]
    return len(lines) > 1 and len(set(map(len, lines))) == 1


@cache
def is_code(field: Field) -> bool:
    """Whether a field identifies something: its text is compared sign by sign."""
    return ("unique" in field.rule.split(";")[0] and "hint" not in field.rule.split(";")[0]) or field.name.endswith(
        "_code"
    )


def _number(cell: float, field: Field) -> Cleaned:
    if abs(cell) >= _MOST_DIGITS:
        return refused(
            Code.PRECISION, f"“{field.label}”超过 15 位却存成了数字，末几位已丢失，请按原件改为文本：{cell:.0f}"
        )
    text = repr(cell)
    return Cleaned(text.removesuffix(".0"))
