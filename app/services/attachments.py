"""The photos and papers of a record: kept once under their SHA-256 in a folder beside the ledger, never inside it.

Adding and removing one are steps like any other. A file that no record has any more stays for ninety days, so that a
step can be taken back; one that was moved away or changed by someone is said to be missing or altered.
"""

import json
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from secrets import token_hex

from app.models import backup, home, resources
from app.models.attachment import Attachment
from app.models.ledger import fields_of
from app.models.moment import moment
from app.models.queries import attachments as queries
from app.models.queries import records
from app.models.queries.attachments import Kept
from app.models.refusal import Refusal
from app.models.rest import digest
from app.models.store import Store
from app.models.work import Change, Row, Work
from app.services.records import Edit, change
from app.services.workbook.picture_head import is_heic

PICTURES = frozenset({".jpg", ".jpeg", ".jfif", ".png", ".bmp", ".gif", ".webp", ".tif", ".tiff"})
LARGEST = 200 << 20
"""Bytes of one file."""
KEPT_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Role:
    """What an attachment shows; ``moment`` is before, during or after where it is a photo of the work.

    ``field`` is the ledger's own field for the photo's name, empty where there is none.
    """

    name: str
    moment: str
    field: str


@dataclass(frozen=True, slots=True)
class Paper:
    """An attachment as the form shows it. ``path`` is its file, None while that is missing.

    ``key`` is None for a photo that the ledger only has the name of, as an import brought it.
    """

    key: int | None
    role: str
    name: str
    path: Path | None
    added_at: str

    @property
    def is_picture(self) -> bool:
        """Whether there is a thumbnail to be shown of it."""
        return self.path is not None and self.path.suffix in PICTURES


@cache
def roles(kind: str) -> tuple[Role, ...]:
    """What the attachments of a ledger may show, in the order of the work."""
    rows = resources.rows("attachment_roles.csv")
    return tuple(Role(row["role"], row["moment"], row["field"]) for row in rows if row["kind"] == kind)


def folder(store: Store) -> Path:
    """Where a ledger's attachments lie."""
    if store.path is None:
        raise Refusal("服务器上的台账不存附件", "请把照片放在共享文件夹里，或使用本机台账")
    return backup.beside(store.path, "附件")


def of_record(store: Store, kind: str, record: int) -> list[Paper]:
    """A record's attachments by role; a photo that is only named in its field stands there as missing."""
    with store.read() as session:
        kept = queries.of_record(session, record)
        held = records.one(session, kind, record)
    beside = folder(store) if store.path else None
    found = []
    for role in roles(kind):
        own = [_paper(one, beside) for one in kept if one.role == role.name]
        named = str((held.values.get(role.field) if held else None) or "")
        found += own or [Paper(None, role.name, name, None, "") for name in named.split("、") if name.strip()]
    known = {role.name for role in roles(kind)}
    return found + [_paper(one, beside) for one in kept if one.role not in known]


def _paper(one: Kept, beside: Path | None) -> Paper:
    path = _place(beside, one.sha256, one.name) if beside and one.sha256 else None
    return Paper(one.key, one.role, one.name, path if path and path.is_file() else None, one.added_at)


def _place(beside: Path, sha256: str, name: str) -> Path:
    return beside / f"{sha256}{Path(name).suffix.lower()}"


def add(store: Store, kind: str, record: int, role: str, files: Sequence[Path]) -> Change:
    """Keep files as a record's attachments, in one step; what it already has in that role is not added twice.

    The role's field, where it is blank, gets the first file's name. Raises ``Refusal`` where a file cannot be read.
    """
    beside = folder(store)
    taken = [_take(beside, one) for one in files]
    return _enter(store, kind, record, role, taken)


def unshown(files: Sequence[Path]) -> str:
    """What is said of files that are kept like any other but are shown nowhere; empty where there are none."""
    with suppress(OSError):
        names = [one.name for one in files if is_heic(_start(one))]
        if names:
            return f"{'、'.join(names)} 是 HEIC 照片，已存好，但这里和 Excel 都显示不了；请在手机上另存为 JPG 再添加"
    return ""


def _start(file: Path) -> bytes:
    with file.open("rb") as content:
        return content.read(32)


def add_picture(store: Store, kind: str, record: int, role: str, png: bytes) -> Change:
    """Keep a picture from the clipboard as an attachment."""
    name = f"{role}-{moment()[:19].replace(':', '').replace('T', '-')}.png"
    return _enter(store, kind, record, role, [keep(store, png, name)])


_Taken = tuple[str, str, int]
"""A kept file's name, its SHA-256 and its size."""


def keep(store: Store, content: bytes, name: str) -> _Taken:
    """Put a file's content into the folder; it is there whole under its SHA-256, or not at all."""
    beside = folder(store)
    part = beside / f"~{token_hex(6)}.part"
    try:
        beside.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        return _settle(beside, part, name)
    except OSError as error:
        raise Refusal(f"“{name}”没有存入", "请检查磁盘是否还有空间，再试一次") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _take(beside: Path, file: Path) -> _Taken:
    """Copy a file into the folder; it is there whole under its SHA-256, or not at all."""
    if not file.is_file():
        raise Refusal(f"“{file.name}”不是文件或已不在原处", "请选择照片或扫描件；整个文件夹请先打开再选")
    size = file.stat().st_size
    if not 0 < size <= LARGEST:
        why = "太大" if size else "是空文件"
        raise Refusal(f"“{file.name}”{why}，没有存入", f"单个附件请不超过 {LARGEST >> 20} 兆字节，且不为空")
    part = beside / f"~{token_hex(6)}.part"
    try:
        beside.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, part)
        return _settle(beside, part, file.name)
    except OSError as error:
        raise Refusal(f"“{file.name}”没有存入", "请检查文件能否打开、磁盘是否还有空间，再试一次") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _settle(beside: Path, part: Path, name: str) -> _Taken:
    sha256, size = digest(part), part.stat().st_size
    target = _place(beside, sha256, name)
    if not target.is_file() or digest(target) != sha256:
        backup.flush(part)
        part.chmod(0o644)
        part.replace(target)
    return name, sha256, size


def _enter(store: Store, kind: str, record: int, role: str, taken: Sequence[_Taken]) -> Change:
    with store.read() as session:
        held = records.one(session, kind, record)
        known = {(one.role, one.sha256) for one in queries.of_record(session, record)}
    if held is None:
        raise Refusal("这一行已经不在台账里", "请按 F5 刷新后再试")
    new = {sha256: (name, sha256, size) for name, sha256, size in taken if (role, sha256) not in known}
    with store.write(f"添加{role} {len(new)} 个附件") as work:
        attach(work, [Attached(record, role, *one) for one in new.values()])
        field = next((one.field for one in roles(kind) if one.name == role), "")
        if new and field in fields_of(kind) and held.values[field] is None:
            change(work, kind, [Edit(record, {field: next(iter(new.values()))[0]})])
    return store.last_change


@dataclass(frozen=True, slots=True)
class Attached:
    """A kept file as what a record has in a role; ``size`` in bytes."""

    record: int
    role: str
    name: str
    sha256: str
    size: int


def attach(work: Work, files: Sequence[Attached]) -> None:
    """Enter kept files as attachments of records, as part of a larger step."""
    at = moment()
    rows: list[Row] = [
        {
            "record_id": one.record,
            "role": one.role,
            "name": one.name,
            "sha256": one.sha256,
            "size": one.size,
            "added_at": at,
        }
        for one in files
    ]
    work.insert(Attachment, rows)


def remove(store: Store, key: int, name: str) -> Change:
    """Take an attachment away from its record; its file stays for ninety days."""
    with store.write(f"移除附件“{name}”") as work:
        work.delete(Attachment, [key])
    return store.last_change


def turn(store: Store, key: int, role: str) -> Change:
    """Say that an attachment shows something else."""
    with store.write(f"附件改为“{role}”") as work:
        work.update(Attachment, [(key, {"role": role})])
    return store.last_change


def require_whole(paper: Paper) -> Path:
    """The file of an attachment, once it is sure that it is the one that was kept."""
    if paper.path is None:
        raise Refusal(f"找不到“{paper.name}”的文件", "请从原来的电脑或相机重新添加；移走过附件文件夹的，请放回台账旁边")
    if digest(paper.path) != paper.path.stem:
        raise Refusal(f"“{paper.name}”被别的程序改动过，与存入时不同", "请从备份或原始文件重新添加")
    return paper.path


def whole(store: Store, one: Kept) -> Path | None:
    """The file of an attachment; None while it is missing, or is not the one that was kept."""
    path = _place(folder(store), one.sha256, one.name) if one.sha256 else None
    return path if path and path.is_file() and digest(path) == one.sha256 else None


def sweep(store: Store, today: date) -> int:
    """Delete the files that no record has had for ninety days; how many went."""
    if store.path is None or not folder(store).is_dir():
        return 0
    with store.read() as session:
        needed = queries.hashes(session)
    loose = [one for one in folder(store).iterdir() if one.is_file() and one.stem not in needed]
    since = _noted(store)
    kept = {one.name: since.get(one.name, today.isoformat()) for one in loose}
    gone = [one for one in loose if today - date.fromisoformat(kept[one.name]) >= KEPT_FOR]
    with suppress(OSError):  # what stays is looked at again next time
        for one in gone:
            one.unlink()
            del kept[one.name]
        place = home.note_of(store.location, "附件")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
    return len(gone)


def _noted(store: Store) -> dict[str, str]:
    """Since when each file is known to be needed by no record."""
    try:
        noted = json.loads(home.note_of(store.location, "附件").read_text("utf-8"))
        return {str(name): date.fromisoformat(day).isoformat() for name, day in noted.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}
