"""The pages of the rail, in order. Each is made when it is first looked at, with the libraries it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.desk import Desk
    from app.ui.pages.page import Page


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the rail shows it: its name in pictures and settings, its title, its icon, the class it is."""

    name: str
    title: str
    icon: str
    page: str

    def load(self) -> type["Page"]:
        """The class of the page, with what it needs; best called before the page is wanted, by the window's thread."""
        module = import_module(f"{__name__}.{self.name}")
        page: type[Page] = getattr(module, self.page)
        return page

    def make(self, desk: "Desk", parent: "QWidget") -> "Page":
        """The page over an open ledger, inside what is to show it."""
        maker: Callable[[Desk, QWidget], Page] = self.load()
        return maker(desk, parent)


ENTRIES = (
    Entry("overview", "总览", "overview", "OverviewPage"),
    Entry("ledger", "台账", "ledger", "LedgerPage"),
    Entry("progress", "进度", "progress", "ProgressPage"),
    Entry("targets", "目标任务", "targets", "TargetsPage"),
    Entry("report", "报送", "report", "ReportPage"),
    Entry("inbox", "收件", "inbox", "InboxPage"),
    Entry("history", "历史", "history", "HistoryPage"),
    Entry("settings", "设置", "settings", "SettingsPage"),
)
