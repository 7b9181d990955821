"""Qt's own words (menus of text fields, buttons of message boxes, file dialogs) in Chinese."""

from PySide6.QtCore import QLibraryInfo, QTranslator
from PySide6.QtWidgets import QApplication

_WORDS = "qtbase_zh_CN"


def speak_chinese(application: QApplication) -> None:
    """Let Qt speak as the program does; once is enough."""
    if application.findChild(QTranslator, _WORDS) is None:
        words = QTranslator(application)
        words.setObjectName(_WORDS)
        words.load(_WORDS, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        application.installTranslator(words)
