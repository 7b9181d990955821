"""A sheet as it was understood: which band each row belongs to, what each column is, where something is to be said."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.services.importing.figures.plan import FigurePlan
from app.services.importing.file_report import FileReport
from app.services.importing.issue import Severity
from app.services.importing.mapping.map import Mapped, Unmapped
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan
from app.services.importing.returns.figures import CellPlan
from app.services.importing.tables.table import Skip, Table
from app.services.workbook.book import Book, Sheet

_SURE = 0.85
_DOUBT = "请指定"


class Band(StrEnum):
    """What a row of a sheet is."""

    TITLE = "标题"
    UNIT = "单位"
    HEAD = "表头"
    DATA = "数据"
    TOTAL = "合计"
    NOTE = "备注"
    OTHER = ""


class Tone(StrEnum):
    """What is to be seen of a cell."""

    CHANGED = "有变化"
    CONFLICT = "冲突"
    WRONG = "错误"


_SKIPPED = {
    Skip.TOTAL: Band.TOTAL,
    Skip.SUBTOTAL: Band.TOTAL,
    Skip.NOTE: Band.NOTE,
    Skip.SIGNATURE: Band.NOTE,
    Skip.TITLE: Band.TITLE,
    Skip.ORDINAL: Band.HEAD,
}


@dataclass(frozen=True, slots=True)
class Heading:
    """What a column was taken for: ``label`` is what is shown, ``field`` its name (empty: not imported).

    ``confidence`` is between 0 and 1; ``doubtful`` columns are to be asked about, ``why`` says what of.
    """

    text: str
    label: str
    field: str = ""
    unit: str = ""
    confidence: float = 0.0
    doubtful: bool = False
    why: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """One sheet: its bands by row, the headings of its columns by index, the cells that stand out."""

    sheet: Sheet
    kind: str | None
    bands: Mapping[int, Band] = field(default_factory=dict)
    headings: Mapping[int, Heading] = field(default_factory=dict)
    tones: Mapping[tuple[int, int], Tone] = field(default_factory=dict)
    tables: Sequence[Table] = ()

    @property
    def doubtful(self) -> list[int]:
        """The columns that are to be asked about."""
        return [index for index, one in self.headings.items() if one.doubtful]


def pictures(book: Book, report: FileReport) -> list[Picture]:
    """The sheets of a book that hold anything, each as its tables were understood."""
    return [_picture(sheet, report) for sheet in book.sheets if sheet.rows and not sheet.hidden]


def _picture(sheet: Sheet, report: FileReport) -> Picture:
    ledgers = [plan for plan in report.tables if plan.mapping.table.sheet.name == sheet.name]
    figured: list[FigurePlan | CellPlan] = [*report.figures, *report.reports]
    others = [plan for plan in figured if plan.table.sheet.name == sheet.name]
    sheet = next((one.table.sheet for one in others if isinstance(one, CellPlan) and one.upright), sheet)
    tables = [*(plan.mapping.table for plan in ledgers), *(plan.table for plan in others)]
    headings: dict[int, Heading] = {}
    for plan in ledgers:
        headings |= dict(_headings(plan))
    for other in others:
        headings |= dict(_other_headings(other))
    tones: dict[tuple[int, int], Tone] = {}
    for plan in ledgers:
        tones |= dict(_tones(plan))
    kind = next((plan.mapping.kind for plan in ledgers if plan.mapping.kind), None)
    return Picture(sheet, kind, dict(_bands(sheet, tables)), headings, tones, tuple(tables))


def _bands(sheet: Sheet, tables: Sequence[Table]) -> Iterator[tuple[int, Band]]:
    for table in tables:
        for number in range(1, table.top):
            said = [str(cell) for cell in sheet.rows[number - 1] if cell != ""]
            if said:
                yield number, Band.UNIT if any("单位" in text for text in said) else Band.TITLE
        yield from ((number, Band.HEAD) for number in range(table.top, table.bottom + 1))
        yield from ((number, Band.DATA) for number in (*table.records, *(row for row, _ in table.spots.values())))
        yield from ((number, _SKIPPED.get(why, Band.OTHER)) for number, why in table.skipped.items())


def _headings(plan: TablePlan) -> Iterator[tuple[int, Heading]]:
    """What the columns were taken for; those of cards hold something else in every row."""
    if plan.mapping.table.spots:
        return
    for one in plan.mapping.mapped:
        yield one.column.index, _mapped(one)
    for left in plan.mapping.unmapped:
        yield left.column.index, _unmapped(left)


def _mapped(one: Mapped) -> Heading:
    return Heading(
        text=one.column.text,
        label=one.field.label,
        field=one.field.name,
        unit=one.unit,
        confidence=one.confidence,
        doubtful=one.confidence < _SURE,
        why="" if one.confidence >= _SURE else "只是像，请核对",
    )


def _unmapped(one: Unmapped) -> Heading:
    return Heading(one.column.text, "不导入", doubtful=one.why.endswith(_DOUBT), why=one.why)


def _other_headings(plan: FigurePlan | CellPlan) -> Iterator[tuple[int, Heading]]:
    if isinstance(plan, FigurePlan):
        for one in plan.columns:
            yield one.column.index, Heading(one.column.text, one.field, one.field, one.unit or "", one.confidence)
    else:
        for index, column in plan.columns.items():
            yield index, Heading("|".join(column.path), column.label, column.number, column.unit, 1.0)
    for left in plan.unmapped:
        yield left.column.index, Heading(left.column.text, "不导入", why=left.why)


def _tones(plan: TablePlan) -> Iterator[tuple[tuple[int, int], Tone]]:
    table = plan.mapping.table
    columns = {one.field.name: one.column for one in reversed(plan.mapping.mapped)}
    for row in plan.rows.notable:
        if row.action in (Action.UPDATE, Action.CONFLICT):
            for name in row.changes.keys() & columns.keys():
                yield table.at(row.row, columns[name]), Tone.CONFLICT if name in row.contested else Tone.CHANGED
        yield from _wrong(row)


def _wrong(row: RowPlan) -> Iterator[tuple[tuple[int, int], Tone]]:
    for issue in row.issues:
        if issue.severity is Severity.ERROR and (place := issue.place(row.row)):
            yield place, Tone.WRONG
