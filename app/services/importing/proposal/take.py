"""A document, from its lines to the clerk's confirmation."""

from pathlib import Path

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.planning.plan import Options
from app.services.importing.proposal.apply import apply_document
from app.services.importing.proposal.plan import ProposalPlan, plan_document
from app.services.importing.view import View
from app.services.workbook.read.document import Document

_NO_AIM = "里没有找到年度目标"
_TAKE_OUT = "请选择工作要点、目标任务一类的文件；里面如果是台账表格，请复制到 WPS 或 Excel 中另存为 .xlsx 后再导入"


def planned(document: Document, view: View) -> ProposalPlan:
    """What a document proposes; raises ``Refusal`` where it states no aim."""
    plan = plan_document(document, view)
    if not plan.rows:
        raise Refusal(f"“{document.name}”{_NO_AIM}", _TAKE_OUT)
    return plan


def stored(store: Store, plan: ProposalPlan, original: Path, options: Options) -> int | None:
    """The batch that stored what was confirmed; None where nothing was, or these bytes were stored before.

    Bytes that were stored before are taken again where the clerk has decided on their proposals one by one.
    """
    if not options.confirmed or (plan.earlier is not None and not options.proposals):
        return None
    return apply_document(store, plan, original, options).batch
