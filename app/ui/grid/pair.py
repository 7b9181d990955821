"""Before and after, side by side and as large as the screen allows."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui import theme
from app.ui.pages.page import label

LARGEST = QSize(1600, 1600)


class PairView(QDialog):
    """Two photos with what they are called; Esc closes."""

    def __init__(self, title: str, photos: list[tuple[str, QImage]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.MARGIN, theme.MARGIN, theme.MARGIN, theme.MARGIN)
        row.setSpacing(theme.MARGIN)
        for caption, image in photos:
            column = QVBoxLayout()
            column.addWidget(label(caption, "panel"))
            column.addWidget(_Photo(image, caption), 1)
            row.addLayout(column, 1)
        self.resize(parent.window().size() * 0.9)


class _Photo(QLabel):
    """A photo as large as its place."""

    def __init__(self, image: QImage, caption: str) -> None:
        super().__init__()
        self._whole = QPixmap.fromImage(image)
        self.setAccessibleName(caption)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setMinimumSize(160, 120)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def resizeEvent(self, event: QResizeEvent) -> None:
        kept, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        self.setPixmap(self._whole.scaled(self.size(), kept, smooth))
        super().resizeEvent(event)
