"""What lags and why: indicators below the pace, work past its date, figures nobody entered."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from app.models.queries import Session
from app.models.queries.overdue import Overdue, overdue
from app.services.bulletin.due import deadline
from app.services.bulletin.indicators import Told, number
from app.services.bulletin.words import Words, joined, ordinal
from app.services.figure import LAGGING
from app.services.reporting.build import written_date
from app.services.reporting.table import Table
from app.services.workbook.document_out import Paragraph, Style


def all_overdue(session: Session, words: Words, table: Table) -> list[Sequence[Overdue]]:
    """What is past its date on the last day of a report, for each kind that the words name."""
    return [overdue(session, table.scope, deadline(one), table.span.asked.end) for one in words.parts("kinds")]


def lagging(all_told: Sequence[Told]) -> list[tuple[Decimal, str]]:
    """The indicators behind the pace, each with the difference, the furthest behind first."""
    found = [(one.difference, one.name) for one in all_told if one.signal in LAGGING and one.difference is not None]
    return sorted(found, key=lambda one: one[0])


def paragraphs(
    words: Words, table: Table, all_told: Sequence[Told], late: Sequence[Sequence[Overdue]]
) -> Iterator[Paragraph]:
    """The section on what is not as it should be; ``late`` is what is overdue of each kind."""
    yield Paragraph(words.say("heading"), Style.HEADING)
    yield Paragraph(_lagging(words, all_told))
    count = 1
    for count, (one, found) in enumerate(zip(words.parts("kinds"), late, strict=True), 2):
        yield Paragraph(_overdue(words, table, found, one.say("label"), ordinal(count)))
    unfilled = [one.name for one in all_told if not one.known]
    if unfilled:
        names = joined(unfilled, len(unfilled), "")
        yield Paragraph(words.say("unfilled", ordinal=ordinal(count + 1), count=len(unfilled), names=names))


def _lagging(words: Words, all_told: Sequence[Told]) -> str:
    behind = lagging(all_told)
    if not behind:
        return words.say("no_lagging" if any(one.target is not None and one.known for one in all_told) else "no_tasks")
    names = [words.say("lagging_one", name=name, difference=number(abs(difference))) for difference, name in behind]
    return words.say("lagging", count=len(behind), names="、".join(names))


def _overdue(words: Words, table: Table, found: Sequence[Overdue], label: str, nth: str) -> str:
    if not found:
        return words.say("no_overdue", ordinal=nth, label=label)
    places = {place.code: place.name for place in [*table.scope.towns(), table.scope.elsewhere]}
    names = [_overdue_one(words, one, places[one.place]) for one in found]
    return words.say(
        "overdue",
        ordinal=nth,
        label=label,
        count=len(found),
        names=joined(names, int(words.raw("most")), words.say("more")),
    )


def _overdue_one(words: Words, one: Overdue, place: str) -> str:
    """A record by name, with its place where the name does not say it."""
    where = "" if place in one.name else place
    return words.say("overdue_one", place=where, name=one.name, due=written_date(one.due))
