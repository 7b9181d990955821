"""The colours of an .xlsx, however they are said: by their parts, by a number of the palette or by the theme."""

import colorsys
import re
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree import ElementTree as ET

from app.services.workbook.read.package import THEME, Package, every, local

Colour: TypeAlias = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

# ECMA-376 18.8.27: the first eight stand twice.
_BASIC = "000000 FFFFFF FF0000 00FF00 0000FF FFFF00 FF00FF 00FFFF"
_PALETTE = f"""{_BASIC} {_BASIC} 800000 008000 000080 808000 800080 008080 C0C0C0 808080 9999FF 993366 FFFFCC CCFFFF
660066 FF8080 0066CC CCCCFF 000080 FF00FF FFFF00 00FFFF 800080 800000 008080 0000FF 00CCFF CCFFFF CCFFCC FFFF99 99CCFF
FF99CC CC99FF FFCC99 3366FF 33CCCC 99CC00 FFCC00 FF9900 FF6600 666699 969696 003366 339966 003300 333300 993300 993366
333399 333333""".split()
_THEME = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
_ARGB = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


@dataclass(frozen=True, slots=True)
class Colours:
    """What the numbers of a workbook's colours stand for."""

    palette: tuple[str, ...]
    theme: tuple[str, ...]

    @classmethod
    def of(cls, package: Package, styles: ET.Element) -> "Colours":
        """The workbook's palette and theme. Raises ParseError."""
        own = [colour.get("rgb", "") for group in every(styles, "indexedColors") for colour in group]
        part = package.beside(*THEME)
        return cls(tuple(own or _PALETTE), _theme(package.tree(part)) if part else ())

    def rgb(self, colour: ET.Element) -> Colour | None:
        """The colour that a ``fgColor`` says; None where it says none."""
        said = colour.get("rgb") or _at(self.palette, colour.get("indexed")) or _at(self.theme, colour.get("theme"))
        found = _ARGB.fullmatch(said or "")
        if found is None:
            return None
        red, green, blue = bytes.fromhex(found[1])
        return _tinted((red, green, blue), float(colour.get("tint") or 0))


def _at(colours: tuple[str, ...], number: str | None) -> str | None:
    place = int(number) if number and number.isdecimal() else len(colours)
    return colours[place] if place < len(colours) else None


def _theme(tree: ET.Element) -> tuple[str, ...]:
    said = {local(colour.tag): colour[0] for scheme in every(tree, "clrScheme") for colour in scheme if len(colour)}
    shown = {name: colour.get("lastClr") or colour.get("val") or "" for name, colour in said.items()}
    return tuple(shown.get(name, "") for name in _THEME)


def _tinted(colour: Colour, tint: float) -> Colour:
    """ECMA-376 18.8.19: a tint moves the lightness towards white, below 0 towards black."""
    if not -1 <= tint <= 1 or tint == 0:
        return colour
    hue, light, rich = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    red, green, blue = (round(part * 255) for part in colorsys.hls_to_rgb(hue, light, rich))
    return red, green, blue
