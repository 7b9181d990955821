"""Coming back from a stage that pauses: to the one the record was at before, and to no other."""

from collections.abc import Mapping

from app.models.field import Stored
from app.models.stage import resumes_at, stages_of


def only_back(kind: str, values: Mapping[str, Stored | None], left: str) -> str:
    """Where a record that pauses may come back to, in a sentence; empty for one that does not pause."""
    here = stages_of(kind).get(str(values.get("stage") or ""))
    if here is None or not here.pauses:
        return ""
    return f"“{here.name}”的恢复时只能回到原来的“{resumes_at(here, values, left)}”"
