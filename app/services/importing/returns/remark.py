"""One remark of the reviewers before it is kept: whom it is about, what it says, and the cell it stands in."""

from dataclasses import dataclass

from app.models.review import ReviewRemark

PASSED = "通过"
_DEADLINE = "整改期限："
Said = tuple[int | None, str | None, str | None, str | None, str | None, str | None, str | None, str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What ``ReviewRemark`` keeps. ``sheet`` and ``cell`` are where it stood in the returned workbook.

    ``record`` is None where a cell of a report is meant, which ``place`` then names. ``sent`` and ``returned`` are
    texts in the field's (or the report column's) unit, ``deadline`` a day (ISO, else as written).
    ``settled`` says how a remark was dealt with from the start.
    """

    sheet: str
    cell: str
    record: int | None = None
    place: str | None = None
    field: str | None = None
    verdict: str | None = None
    comment: str | None = None
    deadline: str | None = None
    sent: str | None = None
    returned: str | None = None
    settled: str | None = None

    @property
    def said(self) -> Said:
        """What tells two remarks apart, wherever they stood."""
        return said_of(self.record, self)


def said_of(record: int | None, one: Remark | ReviewRemark) -> Said:
    """What tells two remarks apart; a deadline counts the same wherever it is kept."""
    comment, deadline = deadline_in(one.comment)
    words = (comment or None, one.deadline or deadline)
    return (record, one.place, one.field, one.verdict, *words, one.sent, one.returned)


def deadline_in(comment: str | None) -> tuple[str, str | None]:
    """A comment without its deadline, and the deadline as it was written.

    So the ledger kept both until its fourth version, and the journal still says so.
    """
    said, mark, deadline = (comment or "").rpartition(_DEADLINE)
    return (said.rstrip("；"), deadline) if mark else (deadline, None)
