"""The headless commands about workbooks that others made: filled in place, learned."""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

from app.models.refusal import Refusal
from app.models.store import Store
from app.services import learning
from app.services.learning import Known, Lesson
from app.services.reporting.export import Exported, form_named
from app.services.reporting.forms.form import Rows
from app.services.reporting.template.export import Blank, export_to_form
from app.ui.headless.answer import opened, say
from app.ui.headless.table import lines


def into_forms(store: Store, arguments: argparse.Namespace) -> list[Exported]:
    """``export`` into a bureau's own workbook; what to look at in it goes to standard error."""
    if arguments.photos:
        raise Refusal("填进表样的导出不附照片", "请去掉 --photos；要附照片，请导出标准的明细表或整本台账")
    form = learning.known(store, arguments.report) if not arguments.template else None
    report = form.report if form else arguments.report
    blank = _blank(form, arguments)
    made = export_to_form(store, report, arguments.period, blank, Path(arguments.out), unmasked=arguments.unmasked)
    for remark in made.note.split("；") if made.note else []:
        print(f"请看：{remark}", file=sys.stderr)
    return [made]


def _blank(form: Known | None, arguments: argparse.Namespace) -> Blank:
    """The workbook to fill: a learned form's, else the one that was named."""
    said = decided(arguments)
    if form is None:
        return Blank(Path(arguments.template), said, where=arguments.where)
    return Blank(form.path, {**form.decided, **said}, form.name, arguments.where)


def wants_form(store: Store, arguments: argparse.Namespace) -> bool:
    """Whether an export goes into a bureau's form: one that was named, or one that was learned under the name."""
    return bool(arguments.template) or learning.known(store, arguments.report) is not None


def learn(arguments: argparse.Namespace) -> int:
    """``learn``: a form learned from one workbook of it; without a workbook the forms that were learned."""
    if not arguments.file:
        return _learned(arguments)
    if not arguments.name:
        raise Refusal("没有写表样的名称", "请用 --name 写一个名称，例如 --name 市局拆违月报")
    with opened(arguments, writing=True) as store:
        lesson = learning.learn(store, Path(arguments.file), arguments.name, arguments.report, decided(arguments))
    answer = {
        "name": lesson.name,
        "version": lesson.version,
        "report": lesson.report,
        "columns": [asdict(one) for one in lesson.columns],
        "drift": lesson.drift,
        "known": lesson.known,
        "others": list(lesson.others),
    }
    say(arguments, answer, _told(lesson))
    return 0


def _told(lesson: Lesson) -> Iterator[str]:
    rows = [(one.letter, one.path.replace("|", " "), one.meant, one.label, one.unit) for one in lesson.columns]
    yield from lines(("列", "表样的栏目", "栏次", "报表的栏目", "单位"), rows)
    yield from (f"与上一版不同：{one}" for one in lesson.drift)
    for other, title in lesson.others.items():
        yield f"也像“{title}”的表样；要按它学，请加 --report {other} 重新学一次"
    period = "" if form_named(lesson.report).rows is Rows.LEDGER else " --period …"
    done = "与已学会的相同，没有新版本" if lesson.known else f"已学会，第 {lesson.version} 版"
    yield f"“{lesson.name}”是“{lesson.title}”的表样：{done}。导出时写 export {lesson.name}{period} --out …"


def _learned(arguments: argparse.Namespace) -> int:
    with opened(arguments) as store:
        found = learning.learned(store)
    rows = [(one.name, str(one.version), one.report, one.learned_at[:10]) for one in found]
    answer = [
        {"name": one.name, "version": one.version, "report": one.report, "learned_at": one.learned_at} for one in found
    ]
    say(arguments, answer, lines(("名称", "版本", "报表", "学会时间"), rows) if rows else ["还没有学过表样。"])
    return 0


def decided(arguments: argparse.Namespace) -> dict[str, str]:
    """What ``--blank`` and ``--column`` say of the form's columns; an empty text means 留空."""
    said = dict.fromkeys(arguments.blank, "")
    for text in arguments.column:
        name, sign, meant = text.rpartition("=")
        if not (sign and name.strip() and meant.strip()):
            raise Refusal(f"--column 写成了“{text}”", "请写成 列名=栏次，例如 拆除面积=6")
        said[name.strip()] = meant.strip().removesuffix("栏")
    return said
