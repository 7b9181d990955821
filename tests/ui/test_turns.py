"""Work of the window's own thread goes on between its events, and what else is asked for does not wait for it."""

import importlib
import py_compile
import sys
import threading
from collections.abc import Generator, Iterator
from pathlib import Path

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


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The first lines of a package that can be imported, under the name 零件."""
    place = tmp_path / "零件" / "__init__.py"
    place.parent.mkdir()
    (place.parent / "一部分.py").write_text("from . import ONE\nTWO = ONE + 1\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield place
    for name in ("零件", "零件.一部分"):
        sys.modules.pop(name, None)


def test_a_package_comes_statement_by_statement_as_an_import_would_have_it(package: Path) -> None:
    package.write_text("ONE = 1\nfrom .一部分 import *\n\n\ndef three():\n    return TWO + ONE\n", "utf-8")
    assert sum(1 for _ in charts_ahead.in_pieces("零件")) == 3
    made = importlib.import_module("零件")
    assert (made.three(), made.__file__, made.__name__) == (3, str(package), "零件")
    assert not list(charts_ahead.in_pieces("零件")), "it is there"


def test_a_package_that_fails_half_way_is_not_there(package: Path) -> None:
    package.write_text("ONE = 1\nONE / 0\n", "utf-8")
    with pytest.raises(ZeroDivisionError):
        list(charts_ahead.in_pieces("零件"))
    assert "零件" not in sys.modules


def test_a_package_whose_source_is_not_at_hand_comes_at_one_go(package: Path, tmp_path: Path) -> None:
    package.write_text("ONE = 1\n", "utf-8")
    py_compile.compile(str(package), str(package.with_suffix(".pyc")))
    package.unlink()
    assert not list(charts_ahead.in_pieces("零件"))
    assert importlib.import_module("零件").ONE == 1
