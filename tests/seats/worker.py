"""One seat as a process of its own: ``python -m tests.seats.worker ADDRESS NAME TURNS RECORD…``.

Each turn counts one of the records up by one, having looked at it as a window would: a while before. Where another seat
was faster it looks again and counts from there. It says how often it counted and how often it was overtaken.
"""

import random
import sys

from app.models.field import Stored
from app.models.overtaken import Overtaken
from app.models.queries import records as held
from app.models.store import Store
from app.services import records
from app.services.records import Edit

KIND, COUNTED = "demolition", "remark"


def look(store: Store, record: int) -> int:
    """What a record's count is, and with it all that others wrote so far."""
    news = store.news()
    if news is not None:
        store.seen = news.head  # read first, the record afterwards: what comes between is a clash, never a loss
    with store.read() as session:
        found: Stored | None = held.many(session, KIND, [record])[record].values[COUNTED]
    return counted(found)


def counted(text: Stored | None) -> int:
    """What a record's text counts; beside the number stands whose edit it is, for no two edits may look the same."""
    return int(str(text or "0").split()[0])


def count_up(store: Store, record: int, sign: str) -> int:
    """Count a record up by one, signed; how often others were faster."""
    overtaken = 0
    while True:
        count = look(store, record)
        try:
            with store.write("加一") as work:
                records.change(work, KIND, [Edit(record, {COUNTED: f"{count + 1} {sign}"})])
        except Overtaken:
            overtaken += 1
        else:
            return overtaken


def say(line: str) -> None:
    """One line to whoever started the seat."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(address: str, name: str, turns: str, *wanted: str) -> None:
    """Take the turns."""
    chance = random.Random(name)
    with Store.open(address, writing=True) as store:
        store.operator = name
        say("ready")
        sys.stdin.readline()
        lost = sum(count_up(store, int(chance.choice(wanted)), f"{name}-{turn}") for turn in range(int(turns)))
    say(f"{turns} {lost}")


if __name__ == "__main__":
    main(*sys.argv[1:])
