"""Who is inside an open ledger, so that it is not put to rest under anyone's hands."""

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from app.models.refusal import Refusal

_PATIENCE = 10.0
"""Seconds after which a ledger is closed under a reading all the same: its log then stays, and loses nothing."""


class Gate:
    """The way into one open ledger: who reads or writes is inside, by the thread that does."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside: Counter[int] = Counter()
        self._shut = False

    @contextmanager
    def inside(self) -> Iterator[None]:
        """A reading or a step of this thread's; refused once the gate is shut, unless it is part of one under way."""
        me = threading.get_ident()
        with self._changed:
            if self._shut and not self._inside[me]:
                raise Refusal("台账已经关闭", "请重新打开它，再做一次")
            self._inside[me] += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside[me] -= 1
                self._changed.notify_all()

    def shut(self) -> None:
        """Let nobody in any more, and wait until every other thread is out.

        A connection that is in use when its pool goes stays open, and a thread that begins one reading after the
        other would never be seen outside: so the gate is shut first.
        """
        me = threading.get_ident()
        with self._changed:
            self._shut = True
            self._changed.wait_for(lambda: self._inside.total() == self._inside[me], _PATIENCE)
