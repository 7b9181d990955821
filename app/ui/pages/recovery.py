"""A damaged ledger: what is wrong with it, which copies there are, what each would lose, and putting one back."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QInputDialog, QVBoxLayout, QWidget

from app.models import copies
from app.models.copies import Copy
from app.models.refusal import Refusal
from app.services.keeping import parcel
from app.services.keeping.rebuild import Rebuilt, UnitUnknown, rebuild
from app.ui import theme, unpacking
from app.ui.jobs import Jobs
from app.ui.listing import Heading, Line, Listing
from app.ui.messages import Bar, tell
from app.ui.pages.page import button, framed, label
from app.ui.words import held

_COPIES = (
    Heading("做于"),
    Heading("缘由"),
    Heading("里面有", stretches=True),
    Heading("最后一步"),
    Heading("恢复后会少掉", right=True),
)
_FILES = "台账、U盘上的备份、交接包 (*.db *.zip)"


@dataclass(frozen=True, slots=True)
class _Found:
    """The copies of a ledger, and the last step the damaged file still knows of, where it can be asked."""

    copies: Sequence[Copy]
    last_step: int | None


class RecoveryPage(QWidget):
    """Ends with ``recovered`` (the ledger that can be opened again) or ``elsewhere`` (another one is to be opened)."""

    recovered = Signal(str)
    elsewhere = Signal(str)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._ledger = Path()
        self.bar = Bar()
        self.faults = label("", "panel")
        self.faults.setWordWrap(True)
        self.copies = Listing("可用的备份", _COPIES, self._on_chosen)
        self.restore = button("恢复选中的备份", "primary")
        self.restore.clicked.connect(self.put_back)
        self.rebuild = button("用修改历史和导入原件重建")
        self.rebuild.setToolTip("没有备份、或备份太旧时用：逐步重做台账里还读得出的每一步，读不出的从导入原件重新导入")
        self.rebuild.clicked.connect(self.begin_again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        inner = QVBoxLayout()
        inner.setContentsMargins(48, 32, 48, 16)
        inner.setSpacing(theme.PADDING)
        inner.addWidget(label("台账文件有损坏，已停止使用", "headline"))
        inner.addWidget(label("文件没有再被改动。下面是这本台账的备份，选一份恢复；损坏的文件会另外留着。", "label"))
        inner.addWidget(self.faults)
        inner.addWidget(self.copies, 1)
        column.addLayout(inner, 1)
        column.addWidget(self._decision())

    def _decision(self) -> QWidget:
        frame = framed("decision")
        frame.setFixedHeight(56)
        row = QHBoxLayout(frame)
        row.setContentsMargins(48, 0, 48, 0)
        for words, act in (("从别处选一份备份…", self._choose_copy), ("打开另一本台账…", self._choose_ledger)):
            door = button(words, "door")
            door.clicked.connect(act)
            row.addWidget(door)
        row.addStretch(1)
        row.addWidget(self.rebuild)
        row.addWidget(self.restore)
        return frame

    def begin(self, ledger: str, faults: Sequence[str]) -> None:
        """Show what is wrong with a ledger, and what there is to put in its place."""
        self._ledger = Path(ledger)
        self.bar.hide()
        self.faults.setText("\n".join([str(self._ledger), *(f"· {one}" for one in faults)]))
        self.copies.show_lines([])
        self._on_chosen()
        self._jobs.run("查看备份", lambda: _look(self._ledger), self._show)

    def _show(self, found: _Found) -> None:
        self.copies.show_lines([Line(_texts(one, found.last_step), of=one.path) for one in found.copies])
        self.copies.selectRow(0)
        self._on_chosen()
        if not found.copies:
            self.bar.say(
                "没有找到这本台账的备份。请从 U 盘或别处选一份；一份也没有的，点“用修改历史和导入原件重建”。", "bad"
            )

    def _on_chosen(self) -> None:
        self.restore.setEnabled(self.copies.chosen is not None)

    def put_back(self) -> None:
        """Restore the chosen copy."""
        line = self.copies.chosen
        if line is not None:
            self._restore(line.of)

    def _restore(self, copy: Path) -> None:
        if parcel.is_one(copy):
            unpacking.ask(self, self._jobs, copy, self._ledger).opened.connect(self.recovered)
            return
        self._busy(lambda: copies.restore(self._ledger, copy), lambda _: self.recovered.emit(str(self._ledger)))

    def begin_again(self) -> None:
        """Have the ledger made again from what can be read of it; what came back and what did not is said."""
        self._tell_over(None)

    def _tell_over(self, unit: str | None) -> None:
        def done(result: object) -> None:
            assert isinstance(result, Rebuilt)
            said = "。\n".join(result.said())
            self.bar.say(f"{said}。", "good", "打开台账", lambda: self.recovered.emit(str(self._ledger)))

        self._busy(lambda: rebuild(self._ledger, unit), done)

    def _ask_unit(self, error: Exception) -> None:
        tell(error, self.bar)
        typed, given = QInputDialog.getText(self, "本单位", "填报单位的六位代码（身份证号的前六位）")
        if given and typed.strip():
            self._tell_over(typed.strip())

    def _busy(self, work: Callable[[], object], done: Callable[[object], None]) -> None:
        self.setEnabled(False)

        def ended(result: object) -> None:
            self.setEnabled(True)
            done(result)

        def failed(error: Exception) -> None:
            self.setEnabled(True)
            if isinstance(error, UnitUnknown):
                self._ask_unit(error)
            else:
                tell(error, self.bar)

        self._jobs.run("恢复台账", work, ended, failed)

    def _choose_copy(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "选一份备份", str(self._ledger.parent), _FILES)
        if path:
            self._restore(Path(path))

    def _choose_ledger(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "打开台账", str(self._ledger.parent), _FILES)
        if path:
            self.elsewhere.emit(path)


def _look(ledger: Path) -> _Found:
    last = None
    with suppress(Refusal):
        last = copies.inside(ledger).batch
    return _Found(copies.copies(ledger), last)


def _texts(one: Copy, last: int | None) -> tuple[str, ...]:
    lost = "不清楚" if last is None else f"{max(0, last - one.inside.batch)} 步"
    return f"{one.made:%Y-%m-%d %H:%M}", one.reason, held(one.inside.records), one.inside.label, lost
