"""What a ledger file says of itself in its first hundred bytes, read before anything opens it."""

import struct
from dataclasses import dataclass
from pathlib import Path

from app.models.driver import APPLICATION_ID
from app.models.refusal import Damaged, Refusal

_MAGIC = b"SQLite format 3\x00"
_LOGGED = 2  # the header's word for journal_mode=WAL


@dataclass(frozen=True, slots=True)
class FileHeader:
    """A ledger file's schema version, and whether it was left with a write-ahead log by a program that died."""

    version: int
    logged: bool


def header(path: Path) -> FileHeader:
    """The header of an existing ledger file; anything that is no ledger is refused with what it is."""
    if path.is_dir():
        raise Refusal(f"“{path}”是文件夹，不是台账文件", "请用 --ledger 指定台账文件")
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError as error:
        raise Refusal(
            f"没有找到台账文件“{path}”", "请检查位置，或新建一本台账（命令行：new --unit 六位代码）"
        ) from error
    except OSError as error:
        raise Refusal(f"读不了台账文件“{path}”", "请检查文件权限，或稍后再试") from error
    if not head:
        raise Damaged(f"台账文件“{path}”是空的（0 字节）", "请从备份恢复，或换一个位置新建台账")
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise Damaged(f"“{path}”不是资规台账的文件", "请检查是否选错了文件；若原来是台账，请从备份恢复")
    (application,) = struct.unpack(">I", head[68:72])
    if application != APPLICATION_ID:
        raise Refusal(f"“{path}”是别的程序的数据库，不是资规台账的文件", "请检查是否选错了文件")
    (version,) = struct.unpack(">I", head[60:64])
    return FileHeader(version, logged=head[18] == _LOGGED)


def require_writable(path: Path) -> None:
    """Refuse a file that cannot be written, before anything is tried on it."""
    try:
        with path.open("r+b"):
            pass
    except OSError as error:
        raise Refusal("台账文件是只读的", "请去掉文件的只读属性，或把它移到可以写入的文件夹") from error
