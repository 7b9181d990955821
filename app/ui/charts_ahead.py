"""Loading the charts without the window standing still meanwhile: what they need comes first, piece by piece."""

import ast
import sys
from collections.abc import Generator
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec

_QT = (
    "PySide6.QtCore",
    "PySide6.QtGui",
    "PySide6.QtWidgets",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtSvg",
)
_LIBRARY = "pyqtgraph"
BELOW = (
    "numpy.typing",
    "colorama",
    "ctypes",
    "decimal",
    "importlib.resources",
    "mmap",
    "multiprocessing.connection",
    "cProfile",
    "pydoc",
    "xml.etree.ElementTree",
)
"""What the charts need that is no window's, for the worker to load."""

Pieces = Generator[None, None, None]


def load() -> Pieces:
    """Load the charts, by the window's own thread.

    Their library asks for every class of Qt there is, and each is made when it is first asked for: that is most of
    the time it takes, and so they are asked for one by one before. Where this is given up half way, the next who asks
    goes on with the library where it was left.
    """
    for name in _QT:
        module = import_module(name)
        for one in dir(module):
            getattr(module, one)
            yield
    for _ in _library():
        yield
    import_module("app.ui.charts")


@cache
def _library() -> Pieces:
    """The one loading of the library, as it is begun only once."""
    return in_pieces(_LIBRARY)


def in_pieces(name: str) -> Pieces:
    """Import a package statement by statement: at one go its own imports would take longer than anyone may wait.

    One that is loaded, or whose source is not at hand, is imported as ever.
    """
    spec = find_spec(name) if name not in sys.modules else None
    said = getattr(spec.loader, "get_source", None) if spec else None
    source = said(name) if said else None
    if spec is None or source is None:
        import_module(name)
        return
    package = sys.modules[name] = module_from_spec(spec)
    try:
        for statement in ast.parse(source).body:
            piece = compile(ast.Module([statement], []), spec.origin or name, "exec")
            exec(piece, vars(package))  # noqa: S102 - the package's own lines, as ``import`` would carry them out
            yield
    except Exception:
        del sys.modules[name]  # as after an import that failed
        raise
