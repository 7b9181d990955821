"""What is due by a date, as the bulletin's words name it."""

from app.models.queries.overdue import Deadline
from app.services.bulletin.words import Words


def deadlines() -> list[tuple[str, Deadline]]:
    """What is due by a date, each with the words for what is past it."""
    return [(one.raw("label"), deadline(one)) for one in Words.of({}).part("problems").parts("kinds")]


def deadline(one: Words) -> Deadline:
    """The deadline that one part of the words is about."""
    return Deadline(one.raw("kind"), one.raw("due"), one.listed("done"), one.listed("unless"))
