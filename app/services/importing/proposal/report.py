"""What an import says of a document: its table in the JSON answer, and its sentences."""

from collections.abc import Iterator

from app.models.quantity import decimal, plain
from app.services.importing.proposal.plan import ProposalPlan, ProposalRow

KIND = "proposal"
_PAGE = "正文"


def table(plan: ProposalPlan) -> dict[str, object]:
    """The table of a document's proposals, but for its rows."""
    lines = [row.proposal.line for row in plan.rows]
    return {
        "sheet": _PAGE,
        "kind": KIND,
        "title": plan.title,
        "header_rows": [],
        "data_rows": [min(lines), max(lines)] if lines else None,
        "unit_line": None,
        "columns": [],
        "unmapped": [],
    }


def row(one: ProposalRow, plan: ProposalPlan) -> dict[str, object]:
    """A row but for its issues; ``changes`` are in the unit of the known indicator."""
    known, said = one.known, one.proposal
    change = {"sent": None, "returned": _kept(one, one.proposed), "ledger": _kept(one, one.held)}
    return {
        "row": said.line,
        "action": one.action.value,
        "id": known.id if known is not None and one.is_of(plan.year) else None,
        "values": {},
        "changes": {"value": change} if one.proposed is not None and one.proposed != one.held else {},
        "indicator": None if known is None else known.code,
        "proposal": {
            "name": said.name,
            "value": None if said.value is None else plain(said.value),
            "unit": said.unit,
            "direction": said.direction,
            "commitment": said.commitment,
            "deadlines": list(said.deadlines),
            "section": list(said.sections),
            "parent": None if said.parent is None else plan.rows[said.parent].proposal.name,
            "sentences": list(said.sentences),
            "suspect": said.suspect,
        },
    }


def _kept(one: ProposalRow, value: int | None) -> str | None:
    return None if value is None or one.known is None else plain(decimal(value, one.known.scale))


def sentences(plan: ProposalPlan) -> Iterator[str]:
    """The proposals one by one, as a clerk reads them before confirming."""
    yield from plan.remarks
    for one in plan.rows:
        said = one.proposal
        amount = "" if said.value is None else f" {plain(said.value)}{said.unit}"
        known = "" if one.known is None else f"（{one.known.code}）"
        yield f"第 {said.line} 行 {said.name}{known}{amount}，{said.commitment}，{'、'.join(said.deadlines)}"
        yield from (f"  {issue.text}" for issue in one.issues)
