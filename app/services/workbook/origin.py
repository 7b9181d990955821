"""Where a workbook came from, if we wrote it: its hidden ``_meta`` sheet says so, else its document property."""

import html
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from json import loads
from pathlib import Path

from app.services.workbook.book import Book, Sheet
from app.services.workbook.meta_names import HEAD, IDS, META_SHEET, PROPERTY, PROPERTY_PART, ROW, STATE

_LARGEST = 1 << 16
_TEXT = re.compile(rf"name=[\"']{re.escape(PROPERTY)}[\"'][^>]*>\s*<(?:\w+:)?lpwstr\b[^>]*>([^<]*)<")
_KEYS = ("report", "form", "period", "unit", "export")


@dataclass(frozen=True, slots=True)
class ExportOrigin:
    """The export a workbook is: report, form version, period, unit and export id as ``ExportMark`` has them.

    ``ids`` are the ledger's ids of its rows by (sheet, key); empty where only the property was left. ``head`` is how
    the newest link of the journal's chain begins, None where the export names none; ``state`` what it is where it is
    no final one (草稿).
    """

    report: str
    form_version: str
    period: str
    unit: str
    export_id: str
    ids: Mapping[tuple[str, str], str] = field(default_factory=dict)
    head: str | None = None
    state: str = ""


def origin_of(book: Book, path: Path) -> ExportOrigin | None:
    """The origin a workbook names; None where another hand made it, or where both traces were lost."""
    hidden = next((sheet for sheet in book.sheets if sheet.name == META_SHEET), None)
    return (_from_sheet(hidden) if hidden else None) or _from_property(path)


def made_at(book: Book) -> str:
    """When our program wrote a workbook (ISO, local time); empty where its hidden sheet was lost."""
    hidden = next((sheet for sheet in book.sheets if sheet.name == META_SHEET), None)
    return next((str(row[1]) for row in hidden.rows if len(row) > 1 and row[0] == "made"), "") if hidden else ""


def _from_sheet(sheet: Sheet) -> ExportOrigin | None:
    rows = [tuple(map(str, row)) for row in sheet.rows if len(row) > 1]
    said = {row[0]: row[1] for row in rows if row[0] not in (IDS, ROW)}
    return _origin(said, dict(_ids([row for row in rows if len(row) > 3])))


def _ids(rows: Iterable[tuple[str, ...]]) -> Iterator[tuple[tuple[str, str], str]]:
    """The ledger's ids of data rows by (sheet, key); a line that is no longer what was written says nothing."""
    for sort, sheet, keys, ids, *_ in rows:
        if sort == ROW and ids:
            yield (sheet, keys), ids
        elif sort == IDS:
            with suppress(ValueError, TypeError):
                yield from [
                    ((sheet, str(key)), str(row)) for key, row in zip(loads(keys), loads(ids), strict=True) if row
                ]


def _from_property(path: Path) -> ExportOrigin | None:
    """The property of JSON in the custom properties part, which programs that re-save a workbook keep."""
    try:
        with zipfile.ZipFile(path) as package, package.open(PROPERTY_PART) as part:
            found = _TEXT.search(part.read(_LARGEST).decode("utf-8", "replace"))
        said = loads(html.unescape(found[1])) if found else None
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile):
        return None
    return _origin(said, {}) if isinstance(said, dict) else None


def _origin(said: Mapping[str, object], ids: Mapping[tuple[str, str], str]) -> ExportOrigin | None:
    if not all(isinstance(said.get(key), str) for key in _KEYS):
        return None
    report, form, period, unit, export = (str(said[key]) for key in _KEYS)
    head, state = (value if isinstance(value := said.get(key), str) else None for key in (HEAD, STATE))
    return ExportOrigin(report, form, period, unit, export, ids, head, state or "")
