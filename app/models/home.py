"""Where things are kept on this computer: the user's own ledger, crash reports, what is noted of each ledger."""

from pathlib import Path

from platformdirs import user_data_path

NAME = "资规台账"


def folder() -> Path:
    """The program's own folder on this computer's fixed disk."""
    return user_data_path(NAME, appauthor=False)


def default_ledger() -> Path:
    """The ledger that is meant when none is named."""
    return folder() / "台账.db"


def log_folder() -> Path:
    """Where crash reports are written."""
    return folder() / "日志"


def forms_folder() -> Path:
    """Where a county keeps report forms of its own: copies it edited, or new ones."""
    return folder() / "报表格式"


def note_of(ledger: str | Path, room: str) -> Path:
    """The file in which this computer's user has something noted of one ledger; ``room`` says what kind of thing."""
    import hashlib  # slow to load, and the window is painted before anything is asked of a ledger

    name = hashlib.sha256(_named(str(ledger)).encode()).hexdigest()[:32]
    return folder() / room / f"{name}.json"


def corner(location: str) -> Path:
    """Where this computer keeps files of a ledger on a server: a folder of its own for each database of each server."""
    from app.models.server import address  # with a database library, which a ledger in a file does not wait for

    url = address(location)
    return folder() / "服务器台账" / f"{url.database}@{(url.host or '本机').replace(':', '-')}"


def put_down(place: Path, text: str) -> None:
    """Write a note to its file, in its folder, wholly or not at all. Raises ``OSError`` where that cannot be."""
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(place.name + ".part")
    part.write_text(text, encoding="utf-8", newline="\n")
    part.replace(place)


def _named(ledger: str) -> str:
    """What tells a ledger from all others: where its file lies, or the server's address without a password."""
    if "://" not in ledger:
        return str(Path(ledger).absolute())
    from app.models.server import without_password  # a file needs no database driver

    return without_password(ledger)
