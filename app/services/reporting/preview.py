"""A report before it is written: its sheets as they will print, what its checks found, and where that stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.models.queries import grid, journal
from app.models.store import Store
from app.services.reporting.build import build
from app.services.reporting.checking.check import CheckResult, failures
from app.services.reporting.checking.waiving import kept
from app.services.reporting.export import form_named
from app.services.reporting.forms.catalogue import shelf
from app.services.reporting.sheet import sheets_of
from app.services.reporting.table import Table
from app.services.reporting.total import TOTAL
from app.services.tracing import Rows
from app.services.workbook.layout import SheetFill


@dataclass(frozen=True, slots=True)
class PreviewSheet:
    """One sheet as it will print; ``names`` are its rows' names in order, ``labels`` its columns' as checks say them.

    ``notes`` are those printed below, the reasons of 提示 that stand among them.
    """

    fill: SheetFill
    names: Sequence[str]
    labels: Sequence[str]
    notes: Sequence[str]

    def rows_of(self, found: CheckResult) -> list[int]:
        """The places of the rows a finding is about; -1 is the total row."""
        if found.row == TOTAL:
            return [-1]
        return [place for place, name in enumerate(self.names) if name == found.row]

    def columns_of(self, found: CheckResult) -> list[int]:
        """The columns a finding is about."""
        return [place for place, label in enumerate(self.labels) if label in found.columns]


@dataclass(frozen=True, slots=True)
class Preview:
    """A report's sheets and its findings; ``fault`` is what is wrong with the county's own file of its form."""

    sheets: Sequence[PreviewSheet]
    found: Sequence[CheckResult]
    fault: str = ""


def preview(store: Store, report: str, period: str | None) -> Preview:
    """A report as it stands. Raises ``Refusal`` for an unknown report and for a period the form does not have."""
    table = build(store, form_named(report), period)
    with store.read() as session:
        found = failures(session, table)
    notes = kept(found)
    fills = sheets_of(table)
    sheets = [_sheet(one, fill, notes) for one, fill in zip(table.sheets, fills, strict=True)]
    fault = shelf().fault_of(table.form.id)
    return Preview(sheets, found, f"{fault}这里用的是自带的格式。" if fault else "")


def _sheet(table: Table, fill: SheetFill, notes: Sequence[str]) -> PreviewSheet:
    return PreviewSheet(
        fill=fill,
        names=[line.name for line in table.lines],
        labels=[column.label for column in table.form.columns],
        notes=(*fill.layout.notes, *notes),
    )


def rows_behind(store: Store, found: CheckResult) -> Rows | None:
    """The records behind a finding as the ledger shows them; None where there are none."""
    if not found.records:
        return None
    with store.read() as session:
        kind = journal.ledger_of(session, found.records[0])
    return Rows(kind, (grid.these(kind, found.records, found.check or "审核"),)) if kind else None
