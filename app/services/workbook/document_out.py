"""An official document as a ``.docx``: laid out as GB/T 9704-2012 has it, with tables and charts that can be edited.

A4, 156 x 225 mm of text, the title in 小标宋 of 二号, the text in 仿宋 of 三号 on lines of 28 points, indented by two
characters, 一、 in 黑体, （一） in 楷体, and the page number between dashes. A document stores only the names of fonts;
each has a substitute for readers without it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import BytesIO
from pathlib import Path
from typing import Final

import docx
from docx.document import Document
from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Written
from docx.text.run import Run

from app.services.workbook.atomic import replacing
from app.services.workbook.chart_part import (
    CHART_NAMESPACE,
    CHART_TYPE,
    WORKBOOK_TYPE,
    Chart,
    chart_workbook,
    chart_xml,
)
from app.services.workbook.xml_text import quoted

_LATIN: Final = "Times New Roman"
_INSTEAD: Final = {"方正小标宋简体": "华文中宋", "仿宋_GB2312": "仿宋", "楷体_GB2312": "楷体", "黑体": "黑体"}
"""The fonts of official documents, each with what Windows has in its stead."""
_TITLE, _TEXT, _SUBHEAD, _HEAD = _INSTEAD
_LINE = Pt(28)
_WIDE = Mm(156)


class Style(Enum):
    """What a text is in a document."""

    TITLE = "title"
    ADDRESSEE = "addressee"
    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"
    SIGNATURE = "signature"
    CAPTION = "caption"
    NOTE = "note"
    CELL = "cell"
    PAGE = "page"


_LOOKS = {
    Style.TITLE: (_TITLE, 22.0),
    Style.ADDRESSEE: (_TEXT, 16.0),
    Style.HEADING: (_HEAD, 16.0),
    Style.SUBHEADING: (_SUBHEAD, 16.0),
    Style.TEXT: (_TEXT, 16.0),
    Style.SIGNATURE: (_TEXT, 16.0),
    Style.CAPTION: (_HEAD, 12.0),
    Style.NOTE: (_TEXT, 10.5),
    Style.CELL: (_TEXT, 10.5),
    Style.PAGE: ("宋体", 14.0),
}
"""The font and size in points of each."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of text."""

    text: str
    style: Style = Style.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A table under its caption: ``names`` columns of words, then figures. ``widths`` are shares of the line."""

    caption: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    names: int = 1


Block = Paragraph | Table | Chart


def write_document(target: Path, title: str, blocks: Sequence[Block]) -> Path:
    """Write a document to ``target`` and return it. Raises ``Refusal`` where the file cannot be written."""
    made = docx.Document()
    _page(made, title)
    for number, block in enumerate(blocks, 1):
        match block:
            case Paragraph():
                _paragraph(made, block)
            case Table():
                _table(made, block)
            case Chart():
                _chart(made, block, number)
    content = BytesIO()
    made.save(content)
    with replacing(target) as stream:
        stream.write(content.getvalue())
    return target


def _page(made: Document, title: str) -> None:
    """The paper, the page number, the fonts and what the document says of itself."""
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(25)
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in ("— ", "", " —"):
        run = _run(foot, text, Style.PAGE)
        if not text:
            _page_number(run)
    said = made.core_properties
    said.title, said.author, said.comments, said.last_modified_by = title, "", "", ""
    said.created = said.modified = datetime.now().replace(microsecond=0)
    _name_fonts(made)


def _page_number(run: Run) -> None:
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        name = "fldChar" if kind else "instrText"
        element = run._r.makeelement(qn(f"w:{name}"), {qn("w:fldCharType"): kind} if kind else {})
        element.text = text or None
        run._r.append(element)


def _name_fonts(made: Document) -> None:
    """Tell a reader without a font which to take."""
    table = next(part for part in made.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    fonts = "".join(
        f'<w:font w:name={quoted(name)}><w:altName w:val={quoted(instead)}/><w:charset w:val="86"/></w:font>'
        for name, instead in _INSTEAD.items()
    )
    table._blob = table.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def _run(paragraph: Written, text: str, style: Style) -> Run:
    font, size = _LOOKS[style]
    run = paragraph.add_run(text)
    run.font.name, run.font.size = _LATIN, Pt(size)
    run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    return run


def _paragraph(made: Document, block: Paragraph) -> None:
    spacing = Pt(16) if block.style is Style.NOTE else _LINE
    written = _line(made.add_paragraph(), block.text, block.style, spacing)
    match block.style:
        case Style.TITLE:
            written.alignment = WD_ALIGN_PARAGRAPH.CENTER
            written.paragraph_format.space_after = _LINE
            written.paragraph_format.line_spacing = Pt(34)
        case Style.SIGNATURE:
            written.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            written.paragraph_format.right_indent = Pt(32)
        case Style.HEADING | Style.SUBHEADING | Style.TEXT:
            written.paragraph_format.first_line_indent = Pt(32)
    written.paragraph_format.keep_with_next = block.style in {Style.HEADING, Style.SUBHEADING}


def _line(written: Written, text: str, style: Style, spacing: Length = _LINE) -> Written:
    _run(written, text, style)
    form = written.paragraph_format
    form.space_before = form.space_after = Pt(0)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, spacing
    return written


def _table(made: Document, block: Table) -> None:
    caption = _line(made.add_paragraph(), block.caption, Style.CAPTION)
    caption.alignment = WD_ALIGN_PARAGRAPH.CENTER
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.space_before = Pt(8)
    table = made.add_table(rows=0, cols=len(block.header), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    widths = [Length(round(_WIDE * share / sum(block.widths))) for share in block.widths]
    for number, texts in enumerate((block.header, *block.rows)):
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:cantSplit"), {}))
        if number == 0:
            properties.append(properties.makeelement(qn("w:tblHeader"), {}))
        for place, (cell, text, width) in enumerate(zip(row.cells, texts, widths, strict=True)):
            cell.width = width
            _cell(cell, text, centered=number == 0 or place < block.names)


def _cell(cell: _Cell, text: str, *, centered: bool) -> None:
    written = _line(cell.paragraphs[0], text, Style.CELL, Pt(18))
    written.alignment = WD_ALIGN_PARAGRAPH.CENTER if centered else WD_ALIGN_PARAGRAPH.RIGHT
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def _chart(made: Document, chart: Chart, number: int) -> None:
    package = made.part.package
    name, book = f"/word/charts/chart{number}.xml", f"/word/embeddings/chart{number}.xlsx"
    part = Part(PackURI(name), CHART_TYPE, package=package)
    workbook = Part(PackURI(book), WORKBOOK_TYPE, chart_workbook(chart), package)
    part._blob = chart_xml(chart, part.relate_to(workbook, RELATIONSHIP_TYPE.PACKAGE))
    high = Mm(max(70, 5.5 * len(chart.names) + 24)) if chart.across else Mm(72)
    frame = (
        '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{_WIDE}" cy="{high}"/>'
        f'<wp:docPr id="{number}" name="图表 {number}" descr={quoted(chart.title)}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{CHART_NAMESPACE}"><c:chart xmlns:c="{CHART_NAMESPACE}" '
        f'r:id="{made.part.relate_to(part, RELATIONSHIP_TYPE.CHART)}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )
    written = made.add_paragraph()
    written.alignment = WD_ALIGN_PARAGRAPH.CENTER
    written.add_run()._r.append(parse_xml(frame))
