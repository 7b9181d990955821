"""The second look at an .xlsb beside calamine's values: what its sheets hide, mark and merge."""

import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

from app.models.refusal import Refusal
from app.services.workbook.book import Area
from app.services.workbook.read.advice import CUT
from app.services.workbook.read.look import Look
from app.services.workbook.read.package import Package
from app.services.workbook.read.preflight_sheet import MOST_AREA, MOST_CELLS
from app.services.workbook.read.xlsb_records import pieces, records, rich, string
from app.services.workbook.read.xlsb_styles import WORKBOOK, Formats, formats_of

MALFORMED = (
    ET.ParseError,
    LookupError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
)
"""What a damaged package raises."""

_ROW, _ERROR, _SHARED, _FORMULA_ERROR, _RICH = 0, 3, 7, 11, 62
_CELLS = frozenset({*range(2, 12), _RICH})
_BLANK = 1
_COLUMN, _SHEET, _FILTER, _MERGE, _COMMENT, _COMMENT_TEXT = 60, 156, 163, 176, 635, 637
_HIDDEN_ROW, _HIDDEN_COLUMN = 0x10, 0x01
_STYLE = 0xFFFFFF
_MOST_COLUMNS = 16_384
# [MS-XLSB] 2.5.97.2
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


@dataclass(slots=True)
class XlsbLook:
    """What one sheet hides or marks, and its merges; ``row`` is the one its next cells belong to."""

    formats: Formats
    look: Look = field(default_factory=Look)
    merges: list[Area] = field(default_factory=list)
    row: int = 0
    right: int = 0
    cells: int = 0

    @property
    def sorted_merges(self) -> tuple[Area, ...]:
        """The merges from the top and the left."""
        return tuple(sorted(self.merges, key=lambda area: (area.top, area.left)))

    def take(self, kind: int, body: bytes) -> None:
        """Look at the next record."""
        if kind in _CELLS or kind == _BLANK:
            self._take_cell(kind, body)
        elif kind == _ROW:
            self.row = int.from_bytes(body[:4], "little") + 1
            if body[11] & _HIDDEN_ROW:
                self.look.hidden_rows.add(self.row)
        elif kind == _COLUMN:
            first, last, width, _, flags = struct.unpack_from("<IIIIH", body)
            if flags & _HIDDEN_COLUMN or not width:
                self.look.hidden_columns.update(range(first, min(last + 1, _MOST_COLUMNS)))
        elif kind == _MERGE:
            top, bottom, left, right = struct.unpack_from("<IIII", body)
            self.merges.append(Area(top + 1, left, bottom + 1, right))
        elif kind == _FILTER:
            self.look.filtered = True

    def _take_cell(self, kind: int, body: bytes) -> None:
        column, style = struct.unpack_from("<II", body)
        style &= _STYLE
        place = (self.row, column)
        if kind != _BLANK:
            self.cells += 1
            self.right = max(self.right, column + 1)
        if kind in (_ERROR, _FORMULA_ERROR):
            self.look.see(place, error=_ERRORS.get(body[8], "#N/A"))
        elif kind == _SHARED and self.formats.texts:
            self.look.see_pieces(place, self.formats.texts.get(int.from_bytes(body[8:12], "little"), ()))
        elif kind == _RICH and self.formats.struck_fonts:
            self.look.see_pieces(place, pieces(*rich(body, 8), self.formats.struck_fonts))
        if style in self.formats.struck:
            self.look.see(place, struck=True)
        if style in self.formats.filled:
            self.look.see(place, fill=self.formats.filled[style])
        if style in self.formats.inked:
            self.look.see(place, ink=self.formats.inked[style])

    def comment(self, part: bytes) -> None:
        """Take in the sheet's part of comments."""
        place = None
        for kind, body in records(part):
            if kind == _COMMENT:
                row, _, column = struct.unpack_from("<III", body, 4)
                place = (row + 1, column)
            elif kind == _COMMENT_TEXT and place and (said := rich(body, 0)[0].strip()):
                self.look.see(place, comment=said)


def look(data: bytes, name: str) -> Mapping[str, XlsbLook]:
    """What there is to see, by the sheets' names. Refuses a sheet that is too large; raises ``MALFORMED``."""
    with Package(data) as package:
        targets = {one.ident: one.target for one in package.relations(WORKBOOK)}
        formats = formats_of(package)
        listed = [_listed(body) for kind, body in records(package.read(WORKBOOK)) if kind == _SHEET]
        parts = {title: targets[ident] for ident, title in listed if targets.get(ident, "") in package}
        return {title: _look_at(package, part, formats, name) for title, part in parts.items()}


def _listed(body: bytes) -> tuple[str, str]:
    """The relation and the name of a sheet."""
    ident, end = string(body, 8)
    return ident, string(body, end)[0]


def _look_at(package: Package, part: str, formats: Formats, name: str) -> XlsbLook:
    seen = XlsbLook(formats)
    for kind, body in records(package.read(part)):
        seen.take(kind, body)
        if seen.cells > MOST_CELLS or seen.right * seen.row > MOST_AREA:
            raise Refusal(f"“{name}”的表格范围过大", CUT)
    for relation in package.relations(part):
        if relation.kind == "comments" and relation.target in package:
            seen.comment(package.read(relation.target))
    return seen
