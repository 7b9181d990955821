"""The parts of a workbook's zip package, found by what the relations say, however their names are written.

Some programs write part names in capitals, with back-slashes, or keep the workbook elsewhere than usual. Programs
disagree about what such a package holds, so whoever reads one has to go by the same names as the gate did.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from xml.etree import ElementTree as ET

from app.services.workbook.read.encoding import in_utf8
from app.services.workbook.read.preflight import inflate, part_name

USUAL_WORKBOOK = "xl/workbook.xml"
SHARED_STRINGS = ("sharedStrings", "xl/sharedStrings.xml")
STYLES = ("styles", "xl/styles.xml")
THEME = ("theme", "xl/theme/theme1.xml")

_ROOT = ""
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class Relation:
    """What one part says of another: ``kind`` is the last word of its type, ``target`` the other's name."""

    ident: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """A sheet as the workbook lists it; ``part`` is empty where the package does not have it."""

    title: str
    kind: str
    part: str
    is_hidden: bool


class Package:
    """The open package. Raises BadZipFile and its like where it is damaged."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._parts = {part_name(info.filename): info for info in self._archive.infolist()}

    def __enter__(self) -> "Package":
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def __contains__(self, part: str) -> bool:
        return part_name(part) in self._parts

    @property
    def names(self) -> Iterator[str]:
        """The parts' names, as they are looked up."""
        return iter(self._parts)

    def pieces(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, piece by piece, in an encoding that parsers know. Raises KeyError, ValueError, and what
        ``inflate`` raises.
        """
        yield from in_utf8(inflate(self._archive, self._parts[part_name(part)]))

    def read(self, part: str) -> bytes:
        """The bytes of a small part."""
        return b"".join(self.pieces(part))

    def size(self, part: str) -> int:
        """How many bytes a part says that it has. Raises KeyError."""
        return self._parts[part_name(part)].file_size

    def stored(self, part: str) -> Iterator[bytes]:
        """The bytes of a part that is no XML, piece by piece, as they are stored. Raises KeyError and BadZipFile."""
        with self._archive.open(self._parts[part_name(part)]) as stream:
            yield from iter(partial(stream.read, _PIECE), b"")

    def tree(self, part: str) -> ET.Element:
        """The tree of a small part; a document type, where entities could be declared, is refused."""
        return ET.fromstring(self.read(part))

    def relations(self, part: str) -> list[Relation]:
        """What ``part`` says of others, ``""`` being the package itself; what lies outside it is left out."""
        folder, _, file = part.rpartition("/")
        source = f"{folder}/_rels/{file}.rels".lstrip("/")
        if source not in self:
            return []
        return [
            Relation(
                ident=relation.get("Id", ""),
                kind=relation.get("Type", "").rpartition("/")[2],
                target=posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/"),
            )
            for relation in every(self.tree(source), "Relationship")
            if relation.get("TargetMode") != "External"
        ]

    def workbook(self) -> str | None:
        """The part that lists the sheets; None where there is none."""
        if USUAL_WORKBOOK in self:
            return USUAL_WORKBOOK
        targets = (one.target for one in self.relations(_ROOT) if one.kind == "officeDocument")
        return next((target for target in targets if target in self), None)

    def beside(self, kind: str, usual: str) -> str | None:
        """The workbook's part of a ``kind`` (``styles``), by its relation, else the one of the ``usual`` name."""
        related = (one.target for one in self.relations(self.workbook() or USUAL_WORKBOOK) if one.kind == kind)
        return next((target for target in (*related, usual) if target in self), None)

    def sheets(self) -> list[SheetPlace]:
        """The sheets in the workbook's order. Raises KeyError where there is no workbook."""
        workbook = self.workbook() or USUAL_WORKBOOK
        relations = {one.ident: one for one in self.relations(workbook)}
        return [_place(self, sheet, relations) for sheet in every(self.tree(workbook), "sheet")]

    def inspect(self) -> None:
        """Look through the XML parts that a value reader takes in beside the sheets. Raises what ``inflate`` raises."""
        for part in self._parts:
            if part.endswith((".rels", ".xml")) and "/worksheets/sheet" not in part and "/drawings/" not in part:
                for _ in self.pieces(part):
                    pass


def _place(package: Package, sheet: ET.Element, relations: dict[str, Relation]) -> SheetPlace:
    ident = next((value for key, value in sheet.attrib.items() if local(key) == "id"), "")
    relation = relations.get(ident, Relation("", "worksheet", ""))
    return SheetPlace(
        title=sheet.get("name", ""),
        kind=relation.kind,
        part=relation.target if relation.target in package else "",
        is_hidden=sheet.get("state", "visible") != "visible",
    )


def local(tag: str) -> str:
    """A tag or an attribute without its namespace, in which strict and usual workbooks differ."""
    return tag.rpartition("}")[2]


def every(tree: ET.Element, name: str) -> Iterator[ET.Element]:
    """The elements of that name, at any depth."""
    return (element for element in tree.iter() if local(element.tag) == name)
