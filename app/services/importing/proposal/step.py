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


def step_of(text: str, cell: Cell, year: int, last: Mention | None) -> str | None:
    """What a figure is a step of: a name, empty for what was spoken of; None where it is no step.

    ``last`` is the aim named last in the sentence: a rate of it with a day of its own (整治1万亩,3月底前整治率
    达到30%) is a step too, and so is a bare figure in its unit (项目26个,其中6月底前完成10个).
    """
    said = core(cell.left, year).rstrip("的")
    if cell.amount.unit != _SHARE:
        is_bare = last is not None and last.unit == cell.amount.unit and not (said or cell.right or cell.amount.noun)
        return "" if is_bare and deadlines(text, year) else None
    ending = next((one for one in words("progress") if said.endswith(one)), None)
    if ending is not None:
        return said.removesuffix(ending) or ending
    if last and said.endswith(_RATE) and said[:-1] in last.name and deadlines(text, year):
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
