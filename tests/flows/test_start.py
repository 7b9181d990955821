"""The program started as its user starts it, in a process of its own: what stands when, and that it is the ledger's."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.models.store import Store
from app.services import ledger, setting
from app.services.demo.fill import fill

ROOT = Path(__file__).parents[2]
HUMBLE = ("setpriv", "--bounding-set=-dac_override", "--")
"""What starts a program of root's that may write no more than the files allow it."""

_WATCHED = """
import json, sys
import main
main.prepare_memory()
from PySide6.QtCore import QTimer
from app.ui import program, window
found = {}

def heavy():
    return sorted({"sqlalchemy", "numpy", "pyqtgraph", "PySide6.QtNetwork"} & set(sys.modules))

def shown(page):
    towns = [line.texts for line in page.board.towns.rows.lines]
    needs = [page.board.needs.item(row).text() for row in range(page.board.needs.count())]
    cards = [[card.name.text(), card.value.text(), card.chip.accessibleName()] for card in page.board.cards.cards]
    return {"cards": cards, "chosen": page.board.chosen_name.text(), "towns": towns, "needs": needs}

class Watched(window.Window):
    def _begin(self):
        found["painted"] = heavy()
        super()._begin()

    def open_ledger(self, location):
        found["heavy"] = heavy()
        if self.front.glimpse is not None:
            found["kept"] = shown(self.front.glimpse) | {"title": self.windowTitle()}
            found["keys"] = type(self.focusWidget()).__name__
        super().open_ledger(location)

    def use(self, opened):
        super().use(opened)
        self.pages["overview"].filled.connect(lambda: QTimer.singleShot(0, self.look))

    def look(self):
        found["asked"] = shown(self.pages["overview"]) | {"title": self.windowTitle()}
        found["left"] = self.front.glimpse is not None or self.front.currentWidget() is not self.pages["overview"]
        self.close()

    def show_start(self):
        super().show_start()
        found["refused"] = True
        found["left"] = self.front.glimpse is not None
        QTimer.singleShot(0, self.say)

    def say(self):
        found["said"] = self.bar.text
        self.close()

window.Window = Watched
program.main(["--ledger", sys.argv[1]])
print(json.dumps(found, ensure_ascii=False))
"""


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "台账.db"
    with ledger.create(str(path), "330421", 2022) as store:
        fill(store, 40)
    return path


def started(book: Path) -> dict[str, Any]:
    """Start the program over a ledger, and close it when its first page stands, or what it says instead."""
    humble = HUMBLE if sys.platform == "linux" and os.geteuid() == 0 else ()
    command = [*humble, sys.executable, "-c", _WATCHED, str(book)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=120)
    found: dict[str, Any] = json.loads(done.stdout.decode())
    return found


def test_a_start_shows_what_was_kept_and_then_the_same_of_the_ledger(filled: Path, tmp_path: Path) -> None:
    book = Path(shutil.copy(filled, tmp_path / "台账.db"))
    first = started(book)
    assert first["painted"] == [], "the window is painted before anything heavy is loaded"
    assert "kept" not in first
    again = started(book)
    assert (again["painted"], again["heavy"]) == ([], []), "what was kept is shown before anything heavy is loaded"
    assert again["kept"] == again["asked"] == first["asked"]
    assert len(again["kept"]["cards"]) == 6
    assert again["kept"]["towns"]
    assert again["kept"]["needs"]
    assert again["keys"] == "Front", "no button is framed as if it had been stepped to"
    assert not again["left"], "the page has taken the place of what was kept of it"
    with Store.open(str(book), writing=True) as store:
        setting.change(store, "signal.behind", "90")
    changed = started(book)
    assert "kept" not in changed
    assert changed["asked"] != again["asked"]


def test_a_ledger_that_somebody_else_holds_is_refused_and_nothing_of_it_stays(filled: Path, tmp_path: Path) -> None:
    book = Path(shutil.copy(filled, tmp_path / "台账.db"))
    started(book)
    with Store.open(str(book), writing=True):
        found = started(book)
    assert (found["refused"], found["left"]) == (True, False)
    assert "kept" in found, "until then its bytes were those that were kept"
    assert "正被另一个窗口或程序使用" in found["said"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("台账.db", "台账文件是只读的。请去掉文件的只读属性，或把它移到可以写入的文件夹"),
        pytest.param(
            "",
            "不能写入。请把台账移到可以写入的文件夹，或检查磁盘是否写保护",
            marks=pytest.mark.skipif(sys.platform == "win32", reason="那里文件夹的只读属性不拦写入"),
        ),
    ],
)
def test_a_ledger_that_cannot_be_written_is_refused_with_the_next_step(
    filled: Path, tmp_path: Path, name: str, said: str
) -> None:
    folder = tmp_path / "光盘"
    folder.mkdir()
    book = Path(shutil.copy(filled, folder / "台账.db"))
    started(book)
    kept = {path.name: path.read_bytes() for path in folder.iterdir()}
    mode = (folder / name).stat().st_mode
    (folder / name).chmod(mode & ~0o222)
    try:
        found = started(book)
    finally:
        (folder / name).chmod(mode)
    assert (found["refused"], found["left"]) == (True, False)
    assert said in found["said"]
    assert "kept" in found, "until then its bytes were those that were kept"
    assert "asked" not in found
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == kept, "nothing was written beside it"
