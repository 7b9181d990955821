"""A ledger and all that lies beside it in one file: for a U盘, and for whoever takes over the work.

A ``.zip`` that 7-Zip and WinRAR open, too: the ledger as a closed copy, its attachments and the originals of what was
imported, and a list of every file with its SHA-256. With a passphrase it is encrypted (AES-256). What is written is
read back whole before it gets its name.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import pyzipper

from app.models import backup, copies, home, leftovers
from app.models.copies import Inside
from app.models.fault import explained
from app.models.moment import moment
from app.models.queries import personal, scope
from app.models.queries.settings import settings
from app.models.refusal import Refusal
from app.models.store import Store

LIST = "清单.json"
_LEDGER = "台账.db"
_PIECE = 1 << 20
_ENCRYPTED = 1  # the first of an entry's flags
_SAYS = "资规台账 交接包"
_NAMELESS = "没有写明单位"


@dataclass(frozen=True, slots=True)
class Contents:
    """What a parcel says it holds: of which unit, when it was made and by whom, and each file's SHA-256."""

    unit: str
    name: str
    made_at: str
    made_by: str
    head: str
    files: dict[str, str]
    records: dict[str, int]


def write(store: Store, target: Path, passphrase: str = "", *, plain: bool = False) -> Contents:
    """Pack a ledger; what it holds is returned once the parcel has been read back and found right.

    Raises ``Refusal`` where personal data would leave without a passphrase and nobody said that it may (``plain``),
    where the ledger is damaged, and where the file cannot be written.
    """
    if store.path is None:
        return _write_of_server(store, target, passphrase, plain=plain)
    _guard(store, passphrase, plain=plain)
    store.require_sound()
    try:
        with explained(), backup.named_when_whole(target) as part:
            contents = _pack(store, store.path, part, passphrase)
            _proved(part, passphrase)
    except OSError as error:
        raise Refusal(f"没能写到“{target.parent}”", "请检查U盘或磁盘是否还在、空间是否足够，再试一次") from error
    return contents


def _write_of_server(store: Store, target: Path, passphrase: str, *, plain: bool) -> Contents:
    """A ledger on a server becomes a file first: the parcel is to open on a computer that has no server."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store.create(str(Path(folder) / "台账.db"), like=store) as copy,
    ):
        copy.operator = store.operator
        return write(copy, target, passphrase, plain=plain)


def _guard(store: Store, passphrase: str, *, plain: bool) -> None:
    if passphrase or plain:
        return
    with store.read() as session:
        count = personal.holders(session)
    if count:
        raise Refusal(
            f"台账里有 {count} 条记录填了证件号码或电话，不能不加密就带走",
            "请设一个口令（命令行 --passphrase）；确实不需要加密的，请明确选择不加密（命令行 --plain）",
        )


def _pack(store: Store, ledger: Path, part: Path, passphrase: str) -> Contents:
    with _room(home.folder()) as folder:
        copied = folder / _LEDGER
        backup.copy(ledger, copied)
        files = {_LEDGER: copied, **_beside(ledger)}
        contents = _contents(store, copied, files)
        with _opened(part, passphrase, "w") as archive:
            archive.writestr(LIST, json.dumps({"kind": _SAYS, **listed(contents)}, ensure_ascii=False, indent=1))
            for name, path in files.items():
                archive.write(path, name)
    return contents


def listed(contents: Contents) -> dict[str, object]:
    """What the list of a parcel says, as JSON takes it."""
    return {name: getattr(contents, name) for name in Contents.__dataclass_fields__}


def _beside(ledger: Path) -> dict[str, Path]:
    """What lies beside a ledger, by its name in the parcel."""
    return {
        PurePosixPath(kind, path.relative_to(folder).as_posix()).as_posix(): path
        for kind in backup.BESIDE
        for folder in [backup.beside(ledger, kind)]
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".part"
    }


def _contents(store: Store, copied: Path, files: dict[str, Path]) -> Contents:
    with store.read() as session:
        chosen = settings(session)
        name = scope.scope(session, chosen).name if chosen.unit else _NAMELESS
    held = copies.inside(copied)
    sums = {name: _sum_of(path) for name, path in files.items()}
    return Contents(chosen.unit, name, moment(), store.operator, store.head(), sums, held.records)


def _sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _opened(path: Path, passphrase: str, mode: str) -> Iterator[pyzipper.AESZipFile]:
    """A parcel, to write or to read; what is wrong with it is a ``Refusal``."""
    try:
        with path.open(f"{mode}b") as file:
            archive = pyzipper.AESZipFile(
                file,
                mode,
                compression=pyzipper.ZIP_DEFLATED,
                **({"encryption": pyzipper.WZ_AES} if passphrase and mode == "w" else {}),
            )
            try:
                if passphrase:
                    archive.setpassword(passphrase.encode())
                yield archive
                archive.close()
            finally:
                archive.fp = None  # an entry that a full disk cut off stays open, and closing would hide why
    except (pyzipper.BadZipFile, KeyError, EOFError) as error:
        raise Refusal(f"“{path.name}”不完整或不是本程序的交接包", "请重新拷贝一份再试") from error
    except RuntimeError as error:  # what the archive says of a passphrase that is missing or wrong
        raise Refusal(f"“{path.name}”的口令不对", "请核对做这份包时设的口令") from error


def is_one(path: Path) -> bool:
    """Whether a file is a parcel, as far as its names tell without a passphrase; one that cannot be read is none."""
    try:
        with _opened(path, "", "r") as archive:
            return LIST in archive.namelist()
    except (OSError, Refusal):
        return False


def is_locked(parcel: Path) -> bool:
    """Whether a parcel is encrypted."""
    with _opened(parcel, "", "r") as archive:
        return any(one.flag_bits & _ENCRYPTED for one in archive.infolist())


def look(parcel: Path, passphrase: str = "") -> Contents:
    """What a parcel holds, without unpacking it."""
    with _opened(parcel, passphrase, "r") as archive:
        return _listed(parcel, archive)


def _listed(parcel: Path, archive: pyzipper.AESZipFile) -> Contents:
    try:
        said = json.loads(archive.read(LIST))
        if said.pop("kind") != _SAYS:
            raise ValueError(said)
        return Contents(**said)
    except (ValueError, TypeError, AttributeError) as error:
        raise Refusal(f"“{parcel.name}”不是本程序的交接包", "请检查是否选错了文件") from error


def _proved(parcel: Path, passphrase: str) -> Inside:
    """Unpack a parcel into a folder that goes again, and look at all of it."""
    with _room(home.folder()) as folder:
        return _unpack(parcel, passphrase, folder / _LEDGER)


@contextmanager
def _room(where: Path) -> Iterator[Path]:
    """A folder for a moment, on this computer, never with the parcel: what is in it is not encrypted."""
    where.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=leftovers.ROOM, dir=where) as folder:
        yield Path(folder)


def unpack(parcel: Path, ledger: Path, passphrase: str = "") -> Contents:
    """Open a parcel as the ledger ``ledger``, with what lay beside it. Raises ``Refusal``; nothing is written over."""
    if ledger.exists():
        raise Refusal(f"“{ledger}”已经存在", "请换一个文件名，或先把它移走")
    contents = look(parcel, passphrase)
    try:
        ledger.parent.mkdir(parents=True, exist_ok=True)
        with _room(ledger.parent) as folder:
            _unpack(parcel, passphrase, folder / _LEDGER)
            for kind in backup.BESIDE:
                unpacked = folder / kind
                if unpacked.is_dir():
                    unpacked.replace(backup.beside(ledger, kind))
            (folder / _LEDGER).replace(ledger)
    except OSError as error:
        raise Refusal(f"不能在“{ledger.parent}”打开交接包", "请换一个可以写入的文件夹，并检查磁盘空间") from error
    return contents


def put_back(parcel: Path, ledger: Path, passphrase: str = "") -> Path | None:
    """A parcel in a ledger's place, with what lay beside it; where what was there is kept. Raises ``Refusal``.

    Files beside a ledger are named by what is in them, so those of the parcel lie beside those that are there.
    """
    try:
        with _room(ledger.parent) as folder:
            _unpack(parcel, passphrase, folder / _LEDGER)
            for kind in backup.BESIDE:
                if (folder / kind).is_dir():
                    shutil.copytree(folder / kind, backup.beside(ledger, kind), dirs_exist_ok=True)
            return copies.restore(ledger, folder / _LEDGER)
    except OSError as error:
        raise Refusal("没能恢复台账，原来的台账没有动", "请检查磁盘空间和文件夹权限后再试") from error


def _unpack(parcel: Path, passphrase: str, ledger: Path) -> Inside:
    """Every file of a parcel beside ``ledger``, each against its SHA-256, and the ledger itself proved."""
    with _opened(parcel, passphrase, "r") as archive:
        contents = _listed(parcel, archive)
        for name, expected in contents.files.items():
            target = _place(ledger, name)
            target.parent.mkdir(parents=True, exist_ok=True)
            if _take(archive, name, target) != expected:
                raise Refusal(f"“{parcel.name}”里的“{name}”与做包时不同", "请重新拷贝一份再试")
    return copies.examined(ledger)


def _place(ledger: Path, name: str) -> Path:
    """Where a file of a parcel goes; one that points elsewhere is no file of ours."""
    if name == _LEDGER:
        return ledger
    parts = PurePosixPath(name).parts
    if len(parts) < 2 or parts[0] not in backup.BESIDE or ".." in parts:
        raise Refusal("交接包里有不该有的文件", "请向给您这份包的人再要一份")
    return ledger.parent.joinpath(*parts)


def _take(archive: pyzipper.AESZipFile, name: str, target: Path) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as source, target.open("wb") as file:
        while piece := source.read(_PIECE):
            digest.update(piece)
            file.write(piece)
    return digest.hexdigest()
