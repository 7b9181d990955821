"""What the styles and the shared texts of an .xlsb say of values: struck through, painted in a verdict's colour."""

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from app.services.workbook.read.colours import Colour, Colours
from app.services.workbook.read.look import verdict_colour, verdict_ink
from app.services.workbook.read.package import Package
from app.services.workbook.read.xlsb_records import pieces, records, rich

WORKBOOK = "xl/workbook.bin"
_TEXT, _FONT, _FILL, _FORMAT, _FORMATS_BEGIN, _FORMATS_END = 19, 43, 45, 47, 617, 618
_STRUCK = 0x08
_SOLID = 1
_FILL_COLOUR, _FONT_COLOUR = 4, 12  # the byte where it is said
_HAS_RGB = 0x01
_NAMED_COLOURS = {1: "indexed", 3: "theme"}
_FULL_TINT = 32_767


@dataclass(frozen=True, slots=True)
class Formats:
    """Fonts that strike through; cell formats that do, that paint, that write in red; shared texts struck in part."""

    struck_fonts: frozenset[int]
    struck: frozenset[int]
    filled: Mapping[int, str]
    inked: Mapping[int, str]
    texts: Mapping[int, Sequence[tuple[str, bool]]]


def formats_of(package: Package) -> Formats:
    """The workbook's formats by their numbers. Raises IndexError and struct.error where a part is damaged."""
    fonts: list[bool] = []
    inks: list[str] = []
    fills: list[str] = []
    formats: list[tuple[int, int]] = []
    are_cells = False
    colours = Colours.of(package, ET.Element("styleSheet"))
    for kind, body in _part(package, "styles"):
        if kind == _FONT:
            fonts.append(bool(body[2] & _STRUCK))
            inks.append(verdict_ink(rgb) if (rgb := _rgb(body, _FONT_COLOUR, colours)) else "")
        elif kind == _FILL:
            fills.append(_fill(body, colours))
        elif kind in (_FORMATS_BEGIN, _FORMATS_END):
            are_cells = kind == _FORMATS_BEGIN
        elif kind == _FORMAT and are_cells:
            formats.append(struct.unpack_from("<HH", body, 4))
    struck = frozenset(number for number, is_struck in enumerate(fonts) if is_struck)
    return Formats(
        struck_fonts=struck,
        struck=frozenset(number for number, (font, _) in enumerate(formats) if font in struck),
        filled={number: fills[fill] for number, (_, fill) in enumerate(formats) if fill < len(fills) and fills[fill]},
        inked={number: inks[font] for number, (font, _) in enumerate(formats) if font < len(inks) and inks[font]},
        texts=dict(_struck_texts(package, struck)),
    )


def _part(package: Package, kind: str) -> Iterator[tuple[int, bytes]]:
    """The records of the workbook's part of a ``kind``; none where it has none."""
    targets = (one.target for one in package.relations(WORKBOOK) if one.kind == kind)
    found = next((target for target in targets if target in package), None)
    return records(package.read(found)) if found else iter(())


def _fill(body: bytes, colours: Colours) -> str:
    """The verdict that a fill's colour stands for, if it does."""
    is_solid = int.from_bytes(body[:4], "little") == _SOLID
    rgb = _rgb(body, _FILL_COLOUR, colours) if is_solid else None
    return verdict_colour(rgb) if rgb else ""


def _rgb(body: bytes, start: int, colours: Colours) -> Colour | None:
    """The colour said at ``start``; None where it says none."""
    sort, number, tint, red, green, blue = struct.unpack_from("<BBhBBB", body, start)
    if named := _NAMED_COLOURS.get(sort >> 1):
        return colours.rgb(ET.Element("color", {named: str(number), "tint": str(tint / _FULL_TINT)}))
    return (red, green, blue) if sort & _HAS_RGB else None


def _struck_texts(package: Package, struck: frozenset[int]) -> Iterator[tuple[int, Sequence[tuple[str, bool]]]]:
    if not struck:
        return
    bodies = (body for kind, body in _part(package, "sharedStrings") if kind == _TEXT)
    for number, (text, runs) in enumerate(rich(body, 0) for body in bodies):
        if any(font in struck for _, font in runs):
            yield number, pieces(text, runs, struck)
