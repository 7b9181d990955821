"""The headless commands about what the city sent back: the list, settling one of it, the reply."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from app.models.refusal import Refusal
from app.services import reviewing
from app.services.reporting.reply import reply
from app.services.reviewing import ToDo
from app.ui.headless.answer import opened, say
from app.ui.headless.table import lines


def listed(arguments: argparse.Namespace) -> int:
    """``returns``: what is still open, or with ``--settle`` one remark noted as dealt with."""
    if (arguments.settle is None) != (arguments.how is None):
        raise Refusal("--settle 和 --how 要一起写", "例如 returns --settle 3 --how 已按意见补齐附件")
    if arguments.settle is not None:
        return _settle(arguments)
    with opened(arguments) as store:
        found = reviewing.remarks(store, open_only=not arguments.all)
    say(arguments, [asdict(one) for one in found], _lines(found))
    return 0


def _settle(arguments: argparse.Namespace) -> int:
    with opened(arguments, writing=True) as store:
        done = reviewing.settled(store, arguments.settle, arguments.how)
        batch = store.last_change.batch
    told = f"第 {done.id} 条（{done.about} {done.label}）已办理：{done.settled}"
    say(arguments, {**asdict(done), "batch": batch}, [f"{told}。步骤 {batch}，可用 undo {batch} 撤销。"])
    return 0


def _lines(found: Sequence[ToDo]) -> Iterator[str]:
    if not found:
        yield "没有待办的退回意见。"
        return
    header = ("编号", "项目或位置", "栏目", "结果", "意见", "期限", "上报", "返回", "现为", "办理", "出处")
    yield from lines(header, [_row(one) for one in found], right=frozenset({0, 6, 7, 8}))
    late = sum(one.is_late(date.today()) for one in found)
    overdue = f"，已过期限 {late} 条" if late else ""
    yield f"共 {len(found)} 条，未办理 {sum(one.is_open for one in found)} 条{overdue}"


def _row(one: ToDo) -> tuple[str, ...]:
    texts = (one.about, one.label, one.verdict, one.comment, one.deadline, one.sent, one.returned, one.ledger)
    return (str(one.id), *(text or "" for text in texts), one.settled or "", one.source)


def answer(arguments: argparse.Namespace) -> int:
    """``reply``: the workbook that tells the city what became of its remarks."""
    with opened(arguments) as store:
        path = reply(store, Path(arguments.out), arguments.report, arguments.period)
    say(arguments, {"path": str(path)}, [f"已写出办理回执：{path}"])
    return 0
