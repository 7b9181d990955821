"""What a sheet shows where there is nothing to show: how to begin, or that nothing was found."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.pages.page import button, framed, label
from app.ui.words import KINDS


def invitation(kind: str, choose: Callable[[], None]) -> QWidget:
    """How a ledger that holds nothing is begun."""
    named = KINDS[kind]
    frame, box = _framed_message(
        f"还没有{named.title}{named.record}",
        f"把旧的{named.title}台账拖到这里。表头、单位、合并单元格会自动认出，\n先给您看结果，点“导入”才入账，随时可撤销。",
    )
    pick = button("选择 Excel 文件", "primary")
    pick.clicked.connect(choose)
    box.addWidget(pick, 0, Qt.AlignmentFlag.AlignHCenter)
    box.addWidget(label("支持 xlsx、xls、csv、ods", "hint"), 0, Qt.AlignmentFlag.AlignHCenter)
    return frame


def nothing_found(kind: str, clear: Callable[[], None]) -> QWidget:
    """That no record passes the filters, and the way back."""
    frame, box = _framed_message(f"没有符合条件的{KINDS[kind].record}", "换几个字再查，或全部显示")
    back = button("全部显示")
    back.clicked.connect(clear)
    box.addWidget(back, 0, Qt.AlignmentFlag.AlignHCenter)
    return frame


def _framed_message(head: str, text: str) -> tuple[QWidget, QVBoxLayout]:
    """A dashed frame in the middle of an empty sheet, and the box its verbs go into."""
    outer = QWidget()
    frame = framed("invitation")
    frame.setFixedWidth(640)
    box = QVBoxLayout(frame)
    box.setContentsMargins(48, 40, 48, 40)
    box.setSpacing(16)
    for words, role in ((head, "headline"), (text, "label")):
        line = label(words, role)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        box.addWidget(line)
    around = QVBoxLayout(outer)
    around.addStretch(1)
    around.addWidget(frame, 0, Qt.AlignmentFlag.AlignHCenter)
    around.addStretch(2)
    return outer, box
