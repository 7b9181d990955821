"""The second look at an .xlsx: what calamine does not tell, found by scanning the parts without building a tree.

calamine gives error cells and formulas without a saved result as empty, and says nothing of
hidden rows, strike-through, fills and comments. Sheet parts are scanned as bytes, a stretch of
whole rows at a time; a stretch is only taken apart when it holds a word of interest.
"""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from xml.etree import ElementTree as ET

from app.models.refusal import Refusal
from app.services.workbook.book import column_of
from app.services.workbook.preflight import inflate, inspect
from app.services.workbook.preflight_sheet import SheetGate
from app.services.workbook.read_advice import MEND
from app.services.workbook.read_look import Look, verdict_colour

_MOST_COLUMNS = 16384

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_NUMBER = re.compile(rb"""\br=["'](\d+)["']""")
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d+)["'][^>]*""")
_ERROR = re.compile(rb"""\bt=["']e["']""")
_STYLE = re.compile(rb"""\bs=["'](\d+)["']""")
_VALUE = re.compile(rb"<(?:\w+:)?v>([^<]*)<")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>([^<]*)<)")
_RESULT = re.compile(rb"<(?:\w+:)?(?:v>[^<]|is>)")
_TEXT_RESULT = re.compile(rb"""\bt=["']str["']""")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_SPAN = re.compile(rb"""\b(min|max)=["'](\d+)["']""")
_MALFORMED = (
    ET.ParseError,
    KeyError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class _Styles:
    """The cell formats by index that strike text through or paint a cell in a verdict's colour."""

    struck: frozenset[int]
    filled: dict[int, str]

    @property
    def interesting(self) -> frozenset[int]:
        return self.struck | self.filled.keys()


def look(data: bytes, name: str) -> dict[str, Look]:
    """Per sheet name what the sheet hides and marks; refuses a package whose parts cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            inspect(package)
            styles = _styles(package)
            return {title: _sheet(package, part, styles, name) for title, part in _sheet_parts(package)}
    except _MALFORMED:
        raise Refusal(f"“{name}”不完整，或内部结构有错误", MEND) from None


def _tree(package: zipfile.ZipFile, part: str) -> ET.Element:
    """The tree of a small part; a document type, where entities could be declared, is refused."""
    return ET.fromstring(b"".join(inflate(package, part)))


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _all(tree: ET.Element, name: str) -> Iterator[ET.Element]:
    return (element for element in tree.iter() if _local(element.tag) == name)


def _relations(package: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    """The (id, type, target part) of each relation of ``part``."""
    folder, _, file = part.rpartition("/")
    source = f"{folder}/_rels/{file}.rels"
    if source not in package.namelist():
        return []
    return [
        (
            relation.get("Id", ""),
            relation.get("Type", "").rpartition("/")[2],
            posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
        )
        for relation in _all(_tree(package, source), "Relationship")
        if relation.get("TargetMode") != "External"
    ]


def _sheet_parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The name and the part of each worksheet, in the workbook's order."""
    targets = {ident: target for ident, kind, target in _relations(package, "xl/workbook.xml") if kind == "worksheet"}
    for sheet in _all(_tree(package, "xl/workbook.xml"), "sheet"):
        ident = next((value for key, value in sheet.attrib.items() if _local(key) == "id"), "")
        if ident in targets:
            yield sheet.get("name", ""), targets[ident]


def _styles(package: zipfile.ZipFile) -> _Styles:
    if "xl/styles.xml" not in package.namelist():
        return _Styles(frozenset(), {})
    tree = _tree(package, "xl/styles.xml")
    fonts = [_struck(font) for group in _all(tree, "fonts") for font in group]
    fills = [_painted(fill) for group in _all(tree, "fills") for fill in group]
    formats = [
        (int(xf.get("fontId") or 0), int(xf.get("fillId") or 0)) for group in _all(tree, "cellXfs") for xf in group
    ]
    return _Styles(
        struck=frozenset(index for index, (font, _) in enumerate(formats) if font < len(fonts) and fonts[font]),
        filled={index: fills[fill] for index, (_, fill) in enumerate(formats) if fill < len(fills) and fills[fill]},
    )


def _struck(font: ET.Element) -> bool:
    return any(strike.get("val", "1") not in ("0", "false") for strike in _all(font, "strike"))


def _painted(fill: ET.Element) -> str:
    if not any(pattern.get("patternType") == "solid" for pattern in _all(fill, "patternFill")):
        return ""
    argb = next((colour.get("rgb", "") for colour in _all(fill, "fgColor")), "")
    if not re.fullmatch(r"[0-9A-Fa-f]{8}", argb):
        return ""
    red, green, blue = bytes.fromhex(argb)[1:]
    return verdict_colour((red, green, blue))


def _sheet(package: zipfile.ZipFile, part: str, styles: _Styles, name: str) -> Look:
    seen, gate = Look(), SheetGate(name)
    for stretch in _stretches(package, part):
        gate.take(stretch)
        _scan(seen, stretch, styles)
    for _, kind, target in _relations(package, part):
        if kind == "comments" and target in package.namelist():
            _comments(seen, _tree(package, target))
    return seen


def _stretches(package: zipfile.ZipFile, part: str) -> Iterator[bytes]:
    """The part in stretches that end with a whole row; the last one holds what follows the rows."""
    rest = b""
    for piece in inflate(package, part):
        whole, end, rest = (rest + piece).rpartition(b"row>")
        yield whole + end
    yield rest


def _scan(seen: Look, stretch: bytes, styles: _Styles) -> None:
    if b"hidden=" in stretch:
        _find_hidden(seen, stretch)
    if b"filterColumn" in stretch:
        seen.filtered = True
    if b't="e"' in stretch or b"t='e'" in stretch:
        _find_errors(seen, stretch)
    if b"<f" in stretch or b":f" in stretch:
        _find_unsaved_formulas(seen, stretch)
    if any(b's="%d"' % style in stretch or b"s='%d'" % style in stretch for style in styles.interesting):
        _find_styles(seen, stretch, styles)


def _find_hidden(seen: Look, stretch: bytes) -> None:
    for row in _ROW.finditer(stretch):
        number = _NUMBER.search(row[1])
        if number and _HIDDEN.search(row[1]):
            seen.hidden_rows.add(int(number[1]))
    for column in _COLUMN.finditer(stretch):
        span = {edge: int(value) for edge, value in _SPAN.findall(column[0])}
        if span.keys() == {b"min", b"max"} and _HIDDEN.search(column[0]):
            seen.hidden_columns.update(range(span[b"min"] - 1, min(span[b"max"], _MOST_COLUMNS)))


def _cells(stretch: bytes) -> Iterator[tuple[tuple[int, int], bytes, bytes]]:
    """Each cell's position, its opening tag and all between that and the next cell."""
    found = _CELL.search(stretch)
    while found:
        following = _CELL.search(stretch, found.end())
        body = stretch[found.end() : following.start() if following else len(stretch)]
        yield (int(found[2]), column_of(found[1].decode())), found[0], body
        found = following


def _find_errors(seen: Look, stretch: bytes) -> None:
    for position, tag, body in _cells(stretch):
        if _ERROR.search(tag):
            text = _VALUE.search(body)
            seen.see(position, error=text[1].decode("utf-8", "replace") if text else "#N/A")


def _find_unsaved_formulas(seen: Look, stretch: bytes) -> None:
    for position, tag, body in _cells(stretch):
        formula = _FORMULA.search(body)
        # A formula whose result is the empty text is saved as t="str" with an empty value.
        if formula and not _RESULT.search(body) and not _TEXT_RESULT.search(tag):
            seen.see(position, formula="=" + unescape((formula[1] or b"").decode("utf-8", "replace")))


def _find_styles(seen: Look, stretch: bytes, styles: _Styles) -> None:
    for position, tag, _ in _cells(stretch):
        style = _STYLE.search(tag)
        index = int(style[1]) if style else 0
        if index in styles.struck:
            seen.see(position, struck=True)
        if index in styles.filled:
            seen.see(position, fill=styles.filled[index])


def _comments(seen: Look, tree: ET.Element) -> None:
    for comment in _all(tree, "comment"):
        place = re.fullmatch(r"([A-Z]{1,3})(\d+)", comment.get("ref", ""))
        text = "".join(run.text or "" for run in _all(comment, "t")).strip()
        if place and text:
            seen.see((int(place[2]), column_of(place[1])), comment=text)
