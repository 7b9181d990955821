"""A 提示 that may stand: its reason is kept in the ledger and printed with the report."""

import json

from app.models.moment import moment
from app.models.queries import waivers
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.submission import Waiver
from app.services.reporting.checking.check import failures
from app.services.reporting.checking.finding import CheckResult
from app.services.reporting.forms.form import Form, Level
from app.services.reporting.table import Table

_ENDS = ("。", "！", "？", "；")


def waive(store: Store, table: Table, check: str, reason: str) -> None:
    """Keep the reason for which a 提示 of a report and period may stand as it was found; an earlier one is replaced.

    What the same check finds later, of other rows or with other figures, waits for a reason of its own.

    Raises ``Refusal`` for a blank reason, for a check that is met or unknown, and for a 强制 one.
    """
    form, period = table.form, table.span.asked.text
    if not reason.strip():
        raise Refusal(f"没有写明“{check}”为什么可以保留", "请写一句理由（命令行用 --reason），它会印在报表上")
    with store.read() as session:
        found = failures(session, table)
        known = waivers.known(session, form.id, period, check)
    _refuse_others(form, found, check)
    findings = json.dumps(sorted(one.facts for one in found if one.check == check), ensure_ascii=False)
    values = {"reason": reason.strip(), "who": store.operator, "at": moment(), "findings": findings}
    with store.write(f"说明{table.span.asked.label}{form.name}的提示“{check}”") as work:
        if known is None:
            work.insert(Waiver, [{"report": form.id, "period": period, "check_name": check, **values}])
        else:
            work.update(Waiver, [(known, values)])


def _refuse_others(form: Form, found: list[CheckResult], check: str) -> None:
    mine = [one for one in found if one.check == check]
    if any(one.level is Level.MUST for one in mine):
        raise Refusal(f"“{check}”是强制审核，不能说明理由后保留", "请改正数据；改正前只能导出草稿")
    if not mine:
        open_ones = list(dict.fromkeys(one.check for one in found if one.level is Level.HINT))
        names = "、".join(f"“{name}”" for name in open_ones)
        said = f"现在可以说明的：{names}" if names else "这一期没有提示，不用说明"
        raise Refusal(f"{form.name}这一期没有叫“{check}”的提示", said)


def kept(found: list[CheckResult]) -> list[str]:
    """What is printed below a report of the 提示 that stand: one note for each reason that was given."""
    by_check: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if one.reason:
            by_check.setdefault((one.check, one.reason), []).append(one.sentence)
    return [f"保留的提示：{'；'.join(told)}。理由：{_closed(reason)}" for (_, reason), told in by_check.items()]


def _closed(reason: str) -> str:
    """A reason as a sentence, whether or not it was written with its full stop."""
    return reason if reason.endswith(_ENDS) else f"{reason}。"
