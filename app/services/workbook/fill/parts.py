"""The parts of a workbook that is being filled: sheets by name, the strings they share, and writing it all back."""

import posixpath
import re
from functools import cached_property
from html import unescape
from io import BytesIO
from typing import BinaryIO
from zipfile import ZipFile

from app.services.workbook.fill.markup import TAG, attribute, local
from app.services.workbook.fill.row_text import CellText
from app.services.workbook.fill.sheet_text import SheetText
from app.services.workbook.package import rewrite_package
from app.services.workbook.read.encoding import in_utf8

_RELATION = re.compile(r"<(?:\w+:)?Relationship\b(?P<attributes>[^<>]*?)/?>")
_ITEM = re.compile(r"<(?P<name>(?:\w+:)?si)\b[^<>]*?(?:/>|>(?P<inner>.*?)</(?P=name)>)", re.DOTALL)
_PHONETIC = re.compile(r"<(?P<name>(?:\w+:)?rPh)\b.*?</(?P=name)>", re.DOTALL)
_TEXT = re.compile(r"<(?:\w+:)?t\b[^<>]*?>(?P<text>[^<]*)</(?:\w+:)?t>")
_MAIN = "xl/workbook.xml"


class BookParts:
    """A package whose parts are read when they are asked for and written back only where they were changed."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        with ZipFile(BytesIO(data)) as package:
            self.names = package.namelist()
        self._changed: dict[str, bytes] = {}
        self._sheets: dict[str, SheetText] = {}
        self._read: dict[str, str] = {}

    def content(self, part: str) -> bytes:
        """A part's bytes as they stand now."""
        if part in self._changed:
            return self._changed[part]
        with ZipFile(BytesIO(self._data)) as package:
            return package.read(part)

    def text(self, part: str) -> str:
        """A part of markup as text."""
        return b"".join(in_utf8([self.content(part)])).decode()

    def put(self, part: str, text: str) -> None:
        """Replace a part, or add one."""
        if part not in self.names or text.encode() != self.content(part):
            self._changed[part] = text.encode()
        if part not in self.names:
            self.names.append(part)

    def has(self, part: str) -> bool:
        """Whether the package has the part."""
        return part in self.names

    @cached_property
    def main(self) -> str:
        """The workbook's own part."""
        found = [target for _, kind, target in self.relations("") if kind == "officeDocument"]
        return found[0] if found else _MAIN

    @cached_property
    def sheet_parts(self) -> dict[str, str]:
        """The part of each worksheet by the sheet's name, in the workbook's order."""
        targets = {ident: target for ident, kind, target in self.relations(self.main) if kind == "worksheet"}
        return {name: targets[ident] for name, ident, _ in self._listed() if ident in targets}

    @cached_property
    def sheet_ids(self) -> dict[str, str]:
        """The id of each sheet by its name, as the calculation chain names it."""
        return {name: number for name, _, number in self._listed()}

    def _listed(self) -> list[tuple[str, str, str]]:
        sheets = []
        for tag in TAG.finditer(self.text(self.main)):
            if local(tag["name"] or "") == "sheet" and not tag["close"]:
                ident = re.search(r"\s\w+:id\s*=\s*[\"']([^\"']*)[\"']", tag["attributes"])
                name, number = attribute(tag["attributes"], "name"), attribute(tag["attributes"], "sheetId")
                sheets.append((name or "", ident[1] if ident else "", number or ""))
        return sheets

    def sheet(self, name: str) -> SheetText:
        """A worksheet, taken apart once."""
        if name not in self._sheets:
            text = self.text(self.sheet_parts[name])
            self._sheets[name] = SheetText(text)
            self._read[name] = text
        return self._sheets[name]

    def relations(self, part: str) -> list[tuple[str, str, str]]:
        """The (id, kind, target part) of each relation of a part; of the package itself for the empty name."""
        source = relations_of(part)
        if not self.has(source):
            return []
        folder = posixpath.dirname(part)
        return [
            (
                attribute(found["attributes"], "Id") or "",
                (attribute(found["attributes"], "Type") or "").rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, attribute(found["attributes"], "Target") or "")).lstrip(
                    "/"
                ),
            )
            for found in _RELATION.finditer(self.text(source))
            if attribute(found["attributes"], "TargetMode") != "External"
        ]

    @cached_property
    def strings(self) -> list[str]:
        """The shared strings, each as its plain text."""
        part = next((target for _, kind, target in self.relations(self.main) if kind == "sharedStrings"), "")
        if not self.has(part):
            return []
        return [
            "".join(unescape(run["text"]) for run in _TEXT.finditer(_PHONETIC.sub("", item["inner"] or "")))
            for item in _ITEM.finditer(self.text(part))
        ]

    def shown(self, cell: CellText | None) -> str:
        """A cell's stored value as plain text."""
        raw = cell.raw if cell else None
        if cell is None or raw is None:
            return ""
        return self.strings[int(raw)] if cell.kind == "s" else raw

    def write(self, stream: BinaryIO) -> None:
        """Write the package: every part that did not change byte for byte, in its place."""
        for name, sheet in self._sheets.items():
            text = str(sheet)
            if text != self._read[name]:
                self.put(self.sheet_parts[name], text)
        rewrite_package(BytesIO(self._data), stream, self._changed)


def relations_of(part: str) -> str:
    """The part that lists another's relations."""
    folder, _, file = part.rpartition("/")
    return f"{folder}/_rels/{file}.rels".lstrip("/")
