"""The band of data rows as a stream of text: every export of every size goes through here."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from itertools import count, islice

from app.services.workbook.cells import (
    BLANK,
    FIGURE_CELL,
    GUARD,
    TEXT_CELL,
    Cell,
    formula_cell,
    text_cell,
    value_cell,
)
from app.services.workbook.formulas import Formulas, column_letters, total_template
from app.services.workbook.frame import Frame, column_widths, row_height
from app.services.workbook.layout import DEEPEST_INDENT, CellValue, ColumnKind, ColumnLayout, FillRow, SheetFill
from app.services.workbook.meta import BodyDigest, MetaRows, plain_value
from app.services.workbook.sheet_part import SheetPart
from app.services.workbook.skeleton import LOOKS, Look, pattern_row
from app.services.workbook.usual import ODD, usual_for

BLOCK = 256
"""So many rows are made at a time: enough to go down the columns, few enough to cost no memory."""

_NUMBER = "\0"
"""Stands for the row's number in a pattern."""
_GUARD = GUARD.encode()
_GUARDED = re.compile(rf's="([0-9]+)"{GUARD}'.encode())
_BLANK, _BLANK_TEXT, _BLANK_FIGURE = (text.encode() for text in (BLANK.xml, TEXT_CELL % "", FIGURE_CELL % ""))
_NAMES = frozenset({ColumnKind.TEXT, ColumnKind.CODE})


@dataclass(frozen=True, slots=True)
class Pattern:
    """A row of one look as text with holes for its attributes and each cell, cut where the row's number goes in.

    ``usual`` takes the plain texts of cells that are nothing more, ``any`` takes whole contents. Most rows of a long
    list are usual, and a list of a hundred thousand rows is written in seconds because their cells are one operation.
    """

    usual: tuple[bytes, ...]
    any: tuple[bytes, ...]
    guards: Mapping[bytes, bytes]
    styles: Mapping[str, str]

    @classmethod
    def of(cls, fill: SheetFill, styles: Mapping[str, str], guarded: Mapping[str, str]) -> "Pattern":
        """The pattern for cells with these styles, by column letters."""
        cells = [f'<c r="{letters}{_NUMBER}" s="{style}"' for letters, style in styles.items()]
        contents = [TEXT_CELL if column.kind in _NAMES else FIGURE_CELL for column in fill.layout.columns]
        usual = "".join(cell + content for cell, content in zip(cells, contents, strict=True))
        guards = {style.encode(): guarded[letters].encode() for letters, style in styles.items()}
        return cls(_row(usual), _row("".join(f"{cell}%s" for cell in cells)), guards, styles)

    def usual_row(self, number: int, attributes: bytes, plains: Iterable[bytes]) -> bytes:
        """The text of a row whose cells are their plain texts."""
        text = str(number).encode().join(self.usual) % (attributes, *plains)
        return text.replace(_BLANK_TEXT, _BLANK).replace(_BLANK_FIGURE, _BLANK)

    def any_row(self, number: int, attributes: bytes, contents: Iterable[bytes]) -> bytes:
        """The text of a row of any cells."""
        text = str(number).encode().join(self.any) % (attributes, *contents)
        return self.guarded(text)

    def guarded(self, row: bytes) -> bytes:
        """The text of a row whose guarded cells have the style that keeps them texts."""
        if _GUARD not in row:
            return row
        return _GUARDED.sub(lambda match: b's="%s"' % self.guards[match[1]], row)

    def restyled(self, number: int, row: bytes, columns: Iterable[int]) -> bytes:
        """The text of a row of another look with some of its cells in this one's styles."""
        for letters in map(column_letters, columns):
            cell = f'<c r="{letters}{number}" s="'.encode()
            before, _, after = row.partition(cell)
            row = before + cell + self.styles[letters].encode() + after[after.index(b'"') :]
        return row


def _row(cells: str) -> tuple[bytes, ...]:
    return tuple(f'<row r="{_NUMBER}"%s>{cells}</row>'.encode().split(_NUMBER.encode()))


def patterns(part: SheetPart, fill: SheetFill, frame: Frame) -> dict[Look, Pattern]:
    """The patterns of every look, with the styles of a skeleton's pattern rows."""
    styles = {look: part.row(pattern_row(frame, look)).styles for look in LOOKS}
    return {
        look: Pattern.of(fill, styles[look], styles[look if look.marked else replace(look, guarded=True)])
        for look in LOOKS
        if not look.guarded
    }


class Band:
    """Writes one sheet's data rows and its total row, and notes them for ``_meta`` as they pass."""

    def __init__(self, fill: SheetFill, frame: Frame, looks: Mapping[Look, Pattern], meta: MetaRows) -> None:
        self._fill = fill
        self._frame = frame
        self._total_look = looks[Look(total=True)]
        self._marked_look = looks[Look(marked=True)]
        self._looks = [looks[Look(indent)] for indent in range(DEEPEST_INDENT + 1)]
        self._meta = meta
        self._digest = BodyDigest()
        self._columns = fill.layout.columns
        self._usual = [usual_for(column.kind) for column in self._columns]
        self._frames = [(TEXT_CELL if one.kind in _NAMES else FIGURE_CELL).encode() for one in self._columns]
        self._formulas = Formulas.of(fill.layout, frame)
        self._live = any(column.formula for column in self._columns)
        self._widths = column_widths(fill) if fill.layout.row_height is not None else []

    def chunks(self) -> Iterator[bytes]:
        """The band's rows as text. Raises ValueError where the rows are not as many as the fill said."""
        above = 0 < self._frame.total < self._frame.first
        if above:
            yield self._total_row()
        yield from self._blocks()
        if self._frame.total and not above:
            yield self._total_row()

    def _blocks(self) -> Iterator[bytes]:
        name = self._fill.layout.name
        rows, written = iter(self._fill.rows), 0
        while block := list(islice(rows, BLOCK)):
            yield b"".join(self._block(self._frame.first + written, block))
            self._meta.add_rows(name, block)
            written += len(block)
        if written != self._fill.count:
            raise ValueError(f"sheet {name}: {self._fill.count} rows were announced, {written} came")
        if not written:
            yield self._looks[0].usual_row(self._frame.first, b"", [b""] * len(self._columns))
        self._meta.add_sheet(name, written, self._digest.hex())

    def _block(self, first: int, rows: Sequence[FillRow]) -> Iterator[bytes]:
        """The texts of some rows. The quick way goes down the columns, where one kind of value follows another."""
        columns = zip(*(row.values for row in rows), strict=True)
        plains = zip(*(usual(values) for usual, values in zip(self._usual, columns, strict=True)), strict=True)
        for number, row, texts in zip(count(first), rows, plains, strict=False):
            look, attributes = self._looks[row.indent], self._attributes(row.values)
            if self._live:
                self._digest.add(row.key, map(plain_value, self._columns, row.values))
                text = look.any_row(number, attributes, self._cells(number, row.values, total=False))
                yield self._marked_look.restyled(number, text, row.marked)
            elif ODD in texts:
                yield self._mixed_row(look, look.usual_row(number, attributes, texts), row, texts)
            else:
                self._digest.add(row.key, texts)
                yield look.usual_row(number, attributes, texts)

    def _mixed_row(self, look: Pattern, text: bytes, row: FillRow, texts: Sequence[bytes]) -> bytes:
        """The text of a row with those cells put in that are more than their plain text."""
        digested, at = list(texts), -1
        for _ in range(texts.count(ODD)):
            at = texts.index(ODD, at + 1)
            cell = _odd(self._columns[at].kind in _NAMES, row.values[at])
            # Of the cells that are still to come with this frame the first is this one.
            text = text.replace(self._frames[at] % ODD, cell.xml.encode(), 1)
            digested[at] = cell.plain.encode()
        self._digest.add(row.key, digested)
        return look.guarded(text)

    def _total_row(self) -> bytes:
        values = self._fill.total or ()
        cells = self._cells(self._frame.total, values, total=True)
        return self._total_look.any_row(self._frame.total, self._attributes(values), cells)

    def _cells(self, number: int, values: Sequence[CellValue], *, total: bool) -> Iterator[bytes]:
        for column, value in zip(self._columns, values, strict=True):
            template = total_template(column) if total else column.formula
            if template and isinstance(value, (Decimal, int)):
                yield formula_cell(self._formulas.expression(template, column, number), value).xml.encode()
            else:
                yield _cell(column, value).xml.encode()

    def _attributes(self, values: Sequence[CellValue]) -> bytes:
        if not self._widths:
            return b""
        height = row_height(self._fill.layout, self._widths, values)
        return f' ht="{height:g}" customHeight="1"'.encode()


@lru_cache(maxsize=1024, typed=True)
def _odd(is_name: bool, value: CellValue) -> Cell:
    """What is no usual cell comes again and again: a date of which only the year is known, a sign in front."""
    return text_cell(value) if is_name else value_cell(value)


def _cell(column: ColumnLayout, value: CellValue) -> Cell:
    return text_cell(value) if column.kind in _NAMES else value_cell(value)


def filled(content: bytes, fill: SheetFill, frame: Frame, meta: MetaRows) -> Iterator[bytes]:
    """A skeleton's sheet part with its rows in place, piece by piece."""
    part = SheetPart.scan(content)
    band = part.start_of(frame.band[0])
    below = part.start_of(frame.end + 1)
    corner = f"{column_letters(len(fill.layout.columns) - 1)}{frame.end}"
    yield part.before(band, f"A1:{corner}")
    yield from Band(fill, frame, patterns(part, fill, frame), meta).chunks()
    yield content[band:below]
    yield content[part.rows[-1].end :]
