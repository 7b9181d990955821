"""The time on this computer's clock, as the ledger writes it down."""

from datetime import datetime


def moment() -> str:
    """Now, with its offset, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
