"""The look in one table: colours, sizes, fonts, icons; the style sheet and every painter read them from here."""

from functools import cache
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QByteArray, QRectF, QSize
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication

from app.models.resources import root

COLOURS: Final = MappingProxyType(
    {
        "white": "#FFFFFF",
        "ink": "#1B2430",
        "ink2": "#4B5665",
        "ink3": "#5F6A78",
        "off": "#8792A0",
        "line": "#E3E7EC",
        "line2": "#CBD2DA",
        "sub": "#F5F7F9",
        "sub2": "#ECEFF3",
        "accent": "#1D5C9F",
        "accent_hover": "#174C84",
        "accent_pressed": "#123D6B",
        "accent_tint": "#E8F0F9",
        "good": "#08765F",
        "good_tint": "#E3F3EE",
        "warn": "#9A5B00",
        "warn_fill": "#E8A33D",
        "warn_tint": "#FFF3DC",
        "bad": "#A81E16",
        "bad_tint": "#FCE9E7",
        "plan": "#7A8594",
        "last_year": "#A9B3BF",
        "soft": "#B9CDE4",
    }
)
"""Every colour by its name; contrasts against white are at least 5.4 where it carries text."""

SMALL, BODY, TITLE, HEADLINE, FIGURE = 12, 13, 16, 20, 24
"""Pixel sizes of text at 100 %: secondary, body, titles, empty states, the figure of a card."""

RAIL, TOP_BAR, STATUS_BAR = 72, 48, 28
ROW, HEADER, BAR_CONTROL = 28, 44, 32
GAP, PADDING, MARGIN = 8, 12, 16

FAMILIES = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Source Han Sans SC",
    "Noto Sans CJK SC",
    "WenQuanYi Micro Hei",
)


@cache
def colour(name: str) -> QColor:
    """A colour of the table."""
    return QColor(COLOURS[name])


def font(size: int = BODY, *, bold: bool = False) -> QFont:
    """The program's font at a pixel size."""
    made = QFont(_families())
    made.setPixelSize(size)
    made.setBold(bold)
    return made


@cache
def _families() -> list[str]:
    """Those of our fonts that this computer has, the best first."""
    known = set(QFontDatabase.families())
    return [name for name in FAMILIES if name in known] or [QGuiApplication.font().family()]


def apply(application: QApplication) -> None:
    """Dress an application: style, palette, font, style sheet."""
    application.setStyle("Fusion")
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
    for name in sorted(COLOURS, key=len, reverse=True):
        text = text.replace(f"@{name}", COLOURS[name])
    return text.replace("@icons", (root() / "icons").as_posix())


_DRAWN_IN = "#4B5665"


@cache
def pixmap(name: str, tint: str, size: int, ratio: float) -> QPixmap:
    """An icon of ``resources/icons`` in one colour of the table, sharp at the screen's pixel ratio."""
    from PySide6.QtSvg import QSvgRenderer

    drawing = (root() / "icons" / f"{name}.svg").read_text("utf-8").replace(_DRAWN_IN, COLOURS[tint])
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


def icon(name: str, tint: str = "ink2", size: int = 20) -> QIcon:
    """An icon for a button; its active state is in the accent colour."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    made = QIcon(pixmap(name, tint, size, ratio))
    made.addPixmap(pixmap(name, "accent", size, ratio), QIcon.Mode.Normal, QIcon.State.On)
    return made
