"""The manual's pictures, made anew: ``python -m tests.manual_pictures``; a picture of every page and what it can show.

An invented ledger, of which one table came back altered; each picture has at most 256 colours, so that it stays small.
``--large`` draws the pages of 100,000 invented projects instead, into folders of their own that the program leaves out.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from openpyxl import load_workbook
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest

from app.models.store import Store
from app.services import ledger
from app.services.demo.fill import fill
from app.services.manual import folder
from app.services.reporting.export import export
from app.ui import shots
from app.ui.application import application
from app.ui.window import Window

COUNTY, YEAR, PROJECTS, MANY = "330421", 2022, 300, 100_000
SIZES = ((1366, 768), (1920, 1080))
STORY = 1000  # milliseconds a row stays in the form until its story is read
PLACE = "C:\\Users\\沈建明\\AppData\\Local\\资规台账\\台账.db"
DOCUMENTS = "C:\\Users\\沈建明\\Documents\\资规台账"
SHOWN = "台账文件 D:\\台账\\嘉善县2022.db"
COLOURS = 256
CHOSEN = (2, 6)  # the row whose form is shown, and a cell of it
_DEMOLISHED, _BAD = "拆除面积", "三百左右"


def main() -> None:
    """Renew every picture."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ |= {"XDG_DATA_HOME": tempfile.mkdtemp(), "HOME": "/home/沈建明", "LOGNAME": "沈建明"}
    application(sys.argv)
    with tempfile.TemporaryDirectory() as name:
        if "--large" in sys.argv:
            draw_large(Path(name) / "台账.db")
            return
        path, returned = made(Path(name))
        for size in SIZES:
            into = folder() / "screens" / f"{size[0]}x{size[1]}"
            shutil.rmtree(into, ignore_errors=True)
            for picture in taken(path, returned, size, into):
                slim(picture)


def draw_large(path: Path) -> None:
    """Renew the pictures of every page of a very large ledger."""
    with ledger.create(str(path), COUNTY, YEAR) as store:
        fill(store, MANY)
    for size in SIZES:
        into = folder() / "screens" / f"{MANY}-{size[0]}x{size[1]}"
        shutil.rmtree(into, ignore_errors=True)
        window = opened(path, size)
        for picture in shots.take(window, into):
            slim(picture)
        window.close()


def made(room: Path) -> tuple[Path, Path]:
    """A ledger, and its table of demolitions with some cells changed as a colleague might have."""
    path = room / "台账.db"
    with ledger.create(str(path), COUNTY, YEAR) as store:
        fill(store, PROJECTS)
    with Store.open(str(path)) as store:
        (table,) = export(store, "demolition", None, room)
    book = load_workbook(table.path)
    sheet = book.worksheets[0]
    head = next(row for row in sheet.iter_rows() if any(str(cell.value).startswith(_DEMOLISHED) for cell in row))
    column = next(cell.column for cell in head if str(cell.value).startswith(_DEMOLISHED))
    for step, row in enumerate(range(head[0].row + 4, head[0].row + 40, 6)):
        sheet.cell(row, column).value = _BAD if step == 2 else 180 + 12.5 * step
    returned = room / "拆违点位台账-镇里改过.xlsx"
    book.save(returned)
    return path, returned


def taken(path: Path, returned: Path, size: tuple[int, int], into: Path) -> Iterator[Path]:
    """A picture of each page, of the form, of a workbook looked through, of the start."""
    window = opened(path, size)
    yield from shots.take(window, into)
    window.go_to("report", None)
    window.pages["report"].folder.setText(DOCUMENTS)
    yield snap(window, into / "report.png")
    window.go_to("ledger", None)
    window.pages["ledger"].show_view("demolition")
    rest(window)
    sheet = window.pages["ledger"].sheet
    sheet.view.setCurrentIndex(sheet.model.index(*CHOSEN))
    sheet.toggle_form()
    QTest.qWait(STORY)
    yield snap(window, into / "ledger-form.png")
    sheet.toggle_form()  # else it stands beside the grid in the pictures of the next size
    window.import_files([str(returned)])
    yield snap(window, into / "inbox-plan.png")
    window.show_start()
    rest(window)
    window.start.search_box.setText("jsx")
    window.start.place.setText(PLACE)
    yield snap(window, into / "start.png")
    window.close()


def opened(path: Path, size: tuple[int, int]) -> Window:
    """The window over a ledger, once it is at rest."""
    window = Window(str(path))
    window.resize(*size)
    window.show()
    shots.wait_until(lambda: window.desk is not None and not window.jobs.busy)
    window.foot.saved.setText(SHOWN)
    return window


def rest(window: Window) -> None:
    """Wait until nothing is being read any more."""
    shots.wait_until(lambda: not window.jobs.busy)


def snap(window: Window, path: Path) -> Path:
    """Photograph the window once it is at rest."""
    rest(window)
    window.grab().save(str(path))
    return path


def slim(path: Path) -> None:
    """Keep the colours that most of the picture has; each other one becomes the nearest of them."""
    image = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(height, width) | 0xFF000000
    colours, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    kept = np.sort(np.argsort(counts)[-COLOURS:])
    parts = np.stack([(colours >> shift & 255).astype(np.int32) for shift in (0, 8, 16)], axis=1)
    nearest = np.empty(len(colours), np.uint8)
    for start in range(0, len(colours), 1024):
        apart = ((parts[start : start + 1024, None] - parts[kept][None]) ** 2).sum(axis=2)
        nearest[start : start + 1024] = apart.argmin(axis=1)
    table = np.ascontiguousarray(nearest[places.reshape(height, width)])
    small = QImage(table.data, width, height, width, QImage.Format.Format_Indexed8)
    small.setColorTable([int(colour) for colour in colours[kept]])
    small.save(str(path), "PNG", 0)


if __name__ == "__main__":
    main()
