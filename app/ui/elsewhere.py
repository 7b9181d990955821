"""A ledger that lies where it must not be worked on: moved here, or worked on in a copy that is handed back."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from app.models.place import Kind, Misplaced
from app.models.refusal import Refusal
from app.services.keeping import moving, portable

HERE = "移到本机"
COPY = "在本机副本上工作"
_Button = QMessageBox.StandardButton


def remedy(refused: Misplaced) -> tuple[str, Callable[[Path], Path]]:
    """The way that keeps a misplaced ledger safe: its name, and what takes it there and says where it is then."""
    return (COPY, portable.take_out) if refused.place.kind is Kind.FAT else (HERE, moving.move_here)


def hand_back(parent: QWidget, here: Path) -> None:
    """Hand a copy back that was worked on; where it cannot be, ask until it can or the person leaves it here."""
    while portable.is_lent(here):
        try:
            portable.hand_back(here)
        except Refusal as refusal:
            if _asked(parent, str(refusal)) == _Button.Retry:
                continue
        return


def _asked(parent: QWidget, text: str) -> _Button:
    return QMessageBox.warning(
        parent, "没能交回", f"{text}\n下次打开U盘上的这本台账，会接着用本机副本。", _Button.Retry | _Button.Close
    )
