"""A form that was learned before: known by its headings, and what has moved in it since."""

import hashlib
import json
from collections.abc import Iterator, Mapping

from rapidfuzz import fuzz

from app.models.queries import templates
from app.models.queries.templates import Template
from app.models.store import Store
from app.services.importing.tables.table import Table
from app.services.importing.text import key

_RENAMED = 50


def fingerprint(table: Table) -> str:
    """What two workbooks of one form share: their headings in order."""
    said = "\n".join("|".join(map(key, column.path)) for column in table.columns)
    return hashlib.sha256(said.encode()).hexdigest()


def decided_before(store: Store, report: str, table: Table) -> dict[str, str]:
    """What was once learned of the columns of the very same form for a report."""
    with store.read() as session:
        found = templates.of_form(session, fingerprint(table), report)
    return dict(json.loads(found.columns)) if found else {}


def moved_since(now: Mapping[str, str], before: Template) -> Iterator[str]:
    """What a form has otherwise than when it was learned, in words; ``now`` says where each of its headings stands."""
    then = list(json.loads(before.columns))
    gone = [path for path in then if path not in now]
    for path in [one for one in now if one not in then]:
        old = max(gone, key=lambda one: fuzz.ratio(one, path), default="")
        if fuzz.ratio(old, path) >= _RENAMED:
            gone.remove(old)
            yield f"{now[path]}“{path}”以前叫“{old}”，请核对是不是同一栏"
        else:
            yield f"多了 {now[path]}“{path}”"
    for path in gone:
        yield f"少了“{path}”一列"
    kept = [path for path in then if path in now]
    for path in [one for one, other in zip([one for one in now if one in then], kept, strict=True) if one != other]:
        yield f"“{path}”移到了 {now[path]}"
