"""The headless command that takes workbooks in, and hands those with errors back."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.refusal import Refusal
from app.services.importing import flow
from app.services.importing.file_report import ImportReport
from app.services.importing.mapping.correction import correction
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.importing.planning.rules import read_rules
from app.services.importing.report import as_json, summary
from app.services.reporting.place import ONLY_READ
from app.ui.headless.answer import day, opened, say

_WORKBOOKS = (".xlsx", ".xlsm", *ONLY_READ)


def take_in(arguments: argparse.Namespace) -> int:
    """``import``: status 1 where any of the files was refused; the others stand."""
    options = Options(
        as_of=as_of.isoformat() if (as_of := day(arguments.as_of)) else None,
        clear=arguments.clear,
        only=_actions(arguments.only),
        confirmed=arguments.only is not None,
        rules=read_rules(Path(arguments.rules)) if arguments.rules else (),
        corrections=tuple(map(correction, arguments.map)),
        remember=arguments.remember,
    )
    place = _errors_place(arguments)
    with opened(arguments, writing=not arguments.dry_run) as store:
        files = [Path(name) for name in arguments.files]
        report = flow.imported(store, files, options, dry_run=arguments.dry_run)
    told = summary(report)
    say(arguments, as_json(report), [])
    for sentence in told:
        print(sentence, file=sys.stderr if arguments.json or report.refused else sys.stdout)
    for sentence in _errors_back(place, files, report) if place else ():
        print(sentence, file=sys.stderr if arguments.json else sys.stdout)
    return 1 if report.refused else 0


def _actions(words: str | None) -> frozenset[Action]:
    known = {action.value: action for action in (Action.CREATE, Action.UPDATE)}
    if words is None:
        return frozenset(known.values())
    unknown = [word for word in words.split(",") if word.strip() not in known]
    if unknown:
        raise Refusal(f"--only 里没有“{unknown[0]}”", "请写 create、update，或 create,update")
    return frozenset(known[word.strip()] for word in words.split(","))


@dataclass(frozen=True, slots=True)
class _ErrorsPlace:
    """Where workbooks with errors are handed back: the file that was named, or a folder."""

    path: Path
    named: bool

    def file(self, book: Path) -> Path:
        """The file for one workbook; its folder is there."""
        target = self.path if self.named else self.path / f"{book.stem}_错误.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def _errors_place(arguments: argparse.Namespace) -> _ErrorsPlace | None:
    """What ``--errors`` means, asked before anything is imported."""
    if not arguments.errors:
        return None
    where = Path(arguments.errors)
    named = where.suffix.lower() in _WORKBOOKS and not where.is_dir()
    if named and len(arguments.files) > 1:
        raise Refusal(f"有几个文件，“{where.name}”却是一个文件名", "--errors 请写一个文件夹")
    return _ErrorsPlace(where, named)


def _errors_back(where: _ErrorsPlace, files: Sequence[Path], report: ImportReport) -> Iterator[str]:
    """``import --errors``: each workbook with errors written anew with its errors marked; what to say of each."""
    from app.services.importing.errors_back import hand_back  # few imports ask for it

    for path, one in zip(files, report.files, strict=True):
        if one.refused:
            continue
        done = hand_back(path, one, where.file(path))
        if done is None:
            yield f"{path.name}：没有要改正的错误，没有另存"
        else:
            told = f"{done.rows} 行有错误，{done.cells} 个单元格已标红加批注，改正后可直接再导入"
            hidden = f"（其中 {done.hidden} 行隐藏着，请先取消筛选或隐藏）" if done.hidden else ""
            yield f"{path.name}：{told}{hidden}：{done.path}"
