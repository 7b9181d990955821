"""The foot of a reconciliation: what would be written, the day of undated totals, and the buttons that decide."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QWidget

from app.models.refusal import Refusal
from app.services.importing.deciding.tally import Tally
from app.services.importing.file_report import FileReport
from app.ui import theme
from app.ui.inbox.words import about_back
from app.ui.pages.page import button, label


class Decision(QFrame):
    """Says what the primary button would do before it is pressed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("decision")
        self.setFixedHeight(56)
        self.as_of = QLineEdit()
        self.as_of.setPlaceholderText("累计数截至日期")
        self.as_of.setAccessibleName("累计数截至日期")
        self.as_of.setFixedWidth(160)
        self.decided = label("")
        self.decided.setWordWrap(True)
        self.cancel, self.apply = button("放弃", "text"), button("导入", "primary")
        self.errors, self.try_out = button("导出错误行"), button("试算")
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, 0, theme.MARGIN, 0)
        row.setSpacing(theme.GAP)
        row.addWidget(self.decided, 1)
        for widget in (self.as_of, self.cancel, self.errors, self.try_out, self.apply):
            row.addWidget(widget)

    @property
    def day(self) -> str | None:
        """The day of undated totals as it is typed; raises ``Refusal`` for what is no day."""
        text = self.as_of.text().strip()
        try:
            return date.fromisoformat(text).isoformat() if text else None
        except ValueError as error:
            raise Refusal(f"“{text}”不是日期", "截至日期请写成 年-月-日 的样子，中间用短横线") from error

    def show_count(self, now: Tally, back: Sequence[FileReport]) -> None:
        """Say what is decided; ``back`` are the returned files among those in front."""
        number = now.created + now.updated
        rest = f"，{now.refused} 行有冲突或错误不导入" if now.refused else ""
        rows = f"新增 {now.created} 行，更新 {now.updated} 行{rest}" if number and not back else ""
        waits = f"，{now.undecided} 格未定，转为待办“退回整改”" if back and now.undecided else ""
        told = "；".join(filter(None, (rows, about_back(back, now.taken) + waits)))
        self.decided.setText(f"{told}。提交前自动备份，随时可撤销。" if told else f"没有要写入的行{rest}。")
        self.apply.setText(_verb(bool(back), now, number))
        self.apply.setEnabled(bool(number or sum(file.remarked for file in back)))
        self.try_out.setEnabled(bool(number))


def _verb(returned: bool, now: Tally, number: int) -> str:
    if not returned:
        return f"导入 {number:,} 行"
    return f"提交 {now.taken:,} 格" if now.taken else "记下市级意见"
