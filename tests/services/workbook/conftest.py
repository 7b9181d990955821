"""Reading as it is, in a child, and the same parsing here: what is told must be the same, and here it is measured."""

import sys
import traceback
from collections import deque
from collections.abc import Generator
from math import inf
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.services.workbook import read as reader
from app.services.workbook.book import Book
from app.services.workbook.read_child import _tell
from app.services.workbook.read_limits import Limits
from app.services.workbook.read_parcel import Failed, Message, Refused


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
    pipe = _Pipe()
    try:
        _tell(path, pipe)  # type: ignore[arg-type]  # it only sends
    except Refusal as refusal:
        pipe.send(Refused(refusal.sentence, refusal.next_step))
    except BaseException as error:  # noqa: BLE001 - a reader's panic is no Exception
        pipe.send(Failed("".join(traceback.format_exception(error))))
    return (yield from reader._gathered(pipe, path, Limits(inf, sys.maxsize)))  # type: ignore[arg-type]  # it only polls and receives


@pytest.fixture(params=["child", "here"])
def wherever(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test runs twice: with the reading child, and with its parsing in this process."""
    if request.param == "here":
        monkeypatch.setattr(reader, "reading", _reading_here)


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test reads with the parsing in this process: a child for each of many small files would take too long."""
    monkeypatch.setattr(reader, "reading", _reading_here)
