"""How far the clerk has come with a reconciliation: what would be written as things stand, what waits for her."""

from dataclasses import dataclass

from app.services.importing.deciding.choice import choice, standing
from app.services.importing.deciding.piles import CellLine, Pile, Piles, RowLine
from app.services.importing.planning.plan import Options, TablePlan
from app.services.importing.planning.row_plan import RowPlan


@dataclass(frozen=True, slots=True)
class Tally:
    """Cells taken, left to the ledger and undecided; rows added and changed; rows that are not taken at all."""

    taken: int
    left: int
    undecided: int
    created: int
    updated: int
    refused: int


def tally(found: Piles, options: Options) -> Tally:
    """What the piles come to under the options."""
    stands = {True: 0, False: 0, None: 0}
    updated: set[int] = set()
    for cell in found.cells:
        taken = stands_of(cell, options)
        stands[taken] += 1
        if taken:
            updated.add(id(cell.head.row))
    waiting = _waiting(found, updated)
    return Tally(
        taken=stands[True],
        left=stands[False],
        undecided=stands[None],
        created=sum(is_added(one, options) for one in found.lines[Pile.NEW] if isinstance(one, RowLine)),
        updated=len(updated) + waiting + _figures(found),
        refused=_left_out(found),
    )


def stands_of(cell: CellLine, options: Options) -> bool | None:
    """Whether a cell that can be decided on would be taken; None where it waits for the clerk."""
    head = cell.head
    if not isinstance(head.plan, TablePlan) or not isinstance(head.row, RowPlan) or not cell.decidable:
        return None
    return standing(options, head.plan, head.row, cell.name, returned=head.returned)


def is_added(head: RowLine, options: Options) -> bool:
    """Whether a new row would be added."""
    if not isinstance(head.plan, TablePlan) or not isinstance(head.row, RowPlan):
        return not head.returned or options.confirmed
    said = choice(options, head.plan, head.row)
    return (not head.returned or options.confirmed) if said is None else said


def _waiting(found: Piles, updated: set[int]) -> int:
    """Rows of ordinary files that bring nothing but pictures, or texts to be kept until they are put right."""
    heads = (one for one in found.lines[Pile.CHANGED] if isinstance(one, RowLine) and not one.returned)
    rows = [one.row for one in heads if isinstance(one.row, RowPlan)]
    return sum(bool(row.waiting or row.pictures) and id(row) not in updated for row in rows)


def _figures(found: Piles) -> int:
    """Changed rows of tables of indicators, which are taken whole."""
    heads = (one for one in found.lines[Pile.CHANGED] if isinstance(one, RowLine))
    return sum(not isinstance(one.row, RowPlan) and not one.returned for one in heads)


def _left_out(found: Piles) -> int:
    wrong = {id(one.row) for one in found.lines[Pile.WRONG] if isinstance(one, RowLine) and one.row.action == "reject"}
    return len(wrong) + found.counts[Pile.CONFLICT]
