"""Which readings of a ledger are under way, so that it is not put to rest under one of them."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

_PATIENCE = 10.0
"""Seconds after which a ledger is closed under a reading all the same: its log then stays, and loses nothing."""


class Readings:
    """The readings of one open ledger, by the threads that read."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._threads: Counter[int] = Counter()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A reading of this thread's."""
        me = threading.get_ident()
        self._count(me, 1)
        try:
            yield
        finally:
            self._count(me, -1)

    def _count(self, thread: int, by: int) -> None:
        with self._changed:
            self._threads[thread] += by
            self._changed.notify_all()

    def wait(self) -> None:
        """Wait until no other thread reads any more; a connection in use when its pool goes stays open."""
        me = threading.get_ident()
        with self._changed:
            self._changed.wait_for(lambda: self._threads.total() == self._threads[me], _PATIENCE)
