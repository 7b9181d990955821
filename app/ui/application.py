"""The one application object of the program."""

from PySide6.QtWidgets import QApplication

from app import __version__
from app.services import habits
from app.ui import theme
from app.ui.language import speak_chinese

TITLE = "资规台账"


def application(argv: list[str]) -> QApplication:
    """The one application object, dressed in the colours that were chosen."""
    running = QApplication.instance()
    made = running if isinstance(running, QApplication) else QApplication([*(argv[:1] or [TITLE]), *theme.STYLE])
    made.setApplicationName(TITLE)
    made.setApplicationVersion(__version__)
    made.setWindowIcon(theme.program_icon())
    theme.use(habits.recall(None, theme.HABIT).get("title", ""))
    theme.apply(made)
    speak_chinese(made)
    return made
