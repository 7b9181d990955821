"""The pages of the rail, in order. Each is made when it is first looked at, with the libraries it needs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.pages.page import Page


@dataclass(frozen=True, slots=True)
class Entry:
    """A page as the rail shows it: its name in pictures and settings, its title, its icon, how it is made."""

    name: str
    title: str
    icon: str
    make: Callable[["Desk"], "Page"]


def _overview(desk: "Desk") -> "Page":
    from app.ui.pages.overview import OverviewPage

    return OverviewPage(desk)


def _ledger(desk: "Desk") -> "Page":
    from app.ui.pages.ledger import LedgerPage

    return LedgerPage(desk)


def _progress(desk: "Desk") -> "Page":
    from app.ui.pages.progress import ProgressPage

    return ProgressPage(desk)


def _targets(desk: "Desk") -> "Page":
    from app.ui.pages.targets import TargetsPage

    return TargetsPage(desk)


def _report(desk: "Desk") -> "Page":
    from app.ui.pages.report import ReportPage

    return ReportPage(desk)


def _inbox(desk: "Desk") -> "Page":
    from app.ui.pages.inbox import InboxPage

    return InboxPage(desk)


def _history(desk: "Desk") -> "Page":
    from app.ui.pages.history import HistoryPage

    return HistoryPage(desk)


def _settings(desk: "Desk") -> "Page":
    from app.ui.pages.settings import SettingsPage

    return SettingsPage(desk)


ENTRIES = (
    Entry("overview", "总览", "overview", _overview),
    Entry("ledger", "台账", "ledger", _ledger),
    Entry("progress", "进度", "progress", _progress),
    Entry("targets", "目标任务", "targets", _targets),
    Entry("report", "报送", "report", _report),
    Entry("inbox", "收件", "inbox", _inbox),
    Entry("history", "历史", "history", _history),
    Entry("settings", "设置", "settings", _settings),
)
