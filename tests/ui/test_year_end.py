"""年度结转：先看有哪些没办完的项目，勾选后一步转入下一年；当年的数字不变，可撤销。"""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from app.models import copies
from app.models.queries import targets
from app.models.refusal import Refusal
from app.services import indicators, reading, setting, year_end
from app.ui.pages.settings import SettingsPage
from app.ui.window import Window
from tests.ui.conftest import YEAR, page, settle

NEXT = YEAR + 1


def planned_for(window: Window, year: int) -> dict[tuple[str, str], int]:
    """How many records are planned for a year, by ledger and stage."""
    found: dict[tuple[str, str], int] = {}
    for kind in ("reclamation", "demolition", "greening"):
        for one in reading.rows(window.desk.store, kind):
            if one["plan_year"] == str(year):
                place = (kind, str(one["stage"]))
                found[place] = found.get(place, 0) + 1
    return found


def test_unfinished_projects_go_over_into_the_next_year_and_back(window: Window, qtbot: QtBot) -> None:
    settings = page(qtbot, window, "settings")
    assert isinstance(settings, SettingsPage)
    store = window.desk.store
    before, figures = planned_for(window, YEAR), indicators.figures(store, date(YEAR, 12, 31), "town")
    settings.year_end.click()
    settle(qtbot, window)
    dialog = settings.dialog
    assert dialog is not None
    end = year_end.preview(store)
    assert dialog.go.text() == f"结转到 {NEXT} 年"
    wanted = [group for group in end.groups if not group.done]
    assert {("demolition", "限期自拆"), ("greening", "施工")} <= {(one.kind, one.stage) for one in wanted}
    assert ("demolition", "销号") not in {(one.kind, one.stage) for one in wanted}
    assert not any(one.stage in ("撤销", "关闭", "拆后利用") for one in end.groups)
    dialog.go.click()
    settle(qtbot, window)
    moved = planned_for(window, NEXT)
    assert sum(moved.values()) >= sum(end.groups[group] for group in wanted)
    assert set(moved) - set(planned_for(window, NEXT - 2)) <= {(group.kind, group.stage) for group in end.groups}
    assert window._year == NEXT
    assert f"{NEXT} 年" in window.windowTitle()
    with store.read() as session:
        copied = targets.indicators(session, NEXT)
        assert [one.code for one in copied] == [one.code for one in targets.indicators(session, YEAR)]
    assert {one.value for one in copied} == {None}
    assert all(str(NEXT) in one.deadline for one in copied if one.deadline)
    assert indicators.figures(store, date(YEAR, 12, 31), "town") == figures
    assert any(one.reason == "年度结转前" for one in copies.copies(store.path))
    page(qtbot, window, "overview")
    window.desk.undo()
    settle(qtbot, window)
    assert planned_for(window, YEAR) == before
    assert window._year == YEAR
    with store.read() as session:
        assert targets.indicators(session, NEXT) == []


def test_there_is_no_year_after_the_last(window: Window) -> None:
    setting.change(window.desk.store, "year", "2100")
    with pytest.raises(Refusal, match="之后不能再结转"):
        year_end.carry(window.desk.store, [])
