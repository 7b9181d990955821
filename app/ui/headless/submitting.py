"""The headless commands of what was sent: registering, listing, cancelling, explaining, proving."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path

from app.models.quantity import number
from app.models.queries.submissions import Sent
from app.services import history, indicators
from app.services.reporting.forms.catalogue import name_of
from app.services.reporting.sent import difference as differing
from app.services.reporting.sent import file as sent_file
from app.services.reporting.sent import proof
from app.services.reporting.sent import submit as sending
from app.services.reporting.sent.difference import Cause, Changed, Difference, Told
from app.services.reporting.sent.proof import Proof
from app.services.reporting.sent.proof_content import Touched
from app.services.reporting.sent.story import GONE
from app.services.reporting.signed import signed
from app.ui.headless.answer import opened, say
from app.ui.headless.table import lines

_STATES = {"cancelled": "已作废", "replaced": "已更正", "stands": "有效"}


def submit(arguments: argparse.Namespace) -> int:
    """``submit``: the newest export of a report and period is what was sent."""
    with opened(arguments, writing=True) as store:
        done = sending.submit(
            store, arguments.report, arguments.period, number=arguments.number, replaces=arguments.replaces
        )
    sent = done.sent
    told = [f"已登记第 {sent.id} 次报送，编号 {sent.number}：{Path(done.file).name}", f"SHA-256：{sent.sha256}"]
    say(arguments, {**_sent_row(sent), "file": done.file, "notes": done.notes}, told)
    for note in done.notes:
        print(note, file=sys.stderr)
    return 0


def submissions(arguments: argparse.Namespace) -> int:
    """``submissions`` and what is asked of them."""
    return _ACTIONS[arguments.action](arguments)


def _listed(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = sending.submissions(store)
    header = ("次", "编号", "报表", "报告期", "表样版本", "登记时间", "登记人", "状态", "SHA-256")
    rows = [
        (
            str(one.id),
            one.number,
            one.report,
            one.period,
            one.form_version,
            history.clock(one.sent_at),
            one.sent_by,
            _state_words(one),
            one.sha256[:12],
        )
        for one in found
    ]
    say(arguments, [_sent_row(one) for one in found], lines(header, rows) if rows else ["还没有登记过报送。"])
    return 0


def _sent_row(sent: Sent) -> Mapping[str, str | int | None]:
    return {
        "submission": sent.id,
        "number": sent.number,
        "report": sent.report,
        "period": sent.period,
        "version": sent.form_version,
        "unit": sent.unit,
        "when": sent.sent_at,
        "who": sent.sent_by,
        "sha256": sent.sha256,
        "export": sent.export_id,
        "replaces": sent.replaces,
        "replaced_by": sent.replaced_by,
        "cancelled": sent.cancelled,
        "state": _state(sent),
    }


def _state(sent: Sent) -> str:
    return "cancelled" if sent.cancelled is not None else "replaced" if sent.replaced_by is not None else "stands"


def _state_words(sent: Sent) -> str:
    """The state as a list shows it, with the reason or the correction."""
    word = _STATES[_state(sent)]
    more = f"更正第 {sent.replaces} 次" if sent.replaces is not None else ""
    if sent.cancelled is not None:
        return f"{word}：{sent.cancelled}"
    if sent.replaced_by is not None:
        return f"{word}，见第 {sent.replaced_by} 次"
    return f"{word}（{more}）" if more else word


def _cancel(arguments: argparse.Namespace) -> int:
    with opened(arguments, writing=True) as store:
        sent = sending.cancel(store, arguments.which, arguments.reason)
    say(arguments, _sent_row(sent), [f"第 {sent.id} 次报送（{sent.number}）已作废：{sent.cancelled}"])
    return 0


def _diff(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = differing.difference(store, arguments.first, arguments.second)
    say(arguments, _difference_row(found), difference_lines(found))
    return 0


def _copy(arguments: argparse.Namespace) -> int:
    """The file that was sent, else the workbook that says what was sent."""
    with opened(arguments) as store:
        sent = sending.named(sending.submissions(store), arguments.which)
        made = sent_file.give_out(store, sent, Path(arguments.out))
    what = "报出的文件（与报出时逐字节相同）" if made.exact else "报出的数字（原件已不在，按登记时封存的数字重新写出）"
    answer = {**_sent_row(sent), "path": str(made.path), "exact": made.exact}
    say(arguments, answer, [f"已取出第 {sent.id} 次报送（{sent.number}）{what}：{made.path}"])
    return 0


def _check(arguments: argparse.Namespace) -> int:
    """Whether a file is what was sent, or says what was sent; status 1 unless it does."""
    with opened(arguments) as store:
        found = proof.proof(store, Path(arguments.file))
    answer = {
        "verdict": found.verdict.value,
        "reason": found.sentence,
        "export": found.export.export_id if found.export else None,
        "submission": _sent_row(found.sent) if found.sent else None,
        "cells": [
            {
                "cell": one.cell,
                "row": one.row,
                "header": " ".join(one.column.path),
                "sent": one.sent,
                "found": one.found,
            }
            for one in found.touched
        ],
    }
    say(arguments, answer, _proof_lines(found))
    return 0 if found.verdict in (proof.Verdict.SAME, proof.Verdict.ALIKE) else 1


def _proof_lines(found: Proof) -> Iterator[str]:
    yield f"{found.verdict.value}：{found.sentence}。"
    if found.sent:
        yield f"它是第 {found.sent.id} 次报送（{found.sent.number}），{_state_words(found.sent)}。"
    elif found.export:
        made = history.clock(found.export.made_at)
        name = name_of(found.export.report)
        yield f"它是 {made} 导出的“{name}”{found.export.period}，没有登记过报送。"
    for one in found.touched:
        about = "，".join(part for part in (one.row, one.column.label) if part)
        sent, there = (_as_printed(text, one) for text in (one.sent, one.found))
        yield f"    {one.cell} {about}：{sent} → {there}"


def _as_printed(text: str | None, one: Touched) -> str:
    """A figure with the decimals its column prints, or those it went out with; with more where it has more."""
    figure = number(text) if text and one.column.numeric else None
    if figure is None:
        return text or "空白"
    written = [known.partition(".")[2] for known in (text or "", one.sent or "") if number(known) is not None]
    places = max(one.column.places or 0, *map(len, written))
    return f"{figure:.{places}f}"


def _difference_row(found: Difference) -> Mapping[str, object]:
    return {
        "report": found.first.report,
        "first": {"label": found.first.label, "period": found.first.period, "version": found.first.version},
        "second": {"label": found.second.label, "period": found.second.period, "version": found.second.version},
        "settings": [_edit_row(Told(one, late=False)) for one in found.settings],
        "cells": [_cell_row(one) for one in found.cells],
    }


def _cell_row(one: Changed) -> Mapping[str, object]:
    column = one.column
    return {
        "sheet": one.sheet,
        "row": one.row,
        "column": column.number if column else None,
        "header": " ".join(column.path) if column else None,
        "unit": column.unit if column else None,
        "unit_before": one.unit if column else None,
        "before": one.before,
        "after": one.after,
        "records": [
            {
                "id": cause.record,
                "name": cause.name,
                "before": indicators.exact(cause.before, 0),
                "after": indicators.exact(cause.after, 0),
                "changes": [_edit_row(told) for told in cause.edits],
            }
            for cause in one.causes
        ],
        "changes": [_edit_row(told) for told in one.edits],
        "why": one.why or None,
    }


def _edit_row(told: Told) -> Mapping[str, object]:
    edit = told.edit
    return {
        "batch": edit.batch,
        "label": edit.step,
        "who": edit.who,
        "when": edit.when,
        "file": edit.file or None,
        "sheet": edit.sheet or None,
        "cell": edit.cell or None,
        "field": edit.label,
        "old": edit.old or None,
        "new": edit.new or None,
        "dated": edit.days,
        "code": differing.LOCKED if told.late else None,
    }


def difference_lines(found: Difference) -> Iterator[str]:
    """What two submissions differ in, figure by figure, each with the records and edits behind it."""
    cells = found.cells
    yield f"{found.first.label} → {found.second.label}：{f'有 {len(cells)} 处不同' if cells else '没有不同'}。"
    if found.first.version != found.second.version:
        yield f"两次的表样版本不同（{found.first.version}、{found.second.version}），只比较两边都有的栏。"
    if found.settings:
        yield "两次之间改过设置："
        yield from (f"    {_edit_line(Told(one, late=False))}" for one in found.settings)
    told: set[int] = set()
    for one in cells:
        yield _cell_line(one)
        for cause in one.causes:
            yield f"    {cause.name}{_amount(one, cause)}{'，改动见上' if cause.record in told else ''}"
            if cause.record not in told:
                yield from (f"        {_edit_line(edit)}" for edit in cause.edits)
            told.add(cause.record)
        yield from (f"    {_edit_line(edit)}" for edit in one.edits)


def _cell_line(one: Changed) -> str:
    if one.column is None:
        return f"{one.row}：{one.why}"
    unit = f" {one.column.unit}" if one.column.unit else ""
    earlier = f" {one.unit}" if one.unit != one.column.unit else ""
    why = f"（{one.why}）" if one.why and not one.edits else ""
    return f"{one.row} {one.column.label}：{one.before or '空白'}{earlier} → {one.after or '空白'}{unit}{why}"


def _amount(one: Changed, cause: Cause) -> str:
    """What a record adds to a figure, in the column's unit."""
    if cause.before is None or cause.after is None or one.column is None:
        return ""
    told = [_text(value, one.column.places or 0) for value in (cause.before, cause.after)]
    places = max(len(text.partition(".")[2]) for text in told)
    before, after, difference = (
        _text(value, places) for value in (cause.before, cause.after, cause.after - cause.before)
    )
    return f" {signed(difference)}（{before} → {after}）"


def _text(value: Fraction, places: int) -> str:
    return indicators.exact(value, places) or ""


def _edit_line(told: Told) -> str:
    edit = told.edit
    where = f"，出自“{edit.file}”{f' {edit.sheet}!{edit.cell}' if edit.cell else ''}" if edit.file else ""
    what = edit.label if not (edit.old or edit.new) else f"{edit.label} {edit.old or '空白'} → {edit.new or '空白'}"
    days = f"，记在 {'、'.join(edit.days)}" if edit.days else ""
    late = f"，是该报告期报送以后{'删除' if edit.label == GONE else '补记'}的" if told.late else ""
    return f"{history.clock(edit.when)} {edit.who} 第 {edit.batch} 步“{edit.step}”{where}：{what}{days}{late}"


_ACTIONS = {None: _listed, "cancel": _cancel, "diff": _diff, "check": _check, "copy": _copy}
