"""What is told of a returned workbook: its reports of sums in the JSON document, and the whole of it in words."""

from collections.abc import Iterator, Sequence

from app.models.field import Field
from app.models.ledger import fields_of
from app.services.importing.file_report import FileReport
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action
from app.services.importing.report_table import Json, column, described, unmapped
from app.services.importing.returns.decide import CONTESTED, EMPTIED, PLAIN
from app.services.importing.returns.figures import CellPlan, CellRow, column_key
from app.services.importing.returns.remark import Remark
from app.services.reporting.spoken import spoken_text
from app.services.workbook.book import letter

_MOST = 20
_MOST_NAMED = 10
_LEFT = {
    PLAIN: "返回的数有 {} 处没有采用，台账不改：要采用，请用 --rules 规则文件 或 --only update 再导入一次",
    EMPTIED: "返回时清空的有 {} 处，台账不改：要清空，请用 --clear 连同 --rules 规则文件 或 --only update 再导入一次",
    CONTESTED: "报送后两边都改过的有 {} 处，台账不改：请在“收件”里逐处选用哪一个",
}
_CALLED = ("code", "name", "party_name", "location")


def table(plan: CellPlan) -> Json:
    """A returned report of sums without its rows."""
    columns = [
        column(letter(index), "|".join(one.path), column_key(one), one.unit, 1.0)
        for index, one in sorted(plan.columns.items())
    ]
    rows = sorted(row.row for row in plan.rows)
    found = described(plan.table, "report", rows=rows, unit_line=None, columns=columns)
    return {**found, "unmapped": unmapped(plan.unmapped)}


def row(one: CellRow) -> Json:
    """One row of a returned report of sums without its issues."""
    return {
        "row": one.row,
        "action": one.action.value,
        "id": None,
        "values": dict(one.values),
        "changes": {
            key: {"sent": sent, "returned": returned, "ledger": ledger}
            for key, (sent, returned, ledger) in one.changes.items()
        },
    }


def sentences(file: FileReport) -> Iterator[str]:
    """What the clerk should know: what was remarked, which values the city changed, what waits for her decision."""
    lines = [*_values(file.tables), *_cells(file.reports)]
    yield from lines[:_MOST]
    if len(lines) > _MOST:
        yield f"另有 {len(lines) - _MOST} 处，用 returns 查看"
    unread = dict.fromkeys(one.mapping.table.sheet.name for one in file.tables if one.mapping.kind is None)
    for name in unread:
        yield f"工作表“{name}”里有一张表没有认出是报表还是问题清单，没有采用：请看原件，里面如果有意见，请逐条登记"
    yield from _undecided(file)
    unknown = sum(row.action is Action.CREATE for one in file.tables for row in one.rows)
    if unknown:
        yield f"台账里没有的有 {unknown} 条，没有新增：要新增，请用 --only create 再导入一次"
    if file.gone:
        more = "等" if len(file.gone) > _MOST_NAMED else ""
        yield f"报送过、返回时没有的有 {len(file.gone)} 条：{'、'.join(file.gone[:_MOST_NAMED])}{more}"


def _undecided(file: FileReport) -> Iterator[str]:
    """What was taken, and what was not, each with what would take it."""
    if file.decided:
        yield f"采用返回的数 {file.decided} 处"
    yield from (sentence.format(file.left[why]) for why, sentence in _LEFT.items() if file.left.get(why))
    if not file.decided and any(plan.aims and row.changes for plan in file.reports for row in plan.rows):
        yield "返回的任务数没有采用：要采用，请用 --only create,update 再导入一次"
    words = sum(len(plan.words) for plan in file.reports)
    if words and not file.decided:
        yield f"填写的文字有 {words} 处没有采用：要采用，请用 --only update 再导入一次"


def _values(tables: Sequence[TablePlan]) -> Iterator[str]:
    for one in tables:
        fields = fields_of(one.mapping.kind) if one.mapping.kind else {}
        for row in one.rows:
            called = next((said for name in _CALLED if (said := row.values.get(name))), "")
            for remark in row.remarks:
                yield f"{remark.sheet}!{remark.cell} {called}：{_said(remark, fields.get(remark.field or ''))}"
        codes = {row.id: str(row.values.get("code") or "") for row in one.rows}
        for remark in one.remarks:
            about = codes.get(remark.record) if remark.record is not None else None
            place = " ".join(filter(None, (f"{remark.sheet}!{remark.cell}", about or _about(one, remark))))
            yield f"{place}：{_said(remark, None)}"


def _about(plan: TablePlan, remark: Remark) -> str:
    """Whom a remark on no data row is about: the place it names, else the code in the whole row that it means."""
    row = remark.cell.split(":")[0]
    at = next((one.column.index for one in plan.mapping.mapped if one.field.name == "code"), None)
    if remark.place or at is None or not row.isdigit():
        return remark.place or ""
    return str(plan.mapping.table.cell(int(row), at))


def _said(remark: Remark, field: Field | None) -> str:
    sent, returned = (_in_words(field, text) for text in (remark.sent, remark.returned))
    changed = f"上报 {sent}，返回 {returned}" if remark.sent or remark.returned else ""
    about = f"“{field.label}”" if field else ""
    return about + "，".join(filter(None, (remark.verdict, remark.comment, changed)))


def _in_words(field: Field | None, text: str | None) -> str:
    return (spoken_text(field, text) if field else text) if text else "空"


def _cells(reports: Sequence[CellPlan]) -> Iterator[str]:
    for plan in reports:
        left = [str(one.row) for one in plan.rows if one.action is Action.REJECT]
        if left:
            more = f"等 {len(left)} 行" if len(left) > _MOST_NAMED else "行"
            rows = f"{plan.table.sheet.name} 第 {'、'.join(left[:_MOST_NAMED])} {more}"
            yield f"{rows}不是报表里的行，或者重复了，没有采用：请看原件，名称改过的请改回来再导入"
        for one in plan.rows:
            for remark in one.remarks:
                yield f"{remark.sheet}!{remark.cell} {remark.place}：{remark.comment}"
        yield from (f"{remark.sheet}!{remark.cell} {remark.place}：{remark.comment}" for remark in plan.remarks)
