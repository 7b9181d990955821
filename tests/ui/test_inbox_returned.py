"""收件页上的退回文件：先看清市级说了什么，记下意见和审核结果，台账的数不动。"""

from pathlib import Path

from pytestqt.qtbot import QtBot

from app.models.store import Store
from app.services import reading, reviewing
from app.ui.inbox.words import reviewed
from app.ui.pages.inbox import InboxPage
from tests.services.importing.returned import a_list, filled_ledger
from tests.ui.conftest import OpenWindow, page, settle


def test_a_returned_list_is_told_and_its_remarks_are_taken(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = filled_ledger(tmp_path)
    with Store.open(str(path)) as store:
        project = next(one for one in reading.rows(store, "demolition") if one["illegal_area"] and one["code"])
    back = a_list(
        tmp_path / "退回.xlsx",
        "拆违点位清单（市局审核返回）",
        ("点位编号", "镇街", "违建面积", "审核意见"),
        [(project["code"], project["town_code"], float(str(project["illegal_area"])) + 1, "面积请核实")],
    )
    window = open_window(path)
    window.import_files([str(back)])
    settle(qtbot, window)
    page(qtbot, window, "inbox")
    inbox = window.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    assert "退回的文件，市级意见 2 条" in inbox.about.text()
    said = inbox.cells.cells.lines
    assert reviewed(said[0]) == ("市局：面积请核实", True)
    assert "台账里的数不改" in inbox.decided.text()
    inbox.import_all()
    settle(qtbot, window)
    assert "已记下市级意见 2 条" in inbox.bar.text
    assert len(reviewing.remarks(window.desk.store)) == 2
    (now,) = [one for one in reading.rows(window.desk.store, "demolition") if one["id"] == project["id"]]
    assert now["illegal_area"] == project["illegal_area"]


def test_the_returned_values_are_taken_when_the_clerk_says_so(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = filled_ledger(tmp_path)
    with Store.open(str(path)) as store:
        project = next(one for one in reading.rows(store, "demolition") if one["officer"] and one["code"])
    back = a_list(
        tmp_path / "退回.xlsx",
        "拆违点位清单（市局审核返回）",
        ("点位编号", "镇街", "责任人", "审核意见"),
        [(project["code"], project["town_code"], "市里改的人", "")],
    )
    window = open_window(path)
    window.import_files([str(back)])
    settle(qtbot, window)
    page(qtbot, window, "inbox")
    inbox = window.pages["inbox"]
    assert isinstance(inbox, InboxPage)
    assert not inbox.accept.isChecked()
    inbox.accept.setChecked(True)
    settle(qtbot, window)
    assert "采用返回的数 1 处" in inbox.decided.text()
    inbox.import_all()
    settle(qtbot, window)
    (now,) = [one for one in reading.rows(window.desk.store, "demolition") if one["id"] == project["id"]]
    assert now["officer"] == "市里改的人"
    assert reviewing.remarks(window.desk.store) == []
