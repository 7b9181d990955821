"""What our exports say about themselves."""

from datetime import datetime
from uuid import uuid4

from app.services.workbook.layout import ExportMark

DRAFT = "草稿"


def mark_of(report: str, version: str, period: str, unit: str, *, draft: bool = False) -> ExportMark:
    """The mark of an export made now, with an id of its own."""
    return ExportMark(
        report=report,
        form_version=version,
        period=period,
        unit=unit,
        export_id=uuid4().hex,
        made_at=datetime.now().replace(microsecond=0),
        extra={"state": DRAFT} if draft else {},
    )
