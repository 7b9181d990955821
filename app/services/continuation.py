"""Whether the open ledger goes on from the one that an export, a copy or a parcel was made of.

Each of them carries the newest link of the journal's chain. A chain that is whole and holds that link is the same
history with more behind it; a ledger that was set back or written anew does not hold it. It proves nothing against
someone who computes the whole chain again.
"""

from dataclasses import dataclass
from pathlib import Path

from app.models import copies
from app.models.queries import journal
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.keeping import parcel
from app.services.workbook.origin import origin_of
from app.services.workbook.read.book import read

_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class Continuation:
    """The step that was the ledger's last when the file was made (0: none yet), and how many came since."""

    file: str
    step: int
    label: str
    at: str
    since: int


def continuation(store: Store, path: Path, passphrase: str = "") -> Continuation:
    """How the ledger goes on from the one that a file was made of.

    Raises ``Refusal`` for a file that names no link, and where the ledger's journal does not hold the one it names.
    """
    link = _link(path, passphrase)
    with store.read() as session:
        steps = journal.steps(session)
        found = journal.step_of_link(session, link)
    if not link:
        return Continuation(path.name, 0, "", "", len(steps))
    if found is None:
        raise Refusal(
            f"现在的台账不是“{path.name}”所依据的台账的延续：修改历史里没有它记下的那一步",
            "请核对是不是同一本台账；台账可能被换成了较早的备份，或被另写过",
        )
    return Continuation(path.name, found.batch, found.label, found.when, sum(one.batch > found.batch for one in steps))


def _link(path: Path, passphrase: str) -> str:
    """The link that a file names; empty where its ledger had no step yet."""
    try:
        with path.open("rb") as stream:
            is_ledger = stream.read(len(_SQLITE)) == _SQLITE
    except OSError as error:
        raise Refusal(f"打不开“{path.name}”", "请核对文件名和位置") from error
    if is_ledger:
        return copies.link(path)
    if parcel.is_one(path):
        return parcel.look(path, passphrase).head
    named = origin_of(read(path), path)
    if named is None or named.head is None:
        raise Refusal(f"“{path.name}”没有记下台账的修改历史", "请换一份由本程序导出的报表、备份或交接包")
    return named.head
