"""Rows that only go on with the record above: all they are called by is merged from there (``domain.md`` D, 附表9)."""

from dataclasses import replace

from app.services.importing.mapping.map import Mapping
from app.services.importing.tables.table import Skip


def without_continued(mapping: Mapping) -> Mapping:
    """The mapping of a table without the rows under merged cells that say nothing of their own in its columns."""
    table, columns = mapping.table, {one.column.index for one in mapping.mapped}
    covered = {
        number
        for area in table.sheet.merges
        if table.bottom < area.top < area.bottom and columns & set(area.columns)
        for number in area.rows[1:]
    }
    if not covered:
        return mapping
    silent = {
        number
        for number in covered.intersection(table.records)
        if all(table.cell(number, column) == "" for column in columns)
    }
    left = tuple(number for number in table.records if number not in silent)
    skipped = {**table.skipped, **dict.fromkeys(sorted(silent), Skip.BLANK)}
    return replace(mapping, table=replace(table, records=left, skipped=skipped))
