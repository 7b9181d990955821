"""The second look at an .xlsx beside calamine's values, and the second reading where calamine cannot be asked.

Both go through the gate stretch by stretch before anything else sees a sheet.
"""

import lzma
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree as ET
from xml.parsers import expat

from app.models.refusal import Refusal
from app.services.workbook.book import Sheet
from app.services.workbook.preflight_sheet import SheetGate
from app.services.workbook.read_advice import MEND
from app.services.workbook.read_canonical import canonical, is_unusual
from app.services.workbook.read_cells import CellReader
from app.services.workbook.read_comments import find_comments
from app.services.workbook.read_look import Look
from app.services.workbook.read_package import USUAL_WORKBOOK, Package, SheetPlace, every
from app.services.workbook.read_scan import SheetScan
from app.services.workbook.read_strings import marked_texts
from app.services.workbook.read_styles import styles

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


class Unusual(Exception):
    """The package is written so that calamine might find something else in it than the gate did."""


def look(data: bytes, name: str) -> dict[str, Look]:
    """Per sheet name what the sheet hides and marks.

    Refuses a package whose parts cannot be read; raises Unusual where it has to be read by ``read_sheets``.
    """
    try:
        with Package(data) as package:
            package.inspect()
            places = package.sheets()
            if not package.is_usual(places):
                raise Unusual
            scans = _scans(package, places)
            for place, scan in scans.items():
                for _ in _seen_through(_stretches(package.pieces(place.part)), scan, SheetGate(name)):
                    pass
            looks = _looks(package, scans)
            if package.is_recoded:
                raise Unusual
            return {place.title: seen for place, seen in looks.items()}
    except MALFORMED:
        raise _damaged(name) from None


def read_sheets(data: bytes, name: str) -> tuple[tuple[tuple[Sheet, Look], ...], tuple[str, ...]]:
    """The sheets by our own reader, and what the clerk should know. Refuses a package whose parts cannot be read."""
    try:
        with Package(data) as package:
            package.inspect()
            places = package.sheets()
            scans = _scans(package, places)
            reader = CellReader.of(package)
            cells = {place: reader() for place in scans}
            for place, scan in scans.items():
                for stretch in _seen_through(canonical(package.pieces(place.part)), scan, SheetGate(name)):
                    cells[place].take(stretch)
            looks = _looks(package, scans)
            lost = [place.title for place in places if not place.part]
            sheets = tuple((cells[place].sheet(place, looks[place]), looks[place]) for place in scans)
    except MALFORMED:
        raise _damaged(name) from None
    return sheets, tuple(f"工作表“{title}”的内容缺失，没有读取" for title in lost)


def _damaged(name: str) -> Refusal:
    return Refusal(f"“{name}”不完整，或内部结构有错误", MEND)


def _scans(package: Package, places: Iterable[SheetPlace]) -> dict[SheetPlace, SheetScan]:
    formats, marked = styles(package), marked_texts(package)
    return {place: SheetScan(formats, marked) for place in places if place.kind == "worksheet" and place.part}


def _seen_through(stretches: Iterable[bytes], scan: SheetScan, gate: SheetGate) -> Iterator[bytes]:
    """The stretches, each after the gate has let it pass and the look has been taken."""
    for stretch in stretches:
        gate.take(stretch)
        scan.take(stretch)
        yield stretch


def _stretches(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The part in stretches that end with a whole row; the last one holds what follows the rows."""
    rest = b""
    for piece in pieces:
        if is_unusual(piece):
            raise Unusual
        whole, end, rest = (rest + piece).rpartition(b"row>")
        yield whole + end
    yield rest


def _looks(package: Package, scans: dict[SheetPlace, SheetScan]) -> dict[SheetPlace, Look]:
    for place, scan in scans.items():
        relations = package.relations(place.part)
        find_comments(scan.look, package, relations)
        tables = (one.target for one in relations if one.kind == "table" and one.target in package)
        scan.look.filtered |= any(True for table in tables for _ in every(package.tree(table), "filterColumn"))
    if _is_uncalculated(package, scans.values()):
        for scan in scans.values():
            for position, formula in scan.zeros.items():
                scan.look.see(position, formula=formula)
            scan.look.hollow.update(scan.zeros)
    return {place: scan.look for place, scan in scans.items()}


def _is_uncalculated(package: Package, scans: Iterable[SheetScan]) -> bool:
    """Whether a program that cannot calculate wrote it: 0 beside every formula, and a wish to be calculated."""
    if any(scan.is_calculated for scan in scans):
        return False
    workbook = package.tree(package.workbook() or USUAL_WORKBOOK)
    return any(one.get("fullCalcOnLoad") in _ON for one in every(workbook, "calcPr"))
