"""Attachments and ties in the form: added, shown, opened, taken away, each a step of its own."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from app.ui.finding import FindPopup
from app.ui.grid.form import RecordForm
from app.ui.grid.pair import PairView
from app.ui.grid.sheet import Sheet
from app.ui.window import Window
from tests.ui.conftest import settle, sheet_of

FIRST_PAGE = "ledger"


@pytest.fixture
def form(demolition: Sheet, window: Window, qtbot: QtBot) -> RecordForm:
    """The form of the first point that was not yet closed, so that no photo is named."""
    sheet = demolition
    blank = next(row for row in range(sheet.model.records) if not sheet.model.held(row).values["photo_before"])
    sheet.view.stand(sheet.model.index(blank, 0))
    qtbot.keyClick(window, Qt.Key.Key_F4)
    rest(qtbot, window, sheet.form)
    return sheet.form


def rest(qtbot: QtBot, window: Window, form: RecordForm) -> None:
    settle(qtbot, window)
    qtbot.waitUntil(lambda: not form._wait.isActive())
    settle(qtbot, window)


def photo(folder: Path, name: str, colour: str) -> Path:
    image = QImage(400, 300, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    image.save(str(folder / name))
    return folder / name


def drop(widget: QWidget, *paths: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPointF(5, 5).toPoint(), copy, data, left, none)
    widget.dragEnterEvent(entering)
    assert entering.isAccepted()
    widget.dropEvent(QDropEvent(QPointF(5, 5), copy, data, left, none, QEvent.Type.Drop))


def listed(form: RecordForm) -> list[tuple[str, ...]]:
    return [line.texts[:2] for line in form.papers.list.rows.lines]


def test_photos_come_by_hand_and_go_again(
    window: Window, form: RecordForm, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form.tabs.setCurrentWidget(form.papers)
    before, _, after = form.papers.tiles
    drop(after, photo(tmp_path, "后.png", "green"))
    rest(qtbot, window, form)
    assert window.desk.undoable.label == "添加拆后"
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(photo(tmp_path, "前.png", "red"))], ""))
    qtbot.keyClick(before, Qt.Key.Key_Return)
    rest(qtbot, window, form)
    assert listed(form) == [("拆前", "前.png"), ("拆后", "后.png")]
    assert form.tabs.tabText(form.tabs.indexOf(form.papers)) == "附件 2"
    assert before.grab().toImage().pixelColor(20, 20) == QColor("red")
    form.papers.role.setCurrentText("其他")
    QGuiApplication.clipboard().setImage(QImage(str(tmp_path / "前.png")))
    qtbot.keyClick(form.papers, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    rest(qtbot, window, form)
    assert [role for role, _ in listed(form)] == ["拆前", "拆后", "其他"]
    drop(form.papers, tmp_path / "前.png")
    rest(qtbot, window, form)
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    form.papers.list.selectRow(0)
    qtbot.keyClick(form.papers, Qt.Key.Key_Return)
    qtbot.mouseClick(before, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert len(opened) == 2
    assert Path(opened[0].toLocalFile()).read_bytes() == (tmp_path / "前.png").read_bytes()
    form.papers.list.selectRow(2)
    form.papers.role.setCurrentText("批文")
    form.papers.turn_chosen()
    rest(qtbot, window, form)
    assert "批文" in [role for role, _ in listed(form)]
    form.papers.list.selectRow(0)
    qtbot.keyClick(form.papers, Qt.Key.Key_Delete)
    rest(qtbot, window, form)
    assert window.desk.undoable.label == "移除附件“前.png”"
    assert "找不到" in before.toolTip(), "its field still names it"
    window.desk.undo()
    rest(qtbot, window, form)
    assert listed(form)[0] == ("拆前", "前.png")


def test_before_and_after_stand_side_by_side(window: Window, form: RecordForm, qtbot: QtBot, tmp_path: Path) -> None:
    assert not form.papers.pair.isEnabled()
    form.papers.add("拆前", [photo(tmp_path, "前.png", "red")])
    form.papers.add("拆后", [photo(tmp_path, "后.png", "green")])
    rest(qtbot, window, form)
    qtbot.mouseClick(form.papers.pair, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    pair = form.papers.findChildren(PairView)[-1]
    seen = pair.grab().toImage()
    assert [seen.pixelColor(seen.width() * part // 4, seen.height() // 2).name() for part in (1, 3)] == [
        QColor("red").name(),
        QColor("green").name(),
    ]
    pair.close()
    QGuiApplication.clipboard().setText("不是图片")
    form.papers.paste()
    assert "剪贴板里没有图片" in window.foot.said.text()
    form.papers.add("拆前", [tmp_path])
    rest(qtbot, window, form)
    assert "不是文件" in window.pages["ledger"].bar.text


def test_a_point_is_tied_to_a_plot_and_gone_to(window: Window, form: RecordForm, qtbot: QtBot) -> None:
    own, plots = form.record, sheet_of(qtbot, window, "greening")
    sheet_of(qtbot, window, "demolition")
    form.tabs.setCurrentWidget(form.ties)
    qtbot.mouseClick(form.ties.add, Qt.MouseButton.LeftButton)
    popup = form.ties.findChildren(FindPopup)[-1]
    popup.line.setText(plots.model.typed(2, "code")[0])
    popup.look()
    settle(qtbot, window)
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    rest(qtbot, window, form)
    assert window.desk.undoable.label == "建立关联"
    (line,) = form.ties.list.rows.lines
    assert line.of.record == plots.model.record(2)
    form.ties.list.selectRow(0)
    qtbot.keyClick(form.ties, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert window.pages["ledger"].sheet is plots
    assert plots.view.currentIndex().row() == 2
    plots.toggle_form()
    rest(qtbot, window, plots.form)
    assert [one.of.record for one in plots.form.ties.list.rows.lines] == [own]
    plots.form.ties.list.selectRow(0)
    qtbot.keyClick(plots.form.ties, Qt.Key.Key_Delete)
    rest(qtbot, window, plots.form)
    assert window.desk.undoable.label == "取消关联"
    assert [one.of.key for one in plots.form.ties.list.rows.lines] == [None], "the code in the row is left"
