"""Every released version's ledger is still read, brought up to date, worked in, and taken back in."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app.models import backup, migration
from app.models.ledgerfile import header
from app.models.soundness import last
from app.models.store import Store
from app.services import history
from tests.models.records import everything, put

KEPT = sorted((Path(__file__).parents[1] / "ledgers").glob("*.db"))


def test_every_released_version_is_kept() -> None:
    assert [header(path).version for path in KEPT] == list(range(1, migration.newest() + 1))


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_a_kept_ledger_opens_with_all_it_holds(kept: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(kept, tmp_path / "台账.db"))
    held: dict[str, list[dict[str, Any]]] = json.loads(kept.with_suffix(".json").read_text("utf-8"))
    with Store.open(str(path), writing=True) as opened:
        now = everything(opened)
        for table, rows in held.items():
            assert [{name: row[name] for name in old} for old, row in zip(rows, now[table], strict=True)] == rows, table
    assert backup.damage(path) == []
    assert header(path).version == migration.newest()


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.stem)
def test_work_in_a_kept_ledger_is_done_and_taken_back(kept: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(kept, tmp_path / "台账.db"))
    with Store.open(str(path), writing=True) as opened:
        before = everything(opened)
        put(opened, "demolition", {"code": "CW-new"})
        assert opened.last_change.batch
        history.undo(opened, opened.last_change.batch)
        assert everything(opened) == before
        removal = next(step for step in history.history(opened) if step.label == "删除")
        assert removal.undone
        history.redo(opened, removal.batch)
        assert len(everything(opened)["demolition"]) == len(before["demolition"]) - 1


@pytest.mark.parametrize(
    "altering",
    ["UPDATE demolition SET illegal_area = 7 WHERE id = 1", "UPDATE row_change SET after = '{}' WHERE id = 1"],
    ids=["a row", "the journal"],
)
def test_what_was_altered_before_an_update_is_told_after_it(altering: str, tmp_path: Path) -> None:
    """A ledger of a version that kept proofs does not get new ones over what no longer fits the old."""
    for kept in KEPT:
        path = Path(shutil.copy(kept, tmp_path / kept.name))
        with closing(sqlite3.connect(path)) as connection, connection:
            assert connection.execute(altering).rowcount == 1
        with Store.open(str(path), writing=True) as opened:
            assert bool(last(opened.faults(thorough=True))) is (header(kept).version >= 3)
