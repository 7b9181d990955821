"""Percentages on the way to an aim, which are days of it and no aims; areas that are written like volumes."""

import re
from collections.abc import Sequence
from dataclasses import replace

from app.services.importing.proposal.amount import Amount
from app.services.importing.proposal.cells import Cell
from app.services.importing.proposal.deadline import deadlines
from app.services.importing.proposal.lexicon import pattern, word, words
from app.services.importing.proposal.mention import Mention
from app.services.importing.proposal.naming import core

_SHARE = "%"
_RATE = "率"


def step_of(text: str, cell: Cell, year: int, last: str) -> str | None:
    """What a percentage is a step of: a name, empty for what was spoken of; None where it is no step.

    ``last`` is the aim named last in the sentence, empty where there is none: a rate of it with a day of its own
    (整治1万亩,3月底前整治率达到30%) is a step too.
    """
    if cell.amount.unit != _SHARE:
        return None
    said = core(cell.left, year).rstrip("的")
    ending = next((one for one in words("progress") if said.endswith(one)), None)
    if ending is not None:
        return said.removesuffix(ending) or ending
    if last and said.endswith(_RATE) and said[:-1] in last and deadlines(text, year):
        return ""
    return "" if not said and deadlines(text, year) and not cell.right else None


def with_step(aim: Mention, days: Sequence[str], said: str) -> Mention:
    """An aim with the day of one of its steps, and the step's words."""
    notes = (f"分阶段要求：{said}",) if said else ()
    return replace(aim, deadlines=tuple(sorted({*aim.deadlines, *days})), notes=(*aim.notes, *notes))


def square(amount: Amount, name: str) -> Amount:
    """An amount in 方, which is an area where things are built or torn down and a volume elsewhere."""
    if amount.unit != word("loose_unit"):
        return amount
    unit = word("loose_area") if re.search(pattern("square_context"), name) else word("loose_volume")
    note = f"原文的单位是“{amount.unit}”，按{unit}读取"
    return replace(amount, unit=unit, notes=(*amount.notes, note))
