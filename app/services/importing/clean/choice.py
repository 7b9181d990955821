"""Cells of choices and flags -> stored values, by their text or a spelling that is known (``domain.md`` D54)."""

import re
from collections.abc import Mapping

from rapidfuzz import fuzz

from app.models.field import Field
from app.services.importing import lexicon
from app.services.importing.issue import BLANK, Cleaned, Code, doubted, refused
from app.services.importing.text import compact, half_width, visible
from app.services.workbook.book import Cell

_NUMBERED = re.compile(r"^\(?\d{1,2}[).、\s.]+|^\d{2}(?=\D)|^[①-⑳]")
_SEPARATORS = re.compile(r"[,，、;；|/\\+＋&＆\s]+|(?=[①-⑳])")
_JOINED = re.compile("[和与及]")
_REMARK = re.compile(r"[(（][^()（）]*[)）]$")
_AMOUNT = re.compile(r"[(（][^()（）]*[)）]$|[:：]?\d+(?:\.\d+)?(?:%|％|万元?|元)?$")
_FULL_STOPS = "。.，,；;、"
_NEAR = 88

Synonyms = Mapping[str, str]
"""The known spellings of a field's choices."""


def clean_flag(cell: Cell, field: Field, synonyms: Synonyms) -> Cleaned:
    """Yes or no, in any of the ways it is written."""
    if isinstance(cell, bool):
        return Cleaned(cell)
    said = half_width(str(cell)).removesuffix(".0").rstrip(_FULL_STOPS)
    if said in synonyms:
        return Cleaned(synonyms[said] == "true")
    if not said or said in lexicon.nothing():
        return BLANK
    bare = _REMARK.sub("", said)
    if bare != said and bare in synonyms and not lexicon.has("negative", said.removeprefix(bare)):
        shown = "是" if synonyms[bare] == "true" else "否"
        return doubted(synonyms[bare] == "true", Code.AMBIGUOUS, f"只取了括号前的“{shown}”：“{cell}”")
    return refused(Code.UNKNOWN_CHOICE, f"“{field.label}”应为“是”或“否”：“{said}”")


def clean_choice(cell: Cell, field: Field, choices: tuple[str, ...], synonyms: Synonyms) -> Cleaned:
    """One of a field's choices, by its text, a known spelling, or a text that can mean only one."""
    said = compact(str(cell))
    if not said or (said in lexicon.nothing() and said not in synonyms):
        return BLANK
    found = _choice(said, choices, synonyms)
    if found:
        return Cleaned(found)
    remark = _REMARK.search(said)
    if remark and lexicon.has("negative", remark[0]):
        return _unknown(field, said, choices)  # 验收(未通过) is no acceptance
    if remark and (found := _choice(said[: remark.start()], choices, synonyms)):
        return doubted(found, Code.AMBIGUOUS, f"只取了括号前的“{found}”：“{said}”")
    near = [choice for choice in choices if fuzz.ratio(said, choice) >= _NEAR or (choice in said and len(choice) > 2)]
    if len(near) == 1 and not lexicon.begins("negative", said):
        return doubted(near[0], Code.AMBIGUOUS, f"“{said}”按“{near[0]}”记")
    return _unknown(field, said, choices)


def _unknown(field: Field, said: str, choices: tuple[str, ...]) -> Cleaned:
    return refused(Code.UNKNOWN_CHOICE, f"“{field.label}”没有“{said}”这一项，可选：{'、'.join(choices)}")


def _choice(said: str, choices: tuple[str, ...], synonyms: Synonyms) -> str | None:
    for text in (said, half_width(said), said.rstrip(_FULL_STOPS), _NUMBERED.sub("", said)):
        if text in synonyms:
            return synonyms[text]
        same = [choice for choice in choices if half_width(choice) == half_width(text)]
        if same:
            return same[0]
    return None


def clean_choices(cell: Cell, field: Field, synonyms: Synonyms) -> Cleaned:
    """Several choices in one cell, in the order of the code list; amounts beside them are said to be left out."""
    parts = [part for part in _SEPARATORS.split(visible(str(cell))) if part and part not in lexicon.nothing()]
    found: set[str] = set()
    trimmed = False
    for part in parts:
        taken, whole = _choices_in(compact(part), field, synonyms)
        if not taken:
            return _unknown(field, part, field.choices)
        found |= taken
        trimmed = trimmed or not whole
    value = "|".join(choice for choice in field.choices if choice in found) or None
    if value and trimmed:
        return doubted(value, Code.COMPOSITE, f"只取了来源的名称，数额没有采用：“{cell}”")
    return Cleaned(value) if value else BLANK


def _choices_in(part: str, field: Field, synonyms: Synonyms) -> tuple[set[str], bool]:
    """The choices of one part, joined by 和 or alone, and whether nothing of it was left out."""
    for text, whole in ((part, True), (_AMOUNT.sub("", part), False)):
        for pieces in ([text], _JOINED.split(text)):
            found = [_choice(piece, field.choices, synonyms) for piece in pieces]
            if all(found):
                return {choice for choice in found if choice}, whole
    return set(), True
