"""The child process that reads one file: it may run out of time or memory, or be killed, and nothing else is lost.

A value reader can abort its whole process on a file of one kilobyte; that must never be the program's own.
"""

import gc
import hashlib
import os
import traceback
from multiprocessing.connection import Connection
from pathlib import Path

from app.models.refusal import Refusal
from app.services.workbook.read.limits import Limits, confine, peak
from app.services.workbook.read.parcel import BookEnds, Failed, Message, Refused, SheetBegins, packed


def serve(path: Path, limits: Limits, outlet: "Connection[Message, object]") -> None:
    """Read ``path`` within ``limits`` and tell ``outlet`` what comes of it, sheet by sheet."""
    _be_quiet()
    confine(limits)
    gc.disable()  # cells point at nothing, and the process ends with its one file
    try:
        _tell(path, outlet)
    except Refusal as refusal:
        outlet.send(Refused(refusal.sentence, refusal.next_step))
    except BaseException as error:  # noqa: BLE001 - a reader's panic is no Exception, and the parent has to know of it
        outlet.send(Failed("".join(traceback.format_exception(error))))


def _be_quiet() -> None:
    """Let no reader write its last words over the clerk's screen."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)


def _tell(path: Path, outlet: "Connection[Message, object]") -> None:
    from app.services.workbook.read.parse import parse

    data = _bytes(path)
    contents = parse(data, path.name)
    for part in contents.parts:
        outlet.send(SheetBegins(part.head))
        for parcel in packed(part.grid):
            outlet.send(parcel)
    outlet.send(BookEnds(hashlib.sha256(data).hexdigest(), contents.remarks, peak(), contents.cell_pictures))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Refusal(f"找不到文件“{path}”", "请检查文件是否被移走、改名，U 盘是否已拔出") from None
    except PermissionError:
        raise Refusal(f"打不开“{path.name}”", "它可能正被 WPS 或 Excel 占用，或没有读取权限，请关闭后重试") from None
    except IsADirectoryError:
        raise Refusal(f"“{path}”是文件夹", "请选择里面的表格文件") from None
    except OSError:
        raise Refusal(f"读取“{path.name}”失败", "请检查 U 盘或网络是否断开，把文件拷到本机后重试") from None
