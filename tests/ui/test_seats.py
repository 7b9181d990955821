"""A real window at a ledger on a real server, with another seat beside it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.models.queries import records as held
from app.models.refusal import Refusal
from app.models.seats import Seat
from app.models.store import Store
from app.services import cells, ledger, seating
from app.ui import neighbours
from app.ui.grid.sheet import Sheet
from app.ui.grid.which import WhichDialog
from app.ui.pages import ENTRIES
from app.ui.window import Window
from tests.postgresql import Server, follower, server_programs, start_server
from tests.services.reporting.county import UNIT, WEITANG, YEAR, add, point
from tests.ui.conftest import OpenWindow, page, settle, sheet_of

KIND = "demolition"


def leave_nobody(server: Server, address: str, *names: str) -> None:
    """Roles belong to the whole server, which other tests share."""
    with psycopg.connect(server.url(address.rpartition("/")[2]), autocommit=True) as connection:
        for name in [*names, *(seat.value for seat in Seat)]:
            connection.execute(f'DROP OWNED BY "{name}"'.encode())
            connection.execute(f'DROP ROLE "{name}"'.encode())


@pytest.fixture(scope="module")
def template(postgresql_server: Server) -> str:
    url = postgresql_server.new_database()
    with ledger.create(url, UNIT, YEAR) as store:
        add(store, *(point(number, WEITANG, remark="原来的") for number in (1, 2)))
    return url


@pytest.fixture
def address(postgresql_server: Server, template: str) -> str:
    return postgresql_server.new_database(template)


@pytest.fixture
def window(open_window: OpenWindow, address: str) -> Window:
    return open_window(address, "ledger")


@pytest.fixture
def other(address: str) -> Iterator[Store]:
    """The other seat."""
    with Store.open(address, writing=True) as store:
        store.operator = "王五"
        yield store


@pytest.fixture
def sheet(window: Window, qtbot: QtBot) -> Sheet:
    window.pages["ledger"].show_view(KIND)
    settle(qtbot, window)
    found: Sheet = window.pages["ledger"].sheet
    return found


def shown(sheet: Sheet, row: int, name: str) -> str:
    return sheet.model.cell(row, sheet.model.column_of(name))[0]


def put(sheet: Sheet, row: int, name: str, text: str) -> None:
    sheet.model.setData(sheet.model.index(row, sheet.model.column_of(name)), text)


def value(store: Store, record: int, name: str) -> object:
    with store.read() as session:
        return held.many(session, KIND, [record])[record].values[name]


def test_what_another_seat_writes_is_shown_by_itself(qtbot: QtBot, window: Window, sheet: Sheet, other: Store) -> None:
    cells.type_in(other, KIND, 1, "remark", "王五写的")
    qtbot.waitUntil(lambda: shown(sheet, 0, "remark") == "王五写的")
    qtbot.waitUntil(lambda: window.foot.said.text() == "王五 刚改过台账，已刷新")
    add(other, point(3, WEITANG))
    qtbot.waitUntil(lambda: sheet.model.records == 3)
    settle(qtbot, window)
    put(sheet, 0, "remark", "看过以后改的")  # what was shown may be written over
    settle(qtbot, window)
    assert value(other, 1, "remark") == "看过以后改的"


Choose = Callable[[WhichDialog], None]


def other_text(dialog: WhichDialog) -> None:
    dialog.other.setText("商量好的")
    dialog.another.click()


@pytest.mark.parametrize(
    ("choose", "stands"),
    [
        (lambda dialog: dialog.mine.click(), "我写的"),
        (lambda dialog: dialog.theirs.click(), "王五写的"),
        (other_text, "商量好的"),
    ],
    ids=["mine", "theirs", "another"],
)
def test_whose_text_stands_is_chosen(
    qtbot: QtBot, window: Window, sheet: Sheet, other: Store, choose: Choose, stands: str
) -> None:
    hold_back(qtbot, window)
    cells.type_in(other, KIND, 1, "remark", "王五写的")
    put(sheet, 0, "remark", "我写的")
    settle(qtbot, window)
    dialog = sheet.findChild(WhichDialog)
    assert dialog is not None
    assert list(dialog.lines.rows.lines[0].texts[1:]) == ["备注", "王五写的", "我写的"]
    assert shown(sheet, 0, "remark") == "我写的"  # what was typed stays in sight
    choose(dialog)
    settle(qtbot, window)
    assert value(other, 1, "remark") == shown(sheet, 0, "remark") == stands


def hold_back(qtbot: QtBot, window: Window) -> None:
    """Let the window hear of others as late as while somebody types; what it asked for before is answered first."""
    assert window.neighbours is not None
    window.neighbours.leave()
    settle(qtbot, window)


def test_of_a_block_only_the_cells_in_question_are_asked_about(
    qtbot: QtBot, window: Window, sheet: Sheet, other: Store
) -> None:
    hold_back(qtbot, window)
    cells.type_in(other, KIND, 1, "remark", "王五写的")
    sheet.view.hands.entered.emit("粘贴 2×1", [(1, "remark", "贴的"), (2, "remark", "贴的")], [])
    settle(qtbot, window)
    dialog = sheet.findChild(WhichDialog)
    assert dialog is not None
    assert len(dialog.lines.rows.lines) == 1
    dialog.other.setText("商量好的")
    dialog.another.click()
    settle(qtbot, window)
    assert [value(other, record, "remark") for record in (1, 2)] == ["商量好的", "贴的"]


def test_an_open_editor_is_not_disturbed(qtbot: QtBot, window: Window, sheet: Sheet, other: Store) -> None:
    sheet.view.stand(sheet.model.index(0, sheet.model.column_of("remark")))
    qtbot.keyClicks(sheet.view, "w")
    editor = window.focusWidget()
    cells.type_in(other, KIND, 1, "remark", "王五写的")
    cells.type_in(other, KIND, 2, "remark", "王五写的")
    qtbot.wait(700)
    assert window.focusWidget() is editor
    assert shown(sheet, 1, "remark") == "原来的"


def test_a_server_that_falls_silent_is_said_and_called_again(qtbot: QtBot, window: Window, other: Store) -> None:
    neighbours = window.neighbours
    assert neighbours is not None
    with other.read() as session:
        session.connection().exec_driver_sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%%' "
            "AND datname = current_database()"
        )
    qtbot.waitUntil(lambda: window.foot.said.text().startswith("与台账服务器的联系断了"))
    add(other, point(3, WEITANG))
    neighbours.call()
    sheet = sheet_of(qtbot, window, KIND)
    qtbot.waitUntil(lambda: sheet.model.records == 3)


def test_what_is_typed_while_the_server_is_away_stays_and_is_saved_when_it_is_back(
    qtbot: QtBot, open_window: OpenWindow
) -> None:
    programs = server_programs()
    if programs is None:
        pytest.skip("需要 PostgreSQL：apt-get install postgresql")
    with start_server(programs) as server:
        address = server.new_database()
        with ledger.create(address, UNIT, YEAR) as store:
            add(store, *(point(number, WEITANG, remark="原来的") for number in range(1, 121)))
        window = open_window(address, "ledger")
        sheet = sheet_of(qtbot, window, KIND)
        bar = window.pages["ledger"].bar
        assert window.neighbours is not None

        server.order("-m", "fast", "stop")
        qtbot.waitUntil(lambda: window.foot.said.text().startswith("与台账服务器的联系断了"))
        put(sheet, 0, "remark", "断线时写的")
        settle(qtbot, window)
        assert bar.text.startswith("台账服务器没有开，或端口不对")
        assert [shown(sheet, row, "remark") for row in (0, 1)] == ["断线时写的", "原来的"]
        bar.hide()
        sheet.view.stand(sheet.model.index(119, 0))  # what was never read cannot be shown yet
        settle(qtbot, window)
        assert shown(sheet, 119, "remark") == ""
        qtbot.waitUntil(lambda: bar.text.startswith("台账服务器没有开，或端口不对"))

        server.order("start")
        window.neighbours.call()
        qtbot.waitUntil(lambda: window.foot.said.text() == "与台账服务器又联系上了")
        qtbot.waitUntil(lambda: shown(sheet, 119, "remark") == "原来的")
        assert shown(sheet, 0, "remark") == "断线时写的"
        put(sheet, 0, "remark", "断线时写的")  # as by F2 and Enter
        settle(qtbot, window)
        with Store.open(address, writing=True) as other:
            assert value(other, 1, "remark") == "断线时写的"
            cells.type_in(other, KIND, 1, "remark", "别人写的")
            qtbot.waitUntil(lambda: shown(sheet, 0, "remark") == "别人写的")
        window.close()


def test_a_page_made_ahead_while_the_server_is_away_is_made_when_it_is_wanted(
    qtbot: QtBot, window: Window, sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, store = window.desk, window.desk.store
    made = window.front.pages.pop("overview", None)
    if made is not None:
        window.front.removeWidget(made)
        made.deleteLater()

    def away() -> None:
        raise Refusal("台账服务器没有开，或端口不对", "请核对地址和端口，或问管理员服务器是否开着")

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(store, "read", away)
        window._make_ahead(desk, 0)
        assert "overview" not in window.pages
        with pytest.raises(Refusal, match="台账服务器没有开"):
            window.show_page(0)
    window.show_page(0)
    settle(qtbot, window)
    assert window.front.page is window.pages["overview"]


def test_a_server_that_can_tell_nothing_is_asked(
    qtbot: QtBot, open_window: OpenWindow, address: str, postgresql_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    programs = server_programs()
    assert programs is not None
    monkeypatch.setattr(neighbours, "_AGAIN", 200)
    with follower(programs, postgresql_server) as server:
        window = open_window(server.url(address.rpartition("/")[2]), "ledger")
        assert window.bar.text.startswith("连的是只供查询的副本：可以查看，不能修改。")
        sheet = sheet_of(qtbot, window, KIND)
        with Store.open(address, writing=True) as main:
            main.operator = "王五"
            cells.type_in(main, KIND, 1, "remark", "主服务器上写的")
        qtbot.waitUntil(lambda: shown(sheet, 0, "remark") == "主服务器上写的")
        assert window.foot.said.text() == "王五 刚改过台账，已刷新"
        window.close()


@pytest.fixture(scope="module")
def demo_template(postgresql_server: Server, demo_file: Path) -> str:
    url = postgresql_server.new_database()
    with Store.open(str(demo_file)) as store:
        Store.create(url, like=store).close()
    return url


def test_every_page_works_on_a_server_as_on_a_file(
    qtbot: QtBot, open_window: OpenWindow, postgresql_server: Server, demo_template: str
) -> None:
    window = open_window(postgresql_server.new_database(demo_template))
    for entry in ENTRIES:
        front = page(qtbot, window, entry.name)
        for name, _ in front.views():
            front.show_view(name)
            settle(qtbot, window)
        assert front.bar.text == window.bar.text == "", entry.name
    desk, sheet = window.desk, sheet_of(qtbot, window, KIND)
    assert desk is not None
    record = sheet.model.record(0)
    assert record is not None
    before = shown(sheet, 0, "officer")
    put(sheet, 0, "officer", "新来的人")
    settle(qtbot, window)
    assert value(desk.store, record, "officer") == "新来的人"
    desk.undo()
    settle(qtbot, window)
    assert shown(sheet, 0, "officer") == before


def test_a_reader_s_window_shows_and_changes_nothing(
    qtbot: QtBot, open_window: OpenWindow, address: str, postgresql_server: Server
) -> None:
    with Store.open(address, writing=True) as owner:
        seating.sit(owner, "局长", "reader", "口令")
    try:
        window = open_window(address.replace("postgres@", "局长@"), "ledger")
        assert window.bar.text.startswith("您坐的是只读席：可以查看，不能修改。")
        window.pages["ledger"].show_view(KIND)
        settle(qtbot, window)
        sheet = window.pages["ledger"].sheet
        assert shown(sheet, 0, "remark") == "原来的"
        assert not sheet.model.flags(sheet.model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
        sheet.toggle_form()
        assert not sheet.form.editors["remark"].isEnabled()
        sheet.add_row()
        settle(qtbot, window)
        assert "您的席位是只读的" in window.pages["ledger"].bar.text
        window.close()
    finally:
        leave_nobody(postgresql_server, address, "局长")
