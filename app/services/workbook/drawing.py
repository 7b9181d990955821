"""Photos in the cells of data rows: each file once in the package, a picture for each place where it is shown.

A picture lies wholly inside its cell and moves and hides with it, so that a list can be sorted and filtered; the
cell's own text stands below it. The picture's file is put in as it is: nothing is lost, and it is known again. How its
camera was held no spreadsheet looks at, so the picture is turned.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from xml.sax.saxutils import quoteattr

from app.services.workbook.frame import column_widths
from app.services.workbook.layout import FillBlock, Photo, SheetFill
from app.services.workbook.package import read_part, rewrite_package

PLACED = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".bmp": "image/bmp"}
"""The pictures that every spreadsheet shows, and what a package calls them."""
ROW_HEIGHT = 110.0
"""Points of a row with photos."""
COLUMN_WIDTH = 20.0
"""Characters of a column for each photo that stands beside another."""
_NAME_HEIGHT = 30.0
_MARGIN = 2.0
_POINTS_OF_A_CHARACTER = 5.25
"""A little less than it is on any screen, so that a picture never reaches out of its cell."""
_EMU = 12_700
"""Units of a drawing in a point."""
TURNS = {
    1: (0, False),
    2: (0, True),
    3: (180, False),
    4: (180, True),
    5: (270, True),
    6: (90, False),
    7: (90, True),
    8: (270, False),
}
"""By EXIF orientation: the degrees to turn a picture clockwise, and whether it is mirrored before that."""
LYING = frozenset(held for held, (degrees, _) in TURNS.items() if degrees in (90, 270))
"""The orientations of pictures that lie on their side in their files."""
_UNITS_OF_A_DEGREE = 60_000
_TYPES = "[Content_Types].xml"
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def media_of(fills: Iterable[SheetFill]) -> dict[str, Photo]:
    """The files that sheets show, each once: the name of its part and one of its photos."""
    shown = {one.sha256: one for fill in fills for several in fill.photos.values() for one in several}
    return {f"photo{number}{one.suffix}": one for number, one in enumerate(shown.values(), 1)}


def with_drawings(skeleton: BytesIO, fills: Sequence[SheetFill]) -> BytesIO:
    """The skeleton with a place for a drawing on each sheet that shows photos; as it is where none does."""
    numbers = [number for number, fill in enumerate(fills, 1) if fill.photos]
    if not numbers:
        return skeleton
    changed = {_TYPES: _typed(read_part(skeleton, _TYPES), numbers)}
    for number in numbers:
        sheet = f"xl/worksheets/sheet{number}.xml"
        end = b"</worksheet>"
        changed[sheet] = read_part(skeleton, sheet).replace(end, b'<drawing r:id="rIdPhotos"/>' + end)
        relation = f'<Relationship Id="rIdPhotos" Type="{_RELATED}/drawing" Target="../drawings/photos{number}.xml"/>'
        changed[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = _relations(relation)
    target = BytesIO()
    rewrite_package(skeleton, target, changed)
    target.seek(0)
    return target


def _typed(content: bytes, numbers: Iterable[int]) -> bytes:
    """The list of the parts' types with those of the pictures and drawings."""
    said = "".join(f'<Default Extension="{suffix[1:]}" ContentType="{kind}"/>' for suffix, kind in PLACED.items())
    kind = "application/vnd.openxmlformats-officedocument.drawing+xml"
    drawings = "".join(
        f'<Override PartName="/xl/drawings/photos{number}.xml" ContentType="{kind}"/>' for number in numbers
    )
    head, end, rest = content.partition(b"</Types>")
    return head + said.encode() + drawings.encode() + end + rest


def _relations(text: str) -> bytes:
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}">{text}</Relationships>'.encode()


@dataclass(frozen=True, slots=True)
class Drawing:
    """The drawing of one sheet: it hears where the rows with photos come to stand, and is written after them."""

    fill: SheetFill
    names: Mapping[str, str]
    """The part's name of each file, by its SHA-256."""
    _rows: list[tuple[int, Sequence[Photo]]] = field(default_factory=list)

    def place(self, first: int, block: FillBlock) -> list[bool]:
        """Take in the rows of a block, the first numbered ``first`` as Excel does; which of them have photos."""
        found = [self.fill.photos.get(row_id, ()) for row_id in block.row_ids]
        self._rows.extend((number, photos) for number, photos in enumerate(found, first) if photos)
        return list(map(bool, found))

    def chunks(self) -> Iterator[bytes]:
        """The drawing as the text of a part."""
        spaces = f'xmlns:xdr="{_MAIN}/spreadsheetDrawing" xmlns:a="{_MAIN}/main" xmlns:r="{_RELATED}"'
        yield f"{_HEAD}<xdr:wsDr {spaces}>".encode()
        widths = column_widths(self.fill)
        number = 0
        for row, photos in self._rows:
            for column in dict.fromkeys(one.column for one in photos):
                beside = [one for one in photos if one.column == column]
                for slot, photo in enumerate(beside):
                    number += 1
                    box = _box(photo, widths[column] * _POINTS_OF_A_CHARACTER, slot, len(beside))
                    yield _picture(number, row - 1, photo, box, self.names[photo.sha256]).encode()
        yield b"</xdr:wsDr>"

    def relations(self) -> Iterator[bytes]:
        """Which part each picture of the drawing is."""
        shown = dict.fromkeys(self.names[one.sha256] for _, photos in self._rows for one in photos)
        kind = f"{_RELATED}/image"
        yield _relations(
            "".join(f'<Relationship Id="{_ident(name)}" Type="{kind}" Target="../media/{name}"/>' for name in shown)
        )


def _ident(name: str) -> str:
    return f"r{name.partition('.')[0]}"


def _box(photo: Photo, width: float, slot: int, slots: int) -> tuple[int, int, int, int]:
    """Where a photo lies in its cell, one of ``slots`` beside each other: left, top, right, bottom in drawing units."""
    room, high = width / slots - 2 * _MARGIN, ROW_HEIGHT - _NAME_HEIGHT - _MARGIN
    scale = min(room / photo.width, high / photo.height)
    wide, tall = photo.width * scale, photo.height * scale
    left, top = slot * width / slots + (width / slots - wide) / 2, _MARGIN + (high - tall) / 2
    return (int(left * _EMU), int(top * _EMU), int((left + wide) * _EMU), int((top + tall) * _EMU))


def _picture(number: int, row: int, photo: Photo, box: tuple[int, int, int, int], name: str) -> str:
    left, top, right, bottom = box
    corners = "".join(
        f"<xdr:{corner}><xdr:col>{photo.column}</xdr:col><xdr:colOff>{across}</xdr:colOff>"
        f"<xdr:row>{row}</xdr:row><xdr:rowOff>{down}</xdr:rowOff></xdr:{corner}>"
        for corner, across, down in (("from", left, top), ("to", right, bottom))
    )
    degrees, mirrored = TURNS[photo.orientation]
    # Excel anchors what lies on its side by the place it takes up, but gives it the size it has when it stands.
    size = (bottom - top, right - left) if photo.orientation in LYING else (right - left, bottom - top)
    turn = (f' rot="{degrees * _UNITS_OF_A_DEGREE}"' if degrees else "") + (' flipH="1"' if mirrored else "")
    return (
        f"<xdr:twoCellAnchor>{corners}<xdr:pic><xdr:nvPicPr>"
        f'<xdr:cNvPr id="{number + 1}" name="照片 {number}" descr={quoteattr(photo.name)}/>'
        '<xdr:cNvPicPr><a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr>'
        f'<xdr:blipFill><a:blip r:embed="{_ident(name)}"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
        f'<xdr:spPr><a:xfrm{turn}><a:off x="0" y="0"/><a:ext cx="{size[0]}" cy="{size[1]}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/></xdr:twoCellAnchor>'
    )
