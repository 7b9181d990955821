"""A page as a picture: into a file, or onto the clipboard, three times as fine as the screen."""

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from app.models.refusal import Refusal
from app.ui.pages.page import Page, button

_FINER = 3


class PictureVerbs:
    """The two verbs in a page's top bar."""

    def __init__(self, page: Page, verbs: QHBoxLayout) -> None:
        self._page = page
        self.copy, self.save = button("复制图片", tip="把这一页复制成图片，可粘贴到文档里"), button("存为图片…")
        self.copy.clicked.connect(self.to_clipboard)
        self.save.clicked.connect(self._choose)
        for verb in (self.copy, self.save):
            verbs.addWidget(verb)

    def picture(self) -> QPixmap:
        """The page as it stands."""
        made = QPixmap(self._page.size() * _FINER)
        made.setDevicePixelRatio(_FINER)
        self._page.render(made)
        return made

    def to_clipboard(self) -> None:
        """Put the page onto the clipboard."""
        QGuiApplication.clipboard().setPixmap(self.picture())
        self._page.desk.said.emit("已复制，可以粘贴到文档里")

    def write(self, path: Path) -> None:
        """Write the page as a PNG."""
        if self.picture().save(str(path), "PNG"):
            self._page.desk.said.emit(f"已存为 {path}")
        else:
            self._page.fail(Refusal(f"图片没有存成：{path}", "请换一个文件夹再存"))

    def _choose(self) -> None:
        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.PicturesLocation)
        name = f"{self._page.accessibleName()}.png"
        path, _ = QFileDialog.getSaveFileName(self._page, "存为图片", str(Path(place) / name), "图片 (*.png)")
        if path:
            self.write(Path(path))
