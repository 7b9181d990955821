"""Any workbook a clerk may be sent -> Book. The content decides what it is, never the extension.

The file is read by a process of its own (``child.py``), which may run out of time or memory, crash or be killed:
that ends as one sentence here, and nothing has happened to the ledger.
"""

import multiprocessing
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from app.models.refusal import Refusal
from app.services.workbook.book import Book, Sheet
from app.services.workbook.read.child import serve
from app.services.workbook.read.grid import GridRows
from app.services.workbook.read.limits import Limits
from app.services.workbook.read.parcel import BookEnds, Failed, Message, Refused, Rows, SheetBegins, unpacked

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_BEAT = 0.1  # seconds between two signs of life, and so at most until a cancelled reading has ended

_STOPPED = "文件过大或异常，已停止读取，台账未改动"


class ReaderFailure(Exception):
    """Why a reading ended without an answer: for the log, never for the clerk."""


def read(path: Path) -> Book:
    """The workbook at ``path``: cells, merges, hidden parts and marks, with the SHA-256 of its bytes.

    Refuses a file that is missing, empty, damaged, locked by a password, too large or no table.
    """
    steps = reading(path)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            book: Book = end.value
            return book


def reading(path: Path) -> Generator[int, None, Book]:
    """``read``, yielding how many rows have come, at least ten times a second; to close it is to cancel."""
    spawn = multiprocessing.get_context("spawn")
    inlet, outlet = spawn.Pipe(duplex=False)
    limits = Limits.of(_size(path))
    child = spawn.Process(target=serve, args=(path, limits, outlet), name="read", daemon=True)
    child.start()
    outlet.close()
    try:
        return (yield from _gathered(inlet, path, limits))
    finally:
        child.kill()
        child.join()
        child.close()
        inlet.close()


def _size(path: Path) -> int:
    """The size in bytes, 0 where there is none: the child says why."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _gathered(inlet: "Connection[object, Message]", path: Path, limits: Limits) -> Generator[int, None, Book]:
    sheets: list[Sheet] = []
    grid = GridRows()
    rows, deadline = 0, time.monotonic() + limits.patience
    while True:
        yield rows
        match _next(inlet, path, deadline):
            case SheetBegins(sheet):
                grid = GridRows()
                sheets.append(replace(sheet, rows=grid))
            case Rows(count) as parcel:
                grid.take(unpacked(parcel))
                rows += count
            case BookEnds(sha256, remarks, peak, cell_pictures):
                if peak > limits.memory:
                    _stop(path, f"it took {peak} bytes")
                return Book(path.name, sha256, tuple(sheets), remarks, cell_pictures)
            case Refused(sentence, next_step):
                raise Refusal(sentence, next_step)
            case Failed(trace):
                _stop(path, trace)


def _next(inlet: "Connection[object, Message]", path: Path, deadline: float) -> Message | None:
    """The child's next message, None where it needs more time."""
    if time.monotonic() > deadline:
        _stop(path, "the time is up")
    try:
        return inlet.recv() if inlet.poll(_BEAT) else None
    except (EOFError, OSError):
        _stop(path, "the child died")


def _stop(path: Path, cause: str) -> NoReturn:
    raise Refusal(
        f"“{path.name}”{_STOPPED}", "请用 WPS 或 Excel 打开，把需要的表复制到新工作簿，另存为 .xlsx 后再导入"
    ) from ReaderFailure(cause)
