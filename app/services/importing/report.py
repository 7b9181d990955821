"""What an import says: the JSON document of the command line, and its summary in words (``decisions.md`` 21)."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from app.models.field import Field, Stored
from app.models.ledger import fields_of
from app.services.importing.doubting.totals import Total
from app.services.importing.figures import report as figure_report
from app.services.importing.figures.plan import FigurePlan, FigureRow
from app.services.importing.file_report import FileReport, ImportReport
from app.services.importing.issue import Issue, Severity
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan
from app.services.importing.report_table import Json, column, described, unmapped
from app.services.importing.returns.lists import REVIEW_KIND
from app.services.importing.tables.table import Skip

if TYPE_CHECKING:  # few files are a document or an answer
    from app.services.importing.proposal.plan import ProposalPlan
    from app.services.importing.returns.figures import CellPlan


def as_json(report: ImportReport) -> Json:
    """The document that ``import --json`` prints."""
    counts = sum((file.counts for file in report.files), Counter[Action]())
    batches = [file.batch for file in report.files if file.batch is not None]
    return {
        "files": [_file(file) for file in report.files],
        "counts": {action.value: counts[action] for action in Action},
        "batch": batches[-1] if batches else None,
    }


def _file(file: FileReport) -> Json:
    return {
        "file": file.file,
        "sha256": file.sha256,
        "as": file.taken_as,
        "reason": file.reason,
        "tables": [
            *map(_table, file.tables),
            *map(_figures, file.figures),
            *map(_cells, file.reports),
            *map(_proposal, _proposals(file)),
        ],
        "absent": list(file.absent),
        "pictures": file.pictures,
        "batch": file.batch,
    }


def _table(plan: TablePlan) -> Json:
    table, mapping = plan.mapping.table, plan.mapping
    columns = [
        column(one.column.letter, one.column.text, one.field.name, one.unit, one.confidence) for one in mapping.mapped
    ]
    kind = REVIEW_KIND if plan.review else mapping.kind
    known: Json = {
        **described(table, kind, rows=table.records, unit_line=mapping.unit_line, columns=columns),
        "drift": list(mapping.drift),
        "unmapped": unmapped(mapping.unmapped),
    }
    if plan.mapping.kind is None:
        return known
    fields = fields_of(plan.mapping.kind)
    return {
        **known,
        "rows": [_row(row, fields) for row in plan.rows],
        **_sums(table.skipped, plan.totals, plan.undated),
    }


def _figures(plan: FigurePlan) -> Json:
    return {
        **figure_report.table(plan),
        "rows": [{**figure_report.row(row), "issues": [_issue(issue) for issue in row.issues]} for row in plan.rows],
        **_sums(plan.table.skipped, plan.totals, plan.undated),
    }


def _cells(plan: "CellPlan") -> Json:
    from app.services.importing.returns import report as return_report

    rows = [{**return_report.row(row), "issues": [_issue(issue) for issue in row.issues]} for row in plan.rows]
    return {**return_report.table(plan), "rows": rows, **_sums(plan.table.skipped, (), ())}


def _proposals(file: FileReport) -> "list[ProposalPlan]":
    return [file.proposal] if file.proposal else []


def _proposal(plan: "ProposalPlan") -> Json:
    from app.services.importing.proposal import report as proposal_report

    rows = [{**proposal_report.row(row, plan), "issues": [_issue(issue) for issue in row.issues]} for row in plan.rows]
    return {**proposal_report.table(plan), "rows": rows, **_sums({}, (), ())}


def _sums(skipped: Mapping[int, Skip], totals: Sequence[Total], undated: Sequence[str]) -> Json:
    return {
        "skipped": [{"row": row, "why": why.value} for row, why in sorted(skipped.items())],
        "totals": [_total(total) for total in totals],
        "asks": [{"what": "as-of", "columns": list(undated)}] if undated else [],
    }


def _row(row: RowPlan, fields: Mapping[str, Field]) -> Json:
    return {
        "row": row.row,
        "action": row.action.value,
        "id": row.id,
        "values": {name: fields[name].show(value) for name, value in row.values.items()},
        "changes": {
            name: {
                "sent": _told(fields[name], row.sent.get(name)),
                "returned": _told(fields[name], new),
                "ledger": _told(fields[name], old),
            }
            for name, (old, new) in row.changes.items()
        },
        "issues": [_issue(issue) for issue in row.issues],
    }


def _told(field: Field, value: Stored | None) -> str | None:
    return None if value is None else field.show(value)


def _issue(issue: Issue) -> Json:
    return {
        "column": issue.column,
        "cell": issue.cell,
        "code": issue.code.value,
        "severity": issue.severity.value,
        "text": issue.text,
        "field": issue.field,
        "raw": issue.raw,
    }


def _total(total: Total) -> Json:
    return {
        "row": total.row,
        "column": total.column,
        "printed": total.printed,
        "computed": total.computed,
        "agrees": total.agrees,
    }


_WORDS = {
    Action.CREATE: "新增",
    Action.UPDATE: "有变化",
    Action.SAME: "无变化",
    Action.CONFLICT: "冲突",
    Action.REJECT: "未导入",
}
_MOST_LINES = 20
_MOST_ROWS = 10


def summary(report: ImportReport) -> list[str]:
    """The report in sentences: per file what became of its rows, then the cells that need a hand."""
    return [line for file in report.files for line in _lines(file)]


def _lines(file: FileReport) -> list[str]:
    if file.refused:
        return [f"{file.file}：没有导入。{file.reason}"]
    lines = [f"{file.file}：{_counted(file)}"]
    if file.earlier is not None:
        now = "台账没有再改动" if file.batch is None else "这次按选定的取舍办理" if file.returned else "只补上了日期"
        lines.append(f"  这个文件已经导入过（批次 {file.earlier}），{now}")
    if file.batch is not None:
        lines.append(f"  已写入台账，批次 {file.batch}，可用 undo {file.batch} 撤销")
    lines += [f"  {remark}" for remark in file.remarks]
    for table in file.tables:
        lines += [f"  {line}" for line in _about(table)]
    lines += [f"  {line}" for line in _about_proposal(file)]
    for plan in file.figures:
        lines += [f"  {line}" for line in _about_figures(plan)]
    lines += [f"  {line}" for line in about_return(file)]
    return lines


def about_return(file: FileReport) -> list[str]:
    """What the clerk should know of a returned workbook; nothing of any other."""
    if not file.returned:
        return []
    from app.services.importing.returns import report as return_report

    return list(return_report.sentences(file))


def _about_proposal(file: FileReport) -> list[str]:
    if file.proposal is None:
        return []
    from app.services.importing.proposal import report as proposal_report

    return list(proposal_report.sentences(file.proposal))


def _counted(file: FileReport) -> str:
    counts = file.counts
    rows = [f"{word} {counts[action]} 行" for action, word in _WORDS.items() if counts[action]] or ["没有数据行"]
    return "，".join([*rows, *about_pictures(file)])


def about_pictures(file: FileReport) -> list[str]:
    """How many photos come along; nothing where none do."""
    return [f"照片 {file.pictures} 张"] if file.pictures else []


def _about(plan: TablePlan) -> list[str]:
    sheet = plan.mapping.table.sheet.name
    asked = [question(plan)] if plan.undated else []
    drift = [f"{sheet} 的表样变了：{sentence}" for sentence in plan.mapping.drift]
    return [*asked, *drift, *_wrong_totals(sheet, plan.totals), *_to_mend(sheet, list(plan.rows.notable))]


def _about_figures(plan: FigurePlan) -> list[str]:
    return [*about_figures(plan), *_to_mend(plan.table.sheet.name, plan.rows)]


def about_figures(plan: FigurePlan) -> list[str]:
    """What is to be said of a whole table of indicators: the day it lacks, its wrong totals, parts without a whole."""
    sheet, columns = plan.table.sheet.name, "、".join(plan.undated)
    asked = (
        [f"{sheet} 的 {columns} 列没有截至日期，手工填报的指标没有写入：请注明截至日期（--as-of）"] if columns else []
    )
    return [*asked, *_wrong_totals(sheet, plan.totals), *plan.remarks]


def _wrong_totals(sheet: str, totals: Sequence[Total]) -> list[str]:
    return [
        f"{sheet}!{total.column}{total.row} 合计印的是 {total.printed}，各行相加是 {total.computed}"
        for total in totals
        if not total.agrees
    ]


def _to_mend(sheet: str, rows: Collection[RowPlan] | Collection[FigureRow]) -> list[str]:
    return [*_errors(sheet, rows), *_warnings(sheet, rows)]


def _warnings(sheet: str, rows: Collection[RowPlan] | Collection[FigureRow]) -> list[str]:
    """What was taken and should be looked at, one line for each kind of thing, with how often and where."""
    alike: dict[tuple[str, str | None], list[tuple[int, str]]] = {}
    for row in rows:
        for issue in row.issues:
            if issue.severity is Severity.WARNING:
                alike.setdefault((issue.code.value, issue.field), []).append((row.row, issue.text))
    lines = [_together(sheet, found) for found in list(alike.values())[:_MOST_LINES]]
    if len(alike) > _MOST_LINES:
        lines.append(f"{sheet} 另有 {len(alike) - _MOST_LINES} 类提醒，见 --json")
    return lines


def _together(sheet: str, found: Sequence[tuple[int, str]]) -> str:
    """The first of some warnings of one kind, and the rows of the others."""
    (row, text), others = found[0], list(dict.fromkeys(str(row) for row, _ in found[1:]))
    if not others:
        return f"{sheet} 提醒：第 {row} 行：{text}"
    more = " 等" if len(others) > _MOST_ROWS else ""
    return f"{sheet} 提醒 {len(found)} 处：第 {row} 行：{text}；同类的还在第 {'、'.join(others[:_MOST_ROWS])} 行{more}"


def _errors(sheet: str, rows: Collection[RowPlan] | Collection[FigureRow]) -> list[str]:
    found = [(row, issue) for row in rows for issue in row.issues if issue.severity is Severity.ERROR]
    lines = [f"{sheet} 第 {row.row} 行：{issue.text}" for row, issue in found[:_MOST_LINES]]
    if len(found) > _MOST_LINES:
        lines.append(f"{sheet} 另有 {len(found) - _MOST_LINES} 处需要处理")
    return lines


def question(plan: TablePlan) -> str:
    """What is to be asked of the clerk about a table's cumulative columns."""
    columns = "、".join(plan.undated)
    return f"{plan.mapping.table.sheet.name} 的 {columns} 列是累计数，没有截至日期：请用 --as-of 注明，先按待处理保存"
