"""Remarks put on cells beside those a sheet has: the texts in one part, where they hover in another."""

import re
from dataclasses import dataclass
from html import unescape

from app.services.workbook.book import address
from app.services.workbook.fill.markup import attribute
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.property_part import add_default_type, add_relation, add_type
from app.services.workbook.fill.sheet_text import SheetText
from app.services.workbook.xml_text import escape

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_COMMENT = re.compile(r"<(?P<p>(?:\w+:)?)comment\b(?P<attributes>[^<>]*)>(?P<inner>.*?)</(?P=p)comment>", re.DOTALL)
_PLAIN = re.compile(r"<(?:\w+:)?t\b[^<>]*>[^<]*[^<\s][^<]*</")
_OURS = r"(<(?:\w+:)?t\b[^<>]*>[^<]*?)\s*{opening}[^<]*(?=</)"
_UNRUN = re.compile(r"(<(?P<p>(?:\w+:)?)text>)\s*(<(?:\w+:)?t\b[^<>]*>[^<]*</(?:\w+:)?t>)\s*(?=</)")
_AUTHOR = re.compile(r"<(?:\w+:)?author\b[^<>]*?(?:/>|>(?P<name>[^<]*)</(?:\w+:)?author>)")
_SHAPE_NUMBER = re.compile(r"_x0000_s(\d+)")
_FIRST_SHAPE = 1024
_EMPTY_COMMENTS = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<comments xmlns="{_MAIN}"><authors></authors><commentList></commentList></comments>'
)
_EMPTY_VML = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    ' xmlns:x="urn:schemas-microsoft-com:office:excel"></xml>'
)
_SHAPE_TYPE = (
    '<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" fillcolor="#ffffe1" o:insetmode="auto"'
    ' style="position:absolute;margin-left:80pt;margin-top:5pt;width:180pt;height:60pt;visibility:hidden">'
    '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div></v:textbox>'
    '<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>"
    "<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Whose remarks are put on: the author, how each of them begins, and what a remark says that is no longer true."""

    author: str
    opening: str
    settled: str


def add_comments(parts: BookParts, sheet: str, voice: Voice, texts: dict[tuple[int, int], str]) -> None:
    """Put a remark on each cell (row, column); what a person wrote there stays, ours stands below.

    Remarks that the same voice put on before are replaced, those of other cells say that they are settled.
    """
    part = parts.sheet_parts[sheet]
    related = {kind: target for _, kind, target in parts.relations(part)}
    if not texts and "comments" not in related:
        return
    remarks = related.get("comments") or _new_comments(parts, part)
    held = _held(parts.text(remarks))
    parts.put(remarks, _with_texts(parts.text(remarks), voice, texts))
    new = [place for place in texts if address(*place) not in held]
    if new:
        drawing = related.get("vmlDrawing") or _new_drawing(parts, part, parts.sheet(sheet))
        parts.put(drawing, _with_shapes(parts.text(drawing), new))


def _free(parts: BookParts, pattern: str) -> str:
    return next(name for number in range(1, len(parts.names) + 2) if not parts.has(name := pattern.format(number)))


def _new_comments(parts: BookParts, part: str) -> str:
    name = _free(parts, "xl/comments{}.xml")
    parts.put(name, _EMPTY_COMMENTS)
    add_type(parts, name, _COMMENTS_TYPE)
    add_relation(parts, part, f"{_OFFICE}/comments", name)
    return name


def _new_drawing(parts: BookParts, part: str, sheet: SheetText) -> str:
    name = _free(parts, "xl/drawings/vmlDrawing{}.vml")
    parts.put(name, _EMPTY_VML)
    add_default_type(parts, "vml", _VML_TYPE)
    ident = add_relation(parts, part, f"{_OFFICE}/vmlDrawing", name)
    element = f'<{sheet.prefix}legacyDrawing xmlns:r="{_OFFICE}" r:id="{ident}"/>'
    sheet.place_in_tail(element)
    return name


def _held(text: str) -> set[str]:
    return {attribute(found["attributes"], "ref") or "" for found in _COMMENT.finditer(text)}


def _with_texts(text: str, voice: Voice, texts: dict[tuple[int, int], str]) -> str:
    waiting = {address(*place): said for place, said in texts.items()}

    def renewed(found: re.Match[str]) -> str:
        return _renewed(found, voice, waiting.pop(attribute(found["attributes"], "ref") or "", None))

    text = _COMMENT.sub(renewed, text)
    return _with_new(text, voice, waiting) if waiting else text


def _renewed(found: re.Match[str], voice: Voice, said: str | None) -> str:
    """A remark with what was ours in it taken out and (None: nothing) put in anew."""
    bare = re.sub(_OURS.format(opening=re.escape(voice.opening)), r"\1", found[0])
    if said is None and bare == found[0]:
        return bare
    alone = not _PLAIN.search(bare)
    if said is None and not alone:
        return bare
    line = voice.opening + (voice.settled if said is None else said)
    bare = _UNRUN.sub(r"\1<\g<p>r>\3</\g<p>r>", bare)
    at = bare.rindex("</", 0, bare.rindex("</"))
    return bare[:at] + _run(found["p"], line if alone else f"\n{line}") + bare[at:]


def _with_new(text: str, voice: Voice, texts: dict[str, str]) -> str:
    """The part with remarks on cells that had none."""
    prefix = (re.search(r"<(?P<p>(?:\w+:)?)commentList\b", text) or {"p": ""})["p"]
    text, number = _with_author(text, voice.author, prefix)
    made = "".join(
        f'<{prefix}comment ref="{place}" authorId="{number}">'
        f"<{prefix}text>{_run(prefix, voice.opening + said)}</{prefix}text></{prefix}comment>"
        for place, said in texts.items()
    )
    text = re.sub(r"<((?:\w+:)?commentList)\b([^<>]*)/>", r"<\1\2></\1>", text)
    return re.sub(r"(</(?:\w+:)?commentList>)", lambda end: made + end[1], text)


def _run(prefix: str, text: str) -> str:
    return f'<{prefix}r><{prefix}t xml:space="preserve">{escape(text)}</{prefix}t></{prefix}r>'


def _with_author(text: str, author: str, prefix: str) -> tuple[str, int]:
    """The part with the author among its authors, and the author's number."""
    names = [unescape(found["name"] or "") for found in _AUTHOR.finditer(text)]
    if author in names:
        return text, names.index(author)
    line = f"<{prefix}author>{escape(author)}</{prefix}author>"
    text = re.sub(r"<((?:\w+:)?authors)\b([^<>]*)/>", r"<\1\2></\1>", text)
    return re.sub(r"(</(?:\w+:)?authors>)", lambda end: line + end[1], text), len(names)


def _with_shapes(text: str, places: list[tuple[int, int]]) -> str:
    """The drawing with a hidden note for each cell; rows and columns count from 0 there."""
    taken = [int(number) for number in _SHAPE_NUMBER.findall(text)]
    first = max([_FIRST_SHAPE, *taken]) + 1
    shapes = "".join(
        _SHAPE.format(
            number=first + index,
            row=row - 1,
            column=column,
            left=column + 1,
            right=column + 4,
            top=max(row - 2, 0),
            bottom=row + 3,
        )
        for index, (row, column) in enumerate(places)
    )
    kind = "" if "_x0000_t202" in text else _SHAPE_TYPE
    return re.sub(r"(</xml>\s*)$", lambda end: kind + shapes + end[1], text)
