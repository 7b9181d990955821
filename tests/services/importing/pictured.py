"""Workbooks with pictures: inside cells, as WPS keeps them, and floating over cells."""

import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.services.importing.books import Cells, written

_DRAWN = (
    'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"
_SHOWN = re.compile(r't="inlineStr"><is><t>TEXT=((?:_xlfn\.)?DISPIMG[^<]*)</t></is></c>')
_WPS = "http://www.wps.cn/officeDocument/2020"


def png(shade: int) -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    dot = zlib.compress(bytes([0, shade]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


@dataclass(frozen=True)
class Drawn:
    """A picture to be put into a workbook; ``told`` is what its description says."""

    content: bytes
    told: str = ""


def shown(name: str, *, prefix: str = "") -> str:
    """The formula by which WPS shows a picture in a cell."""
    return f'={prefix}DISPIMG("{name}",1)'


def pictured(
    path: Path,
    rows: Cells,
    inside: Mapping[str, Drawn] | None = None,
    floating: Sequence[tuple[int, int, Drawn]] = (),
    parts: Mapping[str, bytes] | None = None,
) -> Path:
    """A workbook of one sheet; ``floating`` are (row as Excel numbers it, column from 0, picture).

    ``parts`` are put in place of those that would be there.
    """
    written(path, [[_as_text(cell) for cell in row] for row in rows])
    added: dict[str, bytes] = {}
    if inside:
        cells = [(f'name="{name}" descr="{one.told}"', one) for name, one in inside.items()]
        added |= _drawing("xl/cellimages.xml", [("etc:cellImage", "", *one) for one in cells], "cell")
    if floating:
        anchors = [
            (
                "xdr:oneCellAnchor",
                f"<xdr:from><xdr:col>{column}</xdr:col><xdr:row>{row - 1}</xdr:row></xdr:from>",
                f'name="图片 {row}" descr="{one.told}"',
                one,
            )
            for row, column, one in floating
        ]
        added |= _drawing("xl/drawings/drawing1.xml", anchors, "float")
        drawing = f'<Relationship Id="rId1" Type="{_RELATED}/drawing" Target="../drawings/drawing1.xml"/>'
        added["xl/worksheets/_rels/sheet1.xml.rels"] = _RELATIONS.format(drawing).encode()
    _put(path, {**added, **(parts or {})})
    return path


def _as_text(cell: object) -> object:
    """WPS saves a result with such a formula; openpyxl would save it without one."""
    return f"TEXT{cell}" if isinstance(cell, str) and "DISPIMG" in cell else cell


def _drawing(part: str, drawn: Sequence[tuple[str, str, str, Drawn]], stem: str) -> dict[str, bytes]:
    folder, _, file = part.rpartition("/")
    body, related, media = "", "", {}
    for number, (tag, corner, properties, one) in enumerate(drawn, start=1):
        body += (
            f'<{tag}>{corner}<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="{number}" {properties}/></xdr:nvPicPr>'
            f'<xdr:blipFill><a:blip r:embed="rId{number}"/></xdr:blipFill></xdr:pic></{tag}>'
        )
        related += f'<Relationship Id="rId{number}" Type="{_RELATED}/image" Target="/xl/media/{stem}{number}.bin"/>'
        media[f"xl/media/{stem}{number}.bin"] = one.content
    root = f'<etc:all xmlns:etc="{_WPS}/extension" {_DRAWN}>{body}</etc:all>'
    return {part: root.encode(), f"{folder}/_rels/{file}.rels": _RELATIONS.format(related).encode(), **media}


def _put(path: Path, added: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    sheet = parts[SHEET].decode()
    parts[SHEET] = _SHOWN.sub(r't="str"><f>\1</f><v>=\1</v></c>', sheet).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **added}.items():
            package.writestr(name, content)
