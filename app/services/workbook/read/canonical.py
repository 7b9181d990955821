"""A sheet part as any program may write it -> the way that most do, a stretch of whole rows at a time.

Cells are found by a search of the part's bytes. What only a parser understands, other encodings, comments, references
for signs, blanks around an equals sign, would pass it by: such a part is written anew first.
"""

import re
from collections.abc import Iterable, Iterator
from xml.parsers import expat

from app.services.workbook.book import column_of, letter
from app.services.workbook.read.package import local
from app.services.workbook.xml_text import escape, quoted

_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_SPOKEN = "rPh"
_TEXTS = frozenset({"v", "f", "t"})
_KEPT = {
    "worksheet": (),
    "sheetData": (),
    "row": ("r", "hidden", "ht", "customHeight"),
    "c": ("r", "s", "t"),
    "v": (),
    "f": ("t", "ref", "si"),
    "is": (),
    "r": (),
    "rPr": (),
    "strike": ("val",),
    "t": (),
    "col": ("min", "max", "hidden", "width"),
    "mergeCell": ("ref",),
    "filterColumn": (),
}


def canonical(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The part in stretches of whole rows, each cell with its place. Raises ExpatError and ValueError."""
    writer = _Writer()
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.take
    parser.StartDoctypeDeclHandler = _refuse
    for piece in pieces:
        parser.Parse(piece)
        yield writer.rows()
    parser.Parse(b"", True)
    yield writer.all()


def _refuse(name: str, *_: object) -> None:
    raise ValueError(name)


class _Writer:
    """Writes what matters of the elements of the main namespace, which is the one of the first element."""

    def __init__(self) -> None:
        self._written: list[str] = []
        self._whole = 0  # up to where there are only whole rows
        self._space: str | None = None
        self._spoken = 0
        self._reads = False
        self._row = self._column = 0
        self._unnumbered: int | None = None  # where a row was begun that did not say its number

    def rows(self) -> bytes:
        """What has been written up to the end of the last row."""
        whole, self._written = self._written[: self._whole], self._written[self._whole :]
        self._whole = 0
        return "".join(whole).encode()

    def all(self) -> bytes:
        """What has been written and not yet been given."""
        self._whole = len(self._written)
        return self.rows()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        if self._space is None:
            self._space = tag.rpartition("}")[0]
        name = self._own(tag)
        if name == _SPOKEN:
            self._spoken += 1
        if self._spoken or name not in _KEPT:
            return
        if name == "row":
            attributes = self._row_placed(attributes)
        elif name == "c":
            attributes = self._cell_placed(attributes)
        said = "".join(f" {key}={quoted(attributes[key])}" for key in _KEPT[name] if key in attributes)
        self._written.append(f"<{name}{said}>")
        self._reads = name in _TEXTS

    def end(self, tag: str) -> None:
        """End an element."""
        name = self._own(tag)
        if name in _KEPT and not self._spoken:
            self._written.append(f"</{name}>")
            self._reads = False
            if name == "row":
                self._whole = len(self._written)
        if name == _SPOKEN:
            self._spoken -= 1

    def take(self, text: str) -> None:
        """Take text between tags."""
        if self._reads:
            self._written.append(escape(text))

    def _own(self, tag: str) -> str:
        space, _, _ = tag.rpartition("}")
        return local(tag) if space == self._space else ""

    def _row_placed(self, attributes: dict[str, str]) -> dict[str, str]:
        """A row that does not say its number has the one its cells say, else the next."""
        self._unnumbered = None if attributes.get("r") else len(self._written)
        self._row, self._column = int(attributes.get("r") or self._row + 1), 0
        return {**attributes, "r": str(self._row)}

    def _cell_placed(self, attributes: dict[str, str]) -> dict[str, str]:
        """A cell that does not say its place follows the one before. Raises ValueError where it says none that is."""
        place = attributes.get("r", "").replace("$", "").upper() or f"{letter(self._column)}{self._row}"
        found = _PLACE.fullmatch(place)
        if found is None:
            raise ValueError(place)
        if self._unnumbered is not None:
            self._row = int(found[2])
            self._written[self._unnumbered] = f'<row r="{self._row}">'
            self._unnumbered = None
        self._column = column_of(found[1]) + 1
        return {**attributes, "r": place}
