"""S5, S8–S10: how soon the window stands, and what a search, a page and an order of 100,000 records cost in it."""

import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtWidgets import QApplication, QTableView

from app.models.queries.grid import By
from app.models.store import Store
from app.services.browsing import Browser, Wanted
from app.ui.application import application
from app.ui.grid.model import ROOT, GridModel, Index
from app.ui.grid.view import GridView
from tests.bench.ledgers import KIND, UNIT, ledger_of
from tests.bench.side_by_side import Verdict, clock, compared, folder, python

SIZES = (1_000, 10_000, 100_000)
WORD = "东"
_TEXTS, _FIGURES = ("location", "code"), ("illegal_area", "found_date")
_PAGES = 40


class Bare(QAbstractTableModel):
    """Rows in memory, shown as they are."""

    def __init__(self, rows: list[tuple[Any, ...]]) -> None:
        super().__init__()
        self.rows = rows

    def rowCount(self, parent: Index = ROOT) -> int:
        return len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return len(self.rows[0]) if self.rows else 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        value = self.rows[index.row()][index.column()]
        return "" if value is None else str(value)

    def show_rows(self, rows: list[tuple[Any, ...]]) -> None:
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()


class Screen:
    """One ledger in our grid and the same rows in a bare table, both of one size and painted."""

    def __init__(self, store: Store, base: sqlite3.Connection) -> None:
        self.base, self.browser = base, Browser(store, KIND)
        self.model = GridModel(KIND, self.browser)
        self.ours = GridView(self.model, UNIT)
        self.every = base.execute(f"SELECT * FROM {KIND} ORDER BY id").fetchall()
        self.bare = Bare(self.every)
        self.theirs = QTableView()
        self.theirs.setModel(self.bare)
        for view in (self.ours, self.theirs):
            view.resize(1366, 700)
            view.show()
        QApplication.processEvents()

    def find(self, wanted: Wanted) -> None:
        """Our way from the keystroke to the painted rows."""
        self.model.show(self.browser.find(wanted))
        self.ours.viewport().repaint()

    def select(self, clause: str) -> None:
        """The bare way: the ids by SQL, then as many rows painted."""
        found = self.base.execute(f"SELECT id FROM {KIND} {clause}").fetchall()
        self.bare.show_rows(self.every[: len(found)])
        self.theirs.viewport().repaint()

    def scroll(self, view: QTableView) -> None:
        """So many pages down from the top, each painted."""
        bar = view.verticalScrollBar()
        for page in range(_PAGES):
            bar.setValue(bar.minimum() + (bar.maximum() - bar.minimum()) * page // _PAGES)
            view.viewport().repaint()


def starting() -> Iterator[Verdict]:
    """S5: the first painted window, and the first page of data, against a bare label.

    The figures of the first page are those kept when the ledger was last closed, or, where it was changed since by
    another program, those the ledger is asked for.
    """
    place = folder("起动")
    same, changed = (Path(shutil.copy(ledger_of(1_000), place / f"{name}.db")) for name in ("没有变", "变过"))

    def started(what: str, book: Path = same) -> None:
        python(["-m", "tests.bench.starts", what, str(book)], XDG_DATA_HOME=str(place))

    def label() -> None:
        started("label")

    started("close")
    yield compared("S5", "窗口画出", (lambda: started("window"), label), 1.3)
    yield compared("S5", "第一页数据画出", (lambda: started("kept"), label), 3.0)
    yield compared("S5", "第一页数据画出，台账被别的程序改过", (lambda: started("asked", changed), label), 3.0)


def searching(screen: Screen, many: int) -> Iterator[Verdict]:
    """S8: one keystroke of a search."""
    texts = " || ' ' || ".join(f"ifnull({name}, '')" for name in _TEXTS)
    clause = f"WHERE instr({texts}, '{WORD}') ORDER BY id"
    ways = (lambda: screen.find(Wanted(text=WORD)), lambda: screen.select(clause))
    yield compared("S8", f"查找 {many:,} 条", ways, 2.0)
    yield Verdict("S8", f"查找 {many:,} 条，从按键到画出", clock(ways[0]), 100, unit=" ms")


def scrolling(screen: Screen, many: int) -> Iterator[Verdict]:
    """S9: pages from top to bottom."""
    screen.find(Wanted())
    screen.bare.show_rows(screen.every)
    yield compared(
        "S9", f"翻页 {many:,} 条", (lambda: screen.scroll(screen.ours), lambda: screen.scroll(screen.theirs)), 1.3
    )


def sorting(screen: Screen, many: int) -> Iterator[Verdict]:
    """S10: an order by a figure, a day and a text (ours by sound, theirs by code point)."""
    for name in (*_FIGURES, _TEXTS[0]):

        def ours(name: str = name) -> None:
            screen.browser.forget()
            screen.browser.find(Wanted(order=(By(name),)))

        def theirs(name: str = name) -> None:
            screen.base.execute(f"SELECT id FROM {KIND} ORDER BY {name} NULLS LAST, id").fetchall()

        yield compared("S10", f"按 {name} 排 {many:,} 条", (ours, theirs), 1.5)


def measure(sizes: tuple[int, ...] = SIZES) -> Iterator[Verdict]:
    """Every budget of the window."""
    application(sys.argv[:1])
    yield from starting()
    for many in sizes:
        path = ledger_of(many)
        with Store.open(str(path)) as store, closing(sqlite3.connect(path)) as base:
            screen = Screen(store, base)
            for step in (searching, scrolling, sorting):
                yield from step(screen, many)
