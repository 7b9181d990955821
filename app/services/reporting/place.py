"""Where an export goes: the file that was named, or a file of our naming in a folder."""

import re
from dataclasses import dataclass
from pathlib import Path

from app.models.refusal import Refusal

WRITTEN = ".xlsx"
ONLY_READ = (".xls", ".et", ".xlsb", ".ods", ".csv")
"""Workbooks that are read, but never written: such a name means a file all the same, not a folder."""
_WORKBOOKS = (WRITTEN, ".xlsm", ".docx", *ONLY_READ)
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


@dataclass(frozen=True, slots=True)
class Destination:
    """A named file, or a folder that is made once something is to be written."""

    path: Path
    named: bool

    def file(self, name: str) -> Path:
        """The file to write; ``name`` is ours, used where only a folder was named. Its folder is there."""
        return folder_made(self.path if self.named else self.path / _NOT_IN_NAMES.sub("_", name))


def folder_made(target: Path) -> Path:
    """The file, whose folder is there now."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refusal(f"不能建立文件夹“{target.parent}”", "请换一个可以写入的文件夹") from error
    return target


def destination(out: Path, wanted: str = WRITTEN) -> Destination:
    """What was meant by ``out``: a path that ends like a document is the file, anything else a folder.

    ``wanted`` is what the file must end in: a form with macros stays one.
    """
    ending = out.suffix.lower()
    if ending not in _WORKBOOKS or out.is_dir():
        return Destination(out, named=False)
    if ending != wanted:
        what = "标准报表" if wanted == WRITTEN else "这张表样"
        raise Refusal(f"{what}是 {wanted} 工作簿，不能写成“{out.name}”", f"请把文件名改为以 {wanted} 结尾")
    return Destination(out, named=True)


def folder(out: Path) -> Destination:
    """A folder for several files."""
    if out.suffix.lower() in _WORKBOOKS and not out.is_dir():
        raise Refusal(f"要导出几个文件，“{out.name}”却是一个文件名", "请写一个文件夹")
    return Destination(out, named=False)
