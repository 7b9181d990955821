"""Who may sit at a ledger on a server, and as what: told, given, taken away."""

from app.models import seats
from app.models.refusal import Refusal
from app.models.seats import Seat, Sitting
from app.models.store import Store

SEATS = {"clerk": Seat.CLERK, "reviewer": Seat.REVIEWER, "reader": Seat.READER}
"""The kinds of seat as they are written on the command line; their Chinese titles do as well."""


def seated(store: Store) -> list[Sitting]:
    """Everyone who has a seat."""
    with store.administer() as connection:
        return seats.seated(connection)


def sit(store: Store, name: str, kind: str, password: str | None) -> Sitting:
    """Give a person a seat of a kind; raises ``Refusal`` for a kind there is not, and a new person without password."""
    titled = {seat.title: seat for seat in Seat}
    seat = SEATS.get(kind) or titled.get(kind)
    if seat is None:
        raise Refusal(f"没有“{kind}”这种席位", "请写 clerk（经办）、reviewer（复核）或 reader（只读）")
    with store.administer() as connection:
        seats.sit(connection, name, seat, password)
    return Sitting(name, seat)


def rise(store: Store, name: str) -> None:
    """Take a person's seat away."""
    with store.administer() as connection:
        seats.rise(connection, name)
