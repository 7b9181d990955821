"""The register of exports: each workbook that was written is noted with what stood in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.refusal import Refusal
from app.models.store import Store
from app.models.submission import ExportedReport
from app.services.reporting.sent.frozen import Frozen, pack
from app.services.workbook.layout import ExportMark


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A written workbook to note. ``head`` is the last batch of the ledger when its figures were read."""

    mark: ExportMark
    path: Path
    sha256: str
    checksum: str
    draft: bool
    head: int
    frozen: Frozen


def register(store: Store, entries: Sequence[Entry]) -> str:
    """Note the workbooks; the sentence that says why they are not in the register, empty where they are.

    An export is good without it: it can be sent, only not registered as submitted.
    """
    try:
        with store.register() as work:
            work.register(ExportedReport, [_row(store, entry) for entry in entries])
    except Refusal as refusal:
        return f"文件已写好，但没有登记（{refusal.sentence}），以后不能用它登记报送；需要登记时请重新导出。"
    return ""


def _row(store: Store, entry: Entry) -> dict[str, str | int | bytes | None]:
    mark = entry.mark
    return {
        "export_id": mark.export_id,
        "report": mark.report,
        "form_version": mark.form_version,
        "period": mark.period,
        "unit": mark.unit,
        "made_at": mark.made_at.astimezone().isoformat(timespec="seconds"),
        "made_by": store.operator,
        "file": str(entry.path.absolute()),
        "sha256": entry.sha256,
        "checksum": entry.checksum,
        "draft": entry.draft,
        "journal_head": entry.head,
        "frozen": pack(entry.frozen),
    }
