"""A file's bytes -> its sheets, in this process: the work of the reading child."""

import io
import itertools
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from app.models.refusal import Refusal
from app.services.workbook import preflight, read_html, read_ods, read_ooxml, read_xls, read_xlsb, read_xml2003
from app.services.workbook.book import Area, Cell, Picture, Sheet
from app.services.workbook.preflight_sheet import MOST_AREA, MOST_CELLS
from app.services.workbook.read_advice import CUT, MEND, SAVE_AS, UNLOCK
from app.services.workbook.read_holes import Holes
from app.services.workbook.read_look import Look
from app.services.workbook.read_ooxml import Unusual
from app.services.workbook.read_pictures import find_pictures
from app.services.workbook.read_sniff import Format, sniff
from app.services.workbook.read_text import read_text
from app.services.workbook.read_unlock import unlocked
from app.services.workbook.read_xlsb import XlsbLook

_AT_ONCE = 2 * 2**20
_SAMPLE = 200
_UNSEEN = "这种格式（.{}）的错误值、批注、删除线、隐藏的行列和合并的单元格无法核对，建议另存为 .xlsx 后导入"


@dataclass(frozen=True, slots=True)
class Part:
    """One sheet: ``head`` is all but its rows, ``holes`` the cells that are to come empty."""

    head: Sheet
    values: Iterable[Sequence[Cell]]
    holes: Holes

    @property
    def rows(self) -> Iterable[Sequence[Cell]]:
        """The rows, to be gone through once."""
        return self.holes.emptied(self.values)


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file holds, and what is known about the reading before the rows have come."""

    parts: tuple[Part, ...]
    known: tuple[str, ...] = ()
    cell_pictures: Mapping[str, Picture] = field(default_factory=dict)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the clerk should know about the reading, once the rows have come."""
        covered = (part.holes.remark(part.head.name) for part in self.parts)
        return (*self.known, *filter(None, covered))


class _CalamineFailure(Exception):
    """Calamine cannot read it; another reader might."""


def parse(data: bytes, name: str) -> Contents:
    """The sheets in ``data``, by its content. Refuses what is damaged, locked by a password, too large or no table."""
    kind = sniff(data, name)
    if kind is Format.LOCKED:
        data = unlocked(data, name)
        kind = sniff(data, name)
    contents = _OWN[kind](data, name) if kind in _OWN else _with_calamine(data, name, kind)
    if not contents.parts:
        raise Refusal(f"“{name}”里没有能读取的工作表", SAVE_AS)
    return contents


def _whole(read: Callable[[bytes, str], tuple[Sheet, ...]]) -> Callable[[bytes, str], Contents]:
    """A reader of our own as one of the parser's."""

    def contents(data: bytes, name: str) -> Contents:
        return Contents(_parts(read(data, name)))

    return contents


def _text(data: bytes, name: str) -> Contents:
    sheet, remarks = read_text(data, name)
    return Contents(_parts([sheet]), remarks)


def _parts(sheets: Iterable[Sheet]) -> tuple[Part, ...]:
    return tuple(Part(replace(sheet, rows=[]), sheet.rows, Holes(sheet.merges)) for sheet in sheets)


_OWN = {
    Format.ODS: _whole(read_ods.read_ods),
    Format.TEXT: _text,
    Format.HTML: _whole(read_html.read_html),
    Format.MHTML: _whole(read_html.read_mhtml),
    Format.XML2003: _whole(read_xml2003.read_xml2003),
}


def _with_calamine(data: bytes, name: str, kind: Format) -> Contents:
    """Calamine's values beside what a second look tells."""
    if kind is Format.BIFF:
        return _old(data, name)
    return _with_pictures(_ooxml(data, name), data) if kind is Format.OOXML else _binary(data, name)


def _with_pictures(contents: Contents, data: bytes) -> Contents:
    found = find_pictures(data)
    parts = tuple(
        replace(part, head=replace(part.head, pictures=found.floating[part.head.name]))
        if found.floating.get(part.head.name)
        else part
        for part in contents.parts
    )
    return Contents(parts, (*contents.known, *found.remarks), found.inside)


def _binary(data: bytes, name: str) -> Contents:
    """An .xlsb; where the second look cannot be taken, the clerk is told what is not seen."""
    remarks = _remarks(data)
    try:
        looks = read_xlsb.look(data, name)
    except read_xlsb.MALFORMED:
        looks, remarks = {}, (_UNSEEN.format("xlsb"), *remarks)
    try:
        parts = _calamine(data, name, lambda: {title: seen.look for title, seen in looks.items()})
    except _CalamineFailure:
        raise _damaged(name) from None
    return Contents(tuple(_merged(part, looks) for part in parts), remarks)


def _merged(part: Part, looks: Mapping[str, XlsbLook]) -> Part:
    """A sheet with the merges that calamine does not tell of this format."""
    seen = looks.get(part.head.name)
    merges = seen.sorted_merges if seen else ()
    return replace(part, head=replace(part.head, merges=merges), holes=Holes(merges, part.holes.hollow))


def _damaged(name: str) -> Refusal:
    return Refusal(f"“{name}”不完整，或内部结构有错误", MEND)


def _ooxml(data: bytes, name: str) -> Contents:
    """Calamine's values where it and the second look are sure to read the same, else those of our own reader."""
    try:
        return Contents(_beside_a_look(data, name), _remarks(data))
    except (Unusual, _CalamineFailure):
        sheets, lost = read_ooxml.read_sheets(data, name)
    parts = (Part(replace(sheet, rows=[]), sheet.rows, Holes(sheet.merges, seen.hollow)) for sheet, seen in sheets)
    return Contents(tuple(parts), (*_remarks(data), *lost))


def _beside_a_look(data: bytes, name: str) -> tuple[Part, ...]:
    # A big sheet is looked through while calamine, which leaves the interpreter free, takes it in; the limits of the
    # process hold it meanwhile. A small one, which is looked through at once, is not shown to calamine before.
    with ThreadPoolExecutor(max_workers=1) as beside:
        looking = beside.submit(read_ooxml.look, data, name)
        if len(data) < _AT_ONCE:
            looking.result()
        return _calamine(data, name, looking.result)


def _remarks(data: bytes) -> tuple[str, ...]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return preflight.remarks(package.namelist())


def _old(data: bytes, name: str) -> Contents:
    """An .xls: xlrd's values where calamine fails, or takes text of two bytes a sign for text of one."""
    second = read_xls.open_book(data)
    if second is not None and any(sheet.nrows * sheet.ncols > MOST_CELLS for sheet in second.sheets()):
        raise Refusal(f"“{name}”的表格范围过大", CUT)
    looks = {} if second is None else read_xls.look(second, data)
    remarks = (_UNSEEN.format("xls"),) if second is None else ()
    try:
        parts = _calamine(data, name, lambda: looks)
    except _CalamineFailure:
        if second is None:
            raise _damaged(name) from None
        return Contents(_parts(read_xls.values(second, looks)))
    if second is not None and any(map(_is_misread, parts)):
        return Contents(_parts(read_xls.values(second, looks)))
    return Contents(parts, remarks)


def _is_misread(part: Part) -> bool:
    """Whether the text was taken sign by sign from bytes that are two to a sign, which no error tells."""
    return any("\0" in cell for row in itertools.islice(part.rows, _SAMPLE) for cell in row if isinstance(cell, str))


def _calamine(data: bytes, name: str, looks: Callable[[], dict[str, Look]]) -> tuple[Part, ...]:
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
    seen = looks()
    return tuple(_part(sheet, visible, seen.get(sheet.name, Look()), name) for sheet, visible in sheets)


def _part(source: CalamineSheet, visible: SheetVisibleEnum, look: Look, name: str) -> Part:
    if source.total_height * source.total_width > MOST_AREA:
        raise Refusal(f"“{name}”的工作表“{source.name}”范围过大", CUT)
    corners = source.merged_cell_ranges or ()
    merges = [Area(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in corners]
    head = Sheet(
        name=source.name,
        rows=[],
        merges=tuple(sorted(merges, key=lambda area: (area.top, area.left))),
        hidden=visible is not SheetVisibleEnum.Visible,
        filtered=look.filtered,
        hidden_rows=frozenset(look.hidden_rows),
        hidden_columns=frozenset(look.hidden_columns),
        marks=look.marks,
    )
    return Part(head, _Grid(source), Holes(merges, look.hollow))


@dataclass(frozen=True, slots=True)
class _Grid:
    """The rows from row 1 and column A, whatever corner the data begins at."""

    source: CalamineSheet

    def __iter__(self) -> Iterator[Sequence[Cell]]:
        if self.source.start is None:
            return iter(())
        lead = [""] * self.source.start[1]
        return map(lead.__add__, self.source.iter_rows()) if lead else self.source.iter_rows()
