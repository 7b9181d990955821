"""The texts of an .xlsx: what each says, how much of it is struck through, and whether any of it is red.

A clerk who corrects a figure strikes the old one and writes the new one behind it, in one cell. A reviewer writes her
word in red behind what stands there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat

from app.services.workbook.read.look import verdict_ink
from app.services.workbook.read.package import SHARED_STRINGS, Package
from app.services.workbook.read.plain import NotPlain, plain_stretches

STRIKE, COLOUR = b"strike", b"color"

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ON = frozenset({"", "1", "true", "on"})
_REFERENCE = re.compile(r"&(?:#x([0-9A-Fa-f]{1,8});|#([0-9]{1,8});|(\w+);)?")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_BLANKS = frozenset(b"\t\n\r")
_ALLOWED = (range(0x20, 0xD800), range(0xE000, 0xFFFE), range(0x10000, 0x110000))
_ITEM = re.compile(rb'<si>(?:<t(?: xml:space="preserve")?>([^<]*)</t>|(.*?))</si>', re.DOTALL)
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

    @property
    def is_marked(self) -> bool:
        """Whether any of it is struck through or red."""
        return self.is_struck or bool(self.ink)


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


def text_of(element: bytes) -> Text:
    """The text of an ``si`` or ``is`` element; a prefix may be said elsewhere. Raises ExpatError."""
    reader = TextReader()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda tag, attributes: reader.start(tag.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda tag: reader.end(tag.rpartition(":")[2])
    parser.CharacterDataHandler = reader.take
    parser.Parse(element, True)
    return reader.text


def decoded(raw: bytes) -> str:
    """The text that stands between two tags as a parser gives it on. Raises NotPlain and UnicodeDecodeError."""
    text = raw.decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _REFERENCE.sub(_referred, text) if "&" in text else text


def _referred(reference: re.Match[str]) -> str:
    """The sign that a reference stands for."""
    hexadecimal, number, name = reference.groups()
    if hexadecimal or number:
        code = int(hexadecimal, 16) if hexadecimal else int(number)
    else:
        code = ord(_NAMED.get(name, "\0"))
    if not (code in _BLANKS or any(code in allowed for allowed in _ALLOWED)):
        raise NotPlain(reference[0])
    return chr(code)


def shared_texts(package: Package) -> tuple[list[str], dict[int, Text]]:
    """The shared texts in order, and by number those of which some is struck through or red.

    None where the package has no such part. Raises ExpatError.
    """
    part = package.beside(*SHARED_STRINGS)
    if part is None:
        return [], {}
    try:
        return _plain_texts(package.pieces(part))
    except NotPlain:
        texts = _parsed(package.pieces(part))
    return [unescaped(text.whole) for text in texts], {
        number: text for number, text in enumerate(texts) if text.is_marked
    }


def _plain_texts(pieces: Iterable[bytes]) -> tuple[list[str], dict[int, Text]]:
    """The texts of a part that is written as nearly every program does it. Raises NotPlain."""
    texts: list[str] = []
    marked: dict[int, Text] = {}
    for stretch in plain_stretches(pieces, b"</si>"):
        found = _ITEM.findall(stretch)
        if len(found) != stretch.count(b"<si") or b":si" in stretch or b"<!" in stretch:
            raise NotPlain
        for plain, other in found:
            if other:
                text = text_of(b"<si>%s</si>" % other)
                if text.is_marked:
                    marked[len(texts)] = text
            texts.append(unescaped(text.whole if other else decoded(plain)))
    return texts, marked


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
