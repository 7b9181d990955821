"""The document a table of targets comes from: its number and the day its targets take effect (``domain.md`` B, R9)."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from app.services.importing import lexicon
from app.services.importing.tables.surroundings import as_of
from app.services.importing.tables.table import Table
from app.services.importing.text import half_width

_NUMBER = re.compile(r"(?P<body>[\u4e00-\u9fff]{1,20})[〔\[【(](?P<year>\d{4})[〕\]】)]第?(?P<serial>\d{1,5})号")
_DATE = re.compile(r"(20\d{2})[年./-](\d{1,2})[月./-](\d{1,2})(?!\d)")


@dataclass(frozen=True, slots=True)
class Paper:
    """A document's year, its number (None where none is written) and the day it takes effect.

    ``dated`` says that the day is the document's own, not one that was assumed for it; ``issued`` that it is the
    one on which targets were handed out, not the one up to which progress is told.
    """

    year: int
    doc_no: str | None
    effective: str
    dated: bool
    issued: bool


def paper(table: Table, year: int, given: str | None) -> Paper:
    """The document behind a table; without a day of its own it takes effect on the ``given`` one or New Year's."""
    texts = [half_width(text) for text in (table.title, *table.notices)]
    number = next((found for text in texts if (found := _number(text))), None)
    issued = _issued(texts)
    own = issued or as_of(table, year)
    effective = own or given or dt.date(year, 1, 1).isoformat()
    return Paper(year, number, effective, dated=own is not None, issued=issued is not None)


def _number(text: str) -> str | None:
    found = _NUMBER.search(text)
    if found is None:
        return None
    body = found["body"]
    for word in sorted(lexicon.words("citing"), key=len, reverse=True):
        body = body.rpartition(word)[2] or body
    return f"{body}〔{found['year']}〕{found['serial']}号"


def _issued(texts: Iterable[str]) -> str | None:
    """The day written beside the number, or in a line that speaks of issuing."""
    for text in texts:
        if _NUMBER.search(text) or lexicon.has("issued", text):
            for year, month, day in _DATE.findall(text):
                try:
                    return dt.date(int(year), int(month), int(day)).isoformat()
                except ValueError:
                    continue
    return None
