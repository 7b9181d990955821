"""The headless commands that give workbooks out."""

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting import export as reports
from app.services.reporting.calendar import due
from app.services.reporting.checking.causes import Cause, by_cause
from app.services.reporting.checking.check import CheckResult
from app.services.reporting.forms.catalogue import shelf
from app.services.reporting.forms.form import Level
from app.ui.headless.answer import opened, say
from app.ui.headless.forms import into_forms, wants_form
from app.ui.headless.table import lines


def give_out(arguments: argparse.Namespace) -> int:
    """``export``: each workbook's path on standard output, what makes it a draft on standard error."""
    with opened(arguments) as store:
        made = into_forms(store, arguments) if wants_form(store, arguments) else _standard(store, arguments)
    answer = [
        {
            "report": one.id,
            "path": str(one.path),
            "draft": one.draft,
            "failed": one.failed,
            "hints": one.hints,
            "photos": one.photos or None,
        }
        for one in made
    ]
    say(arguments, answer, (f"已导出{one.name}：{one.path}" for one in made))
    for one in made:
        if one.draft:
            print(
                f"{one.name}有 {len(one.failed)} 项强制审核没有通过，只能作为草稿。请改正后重新导出。", file=sys.stderr
            )
        if one.photos:
            print(f"{one.name}：{one.photos}。", file=sys.stderr)
        for sentence in (told for cause in one.causes for told in cause.told):
            print(f"{one.name}　{sentence}" if len(made) > 1 else sentence, file=sys.stderr)
    if arguments.period and (whole := [one.name for one in made if one.id in _ledgers()]):
        print(f"{whole[0]}是整本台账，不分报告期，没有用到 --period {arguments.period}。", file=sys.stderr)
    _tell_faults(one.id for one in made)
    for sentence in dict.fromkeys(one.unregistered for one in made if one.unregistered):
        print(sentence, file=sys.stderr)
    return 0


def _tell_faults(used: Iterable[str]) -> None:
    """That a form was used as it is shipped, since the county's own file of it has a mistake."""
    for fault in filter(None, map(shelf().fault_of, used)):
        print(f"{fault}这次用的是自带的格式。", file=sys.stderr)


def _ledgers() -> frozenset[str]:
    """The ids of what is exported whole."""
    return frozenset(one.id for one in reports.available() if one.ledger)


def _standard(store: Store, arguments: argparse.Namespace) -> list[reports.Exported]:
    if arguments.where:
        raise Refusal(
            "--where 只用于把台账填进表样，标准的导出不挑选行",
            "请加 --template 表样；只看符合条件的记录，请用 records 台账 --where …",
        )
    return reports.export(
        store,
        arguments.report,
        arguments.period,
        Path(arguments.out),
        unmasked=arguments.unmasked,
        extent=reports.Extent(alone=arguments.alone, photos=arguments.photos),
    )


def check(arguments: argparse.Namespace) -> int:
    """``check``: every relation a report breaks, as it would be shown with the report; ``--waive`` gives a reason."""
    if arguments.reason is not None and arguments.waive is None:
        raise Refusal("写了理由，没有写是哪一条提示", "请用 --waive 写提示的名称，名称写在 check 每条前面的〔〕里")
    if arguments.report.strip().upper() == reports.ALL:
        return _check_all(arguments)
    with opened(arguments, writing=arguments.waive is not None) as store:
        if arguments.waive is not None:
            found = reports.explain(store, arguments.report, arguments.period, arguments.waive, arguments.reason or "")
        else:
            found = reports.check(store, arguments.report, arguments.period)
    form, causes = reports.form_named(arguments.report), by_cause(found)
    _tell_faults([form.id])
    say(arguments, _findings(arguments.report, causes), _judgement(form.name, arguments.period, causes))
    return 0


def _check_all(arguments: argparse.Namespace) -> int:
    """``check ALL``: every report of the month's folder, then a summary; a 强制 finding ends with status 1."""
    if arguments.waive is not None:
        raise Refusal("一次只能说明一张报表的提示", "请写明报表，例如 check R4 --period … --waive …")
    with opened(arguments) as store:
        found = [(one, by_cause(one.found)) for one in reports.check_all(store, arguments.period)]
    _tell_faults(one.id for one, _ in found)
    answer = [{**row, "period": one.period} for one, causes in found for row in _findings(one.id, causes)]
    told = [line for one, causes in found for line in _judgement_of_many(one, causes)]
    broken = [one for one, _ in found if any(result.level is Level.MUST for result in one.found)]
    hints = sum(result.level is Level.HINT and not result.reason for one, _ in found for result in one.found)
    named = (
        f"{len(broken)} 张有强制审核没有通过（{'、'.join(one.id for one in broken)}）" if broken else "强制审核都通过"
    )
    say(arguments, answer, [*told, f"共审核 {len(found)} 张报表：{named}，待说明的提示 {hints} 处。"])
    if broken:
        raise Refusal(
            f"{'、'.join(f'{one.id} {one.period}' for one in broken)} 有强制审核没有通过",
            "请改正后再审核；现在导出只能作为草稿",
        )
    return 0


def _judgement_of_many(one: reports.Checked, causes: list[Cause]) -> list[str]:
    """A report that stands takes one line, with its name."""
    return _judgement(one.name, one.period, causes) if causes else [f"{one.name} {one.period}：审核通过。"]


def _findings(report: str, causes: list[Cause]) -> list[dict[str, object]]:
    return [
        {**_finding(report, one), "cause": number}
        for number, cause in enumerate(causes, 1)
        for one in (cause.first, *cause.others)
    ]


def _finding(report: str, one: CheckResult) -> dict[str, object]:
    return {
        "report": report.strip().upper(),
        "sheet": one.sheet,
        "check": one.check,
        "level": one.level.value,
        "row": one.row,
        "relation": one.relation,
        "columns": one.columns,
        "left": one.left,
        "right": one.right,
        "text": one.sentence,
        "records": one.records,
        "reason": one.reason or None,
    }


def _judgement(name: str, period: str, causes: list[Cause]) -> list[str]:
    """How many of each level, then each cause with what it brought."""
    if not causes:
        return ["审核通过，没有发现问题。"]
    found = [one for cause in causes for one in (cause.first, *cause.others)]
    numbers = [(level, sum(one.level is level for one in found)) for level in Level]
    counts = [f"{level.value} {number} 处" if number else f"没有{level.value}" for level, number in numbers]
    grouped = f"，归为 {len(causes)} 个原因" if len(causes) < len(found) else ""
    return [f"{name} {period}：{'，'.join(counts)}{grouped}。", *(told for cause in causes for told in cause.told)]


def listed(arguments: argparse.Namespace) -> int:
    """``reports``: what can be exported; with ``--due`` what is to be sent for a month, and how far it has come."""
    if arguments.due is not None:
        return _due(arguments)
    found = reports.available()
    rows = [(one.id, one.name, one.table_code, "、".join(one.periods) or "不限") for one in found]
    for fault in shelf().faults.values():
        print(fault, file=sys.stderr)
    answer = [
        {"report": one.id, "name": one.name, "version": one.version, "table": one.table_code, "periods": one.periods}
        for one in found
    ]
    say(arguments, answer, lines(("代号", "名称", "表号", "报告期"), rows))
    return 0


def _due(arguments: argparse.Namespace) -> int:
    today = date.today()
    with opened(arguments) as store:
        found = due(store, arguments.due)
    answer = [
        {
            "report": one.report,
            "period": one.period.text,
            "end": one.period.end.isoformat(),
            "by": one.by.isoformat() if one.by else None,
            "state": one.state.value,
            "late": one.is_late(today),
            "number": one.number or None,
            "remarks": one.remarks,
        }
        for one in found
    ]
    rows = [
        (
            one.report,
            one.name,
            one.period.text,
            one.period.end.isoformat(),
            one.by.isoformat() if one.by else "",
            f"{one.state.value}，已逾期" if one.is_late(today) else one.state.value,
            one.number,
        )
        for one in found
    ]
    say(arguments, answer, lines(("代号", "名称", "报告期", "截至", "报送期限", "状态", "编号"), rows))
    return 0
