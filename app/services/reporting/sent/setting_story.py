"""What the journal says of the settings that figures depend on, between two moments."""

from collections.abc import Iterator
from dataclasses import replace

from app.models.base import table_of
from app.models.queries import Session, journal
from app.models.queries.settings import known
from app.models.unit import Setting
from app.models.work import decode
from app.services.reporting.sent.story import Edit, edit_of

_OF_NO_FIGURE = frozenset({"unit", "year", "fonts"})


def setting_edits(session: Session, after: int, upto: int) -> Iterator[Edit]:
    """The settings changed after one batch, up to and with another, in order; one never set before had its default."""
    offered = known()
    for one in journal.between(session, after, upto, [table_of(Setting).name]):
        choice = offered.get(one.key)
        if choice is None or choice.key in _OF_NO_FIGURE:
            continue
        old, new = ((decode(text) or {}).get("value") or choice.default for text in (one.before, one.after))
        if old != new:
            yield replace(edit_of(one, ""), label=choice.label, old=str(old), new=str(new))
