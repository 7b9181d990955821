"""A server that only follows another: whoever only looks may look there."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.notice import Ear, Mute
from app.models.refusal import Refusal
from app.models.seats import Seat
from app.models.soundness import last
from app.models.store import Store
from app.services import cells
from app.services.indicators import figures
from app.services.reporting.export import export
from app.ui.headless import console
from tests.postgresql import Server, follower, server_programs
from tests.services.reporting.county import WEITANG, add, point

KIND = "demolition"


@pytest.fixture
def behind(postgresql_server: Server, shared: str) -> Iterator[str]:
    """The address of the same ledger at the server that follows."""
    programs = server_programs()
    assert programs is not None
    with follower(programs, postgresql_server) as server:
        yield server.url(shared.rpartition("/")[2])


def wait_for_news(store: Store) -> None:
    """What is written comes to a follower a moment later."""
    until = time.monotonic() + 30
    while store.news() is None:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_follower_shows_everything_and_takes_nothing(
    shared: str, behind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Store.open(shared, writing=True) as main, Store.open(behind, writing=True) as store:
        assert (store.seat, store.limits) == (
            Seat.READER,
            "连的是只供查询的副本：可以查看，不能修改。要修改请改连主服务器的地址。",
        )
        add(main, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="100.00"))
        wait_for_news(store)
        assert figures(store) == figures(main)
        assert last(store.faults(thorough=True)) == []
        with pytest.raises(Refusal, match="连的是只供查询的副本。要修改请改连主服务器的地址。"):
            cells.type_in(store, KIND, 1, "remark", "想改")
        (written,) = export(store, "R4", "2022-06", tmp_path / "r4.xlsx")
        assert "没有登记（连的是只供查询的副本）" in written.unregistered
        with pytest.raises(Mute):
            Ear(behind)
    assert console.main(["--ledger", behind, "settings", "cutoff_day", "20"]) == 1
    assert capsys.readouterr().err == "连的是只供查询的副本。要修改请改连主服务器的地址。\n"
