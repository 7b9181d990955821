"""The one way to run a job: one worker thread, progress as a generator's values, the result on the main thread."""

import queue
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from inspect import isgenerator
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from app.ui.turns import Steps, Turns

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: what it does, and how much of how much (``total`` 0 where nobody knows)."""

    text: str
    done: int = 0
    total: int = 0


Work = Callable[[], Result] | Callable[[], Generator[Progress, None, Result]]


class Job:
    """A job that was asked for; ``cancel()`` stops it between two values of its progress, or before it begins.

    One that is ``kept`` writes what somebody typed: it is done even if whoever asked has gone (``forsaken``). One that
    is ``patient`` lets all that was asked after it go first, between two values of its progress.
    """

    def __init__(self, label: str, work: Callable[[], Any], done: Callable[[Any], None], failed: "Failed") -> None:
        self.label = label
        self.work = work
        self.done = done
        self.failed = failed
        self.cancelled = False
        self.kept = False
        self.patient = False
        self.forsaken = False
        self.ended = threading.Event()

    def cancel(self) -> None:
        """Ask for the job to stop; neither its result nor its failure is delivered."""
        self.cancelled = True


Failed = Callable[[Exception], None]


class Jobs(QObject):
    """The worker thread. Jobs run in the order they were asked for; nothing of theirs blocks painting."""

    progressed = Signal(object, object)
    idle_changed = Signal(bool)
    _ended = Signal(object, object, object)

    def __init__(self, failed: Failed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._failed = failed
        self._waiting: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._open: list[Job] = []
        self._ended.connect(self._deliver)  # emitted on the worker, so it is queued for this thread
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether a job is running or waiting."""
        return bool(self._open)

    def run(
        self,
        label: str,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Failed | None = None,
        *,
        kept: bool = False,
        patient: bool = False,
    ) -> Job:
        """Have ``work`` done by the worker, then call ``done`` with its result on this thread.

        ``work`` is a function, or one that makes a generator: its values are the job's progress, and it can
        be cancelled between them. An exception goes to ``failed``, else to the window's own way of telling it.
        """
        job = Job(label, work, done, failed or self._failed)
        job.kept, job.patient = kept, patient
        self._note(lambda: self._open.append(job))
        self._waiting.put(job)
        return job

    def run_here(self, label: str, work: Callable[[], Steps], done: Callable[[Any], None]) -> Job:
        """Have this thread do what only it may, step by step between its events, then call ``done`` with the result.

        Work over a few milliseconds that is not cut into steps belongs to the worker (``run``).
        """
        job = Job(label, work, done, self._failed)
        self._note(lambda: self._open.append(job))
        Turns(work(), lambda: job.cancelled, lambda result, error: self._deliver(job, result, error), self)
        return job

    def drop(self) -> None:
        """Whoever asked is going and must not be told any more: cancel what runs or waits, but let the kept end."""
        for job in self._open:
            job.forsaken = True
            if not job.kept:
                job.cancel()
        for job in self._open:
            if job.kept:
                job.ended.wait()

    def end_patient(self) -> None:
        """What the patient jobs look at is about to go: have them end at their next value, and wait for that."""
        patient = [job for job in self._open if job.patient]
        for job in patient:
            job.cancel()
        for job in patient:
            job.ended.wait()

    def stop(self) -> None:
        """Let the running job and the kept ones end, cancel the others that wait, and end the thread."""
        self.drop()
        self._waiting.put(None)
        self._thread.join()
        self._open.clear()  # nobody is told any more, so nothing of theirs is held on to

    def _work(self) -> None:
        while (job := self._waiting.get()) is not None:
            self._do(job)

    def _do(self, job: Job) -> None:
        result, error = None, None
        try:
            result = None if job.cancelled else self._carry_out(job)
        except Exception as caught:  # noqa: BLE001 - whatever went wrong is told on the main thread
            error = caught
        job.ended.set()
        self._ended.emit(job, result, error)

    def _let_others_go_first(self) -> None:
        """Do what was asked meanwhile; the end of all work stays for ``_work``."""
        while not self._waiting.empty():
            job = self._waiting.get()
            if job is None:
                self._waiting.put(None)
                return
            self._do(job)

    def _carry_out(self, job: Job) -> Any:
        made = job.work()
        if not isgenerator(made):
            return made
        try:
            while True:
                self.progressed.emit(job, next(made))
                if job.patient:
                    self._let_others_go_first()
                if job.cancelled:
                    made.close()
                    return None
        except StopIteration as end:
            return end.value

    def _deliver(self, job: Job, result: Any, error: Exception | None) -> None:
        if job in self._open:
            self._note(lambda: self._open.remove(job))
        if job.cancelled or job.forsaken:
            return
        if error is None:
            job.done(result)
        else:
            job.failed(error)

    def _note(self, change: Callable[[], None]) -> None:
        was = self.busy
        change()
        if self.busy != was:
            self.idle_changed.emit(not self.busy)
