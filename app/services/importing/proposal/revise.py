"""What a document proposes, as the clerk puts it right: judged anew, before anything is stored."""

from collections.abc import Mapping
from dataclasses import replace

from app.models import quantity
from app.models.refusal import Refusal
from app.services.importing.planning.row_plan import Action
from app.services.importing.proposal.mention import MILESTONE
from app.services.importing.proposal.merge import Proposal
from app.services.importing.proposal.plan import ProposalPlan, judged
from app.services.importing.proposal.said import Said

WRITTEN = (Action.CREATE, Action.UPDATE)


def revised(plan: ProposalPlan, said: Mapping[int, Said]) -> ProposalPlan:
    """The plan with what was said of its rows (by place); a proposal that is left out stands in no other's way.

    Raises ``Refusal`` for a name, value or unit that is none.
    """
    if not said:
        return plan
    proposed = [_put_right(row.proposal, said.get(place, Said())) for place, row in enumerate(plan.rows)]
    left = {place for place, one in said.items() if one.taken is False}
    return replace(plan, rows=judged(proposed, plan.known, plan.year, left))


def _put_right(one: Proposal, said: Said) -> Proposal:
    names = one.names if said.name is None else (_named(said.name),)
    if one.direction == MILESTONE:
        return replace(one, names=names)
    unit = one.unit if said.unit is None else said.unit.strip() or None
    if said.value is None:
        return replace(one, names=names, unit=unit)
    if not said.value.strip():
        return replace(one, names=names, unit=unit, value=None)
    value = quantity.number(said.value.replace(",", "").replace("，", ""))
    if value is None:
        raise Refusal(f"“{said.value}”不是数", "数值请只写数字，如 5000 或 0.25；单位写在“单位”一列")
    scale = max(one.scale, quantity.places_of(value))
    return replace(one, names=names, unit=unit, value=value, scale=scale)


def _named(text: str) -> str:
    if not text.strip():
        raise Refusal("指标名称不能空着", "请写上名称；这一条不要的，去掉前面的勾")
    return text.strip()
