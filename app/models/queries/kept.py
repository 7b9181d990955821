"""The files that lie beside a ledger and belong to it, as the ledger knows them."""

from dataclasses import dataclass

from sqlalchemy import select

from app.models.attachment import Attachment
from app.models.journal import Batch
from app.models.session import Session
from app.models.submission import ImportedFile, Submission


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file by the name it came with, the folder it is kept in (``backup.BESIDE``), and its SHA-256.

    Whether it is ``needed``: a sent file may have been gone when it was registered, and its figures are frozen.
    """

    kind: str
    name: str
    sha256: str
    needed: bool = True


def files(session: Session) -> list[KeptFile]:
    """Every file that should be there, each once."""
    attached = select(Attachment.name, Attachment.sha256).where(Attachment.sha256.is_not(None))
    imported = select(ImportedFile.name, ImportedFile.sha256).where(ImportedFile.archived != "")
    found = [KeptFile("附件", name, str(sha256)) for name, sha256 in session.execute(attached)]
    found += [KeptFile("原件", name, sha256) for name, sha256 in session.execute(imported)]
    sent = select(Submission.number, Submission.sha256)
    found += [KeptFile("报送件", number, sha256, needed=False) for number, sha256 in session.execute(sent)]
    return list({one.sha256: one for one in found}.values())


def workbooks(session: Session) -> set[str]:
    """The SHA-256 of every workbook that any step came from."""
    found = select(Batch.sha256).where(Batch.sha256.is_not(None)).union(select(ImportedFile.sha256))
    return {str(sha256) for sha256 in session.scalars(found)}
