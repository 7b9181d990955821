"""Cells of text, choices and flags -> stored values (``domain.md`` D33, D37, D42, D54, D58)."""

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache

from rapidfuzz import fuzz

from app.models.field import Field, FieldType
from app.services.importing import lexicon
from app.services.importing.issue import BLANK, Cleaned, Code, doubted, refused
from app.services.importing.text import code_key, compact, half_width, visible
from app.services.workbook.book import Cell

_MOST_DIGITS = 10**15  # Excel keeps fifteen digits of a number; what stands behind them is lost
_NUMBERED = re.compile(r"^\(?\d{1,2}[).、\s.]+|^\d{2}(?=\D)")
_BETWEEN_HAN = re.compile(r"(?<=[\u4e00-\u9fff])[ \t\u00a0\u3000]+(?=[\u4e00-\u9fff])")
_SEPARATORS = re.compile(r"[,，、;；|/\\+\s]+")
_NEAR = 88
_OPENING, _CLOSING = "'\"“‘", "'\"”’"
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{1,2}")

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
    if not said or compact(said) in lexicon.nothing():
        return BLANK
    if is_code(field):
        return _code(said, field)
    return Cleaned(_worded(said, field))


def _worded(said: str, field: Field) -> str:
    if field.personal:
        return half_width(said)
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
    code = code_key(said)
    if _SCIENTIFIC.fullmatch(code):
        return refused(Code.PRECISION, f"“{field.label}”成了科学计数，末几位已丢失，请按原件改为文本：{code}")
    return Cleaned(code)


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


def clean_flag(cell: Cell, field: Field, synonyms: Mapping[str, str]) -> Cleaned:
    """Yes or no, in any of the ways it is written."""
    if isinstance(cell, bool):
        return Cleaned(cell)
    said = compact(str(cell)).removesuffix(".0")
    if said in synonyms:
        return Cleaned(synonyms[said] == "true")
    if not said or said in lexicon.nothing():
        return BLANK
    return refused(Code.UNKNOWN_CHOICE, f"“{field.label}”应为“是”或“否”：“{said}”")


def clean_choice(cell: Cell, field: Field, choices: tuple[str, ...], synonyms: Mapping[str, str]) -> Cleaned:
    """One of a field's choices, by its text, a known spelling, or a text that can mean only one."""
    said = compact(str(cell))
    if not said or (said in lexicon.nothing() and said not in synonyms):
        return BLANK
    found = _choice(said, choices, synonyms)
    if found:
        return Cleaned(found)
    near = [choice for choice in choices if fuzz.ratio(said, choice) >= _NEAR or (choice in said and len(choice) > 2)]
    if len(near) == 1 and not lexicon.begins("negative", said):
        return doubted(near[0], Code.AMBIGUOUS, f"“{said}”按“{near[0]}”记")
    return refused(Code.UNKNOWN_CHOICE, f"“{field.label}”没有“{said}”这一项，可选：{'、'.join(choices)}")


def _choice(said: str, choices: tuple[str, ...], synonyms: Mapping[str, str]) -> str | None:
    for text in (said, half_width(said), _NUMBERED.sub("", said)):
        if text in synonyms:
            return synonyms[text]
        same = [choice for choice in choices if half_width(choice) == half_width(text)]
        if same:
            return same[0]
    return None


def clean_choices(cell: Cell, field: Field, synonyms: Mapping[str, str]) -> Cleaned:
    """Several choices in one cell, in the order of the code list."""
    parts = [part for part in _SEPARATORS.split(visible(str(cell))) if part and part not in lexicon.nothing()]
    found = [_choice(compact(part), field.choices, synonyms) for part in parts]
    unknown = [part for part, choice in zip(parts, found, strict=True) if choice is None]
    if unknown:
        return refused(
            Code.UNKNOWN_CHOICE, f"“{field.label}”没有“{unknown[0]}”这一项，可选：{'、'.join(field.choices)}"
        )
    return Cleaned("|".join(choice for choice in field.choices if choice in found) or None)
