"""Numbers written in Chinese: 三百二十, 壹佰, 十二点五, and the signs of a year, 二〇二二."""

import re
from decimal import Decimal

_SIGNS = {
    **{sign: str(value) for value, sign in enumerate("零一二三四五六七八九")},
    **{sign: str(value) for value, sign in enumerate("〇壹贰叁肆伍陆柒捌玖")},
    "○": "0",
    "两": "2",
}
_STEPS = {"千": 1000, "仟": 1000, "百": 100, "佰": 100, "十": 10, "拾": 10}
_SCALES = {"亿": 10**8, "万": 10**4}
_DIGITS = str.maketrans(_SIGNS)
_SIGN = f"[{''.join(_SIGNS)}]"
_ANY = re.compile(f"[{''.join(_SIGNS)}{''.join(_STEPS)}]")
_TENS = re.compile(rf"({_SIGN})?[十拾]({_SIGN})?")
_STEP = re.compile(rf"(零|〇)?({_SIGN})?([{''.join(_STEPS)}])?")


def digits(said: str) -> str:
    """``said`` with its Chinese numerals up to 99 as digits, sign by sign: 二〇二二年三月十二日 is 2022年3月12日."""
    if not _ANY.search(said):
        return said
    return _TENS.sub(lambda found: f"{found[1] or '一'}{found[2] or '〇'}", said).translate(_DIGITS)


def numeral(said: str) -> Decimal | None:
    """The number that ``said`` spells (三百, 一千二百, 十二点五, 三万五千); None where it spells none for certain.

    Signs in a row without their places (一二) may be two figures, and 三百五 may be 350: they are none.
    """
    if said in ("零", "〇"):
        return Decimal(0)
    whole, point, fraction = said.partition("点")
    size = _whole(whole)
    if size is None or (point and not (fraction and set(fraction) <= set(_SIGNS))):
        return None
    return Decimal(size) + (Decimal("0." + fraction.translate(_DIGITS)) if point else 0)


def _whole(said: str) -> int | None:
    for sign, scale in _SCALES.items():
        before, found, after = said.partition(sign)
        if found:
            high, low = _whole(before), _group(after, scale, begins=False) if after else 0
            return None if high is None or low is None else high * scale + low
    return _group(said, 10**4, begins=True) if said else None


def _group(said: str, above: int, *, begins: bool) -> int | None:
    """A number below ten thousand; where it does not begin the number, nothing is left out unless a zero says so."""
    total, position = 0, 0
    while position < len(said):
        found = _STEP.match(said, position)
        if found is None or found.end() == position:
            return None
        zero, sign, step = found.groups()
        size = _STEPS[step] if step else 1
        is_bare_ten = sign is None and size == 10 and total == 0
        if (
            size >= above
            or (sign is None and not is_bare_ten)
            or not (zero or size * 10 == above or (begins and not position))
        ):
            return None
        total += int((sign or "一").translate(_DIGITS)) * size
        above, position = size, found.end()
    return total
