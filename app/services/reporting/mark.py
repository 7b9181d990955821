"""What our exports say about themselves."""

from datetime import datetime
from uuid import uuid4

from app.services.workbook.layout import ExportMark
from app.services.workbook.meta_names import HEAD, STATE

DRAFT = "草稿"


def mark_of(report: str, version: str, period: str, unit: str, *, head: str, draft: bool = False) -> ExportMark:
    """The mark of an export made now, with an id of its own; ``head`` is the newest link of the journal's chain."""
    return ExportMark(
        report=report,
        form_version=version,
        period=period,
        unit=unit,
        export_id=uuid4().hex,
        made_at=datetime.now().replace(microsecond=0),
        extra={HEAD: head, **({STATE: DRAFT} if draft else {})},
    )
