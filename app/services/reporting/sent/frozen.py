"""What a report said when it went out, kept in the register for as long as the ledger lives.

``pack`` makes of a ``Frozen`` the bytes of ``ExportedReport.frozen``: deflated JSON of this shape::

    {"format": 1,
     "sheets": [{"name": "拆违月报", "first": 8, "total_row": 7,            rows as Excel numbers them, 0: none
                 "columns": [{"number": "1", "path": ["年度任务"], "unit": "万㎡", "kind": "quantity", "places": 4}],
                 "lines": [{"key": "330421001", "record": "", "cells": ["魏塘街道", "4.5000", null]}],
                 "total": ["合计", "52.0000", null],                         null: the sheet has no total row
                 "figures": [{"column": 6, "line": "", "terms": [[0, "1/100000000"]]}]}],
     "counted": [{"kind": "demolition", "fields": ["demolished_area"], "dates": [], "start": "2022-01-01",
                  "end": "2022-03-25", "places": {"330421001": [[17, 23], [1230000, 45000]]}}],
     "worn": [["魏塘街道", "年度任务", "fill", "黄"]]}          only of a bureau's form: what its cells wore

A line's key is the town code, the indicator or the record's code, ``record`` the ledger's own id where the line is
one record. Cells are in the order of the columns, exactly as printed: a number is its decimal text with all its
places, a date ISO text, a blank null; in a column of a numeric kind (``integer quantity percent``) whatever is no
decimal is words.

``figures`` say what stands behind a column: the sum over its terms of factor x amount, in the column's unit, for the
place that is the line's key (the total row: all places; ``line`` names the one line where the lines are no places:
all places too). A factor of null marks a figure that is no sum, a ratio say; its terms are then only what it is made
of. ``counted`` are the record ids and their amounts (integers of the field's last decimal, null: 1 each),
by place; ``dates`` are the date fields that credit them (none: the entries' own days).

**A whole ledger keeps no lines**: its sheet has ``lines`` null. What a record held then is what the journal says of
``ExportedReport.journal_head`` (``queries.journal.held_at``), so a hundred thousand rows cost nothing twice.
"""

import json
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from app.models.quantity import plain
from app.services.reporting.spoken import headings_said
from app.services.workbook.frame import frame_of
from app.services.workbook.layout import NUMERIC_KINDS, CellValue, ColumnKind, ColumnLayout, SheetFill

FORMAT: Final = 1
Text = str | None


@dataclass(frozen=True, slots=True)
class FrozenColumn:
    """A column as it was printed."""

    number: str
    path: tuple[str, ...]
    unit: str
    kind: str
    places: int | None

    @property
    def numeric(self) -> bool:
        """Whether its cells are figures."""
        return ColumnKind(self.kind) in NUMERIC_KINDS

    @property
    def label(self) -> str:
        """How a sentence names the column."""
        words = headings_said(self.path)
        return f"“{words}”({self.number}栏)" if self.number else f"“{words}”"


@dataclass(frozen=True, slots=True)
class FrozenLine:
    """A printed line: its key, the record it is where it is one, its cells."""

    key: str
    record: str
    cells: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class FrozenFigure:
    """What is behind a column: the terms (an index into ``counted`` and a factor) of its sum."""

    column: int
    line: str
    terms: tuple[tuple[int, Fraction | None], ...]


@dataclass(frozen=True, slots=True)
class Counted:
    """The records an aggregate counted over a span: place -> record id -> amount; ``dates`` are what credits them."""

    kind: str
    fields: tuple[str, ...]
    dates: tuple[str, ...]
    start: str
    end: str
    places: Mapping[str, Mapping[int, int]]


@dataclass(frozen=True, slots=True)
class FrozenSheet:
    """One sheet; ``lines`` is None for a whole ledger."""

    name: str
    first: int
    total_row: int
    columns: tuple[FrozenColumn, ...]
    lines: tuple[FrozenLine, ...] | None
    total: tuple[Text, ...] | None
    figures: tuple[FrozenFigure, ...] = ()


@dataclass(frozen=True, slots=True)
class Frozen:
    """What an export said; ``worn`` are the marks that a bureau's own form wore (see ``worn.Worn``)."""

    sheets: tuple[FrozenSheet, ...]
    counted: tuple[Counted, ...] = ()
    worn: frozenset[tuple[str, str, str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Behind:
    """What is behind the figures of one sheet: the figures, and what they count."""

    figures: tuple[FrozenFigure, ...] = ()
    counted: tuple[Counted, ...] = field(default=())


def freeze(fills: Sequence[SheetFill], behind: Behind | None = None) -> Frozen:
    """The sheets of a report as they are printed; ``behind`` belongs to the first of them.

    The rows must all be there, not a stream; for a stream, which is a whole ledger, see ``freeze_ledger``.
    """
    behind = behind or Behind()
    sheets = [
        _sheet(fill, [FrozenLine(row.key, row.row_id, _texts(row.values)) for row in fill.rows], figures)
        for fill, figures in zip(fills, [behind.figures, *[()] * len(fills)], strict=False)
    ]
    return Frozen(tuple(sheets), behind.counted)


def freeze_ledger(fill: SheetFill) -> Frozen:
    """A whole ledger, whose rows the journal keeps."""
    return Frozen((_sheet(fill, None, ()),))


def with_records(frozen: Frozen, records: Mapping[int, Mapping[tuple[str, ...], CellValue]]) -> Frozen:
    """A whole ledger with its lines: what each record (by its id) showed when it went out, by the columns' headings."""
    (sheet,) = frozen.sheets
    lines = tuple(
        FrozenLine("", str(record), tuple(_text(cells.get(column.path)) for column in sheet.columns))
        for record, cells in records.items()
    )
    return replace(frozen, sheets=(replace(sheet, lines=lines),))


def only_sheets(frozen: Frozen, went: Collection[int]) -> Frozen:
    """What was said with only some of the sheets (by their places) sent: the others said nothing."""
    sheets = [
        one if at in went else replace(one, lines=(), total=None, figures=()) for at, one in enumerate(frozen.sheets)
    ]
    return replace(frozen, sheets=tuple(sheets))


def _sheet(fill: SheetFill, lines: Sequence[FrozenLine] | None, figures: tuple[FrozenFigure, ...]) -> FrozenSheet:
    frame = frame_of(fill)
    return FrozenSheet(
        name=fill.layout.name,
        first=frame.first,
        total_row=frame.total,
        columns=tuple(map(_column, fill.layout.columns)),
        lines=None if lines is None else tuple(lines),
        total=None if fill.total is None else _texts(fill.total),
        figures=figures,
    )


def _column(column: ColumnLayout) -> FrozenColumn:
    return FrozenColumn(column.number, column.path, column.unit, column.kind.value, column.shown_places)


def _texts(values: Sequence[CellValue]) -> tuple[Text, ...]:
    """Cells as they are kept; most of a list's are words or blanks."""
    return tuple([value if value is None or type(value) is str else _text(value) for value in values])


def _text(value: CellValue) -> Text:
    match value:
        case Decimal():
            return plain(value)
        case date():
            return value.isoformat()
    return str(value)


def pack(frozen: Frozen) -> bytes:
    """The bytes that are kept."""
    content = {
        "format": FORMAT,
        "sheets": [_sheet_content(sheet) for sheet in frozen.sheets],
        "counted": [_counted_content(one) for one in frozen.counted],
        **({"worn": sorted(frozen.worn)} if frozen.worn else {}),
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def sheets_text(frozen: Frozen) -> str:
    """The rows and figures alone as JSON, without what is behind them."""
    content = [{**_sheet_content(sheet), "figures": []} for sheet in frozen.sheets]
    return json.dumps({"format": FORMAT, "sheets": content}, ensure_ascii=False, separators=(",", ":"))


def unpack(packed: bytes) -> Frozen:
    """What was kept."""
    content = json.loads(zlib.decompress(packed))
    return Frozen(
        tuple(_sheet_of(one) for one in content["sheets"]),
        tuple(_counted_of(one) for one in content["counted"]),
        frozenset((row, heading, sort, said) for row, heading, sort, said in content.get("worn", ())),
    )


def _sheet_content(sheet: FrozenSheet) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "first": sheet.first,
        "total_row": sheet.total_row,
        "columns": [
            {"number": one.number, "path": one.path, "unit": one.unit, "kind": one.kind, "places": one.places}
            for one in sheet.columns
        ],
        "lines": None
        if sheet.lines is None
        else [{"key": line.key, "record": line.record, "cells": line.cells} for line in sheet.lines],
        "total": sheet.total,
        "figures": [
            {"column": one.column, "line": one.line, "terms": [[at, _factor_text(by)] for at, by in one.terms]}
            for one in sheet.figures
        ],
    }


def _sheet_of(content: Mapping[str, Any]) -> FrozenSheet:
    lines, total = content["lines"], content["total"]
    return FrozenSheet(
        name=content["name"],
        first=content["first"],
        total_row=content["total_row"],
        columns=tuple(FrozenColumn(**{**one, "path": tuple(one["path"])}) for one in content["columns"]),
        lines=None
        if lines is None
        else tuple(FrozenLine(one["key"], one["record"], tuple(one["cells"])) for one in lines),
        total=None if total is None else tuple(total),
        figures=tuple(
            FrozenFigure(one["column"], one["line"], tuple((at, _factor(by)) for at, by in one["terms"]))
            for one in content["figures"]
        ),
    )


def _factor_text(factor: Fraction | None) -> Text:
    return None if factor is None else str(factor)


def _factor(text: Text) -> Fraction | None:
    return None if text is None else Fraction(text)


def _counted_content(one: Counted) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "fields": one.fields,
        "dates": one.dates,
        "start": one.start,
        "end": one.end,
        "places": {place: [list(amounts), _amounts(amounts)] for place, amounts in one.places.items()},
    }


def _amounts(amounts: Mapping[int, int]) -> list[int] | None:
    found = list(amounts.values())
    return None if all(amount == 1 for amount in found) else found


def _counted_of(content: Mapping[str, Any]) -> Counted:
    places = {
        place: dict(zip(ids, amounts or [1] * len(ids), strict=True))
        for place, (ids, amounts) in content["places"].items()
    }
    fields, dates = tuple(content["fields"]), tuple(content["dates"])
    return Counted(content["kind"], fields, dates, content["start"], content["end"], places)
