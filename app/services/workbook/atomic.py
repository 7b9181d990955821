"""Writing a file so that it is there whole or not at all."""

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from app.models.refusal import Refusal


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Yield a stream; when the block ends well its bytes are ``target``, else ``target`` is as it was.

    The bytes go to a file beside the target, are forced to the disk and then take the target's name in one step.
    Raises Refusal where the folder cannot be written, the disk is full, or the target is open elsewhere.
    """
    part = target.with_name(f"~{secrets.token_hex(6)}.part")
    try:
        with _refusing(target):
            stream = part.open("xb")
        with _refusing(target), stream:  # closing writes what is still buffered, too
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        with _refusing(target):
            _take_name(part, target)
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    _sync_folder(target.parent)


def _take_name(part: Path, target: Path) -> None:
    try:
        part.replace(target)
    except (PermissionError, IsADirectoryError) as error:
        raise Refusal(
            f"“{target.name}”正被 WPS 或 Excel 打开，或不允许改动，没有写入", "请关闭它再点“重试”，或换一个文件名"
        ) from error


@contextmanager
def _refusing(target: Path) -> Iterator[None]:
    """Turn what a disk can do wrong into a sentence."""
    try:
        yield
    except FileNotFoundError as error:
        raise Refusal(f"文件夹“{target.parent}”不存在，没有写入", "请换一个文件夹，或接好移动盘再点“重试”") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise Refusal(f"磁盘已满，“{target.name}”没有写入", "请清出空间或换一个盘，再点“重试”") from error
        raise Refusal(f"“{target}”不能写入", "请换一个文件夹或文件名，再点“重试”") from error


def _sync_folder(folder: Path) -> None:
    """Force the new name to the disk where the system can; Windows needs no such step and offers none."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
