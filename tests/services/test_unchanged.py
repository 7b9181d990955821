"""What is answered again while nobody has written: the same as a ledger opened anew says, whoever wrote meanwhile."""

import shutil
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from app.models import unchanged
from app.models.queries import Session, grid, journal, ready
from app.models.queries import settings as choices
from app.models.standing import StandingSum
from app.models.store import Store
from app.services import entering, history, ledger, records, setting, targeting
from app.services.demo.fill import fill
from app.services.figure import Figure
from app.services.indicators import figures, year_before
from app.services.records import Addition, Edit

UNIT, YEAR, KIND = "330421", 2022, "demolition"
DAYS = (date(YEAR, 3, 25), date(YEAR, 7, 1), date(YEAR, 12, 31))
TOWNS = ("330421103", "330421111", None)
_day = st.dates(date(YEAR, 1, 1), date(YEAR, 12, 31)).map(str)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A county's ledger with some projects in every stage."""
    path = tmp_path_factory.mktemp("满") / "台账.db"
    with ledger.create(str(path), UNIT, YEAR) as store:
        fill(store, 30, YEAR)
    return path


def told(store: Store) -> list[object]:
    """All figures that are asked for: of the unit, by town, by month, of the year before."""
    asked: list[Sequence[Figure]] = [figures(store, day, by) for day in DAYS for by in (None, "town", "month")]
    return [*asked, year_before(store, YEAR + 1, UNIT)]


class Written(RuleBasedStateMachine):
    """One store writes; it and one that another program would have open are asked the same things again and again."""

    filled: Path

    def __init__(self) -> None:
        super().__init__()
        self.path = self.filled.with_name("每次新的.db")
        shutil.copy(self.filled, self.path)
        self.store = Store.open(str(self.path), writing=True)
        self.store.wake()
        self.other = Store.open(str(self.path))
        with self.store.read() as session:
            self.begun = journal.steps(session, most=1)[0].batch

    def teardown(self) -> None:
        self.other.close()
        self.store.close()

    def _ids(self) -> list[int]:
        with self.store.read() as session:
            return list(grid.ids(session, KIND))

    @rule(area=st.integers(0, 10**7), day=_day, town=st.sampled_from(TOWNS), data=st.data())
    def change(self, area: int, day: str, town: str | None, data: st.DataObject) -> None:
        one = data.draw(st.sampled_from(self._ids()))
        with self.store.write("改") as work:
            records.change(work, KIND, [Edit(one, {"demolished_area": area, "town_code": town}, day)])

    @rule(area=st.integers(0, 10**7), day=_day, town=st.sampled_from(TOWNS))
    def add(self, area: int, day: str, town: str | None) -> None:
        with self.store.write("添") as work:
            records.add(work, KIND, [Addition({"town_code": town, "demolished_area": area, "illegal_area": area}, day)])

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        with self.store.write("删") as work:
            records.remove(work, KIND, [data.draw(st.sampled_from(self._ids()))])

    @rule(data=st.data(), text=st.sampled_from(["10", "2.5", ""]), day=_day)
    def aim(self, data: st.DataObject, text: str, day: str) -> None:
        one = data.draw(st.sampled_from(figures(self.store, DAYS[0])))
        if one.unit and one.direction == ">=" and (one.scale or "." not in text):
            targeting.set_target(self.store, one.indicator, data.draw(st.sampled_from(TOWNS[:2])), text, "文", day)

    @rule(month=st.integers(1, 12), value=st.sampled_from(["3", "7"]))
    def enter(self, month: int, value: str) -> None:
        by_hand = [one for one in targeting.targets_set(self.store, DAYS[-1]) if one.indicator.source == "manual"]
        plain = next((one.indicator for one in by_hand if one.indicator.direction == ">="), None)
        if plain is not None:
            entering.enter(self.store, plain.code, f"{YEAR}-{month:02}", value)

    @rule(day=st.sampled_from(["25", "31"]))
    def cut_off(self, day: str) -> None:
        setting.change(self.store, "cutoff_day", day)

    @rule()
    def undo(self) -> None:
        with self.store.read() as session:
            done = [one.batch for one in journal.steps(session, most=5) if one.reverts is None and not one.undone]
        if done and done[0] > self.begun:  # what was there from the beginning stays
            history.undo(self.store, done[0])

    @invariant()
    def all_say_what_a_ledger_opened_anew_says(self) -> None:
        with Store.open(str(self.path)) as anew:
            said = told(anew)
        for _ in range(2):
            assert told(self.store) == said
            assert told(self.other) == said


def test_after_any_writes_what_is_kept_is_what_a_ledger_opened_anew_says(filled: Path) -> None:
    Written.filled = filled
    run_state_machine_as_test(Written, settings=settings(max_examples=5, stateful_step_count=8))  # type: ignore[no-untyped-call]


@pytest.fixture
def open_copy(filled: Path, tmp_path: Path) -> Callable[[], Store]:
    """Opens one ledger again and again."""
    path = tmp_path / "台账.db"
    shutil.copy(filled, path)
    return lambda: Store.open(str(path))


def test_a_question_is_asked_once_between_two_writes(file_store: Store) -> None:
    asked: list[str] = []

    def read(session: Session) -> str:
        asked.append("")
        return choices.settings(session)["year"]

    def year() -> str:
        with file_store.read() as session:
            return unchanged.answer(session, "the year", lambda: read(session))

    before = year()
    assert (year(), len(asked)) == (before, 1)
    with file_store.write("添一条") as work:
        records.add(work, KIND, [Addition({"code": "CW-1"})])
    assert (year(), len(asked)) == (before, 2)


def test_more_sums_than_are_kept_are_added_up_by_the_store(
    open_copy: Callable[[], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_copy() as store:
        said = told(store)
    monkeypatch.setattr(ready, "_MOST", 5)
    monkeypatch.setattr(ready, "_ROWS", ready._ROWS.limit(6))
    monkeypatch.setattr(ready, "_courses", None)
    with open_copy() as store, store.read() as session:
        assert len(session.objects(StandingSum, select(StandingSum))) > 5
        assert [told(store), told(store)] == [said, said]
