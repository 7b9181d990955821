"""Work of the window's own thread goes on between its events, and what else is asked for does not wait for it."""

import threading
from collections.abc import Generator

import pytest
from pytestqt.qtbot import QtBot

from app.ui import charts_ahead
from app.ui.jobs import Jobs


def endless(seen: list[int]) -> Generator[None, None, int]:
    """Ends once something else was done meanwhile."""
    while not seen:
        yield
    return threading.get_ident()


def test_what_else_is_asked_for_is_done_between_the_steps(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[int] = []
    ended: list[int] = []
    jobs.run_here("一步一步", lambda: endless(seen), ended.append)
    jobs.run("别的", lambda: 7, seen.append)
    assert jobs.busy
    qtbot.waitUntil(lambda: not jobs.busy)
    assert (seen, ended) == ([7], [threading.get_ident()])


def test_what_goes_wrong_between_is_told(jobs: Jobs, qtbot: QtBot, failures: list[Exception]) -> None:
    def work() -> Generator[None, None, None]:
        yield
        raise KeyError("图")

    jobs.run_here("一步一步", work, lambda _: pytest.fail("it did not end well"))
    qtbot.waitUntil(lambda: not jobs.busy)
    assert [type(one) for one in failures] == [KeyError]


def test_whoever_has_gone_is_told_nothing(jobs: Jobs, qtbot: QtBot) -> None:
    steps: list[str] = []

    def work() -> Generator[None, None, None]:
        try:
            while True:
                steps.append("又一步")
                yield
        finally:
            steps.append("到此为止")

    jobs.run_here("一步一步", work, lambda _: pytest.fail("nobody is there to be told"))
    qtbot.waitUntil(lambda: bool(steps))
    jobs.drop()
    qtbot.waitUntil(lambda: not jobs.busy)
    assert steps[-1] == "到此为止"


def test_the_charts_come_piece_by_piece(qapp: object) -> None:
    assert sum(1 for _ in charts_ahead.load()) > 500
