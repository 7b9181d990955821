"""The attachments of the record in the form: photos of the work in their order, and the list of all papers."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeyEvent,
)
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.models.work import Change
from app.services import attachments
from app.services.attachments import Paper
from app.ui import theme
from app.ui.desk import Desk
from app.ui.dropping import accept_files, files_in
from app.ui.grid.pair import LARGEST, PairView
from app.ui.grid.photo_tile import PhotoTile
from app.ui.grid.thumbnails import Thumbnails, picture
from app.ui.jobs import Failed
from app.ui.listing import Heading, Line, Listing
from app.ui.pages.page import button, label

_FILES = (
    "照片 (*.jpg *.jpeg *.jfif *.png *.bmp *.gif *.webp *.heic);;"
    "扫描件和文件 (*.pdf *.ofd *.doc *.docx *.tif *.tiff);;全部文件 (*)"
)
_COLUMNS = (Heading("类别"), Heading("文件", stretches=True), Heading("存入"))
_SIZE = QSize(320, 320)

Read = tuple[list[Paper], Mapping[Path, QImage]]


class Papers(QWidget):
    """Files come by the button, by dragging and by Ctrl+V; each change is a step that can be taken back."""

    counted = Signal(int)

    def __init__(self, desk: Desk, kind: str, failed: Failed) -> None:
        super().__init__()
        self._desk, self._kind, self._failed = desk, kind, failed
        self._thumbnails = Thumbnails(_SIZE)
        self.record: int | None = None
        self.papers: list[Paper] = []
        self.setAcceptDrops(True)
        self.tiles = [PhotoTile(role) for role in attachments.roles(kind) if role.moment]
        self.role = QComboBox()
        self.role.setAccessibleName("附件类别")
        self.role.addItems([role.name for role in attachments.roles(kind)])
        self.list = Listing("附件", _COLUMNS, self._on_choice)
        self.list.doubleClicked.connect(lambda _: self.open_chosen())
        self._lay_out()
        self._show([], {})

    def _lay_out(self) -> None:
        photos, adding, verbs = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for tile in self.tiles:
            tile.asked.connect(partial(self._on_asked, tile))
            tile.dropped.connect(partial(self.add, tile.role.name))
            photos.addWidget(tile, 1)
        self.pair = button("前后对比", "text", tip="前后照片并排放大")
        self.pair.clicked.connect(self.compare)
        choose, paste = button("添加…"), button("粘贴", tip="粘贴剪贴板里的图片或文件 Ctrl+V")
        choose.clicked.connect(lambda: self.choose(self.role.currentText()))
        paste.clicked.connect(self.paste)
        adding.addWidget(self.role, 1)
        adding.addWidget(choose)
        adding.addWidget(paste)
        self.open, self.turn = button("打开", "text", tip="用系统的看图程序打开 回车"), button("改为所选类别", "text")
        self.drop = button("移除", "text", tip="从这条记录移除，可撤销 Delete")
        self.open.clicked.connect(self.open_chosen)
        self.turn.clicked.connect(self.turn_chosen)
        self.drop.clicked.connect(self.remove_chosen)
        for widget in (self.open, self.turn, self.drop):
            verbs.addWidget(widget)
        verbs.addStretch(1)
        verbs.addWidget(self.pair)
        self.hint = label("照片和文件存在台账旁边的附件文件夹里；可直接拖到这里", "hint")
        self.hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.GAP, 0, theme.GAP)
        column.setSpacing(theme.GAP)
        for row in (photos, adding):
            row.setSpacing(theme.GAP)
            column.addLayout(row)
        column.addWidget(self.list, 1)
        column.addLayout(verbs)
        column.addWidget(self.hint)

    def read(self, record: int | None) -> None:
        """Show another record's attachments, or the same again."""
        self.record = record
        if record is None:
            self._show([], {})
            return
        store, kind, thumbnails = self._desk.store, self._kind, self._thumbnails

        def work() -> Read:
            papers = attachments.of_record(store, kind, record)
            paths = [one.path for one in papers if one.path and one.is_picture]
            return papers, {path: image for path in paths if (image := thumbnails.of(path))}

        def done(found: Read) -> None:
            if self.record == record:
                self._show(*found)

        self._desk.read("读取附件", work, done, self._failed)

    def _show(self, papers: Sequence[Paper], images: Mapping[Path, QImage]) -> None:
        self.papers = list(papers)
        for tile in self.tiles:
            own = [one for one in papers if one.role == tile.role.name]
            tile.show_photo(own, images.get(own[-1].path) if own and own[-1].path else None)
        self.list.show_lines([_line(one) for one in papers])
        self.pair.setEnabled(len(self._sides()) == 2)
        self._on_choice()
        self.counted.emit(sum(one.key is not None for one in papers))

    def _on_choice(self) -> None:
        chosen = self.chosen
        self.open.setEnabled(chosen is not None and chosen.path is not None)
        for verb in (self.turn, self.drop):
            verb.setEnabled(chosen is not None and chosen.key is not None)

    @property
    def chosen(self) -> Paper | None:
        """The attachment that is chosen in the list."""
        line = self.list.chosen
        return line.of if line else None

    def _on_asked(self, tile: PhotoTile) -> None:
        if tile.paper is not None and tile.paper.path is not None:
            self._open(tile.paper)
        else:
            self.choose(tile.role.name)

    def choose(self, role: str) -> None:
        """Ask for files of a role."""
        paths, _ = QFileDialog.getOpenFileNames(self, f"选择{role}", "", _FILES)
        self.add(role, [Path(path) for path in paths])

    def add(self, role: str, files: Sequence[Path]) -> None:
        """Keep files as attachments of the record."""
        if self.record is not None and files:
            store, kind, record = self._desk.store, self._kind, self.record
            self._write(f"添加{role}", lambda: attachments.add(store, kind, record, role, files), files)

    def paste(self) -> None:
        """Keep what is on the clipboard: files, or a picture."""
        data, role = QGuiApplication.clipboard().mimeData(), self.role.currentText()
        files = files_in(data)
        if files:
            self.add(role, files)
        elif data.hasImage() and self.record is not None:
            png = _png(QGuiApplication.clipboard().image())
            store, kind, record = self._desk.store, self._kind, self.record
            self._write(f"粘贴{role}", lambda: attachments.add_picture(store, kind, record, role, png))
        else:
            self._desk.said.emit("剪贴板里没有图片或文件，请先复制照片")

    def open_chosen(self) -> None:
        """Open the chosen attachment with the system's own viewer."""
        if self.chosen is not None:
            self._open(self.chosen)

    def _open(self, paper: Paper) -> None:
        def done(path: Path) -> None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

        self._desk.read("打开附件", lambda: attachments.require_whole(paper), done, self._failed)

    def remove_chosen(self) -> None:
        """Take the chosen attachment away from the record."""
        chosen = self.chosen
        if chosen is not None and chosen.key is not None:
            store, key, name = self._desk.store, chosen.key, chosen.name
            self._write(f"移除附件“{name}”", lambda: attachments.remove(store, key, name))

    def turn_chosen(self) -> None:
        """Say that the chosen attachment shows what the box of roles names."""
        chosen, role = self.chosen, self.role.currentText()
        if chosen is not None and chosen.key is not None and chosen.role != role:
            store, key = self._desk.store, chosen.key
            self._write(f"附件改为“{role}”", lambda: attachments.turn(store, key, role))

    def _sides(self) -> list[Paper]:
        """The newest photo from before and from after the work, as far as there are any."""
        shown = {tile.role.moment: tile.paper for tile in self.tiles}
        return [one for moment in ("before", "after") if (one := shown.get(moment)) and one.is_picture]

    def compare(self) -> None:
        """Show before and after side by side."""
        sides = self._sides()

        def work() -> list[tuple[str, QImage]]:
            pictures = [(one, picture(one.path, LARGEST)) for one in sides if one.path]
            return [(f"{one.role}　{one.name}", image) for one, image in pictures if image is not None]

        def done(photos: list[tuple[str, QImage]]) -> None:
            PairView("前后对比", photos, self).open()

        self._desk.read("读取照片", work, done, self._failed)

    def _write(self, words: str, work: Callable[[], Change], files: Sequence[Path] = ()) -> None:
        def written() -> tuple[Change, str]:
            return work(), attachments.unshown(files)

        def done(result: tuple[Change, str]) -> None:
            change, unshown = result
            self._desk.said.emit(unshown or (f"已{words}" if change.batch else "这个文件已经在这条记录里，没有重复存"))

        self._desk.write(words, written, lambda result: [result[0]], done, self._failed)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+V adds, Delete removes, Enter opens."""
        if event.key() == Qt.Key.Key_V and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.paste()
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_chosen()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_chosen()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        accept_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.add(self.role.currentText(), files_in(event.mimeData()))


def _line(one: Paper) -> Line:
    state = one.added_at[:10] if one.path else "未找到"
    return Line((one.role, one.name, state), "ink" if one.path else "bad", one)


def _png(image: QImage) -> bytes:
    """A picture as the bytes of a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
