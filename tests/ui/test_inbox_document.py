"""收件页上的年度文件：每项目标先看清、勾选、改好，点“录入”才写入，一步撤销。"""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.queries import targets
from app.models.target import Indicator
from app.services.importing.planning.row_plan import Action
from app.ui.inbox.proposals import FATE, NAME, TICK, UNIT, VALUE
from app.ui.pages.inbox import InboxPage
from app.ui.window import Window
from tests.ui.conftest import settle

TEXT = """某某局2022年工作要点
一、主要目标
完成拆违600万平方米以上，完成垦造耕地5000亩以上；新增湿地修复0.25万亩，拆除存量图斑1.25万平方米。
二、重点工作
确保新建口袋公园12个，力争新建口袋公园15个。6月底前完成湿地资源调查。
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "2022年工作要点.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def inbox(qtbot: QtBot, window: Window, *paths: Path) -> InboxPage:
    """The page with the files dropped on it."""
    window.import_files([str(path) for path in paths])
    settle(qtbot, window)
    found = window.pages["inbox"]
    assert isinstance(found, InboxPage)
    return found


def held(window: Window) -> dict[str, Indicator]:
    with window.desk.store.read() as session:
        return {one.name: one for one in targets.indicators(session, 2022)}


def place(page: InboxPage, name: str) -> int:
    return next(i for i, row in enumerate(page.document.model.plan.rows) if row.proposal.name == name)


def put(page: InboxPage, row: int, column: int, text: str) -> bool:
    return page.document.model.setData(page.document.model.index(row, column), text)


def test_the_aims_of_a_document_are_ticked_put_right_and_stored_in_one_step(
    window: Window, qtbot: QtBot, document: Path
) -> None:
    before = held(window)
    page = inbox(qtbot, window, document)
    panel = page.document
    assert panel.isVisible()
    assert "2022 年的文件" in page.about.text()
    assert held(window).keys() == before.keys()

    wetland = place(page, "新增湿地修复")
    panel.view.setCurrentIndex(panel.model.index(wetland, NAME))
    assert "新增湿地修复0.25万亩" in panel.sentences.text()
    assert panel.place.text() == "第 3 行　一"
    assert put(page, wetland, VALUE, "0.3")
    assert put(page, wetland, NAME, "湿地修复")
    put(page, wetland, VALUE, "三千")
    assert "不是数" in page.bar.text
    assert panel.model.index(wetland, VALUE).data() == "0.3"

    survey = place(page, "湿地资源调查")
    panel.view.setCurrentIndex(panel.model.index(survey, NAME))
    qtbot.keyClick(panel.view, Qt.Key.Key_Space)
    assert not panel.model.row(survey).taken
    assert not panel.model.flags(panel.model.index(survey, UNIT)) & Qt.ItemFlag.ItemIsEditable

    demolished = place(page, "拆违")
    assert panel.model.index(demolished, FATE).data() == "500 改为 600"
    qtbot.mouseClick(panel.store, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    after = held(window)
    assert "湿地修复" in after, page.bar.text
    assert (after["湿地修复"].value, after["湿地修复"].scale, after["湿地修复"].unit) == (3000, 4, "万亩")
    assert after[panel.model.row(demolished).known.name].value == 600_0000
    assert "湿地资源调查" not in after
    assert "撤销" in window.foot.saved.text()

    window.desk.undo()
    settle(qtbot, window)
    assert {name: one.value for name, one in held(window).items()} == {name: one.value for name, one in before.items()}


def test_of_two_numbers_for_one_aim_the_clerk_picks_one(window: Window, qtbot: QtBot, document: Path) -> None:
    page = inbox(qtbot, window, document)
    model = page.document.model
    rivals = [i for i, row in enumerate(model.plan.rows) if "口袋公园" in row.proposal.name]
    assert [model.row(one).action for one in rivals] == [Action.CONFLICT] * 2
    assert not any(model.row(one).taken for one in rivals)
    qtbot.mouseClick(
        page.document.view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=page.document.view.visualRect(model.index(rivals[0], TICK)).center(),
    )
    assert model.row(rivals[0]).action is Action.CREATE
    model.tick([rivals[1]])
    assert model.blocked == 2
    assert "还不能录入" in page.document.decided.text()


def test_a_document_waits_until_the_workbooks_beside_it_are_decided_on(
    window: Window, qtbot: QtBot, document: Path, samples: Path
) -> None:
    page = inbox(qtbot, window, document, next(samples.glob("02-*.xlsx")))
    assert not page.document.isVisible()
    assert page.board.isVisible()
    assert "02-" in page.about.text()
    qtbot.mouseClick(page.cancel, Qt.MouseButton.LeftButton)
    settle(qtbot, window)
    assert page.document.isVisible()
    qtbot.mouseClick(page.document.leave, Qt.MouseButton.LeftButton)
    assert not page.document.isVisible()
    assert "口袋公园" not in "".join(held(window))
