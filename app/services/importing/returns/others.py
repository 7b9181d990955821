"""What another hand put beside what went out: columns of words under a heading of theirs, or under none at all."""

from collections.abc import Iterable, Set
from dataclasses import replace

from app.models.field import FieldType
from app.services.importing import lexicon
from app.services.importing.returns.legend import sign_in
from app.services.importing.returns.reviewed import COMMENT, THEIRS, VERDICT, Reviewed, as_theirs
from app.services.importing.returns.sent import SentSheet, is_blank, number_in
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import compact, key
from app.services.reporting.sent.worn import Worn, headings_worn
from app.services.workbook.book import Cell, letter


def with_others(one: Reviewed, sent: SentSheet | None, worn: Set[Worn]) -> Reviewed:
    """A returned list whose remaining columns of words are the reviewers': those that did not go out.

    Of what went out, as ``sent``, a column may be a long text of the ledger's (备注) that the reviewers added.
    """
    mapping = one.mapping
    went = set(sent.places) if sent else set()
    own = headings_worn(worn)
    unknown = [left.column for left in mapping.unmapped if left.why != THEIRS and _may_speak(left.column)]
    added = [
        pair.column
        for pair in mapping.mapped
        if sent and pair.field.type is FieldType.LONGTEXT and pair.field.name not in (VERDICT, COMMENT)
    ]
    found = [column for column in (*unknown, *added) if column.index not in went and column.text not in own]
    others = [column for column in found if _says_anything(mapping.table, column, mapping.table.records)]
    others += [
        column for column in mapping.table.columns if not _may_speak(column) and _is_ticked(mapping.table, column)
    ]
    left = {column.index for column in others}
    kept = replace(mapping, mapped=tuple(pair for pair in mapping.mapped if pair.column.index not in left))
    return replace(
        one,
        mapping=as_theirs(kept, others),
        others=(*others, *strays(mapping.table, mapping.table.records)),
    )


def strays(table: Table, rows: Iterable[int]) -> list[Column]:
    """The columns under no heading of the table in which something is said beside one of its rows, named by letter."""
    headed, rows = {column.index for column in table.columns}, list(rows)
    bare = [Column(index, (f"{letter(index)}列",), ()) for index in range(table.sheet.width) if index not in headed]
    return [column for column in bare if _says_anything(table, column, rows)]


def is_said(cell: Cell) -> bool:
    """Whether a cell holds words, not a figure, a date or a sign for nothing."""
    return (
        isinstance(cell, str)
        and not is_blank(cell)
        and number_in(cell) is None
        and compact(cell) not in lexicon.nothing()
    )


def _may_speak(column: Column) -> bool:
    return key(column.path[-1]) not in lexicon.keys("ordinal_header")


def _is_ticked(table: Table, column: Column) -> bool:
    """Whether signs were put among the numbers of the rows."""
    return any(isinstance(cell := table.cell(number, column.index), str) and sign_in(cell) for number in table.records)


def _says_anything(table: Table, column: Column, rows: Iterable[int]) -> bool:
    return any(is_said(table.cell(number, column.index)) for number in rows)
