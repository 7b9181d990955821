"""One writing program a ledger: a lock of the operating system on a small file beside it, gone when its holder dies."""

import os
import sys
from pathlib import Path

from app.models.refusal import Refusal

_BUSY = Refusal("台账正被另一个窗口或程序使用", "请先关闭它，再试一次")


class WriterLock:
    """Held from construction to ``release``; raises ``Refusal`` where someone else holds it."""

    def __init__(self, ledger: Path) -> None:
        self._path = ledger.with_name(ledger.name + ".lock")
        try:
            self._handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Refusal(
                f"文件夹“{ledger.parent}”不能写入", "请把台账移到可以写入的文件夹，或检查磁盘是否写保护"
            ) from error
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            raise _BUSY from error
        if not self._still_ours():
            os.close(self._handle)
            raise _BUSY

    def _still_ours(self) -> bool:
        """Another program may have removed the file between our opening and our locking it."""
        try:
            return os.path.samestat(os.fstat(self._handle), self._path.stat())
        except FileNotFoundError:
            return False

    def release(self) -> None:
        """Let the next program in and leave no file behind."""
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(self._handle)
            self._path.unlink(missing_ok=True)
        else:
            self._path.unlink(missing_ok=True)
            os.close(self._handle)


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
