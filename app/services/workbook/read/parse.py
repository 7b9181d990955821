"""A file's bytes -> its sheets, in this process: the work of the reading child."""

import io
import itertools
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import TYPE_CHECKING

from app.models.refusal import Refusal
from app.services.workbook.book import Area, Cell, Picture, Position, Sheet
from app.services.workbook.read import preflight
from app.services.workbook.read.advice import CUT, MEND, SAVE_AS, UNLOCK
from app.services.workbook.read.grid import Grid
from app.services.workbook.read.holes import emptied, remark
from app.services.workbook.read.look import Look
from app.services.workbook.read.ooxml import SheetRead, read_sheets
from app.services.workbook.read.pictures import find_pictures
from app.services.workbook.read.preflight_sheet import MOST_AREA, MOST_CELLS
from app.services.workbook.read.sniff import Format, sniff
from app.services.workbook.read.unlock import unlocked

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, SheetVisibleEnum

_SAMPLE = 200
_UNSEEN = "这种格式（.{}）的错误值、批注、删除线、隐藏的行列和合并的单元格无法核对，建议另存为 .xlsx 后导入"


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet: ``head`` is all but its cells, ``remark`` what the clerk should know of them."""

    head: Sheet
    grid: Grid
    remark: str | None = None

    @classmethod
    def of(cls, head: Sheet, grid: Grid, hollow: Iterable[Position] = ()) -> "Part":
        """The sheet without the values that nobody sees: those under its merges, and those of ``hollow`` cells."""
        return cls(head, grid, remark(head.name, emptied(grid, head.merges, hollow)))


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds; ``known`` is what the clerk should know about the reading, beside what its parts say."""

    parts: tuple[Part, ...]
    known: tuple[str, ...] = ()
    cell_pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the clerk should know about the reading."""
        return (*self.known, *filter(None, (part.remark for part in self.parts)))


class _CalamineFailure(Exception):
    """Calamine cannot read it; another reader might."""


def parse(data: bytes, name: str) -> Contents:
    """The sheets in ``data``, by its content. Refuses what is damaged, locked by a password, too large or no table."""
    kind = sniff(data, name)
    if kind is Format.LOCKED:
        data = unlocked(data, name)
        kind = sniff(data, name)
    contents = _READERS[kind](data, name) if kind in _READERS else _whole(kind, data, name)
    if not contents.parts:
        raise Refusal(f"“{name}”里没有能读取的工作表", SAVE_AS)
    return contents


def _whole(kind: Format, data: bytes, name: str) -> Contents:
    module, _, function = _OURS[kind].partition(".")
    read = getattr(import_module(f"app.services.workbook.read.{module}"), function)
    return Contents(_parts(read(data, name)))


def _text(data: bytes, name: str) -> Contents:
    from app.services.workbook.read.text import read_text

    sheet, remarks = read_text(data, name)
    return Contents(_parts([sheet]), remarks)


def _parts(sheets: Iterable[Sheet]) -> tuple[Part, ...]:
    return tuple(Part.of(replace(sheet, rows=[]), Grid.of(sheet.rows)) for sheet in sheets)


def _with_pictures(contents: Contents, data: bytes) -> Contents:
    found = find_pictures(data)
    parts = tuple(
        replace(part, head=replace(part.head, pictures=found.floating[part.head.name]))
        if found.floating.get(part.head.name)
        else part
        for part in contents.parts
    )
    return Contents(parts, (*contents.known, *found.remarks), found.inside)


def _ooxml(data: bytes, name: str) -> Contents:
    sheets, lost = read_sheets(data, name)
    parts = (Part.of(_head(one), one.grid, one.scan.look.hollow) for one in sheets)
    return _with_pictures(Contents(tuple(parts), (*_remarks(data), *lost)), data)


def _head(read: SheetRead) -> Sheet:
    head = Sheet(read.place.title, [], _in_order(read.scan.merges), hidden=read.place.is_hidden)
    return _looked_at(head, read.scan.look)


def _in_order(merges: Iterable[Area]) -> tuple[Area, ...]:
    return tuple(sorted(merges, key=lambda area: (area.top, area.left)))


def _looked_at(head: Sheet, look: Look) -> Sheet:
    """The sheet with what was seen of it."""
    return replace(
        head,
        filtered=look.filtered,
        hidden_rows=frozenset(look.hidden_rows),
        hidden_columns=frozenset(look.hidden_columns),
        marks=look.marks,
    )


def _binary(data: bytes, name: str) -> Contents:
    """An .xlsb; where the second look cannot be taken, the clerk is told what is not seen."""
    from app.services.workbook.read import xlsb as read_xlsb

    remarks = _remarks(data)
    try:
        looks = read_xlsb.look(data, name)
    except read_xlsb.MALFORMED:
        looks, remarks = {}, (_UNSEEN.format("xlsb"), *remarks)
    # Calamine does not tell the merges of this format.
    merges = {title: seen.sorted_merges for title, seen in looks.items()}
    try:
        parts = _calamine(data, name, {title: seen.look for title, seen in looks.items()}, merges)
    except _CalamineFailure:
        raise _damaged(name) from None
    return Contents(parts, remarks)


def _damaged(name: str) -> Refusal:
    return Refusal(f"“{name}”不完整，或内部结构有错误", MEND)


def _remarks(data: bytes) -> tuple[str, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return preflight.remarks(package.namelist())


def _old(data: bytes, name: str) -> Contents:
    """An .xls: xlrd's values where calamine fails, or takes text of two bytes a sign for text of one."""
    from app.services.workbook.read import xls as read_xls

    second = read_xls.open_book(data)
    if second is not None and any(sheet.nrows * sheet.ncols > MOST_CELLS for sheet in second.sheets()):
        raise Refusal(f"“{name}”的表格范围过大", CUT)
    looks = {} if second is None else read_xls.look(second, data)
    remarks = (_UNSEEN.format("xls"),) if second is None else ()
    try:
        parts = _calamine(data, name, looks, {})
    except _CalamineFailure:
        if second is None:
            raise _damaged(name) from None
        return Contents(_parts(read_xls.values(second, looks)))
    if second is not None and any(map(_is_misread, parts)):
        return Contents(_parts(read_xls.values(second, looks)))
    return Contents(parts, remarks)


def _is_misread(part: Part) -> bool:
    """Whether the text was taken sign by sign from bytes that are two to a sign, which no error tells."""
    return any(
        "\0" in cell for row in itertools.islice(part.grid.rows, _SAMPLE) for cell in row if isinstance(cell, str)
    )


def _calamine(
    data: bytes, name: str, looks: Mapping[str, Look], merges: Mapping[str, tuple[Area, ...]]
) -> tuple[Part, ...]:
    """Calamine's values with what a second look saw; ``merges`` by the sheet where calamine does not tell them."""
    from python_calamine import CalamineWorkbook, PasswordError, SheetTypeEnum  # few files need it

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            sheets = [
                (book.get_sheet_by_name(about.name), about.visible)
                for about in book.sheets_metadata
                if about.typ is SheetTypeEnum.WorkSheet
            ]
    except BaseException as error:
        # Its panics are no Exception; what is not its own failure goes on.
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        if isinstance(error, PasswordError):
            raise Refusal(f"“{name}”有打开密码", UNLOCK) from None
        raise _CalamineFailure from None
    return tuple(
        _part(sheet, visible, looks.get(sheet.name, Look()), merges.get(sheet.name), name) for sheet, visible in sheets
    )


def _part(
    source: "CalamineSheet", visible: "SheetVisibleEnum", look: Look, merges: tuple[Area, ...] | None, name: str
) -> Part:
    if source.total_height * source.total_width > MOST_AREA:
        raise Refusal(f"“{name}”的工作表“{source.name}”范围过大", CUT)
    hidden = visible is not type(visible).Visible
    head = Sheet(source.name, [], _merges(source) if merges is None else merges, hidden=hidden)
    return Part.of(_looked_at(head, look), Grid.of(_rows(source)), look.hollow)


def _merges(source: "CalamineSheet") -> tuple[Area, ...]:
    corners = source.merged_cell_ranges or ()
    return _in_order(Area(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in corners)


def _rows(source: "CalamineSheet") -> Iterator[Sequence[Cell]]:
    """The rows from row 1 and column A, whatever corner the data begins at."""
    if source.start is None:
        return iter(())
    lead = [""] * source.start[1]
    return map(lead.__add__, source.iter_rows()) if lead else source.iter_rows()


_OURS = {
    Format.ODS: "ods.read_ods",
    Format.HTML: "html.read_html",
    Format.MHTML: "html.read_mhtml",
    Format.XML2003: "xml2003.read_xml2003",
}
"""The readers of ours that give whole sheets, by module: of a file's reading only what it needs is loaded."""

_READERS: dict[Format, Callable[[bytes, str], Contents]] = {
    Format.OOXML: _ooxml,
    Format.XLSB: _binary,
    Format.BIFF: _old,
    Format.TEXT: _text,
}
