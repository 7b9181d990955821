"""Whether a ledger is as it was written, said in words."""

from collections.abc import Generator
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from app.models import integrity, standing_sums, tables

Result = TypeVar("Result")


def altered(connection: Connection) -> Generator[None, None, list[str]]:
    """What in a ledger is not as it was written, in words."""
    found = []
    try:
        for one in integrity.altered(connection):
            if one is None:
                yield
            elif one.table:
                found.append(f"“{tables.TITLES[one.table]}”里有内容与写入时不同")
            else:
                found.append(f"修改历史从第 {one.batch} 步起与写入时不同")
    except (DBAPIError, ValueError):  # a table's own description, or a kept sum, is no longer what was written
        found.append("台账的内部结构与写入时不同")
    return found


def adrift(connection: Connection) -> Generator[None, None, bool]:
    """Whether some standing sum is not what the ledger's records come to."""
    for differs in standing_sums.adrift(connection):
        if differs:
            return True
        yield
    return False


def last(steps: Generator[object, None, Result]) -> Result:
    """Run steps to their end; what they come to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
