"""What lags and why: indicators below the pace, work past its date, figures nobody entered."""

from collections.abc import Iterator, Sequence

from app.models.queries import Session
from app.models.queries.overdue import Overdue, overdue
from app.services.bulletin.due import deadline
from app.services.bulletin.indicators import Told, number
from app.services.bulletin.words import Words, joined, ordinal
from app.services.indicators import LAGGING
from app.services.reporting.table import Table
from app.services.workbook.document_out import Paragraph, Style


def paragraphs(session: Session, words: Words, table: Table, all_told: Sequence[Told]) -> Iterator[Paragraph]:
    """The section on what is not as it should be."""
    yield Paragraph(words.say("heading"), Style.HEADING)
    yield Paragraph(_lagging(words, all_told))
    count = 1
    for count, one in enumerate(words.parts("kinds"), 2):
        found = overdue(session, table.scope, deadline(one), table.span.asked.end)
        yield Paragraph(_overdue(words, table, found, one.say("label"), ordinal(count)))
    unfilled = [one.name for one in all_told if not one.known]
    if unfilled:
        names = joined(unfilled, len(unfilled), "")
        yield Paragraph(words.say("unfilled", ordinal=ordinal(count + 1), count=len(unfilled), names=names))


def _lagging(words: Words, all_told: Sequence[Told]) -> str:
    lagging = [(one.difference, one.name) for one in all_told if one.signal in LAGGING and one.difference is not None]
    behind = sorted(lagging)
    if not behind:
        return words.say("no_lagging")
    names = [words.say("lagging_one", name=name, difference=number(abs(difference))) for difference, name in behind]
    return words.say("lagging", count=len(behind), names="、".join(names))


def _overdue(words: Words, table: Table, found: Sequence[Overdue], label: str, nth: str) -> str:
    if not found:
        return words.say("no_overdue", ordinal=nth, label=label)
    places = {place.code: place.name for place in [*table.scope.towns(), table.scope.elsewhere]}
    names = [
        words.say(
            "overdue_one", place="" if places[one.place] in one.name else places[one.place], name=one.name, due=one.due
        )
        for one in found
    ]
    return words.say(
        "overdue",
        ordinal=nth,
        label=label,
        count=len(found),
        names=joined(names, int(words.raw("most")), words.say("more")),
    )
