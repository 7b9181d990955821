"""The quantities in a clause: value, unit, and on which side of the value the aim lies."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from app.models import quantity
from app.services.importing.proposal.lexicon import (
    bound_pattern,
    bounds,
    direction_of,
    exclusions,
    measures,
    words,
)

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_SPOKEN = "[一二两三四五六七八九十][一二两三四五六七八九十百千零]*"
_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_MONEY_SHORT = "亿"
_SHARES = {"百": "%", "千": "‰", "万": "‱"}
_AT_LEAST = ">="
_AT_MOST = "<="
_NOUN = 6


@dataclass(frozen=True, slots=True)
class Amount:
    """A quantity in a clause: ``start`` and ``end`` enclose it with its bounding words.

    ``noun`` stands between the unit and the bounding word after it (600个*点位*以上); ``spoken`` tells a
    number written in one Chinese sign, which is as often a manner of speaking as a figure.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    scale: int
    direction: str
    noun: str
    spoken: bool
    notes: tuple[str, ...]


@cache
def _form() -> re.Pattern[str]:
    units = "|".join(re.escape(one) for one in sorted(measures(), key=len, reverse=True))
    number = f"(?:{_NUMBER}|{_SPOKEN})"
    return re.compile(
        rf"(?<![\d.:])(?:(?P<of>[百千万])分之(?P<percent>{number})|"
        rf"(?P<low>{number})(?:(?:{units})?(?:-+|至|到)(?P<high>{_NUMBER}))?(?P<unit>(?P<times>[十百千万亿]*)(?:{units}))(?P<per>/(?:{units}|年|月|日))?)"
    )


def amounts(text: str) -> list[Amount]:
    """The quantities of a clause in order; figures that are labels, dates, scales and the like are no quantities."""
    blank = exclusions().sub(lambda found: "\0" * len(found[0]), text)
    return list(_found(text, blank))


def _found(text: str, blank: str) -> Iterator[Amount]:
    last = 0
    for found in _form().finditer(blank):
        start, before = _before(blank, last, found.start())
        end, noun, after = _after(blank, found.end(), counted=found["times"] is not None)
        direction = _direction(before, after) or (_AT_LEAST if found["high"] else "")
        value, unit, scale, notes = _measured(found, direction)
        notes += _doubts(before, after, text[found.start() : end])
        yield Amount(start, end, value, unit, scale, direction, noun, _is_manner(found), notes)
        last = end


def _before(text: str, last: int, start: int) -> tuple[int, str]:
    """Where the bounding word before a number begins, and the word."""
    lead = text[last:start]
    word = "" if lead.endswith(words("not_bound")) else _ending(lead)
    return start - len(word), word


def _ending(lead: str) -> str:
    return next((one.word for one in bounds("before") if lead.endswith(one.word)), "")


def _is_manner(found: re.Match[str]) -> bool:
    """Whether a number is as likely a manner of speaking (一个, 三五处): things counted in single Chinese signs."""
    number = found["low"] or ""
    if not number or number[0].isdigit() or found["times"] or quantity.unit_named(found["unit"]):
        return False
    return len(number) == 1 or not set(number) & set(_STEPS)


def _after(text: str, end: int, *, counted: bool) -> tuple[int, str, str]:
    """Where the bounding word after a number ends, the noun before it, and the word."""
    noun = rf"(?P<noun>[^,、()和及\d]{{0,{_NOUN if counted else 0}}}?)"
    found = re.compile(rf"{noun}(?P<word>{bound_pattern('after').pattern})").match(text, end)
    return (found.end(), found["noun"], found["word"]) if found else (end, "", "")


def _measured(found: re.Match[str], direction: str) -> tuple[Decimal, str, int, tuple[str, ...]]:
    """The value, its unit, the places it is kept with, and what is to be noted about them."""
    if found["percent"]:
        ratio = measures()[_SHARES[found["of"]]]
        return _value(found["percent"]), ratio.unit, ratio.scale, ()
    spelling, factor = found["unit"], 1
    while spelling not in measures():  # 3千亩: the unit is 亩, the number thousands
        factor, spelling = factor * _STEPS[spelling[0]], spelling[1:]
    end = "high" if found["high"] and direction == _AT_MOST else "low"
    one, value = measures()[spelling], _value(found[end]) * factor
    notes: tuple[str, ...] = ()
    if spelling == _MONEY_SHORT:
        notes += (f"原文“{found['low']}{spelling}”没有写单位，按{one.unit}读取",)
    if found["high"]:
        notes += (f"原文是区间“{found[0]}”，按{'上' if end == 'high' else '下'}限读取",)
    return value, one.unit + (found["per"] or ""), max(one.scale, _places(value)), notes


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _value(text: str) -> Decimal:
    if text[0].isdigit():
        return Decimal(text.replace(",", ""))
    total = digit = 0
    for sign in text:
        if sign in _STEPS:
            total, digit = total + (digit or 1) * _STEPS[sign], 0
        else:
            digit = _DIGITS[sign]
    return Decimal(total + digit)


def _direction(before: str, after: str) -> str:
    """What the two bounding words say together; the verb before the number says what is meant."""
    said = [direction_of(word) for word in (before, after) if word]
    return next((one for one in said if one), "")


def _doubts(before: str, after: str, printed: str) -> tuple[str, ...]:
    """What is suspicious in the wording: a reaching verb with an upper bound, a figure that is none."""
    said = {direction_of(word) for word in (before, after) if word} - {""}
    whole = f"“{before}{printed}”"
    if len(said) > 1:
        return (f"{whole}：“{before}”与“{after}”矛盾，按“{before}”理解",)
    if before in words("vague") or after in words("vague"):
        return (f"{whole}是约数",)
    return ()
