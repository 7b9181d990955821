"""The headless command about the words of a report: listed, written, taken over from the period before."""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from app.models.refusal import Refusal
from app.services import wording
from app.services.wording import Wording
from app.ui.headless.answer import opened, say
from app.ui.headless.table import lines


def texts(arguments: argparse.Namespace) -> int:
    """``texts``: what stands in a report's columns of words; with ``--text`` one cell written, with ``--carry`` all."""
    if (arguments.text is None) != (arguments.column is None):
        raise Refusal(
            "--column 和 --text 要一起写", "例如 texts R6 --period 2022-Q2 --column 亮点 --text 春季造林提前完成"
        )
    if arguments.text is not None:
        return _write(arguments)
    if arguments.carry:
        return _carry(arguments)
    with opened(arguments) as store:
        found = wording.written(store, arguments.report, arguments.period)
    say(arguments, [asdict(one) for one in found], _lines(found))
    return 0


def _write(arguments: argparse.Namespace) -> int:
    with opened(arguments, writing=True) as store:
        done = wording.write(store, arguments.report, arguments.period, arguments.column, arguments.text, arguments.row)
        batch = store.last_change.batch
    told = f"已{'填写' if done.text else '清空'} {done.report} {done.period} {done.name}“{done.heading}”"
    say(arguments, {**asdict(done), "batch": batch}, [f"{told}{f'：{done.text}' if done.text else ''}"])
    return 0


def _carry(arguments: argparse.Namespace) -> int:
    with opened(arguments, writing=True) as store:
        done = wording.carry(store, arguments.report, arguments.period)
        batch = store.last_change.batch if done else None
    told = (
        f"已沿用上期文字 {len(done)} 格。步骤 {batch}，可用 undo {batch} 撤销。" if done else "上期没有可以沿用的文字。"
    )
    say(arguments, {"carried": [asdict(one) for one in done], "batch": batch}, [told])
    return 0


def _lines(found: Sequence[Wording]) -> Iterator[str]:
    said = [one for one in found if one.text or one.proposed]
    if not said:
        yield f"还没有填写。文字栏：{'、'.join(dict.fromkeys(one.heading for one in found))}"
        return
    rows = [(one.heading, one.row, one.name, one.text or "", one.proposed or "") for one in said]
    yield from lines(("文字栏", "代码", "行", "文字", "上期文字（--carry 沿用）"), rows)
