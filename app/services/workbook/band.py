"""The band of data rows as a stream of text: every export of every size goes through here."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, islice, repeat

from app.services.workbook.drawing import ROW_HEIGHT, Drawing
from app.services.workbook.formulas import Formulas, column_letters, total_template
from app.services.workbook.frame import Frame, RowHeights, column_widths
from app.services.workbook.known_cells import KnownCells, Styles
from app.services.workbook.layout import DEEPEST_INDENT, CellValue, FillBlock, FillRow, RowStream, SheetFill
from app.services.workbook.live_cells import LiveColumn
from app.services.workbook.meta import BodyDigest, MetaRows
from app.services.workbook.sheet_part import SheetPart
from app.services.workbook.skeleton import Look, pattern_rows

BLOCK = 512
"""So many rows are made at a time: enough to go down the columns, few enough to cost no memory."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """The cells of a row of one look. A row is what stands between its number's mentions, put together by the number.

    ``<row r="7"><c r="A7" s="12"/><c r="B7" s="13"/></row>`` is ``7`` between ``<row r="``, ``"><c r="A``,
    ``" s="12"/><c r="B`` and ``" s="13"/></row>``: one operation, however many columns there are.
    """

    cells: tuple[KnownCells, ...]

    @classmethod
    def of(cls, fill: SheetFill, styles: Mapping[str, str], guarded: Mapping[str, str]) -> "Pattern":
        """The pattern for cells with these styles, by column letters."""
        ends = [*(f'<c r="{letters}' for letters in list(styles)[1:]), "</row>"]
        return cls(
            tuple(
                KnownCells.of(column.kind, Styles(style, guarded[letters], end))
                for column, (letters, style), end in zip(fill.layout.columns, styles.items(), ends, strict=True)
            )
        )

    @staticmethod
    def rows(first: int, attributes: Iterable[bytes], contents: Iterable[Sequence[bytes]]) -> bytes:
        """The texts of rows from the number ``first`` on: their attributes, and their cells down the columns."""
        starts = [b'"%s><c r="A' % one for one in attributes]
        numbers = [b"%d" % number for number in range(first, first + len(starts))]
        rows = zip(repeat(b'<row r="', len(starts)), starts, *contents, strict=True)
        return b"".join(map(bytes.join, numbers, rows))


def patterns(part: SheetPart, fill: SheetFill, frame: Frame) -> dict[Look, Pattern]:
    """The patterns of every look, with the styles of a skeleton's pattern rows."""
    styles = {look: part.row(number).styles for look, number in pattern_rows(frame, fill.layout).items()}
    return {
        look: Pattern.of(fill, styles[look], styles[look if look.marked else replace(look, guarded=True)])
        for look in styles
        if not look.guarded
    }


class Band:
    """Writes one sheet's data rows and its total row, and notes them for ``_meta`` as they pass."""

    def __init__(
        self, fill: SheetFill, frame: Frame, looks: Mapping[Look, Pattern], meta: MetaRows, drawing: Drawing | None
    ) -> None:
        self._fill = fill
        self._drawing = drawing
        self._frame = frame
        self._total_look = looks[Look(total=fill.layout.total is not None)]
        self._marked_look = looks[Look(marked=True)]
        self._looks = [looks.get(Look(indent), looks[Look()]) for indent in range(DEEPEST_INDENT + 1)]
        self._meta = meta
        self._digest = BodyDigest()
        formulas = Formulas.of(fill.layout, frame)
        self._live = [LiveColumn.of(column, column.formula, formulas) for column in fill.layout.columns]
        self._total_live = [LiveColumn.of(column, total_template(column), formulas) for column in fill.layout.columns]
        tall = fill.layout.row_height is not None
        self._heights = RowHeights(fill.layout, column_widths(fill)) if tall else None

    def chunks(self) -> Iterator[bytes]:
        """The band's rows as text. Raises ValueError where the rows are not as many as the fill said."""
        above = 0 < self._frame.total < self._frame.first
        if above:
            yield self._total_row()
        yield from self._blocks()
        if self._frame.total and not above:
            yield self._total_row()

    def _blocks(self) -> Iterator[bytes]:
        name, written = self._fill.layout.name, 0
        for block in _blocks_of(self._fill.rows):
            yield self._block(self._frame.first + written, block)
            self._meta.add_rows(name, block)
            written += len(block.keys)
        if written != self._fill.count:
            raise ValueError(f"sheet {name}: {self._fill.count} rows were announced, {written} came")
        if not written:
            yield Pattern.rows(self._frame.first, [b""], [[one.blank] for one in self._looks[0].cells])
        self._meta.add_sheet(name, written, self._digest.hex())

    def _block(self, first: int, block: FillBlock) -> bytes:
        """The texts of some rows, made down the columns, where one kind of value follows another."""
        look = self._looks[block.indent]
        made = [
            live.made(first, values, cells) if live else cells.made(values)
            for live, cells, values in zip(self._live, look.cells, block.columns, strict=True)
        ]
        contents = [cells for cells, _ in made]
        self._digest.add(block.keys, [plains for _, plains in made])
        if block.marked:
            contents = self._with_marked(first, block, contents)
        pictured = self._drawing.place(first, block) if self._drawing else ()
        return Pattern.rows(first, self._attributes(block.columns, pictured), contents)

    def _with_marked(self, first: int, block: FillBlock, contents: Sequence[Sequence[bytes]]) -> list[Sequence[bytes]]:
        """The cells with the marked ones on their ground."""
        grounded = [list(column) for column in contents]
        for at, row in enumerate(block.rows()):
            marked = list(self._across(self._marked_look, self._live, first + at, row.values)) if row.marked else []
            for index in row.marked:
                grounded[index][at] = marked[index]
        return [*grounded]

    def _total_row(self) -> bytes:
        number, values = self._frame.total, self._fill.total or ()
        contents = self._across(self._total_look, self._total_live, number, values)
        return Pattern.rows(number, self._attributes([[value] for value in values]), [[cell] for cell in contents])

    @staticmethod
    def _across(
        look: Pattern, lives: Sequence[LiveColumn | None], number: int, values: Sequence[CellValue]
    ) -> Iterator[bytes]:
        """The cells of one row."""
        for live, cells, value in zip(lives, look.cells, values, strict=True):
            contents, _ = live.made(number, [value], cells) if live else cells.made([value])
            yield from contents

    def _attributes(self, columns: Sequence[Sequence[CellValue]], pictured: Sequence[bool] = ()) -> list[bytes]:
        """What the tags of some rows say beside their numbers; the rows with photos are high enough for them."""
        heights = self._heights.of(columns) if self._heights else [0.0] * len(columns[0])
        if pictured:
            raised = zip(heights, pictured, strict=True)
            heights = [max(height, ROW_HEIGHT) if has else height for height, has in raised]
        return [b' ht="%s" customHeight="1"' % f"{height:g}".encode() if height else b"" for height in heights]


def _blocks_of(rows: Iterable[FillRow]) -> Iterable[FillBlock]:
    """The rows by the block, those of one indent that follow each other together."""
    return rows.blocks if isinstance(rows, RowStream) else _gathered(rows)


def _gathered(rows: Iterable[FillRow]) -> Iterator[FillBlock]:
    for _, alike in groupby(rows, key=lambda row: row.indent):
        while block := list(islice(alike, BLOCK)):
            yield FillBlock.of(block)


def filled(content: bytes, fill: SheetFill, frame: Frame, meta: MetaRows, drawing: Drawing | None) -> Iterator[bytes]:
    """A skeleton's sheet part with its rows in place, piece by piece; ``drawing`` hears where its photos' rows are."""
    part = SheetPart.scan(content)
    band = part.start_of(frame.band[0])
    below = part.start_of(frame.end + 1)
    corner = f"{column_letters(len(fill.layout.columns) - 1)}{frame.end}"
    yield part.before(band, f"A1:{corner}")
    yield from Band(fill, frame, patterns(part, fill, frame), meta, drawing).chunks()
    yield content[band:below]
    yield content[part.rows[-1].end :]
