"""The answer to the city's answer (审核回执): each of its remarks, and what we did about it."""

from collections.abc import Sequence
from pathlib import Path

from app.models.queries import scope as scopes
from app.models.queries.submissions import journal_head
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import reviewing
from app.services.reporting.mark import mark_of
from app.services.reporting.place import destination
from app.services.reviewing import ToDo
from app.services.workbook.layout import Align, CellValue, ColumnKind, ColumnLayout, FillRow, SheetFill, SheetLayout
from app.services.workbook.write import write_workbook

REPLY = "reply"
_OPEN = "未办理"
_SETTLED = "已办理"
_COLUMNS = (
    ColumnLayout(key="number", path=("序号",), kind=ColumnKind.INTEGER, width=6, align=Align.CENTER),
    ColumnLayout(key="about", path=("编号或位置",), kind=ColumnKind.CODE, width=22),
    ColumnLayout(key="name", path=("项目名称",), width=24),
    ColumnLayout(key="label", path=("栏目",), width=14),
    ColumnLayout(key="verdict", path=("市级审核", "结果"), width=8, align=Align.CENTER),
    ColumnLayout(key="comment", path=("市级审核", "意见"), width=24),
    ColumnLayout(key="deadline", path=("市级审核", "期限"), width=11, align=Align.CENTER),
    ColumnLayout(key="sent", path=("数据", "上报"), width=10, align=Align.RIGHT),
    ColumnLayout(key="returned", path=("数据", "返回"), width=10, align=Align.RIGHT),
    ColumnLayout(key="ledger", path=("数据", "现为"), width=10, align=Align.RIGHT),
    ColumnLayout(key="state", path=("办理", "状态"), width=8, align=Align.CENTER),
    ColumnLayout(key="how", path=("办理", "说明"), width=20),
    ColumnLayout(key="source", path=("意见出处",), width=22),
)


def reply(store: Store, out: Path, report: str | None = None, period: str | None = None) -> Path:
    """Write the reply to the remarks on a report and period, or to all there are; the path of the workbook.

    Raises ``Refusal`` where there is nothing to reply to.
    """
    found = reviewing.of_report(reviewing.remarks(store, open_only=False), report, period)
    if not found:
        raise Refusal("没有市级审核意见，不用写回执", "请先用 import 导入退回的文件")
    with store.read() as session:
        scope, head = scopes.scope(session), journal_head(session).link
    title = f"{scope.name}市级审核意见办理回执"
    layout = SheetLayout(
        name="办理回执", title=title, columns=_COLUMNS, meta=(f"填报单位：{scope.name}", "", _counted(found))
    )
    rows = [FillRow(_cells(number, one), key=str(one.id)) for number, one in enumerate(found, 1)]
    target = destination(out).file(f"{title}.xlsx")
    mark = mark_of(REPLY, "1", period or "", scope.unit, head=head)
    return write_workbook(target, [SheetFill.of(layout, rows)], mark)


def _counted(found: Sequence[ToDo]) -> str:
    left = sum(one.is_open for one in found)
    return f"共 {len(found)} 条，{_SETTLED} {len(found) - left} 条，{_OPEN} {left} 条"


def _cells(number: int, one: ToDo) -> tuple[CellValue, ...]:
    return (
        number,
        one.about,
        one.name,
        one.label,
        one.verdict,
        one.comment,
        one.deadline,
        one.sent,
        one.returned,
        one.ledger,
        _OPEN if one.is_open else _SETTLED,
        one.settled,
        one.source,
    )
