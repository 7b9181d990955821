"""What stands in the inbox while nothing has come in."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui import theme
from app.ui.pages.page import button, framed, label


def invitation(choose: Callable[[], None]) -> QWidget:
    """A frame that says what may be dropped here, with a button for those who would rather choose."""
    outer, frame = QWidget(), framed("invitation")
    frame.setFixedWidth(640)
    box = QVBoxLayout(frame)
    box.setContentsMargins(48, 40, 48, 40)
    box.setSpacing(theme.MARGIN)
    pick = button("选择文件", "primary")
    pick.clicked.connect(choose)
    texts = (
        ("把收到的表格、文件拖到窗口里", "headline"),
        ("台账、任务分解表、退回的报表、年度工作要点都可以。先给您看每一行会怎样，确认后才入账。", "label"),
    )
    for words, role in texts:
        box.addWidget(label(words, role), 0, Qt.AlignmentFlag.AlignHCenter)
    box.addWidget(pick, 0, Qt.AlignmentFlag.AlignHCenter)
    hint = label("支持 xlsx、xls、csv、ods、docx、txt；导入前自动备份，随时可撤销", "hint")
    box.addWidget(hint, 0, Qt.AlignmentFlag.AlignHCenter)
    column = QVBoxLayout(outer)
    column.addStretch(1)
    column.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(2)
    return outer
