"""One heading: what it says, and the unit it names."""

import re
from dataclasses import dataclass
from functools import cache

from app.models import quantity
from app.models.ledger import LEDGERS, fields_of
from app.services.importing import lexicon
from app.services.importing.text import compact, half_width, key

_BRACKETS = re.compile(r"[(\[{【〔<《](?P<inner>[^()\[\]{}【】〔〕<>《》]*)[)\]}】〕>》]?")
_UNIT_TOLD = re.compile(r"单位(?:均|都|统一)?(?:为|是|用|采用)([^\s,，。;；、)）]+)|以([^\s,，。;；、]{1,5}?)为单位")
_BEFORE_UNIT = re.compile(r"[/:,;·]")
_OF_WHAT = "(?:计量|面积|金额|数量|投资|资金|经费|款项|长度|规模)?"
_UNIT_WORD = re.compile(rf"^{_OF_WHAT}单位[:：]?")
_MEASURE = re.compile(r"[\u4e00-\u9fff]{2,4}[:：](.+)")
_PARTS = re.compile(r"[、,，;；\s]+")
_BLANKS = re.compile(r"\s+")
_LONGEST_UNIT = 6
_SHORTEST_NAME = 2
_UNIT_SIGNS = "㎡㏊"
_HAN = r"[\u4e00-\u9fff]{2}"
_FIELD_NAME = re.compile(rf"^[A-Za-z][A-Za-z_]+[:_-]?(?={_HAN})|(?<={_HAN})[:_-]?[A-Z][A-Z_]{{2,}}$")
_CITATION = re.compile(r"^(?:第?\d+栏?|\d+[=+\-].*|[①-⑳]|[甲乙丙丁])$")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's text without its unit, that text's ``key``, and the unit (None where it names none)."""

    text: str
    key: str
    unit: str | None


@cache
def heading(raw: str) -> Heading:
    """What a header cell says: ``总规模（亩）`` is 总规模 in 亩 (``domain.md`` D27, D29)."""
    text, unit = half_width(raw), None
    for found in reversed(list(_BRACKETS.finditer(text))):
        inner = _UNIT_WORD.sub("", found["inner"])
        named = unit_in(inner)
        if named:
            unit = unit or named
        if named or inner in lexicon.words("counting") or _is_hint(inner):
            text = text[: found.start()] + text[found.end() :]
    # The first sign counts: 密度/株/亩 is a density in 株/亩.
    for tail in _BEFORE_UNIT.finditer(text):
        if named := unit_in(text[tail.end() :]):
            text, unit = text[: tail.start()], unit or named
            break
    text, named = _without_unit(text)
    if not any(acronym in text for acronym in lexicon.words("acronym")):
        text = _FIELD_NAME.sub("", text)  # a database's own name of the column: XMBH项目编号
    return Heading(text, key(text), unit or named)


def _without_unit(text: str) -> tuple[str, str | None]:
    """A heading without the unit right behind it: 建筑面积平方米, 占地㎡. One sign (亩, 元) may belong to the name."""
    shortest = 1 if text[-1:] in _UNIT_SIGNS else 2
    for length in range(min(_LONGEST_UNIT, len(text) - _SHORTEST_NAME), shortest - 1, -1):
        if unit := quantity.unit_named(text[-length:]):
            return text[:-length], unit.name
    return text, None


def _is_hint(inner: str) -> bool:
    named = inner.isascii() and inner.isupper() and inner.replace("_", "").isalpha() and len(inner) > 2
    return not inner or named or inner.lower() in lexicon.words("hint") or bool(_CITATION.match(inner))


@cache
def _declared_units() -> frozenset[str]:
    return frozenset(field.unit for kind in LEDGERS for field in fields_of(kind).values() if field.unit)


@cache
def unit_in(text: str) -> str | None:
    """The unit that ``text`` is, in its own name; None where it is none. ``2栏`` and ``户`` are no unit of measure."""
    text = _plainly(compact(text))
    unit = quantity.unit_named(text) or quantity.unit_named(half_width(text)) or quantity.unit_named(text.lower())
    if unit:
        return unit.name
    return text if text in _declared_units() - {"年"} else None


def _plainly(text: str) -> str:
    """A unit as it is said in full: 万方 of what stands on the ground is 万㎡."""
    return dict(pair.split("=") for pair in lexicon.words("loose_unit")).get(text, text)


def units_named(text: str) -> tuple[str, ...]:
    """The units of a unit line or a title: ``面积单位：公顷；金额单位：万元`` names 公顷 and 万元.

    Blanks part the units of a line, or the signs of a word that was spaced out.
    """
    found: dict[str, None] = {}
    for said in (_BLANKS.sub(" ", text), compact(text)):
        for match in re.finditer(r"单位[:：]([^)\]}】）。]+)", said):
            parts = re.split(rf"[、,，;；/和及\s]|{_OF_WHAT}单位[:：]?", match[1])
            found |= {named: None for part in parts if (named := unit_in(part))}
    found |= dict.fromkeys(_measures(text))
    told = (next(filter(None, match.groups())) for match in _UNIT_TOLD.finditer(compact(text)))
    found |= {named: None for said in told if (named := unit_in(said))}
    inner = (part for one in _BRACKETS.finditer(half_width(text)) for part in _PARTS.split(one["inner"]))
    return tuple(found | {named: None for part in inner if (named := _unit_of_part(part))})


def _unit_of_part(part: str) -> str | None:
    """The unit that a part of what stands in brackets is, or says of a measure: 亩, 金额:元."""
    measure = _MEASURE.fullmatch(part)
    return unit_in(measure[1] if measure else part)


def says_units(text: str) -> bool:
    """Whether a line beside a table is one of units: it has the word, or says of each measure its unit."""
    return "单位" in text or bool(_measures(text))


def _measures(text: str) -> list[str]:
    """The units of a line that is nothing but measures with theirs: ``面积：平方米；金额：万元``."""
    pairs = [_MEASURE.fullmatch(part) for part in _PARTS.split(text.strip(" \u3000()（）")) if part]
    units = [unit_in(pair[1]) if pair else None for pair in pairs]
    return [unit for unit in units if unit] if units and all(units) else []
