"""One target of a file against those of the ledger: the same, corrected, or a revision (``decisions.md`` 8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.models.target import Indicator, Target
from app.models.work import Row
from app.services.importing.figures.plan import Put
from app.services.importing.planning.row_plan import Action
from app.services.importing.targets.paper import Paper
from app.services.indicators import inherits

Revisions = Mapping[tuple[str, str], Sequence[Target]]
"""The targets of a year by (indicator, region), in the order they take effect."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of a target: what the ledger holds instead (None: nothing), and what is written (None: the same)."""

    held: int | None
    put: Put | None


def settle(indicator: Indicator, region: str, value: int, document: Paper, known: Revisions) -> Outcome:
    """Decide about ``value``, scaled as the indicator is.

    A value that differs corrects the target of the same document; another document, or a later day that the
    document itself names, is a revision beside it.
    """
    standing = _standing(known.get((indicator.code, region), ()), document)
    held = standing.value if standing else indicator.value if inherits(indicator, region) else None
    if held == value:
        return Outcome(held, None)
    if standing is not None and not _revises(document, standing):
        return Outcome(held, Put(Action.UPDATE, Target, standing.id, {"value": value}))
    action = Action.CREATE if held is None else Action.UPDATE
    # A revision without a day of its own follows what it revises, or it would never be in force.
    effective = max(document.effective, standing.effective) if standing else document.effective
    added: Row = {
        "year": document.year,
        "code": indicator.code,
        "region": region,
        "value": value,
        "effective": effective,
        "doc_no": document.doc_no,
    }
    return Outcome(held, Put(action, Target, None, added))


def _standing(own: Sequence[Target], document: Paper) -> Target | None:
    """The target the file speaks of: the same document's, else the one in force on its day, else the newest."""
    same = [one for one in own if document.doc_no and one.doc_no == document.doc_no]
    before = [one for one in own if one.effective <= document.effective or not document.dated]
    return next(iter([*same[-1:], *before[-1:]]), None)


def _revises(document: Paper, standing: Target) -> bool:
    if document.doc_no:
        return document.doc_no != standing.doc_no
    return document.dated and document.effective > standing.effective
