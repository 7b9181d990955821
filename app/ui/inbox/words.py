"""What the inbox says: of a whole file, of a row, of the three values of a cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from app.models import region
from app.models.field import Field, FieldType, Stored
from app.models.ledger import fields_of
from app.models.queries.importing import Identity
from app.services.importing.deciding.piles import CellLine, IssueLine, RowLine
from app.services.importing.figures.plan import FigurePlan, FigureRow
from app.services.importing.file_report import FileReport, ImportReport
from app.services.importing.issue import Code, Severity
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import RowPlan
from app.services.importing.report import about_figures, about_pictures
from app.services.importing.returns.decide import REVIEW
from app.services.importing.returns.figures import CellPlan, CellRow, column_key
from app.ui.figures import grouped
from app.ui.grid.columns import shown
from app.ui.words import KINDS

_FIGURES = {"targets": "任务分解表", "indicators": "指标完成情况表"}
_SERIOUS = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}
BLANK = "（空）"
_WHOLE_DAY = 10  # the signs of a date that names its day


@dataclass(frozen=True, slots=True)
class Three:
    """A cell as it went out, as it came, as the ledger says; ``sent`` is None where nobody knows what went out.

    ``situation`` says who changed it, ``doubtful`` that this wants a decision of its own.
    """

    label: str
    unit: str
    sent: str | None
    returned: str
    ledger: str
    difference: str = ""
    situation: str = ""
    doubtful: bool = False


def three(cell: CellLine) -> Three:
    """The three values of a cell in words."""
    plan, row = cell.head.plan, cell.head.row
    if isinstance(plan, TablePlan) and isinstance(row, RowPlan):
        return _of_record(plan, row, cell.name, returned=cell.head.returned)
    if isinstance(plan, FigurePlan) and isinstance(row, FigureRow):
        heads = {one.field: one.column.text for one in plan.columns}
        held, came = row.changes[cell.name]
        return Three(heads.get(cell.name, cell.name), "", None, came, held or BLANK, situation="与台账不同")
    assert isinstance(plan, CellPlan)
    assert isinstance(row, CellRow)
    sent, back, now = row.changes[cell.name]
    column = next(one for one in plan.columns.values() if column_key(one) == cell.name)
    texts = (sent or BLANK, back or BLANK, now or BLANK)
    return Three(column.label, column.unit, *texts, situation="汇总数，记为意见")


@dataclass(frozen=True, slots=True)
class Named:
    """What the head of a row says of it: its name and code, what the reviewers said, whether they let it pass."""

    name: str
    code: str
    said: str
    passed: bool


def named(head: RowLine) -> Named:
    """A row in words."""
    return Named(name_of(head), code_of(head), *reviewed(head))


def change_text(line: CellLine) -> str:
    """A cell's change in one sentence: its label, what the ledger says, what came."""
    cell = three(line)
    return f"{cell.label} {cell.ledger} → {cell.returned}"


def _of_record(plan: TablePlan, row: RowPlan, name: str, *, returned: bool) -> Three:
    field = fields_of(str(plan.mapping.kind))[name]
    ours, theirs = row.changes[name]
    doubtful = name in row.contested or theirs is None
    return Three(
        label=field.label,
        unit=field.unit if field.numeric else "",
        sent=(shown(field, row.sent[name]) or BLANK) if name in row.sent else None,
        returned=shown(field, theirs) or BLANK,
        ledger=shown(field, ours) or BLANK,
        difference=_difference(field, ours, theirs),
        situation=_situation(row, name, returned=returned),
        doubtful=doubtful,
    )


def _situation(row: RowPlan, name: str, *, returned: bool) -> str:
    ours, theirs = row.changes[name]
    if name in row.advised:
        return "核定数，只作意见"
    if name in row.contested:
        return "双方都改"
    if theirs is None:
        return "市局清空" if returned else "文件里为空"
    if returned and name in row.sent:
        return "仅市局改"
    return "台账原空" if ours is None else "与台账不同"


def _difference(field: Field, ours: Stored | None, theirs: Stored | None) -> str:
    """How far what came is from the ledger: a figure, or days."""
    if ours is None or theirs is None:
        return ""
    if field.numeric and field.unit != "年":
        less = int(theirs) - int(ours)
        return ("+" if less > 0 else "") + grouped(field.show(less))
    if field.type is FieldType.DATE and len(str(ours)) == len(str(theirs)) == _WHOLE_DAY:
        days = (date.fromisoformat(str(theirs)) - date.fromisoformat(str(ours))).days
        return f"{'+' if days > 0 else '−'}{abs(days)} 天"
    return ""


def name_of(head: RowLine) -> str:
    """What a row is about."""
    plan, row = head.plan, head.row
    if isinstance(row, CellRow):
        return row.key
    if isinstance(plan, FigurePlan):
        heads = {one.field: one.column for one in plan.columns}
        column = next(heads[field] for field in ("region", "indicator") if field in heads)
        return str(plan.table.cell(row.row, column.index)).strip()
    fields = fields_of(str(plan.mapping.kind)) if isinstance(plan, TablePlan) else {}
    names = (shown(fields[name], row.values.get(name)) for name in ("name", "party_name", "village") if name in fields)
    return next(filter(None, names), f"第 {row.row} 行")


def identity_text(one: Identity) -> str:
    """What tells a record of the ledger from the others like it."""
    town = region.name_of(one.town_code) if one.town_code else ""
    return "　".join(filter(None, (one.code, one.name, town, one.village, one.location, one.filing_no)))


def code_of(head: RowLine) -> str:
    """The code of the record a row is about."""
    row = head.row
    return str(row.values.get("code") or "") if isinstance(row, RowPlan) else ""


def reviewed(head: RowLine) -> tuple[str, bool]:
    """What the reviewers say of a row, and whether they let it pass."""
    row = head.row
    if not isinstance(row, RowPlan) or not head.returned:
        return "", True
    said = [str(one) for name in REVIEW if (one := row.values.get(name))]
    return ("市局：" + " · ".join(said) if said else ""), str(row.values.get(REVIEW[0]) or "") in ("", "通过")


def told(head: RowLine) -> str:
    """All that is to be said of a row: what would change, what is wrong, what it still lacks."""
    changed = [f"{one.label} {one.ledger} → {one.returned}" for one in map(three, _cells(head))]
    return "；".join(dict.fromkeys([*changed, *_issues(head)]))


def said_of(head: RowLine) -> str:
    """What is wrong with a row, and what it still lacks."""
    return "；".join(dict.fromkeys(_issues(head)))


def _issues(head: RowLine) -> list[str]:
    issues = sorted(head.row.issues, key=lambda issue: _SERIOUS[issue.severity])
    said = [issue.text for issue in issues if issue.code is not Code.REQUIRED]
    if isinstance(head.row, RowPlan) and head.row.pictures:
        said.insert(0, f"带来照片 {len(head.row.pictures)} 张")
    if isinstance(head.plan, TablePlan):
        fields = fields_of(str(head.plan.mapping.kind))
        missing = [fields[issue.field].label for issue in issues if issue.code is Code.REQUIRED and issue.field]
        said += [f"还缺 {'、'.join(missing)}"] if missing else []
    return said


def _cells(head: RowLine) -> list[CellLine]:
    return [CellLine(head, name) for name in head.row.changes if name not in REVIEW]


def is_grave(head: RowLine) -> bool:
    """Whether an error stands in a row."""
    return any(issue.severity is Severity.ERROR for issue in head.row.issues)


def issue_text(line: IssueLine) -> str:
    """One issue with its cell."""
    cell = f"{line.issue.cell} " if line.issue.cell else ""
    raw = f"（写的是“{line.issue.raw}”）" if line.issue.raw and line.issue.raw not in line.issue.text else ""
    return f"{cell}{line.issue.text}{raw}"


def about_back(back: Sequence[FileReport], taken: int) -> str:
    """What would be done with returned files."""
    if not back:
        return ""
    values = f"采用返回的数 {taken} 处" if taken else "台账里的数不改"
    return f"记下市级意见 {sum(file.remarked for file in back)} 条和审核结果，{values}"


def recognised(file: FileReport) -> str:
    """What a file was taken for, even where nothing of it could be taken."""
    if file.returned:
        return f"{file.file}　认出：退回的文件，市级意见 {file.remarked} 条"
    if file.proposal:
        return f"{file.file}　认出：{file.proposal.year} 年的文件，写有 {len(file.proposal.rows)} 项目标"
    known = [table for table in file.tables if table.mapping.kind]
    ledgers = [_on(f"{KINDS[str(table.mapping.kind)].title}台账", table.mapping.table.sheet.name) for table in known]
    figures = [_on(_FIGURES[plan.kind], plan.table.sheet.name) for plan in file.figures]
    if file.refused and not known and not file.figures:
        return f"{file.file}：认不出"
    return f"{file.file}　认出：{'；'.join([*ledgers, *figures, *about_pictures(file)])}"


def _on(what: str, sheet: str) -> str:
    """What stands on a sheet, and its name where that says more."""
    return what if sheet == what else f"{what}（{sheet}）"


def remarks(report: ImportReport) -> Iterator[str]:
    """What is to be said of the whole file: bytes seen before, columns nobody knows, totals that do not agree."""
    for file in report.files:
        if file.earlier is not None:
            yield f"{file.file} 已经导入过（第 {file.earlier} 步），内容没有再变"
        yield from file.remarks
        yield from file.proposal.remarks if file.proposal else ()
        yield from _about_sums(file)
        yield from _left_out(file)
        for table in file.tables:
            yield from _about_table(table)
        for plan in file.figures:
            yield from about_figures(plan)


def _about_sums(file: FileReport) -> Iterator[str]:
    """What a returned report of sums changed, which stands in no list of cells to decide on."""
    for plan in file.reports:
        for row in plan.rows:
            yield from (f"{one.sheet}!{one.cell} {one.place}：{one.comment}" for one in row.remarks)
    for table in file.tables:
        yield from (f"{one.sheet}!{one.cell}：{one.comment or one.verdict or ''}" for one in table.remarks)


def _left_out(file: FileReport) -> Iterator[str]:
    """The columns that are not taken, once for all sheets that have the same."""
    sheets: dict[tuple[str, ...], list[str]] = {}
    for table in file.tables:
        unknown = tuple(f"{one.column.letter} 列“{one.column.text}”" for one in table.mapping.unmapped)
        if unknown and table.mapping.kind:
            sheets.setdefault(unknown, []).append(table.mapping.table.sheet.name)
    for unknown, names in sheets.items():
        where = f"“{names[0]}”有" if len(names) == 1 else f"“{names[0]}”等 {len(names)} 张表都有"
        yield f"{where} {len(unknown)} 列不导入：{'、'.join(unknown)}"


def _about_table(table: TablePlan) -> Iterator[str]:
    sheet = table.mapping.table.sheet.name
    if table.undated:
        columns = "、".join(table.undated)
        yield f"“{sheet}”的 {columns} 列是累计数，没有写截至哪一天：请在下面填截至日期，不填则先标红保存"
    for total in table.totals:
        if not total.agrees:
            yield f"“{sheet}”{total.column}{total.row} 合计印的是 {total.printed}，各行相加是 {total.computed}"
