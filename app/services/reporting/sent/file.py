"""The very file that was sent: kept beside the ledger, and given out again for as long as the ledger lives.

Where the file itself is gone, the workbook is written anew from what the register froze: the same sheets, headings and
figures, whatever became of the form, the settings and the records since.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.models import period as periods
from app.models import region, rest
from app.models.quantity import number
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries import submissions as queries
from app.models.queries.submissions import Export, Sent
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import shelf
from app.services.reporting.forms.catalogue import name_of
from app.services.reporting.place import WRITTEN, destination
from app.services.reporting.record_lines import date_cell
from app.services.reporting.sent.frozen import FrozenColumn, FrozenSheet, Text, unpack
from app.services.workbook.atomic import replacing
from app.services.workbook.layout import (
    CellValue,
    ColumnKind,
    ColumnLayout,
    ExportMark,
    FillRow,
    SheetFill,
    SheetLayout,
    TotalPlace,
)
from app.services.workbook.write import write_workbook

KIND = "报送件"
"""The folder beside the ledger that holds the files that were sent."""


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A file that was written for a submission; ``exact`` where it is the sent one byte for byte."""

    path: Path
    exact: bool


def keep_sent(store: Store, export: Export) -> str:
    """Keep the file of an export that is registered as sent; the sentence that says why it could not be, or blank."""
    file = Path(export.file)
    if not file.is_file():
        return f"“{file.name}”已不在导出时的位置，没有留存报出的文件，以后只能按登记的数字重新写出。"
    if rest.digest(file) != export.sha256:
        return f"“{file.name}”导出后被改动过；登记的是导出时的数字，请确认报出的是哪一份。改动过的文件没有留存。"
    shelf.keep(store, KIND, file, export.sha256)
    return ""


def give_out(store: Store, sent: Sent, out: Path) -> GivenOut:
    """Write the file of a submission to ``out``, else what it said. Raises ``Refusal`` where neither was kept."""
    with store.read() as session:
        export = queries.export(session, sent.export_id or "")
    source = _intact(store, sent, export)
    name = Path(export.file).name if export else f"{sent.number}{WRITTEN}"
    if source is not None:
        target = destination(out, source.suffix).file(name)
        with replacing(target) as stream, source.open("rb") as kept:
            shutil.copyfileobj(kept, stream)
        return GivenOut(target, exact=True)
    if export is None:
        raise Refusal(
            f"第 {sent.id} 次报送（{sent.number}）没有留下文件，也没有留下导出时的记录", "请换一次由本台账登记的报送"
        )
    target = destination(out).file(f"{Path(name).stem}_按登记数字重写{WRITTEN}")
    return GivenOut(write_workbook(target, _sheets(store, sent, export), _mark(export)), exact=False)


def _intact(store: Store, sent: Sent, export: Export | None) -> Path | None:
    """The file that was sent, in the folder or where it was exported to, if it still is what it was."""
    return original(store, sent.sha256, export.file if export else "")


def original(store: Store, sha256: str, file: str) -> Path | None:
    """A file as it was exported, from the folder of what was sent or from where it was written to."""
    places = [shelf.kept(store, KIND, sha256), Path(file) if file else None]
    return next((one for one in places if one and one.is_file() and rest.digest(one) == sha256), None)


def _mark(export: Export) -> ExportMark:
    """The mark of the export itself: what is written again is known as what went out."""
    made = datetime.fromisoformat(export.made_at).replace(tzinfo=None)
    return ExportMark(
        report=export.report,
        form_version=export.form_version,
        period=export.period,
        unit=export.unit,
        export_id=export.export_id,
        made_at=made,
    )


def _sheets(store: Store, sent: Sent, export: Export) -> list[SheetFill]:
    with store.read() as session:
        scope, cutoff = scopes.scope(session), choices.settings(session).cutoff_day
    unit = scope.name if scope.unit == sent.unit else region.name_of(sent.unit)
    label = periods.parse(sent.period, cutoff).label
    words = {
        "title": f"{unit}{label}{name_of(sent.report)}",
        "unit": f"填报单位：{unit}",
        "sent": f"第 {sent.id} 次报送（{sent.number}）",
    }
    return [_fill(sheet, words) for sheet in unpack(export.packed).sheets]


def _fill(sheet: FrozenSheet, words: Mapping[str, str]) -> SheetFill:
    total = None
    if sheet.total is not None:
        total = TotalPlace.FIRST if sheet.total_row < sheet.first else TotalPlace.LAST
    layout = SheetLayout(
        name=sheet.name,
        title=words["title"],
        meta=(words["unit"], words["sent"], ""),
        columns=tuple(_column(at, one) for at, one in enumerate(sheet.columns)),
        total=total,
        numbered=any(one.number for one in sheet.columns),
        notes=("报出的原件已不在，本表按登记报送时封存的数字逐格重新写出。",),
    )
    rows = [FillRow(_cells(sheet, line.cells), key=line.key, row_id=line.record) for line in sheet.lines or ()]
    return SheetFill.of(layout, rows, None if sheet.total is None else _cells(sheet, sheet.total))


def _column(at: int, one: FrozenColumn) -> ColumnLayout:
    kind = ColumnKind(one.kind)
    return ColumnLayout(key=f"c{at}", path=one.path, kind=kind, unit=one.unit, places=one.places, number=one.number)


def _cells(sheet: FrozenSheet, cells: Sequence[Text]) -> list[CellValue]:
    return [_cell(column, text) for column, text in zip(sheet.columns, cells, strict=True)]


def _cell(column: FrozenColumn, text: Text) -> CellValue:
    if text is None:
        return None
    if column.numeric:
        figure = number(text)
        return text if figure is None else figure
    return date_cell(text) if column.kind == ColumnKind.DATE and text[:1].isdigit() else text
