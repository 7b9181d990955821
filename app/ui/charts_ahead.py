"""Loading the charts without the window standing still meanwhile: what they need comes first, piece by piece."""

from collections.abc import Generator
from importlib import import_module

_QT = ("PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets", "PySide6.QtOpenGLWidgets", "PySide6.QtSvg")
BELOW = ("numpy.typing", "ctypes", "multiprocessing.connection", "cProfile", "pydoc", "xml.etree.ElementTree")
"""What the charts need that is no window's, for the worker to load."""


def load() -> Generator[None, None, None]:
    """Load the charts, by the window's own thread.

    Their library asks for every class of Qt there is, and each is made when it is first asked for: that is most of
    the time it takes, and so they are asked for one by one before.
    """
    for name in _QT:
        module = import_module(name)
        for one in dir(module):
            getattr(module, one)
            yield
    import_module("pyqtgraph")
    yield
    import_module("app.ui.charts")
