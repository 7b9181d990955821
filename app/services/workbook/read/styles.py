"""The cell formats of an .xlsx that say something of a value: struck through, a verdict's colour or ink, a date."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from xml.etree import ElementTree as ET

from app.services.workbook.read.colours import Colours
from app.services.workbook.read.look import verdict_colour, verdict_ink
from app.services.workbook.read.package import STYLES, Package, every

# East Asian programs write 27 to 36 and 50 to 58, and say nowhere that these are dates.
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)})
_BUILT_IN_SPANS = frozenset({46})
_UNREAD = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\]|\[(?:DBNum\d|Color\d+|[A-Za-z]{3,}|[<>=][^\]]*)\]', re.IGNORECASE
)
_SPAN = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE = re.compile(r"[ymdhs]|上午/下午", re.IGNORECASE)


class Kind(Enum):
    """What a number is shown as."""

    DATE = auto()
    SPAN = auto()


@dataclass(frozen=True, slots=True)
class Styles:
    """Cell formats by their index."""

    struck: frozenset[int] = frozenset()
    filled: dict[int, str] = field(default_factory=dict)
    inked: dict[int, str] = field(default_factory=dict)
    kinds: dict[int, Kind] = field(default_factory=dict)

    @property
    def interesting(self) -> frozenset[int]:
        """Those that strike a text through, paint a cell in a verdict's colour or write in its ink."""
        return self.struck | self.filled.keys() | self.inked.keys()


def styles(package: Package) -> Styles:
    """The workbook's formats. Raises ParseError and ValueError where their part is damaged."""
    part = package.beside(*STYLES)
    if part is None:
        return Styles()
    tree = package.tree(part)
    colours = Colours.of(package, tree)
    fonts = list(_members(tree, "fonts"))
    strokes, inks = list(map(_struck, fonts)), [_ink(font, colours) for font in fonts]
    fills = [_painted(fill, colours) for fill in _members(tree, "fills")]
    codes = {number.get("numFmtId"): number.get("formatCode", "") for number in every(tree, "numFmt")}
    formats = list(_members(tree, "cellXfs"))
    kinds = [_kind(one.get("numFmtId", "0"), codes) for one in formats]
    return Styles(
        struck=frozenset(index for index, one in enumerate(formats) if _of(strokes, one.get("fontId"))),
        filled={index: fill for index, one in enumerate(formats) if (fill := _of(fills, one.get("fillId")))},
        inked={index: ink for index, one in enumerate(formats) if (ink := _of(inks, one.get("fontId")))},
        kinds={index: kind for index, kind in enumerate(kinds) if kind},
    )


def _members(tree: ET.Element, group: str) -> Iterator[ET.Element]:
    return (member for found in every(tree, group) for member in found)


def _of(known: list[str], index: str | None) -> str:
    place = int(index or 0)
    return known[place] if place < len(known) else ""


def _struck(font: ET.Element) -> str:
    return "1" if any(one.get("val", "1") not in ("0", "false") for one in every(font, "strike")) else ""


def _painted(fill: ET.Element, colours: Colours) -> str:
    if not any(pattern.get("patternType") == "solid" for pattern in every(fill, "patternFill")):
        return ""
    rgb = next((colours.rgb(colour) for colour in every(fill, "fgColor")), None)
    return verdict_colour(rgb) if rgb else ""


def _ink(font: ET.Element, colours: Colours) -> str:
    rgb = next((colours.rgb(colour) for colour in every(font, "color")), None)
    return verdict_ink(rgb) if rgb else ""


def _kind(number: str, codes: dict[str | None, str]) -> Kind | None:
    """What the number format ``number`` shows: the workbook's own meaning of it counts before the usual one."""
    if number in codes:
        return shown_as(codes[number])
    place = int(number) if number.isdecimal() else 0
    return Kind.DATE if place in _BUILT_IN_DATES else Kind.SPAN if place in _BUILT_IN_SPANS else None


def shown_as(code: str) -> Kind | None:
    """What a format's first section shows: ``yyyy"年"m"月"`` is a date, ``[h]:mm`` a span of time, ``0.00`` neither."""
    section = _UNREAD.sub("", code).partition(";")[0]
    if _SPAN.search(section):
        return Kind.SPAN
    return Kind.DATE if _DATE.search(section) and "General" not in section else None
