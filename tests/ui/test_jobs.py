"""The worker: results and failures come back to the main thread, a job can be stopped, the thread ends."""

import gc
import sys
import threading
import weakref
from collections.abc import Generator, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.models.refusal import Refusal
from app.ui.jobs import Jobs, Progress
from app.ui.tidying import Tidying


class Held:
    """Something that points back at what holds it."""

    def __init__(self, holder: object) -> None:
        self.holder = holder


def finish(qtbot: QtBot, jobs: Jobs) -> None:
    qtbot.waitUntil(lambda: not jobs.busy)


def test_work_is_done_elsewhere_and_its_result_comes_here(jobs: Jobs, qtbot: QtBot) -> None:
    threads: list[int] = []
    results: list[int] = []

    def done(result: int) -> None:
        threads.append(threading.get_ident())
        results.append(result)

    jobs.run("一", threading.get_ident, done)
    jobs.run("二", lambda: 2, done)
    assert jobs.busy
    finish(qtbot, jobs)
    assert results[1] == 2
    assert results[0] != threading.get_ident()
    assert set(threads) == {threading.get_ident()}


def test_progress_is_what_a_generator_yields(jobs: Jobs, qtbot: QtBot) -> None:
    seen: list[Progress] = []
    results: list[str] = []

    def work() -> Generator[Progress, None, str]:
        for number in range(3):
            yield Progress("数", number, 3)
        return "数完了"

    jobs.progressed.connect(lambda _, progress: seen.append(progress))
    jobs.run("数数", work, results.append)
    finish(qtbot, jobs)
    assert results == ["数完了"]
    assert [progress.done for progress in seen] == [0, 1, 2]


def test_a_cancelled_job_stops_between_steps_and_delivers_nothing(jobs: Jobs, qtbot: QtBot) -> None:
    started, go_on = threading.Event(), threading.Event()
    closed: list[bool] = []
    results: list[None] = []

    def work() -> Generator[Progress, None, None]:
        try:
            yield Progress("开始")
            started.set()
            go_on.wait(10)
            yield Progress("还在")
        finally:
            closed.append(True)

    job = jobs.run("长活", work, results.append)
    assert started.wait(10)
    job.cancel()
    go_on.set()
    finish(qtbot, jobs)
    assert closed == [True]
    assert results == []


def test_a_patient_job_lets_all_that_is_asked_meanwhile_go_first(jobs: Jobs, qtbot: QtBot) -> None:
    started, go_on = threading.Event(), threading.Event()
    done: list[str] = []

    def work() -> Generator[Progress, None, str]:
        started.set()
        go_on.wait(10)
        yield Progress("核对")
        return "核对完了"

    jobs.run("核对", work, done.append, patient=True)
    assert started.wait(10)
    jobs.run("看一页", lambda: "一页", done.append)
    jobs.run("存一格", lambda: "一格", done.append)
    go_on.set()
    finish(qtbot, jobs)
    assert done == ["一页", "一格", "核对完了"]


def test_a_patient_job_is_over_before_what_it_looks_at_goes(jobs: Jobs, qtbot: QtBot) -> None:
    started, closed = threading.Event(), threading.Event()

    def work() -> Generator[Progress, None, None]:
        try:
            while True:
                started.set()
                yield Progress("核对")
        finally:
            closed.set()

    jobs.run("核对", work, lambda _: None, patient=True)
    assert started.wait(10)
    jobs.run("打开另一本", lambda: None, lambda _: None)
    jobs.end_patient()
    assert closed.is_set()
    finish(qtbot, jobs)


def test_a_patient_job_ends_with_the_thread(qapp: object, failures: list[Exception]) -> None:
    jobs = Jobs(failures.append)
    started, go_on, closed = threading.Event(), threading.Event(), threading.Event()

    def work() -> Generator[Progress, None, None]:
        try:
            started.set()
            go_on.wait(10)
            while True:
                yield Progress("核对")
        finally:
            closed.set()

    jobs.run("核对", work, lambda _: None, patient=True)
    assert started.wait(10)
    threading.Timer(0.05, go_on.set).start()
    jobs.stop()
    assert closed.is_set()
    assert not failures


def test_a_failure_goes_where_it_was_asked_to_go(jobs: Jobs, qtbot: QtBot, failures: list[Exception]) -> None:
    own: list[Exception] = []

    def refuse() -> None:
        raise Refusal("不行", "换一个")

    jobs.run("一", refuse, lambda _: None)
    jobs.run("二", refuse, lambda _: None, own.append)
    finish(qtbot, jobs)
    assert [str(error) for error in failures] == ["不行。换一个。"]
    assert len(own) == 1


def test_stopping_drops_what_waits_and_ends_the_thread(qapp: object, failures: list[Exception]) -> None:
    jobs = Jobs(failures.append)
    go_on = threading.Event()
    done: list[str] = []
    jobs.run("在做", lambda: go_on.wait(10), lambda _: done.append("在做"))
    jobs.run("在等", lambda: done.append("不该做"), lambda _: None)
    threading.Timer(0.05, go_on.set).start()
    jobs.stop()
    assert done == []
    assert not failures


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector and the turns of threads as they were, once the test is over."""
    thresholds, turn = gc.get_threshold(), sys.getswitchinterval()
    yield
    gc.set_threshold(*thresholds)
    sys.setswitchinterval(turn)


@pytest.mark.usefixtures("collector")
def test_memory_is_tidied_only_at_rest(jobs: Jobs, qtbot: QtBot) -> None:
    tidying = Tidying(jobs, jobs)
    began, go_on = threading.Event(), threading.Event()

    def work() -> None:
        began.set()
        go_on.wait()

    circle: list[object] = []
    circle.append(Held(circle))
    gone = weakref.ref(circle[0])
    gc.collect(1)  # no longer young
    jobs.run("忙", work, lambda _: None)
    began.wait()
    del circle
    application = QGuiApplication.instance()
    assert isinstance(application, QGuiApplication)
    application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationInactive)
    assert gone() is not None, "a job is at work"
    go_on.set()
    finish(qtbot, jobs)
    assert tidying.rest.isActive()
    tidying.rest.setInterval(0)
    tidying.rest.start()
    qtbot.waitUntil(lambda: gone() is None)
    assert not tidying.rest.isActive()
