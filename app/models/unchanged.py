"""Answers that hold as long as nobody writes to the ledger: what every figure asks is asked once between two writes.

SQLite says of each connection whether another one has written since it last looked (``PRAGMA data_version``), whoever
it is: this program's own writer or another program. So the answers are kept with the connection, and those of the state
before go with the first reading that sees another. A server says nothing of the kind: it is asked every time.
"""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from app.models.session import Session

Answer = TypeVar("Answer")

STEADY = "steady"
"""Says in a session's ``info`` that it only reads: what it sees stays as it is until it ends."""
_KEPT = "kept"


def answer(session: Session, question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """What ``ask`` says, or said in the same state of the ledger; nobody may change the answer.

    ``question`` is told by whose it is and by all that the answer depends on beside the ledger.
    """
    answers = _answers(session)
    if answers is None:
        return ask()
    try:
        found: Answer = answers[question]
    except KeyError:
        found = answers[question] = ask()
    return found


def asked_before(session: Session, question: Hashable) -> bool:
    """Whether a question comes for a second time in one state of the ledger: what is dear to prepare begins to pay."""
    answers = _answers(session)
    if answers is None:
        return False
    before = question in answers
    answers[question] = True
    return before


def _answers(session: Session) -> dict[Hashable, Any] | None:
    """What was answered in the state that a session sees; None where nobody can tell whether that has changed."""
    info = session.info
    if STEADY not in info:
        return None
    if _KEPT not in info:
        info[_KEPT] = _of_state(session)
    found: dict[Hashable, Any] | None = info[_KEPT]
    return found


def _of_state(session: Session) -> dict[Hashable, Any] | None:
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return None
    driver = connection.connection.driver_connection
    assert driver is not None
    state = driver.execute("PRAGMA data_version").fetchone()
    known = connection.info.get(_KEPT)
    if known is None or known[0] != state:
        known = connection.info[_KEPT] = state, {}
    answers: dict[Hashable, Any] = known[1]
    return answers
