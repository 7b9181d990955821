"""Writing a workbook: the skeleton of its layouts, filled with their rows in one pass, there whole or not at all."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile

from app.models.refusal import Refusal
from app.services.workbook.atomic import replacing
from app.services.workbook.band import filled
from app.services.workbook.drawing import Drawing, media_of, with_drawings
from app.services.workbook.frame import frame_of
from app.services.workbook.layout import ExportMark, SheetFill
from app.services.workbook.meta import MetaRows, property_part
from app.services.workbook.meta_names import PROPERTY_PART
from app.services.workbook.package import MEDIA, Chunks, copy_package, read_part
from app.services.workbook.sheet_part import SheetPart
from app.services.workbook.skeleton import render

MOST_ROWS = 1_048_576
"""The rows of a sheet."""
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """A written workbook: the checksum of its body (see ``meta``) and the SHA-256 of its bytes."""

    path: Path
    checksum: str
    sha256: str


def write_workbook(target: Path, fills: Sequence[SheetFill], mark: ExportMark, draft: str = "") -> Path:
    """``written`` for whoever needs only the path."""
    return written(target, fills, mark, draft).path


def written(target: Path, fills: Sequence[SheetFill], mark: ExportMark, draft: str = "") -> Written:
    """Write the sheets to ``target`` (``.xlsx``); the first sheet is the one that opens.

    ``draft`` is printed at the top of every page. Rows are read once, in order, and never held together.
    Raises Refusal where the file cannot be written or a sheet has too many rows; then ``target`` is as it was.
    """
    for fill in fills:
        if frame_of(fill).end > MOST_ROWS:
            raise Refusal(
                f"“{fill.layout.title}”有 {fill.count} 行，超过一张工作表最多 {MOST_ROWS} 行的限制",
                "请按年度或镇(街道)分开导出",
            )
    skeleton = with_drawings(render(fills, mark, draft), fills)
    with SpooledTemporaryFile(max_size=1 << 20) as spool, replacing(target) as stream:
        meta = MetaRows(mark, len(fills), spool)
        copy_package(skeleton, stream, _parts(skeleton, fills, mark, meta))
        checksum = meta.checksum
    with target.open("rb") as stream:
        return Written(target, checksum, hashlib.file_digest(stream, "sha256").hexdigest())


def _parts(skeleton: BytesIO, fills: Sequence[SheetFill], mark: ExportMark, meta: MetaRows) -> dict[str, Chunks]:
    """The parts to fill, in the order in which each knows what it needs of those before it."""
    media = media_of(fills)
    names = {one.sha256: name for name, one in media.items()}
    drawings = {number: Drawing(fill, names) for number, fill in enumerate(fills, start=1) if fill.photos}
    parts: dict[str, Chunks] = {}
    for number, fill in enumerate(fills, start=1):
        name = _sheet(number)
        parts[name] = partial(filled, read_part(skeleton, name), fill, frame_of(fill), meta, drawings.get(number))
    name = _sheet(len(fills) + 1)
    parts[name] = partial(_meta_sheet, read_part(skeleton, name), meta)
    parts[PROPERTY_PART] = lambda: (property_part(mark, meta.checksum),)
    for number, drawing in drawings.items():
        parts[f"xl/drawings/photos{number}.xml"] = drawing.chunks
        parts[f"xl/drawings/_rels/photos{number}.xml.rels"] = drawing.relations
    parts |= {f"{MEDIA}{name}": partial(_pieces, one.path) for name, one in media.items()}
    return parts


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        yield from iter(partial(stream.read, _PIECE), b"")


def _sheet(number: int) -> str:
    """The part of the skeleton's sheet, numbered from 1 in their order."""
    return f"xl/worksheets/sheet{number}.xml"


def _meta_sheet(content: bytes, meta: MetaRows) -> Iterator[bytes]:
    part = SheetPart.scan(content)
    yield part.before(part.rows[0].start, "A1")
    yield from meta.chunks()
    yield content[part.rows[-1].end :]
