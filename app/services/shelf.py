"""Files kept beside a ledger under what is in them: written once, never changed, found again by their SHA-256.

Of a ledger on a server each computer keeps those that it brought, in a corner of its own.
"""

import shutil
from pathlib import Path

from app.models import backup, home
from app.models.refusal import Refusal
from app.models.store import Store


def folder(store: Store, kind: str) -> Path:
    """Where the files of one of ``backup.BESIDE`` are kept."""
    return backup.beside(store.path, kind) if store.path else home.corner(store.location) / kind


def keep(store: Store, kind: str, file: Path, sha256: str) -> str:
    """Keep a file in the folder of one of ``backup.BESIDE``; its name there.

    Raises ``Refusal`` where the folder takes no writing.
    """
    target = folder(store, kind) / f"{sha256}{file.suffix.lower()}"
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            part = target.with_name(target.name + ".part")
            shutil.copyfile(file, part)
            part.replace(target)
    except OSError as error:
        raise Refusal(f"没能保存“{file.name}”的原件", "请检查磁盘空间和文件夹权限后再试；台账没有改动") from error
    return target.name


def kept(store: Store, kind: str, sha256: str) -> Path | None:
    """The file that was kept, None where there is none."""
    return next(folder(store, kind).glob(f"{sha256}*"), None)
