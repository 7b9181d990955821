"""What about a figure tells that it is something to reach, and what belongs to it."""

import re
from collections.abc import Sequence

from app.models import quantity
from app.services.importing.proposal.cells import Cell
from app.services.importing.proposal.lexicon import pattern, words
from app.services.importing.proposal.mention import Mention
from app.services.importing.proposal.naming import core, following

RATIO = "%"
RATES = (RATIO, "‰", "‱")
_AT_LEAST = ">="


def is_kept(text: str, cell: Cell) -> bool:
    """Whether a bounding word before the figure rules what follows it: 守住30万亩耕地红线."""
    return cell.amount.direction == _AT_LEAST and not text[cell.amount.start].isdigit()


def is_done(text: str, cell: Cell) -> bool:
    """Whether a share or a size, no count, stands right behind a verb: 计划完成380亩."""
    unit = quantity.unit_named(cell.amount.unit)
    return bool(unit or cell.amount.unit in RATES) and bool(re.search(rf"(?:{doing()})$", text[: cell.amount.start]))


def describes(cell: Cell, found: Sequence[Cell]) -> bool:
    """Whether a count only says which things a share is one of: 登记在册的1268株古树保护率达100%."""
    return cell.left.endswith("的") and any(one.amount.unit in RATES for one in found if one is not cell)


def is_rate(cell: Cell, year: int) -> bool:
    """Whether a share stands behind the name of a rate: that is always said to be reached."""
    return cell.amount.unit in RATES and core(cell.left, year).endswith(words("ratio_end"))


def doing() -> str:
    """Any word of doing."""
    return f"{pattern('verb').pattern}|{pattern('work').pattern}"


def is_alike(whole: Mention, cell: Cell) -> bool:
    """Whether a figure can be a part of a whole by what it is measured in."""
    units = [quantity.unit_named(unit or "") for unit in (whole.unit, cell.amount.unit)]
    one, other = (unit.dimension if unit else None for unit in units)
    return one == other or cell.amount.unit == RATIO


def is_share(cell: Cell) -> bool:
    """Whether a percentage is a part of a whole that goes somewhere: 其中10%用于市统筹."""
    return cell.amount.unit == RATIO and bool(pattern("share").match(following(cell.right)))
