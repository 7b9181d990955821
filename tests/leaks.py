"""What a test may leave behind and must not: threads, Qt windows, database connections with what they hold open."""

import gc
import sys
import threading
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

THREAD_GRACE = 2.0  # seconds in which a thread that was told to end may still be ending

connections_in_use: Counter[str] = Counter()


@event.listens_for(Pool, "checkout")
def _count_checkout(connection: Any, record: Any, proxy: Any) -> None:
    record.record_info["driver"] = type(connection).__module__  # a connection that broke comes back as None
    connections_in_use[record.record_info["driver"]] += 1


@event.listens_for(Pool, "checkin")
def _count_checkin(connection: Any, record: Any) -> None:
    connections_in_use[record.record_info["driver"]] -= 1


@dataclass(frozen=True, slots=True)
class Running:
    """What is alive at one moment; windows by their address, since a dead window has no name any more."""

    threads: frozenset[threading.Thread]
    windows: frozenset[int]
    connections: Counter[str]


def running() -> Running:
    """Return what is alive now."""
    windows = frozenset(top_level_windows())
    return Running(frozenset(threading.enumerate()), windows, connections_in_use.copy())


def leaks_since(before: Running) -> list[str]:
    """Return a word for each thing that is alive now and was not ``before``; threads get a moment to end."""
    threads = [thread for thread in threading.enumerate() if thread not in before.threads]
    for thread in threads:
        if thread is not threading.current_thread() and not isinstance(thread, threading._DummyThread):
            thread.join(THREAD_GRACE)
    alive = sys._current_frames()  # Python calls a thread of Qt's alive for good, but its frame goes when it ends
    left = [f"线程 {thread.name}" for thread in threads if thread.ident in alive]
    left += [f"数据库连接 {driver}" for driver in connections_in_use - before.connections]
    return left + windows_since(before)


def windows_since(before: Running) -> list[str]:
    """Return a word for each top-level window that was not there ``before``, once deletions and garbage are through."""
    if top_level_windows().keys() <= before.windows:
        return []
    gc.collect()
    return [f"窗口 {name}" for address, name in top_level_windows().items() if address not in before.windows]


def stays_until_the_end() -> None:
    """Let no collection of garbage go through what is there now: each test of a window asks for one."""
    gc.collect()
    gc.freeze()


def top_level_windows() -> dict[int, str]:
    """Return the class of each of Qt's top-level widgets by its address; none where Qt was never started."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication
    from shiboken6 import getCppPointer

    if not isinstance(QCoreApplication.instance(), QApplication):
        return {}
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return {getCppPointer(widget)[0]: type(widget).__name__ for widget in QApplication.topLevelWidgets()}
