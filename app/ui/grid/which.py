"""Somebody else set a cell that was typed into: theirs, mine, or another text, as the clerk says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label

_HEADINGS = (Heading("记录"), Heading("栏目"), Heading("现在的（对方）"), Heading("您填的", stretches=True))


@dataclass(frozen=True, slots=True)
class Differing:
    """A cell as the clerk knows it, what it holds now, and what was typed."""

    record: str
    field: str
    theirs: str
    mine: str


class WhichDialog(QDialog):
    """Nothing is written before one of the buttons is pressed; closed without one, what was typed stays in sight.

    ``keep`` is called with the text that is to stand (None: each cell's own that was typed), ``yield_`` without one
    where the others' stay. A single cell may also be given another text.
    """

    def __init__(
        self,
        who: str,
        cells: Sequence[Differing],
        keep: Callable[[str | None], None],
        yield_: Callable[[], None],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("别人刚改过")
        self.resize(720, 320)
        many = len(cells) > 1
        said = label(
            f"您看过之后，{who}改了您{'正要改的' + str(len(cells)) + '格' if many else '正要改的这一格'}。要用哪一个？"
        )
        said.setWordWrap(True)
        self.lines = Listing("两边不同的格", _HEADINGS)
        self.lines.show_lines(
            [Line((one.record, one.field, one.theirs or "（空）", one.mine or "（空）")) for one in cells]
        )
        self.other = QLineEdit("" if many else cells[0].mine)
        self.other.setAccessibleName("另填的内容")
        self.other.setPlaceholderText("另填")
        self.theirs = button("都用对方的" if many else "用对方的")
        self.mine = button("都用我的" if many else "用我的", "primary")
        self.another = button("用另填的")
        self.theirs.clicked.connect(lambda: self._end(yield_))
        self.mine.clicked.connect(lambda: self._end(lambda: keep(None)))
        self.other.returnPressed.connect(self.another.click)
        self.another.clicked.connect(lambda: self._end(lambda: keep(self.other.text())))
        foot = QHBoxLayout()
        for widget in (self.other, self.another):
            widget.setVisible(not many)
            foot.addWidget(widget)
        foot.addStretch(1)
        foot.addWidget(self.theirs)
        foot.addWidget(self.mine)
        column = QVBoxLayout(self)
        column.setSpacing(theme.GAP)
        column.addWidget(said)
        column.addWidget(self.lines, 1)
        column.addWidget(label("被替换的内容留在历史里，可以撤销。", "hint"))
        column.addLayout(foot)

    def _end(self, act: Callable[[], None]) -> None:
        self.accept()
        act()
