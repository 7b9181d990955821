"""The look in one table: colours, sizes, fonts, icons; the style sheet and every painter read them from here."""

from functools import cache
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from app.models import resources
from app.models.resources import root

THEMES: Final = tuple(next(resources.rows("palettes.csv")))[1:]
"""The titles of the palettes in ``resources/palettes.csv``, the usual one first."""

SMALL, BODY, TITLE, HEADLINE, FIGURE = 12, 13, 16, 20, 24
"""Pixel sizes of text at 100 %: secondary, body, titles, empty states, the figure of a card."""

RAIL, TOP_BAR, STATUS_BAR = 72, 48, 28
ROW, HEADER, BAR_CONTROL = 28, 44, 32
GAP, PADDING, MARGIN = 8, 12, 16
TAB_MARGIN = MARGIN - PADDING
"""Left of a row of tabs, whose words are padded: they begin where the page's title does."""

STYLE: Final = ("-style", "Fusion")
"""The drawing of controls, as an application is told it when it is made: asked for later it would be handed to us, and
its hundreds of enumerations be made for that.
"""

FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
)


HABIT = "look"
"""Under this name it is noted (``services/habits.py``) which palette this computer's user likes."""

_in_use = [THEMES[0]]


def use(title: str) -> None:
    """Take the colours of another palette from now on; one there is none of is the usual one."""
    _in_use[0] = title if title in THEMES else THEMES[0]
    for kept in (_colours, colour, style_sheet, pixmap):
        kept.cache_clear()


def in_use() -> str:
    """The title of the palette the colours are taken from."""
    return _in_use[0]


@cache
def _colours() -> dict[str, str]:
    """Every colour by its name; where it carries text its contrast against white is at least 5.4 (高对比: 10)."""
    return {row["name"]: row[in_use()] for row in resources.rows("palettes.csv")}


@cache
def colour(name: str) -> QColor:
    """A colour of the table."""
    return QColor(_colours()[name])


@cache
def font(size: int = BODY, *, bold: bool = False, struck: bool = False) -> QFont:
    """The program's font at a pixel size; one and the same each time, since Qt looks for its glyphs once a font."""
    made = QFont(_families())
    made.setPixelSize(size)
    made.setBold(bold)
    made.setStrikeOut(struck)
    return made


@cache
def _families() -> list[str]:
    """Those of our fonts that this computer has, the best first."""
    return [name for name in FAMILIES if QFontDatabase.hasFamily(name)] or [QGuiApplication.font().family()]


def apply(application: QApplication) -> None:
    """Dress an application that was made in ``STYLE``: palette, font, style sheet."""
    application.setPalette(_palette())
    application.setFont(font())
    application.setStyleSheet(style_sheet())


def _palette() -> QPalette:
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "white"),
        (roles.Base, "white"),
        (roles.Button, "white"),
        (roles.AlternateBase, "sub"),
        (roles.WindowText, "ink"),
        (roles.Text, "ink"),
        (roles.ButtonText, "ink"),
        (roles.PlaceholderText, "ink3"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "white"),
        (roles.ToolTipBase, "white"),
        (roles.ToolTipText, "ink"),
        (roles.Link, "accent"),
    ):
        palette.setColor(role, colour(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("off"))
    return palette


@cache
def style_sheet() -> str:
    """``resources/style.qss`` with the colours filled in where it says ``@name``."""
    text = (root() / "style.qss").read_text("utf-8")
    for name in sorted(_colours(), key=len, reverse=True):
        text = text.replace(f"@{name}", _colours()[name])
    return text.replace("@icons", (root() / "icons").as_posix())


_DRAWN_IN = "#4B5665"


@cache
def pixmap(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    """An icon of ``resources/icons`` in one colour of the table, sharp at the screen's pixel ratio."""
    from PySide6.QtSvg import QSvgRenderer

    drawing = (root() / "icons" / f"{name}.svg").read_text("utf-8").replace(_DRAWN_IN, _colours()[tint])
    picture = QPixmap(QSize(round(size * ratio), round(size * ratio)))
    picture.setDevicePixelRatio(ratio)
    picture.fill(QColor(0, 0, 0, 0))
    painter = QPainter(picture)
    QSvgRenderer(QByteArray(drawing.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return picture


def program_icon() -> QIcon:
    """The program's own icon, as the task bar and the window's corner show it."""
    return QIcon(str(root() / "icons" / "app.svg"))


def icon(name: str, tint: str = "ink2", size: int = 20, *, chosen: bool = True) -> QIcon:
    """An icon for a button; where that can be ``chosen``, it is in the accent colour then."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    made = QIcon(pixmap(name, tint, size, ratio))
    if chosen:
        made.addPixmap(pixmap(name, "accent", size, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made
