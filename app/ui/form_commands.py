"""The headless commands about workbooks that others made: filled in place, learned, handed back with their errors."""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.errors_back import hand_back
from app.services.importing.report import ImportReport
from app.services.reporting import Exported
from app.services.reporting.template_export import export_to_form

_WORKBOOKS = (".xlsx", ".xlsm")


def into_forms(store: Store, arguments: argparse.Namespace) -> list[Exported]:
    """``export --template``: the bureau's own workbook filled; what to look at in it goes to standard error."""
    made = export_to_form(
        store,
        arguments.report,
        arguments.period,
        Path(arguments.template),
        Path(arguments.out),
        decided(arguments),
        unmasked=arguments.unmasked,
    )
    for remark in made.note.split("；") if made.note else []:
        print(f"请看：{remark}", file=sys.stderr)
    return [made]


def decided(arguments: argparse.Namespace) -> dict[str, str]:
    """What ``--blank`` and ``--column`` say of the form's columns; an empty text means 留空."""
    said = dict.fromkeys(arguments.blank, "")
    for text in arguments.column:
        name, sign, meant = text.rpartition("=")
        if not (sign and name.strip() and meant.strip()):
            raise Refusal(f"--column 写成了“{text}”", "请写成 列名=栏次，例如 拆除面积=6")
        said[name.strip()] = meant.strip().removesuffix("栏")
    return said


@dataclass(frozen=True, slots=True)
class ErrorsPlace:
    """Where workbooks with errors are handed back: the file that was named, or a folder."""

    path: Path
    named: bool

    def file(self, book: Path) -> Path:
        """The file for one workbook; its folder is there."""
        target = self.path if self.named else self.path / f"{book.stem}_错误.xlsx"
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def errors_place(arguments: argparse.Namespace) -> ErrorsPlace | None:
    """What ``--errors`` means, asked before anything is imported."""
    if not arguments.errors:
        return None
    where = Path(arguments.errors)
    named = where.suffix.lower() in _WORKBOOKS and not where.is_dir()
    if named and len(arguments.files) > 1:
        raise Refusal(f"有几个文件，“{where.name}”却是一个文件名", "--errors 请写一个文件夹")
    return ErrorsPlace(where, named)


def errors_back(where: ErrorsPlace, files: Sequence[Path], report: ImportReport) -> Iterator[str]:
    """``import --errors``: each workbook with errors written anew with its errors marked; what to say of each."""
    for path, one in zip(files, report.files, strict=True):
        if one.refused:
            continue
        done = hand_back(path, one, where.file(path))
        if done is None:
            yield f"{path.name}：没有要改正的错误，没有另存"
        else:
            told = f"{done.rows} 行有错误，{done.cells} 个单元格已标红加批注，改正后可直接再导入"
            yield f"{path.name}：{told}：{done.path}"
