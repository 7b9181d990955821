"""设置: what is set in the ledger, each choice with what it means; and how the ledger is kept."""

from collections.abc import Callable
from functools import cached_property, partial
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from app.models import copies
from app.models.copies import Copy
from app.models.work import Change
from app.services import year_end
from app.services.keeping import last_copy, parcel, second
from app.ui import outbox, theme
from app.ui.desk import Desk
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import Page, button, label, panel, turn
from app.ui.settings.choices import Choices
from app.ui.settings.remembered import RememberedPanel
from app.ui.settings.report_forms import ReportFormsPanel
from app.ui.settings.words import WordsPanel
from app.ui.settings.year_end import YearEndDialog
from app.ui.settings.zones import ZonesPanel
from app.ui.words import held

_COPIES = (Heading("做于"), Heading("缘由"), Heading("里面有", stretches=True), Heading("大小", right=True))
_PARCELS = "交接包 (*.zip)"
_PARTS = {
    "basis": "统计与备份",
    "remembered": "记住的表样",
    "words": "表头与选项",
    "forms": "报表格式",
    "zones": "镇街归属",
}
"""The parts of the page, each the attribute that is its face."""


class SettingsPage(Page):
    """The ledger's choices at the left, its copies at the right."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(desk, "设置", parent)
        self.dialog: YearEndDialog | None = None
        self.faces, self.tabs = QStackedWidget(), QTabBar()
        self.choices = Choices(desk, self.fail, self.bar.hide, self.tabs)
        self.fields = self.choices.fields
        self._make_fields()
        both = QHBoxLayout()
        both.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        both.setSpacing(theme.PADDING)
        both.addWidget(_panelled("统计与口径", self.choices), 1)
        both.addWidget(self._keeping(), 1)
        self.basis = QWidget()
        self.basis.setLayout(both)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("设置的几部分")
        for words in _PARTS.values():
            self.tabs.addTab(words)
        self.tabs.currentChanged.connect(self._turn)
        row = QHBoxLayout()
        row.setContentsMargins(theme.TAB_MARGIN, 0, 0, 0)
        row.addWidget(self.tabs)
        self.body.addLayout(row)
        self.body.addWidget(self.faces, 1)
        self.faces.addWidget(self.basis)
        self.hands_on = self.tabs

    @cached_property
    def remembered(self) -> RememberedPanel:
        """The part of forms and rules; like the next ones made when it is first looked at."""
        return RememberedPanel(self.desk, self.fail)

    @cached_property
    def words(self) -> WordsPanel:
        """The part of headings and of words for a choice."""
        return WordsPanel(self.desk, self.fail)

    @cached_property
    def forms(self) -> ReportFormsPanel:
        """The part of the reports' forms."""
        return ReportFormsPanel(self.desk, self.fail)

    @cached_property
    def zones(self) -> ZonesPanel:
        """The part of whose town is whose."""
        return ZonesPanel(self.desk, self.fail)

    def views(self) -> list[tuple[str, str]]:
        return list(_PARTS.items())

    def show_view(self, name: str) -> None:
        self.tabs.setCurrentIndex(list(_PARTS).index(name))

    def _turn(self, place: int) -> None:
        """Show another part, read when it is looked at."""
        face = getattr(self, list(_PARTS)[place])
        if self.faces.indexOf(face) < 0:
            self.faces.addWidget(face)
        self.faces.setCurrentWidget(face)
        if isinstance(face, RememberedPanel | WordsPanel | ReportFormsPanel | ZonesPanel):
            face.refresh()

    def _make_fields(self) -> None:
        self.copies = Listing("备份", _COPIES, self._offer)
        self.copies.empty = "还没有备份。点“立即备份”做一份；导入之前、工作中每半小时、退出时也会自动做。"
        self.age = label("", "label")
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName("口令")
        self.passphrase.setPlaceholderText("加密用的口令")
        self.passphrase.setToolTip("打开这一份时要用，请记牢；忘了就打不开")
        self.plain = QCheckBox("含个人信息也不加密")
        self.back_up, self.restore = button("立即备份", "primary"), button("恢复选中的备份")
        self.second, self.pack = button("在U盘再留一份…"), button("做交接包…")
        self.folder = button("打开数据文件夹", "text")
        self.year_end = button("年度结转…")
        self.look = QComboBox()
        self.look.setAccessibleName("颜色")
        self.look.setToolTip("只改这台电脑上的显示；打印和导出不受影响")
        self.look.addItems(list(theme.THEMES))
        self.look.setCurrentText(theme.in_use())
        self.look.textActivated.connect(self.desk.look_asked)
        self.scope.addWidget(label("颜色", "label"))
        self.scope.addWidget(self.look)
        self.verbs.addWidget(self.year_end)
        self.pin = button("锁屏口令…", "text")
        for verb, act in (
            (self.back_up, self.make_copy),
            (self.restore, self._restore),
            (self.second, self._choose_second),
            (self.pack, self._choose_parcel),
            (self.folder, self._open_folder),
            (self.year_end, self.ask_year_end),
            (self.pin, self._set_pin),
        ):
            verb.clicked.connect(act)

    def _keeping(self) -> QWidget:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GAP)
        column.addWidget(self.age)
        column.addWidget(self.copies, 1)
        first, said, other = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for verb in (self.back_up, self.restore):
            first.addWidget(verb)
        first.addStretch(1)
        first.addWidget(self.pin)
        first.addWidget(self.folder)
        said.addWidget(self.passphrase, 1)
        said.addWidget(self.plain)
        for widget in (self.second, self.pack):
            other.addWidget(widget)
        other.addStretch(1)
        column.addLayout(first)
        column.addWidget(label("带到别处的一份", "panel"))
        column.addWidget(label("台账、附件、导入原件和报送件装进一个文件，写完即读回核对。", "hint"))
        column.addLayout(said)
        column.addLayout(other)
        return _panelled("台账的保管", inner)

    def refresh(self) -> None:
        store = self.desk.store
        self.choices.refresh()
        if store.path is not None:
            ledger = store.path
            self.desk.read(
                "查看备份", lambda: (copies.copies(ledger), last_copy.age(store.location)), self._show_copies, self.fail
            )
        for verb in (self.restore, self.second, self.pack):
            verb.setVisible(store.path is not None)

    def on_change(self, change: Change) -> None:
        if "setting" in change.tables:
            self.refresh()

    def _show_copies(self, found: tuple[list[Copy], int | None]) -> None:
        several, days = found
        self.copies.show_lines([Line(_texts(one), of=one.path) for one in several])
        self.age.setText(_age(days))
        turn(self.age, "bad" if last_copy.is_old(days) else "label")
        self._offer()

    def _offer(self) -> None:
        self.restore.setEnabled(self.copies.chosen is not None)

    def ask_year_end(self) -> None:
        """Show what would go over into the next year, and ask."""
        store = self.desk.store
        self.desk.read("准备年度结转", lambda: year_end.preview(store), self._offer_year_end, self.fail)

    def _offer_year_end(self, end: year_end.YearEnd) -> None:
        self.dialog = YearEndDialog(end, self)
        self.dialog.agreed.connect(partial(self._carry, end))
        self.dialog.open()

    def _carry(self, end: year_end.YearEnd, groups: list[year_end.Group]) -> None:
        store, number = self.desk.store, sum(end.groups[group] for group in groups)

        def done(_: Change) -> None:
            self.desk.said.emit(f"已结转 {number:,} 个项目到 {end.following} 年；可在“历史”里撤销")

        self.desk.write(
            f"年度结转 {end.year} → {end.following}",
            lambda: year_end.carry(store, groups),
            lambda change: [change],
            done,
            self.fail,
        )

    def make_copy(self) -> None:
        """Copy the ledger now."""
        store = self.desk.store
        self._keep("备份台账", lambda: store.back_up("手工", asked=True))

    def make_second(self, place: Path) -> None:
        """Leave a checked copy in a second place."""
        store, words, plain = self.desk.store, self.passphrase.text(), self.plain.isChecked()
        self._keep("另存一份", lambda: second.make(store, place, words, plain=plain), self.desk.copied.emit)

    def make_parcel(self, target: Path) -> None:
        """Make the package that takes the work to another computer."""
        store, words, plain = self.desk.store, self.passphrase.text(), self.plain.isChecked()

        def work() -> Path:
            parcel.write(store, target, words, plain=plain)
            return target

        self._keep("做交接包", work)

    def _keep(self, words: str, work: Callable[[], Path | None], then: Callable[[], object] = lambda: None) -> None:
        def done(made: Path | None) -> None:
            then()
            self.bar.say(f"已完成并检验：{made}", "good", "打开文件夹", lambda: self._show_in_folder(made))
            self.refresh()

        self.bar.say(f"正在{words}……")
        self.desk.read(words, work, done, self.fail)

    def _show_in_folder(self, made: Path | None) -> None:
        if made is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(made.parent)))

    def _open_folder(self) -> None:
        self._show_in_folder(self.desk.store.path)

    def _set_pin(self) -> None:
        """The PIN is set in a dialog of its own; from then on changes bear the name that was written there."""
        from app.ui.locking import LockDialog

        dialog = LockDialog(self)
        dialog.finished.connect(self.desk.identify)
        dialog.open()

    def _restore(self) -> None:
        line = self.copies.chosen
        if line is not None:
            self.desk.restore_asked.emit(str(line.of))

    def _choose_second(self) -> None:
        place = QFileDialog.getExistingDirectory(self, "另一份放在哪里（U盘）")
        if place:
            self.make_second(Path(place))

    def _choose_parcel(self) -> None:
        offered = str(outbox.documents().parent / "交接包.zip")
        target, _ = QFileDialog.getSaveFileName(self, "交接包放在哪里", offered, _PARCELS)
        if target:
            self.make_parcel(Path(target))


def _panelled(title: str, inner: QWidget) -> QWidget:
    frame = panel()
    column = QVBoxLayout(frame)
    column.setContentsMargins(theme.PADDING, theme.PADDING, theme.PADDING, theme.PADDING)
    column.setSpacing(theme.GAP)
    column.addWidget(label(title, "panel"), 0, Qt.AlignmentFlag.AlignLeft)
    column.addWidget(inner, 1)
    return frame


def _texts(one: Copy) -> tuple[str, ...]:
    return f"{one.made:%Y-%m-%d %H:%M}", one.reason, held(one.inside.records), f"{one.size / 1_000_000:.1f} MB"


def _age(days: int | None) -> str:
    if days is None:
        return "还没有在别处留过一份。电脑坏了就只剩这台电脑上的备份，请在U盘再留一份。"
    when = "今天" if days == 0 else f"{days} 天前"
    return f"上一次在别处留一份：{when}，已读回核对。" + ("该再留一份了。" if last_copy.is_old(days) else "")
