"""The commands that look into a ledger and take steps back: its records, its settings, its history, its soundness."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from app.models.refusal import Refusal
from app.models.server import shown
from app.models.soundness import last
from app.models.store import Store
from app.services import history, reading, setting, step_detail
from app.services.keeping import beside
from app.ui.headless.answer import day, location, opened, say
from app.ui.headless.table import lines

if TYPE_CHECKING:
    from app.services.continuation import Continuation
    from app.services.step_detail import Changed

_OUTSIDE = "文件与上次关闭时不同（可能换过一份，或被别的程序动过），内容核对无误"


def records(arguments: argparse.Namespace) -> int:
    """The rows of one ledger."""
    with opened(arguments) as store:
        rows = reading.rows(store, arguments.kind, arguments.where, day(arguments.as_of))
    shown = reading.columns(arguments.kind)
    table = [[reading.printed(arguments.kind, row, name) for name in shown] for row in rows]
    header = [reading.heading(arguments.kind, name) for name in shown]
    say(arguments, rows, [*lines(header, table), f"共 {len(rows)} 条"])
    return 0


def settings(arguments: argparse.Namespace) -> int:
    """Tell what is set, or set it."""
    with opened(arguments, writing=arguments.value is not None) as store:
        if arguments.value is not None:
            setting.change(store, arguments.key, arguments.value)
        found = setting.listed(store, arguments.key)
    rows = [(one.key, one.label, one.value, one.description) for one in found]
    say(arguments, {one.key: one.value for one in found}, lines(("设置项", "名称", "现值", "说明"), rows))
    return 0


def steps(arguments: argparse.Namespace) -> int:
    """What was done, the newest first; or what one step changed."""
    with opened(arguments) as store:
        if arguments.batch is not None:
            return _changes(arguments, step_detail.of_step(store, history.known(store, arguments.batch).batch))
        found = history.history(store, words=arguments.words, most=arguments.last)
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


def _changes(arguments: argparse.Namespace, found: "Sequence[Changed]") -> int:
    header = ("在哪里", "哪一条", "栏目", "原来", "现在", "来自")
    rows = [(one.table, one.row, one.what, one.old, one.new, one.source) for one in found]
    say(arguments, [asdict(one) for one in found], lines(header, rows))
    return 0


def undo(arguments: argparse.Namespace) -> int:
    """Take a step back, or bring it again."""
    act, word = (history.undo, "撤销") if arguments.command == "undo" else (history.redo, "恢复")
    with opened(arguments, writing=True) as store:
        change = act(store, arguments.batch)
    answer = {"batch": arguments.batch, "rows": change.rows, "as": change.batch}
    say(arguments, answer, [f"已{word}第 {arguments.batch} 步，涉及 {change.rows} 行。"])
    return 0


def verify(arguments: argparse.Namespace) -> int:
    """Prove that the ledger holds what was written into it."""
    where = shown(location(arguments))
    with opened(arguments) as store:
        found = last(store.faults(thorough=True))
        outside = store.changed_outside
        astray = [] if found else last(beside.astray(store))
        goes_on = _continuation(store, arguments) if arguments.file and not found else None
        notes = [*([_OUTSIDE] if outside and not found else []), *astray, store.engine_note()]
    told = [f"台账有损坏：{one}" for one in found] or [f"台账完好：{where}", *notes]
    told += [_told_of(goes_on)] if goes_on else []
    answer = {"sound": not found, "faults": found, "changed_outside": outside, "astray": astray, "note": notes[-1]}
    answer |= {"continues": asdict(goes_on)} if goes_on else {}
    say(arguments, answer, told)
    if found:
        raise Refusal(f"台账有损坏，共 {len(found)} 处", "请从最近的备份恢复，损坏的文件请保留")
    return 0


def _continuation(store: Store, arguments: argparse.Namespace) -> "Continuation":
    from app.services.continuation import continuation

    return continuation(store, Path(arguments.file), arguments.passphrase)


def _told_of(one: "Continuation") -> str:
    when = f"那时到第 {one.step} 步（{one.label}，{one.at}）" if one.step else "那时还没有做过任何一步"
    return f"现在的台账是“{one.file}”所依据的台账的延续：{when}，此后又做了 {one.since} 步。"
