"""A whole ledger -> the sheet that is written: every field in its group, full precision, streamed.

The headers are the fields' own labels and units, so that the program imports its own export without change.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from app.models.field import Field, FieldType, Stored
from app.models.ledger import fields_of
from app.models.quantity import decimal
from app.models.queries import Session, records, reporting
from app.services.masking import masked
from app.services.reporting.form import Form
from app.services.reporting.record_lines import CHOICES_APART, date_cell
from app.services.reporting.sheet import filled, kind_of
from app.services.reporting.spoken import region_text, yes_no
from app.services.workbook.frame import text_width
from app.services.workbook.layout import (
    Align,
    CellValue,
    ColumnLayout,
    FillRow,
    Paper,
    SheetFill,
    SheetLayout,
)

_LOOKED_AT = 500
"""Rows that are looked at for the widths; the rest of a long ledger is not read twice."""
_WIDEST_TEXT = 40.0
_BLOCK = 1000
_CENTERED = frozenset({FieldType.CHOICE, FieldType.FLAG, FieldType.REGION})

Show = Callable[[Stored], CellValue]


def ledger_sheet(session: Session, form: Form, words: Mapping[str, str], *, unmasked: bool) -> SheetFill:
    """The sheet of a whole ledger. Its rows are read while they are written, so ``session`` must stay open."""
    fields = grouped(form.ledger)
    rows = _rows(session, form.ledger, [(field.name, _show(field, unmasked=unmasked)) for field in fields])
    first = list(islice(rows, _LOOKED_AT))
    return SheetFill(
        layout=_layout(form, words, fields, [row.values for row in first]),
        rows=chain(first, rows),
        count=records.count(session, form.ledger),
    )


def grouped(kind: str) -> list[Field]:
    """A ledger's fields with each group together, groups and fields in the order they are declared."""
    fields = list(fields_of(kind).values())
    groups = list(dict.fromkeys(field.group for field in fields))
    return sorted(fields, key=lambda field: groups.index(field.group))


def _rows(session: Session, kind: str, shows: Sequence[tuple[str, Show | None]]) -> Iterator[FillRow]:
    """The records as rows; a text that waits to become a value stands in its cell as it was written.

    The values are shown a column of a block at a time, each different one once; most columns need nothing done to them.
    """
    waiting = reporting.pending_texts(session, kind)
    names = [name for name, _ in shows]
    for block in records.blocks(session, kind, names, _BLOCK):
        ids, *columns = zip(*block, strict=True)
        shown = [_shown(column, show) for column, (_, show) in zip(columns, shows, strict=True)]
        for record, code, cells in zip(ids, columns[names.index("code")], zip(*shown, strict=True), strict=True):
            yield FillRow(_with_texts(cells, names, waiting.get(record)), key=str(code or ""), row_id=str(record))


def _shown(column: Sequence[Any], show: Show | None) -> Sequence[CellValue]:
    if show is None:
        return column
    shown = {value: None if value is None else show(value) for value in set(column)}
    return list(map(shown.__getitem__, column))


def _with_texts(
    cells: Sequence[CellValue], names: Sequence[str], texts: Mapping[str, str] | None
) -> Sequence[CellValue]:
    """The cells of a record with the texts that wait in its blanks."""
    if not texts:
        return cells
    return [texts.get(name) if cell is None else cell for name, cell in zip(names, cells, strict=True)]


def _show(field: Field, *, unmasked: bool) -> Show | None:
    """How a field's values are shown in a cell; None where they are as they are stored."""
    if field.personal and not unmasked:
        return lambda value: masked(str(value))
    if field.numeric and field.scale:
        return lambda value: decimal(int(value), field.scale)
    return _SHOWS.get(field.type)


_SHOWS: dict[FieldType, Show] = {
    FieldType.FLAG: yes_no,
    FieldType.DATE: lambda value: date_cell(str(value)),
    FieldType.REGION: region_text,
    FieldType.MULTICHOICE: lambda value: str(value).replace("|", CHOICES_APART),
}


def _layout(
    form: Form, words: Mapping[str, str], fields: Sequence[Field], rows: Sequence[Sequence[CellValue]]
) -> SheetLayout:
    left, middle, right = (filled(text, words) for text in form.meta)
    return SheetLayout(
        name=form.sheet,
        title=filled(form.title, words),
        columns=tuple(_column(field, [row[index] for row in rows]) for index, field in enumerate(fields)),
        meta=(left, middle, right),
        paper=Paper(form.paper),
        one_page_wide=False,
        frozen_columns=form.frozen_columns,
        filtered=True,
        row_height=None,
        body_size=form.body_size,
    )


def _column(field: Field, values: Sequence[CellValue]) -> ColumnLayout:
    """A field as a column; widths follow what the first rows hold."""
    kind = kind_of(field)
    unit = field.unit if field.heading != field.label else ""
    longest = max((text_width(str(value)) for value in {*values} - {None}), default=0)
    header = max(text_width(field.label), text_width(f"({unit})") if unit else 0)
    return ColumnLayout(
        key=field.name,
        path=(field.group, field.label),
        kind=kind,
        unit=unit,
        places=field.scale if field.numeric else None,
        align=Align.CENTER if field.type in _CENTERED or field.unit == "年" else None,
        width=min(_WIDEST_TEXT, max(8.0, header + 3.5, longest + 2)),
    )
