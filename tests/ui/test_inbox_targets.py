"""收件页上的任务分解表：先看清每一行会怎样，点“导入”才写入，一步撤销。"""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.models.queries import targets
from app.services import ledger
from app.ui.pages.inbox import InboxPage
from tests.ui.conftest import OpenWindow, page, settle


def test_a_table_of_targets_is_shown_first_and_written_on_request(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, samples: Path
) -> None:
    ledger.create(str(tmp_path / "空台账.db"), "330421", 2022).close()
    window = open_window(tmp_path / "空台账.db")
    window.import_files([str(next(samples.glob("07-*.xlsx")))])
    settle(qtbot, window)
    page(qtbot, window, "inbox")
    inbox = window.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    assert "任务分解表" in inbox.about.text()
    assert "36.7761" in inbox.remarks.text()
    assert inbox.lines.rows.rowCount() == 9
    inbox.lines.selectRow(0)
    assert "317" in inbox.detail.text()
    inbox.import_all()
    settle(qtbot, window)
    with window.desk.store.read() as session:
        assert len(targets.revisions(session, 2022)) == 36
    window.desk.undo()
    settle(qtbot, window)
    with window.desk.store.read() as session:
        assert targets.revisions(session, 2022) == {}
