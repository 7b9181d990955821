"""What is told of a returned workbook: its reports of sums in the JSON document, and the whole of it in words."""

from collections.abc import Iterator, Sequence

from app.models.field import Field
from app.models.ledger import fields_of
from app.services.importing.plan import Action, TablePlan
from app.services.importing.report_table import Json, column, described, unmapped
from app.services.importing.returns.figures import CellPlan, CellRow, column_key
from app.services.importing.returns.remark import Remark
from app.services.importing.returns.reviewed import COMMENT, VERDICT
from app.services.reporting.spoken import spoken_text
from app.services.workbook.book import letter

_MOST = 20
_MOST_NAMED = 10
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


def sentences(tables: Sequence[TablePlan], reports: Sequence[CellPlan], gone: Sequence[str], decided: int) -> list[str]:
    """What the clerk should know: what was remarked, which values the city changed, what waits for her decision."""
    lines = [*_values(tables), *_cells(reports)]
    if len(lines) > _MOST:
        lines = [*lines[:_MOST], f"另有 {len(lines) - _MOST} 处，用 returns 查看"]
    lines += [f"采用返回的数 {decided} 处"] if decided else []
    left = (
        sum(len(row.changes.keys() - {VERDICT, COMMENT} - row.advised) for one in tables for row in one.rows) - decided
    )
    if left > 0:
        lines.append(
            f"返回的数有 {left} 处没有采用，台账不改：要采用，请用 --rules 规则文件 或 --only update 再导入一次"
        )
    if not decided and any(plan.aims and row.changes for plan in reports for row in plan.rows):
        lines.append("返回的任务数没有采用：要采用，请用 --only create,update 再导入一次")
    words = sum(len(plan.words) for plan in reports)
    if words and not decided:
        lines.append(f"填写的文字有 {words} 处没有采用：要采用，请用 --only update 再导入一次")
    unknown = sum(row.action is Action.CREATE for one in tables for row in one.rows)
    if unknown:
        lines.append(f"台账里没有的有 {unknown} 条，没有新增：要新增，请用 --only create 再导入一次")
    if gone:
        more = "等" if len(gone) > _MOST_NAMED else ""
        lines.append(f"报送过、返回时没有的有 {len(gone)} 条：{'、'.join(gone[:_MOST_NAMED])}{more}")
    return lines


def _values(tables: Sequence[TablePlan]) -> Iterator[str]:
    for one in tables:
        fields = fields_of(one.mapping.kind) if one.mapping.kind else {}
        for row in one.rows:
            called = next((said for name in _CALLED if (said := row.values.get(name))), "")
            for remark in row.remarks:
                yield f"{remark.sheet}!{remark.cell} {called}：{_said(remark, fields.get(remark.field or ''))}"
        yield from (
            f"{' '.join(filter(None, (f'{remark.sheet}!{remark.cell}', _about(one, remark))))}：{_said(remark, None)}"
            for remark in one.remarks
        )


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
        for one in plan.rows:
            for remark in one.remarks:
                yield f"{remark.sheet}!{remark.cell} {remark.place}：{remark.comment}"
        yield from (f"{remark.sheet}!{remark.cell} {remark.place}：{remark.comment}" for remark in plan.remarks)
