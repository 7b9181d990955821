"""What taking a workbook would do to the figures: each that moves, before and after."""

from collections.abc import Sequence
from fractions import Fraction

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.figure import Figure
from app.services.importing.deciding.prepared import Effect
from app.services.indicators import rounded_text
from app.ui import theme
from app.ui.figures import grouped
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import label

_HEADINGS = (Heading("指标", stretches=True), Heading("现在", right=True), Heading("采纳后", right=True))


class Effects(QWidget):
    """The panel beside a reconciliation; what it shows is stale once a decision changes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.told = label("", "hint")
        self.told.setWordWrap(True)
        self.lines = Listing("采纳后对合计的影响", _HEADINGS, parent=self)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(label("采纳后对合计的影响", "panel"))
        column.addWidget(self.told)
        column.addWidget(self.lines, 1)
        self.forget()

    def forget(self) -> None:
        """Nothing has been tried yet, or what was is no longer so."""
        self.lines.show_lines(())
        self.told.setText("点“试算”看各项指标会怎样变；试算不写入台账。")

    def stale(self) -> None:
        """A decision changed since it was tried."""
        if self.lines.rows.lines:
            self.told.setText("选择已变，再点“试算”更新。")

    def show_effects(self, effects: Sequence[Effect]) -> None:
        """Show the figures that move."""
        self.lines.show_lines([line for one in effects for line in _lines(one)])
        moved = sum(one.before.signal != one.after.signal for one in effects)
        changed = f"，{moved} 项信号改变" if moved else "，信号不变"
        self.told.setText(f"按现在的选择，{len(effects)} 项数字会变{changed}。" if effects else "各项指标都不变。")


def _lines(one: Effect) -> list[Line]:
    """The figure, and below it its signal where that changes too."""
    place = f"{one.after.region_name} " if one.after.region != "" else ""
    figure = Line((f"{place}{one.after.name} {one.after.unit}", _told(one.before), _told(one.after)), "ink", one)
    if one.before.signal == one.after.signal:
        return [figure]
    return [figure, Line(("　信号", one.before.signal, one.after.signal), "warn", one)]


def _told(figure: Figure) -> str:
    value = figure.actual
    return "" if value is None else grouped(rounded_text(Fraction(value), figure.scale))
