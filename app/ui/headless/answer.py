"""What every headless command shares: the ledger it means, the day it names, the way it answers."""

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date

from app.models import home
from app.models.refusal import Refusal
from app.models.store import Store


def location(arguments: argparse.Namespace) -> str:
    """The ledger that is meant: the one named, else the user's own."""
    return arguments.ledger or str(home.default_ledger())


@contextmanager
def opened(arguments: argparse.Namespace, *, writing: bool = False) -> Iterator[Store]:
    """The ledger that is meant, open for as long as the command needs it."""
    with Store.open(location(arguments), writing=writing) as store:
        yield store


def say(arguments: argparse.Namespace, answer: object, sentences: Iterable[str]) -> None:
    """The answer as one JSON document, or as sentences."""
    if arguments.json:
        print(json.dumps(answer, ensure_ascii=False, indent=1))
    else:
        for sentence in sentences:
            print(sentence)


def day(text: str | None) -> date | None:
    """A day given on the command line."""
    if text is None:
        return None
    try:
        return _written_day(text)
    except ValueError as error:
        raise Refusal(f"“{text}”不是日期", "请写成 2022-06-25 的样子") from error


def _written_day(text: str) -> date:
    """ISO also has ``2022-W23``, the Monday of a week; a clerk means the week by it, so it is no day here."""
    if not re.fullmatch(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", text):
        raise ValueError(text)
    return date.fromisoformat(text)
