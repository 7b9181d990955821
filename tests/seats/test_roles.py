"""What each kind of seat may do; the database itself refuses the rest."""

import json
from collections.abc import Callable, Iterator

import psycopg
import pytest

from app.models.refusal import Refusal
from app.models.seats import Seat
from app.models.soundness import last
from app.models.store import Store
from app.services import cells, indicators, reviewing, setting
from app.services.reporting.export import export
from app.ui.headless import console
from tests.postgresql import Server
from tests.services.reporting.county import WEITANG, add, point

KIND = "demolition"
PEOPLE = {"张三": "clerk", "李四": "reviewer", "王五": "只读"}
Seated = Callable[[str], Store]


def as_(name: str, address: str) -> str:
    return address.replace("postgres@", f"{name}@")


@pytest.fixture
def office(shared: str, capsys: pytest.CaptureFixture[str], postgresql_server: Server) -> Iterator[str]:
    """A ledger with one record, and a seat for each."""
    with Store.open(shared, writing=True) as store:
        add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="100.00"))
    for name, role in PEOPLE.items():
        assert console.main(["--ledger", shared, "seats", name, "--role", role, "--password", "一二三四"]) == 0
    capsys.readouterr()
    yield shared
    with psycopg.connect(postgresql_server.url(shared.rpartition("/")[2]), autocommit=True) as connection:
        for name in [*PEOPLE, *(seat.value for seat in Seat)]:
            connection.execute(f'DROP OWNED BY "{name}"'.encode())
            connection.execute(f'DROP ROLE "{name}"'.encode())


def test_the_three_seats(
    office: str, capsys: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("out")
    assert console.main(["--ledger", office, "seats", "--json"]) == 0
    told = {one["name"]: one["seat"] for one in json.loads(capsys.readouterr().out)}
    assert told == {"张三": "clerk", "李四": "reviewer", "王五": "reader"}

    with Store.open(as_("张三", office), writing=True) as clerk:
        assert (clerk.seat, clerk.operator, clerk.limits) == (Seat.CLERK, "张三", "")
        cells.type_in(clerk, KIND, 1, "demolished_area", "150")
        add(clerk, point(2, WEITANG))
        setting.change(clerk, "cutoff_day", "20")
        export(clerk, "R4", "2022-06", out / "r4.xlsx")
        with pytest.raises(Refusal, match="没有办这一步的权限"), clerk.administer() as connection:
            connection.exec_driver_sql("CREATE ROLE mallory")
        with pytest.raises(Refusal, match="没有办这一步的权限"), clerk.administer() as connection:
            connection.exec_driver_sql("DELETE FROM row_change")  # the journal is added to, never altered

    with Store.open(as_("李四", office), writing=True) as reviewer:
        assert reviewer.limits.startswith("您坐的是复核席")
        cells.type_in(reviewer, KIND, 1, "review_verdict", "退回")
        cells.type_in(reviewer, KIND, 1, "review_comment", "面积对不上")
        with pytest.raises(Refusal, match="没有办这一步的权限"):
            cells.type_in(reviewer, KIND, 1, "demolished_area", "999")
        with pytest.raises(Refusal, match="没有办这一步的权限"):
            add(reviewer, point(3, WEITANG))

    with Store.open(as_("王五", office), writing=True) as reader:
        assert reader.limits.startswith("您坐的是只读席")
        assert indicators.figures(reader)
        assert reviewing.remarks(reader) == []
        with pytest.raises(Refusal, match="您的席位是只读的"):
            cells.type_in(reader, KIND, 1, "remark", "想改")
        (written,) = export(reader, "R4", "2022-06", out / "r4-2.xlsx")
        assert "没有登记（您的席位是只读的）" in written.unregistered

    with Store.open(office) as store:
        assert last(store.faults(thorough=True)) == []


def test_a_seat_is_changed_and_taken_away(office: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert console.main(["--ledger", office, "seats", "张三", "--role", "reader"]) == 0
    with Store.open(as_("张三", office), writing=True) as store:
        assert store.seat is Seat.READER
    assert console.main(["--ledger", office, "seats", "李四", "--remove"]) == 0
    with pytest.raises(Refusal):
        Store.open(as_("李四", office))
    capsys.readouterr()
    wrong = {
        "赵六": "服务器上还没有“赵六”这个账号。请加上 --password 口令 一起建立。\n",
        "张三 --role 老板": "没有“老板”这种席位。请写 clerk（经办）、reviewer（复核）或 reader（只读）。\n",
        "赵六 --remove": "“赵六”没有席位。请用 seats 查看谁有席位。\n",
    }
    for words, sentence in wrong.items():
        assert console.main(["--ledger", office, "seats", *words.split()]) == 1
        assert capsys.readouterr().err == sentence
    reader = as_("王五", office)
    assert console.main(["--ledger", reader, "seats"]) == 1
    assert "您的席位是只读的" in capsys.readouterr().err


def test_a_seat_at_one_ledger_is_none_at_the_next(
    office: str, county_template: str, postgresql_server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    next_door = postgresql_server.new_database(county_template)
    try:
        assert console.main(["--ledger", next_door, "seats", "李四", "--role", "reviewer"]) == 0
        capsys.readouterr()
        assert console.main(["--ledger", as_("张三", next_door), "figures"]) == 1
        assert capsys.readouterr().err == ("您在这本台账没有席位。请核对地址最后一段，或请管理员用 seats 给您席位。\n")
        for address, names in ((next_door, ["李四"]), (office, list(PEOPLE))):
            assert console.main(["--ledger", address, "seats", "--json"]) == 0
            assert sorted(one["name"] for one in json.loads(capsys.readouterr().out)) == sorted(names)
        assert console.main(["--ledger", next_door, "seats", "李四", "--remove"]) == 0
        with pytest.raises(Refusal, match="没有席位"):
            Store.open(as_("李四", next_door))
        Store.open(as_("李四", office)).close()
    finally:
        postgresql_server.drop(next_door)
