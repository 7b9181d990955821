"""What a written sheet looks like, as values: the standard forms and the ledger exports are declared with these.

A layout says everything about a sheet but its figures; ``write.write_workbook`` joins the two.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeAlias

CellValue: TypeAlias = str | int | Decimal | date | None
"""What a row may hold. A date known only to the month or the year is text (``2022-06``); no binary fractions."""

DEEPEST_INDENT = 3

DIVIDER = "＼"
"""In a head with a diagonal: what stands before it names the columns, what follows the rows."""


class ColumnKind(StrEnum):
    """How a column's values are written and shown."""

    TEXT = "text"
    """Words; a number given here is written as text."""
    CODE = "code"
    """Numbers that are names (编号、代码、电话): text that stays text when edited."""
    INTEGER = "integer"
    QUANTITY = "quantity"
    """A figure with fixed decimals (``places``), or, where they are None, as many as each value has."""
    PERCENT = "percent"
    """A percentage as a number from 0 to 100, not a fraction."""
    DATE = "date"


NUMERIC_KINDS = frozenset({ColumnKind.INTEGER, ColumnKind.QUANTITY, ColumnKind.PERCENT})


class Align(StrEnum):
    """Where a value stands between the left and right border of its cell."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Paper(StrEnum):
    """Paper sizes of official tables."""

    A3 = "A3"
    A4 = "A4"


class TotalPlace(StrEnum):
    """Where the 合计 row stands."""

    FIRST = "first"
    LAST = "last"


SUM = "SUM({band})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnLayout:
    """One column.

    ``path`` is the header from the top group to the leaf, ``unit`` is printed in brackets under the leaf and
    ``number`` in the 栏次 row. ``formula`` makes the data rows' cells live, ``total`` the total row's (where it
    is empty, the total row uses ``formula``). Both are templates: ``{key}`` is the cell of the column with that
    key in the same row, ``{key.band}`` that column's data rows, ``{band}`` this column's own. A formula is
    written only beside a number, which is its stored result; text and blanks stay what they are. It must give
    the stored result once rounded to the column's places.
    """

    key: str
    path: tuple[str, ...]
    kind: ColumnKind = ColumnKind.TEXT
    unit: str = ""
    places: int | None = None
    number: str = ""
    width: float | None = None
    align: Align | None = None
    formula: str = ""
    total: str = ""
    diagonal: bool = False
    """Rules a line through the head, which then names the columns above it and the rows below (任务类型＼镇(街道))."""
    pictured: bool = False
    """Photos lie in its cells, whose texts stand at the bottom."""

    @property
    def number_format(self) -> str:
        """The number format of the column's cells as Excel writes it."""
        match self.kind:
            case ColumnKind.CODE:
                return "@"
            case ColumnKind.INTEGER:
                return "0"
            case ColumnKind.DATE:
                return "yyyy-mm-dd"
            case ColumnKind.QUANTITY | ColumnKind.PERCENT if self.shown_places is not None:
                return f"0.{'0' * self.shown_places}" if self.shown_places else "0"
            case _:
                return "General"

    @property
    def shown_places(self) -> int | None:
        """The decimals shown; None where each value shows its own, and for what is no number."""
        match self.kind:
            case ColumnKind.INTEGER:
                return 0
            case ColumnKind.PERCENT:
                return 2 if self.places is None else self.places
            case ColumnKind.QUANTITY:
                return self.places
            case _:
                return None

    @property
    def shown_align(self) -> Align:
        """Numbers to the right, dates in the middle, words to the left, unless the layout says otherwise."""
        if self.align is not None:
            return self.align
        if self.kind in NUMERIC_KINDS:
            return Align.RIGHT
        return Align.CENTER if self.kind is ColumnKind.DATE else Align.LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Fonts:
    """The font of each part.

    The defaults are on every Chinese Windows, WPS or Office. A workbook stores only the name, and a reader without
    the font replaces it silently, so 方正小标宋简体 is a choice for those who have it, not a default.
    """

    title: str = "宋体"
    meta: str = "仿宋"
    header: str = "黑体"
    body: str = "宋体"
    heavy: bool = True
    """Whether the title is set bold; 小标宋 is heavy by itself."""


OFFICIAL: Final = Fonts(title="方正小标宋简体", meta="仿宋_GB2312", heavy=False)
"""The fonts of official documents."""


@dataclass(frozen=True, slots=True)
class BarChart:
    """A bar for each data row, on a chart sheet of its own that follows the rows' workbook through every change.

    ``names`` and ``figures`` are keys of columns.
    """

    sheet: str
    title: str
    names: str
    figures: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetLayout:
    """One sheet, from its title to its signature line.

    ``meta`` is the line under the title (left, middle, right: 填报单位, 报告期, 计量单位). ``row_height`` in points is
    the least height of a data row, which then grows with its wrapped text; None leaves heights to the viewer and
    keeps every value on one line, as a long list wants. Without ``one_page_wide`` the sheet is printed some header
    groups to a page, the frozen columns repeated beside them. ``filtered`` makes it a list to work in: filter buttons,
    grid lines, the title at the left where a wide sheet begins.
    ``numbered`` prints the 栏次 row and names each column's data rows ``_栏01`` (``_栏甲``) for whoever reads it back.
    """

    name: str
    title: str
    columns: tuple[ColumnLayout, ...]
    table_code: str = ""
    meta: tuple[str, str, str] = ("", "", "")
    total: TotalPlace | None = None
    numbered: bool = False
    notes: tuple[str, ...] = ()
    notes_label: str = "说明："
    signatures: tuple[str, ...] = ()
    paper: Paper = Paper.A4
    one_page_wide: bool = True
    frozen_columns: int = 0
    filtered: bool = False
    indented: str = ""
    """The key of the column whose text moves in with a row's indent (其中：)."""
    row_height: float | None = 20
    header_fill: str = ""
    title_size: float = 18
    body_size: float = 10
    fonts: Fonts = field(default_factory=Fonts)
    chart: BarChart | None = None

    def __post_init__(self) -> None:
        keys = [column.key for column in self.columns]
        if not keys or len(set(keys)) < len(keys):
            raise ValueError(f"a sheet needs columns of different keys: {keys}")
        if self.indented and self.indented not in keys:
            raise ValueError(f"no column has the key {self.indented}")

    @property
    def header_depth(self) -> int:
        """The number of header rows."""
        return max(len(column.path) for column in self.columns)


@dataclass(frozen=True, slots=True)
class FillRow:
    """One row of values, in the order of the layout's columns.

    ``key`` is the code by which the row is known to people, ``row_id`` the ledger's own id; both go to ``_meta``.
    ``indent`` moves the text of the layout's ``indented`` column in by so many steps, at most ``DEEPEST_INDENT``.
    ``marked`` are the cells that stand on a coloured ground, by their place in ``values``; not in an indented row.
    """

    values: Sequence[CellValue]
    key: str = ""
    row_id: str = ""
    indent: int = 0
    marked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class FillBlock:
    """Rows of one indent that follow each other, down their columns: ``columns`` has as many as the layout, the other
    two are as long as each of them. ``marked`` are the cells on a coloured ground by the row's place in the block.
    """

    columns: Sequence[Sequence[CellValue]]
    keys: Sequence[str]
    row_ids: Sequence[str]
    indent: int = 0
    marked: Mapping[int, frozenset[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Sequence[FillRow]) -> "FillBlock":
        """The rows down their columns; all have one indent."""
        return cls(
            list(zip(*(row.values for row in rows), strict=True)),
            [row.key for row in rows],
            [row.row_id for row in rows],
            rows[0].indent,
            {at: row.marked for at, row in enumerate(rows) if row.marked},
        )

    def rows(self) -> Iterator[FillRow]:
        """The rows one by one."""
        across = zip(zip(*self.columns, strict=True), self.keys, self.row_ids, strict=True)
        for at, (values, key, row_id) in enumerate(across):
            yield FillRow(values, key, row_id, self.indent, self.marked.get(at, frozenset()))


@dataclass(frozen=True, slots=True)
class RowStream:
    """The rows of a long list as they are read: by the block, and once."""

    blocks: Iterable[FillBlock]

    def __iter__(self) -> Iterator[FillRow]:
        for block in self.blocks:
            yield from block.rows()


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A picture in a cell of a data row: the column from 0, the file with its SHA-256, what its bytes say it is
    (``.jpg``), what it is called, its size in pixels as it is seen, how it is turned for that (EXIF, 1 to 8).
    """

    column: int
    path: Path
    sha256: str
    suffix: str
    name: str
    width: int
    height: int
    orientation: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetFill:
    """A layout and its figures.

    ``rows`` may be a stream that is read once, a long list is a ``RowStream``; ``count`` is its length, told beforehand
    because the sheet's formulas, notes and print area stand where the rows end. ``total`` are the values of the total
    row, 合计 included. ``photos`` are those of each row, by its ``row_id``.
    """

    layout: SheetLayout
    rows: Iterable[FillRow]
    count: int
    total: Sequence[CellValue] | None = None
    photos: Mapping[str, Sequence[Photo]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if (self.total is None) != (self.layout.total is None):
            raise ValueError(f"sheet {self.layout.name}: a total row needs a place and values")

    @classmethod
    def of(cls, layout: SheetLayout, rows: Sequence[FillRow], total: Sequence[CellValue] | None = None) -> "SheetFill":
        """The fill of a layout with rows that are all there."""
        return cls(layout=layout, rows=rows, count=len(rows), total=total)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportMark:
    """What a workbook says about itself, so that it is known again when it returns. No secrets, no personal data."""

    report: str
    form_version: str
    period: str
    unit: str
    export_id: str
    made_at: datetime
    extra: Mapping[str, str] = field(default_factory=dict)
