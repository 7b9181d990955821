"""What names the rows of a bureau's form: the column the names stand in, and the report's row each of them is."""

from collections import Counter

from app.services.importing.tables.table import Table
from app.services.reporting.template.content import Content
from app.services.reporting.template.match import Matching
from app.services.reporting.template.rows import FormRows
from app.services.reporting.template.seen import FormParts


def label_column(parts: FormParts, table: Table, matching: Matching, content: Content, rows: FormRows) -> int:
    """The column of the rows' names: by its heading, else the one whose texts name most rows."""
    named = next((one for one in matching.matched if one.index == content.name), None)
    if named is not None:
        return named.column.index
    return max(
        (column.index for column in table.columns),
        key=lambda index: (sum(bool(named_in(parts, content, rows, top, index)) for top in rows.tops), -index),
    )


def named_in(parts: FormParts, content: Content, rows: FormRows, top: int, column: int) -> str | None:
    """The key of the report's row that a cell names; empty for a name of nothing in it, None for no name."""
    return content.key_of(parts.shown(parts.sheet(rows.sheet).seek(top, column))) if content.key_of else None


def names_each_once(parts: FormParts, content: Content, rows: FormRows, column: int) -> bool:
    """Whether a form has a row each for what the report has rows for: several of them, none twice."""
    found = Counter(named for top in rows.tops if (named := named_in(parts, content, rows, top, column)))
    return len(found) > 1 and set(found.values()) == {1}
