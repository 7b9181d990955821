"""The sheets of an .xlsx: cells, merges, and what it hides and marks.

A sheet part goes stretch by stretch through the gate. One that is written as nearly every program does it is searched
as bytes; any other is first written anew by a parser.
"""

import lzma
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET
from xml.parsers import expat

from app.models.refusal import Refusal
from app.services.workbook.read.advice import MEND
from app.services.workbook.read.canonical import canonical
from app.services.workbook.read.cells import CellReader
from app.services.workbook.read.comments import find_comments
from app.services.workbook.read.grid import Grid
from app.services.workbook.read.package import USUAL_WORKBOOK, Package, SheetPlace, every
from app.services.workbook.read.plain import NotPlain, plain_stretches
from app.services.workbook.read.preflight_sheet import SheetGate
from app.services.workbook.read.scan import SheetScan
from app.services.workbook.read.values import Reading

_ON = frozenset({"1", "true"})
MALFORMED = (
    ET.ParseError,
    expat.ExpatError,
    LookupError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    OSError,
    EOFError,
    NotImplementedError,
)
"""What a package that is damaged makes readers raise."""


@dataclass(frozen=True, slots=True)
class SheetRead:
    """One sheet as it stands in its part."""

    place: SheetPlace
    grid: Grid
    scan: SheetScan


def read_sheets(data: bytes, name: str) -> tuple[tuple[SheetRead, ...], tuple[str, ...]]:
    """The sheets in order, and what the clerk should know. Refuses a package whose parts cannot be read."""
    try:
        with Package(data) as package:
            package.inspect()
            places = package.sheets()
            reading = Reading.of(package)
            tables = [place for place in places if place.kind == "worksheet" and place.part]
            sheets = tuple(_taken(package, place, reading, name) for place in tables)
            _look_around(package, sheets)
    except MALFORMED:
        raise _damaged(name) from None
    return sheets, tuple(f"工作表“{place.title}”的内容缺失，没有读取" for place in places if not place.part)


def _taken(package: Package, place: SheetPlace, reading: Reading, name: str) -> SheetRead:
    """The sheet at ``place``, whatever way its part is written."""
    try:
        return _read(place, plain_stretches(package.pieces(place.part), b"</row>"), reading, name)
    except NotPlain:
        return _read(place, canonical(package.pieces(place.part)), reading, name)


def _read(place: SheetPlace, stretches: Iterable[bytes], reading: Reading, name: str) -> SheetRead:
    reader = CellReader(reading, SheetGate(name))
    for stretch in stretches:
        reader.take(stretch)
    return SheetRead(place, reader.grid(), reader.scan)


def _damaged(name: str) -> Refusal:
    return Refusal(f"“{name}”不完整，或内部结构有错误", MEND)


def _look_around(package: Package, sheets: Sequence[SheetRead]) -> None:
    """Add to what was seen of each sheet what other parts say of it."""
    scans = [sheet.scan for sheet in sheets]
    for sheet in sheets:
        relations = package.relations(sheet.place.part)
        find_comments(sheet.scan.look, package, relations)
        tables = (one.target for one in relations if one.kind == "table" and one.target in package)
        sheet.scan.look.filtered |= any(True for table in tables for _ in every(package.tree(table), "filterColumn"))
    if _is_uncalculated(package, scans):
        for scan in scans:
            for position, formula in scan.zeros.items():
                scan.look.see(position, formula=formula)
            scan.look.hollow.update(scan.zeros)


def _is_uncalculated(package: Package, scans: Iterable[SheetScan]) -> bool:
    """Whether a program that cannot calculate wrote it: 0 beside every formula, and a wish to be calculated."""
    if any(scan.is_calculated for scan in scans):
        return False
    workbook = package.tree(package.workbook() or USUAL_WORKBOOK)
    return any(one.get("fullCalcOnLoad") in _ON for one in every(workbook, "calcPr"))
