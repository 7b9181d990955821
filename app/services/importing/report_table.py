"""What the JSON document of an import says of any table: where it stands, what its columns are taken for."""

from collections.abc import Sequence

from app.services.importing.mapping.map import Unmapped
from app.services.importing.tables.table import Table

Json = dict[str, object]


def described(
    table: Table, kind: str | None, *, rows: Sequence[int], unit_line: str | None, columns: Sequence[Json]
) -> Json:
    """A table but for what is said of its rows; ``rows`` are its data rows in order."""
    return {
        "sheet": table.sheet.name,
        "kind": kind,
        "title": table.title,
        "header_rows": [] if table.continues else [table.top, table.bottom],
        "data_rows": [rows[0], rows[-1]] if rows else None,
        "unit_line": unit_line,
        "columns": list(columns),
    }


def column(letter: str, path: str, field: str, unit: str | None, confidence: float) -> Json:
    """One column that is taken."""
    return {"column": letter, "path": path, "field": field, "unit": unit or None, "confidence": confidence}


def unmapped(left: Sequence[Unmapped]) -> list[Json]:
    """The columns that are not taken, and why."""
    return [{"column": one.column.letter, "path": one.column.text, "why": one.why} for one in left]
