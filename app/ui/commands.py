"""What each headless command does: open the ledger, ask a service, say the answer."""

import argparse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from app.models.engine import engine_note
from app.models.refusal import Refusal
from app.models.soundness import last
from app.models.store import Store
from app.models.target import Indicator
from app.services import entering, history, indicators, ledger, reading, setting
from app.services.continuation import Continuation, continuation
from app.services.demo import fill as demo
from app.services.indicators import Figure
from app.services.keeping import beside
from app.ui import exchange, form_commands, keeping, publishing, reviews, submitting, target_commands, text_commands
from app.ui.answer import day, location, opened, say
from app.ui.table import lines
from app.ui.words import KINDS

_OUTSIDE = "文件与上次关闭时不同（可能换过一份，或被别的程序动过），内容核对无误"
Command = Callable[[argparse.Namespace], int]


def run(arguments: argparse.Namespace) -> int:
    """Run the command of parsed arguments; the exit status."""
    return COMMANDS[arguments.command](arguments)


def _new(arguments: argparse.Namespace) -> int:
    where = location(arguments)
    year = arguments.year or ledger.latest_year()
    with ledger.create(where, arguments.unit, year) as store:
        name = ledger.unit_name(store)
    answer = {"ledger": where, "unit": arguments.unit, "name": name, "year": year}
    say(arguments, answer, [f"已为{name}建立 {year} 年台账：{where}"])
    return 0


def _demo(arguments: argparse.Namespace) -> int:
    with opened(arguments, writing=True) as store:
        filled = demo.fill(store, arguments.projects, arguments.year, arguments.seed)
    told = "，".join(f"{KINDS[kind].title}{KINDS[kind].record} {count} 个" for kind, count in filled.records.items())
    answer = {"year": filled.year, "records": filled.records, "batch": filled.batch}
    say(arguments, answer, [f"已填入 {filled.year} 年的演示数据：{told}"])
    return 0


def _figures(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = indicators.figures(store, day(arguments.as_of), arguments.by)
    say(arguments, [figure_row(figure) for figure in found], _figure_lines(found))
    return 0


def figure_row(figure: Figure) -> Mapping[str, str | None]:
    """One figure as ``figures --json`` prints it."""
    return {
        "indicator": figure.indicator,
        "region": figure.region,
        "period": figure.period,
        "target": indicators.exact(figure.target, figure.scale),
        "actual": indicators.exact(figure.actual, figure.scale),
        "unit": figure.unit,
        "rate": indicators.exact(figure.rate, 4),
        "pace": indicators.exact(figure.pace, 4),
        "difference": indicators.exact(figure.difference, 2),
        "signal": figure.signal,
        "state": figure.state,
        "date": figure.date,
    }


def _figure_lines(found: list[Figure]) -> Iterator[str]:
    header = ("编号", "地区", "报告期", "指标", "单位", "目标", "累计", "完成率", "序时", "差额", "评价")
    rows = [
        (
            one.indicator,
            one.region_name,
            one.period,
            one.name,
            one.unit,
            _shown(one.target, one.scale),
            one.state or _shown(one.actual, one.scale),
            _percent(one.rate),
            _percent(one.pace),
            _shown(one.difference, 2),
            one.signal,
        )
        for one in found
    ]
    yield from lines(header, rows, right=frozenset({5, 6, 7, 8, 9}))


def _shown(value: Fraction | None, places: int) -> str:
    return "" if value is None else indicators.rounded_text(value, places)


def _percent(value: Fraction | None) -> str:
    return "" if value is None else f"{indicators.rounded_text(value * 100, 2)}%"


def _records(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        rows = reading.rows(store, arguments.kind, arguments.where, day(arguments.as_of))
    shown = reading.columns(arguments.kind)
    table = [[str(row[name] or "") for name in shown] for row in rows]
    header = [reading.heading(arguments.kind, name) for name in shown]
    say(arguments, rows, [*lines(header, table), f"共 {len(rows)} 条"])
    return 0


def _enter(arguments: argparse.Namespace) -> int:
    with opened(arguments, writing=True) as store:
        found = entering.enter(
            store, arguments.indicator, arguments.period, arguments.value, arguments.region, arguments.date
        )
        batch = store.last_change.batch
    answer = {"indicator": found.code, "period": arguments.period, "value": arguments.value, "batch": batch}
    told = arguments.value.removesuffix(unit := _unit_of(found)) + unit
    say(arguments, answer, [f"已填报 {found.code} {found.name} {arguments.period}：{told}"])
    return 0


def _unit_of(found: Indicator) -> str:
    return "" if found.direction == indicators.MILESTONE else found.unit


def _settings(arguments: argparse.Namespace) -> int:
    with opened(arguments, writing=arguments.value is not None) as store:
        if arguments.value is not None:
            setting.change(store, arguments.key, arguments.value)
        found = setting.listed(store, arguments.key)
    rows = [(one.key, one.label, one.value, one.description) for one in found]
    say(arguments, {one.key: one.value for one in found}, lines(("设置项", "名称", "现值", "说明"), rows))
    return 0


def _history(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = history.history(store)
    keys = ("batch", "label", "who", "when", "source", "rows", "undone")
    rows = [
        (
            str(one.batch),
            history.moment(one),
            one.who,
            one.label,
            str(one.rows),
            one.source or "",
            "已撤销" if one.undone else "",
        )
        for one in found
    ]
    header = ("步骤", "时间", "操作人", "内容", "行数", "来源", "状态")
    say(arguments, [{key: getattr(one, key) for key in keys} for one in found], lines(header, rows, frozenset({0, 4})))
    return 0


def _undo(arguments: argparse.Namespace) -> int:
    act, word = (history.undo, "撤销") if arguments.command == "undo" else (history.redo, "恢复")
    with opened(arguments, writing=True) as store:
        change = act(store, arguments.batch)
    answer = {"batch": arguments.batch, "rows": change.rows, "as": change.batch}
    say(arguments, answer, [f"已{word}第 {arguments.batch} 步，涉及 {change.rows} 行。"])
    return 0


def _verify(arguments: argparse.Namespace) -> int:
    where = location(arguments)
    with opened(arguments) as store:
        found = last(store.faults(thorough=True))
        outside = store.changed_outside
        astray = [] if found else last(beside.astray(store))
        goes_on = _continuation(store, arguments) if arguments.file and not found else None
    notes = [*([_OUTSIDE] if outside and not found else []), *astray, engine_note()]
    told = [f"台账有损坏：{one}" for one in found] or [f"台账完好：{where}", *notes]
    told += [_told_of(goes_on)] if goes_on else []
    answer = {"sound": not found, "faults": found, "changed_outside": outside, "astray": astray, "note": notes[-1]}
    answer |= {"continues": asdict(goes_on)} if goes_on else {}
    say(arguments, answer, told)
    if found:
        raise Refusal(f"台账有损坏，共 {len(found)} 处", "请从最近的备份恢复，损坏的文件请保留")
    return 0


def _continuation(store: Store, arguments: argparse.Namespace) -> Continuation:
    return continuation(store, Path(arguments.file), arguments.passphrase)


def _told_of(one: Continuation) -> str:
    when = f"那时到第 {one.step} 步（{one.label}，{one.at}）" if one.step else "那时还没有做过任何一步"
    return f"现在的台账是“{one.file}”所依据的台账的延续：{when}，此后又做了 {one.since} 步。"


COMMANDS: dict[str, Command] = {
    "new": _new,
    "demo": _demo,
    "import": exchange.take_in,
    "export": exchange.give_out,
    "check": exchange.check,
    "brief": publishing.brief,
    "rollup": publishing.roll_up,
    "submit": submitting.submit,
    "submissions": submitting.submissions,
    "reports": exchange.listed,
    "learn": form_commands.learn,
    "returns": reviews.listed,
    "reply": reviews.answer,
    "figures": _figures,
    "records": _records,
    "targets": target_commands.listed,
    "enter": _enter,
    "texts": text_commands.texts,
    "settings": _settings,
    "history": _history,
    "undo": _undo,
    "redo": _undo,
    "verify": _verify,
    "backup": keeping.back_up,
    "restore": keeping.restore,
    "rebuild": keeping.rebuild,
    "pack": keeping.pack,
    "unpack": keeping.unpack,
}
