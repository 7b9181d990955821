"""进度页的成批转环节：先看每一行还缺什么，能转的一步转完，不能转的点名留下。"""

from datetime import date

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from app.models.ledger import LEDGERS
from app.models.queries import records
from app.services import records as writing
from app.services.records import Edit
from app.ui.pages.progress import ProgressPage
from app.ui.stage_moving import StageMoving
from app.ui.window import Window
from tests.ui.conftest import page, settle

KIND = "reclamation"
_LATER = ("design_date", "start_date", "completion_date", "pre_accept_date", "accept_date", "filing_date")


def stages(window: Window, wanted: list[int]) -> dict[int, tuple[object, object]]:
    with window.desk.store.read() as session:
        held = records.many(session, KIND, wanted)
    return {one: (row.values["stage"], row.values["design_date"]) for one, row in held.items()}


@pytest.fixture
def approved(window: Window) -> list[int]:
    """Three projects just approved, the last without the number of the approval."""
    table = LEDGERS[KIND]
    with window.desk.store.read() as session:
        wanted = list(session.scalars(select(table.id).where(table.stage == "备案").limit(3)))
    values = {"stage": "立项", "approval_date": "2022-01-10", **dict.fromkeys(_LATER)}
    with window.desk.store.write("备料") as work:
        last = {**values, "approval_doc_no": None}
        writing.change(work, KIND, [Edit(one, last if one == wanted[2] else values) for one in wanted])
    return wanted


def offered(qtbot: QtBot, window: Window, wanted: list[int]) -> StageMoving:
    """The dialog over some rows of the sheet."""
    found = page(qtbot, window, "progress")
    assert isinstance(found, ProgressPage)
    chosen = found.view.selectionModel()
    chosen.clearSelection()
    for row in range(found.model.rowCount()):
        if found.model.record(row) in wanted:
            chosen.select(found.model.index(row, 1), QItemSelectionModel.SelectionFlag.Select)
    qtbot.mouseClick(found.stages, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert found.moving is not None
    return found.moving


def test_selected_rows_move_in_one_step_and_those_that_lack_something_stay(
    window: Window, qtbot: QtBot, approved: list[int]
) -> None:
    dialog = offered(qtbot, window, approved)
    assert [dialog.stage.itemData(one).stage for one in range(dialog.stage.count())] == [
        "规划设计",
        "开工",
        "中止",
        "撤销",
    ]
    dialog.day.setDate(date(2022, 1, 5))
    settle(qtbot, window)
    assert not dialog.go.isEnabled()  # designed before it was approved
    dialog.day.setDate(date(2022, 3, 1))
    settle(qtbot, window)
    assert [line.texts[3] for line in dialog.lines.rows.lines] == ["可以转", "可以转", "还缺 立项文号"]
    assert dialog.told.text().startswith("2 条可以转，1 条留在原环节")
    qtbot.keyClick(dialog.stage, Qt.Key.Key_Return)
    settle(qtbot, window)
    moved = ("规划设计", "2022-03-01")
    assert list(stages(window, approved).values()) == [moved, moved, ("立项", None)]
    assert "2 条已转到规划设计" in window.foot.said.text()
    assert "留在原环节" in window.foot.said.text()
    window.desk.undo()
    settle(qtbot, window)
    assert set(stages(window, approved).values()) == {("立项", None)}


@pytest.fixture
def reserved(window: Window, approved: list[int]) -> list[int]:
    """Three projects in reserve; only the first is of the kind that is examined before it is approved."""
    kinds = ("永久基本农田集中连片整治", "垦造耕地", "垦造耕地")
    values = {"stage": "储备", "approval_date": None, "exam_date": None}
    with window.desk.store.write("备料") as work:
        kinds_of = zip(approved, kinds, strict=True)
        writing.change(work, KIND, [Edit(one, {**values, "project_kind": kind}) for one, kind in kinds_of])
    return approved


def test_only_stages_made_for_the_selected_projects_are_offered(
    window: Window, qtbot: QtBot, reserved: list[int]
) -> None:
    dialog = offered(qtbot, window, reserved)
    assert [dialog.stage.itemText(one) for one in range(dialog.stage.count())] == [
        "立项（2 条）",
        "审查（1 条）",
        "中止（3 条）",
        "撤销（3 条）",
    ]
    told = {line.of.record: line.texts[3] for line in dialog.lines.rows.lines}
    assert told[reserved[0]] == "“储备”不能直接转到“立项”，下一步是“审查”"
