"""Plan -> change: what the clerk has confirmed of a document becomes the year's indicators, in one batch."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from app.models.moment import moment
from app.models.queries import targets
from app.models.store import Store
from app.models.submission import ImportedFile
from app.models.target import Indicator
from app.models.work import Change, Origin, Row, Source, Work
from app.services.importing.apply import archive
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.importing.proposal.mention import MILESTONE
from app.services.importing.proposal.plan import ProposalPlan, ProposalRow
from app.services.importing.proposal.revise import WRITTEN

_PAGE = "正文"
_DELIVERABLE = "项"
_CODE = re.compile(r"([A-Z]+)(\d+)")
_PREFIX = "T"
_KEPT = ("name", "aliases", "unit", "scale", "frequency", "source", "measure", "office", "explanation")


def apply_document(store: Store, plan: ProposalPlan, original: Path, options: Options) -> Change:
    """Store what is taken and ``options.only`` admits; the batch is None where there was nothing to write."""
    wanted = [row for row in plan.rows if row.taken and row.action in options.only and row.action in WRITTEN]
    if not wanted:
        return Change(None, 0, frozenset())
    document = plan.document
    store.back_up("导入前")
    archived = archive(store, original, document.sha256)
    with store.write(f"导入 {document.name}", Origin(document.name, document.sha256)) as work:
        _write(work, plan, wanted)
        kept = {"name": document.name, "sha256": document.sha256, "imported_at": moment(), "archived": archived}
        work.insert(ImportedFile, [kept])
    return store.last_change


def _write(work: Work, plan: ProposalPlan, wanted: Sequence[ProposalRow]) -> None:
    codes = _codes(work, plan, wanted)
    held = [row for row in wanted if row.is_of(plan.year)]
    fresh = [row for row in wanted if not row.is_of(plan.year)]
    changes = [(row.known.id, _filled(row)) for row in held if row.known is not None]
    work.update(Indicator, changes, [_source(row) for row in held])
    last = max((one.position for one in targets.indicators(work.session, plan.year)), default=0)
    rows = [_indicator(row, plan, codes, last + place) for place, row in enumerate(fresh, 1)]
    work.insert(Indicator, rows, [_source(row) for row in fresh])


def _source(row: ProposalRow) -> Source:
    return Source(_PAGE, row.proposal.line)


def _filled(row: ProposalRow) -> Row:
    """What changes in an indicator of the year: its value, and where it had none all that the document says of it."""
    return {"value": row.proposed} if row.action is Action.UPDATE else {"value": row.proposed, **_said(row)}


def _said(row: ProposalRow) -> dict[str, str | int | None]:
    """What the document says of an aim beside its number."""
    one = row.proposal
    return {
        "section": ";".join(one.sections) or None,
        "direction": one.direction,
        "commitment": one.commitment,
        "deadline": ";".join(one.deadlines),
        "note": one.suspect,
    }


def _codes(work: Work, plan: ProposalPlan, wanted: Sequence[ProposalRow]) -> dict[int, str]:
    """The code of every proposal (by identity) that has one or gets one: a known one's own, else the next free."""
    used = {one.code for one in targets.indicators(work.session, plan.year)}
    used |= {row.known.code for row in plan.rows if row.known is not None}
    free = _free(used)
    return {
        id(row.proposal): row.known.code if row.known is not None else next(free)
        for row in plan.rows
        if row.known is not None or row in wanted
    }


def _free(used: set[str]) -> Iterator[str]:
    last = max((int(found[2]) for code in used if (found := _CODE.fullmatch(code))), default=0)
    while True:
        last += 1
        yield f"{_PREFIX}{last:02}"


def _indicator(row: ProposalRow, plan: ProposalPlan, codes: dict[int, str], position: int) -> Row:
    """A new indicator of the year: after the known one's definition, else kept by hand."""
    one, known = row.proposal, row.known
    parent = None if one.parent is None else codes.get(id(plan.rows[one.parent].proposal))
    own = {
        "name": one.name,
        "aliases": "|".join(one.names[1:]) or None,
        "unit": _DELIVERABLE if one.direction == MILESTONE else one.unit,
        "scale": one.scale,
        "source": "manual",
    }
    return {
        **(own if known is None else {name: getattr(known, name) for name in _KEPT}),
        **_said(row),
        "year": plan.year,
        "code": codes[id(one)],
        "issuer": plan.issuer,
        "position": position,
        "value": _scaled(row) if known is None else row.proposed,
        "parent": parent,
    }


def _scaled(row: ProposalRow) -> int | None:
    """A new indicator's value in its own unit; its scale holds all the places the document writes."""
    one = row.proposal
    return None if one.value is None else int(one.value.scaleb(one.scale))
