"""The place of one photo of the work: the photo, or an invitation to add it."""

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.services.attachments import Paper, Role
from app.ui import theme
from app.ui.dropping import accept_files, files_in

_PHOTO, _CAPTION = 84, 20
_CENTRE = Qt.AlignmentFlag.AlignCenter


class PhotoTile(QWidget):
    """``asked`` wants the photo opened, or a file chosen where there is none; ``dropped`` brings files."""

    asked = Signal()
    dropped = Signal(list)

    def __init__(self, role: Role) -> None:
        super().__init__()
        self.role = role
        self.paper: Paper | None = None
        self._image: QImage | None = None
        self._more = 0
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFixedHeight(_PHOTO + _CAPTION)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_photo([], None)

    def show_photo(self, papers: list[Paper], image: QImage | None) -> None:
        """Show the newest photo of the role, and how many more there are."""
        self.paper = papers[-1] if papers else None
        self._image, self._more = image, len(papers) - 1
        missing = self.paper is not None and self.paper.path is None
        said = "文件找不到" if missing else self.paper.name if self.paper else "还没有，拖入照片或按回车选择"
        self.setAccessibleName(f"{self.role.name}：{said}")
        self.setToolTip(f"{self.role.name}：{said}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The photo fills its frame; without one the frame is dashed and says what to do."""
        painter = QPainter(self)
        frame = QRect(0, 0, self.width() - 1, _PHOTO)
        if self._image is not None:
            self._paint_photo(painter, frame, self._image)
        else:
            self._paint_words(painter, frame)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(frame.adjusted(1, 1, 0, 0))
        self._paint_caption(painter)
        painter.end()

    def _paint_photo(self, painter: QPainter, frame: QRect, image: QImage) -> None:
        """As much of the middle of the photo as the frame holds."""
        shape = frame.size().scaled(image.size(), Qt.AspectRatioMode.KeepAspectRatio)
        part = QRect(QPoint(0, 0), shape)
        part.moveCenter(image.rect().center())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(frame, image, part)

    def _paint_words(self, painter: QPainter, frame: QRect) -> None:
        lost = self.paper is not None and self.paper.path is None
        painter.setPen(QPen(theme.colour("bad" if lost else "off"), 1, Qt.PenStyle.DashLine))
        painter.drawRect(frame)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour("bad" if lost else "accent"))
        words = (
            "找不到文件\n点此重新添加" if lost else "这里显示不了\n点此打开" if self.paper else "拖入照片\n或点此选择"
        )
        painter.drawText(frame, _CENTRE, words)

    def _paint_caption(self, painter: QPainter) -> None:
        line = QRect(0, _PHOTO + 1, self.width(), _CAPTION - 1)
        painter.setFont(theme.font(theme.SMALL, bold=True))
        painter.setPen(theme.colour("ink"))
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, self.role.name)
        painter.setFont(theme.font(theme.SMALL))
        painter.setPen(theme.colour("ink3"))
        more = f"另 {self._more} 张" if self._more > 0 else ""
        dated = self.paper.added_at[5:10] if self.paper and self.paper.path else ""
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, more or dated)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.rect().contains(event.position().toPoint()):
            self.asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.asked.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        accept_files(event)

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.dropped.emit(files_in(event.mimeData()))
