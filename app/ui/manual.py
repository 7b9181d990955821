"""The manual in a window of its own: chapters and search at the left, the text with its pictures at the right."""

from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.services import manual
from app.services.manual import Found
from app.ui import manual_look, theme
from app.ui.pages.page import button

_LEFT = 264
_SIZE = (1100, 680)
_PLACE = Qt.ItemDataRole.UserRole  # (chapter, heading, line) that an entry of the list leads to
_HIT = 68  # pixels: where it stands, and two lines of it
_EXCERPT = 32  # signs that fit into those two lines
_BEFORE = 8  # of them, those before the word that was looked for
_SAMPLE = 24  # signs of a line by which it is found again in the text


class Text(QTextBrowser):
    """One chapter; its pictures are as wide as the text and sharp at the screen's scale."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("手册正文")
        self.setOpenLinks(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        picture = QImage(str(manual.folder() / QUrl(name).path()))
        ratio, width = self.devicePixelRatioF(), self.viewport().width() - 2 * manual_look.EDGE
        if picture.width() > width * ratio:
            picture = picture.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
        picture.setDevicePixelRatio(ratio)
        return picture


class ManualWindow(QDialog):
    """Stays open beside the work; F1 brings it to the chapter of the page in front."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用手册")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(*_SIZE)
        self._been: list[tuple[str, str]] = []
        self.words = QLineEdit()
        self.words.setPlaceholderText("查手册，几个词用空格隔开")
        self.words.setAccessibleName("查手册")
        self.words.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.list.setAccessibleName("章节")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setObjectName("chapters")
        self.list.setWordWrap(True)
        self.text = Text()
        self.back = button("返回", tip="回到刚才看的一章（Alt+←）")
        self._lay_out()
        self.words.textChanged.connect(self._list)
        self.words.returnPressed.connect(self.list.setFocus)
        self.list.currentItemChanged.connect(self._on_chosen)
        self.text.anchorClicked.connect(self._follow)
        self.back.clicked.connect(self.go_back)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        QShortcut(QKeySequence("Ctrl+F"), self, self.words.setFocus)
        self._list()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.GAP)
        top = QHBoxLayout()
        top.addWidget(self.words, 1)
        top.addWidget(self.back)
        left.addLayout(top)
        left.addWidget(self.list, 1)
        side = QWidget()
        side.setFixedWidth(_LEFT)
        left.setContentsMargins(0, 0, 0, 0)
        side.setLayout(left)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PADDING, theme.PADDING, 0, theme.PADDING)
        row.setSpacing(theme.PADDING)
        row.addWidget(side)
        row.addWidget(self.text, 1)

    def open_at(self, chapter: str) -> None:
        """Come to the front with a chapter, by its title; the first one where there is none of that title."""
        titles = [one.title for one in manual.chapters()]
        self.show()
        self.raise_()
        self.activateWindow()
        self.words.clear()
        self.turn(chapter if chapter in titles else titles[0])

    def turn(self, chapter: str, heading: str = "", line: str = "") -> None:
        """Show a chapter, from a heading on, with a line of it marked."""
        if not self._been or self._been[-1] != (chapter, heading):
            self._been.append((chapter, heading))
        self.back.setEnabled(len(self._been) > 1)
        text = next(one.text for one in manual.chapters() if one.title == chapter)
        self.text.document().setMarkdown(text)
        manual_look.dress(self.text.document())
        self.text.setExtraSelections([])
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self._scroll_to(manual_look.heading(self.text.document(), heading or chapter))
        if line:
            self._mark(line)
        self._point_at(chapter)

    def _mark(self, line: str) -> None:
        """Tint the line that was looked for and bring it into sight."""
        cell = max(line.split("　"), key=len)[:_SAMPLE]
        found = self.text.document().find(cell)
        if not found.isNull():
            mark = QTextEdit.ExtraSelection()
            found.movePosition(QTextCursor.MoveOperation.StartOfBlock)
            found.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = found  # type: ignore[attr-defined]  # the stubs leave out both
            mark.format.setBackground(theme.colour("warn_tint"))  # type: ignore[attr-defined]  # as above
            self.text.setExtraSelections([mark])
            self._scroll_to(found)

    def _scroll_to(self, place: QTextCursor) -> None:
        if not place.isNull():
            bar = self.text.verticalScrollBar()
            bar.setValue(bar.value() + self.text.cursorRect(place).top() - theme.MARGIN)

    def go_back(self) -> None:
        """Show what was shown before."""
        if len(self._been) > 1:
            self._been.pop()
            self.turn(*self._been[-1])

    def _follow(self, link: QUrl) -> None:
        """A link of the text: to another heading, or a picture in full."""
        known = manual.anchors().get(link.fragment(QUrl.ComponentFormattingOption.FullyDecoded))
        if known:
            self.turn(*known)
        elif link.path().endswith(".png"):
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(manual.folder() / link.path())))

    def _list(self) -> None:
        """The chapters; while something is looked for, the lines that hold it."""
        self.list.blockSignals(True)
        self.list.clear()
        if words := self.words.text().strip():
            for found in manual.find(words):
                text = f"【{_whereabouts(found)}】\n{_excerpt(found.line, words)}"
                self._add(text, (found.chapter, found.heading, found.line), found.line)
            if not self.list.count():
                self._add(f"手册里没有同时写到“{words}”的地方，请换一个词", None)
        else:
            for chapter in manual.chapters():
                self._add(chapter.title, (chapter.title, "", ""))
        self.list.blockSignals(False)
        if not words and self._been:
            self._point_at(self._been[-1][0])

    def _add(self, text: str, place: tuple[str, str, str] | None, whole: str = "") -> None:
        item = QListWidgetItem(text, self.list)
        item.setData(_PLACE, place)
        item.setToolTip(whole)
        if place is None:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        if place is None or whole:
            item.setSizeHint(QSize(0, _HIT))

    def _point_at(self, chapter: str) -> None:
        """Choose the chapter that is shown in the list of chapters."""
        if not self.words.text().strip():
            titles = [one.title for one in manual.chapters()]
            self.list.blockSignals(True)
            self.list.setCurrentRow(titles.index(chapter))
            self.list.blockSignals(False)

    def _on_chosen(self, item: QListWidgetItem | None) -> None:
        place = item.data(_PLACE) if item else None
        if place:
            self.turn(*place)


def _whereabouts(found: Found) -> str:
    return found.chapter if found.heading == found.chapter else f"{found.chapter} · {found.heading}"


def _excerpt(line: str, words: str) -> str:
    """As much of a line as fits, from a little before the first word that was looked for."""
    place = max(line.lower().find(words.lower().split()[0]), 0)
    begin = 0 if place + _BEFORE < _EXCERPT else place - _BEFORE
    return ("…" if begin else "") + line[begin : begin + _EXCERPT] + ("…" if len(line) > begin + _EXCERPT else "")
