"""The pictures of an .xlsx: those that float over a cell, and those that WPS keeps inside one (``DISPIMG``).

What a picture is, its first bytes say, never its name. Whatever is broken here costs its pictures and a remark, never
the sheet.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree as ET

from app.services.workbook.book import Picture, Position
from app.services.workbook.picture_head import kind_of
from app.services.workbook.read.ooxml import MALFORMED
from app.services.workbook.read.package import Package, Relation, SheetPlace, every, local

LARGEST = 32 << 20
"""Bytes of one picture."""
MOST = 256 << 20
"""Bytes of all pictures of a workbook."""
MOST_DRAWING = 16 << 20
"""Bytes of a part that says where pictures lie."""
_CELL_PICTURES = ("cellImage", "xl/cellimages.xml")
_BROKEN = "有的图片读不出来，没有带入；请用 WPS 或 Excel 打开另存一次再导入"
_FILE = re.compile(r"(?:.*[/\\])?([^/\\]{1,80})\.(?:png|jpe?g|gif|bmp|webp)", re.IGNORECASE | re.DOTALL)
DRAWN_KEY = "zgtz-photo"
"""What a picture drawn anew for an export says of itself: this, and the SHA-256 of the photo's file."""
DRAWN_OF = re.compile(rb"zgtz-photo[:\0] ?([0-9a-f]{64})")
_ANCHORS = frozenset({"oneCellAnchor", "twoCellAnchor"})

Floating = dict[Position, tuple[Picture, ...]]
"""The pictures that begin on each cell of a sheet."""


@dataclass(frozen=True, slots=True)
class Found:
    """By sheet what floats over its cells, by their names those inside cells, and what the clerk should know."""

    floating: Mapping[str, Floating] = field(default_factory=dict)
    inside: Mapping[str, Picture] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


def find_pictures(data: bytes) -> Found:
    """Every picture that a workbook's package keeps and shows; one that is not taken has no ``suffix``."""
    try:
        with Package(data) as package:
            album = _Album(package)
            floating = {place.title: album.floating(place) for place in package.sheets() if place.part}
            return Found(floating, album.inside(), tuple(album.remarks()))
    except MALFORMED:
        return Found(remarks=(_BROKEN,))


def read_picture(package: Package, picture: Picture) -> bytes | None:
    """The bytes of a picture that was found in the package; None where it holds it no more."""
    try:
        content = b"".join(package.stored(picture.part))
    except MALFORMED:
        return None
    return content if hashlib.sha256(content).hexdigest() == picture.sha256 else None


@dataclass(slots=True)
class _Album:
    """The pictures of a package, each looked at once; ``spent`` is how many bytes they come to."""

    package: Package
    known: dict[str, Picture] = field(default_factory=dict)
    spent: int = 0
    is_broken: bool = False

    def floating(self, place: SheetPlace) -> Floating:
        """The pictures of a sheet's drawings; of a broken one, those before the fault."""
        found: Floating = {}
        try:
            for position, picture in self._anchored(place.part):
                found[position] = (*found.get(position, ()), picture)
        except MALFORMED:
            self.is_broken = True
        return found

    def inside(self) -> dict[str, Picture]:
        """The pictures that cells show, by the names that their formulas call them."""
        found: dict[str, Picture] = {}
        try:
            if part := self.package.beside(*_CELL_PICTURES):
                targets = self._targets(part)
                for shown in every(self._tree(part), "pic"):
                    if picture := self._picture(shown, targets):
                        found[_name(shown)] = picture
        except MALFORMED:
            self.is_broken = True
        return found

    def remarks(self) -> Iterator[str]:
        """What could not be read."""
        if self.is_broken:
            yield _BROKEN

    def _anchored(self, sheet: str) -> Iterator[tuple[Position, Picture]]:
        for drawing in (one.target for one in self.package.relations(sheet) if one.kind == "drawing"):
            targets = self._targets(drawing)
            for anchor in self._tree(drawing).iter():
                if local(anchor.tag) in _ANCHORS:
                    position = _begins(anchor)
                    for shown in every(anchor, "pic"):
                        if picture := self._picture(shown, targets):
                            yield position, picture

    def _tree(self, part: str) -> ET.Element:
        """The tree of a drawing. Raises ValueError where it would take more memory than pictures are worth."""
        if self.package.size(part) > MOST_DRAWING:
            raise ValueError(part)
        return self.package.tree(part)

    def _targets(self, part: str) -> dict[str, Relation]:
        return {one.ident: one for one in self.package.relations(part)}

    def _picture(self, shown: ET.Element, targets: Mapping[str, Relation]) -> Picture | None:
        """The picture that an element shows; None where it lies outside the package."""
        idents = (value for blip in every(shown, "blip") for key, value in blip.items() if local(key) == "embed")
        target = targets.get(next(idents, ""))
        if target is None:
            return None
        if target.target not in self.known:
            self.known[target.target] = self._looked_at(target.target)
        return replace(self.known[target.target], name=_called(shown))

    def _looked_at(self, part: str) -> Picture:
        digest, size, kind, head = hashlib.sha256(), 0, "", b""
        for piece in self.package.stored(part):
            kind, head = kind or kind_of(piece), head or piece
            size += len(piece)
            if not kind or size > LARGEST or self.spent + size > MOST:
                return Picture(part, "", "", "", size)
            digest.update(piece)
        self.spent += size
        drawn = DRAWN_OF.search(head)
        return Picture(part, "", kind, digest.hexdigest(), size, drawn[1].decode() if drawn else "")


def _begins(anchor: ET.Element) -> Position:
    """The cell under the upper left corner. Raises ValueError where it is not said."""
    corner = next(every(anchor, "from"), anchor)
    said = {local(one.tag): one.text or "" for one in corner}
    return int(said.get("row", "")) + 1, int(said.get("col", ""))


def _properties(shown: ET.Element) -> Mapping[str, str]:
    return next((one.attrib for one in every(shown, "cNvPr")), {})


def _name(shown: ET.Element) -> str:
    return _properties(shown).get("name", "")


def _called(shown: ET.Element) -> str:
    """The name of the file that a picture was made of, where the workbook tells it; without its ending."""
    told = (_FILE.fullmatch(_properties(shown).get(key, "").strip()) for key in ("descr", "name"))
    return next((one[1] for one in told if one), "")
