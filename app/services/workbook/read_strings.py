"""The shared texts of an .xlsx: what each says, how much of it is struck through, and whether any of it is red.

A clerk who corrects a figure strikes the old one and writes the new one behind it, in one cell; calamine gives both
as one text. A reviewer writes her word in red behind what stands there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from app.services.workbook.read_look import verdict_ink
from app.services.workbook.read_package import SHARED_STRINGS, Package

STRIKE, COLOUR = b"strike", b"color"

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ON = frozenset({"", "1", "true", "on"})
_RGB = re.compile(r"(?:[0-9A-Fa-f]{2})?([0-9A-Fa-f]{6})")


@dataclass(slots=True)
class Text:
    """The runs of one text, those that are struck through apart; ``ink`` is the colour of a reviewer's signs in it."""

    runs: list[tuple[str, bool]] = field(default_factory=list)
    ink: str = ""

    @property
    def whole(self) -> str:
        """All of it."""
        return "".join(run for run, _ in self.runs)

    @property
    def kept(self) -> str:
        """What is not struck through."""
        return "".join(run for run, struck in self.runs if not struck)

    @property
    def is_struck(self) -> bool:
        """Whether any of it is struck through."""
        return any(struck and run.strip() for run, struck in self.runs)


def unescaped(text: str) -> str:
    """The text with the signs that XML cannot hold: ``_x000D_`` is the end of a line."""
    return _ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(escape: re.Match[str]) -> str:
    sign = chr(int(escape[1], 16))
    return sign if sign.isprintable() or sign in "\t\r\n" else escape[0]


class TextReader:
    """Gathers a text from the elements inside an ``si`` or an ``is``; how a text is spoken is left out."""

    def __init__(self) -> None:
        self.text = Text()
        self._struck = self._reads = False
        self._ink = ""
        self._spoken = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element, by its local name."""
        match tag:
            case "rPh":
                self._spoken += 1
            case "r":
                self._struck, self._ink = False, ""
            case "color":
                self._ink = _ink(attributes.get("rgb", ""))
            case "strike":
                self._struck = attributes.get("val", "") in _ON
            case "t" if not self._spoken:
                self._reads = True
                self.text.runs.append(("", self._struck))

    def end(self, tag: str) -> None:
        """End an element."""
        match tag:
            case "rPh":
                self._spoken -= 1
            case "t":
                self._reads = False

    def take(self, data: str) -> None:
        """Take what lies between tags."""
        if self._reads:
            run, struck = self.text.runs[-1]
            self.text.runs[-1] = (run + data, struck)
            if self._ink and data.strip():
                self.text.ink = self._ink


def _ink(said: str) -> str:
    """What a run's colour means; one that is said by a number of the palette or the theme is left to the cell's own."""
    found = _RGB.fullmatch(said)
    if found is None:
        return ""
    red, green, blue = bytes.fromhex(found[1])
    return verdict_ink((red, green, blue))


class _SharedReader:
    """Reads the part; each ``si`` is a text."""

    def __init__(self) -> None:
        self.texts: list[Text] = []
        self._reader = TextReader()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(" ")[2]
        if name == "si":
            self._reader = TextReader()
            self.texts.append(self._reader.text)
        self._reader.start(name, attributes)

    def end(self, tag: str) -> None:
        self._reader.end(tag.rpartition(" ")[2])

    def take(self, data: str) -> None:
        self._reader.take(data)


def shared_texts(package: Package) -> list[Text]:
    """The shared texts in order; none where the package has no such part. Raises ExpatError."""
    part = package.beside(*SHARED_STRINGS)
    return _parsed(package.pieces(part)) if part else []


def _parsed(pieces: Iterable[bytes]) -> list[Text]:
    reader = _SharedReader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.take
    for piece in pieces:
        parser.Parse(piece)
    parser.Parse(b"", True)
    return reader.texts


def marked_texts(package: Package) -> dict[int, Text]:
    """The shared texts of which some is struck through or red, by number: usually none, which is told at once."""
    part = package.beside(*SHARED_STRINGS)
    if part is None or not any(STRIKE in piece or COLOUR in piece for piece in package.pieces(part)):
        return {}
    return {number: text for number, text in enumerate(shared_texts(package)) if text.is_struck or text.ink}
