"""Reading a workbook without a child: the same parsing, told through the same messages, in the test's own process.

A child starts as slowly as a small program, hundreds of times over. ``tests/services/workbook`` reads both ways and
finds no difference; there, under ``tests/faults`` and where the whole program is started, the child is the real one.
"""

import sys
import traceback
from collections import deque
from collections.abc import Generator
from math import inf
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.services.importing import flow
from app.services.workbook.book import Book
from app.services.workbook.read import book as reader
from app.services.workbook.read.child import _tell
from app.services.workbook.read.limits import Limits
from app.services.workbook.read.parcel import Failed, Message, Refused


class _Pipe:
    """Both ends of a pipe within one process."""

    def __init__(self) -> None:
        self._messages: deque[Message] = deque()

    def send(self, message: Message) -> None:
        self._messages.append(message)

    def poll(self, _: float) -> bool:
        return bool(self._messages)

    def recv(self) -> Message:
        return self._messages.popleft()


def _reading_here(path: Path) -> Generator[int, None, Book]:
    yield 0
    pipe = _Pipe()
    try:
        _tell(path, pipe)  # type: ignore[arg-type]  # it only sends
    except Refusal as refusal:
        pipe.send(Refused(refusal.sentence, refusal.next_step))
    except BaseException as error:  # noqa: BLE001 - a reader's panic is no Exception
        pipe.send(Failed("".join(traceback.format_exception(error))))
    return (yield from reader._gathered(pipe, path, Limits(inf, sys.maxsize)))  # type: ignore[arg-type]  # it only polls and receives


def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the test's own process parse what is read from now on."""
    monkeypatch.setattr(reader, "reading", _reading_here)
    monkeypatch.setattr(flow, "reading", _reading_here)


@pytest.fixture(autouse=True)
def books_are_read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """No child reads for the tests below the ``conftest.py`` that imports this."""
    read_here(monkeypatch)
