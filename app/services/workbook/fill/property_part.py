"""One document property put beside those a workbook has: all that a bureau's form carries of ours."""

import re

from app.services.workbook.fill.markup import attribute
from app.services.workbook.fill.parts import BookParts, relations_of
from app.services.workbook.layout import ExportMark
from app.services.workbook.meta import property_part, property_text
from app.services.workbook.meta_names import PROPERTY, PROPERTY_PART
from app.services.workbook.xml_text import escape, quoted

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
_TYPES = "[Content_Types].xml"
_ONE = re.compile(r"<(?:\w+:)?property\b(?P<attributes>[^<>]*?)>.*?</(?:\w+:)?property>", re.DOTALL)


def put_property(parts: BookParts, mark: ExportMark, checksum: str) -> None:
    """Say in the workbook which export it is; a mark of an earlier one is replaced, every other property stays."""
    found = [target for _, kind, target in parts.relations("") if kind == "custom-properties"]
    if found and parts.has(found[0]):
        parts.put(found[0], _beside(parts.text(found[0]), property_text(mark, checksum)))
        return
    parts.put(PROPERTY_PART, property_part(mark, checksum).decode())
    add_relation(parts, "", f"{_OFFICE}/relationships/custom-properties", PROPERTY_PART)
    add_type(parts, PROPERTY_PART, "application/vnd.openxmlformats-officedocument.custom-properties+xml")


def _beside(text: str, value: str) -> str:
    """The properties with ours added under a number that is free."""
    kept = _ONE.sub(lambda one: "" if attribute(one["attributes"], "name") == PROPERTY else one[0], text)
    numbers = [int(attribute(one["attributes"], "pid") or 1) for one in _ONE.finditer(kept)]
    number = max(numbers, default=1) + 1
    ours = (
        f'<property xmlns="{_OFFICE}/custom-properties" fmtid="{_FORMAT_ID}" pid="{number}" name={quoted(PROPERTY)}>'
        f'<vt:lpwstr xmlns:vt="{_OFFICE}/docPropsVTypes">{escape(value)}</vt:lpwstr></property>'
    )
    if re.search(r"<(?:\w+:)?Properties\b[^<>]*/>", kept):
        return re.sub(r"<((?:\w+:)?Properties)\b([^<>]*)/>", rf"<\1\2>{_literal(ours)}</\1>", kept)
    return re.sub(r"(</(?:\w+:)?Properties>)", lambda end: ours + end[1], kept)


def _literal(text: str) -> str:
    return text.replace("\\", r"\\")


def add_relation(parts: BookParts, part: str, kind: str, target: str) -> str:
    """Relate a part (the package itself: the empty name) to another; the relation's id."""
    source = relations_of(part)
    text = parts.text(source) if parts.has(source) else _NO_RELATIONS
    taken = {ident for ident, _, _ in parts.relations(part)} | set(re.findall(r'\bId="([^"]*)"', text))
    ident = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    line = f"<Relationship Id={quoted(ident)} Type={quoted(kind)} Target={quoted(_target(part, target))}/>"
    if re.search(r"<Relationships\b[^<>]*/>", text):
        text = re.sub(r"<Relationships\b([^<>]*)/>", r"<Relationships\1></Relationships>", text)
    parts.put(source, re.sub(r"</(?:\w+:)?Relationships>", lambda end: line + end[0], text))
    return ident


_NO_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
)


def _target(part: str, target: str) -> str:
    return f"/{target}" if part else target


def add_type(parts: BookParts, part: str, content_type: str) -> None:
    """Say what an added part holds."""
    text = parts.text(_TYPES)
    line = f"<Override PartName={quoted('/' + part)} ContentType={quoted(content_type)}/>"
    if f'"/{part}"' not in text:
        parts.put(_TYPES, text.replace("</Types>", f"{line}</Types>"))


def add_default_type(parts: BookParts, ending: str, content_type: str) -> None:
    """Say what parts of an ending hold, where nothing is said yet."""
    text = parts.text(_TYPES)
    if not re.search(rf'Extension="{re.escape(ending)}"', text, re.IGNORECASE):
        line = f"<Default Extension={quoted(ending)} ContentType={quoted(content_type)}/>"
        parts.put(_TYPES, re.sub(r"(<Types\b[^<>]*>)", lambda start: start[1] + line, text))
