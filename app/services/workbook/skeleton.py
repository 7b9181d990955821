"""The workbook without its figures: styles, titles, headers, notes and print set-up, rendered from the layouts.

Everything stands where it will stand in the end; only the band of data rows is missing. Below the last row of each
sheet stand its pattern rows, one for each look that a data row can have: the filler takes their styles and cuts them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from app.services.workbook.chart import draw
from app.services.workbook.frame import (
    LIST_SCALE,
    Frame,
    HeaderCell,
    column_widths,
    frame_of,
    header_heights,
    page_breaks,
    printed_header,
    segments,
    text_height,
    text_width,
)
from app.services.workbook.layout import (
    DEEPEST_INDENT,
    DIVIDER,
    Align,
    ExportMark,
    Paper,
    SheetFill,
    SheetLayout,
)
from app.services.workbook.meta_names import META_SHEET, PROPERTY

_PAPER: Final = {Paper.A3: 8, Paper.A4: 9}
_CHINESE: Final = 134
_MARK: Final = "#FFF2CC"
_FALLING: Final = 2
"""A diagonal from the upper left to the lower right, as the file format numbers them."""
_WORKBOOK: Final = {
    "in_memory": True,
    # The widths of columns count in digits of this font: the one Chinese spreadsheets start with.
    "default_format_properties": {"font_name": "宋体", "font_size": 11, "font_charset": _CHINESE},
    "default_row_height": 18,
    "default_column_width": 72,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How a data row looks: moved in so many steps, or the total row, or with its cells ``marked`` by their ground;
    ``guarded`` cells can never turn formula.
    """

    indent: int = 0
    total: bool = False
    guarded: bool = False
    marked: bool = False


def looks_of(layout: SheetLayout) -> list[Look]:
    """The looks that rows of a layout can have: its pattern rows, in their order below the sheet's end."""
    kinds = [Look(indent) for indent in range(DEEPEST_INDENT + 1 if layout.indented else 1)]
    kinds += [Look(total=True)] if layout.total else []
    return [*(one for kind in kinds for one in (kind, replace(kind, guarded=True))), Look(marked=True)]


def pattern_rows(frame: Frame, layout: SheetLayout) -> dict[Look, int]:
    """The rows at which a skeleton keeps the styles of each look."""
    return {look: row for row, look in enumerate(looks_of(layout), frame.end + 1)}


def render(fills: Sequence[SheetFill], mark: ExportMark, draft: str) -> BytesIO:
    """The skeleton of a workbook: one sheet a fill, then the hidden ``_meta``."""
    skeleton = BytesIO()
    book = xlsxwriter.Workbook(skeleton, _WORKBOOK)
    book.set_properties({"title": fills[0].layout.title, "created": mark.made_at})
    book.set_custom_property(PROPERTY, mark.export_id)
    for fill in fills:
        _SheetRenderer(book, fill, draft).render()
    for fill in fills:
        if fill.layout.chart:
            _say_draft(draw(book, fill, fill.layout.chart), draft)
    meta = book.add_worksheet(META_SHEET)
    meta.write_string(0, 0, META_SHEET)
    meta.very_hidden()
    book.close()
    skeleton.seek(0)
    return skeleton


def _say_draft(sheet: Any, draft: str) -> None:
    """Print what makes it a draft at the top of a sheet's pages, of rows or of a chart."""
    if draft:
        sheet.set_header(f'&C&"黑体"&20{draft.replace("&", "&&")}')


class _SheetRenderer:
    """Renders one sheet; the methods are the sheet from top to bottom."""

    def __init__(self, book: Any, fill: SheetFill, draft: str) -> None:
        self.book = book
        self.layout: SheetLayout = fill.layout
        self.frame = frame_of(fill)
        self.widths = column_widths(fill)
        self.draft = draft
        self.sheet = book.add_worksheet(fill.layout.name)

    def render(self) -> None:
        """Write everything but the data rows."""
        for index, width in enumerate(self.widths):
            self.sheet.set_column(index, index, width)
        self._title()
        self._header()
        self._notes()
        self._signatures()
        self._patterns()
        self._page()
        self._view()
        self._names()

    def _title(self) -> None:
        layout, frame = self.layout, self.frame
        if frame.code:
            self.sheet.write_string(frame.code - 1, 0, layout.table_code, self._style(layout.fonts.meta, 10))
        align = Align.LEFT if layout.filtered else Align.CENTER
        style = self._style(layout.fonts.title, layout.title_size, bold=layout.fonts.heavy, align=align)
        self.sheet.set_row(frame.title - 1, layout.title_size * 2)
        # A list is wider than a screen: its title stays at the left, where it is seen.
        self._span(frame.title, (0, 0 if layout.filtered else len(self.widths) - 1), layout.title, style)
        if frame.meta:
            self._meta_line()

    def _meta_line(self) -> None:
        self.sheet.set_row(self.frame.meta - 1, 22)
        texts = self.layout.meta
        if self.layout.filtered or len(self.widths) < len(texts):
            line = "　　".join(filter(None, texts))
            self.sheet.write_string(self.frame.meta - 1, 0, line, self._style(self.layout.fonts.meta, 10))
            return
        for span, text, align in zip(segments(self.widths, len(texts)), texts, Align, strict=True):
            self._span(self.frame.meta, span, text, self._style(self.layout.fonts.meta, 10, align=align))

    def _header(self) -> None:
        layout, frame = self.layout, self.frame
        style = self._style(layout.fonts.header, layout.body_size, align=Align.CENTER, boxed=True, wrapped=True)
        if layout.header_fill:
            style.set_bg_color(layout.header_fill)
        for level, height in enumerate(header_heights(layout, self.widths)):
            self.sheet.set_row(frame.header - 1 + level, height)
        for cell in printed_header(layout, frame.header, self.widths):
            block = (cell.top, cell.left, cell.bottom, cell.right)
            if layout.columns[cell.left].diagonal:
                self._block(block, self._divided(cell), self._ruled())
            else:
                self._block(block, cell.text, style)
        if frame.number:
            style = self._style(layout.fonts.body, layout.body_size - 1, align=Align.CENTER, boxed=True)
            for index, column in enumerate(layout.columns):
                self.sheet.write_string(frame.number - 1, index, column.number, style)

    def _divided(self, cell: HeaderCell) -> str:
        """The head ``above＼below`` on two lines, the first moved to the right of the diagonal."""
        above, _, below = cell.text.partition(DIVIDER)
        room = self.widths[cell.left] * 11 / self.layout.body_size - text_width(above) - 2
        return f"{'　' * max(0, int(room / 2))}{above}\n{below}"

    def _ruled(self) -> Any:
        style = self._style(self.layout.fonts.header, self.layout.body_size, boxed=True, wrapped=True)
        style.set_diag_type(_FALLING)
        style.set_diag_border(1)
        style.set_align("vdistributed")  # one word at the top and one at the bottom, clear of the line between them
        return style

    def _notes(self) -> None:
        style = self._style(self.layout.fonts.body, 10, wrapped=True)
        everywhere = (0, len(self.widths) - 1)
        for offset, line in enumerate(self._note_lines()):
            row = self.frame.notes + offset
            self.sheet.set_row(row - 1, text_height(line, sum(self.widths), 10))
            self._span(row, everywhere, line, style)

    def _note_lines(self) -> Iterator[str]:
        """The notes numbered; where there is one, it stands alone behind the label."""
        label, notes = self.layout.notes_label, self.layout.notes
        for number, note in enumerate(notes, start=1):
            before = label if number == 1 else "　" * len(label)
            yield f"{before}{number}. {note}" if len(notes) > 1 else f"{label}{note}"

    def _signatures(self) -> None:
        if not self.frame.signature:
            return
        self.sheet.set_row(self.frame.signature - 1, 28)
        style = self._style(self.layout.fonts.meta, 10)
        for span, text in zip(segments(self.widths, len(self.layout.signatures)), self.layout.signatures, strict=False):
            self._span(self.frame.signature, span, text, style)

    def _patterns(self) -> None:
        for look, number in pattern_rows(self.frame, self.layout).items():
            row = number - 1
            style = cache(partial(self._body_style, look))
            for index, column in enumerate(self.layout.columns):
                indent = look.indent if column.key == self.layout.indented else 0
                shown = style(column.shown_align, column.number_format, indent, low=column.pictured)
                self.sheet.write_blank(row, index, None, shown)

    def _body_style(self, look: Look, align: Align, number_format: str, indent: int, *, low: bool) -> Any:
        layout = self.layout
        wrapped = layout.row_height is not None
        style = self._style(layout.fonts.body, layout.body_size, align=align, boxed=True, wrapped=wrapped)
        style.set_bold(look.total)
        style.set_num_format(number_format)
        style.set_indent(indent)
        if low:
            style.set_align("bottom")
        if look.guarded:
            style.set_quote_prefix()
        if look.marked:
            style.set_bg_color(_MARK)
        return style

    def _page(self) -> None:
        layout, frame, sheet = self.layout, self.frame, self.sheet
        sheet.set_paper(_PAPER[layout.paper])
        sheet.set_landscape()
        sheet.set_margins(left=0.5, right=0.5, top=0.8, bottom=0.7)
        sheet.center_horizontally()
        if layout.one_page_wide:
            sheet.fit_to_pages(1, 0)
        else:
            self._page_groups()
        sheet.repeat_rows(frame.header - 1, self._header_bottom - 1)
        sheet.print_area(0, 0, frame.end - 1, len(self.widths) - 1)
        sheet.set_footer('&C&"宋体"&9第 &P 页 共 &N 页')
        _say_draft(sheet, self.draft)

    def _page_groups(self) -> None:
        """Print as many header groups on a page as it holds, the frozen columns beside them."""
        self.sheet.set_print_scale(int(LIST_SCALE * 100))
        self.sheet.set_v_pagebreaks(page_breaks(self.layout, self.widths))
        if self.layout.frozen_columns:
            self.sheet.repeat_columns(0, self.layout.frozen_columns - 1)

    @property
    def _header_bottom(self) -> int:
        return self.frame.header + self.layout.header_depth - 1 + self.layout.numbered

    def _view(self) -> None:
        layout, frame, sheet = self.layout, self.frame, self.sheet
        sheet.freeze_panes(self._header_bottom, layout.frozen_columns)
        sheet.hide_gridlines(2 if not layout.filtered else 1)
        if layout.filtered:
            sheet.autofilter(self._header_bottom - 1, 0, frame.last - 1, len(self.widths) - 1)

    def _names(self) -> None:
        """Name each column's data rows by its 栏次, for whoever reads the file back."""
        if not self.layout.numbered:
            return
        quoted = self.layout.name.replace("'", "''")
        for index, column in enumerate(self.layout.columns):
            area = xlsxwriter.utility.xl_range_abs(self.frame.first - 1, index, self.frame.last - 1, index)
            number = column.number.zfill(2) if column.number.isdigit() else column.number
            if number:
                self.book.define_name(f"'{quoted}'!_栏{number}", f"='{quoted}'!{area}")

    def _span(self, row: int, columns: tuple[int, int], text: str, style: Any) -> None:
        self._block((row, columns[0], row, columns[1]), text, style)

    def _block(self, block: tuple[int, int, int, int], text: str, style: Any) -> None:
        """Write a text into a block of cells, merged where it is more than one."""
        top, left, bottom, right = block
        if (top, left) == (bottom, right):
            self.sheet.write_string(top - 1, left, text, style)
        else:
            self.sheet.merge_range(top - 1, left, bottom - 1, right, "", style)
            self.sheet.write_string(top - 1, left, text, style)

    def _style(
        self,
        font: str,
        size: float,
        *,
        align: Align = Align.LEFT,
        bold: bool = False,
        boxed: bool = False,
        wrapped: bool = False,
    ) -> Any:
        properties: dict[str, object] = {"font_name": font, "font_size": size, "font_charset": _CHINESE}
        properties |= {"align": align.value, "valign": "vcenter", "bold": bold, "text_wrap": wrapped}
        return self.book.add_format(properties | ({"border": 1} if boxed else {}))
