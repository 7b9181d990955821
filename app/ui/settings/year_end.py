"""The year's end on the screen: what would go over into the next year, ticked group by group, then one step."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.services.year_end import Group, YearEnd
from app.ui import theme
from app.ui.grid.checklist import CheckList
from app.ui.pages.page import button, label
from app.ui.words import KINDS


class YearEndDialog(QDialog):
    """Shows a ``YearEnd``; ``agreed`` brings the groups that are ticked."""

    agreed = Signal(list)

    def __init__(self, end: YearEnd, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"{end.year} 年度结转")
        self.resize(520, 460)
        self._groups = list(end.groups)
        lines = [(_words(group, number), place) for place, (group, number) in enumerate(end.groups.items())]
        ticked = [place for place, group in enumerate(self._groups) if not group.done]
        self.groups = CheckList(lines, ticked)
        self.groups.setAccessibleName("结转哪些项目")
        self.go, self.stay = button(f"结转到 {end.following} 年", "primary"), button("不结转")
        self.go.clicked.connect(self._agree)
        self.stay.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(label(f"没有办完的项目转入 {end.following} 年", "panel"))
        for text in _about(end):
            said = label(text, "label")
            said.setWordWrap(True)
            column.addWidget(said)
        column.addWidget(self.groups, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.stay)
        row.addWidget(self.go)
        column.addLayout(row)

    def _agree(self) -> None:
        self.agreed.emit([self._groups[int(place)] for place in self.groups.ticked if place is not None])
        self.accept()


def _words(group: Group, number: int) -> str:
    what = KINDS[group.kind]
    rest = "，主要工作量已完成，只差后续手续" if group.done else ""
    return f"{what.title} · {group.stage}　{number:,} 个{what.record}{rest}"


def _about(end: YearEnd) -> list[str]:
    copied = (
        f"{end.following} 年照抄 {end.indicators} 项指标的定义，目标值留空，等新的任务分解表。"
        if end.indicators
        else f"{end.following} 年的指标已经有了，不再照抄。"
    )
    return [
        "只改项目的年度，并在备注里注明“结转”；已经发生的进度和日期不动，当年的数字不变。",
        f"{copied}工作年度改为 {end.following} 年。",
        "结转前自动备份，整个是一步，可在“历史”里撤销。",
    ]
