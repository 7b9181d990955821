"""A whole ledger -> the sheet that is written: every field in its group, full precision, streamed.

The headers are the fields' own labels and units, so that the program imports its own export without change.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice

from app.models.field import Field, FieldType, Stored
from app.models.ledger import fields_of
from app.models.quantity import decimal
from app.models.queries import Session, records, reporting
from app.services.known import Known
from app.services.masking import masked
from app.services.reporting.forms.form import Form
from app.services.reporting.record_lines import CHOICES_APART, date_cell, or_blank
from app.services.reporting.sheet import filled, kind_of
from app.services.reporting.spoken import region_text, yes_no
from app.services.workbook.band import BLOCK
from app.services.workbook.frame import text_width, widest
from app.services.workbook.layout import (
    Align,
    CellValue,
    ColumnLayout,
    FillBlock,
    Paper,
    RowStream,
    SheetFill,
    SheetLayout,
)

_LOOKED_AT = 1
"""Blocks that are looked at for the widths; the rest of a long ledger is not read twice."""
_WIDEST_TEXT = 40.0
_CENTERED = frozenset({FieldType.CHOICE, FieldType.FLAG, FieldType.REGION})

Show = Callable[[Stored], CellValue]


def ledger_sheet(
    session: Session, form: Form, words: Mapping[str, str], *, unmasked: bool, only: Sequence[records.Condition] = ()
) -> SheetFill:
    """The sheet of a whole ledger, or of the records that meet the conditions ``only``.

    Its rows are read while they are written, so ``session`` must stay open.
    """
    fields = grouped(form.ledger)
    blocks = _blocks(session, form.ledger, [(field.name, _show(field, unmasked=unmasked)) for field in fields], only)
    first = list(islice(blocks, _LOOKED_AT))
    return SheetFill(
        layout=_layout(form, words, fields, first),
        rows=RowStream(chain(first, blocks)),
        count=records.count(session, form.ledger, only),
    )


def printed_record(kind: str, values: Mapping[str, Stored | None]) -> dict[tuple[str, ...], CellValue]:
    """What a record's cells show in a whole ledger, by the headings of their columns; persons unmasked."""
    cells: dict[tuple[str, ...], CellValue] = {}
    for field in grouped(kind):
        value, show = values.get(field.name), _show(field, unmasked=True)
        cells[field.group, field.label] = show(value) if show and value is not None else value
    return cells


def grouped(kind: str) -> list[Field]:
    """A ledger's fields with each group together, groups and fields in the order they are declared."""
    fields = list(fields_of(kind).values())
    groups = list(dict.fromkeys(field.group for field in fields))
    return sorted(fields, key=lambda field: groups.index(field.group))


def _blocks(
    session: Session, kind: str, shows: Sequence[tuple[str, Show | None]], only: Sequence[records.Condition]
) -> Iterator[FillBlock]:
    """The records as rows; a text that waits to become a value stands in its cell as it was written."""
    waiting = reporting.pending_texts(session, kind)
    names = [name for name, _ in shows]
    shown = [Known(or_blank(show)) if show else None for _, show in shows]
    for block in records.blocks(session, kind, names, BLOCK, only):
        ids, *held = zip(*block, strict=True)
        columns = [
            column if one is None or column.count(None) == len(column) else one.of(column)
            for column, one in zip(held, shown, strict=True)
        ]
        if not waiting.keys().isdisjoint(ids):
            columns = list(_with_texts(columns, names, [waiting.get(record) for record in ids]))
        yield FillBlock(columns, [str(code or "") for code in held[names.index("code")]], list(map(str, ids)))


def _with_texts(
    columns: Sequence[Sequence[CellValue]], names: Sequence[str], texts: Sequence[Mapping[str, str] | None]
) -> Iterator[Sequence[CellValue]]:
    """The columns with the texts that wait in the blanks of their records."""
    for name, column in zip(names, columns, strict=True):
        yield [waits.get(name) if cell is None and waits else cell for cell, waits in zip(column, texts, strict=True)]


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


def _layout(form: Form, words: Mapping[str, str], fields: Sequence[Field], first: Sequence[FillBlock]) -> SheetLayout:
    left, middle, right = (filled(text, words) for text in form.meta)
    return SheetLayout(
        name=form.sheet,
        title=filled(form.title, words),
        columns=tuple(
            _column(field, {value for block in first for value in block.columns[index]})
            for index, field in enumerate(fields)
        ),
        meta=(left, middle, right),
        paper=Paper(form.paper),
        one_page_wide=False,
        frozen_columns=form.frozen_columns,
        filtered=True,
        row_height=None,
        body_size=form.body_size,
    )


def _column(field: Field, values: Set[CellValue]) -> ColumnLayout:
    """A field as a column; widths follow what the first rows hold."""
    kind = kind_of(field)
    unit = field.unit if field.heading != field.label else ""
    longest = widest(map(str, values - {None}))
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
