"""The index of a period's reports: which file holds which, whether it is final, what its checks say."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.services.reporting.mark import DRAFT
from app.services.workbook.layout import Align, CellValue, ColumnKind, ColumnLayout, FillRow, SheetFill, SheetLayout


@dataclass(frozen=True, slots=True)
class Listed:
    """One report of the index; ``failed`` are the sentences that keep it a 草稿."""

    table_code: str
    name: str
    period: str
    file: str
    failed: tuple[str, ...]

    def cells(self, number: int) -> tuple[CellValue, ...]:
        """The line of the index."""
        state = DRAFT if self.failed else "正式"
        return (
            number,
            self.table_code,
            self.name,
            self.period,
            self.file,
            state,
            "\n".join(self.failed) or "强制审核全部通过",
        )


_COLUMNS = (
    ColumnLayout(key="number", path=("序号",), kind=ColumnKind.INTEGER, align=Align.CENTER),
    ColumnLayout(key="code", path=("表号",), width=14, align=Align.CENTER),
    ColumnLayout(key="name", path=("报表名称",), width=28),
    ColumnLayout(key="period", path=("报告期",), width=16, align=Align.CENTER),
    ColumnLayout(key="file", path=("文件",), width=50),
    ColumnLayout(key="state", path=("状态",), width=8, align=Align.CENTER),
    ColumnLayout(key="checks", path=("审核情况",), width=50),
)


def index_sheet(title: str, reports: Sequence[Listed]) -> SheetFill:
    """The sheet of the index."""
    rows = [FillRow(one.cells(number), key=one.name) for number, one in enumerate(reports, 1)]
    return SheetFill.of(SheetLayout(name="目录", title=title, columns=_COLUMNS), rows)
