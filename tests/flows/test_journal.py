"""Whatever was done can be taken back and brought again, and the journal tells the whole ledger.

Random work over the three ledgers, through the one way in, on both kinds of store.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.models import undo
from app.models.journal import Batch, RowChange
from app.models.ledger import LEDGERS, ProgressEntry, dated_quantities, fields_of
from app.models.stage import stages_of
from app.models.store import Store
from app.services import records
from app.services.history import history
from app.services.history import redo as bring_again
from app.services.history import undo as take_back
from app.services.records import Addition, Edit, Pending
from tests.models.records import TOWNS, contents, everything, settle
from tests.models.strategies import iso_dates, stored

DAY = iso_dates().filter(lambda text: len(text) == 10)


@st.composite
def values_of(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """A few fields of a ledger with values they can hold; dated quantities often among them."""
    names = draw(st.lists(st.sampled_from(sorted(fields_of(kind))), max_size=4, unique=True))
    names += draw(st.lists(st.sampled_from(sorted(dated_quantities(kind))), max_size=1))
    values = {name: draw(stored(fields_of(kind)[name])) for name in names if name != "stage"}
    stage = draw(st.none() | st.sampled_from(sorted(stages_of(kind))))
    return values | ({"stage": stage} if stage else {})


PENDING = st.lists(st.just(Pending("lon", "约120度", "不是数字", "台账!H5")), max_size=1)
SHARES = st.lists(st.tuples(st.sampled_from(TOWNS), st.integers(0, 10**6)), max_size=3, unique_by=lambda one: one[0])


@pytest.fixture
def begun(store: Store) -> Store:
    """A ledger whose first step is behind it."""
    settle(store)
    return store


def one_step(store: Store, data: st.DataObject, known: dict[str, list[int]]) -> None:
    """Do one random thing; ``known`` are the ids there are by ledger."""
    kind = data.draw(st.sampled_from(sorted(LEDGERS)))
    chosen = data.draw(st.lists(st.sampled_from(known[kind]), max_size=3, unique=True)) if known[kind] else []
    what = data.draw(st.sampled_from(["add", "change", "change", "remove", "all"]))
    with store.write(what) as work:
        if what in ("add", "all"):
            new = [
                Addition(
                    data.draw(values_of(kind)), data.draw(DAY), pending=data.draw(PENDING), shares=data.draw(SHARES)
                )
                for _ in range(data.draw(st.integers(1, 2)))
            ]
            known[kind] += records.add(work, kind, new)
        if what in ("change", "all"):
            edits = [Edit(key, data.draw(values_of(kind)), data.draw(DAY), data.draw(PENDING)) for key in chosen]
            records.change(work, kind, edits)
        if what in ("remove", "all"):
            records.remove(work, kind, chosen)
            known[kind] = [key for key in known[kind] if key not in chosen]


def work_at_random(store: Store, data: st.DataObject, most: int = 5) -> list[int]:
    """Do random things; the numbers of the steps that changed something, in order."""
    known: dict[str, list[int]] = {kind: [] for kind in LEDGERS}
    before = last_batch(store)
    for _ in range(data.draw(st.integers(1, most))):
        one_step(store, data, known)
    return [step.batch for step in reversed(history(store)) if step.batch > before]


def last_batch(store: Store) -> int:
    with store.read() as session:
        return session.scalar(select(func.max(Batch.id))) or 0


@settings(max_examples=8)
@given(data=st.data())
def test_taking_everything_back_gives_the_start_and_bringing_it_again_the_end(
    begun: Store, data: st.DataObject
) -> None:
    start = everything(begun)
    steps = work_at_random(begun, data)
    end = everything(begun)
    for batch in reversed(steps):
        take_back(begun, batch)
    assert everything(begun) == start
    for batch in steps:
        bring_again(begun, batch)
    assert everything(begun) == end


@settings(max_examples=8)
@given(data=st.data())
def test_bringing_again_what_was_just_taken_back_changes_nothing(begun: Store, data: st.DataObject) -> None:
    steps = work_at_random(begun, data)
    end = everything(begun)
    for batch in steps[-1:]:
        take_back(begun, batch)
        bring_again(begun, batch)
        assert everything(begun) == end
        take_back(begun, batch)
        bring_again(begun, batch)
        assert everything(begun) == end


@settings(max_examples=8)
@given(data=st.data())
def test_a_restart_between_the_step_and_its_undoing_makes_no_difference(
    new_ledger_file: Path, tmp_path: Path, data: st.DataObject
) -> None:
    path = Path(shutil.copy(new_ledger_file, tmp_path / "台账.db"))
    with Store.open(str(path), writing=True) as opened:
        settle(opened)
        start = everything(opened)
        steps = work_at_random(opened, data)
        end = everything(opened)
    with Store.open(str(path), writing=True) as opened:
        for batch in reversed(steps):
            take_back(opened, batch)
    with Store.open(str(path), writing=True) as opened:
        assert everything(opened) == start
        for batch in steps:
            bring_again(opened, batch)
    with Store.open(str(path)) as opened:
        assert everything(opened) == end


@settings(max_examples=8)
@given(data=st.data())
def test_the_whole_journal_written_into_an_empty_ledger_gives_the_ledger(
    begun: Store, new_ledger_file: Path, tmp_path: Path, data: st.DataObject
) -> None:
    steps = work_at_random(begun, data)
    for batch in reversed(steps[-2:]):
        take_back(begun, batch)
    empty = Path(shutil.copy(new_ledger_file, tmp_path / "重放.db"))
    with Store.open(str(empty), writing=True) as other, begun.read() as told:
        with other.write("重放") as work:
            undo.replay(told, work.session)
            work.rows = 1  # the batch itself is not what is compared
        assert everything(other) == contents(told)


@settings(max_examples=8)
@given(data=st.data())
def test_a_records_total_is_the_sum_of_its_entries(begun: Store, data: st.DataObject) -> None:
    """Decision 1, after any work and any undoing; a blank total has nothing behind it."""
    steps = work_at_random(begun, data)
    assert totals(begun) == sums(begun)
    for batch in reversed(steps[-2:]):
        take_back(begun, batch)
        assert totals(begun) == sums(begun)


def totals(store: Store) -> dict[tuple[int, str], int]:
    held = everything(store)
    return {
        (row["id"], name): row[name]
        for kind in LEDGERS
        for row in held[kind]
        for name in dated_quantities(kind)
        if row[name]
    }


def sums(store: Store) -> dict[tuple[int, str], int]:
    grouped = select(ProgressEntry.record_id, ProgressEntry.field, func.sum(ProgressEntry.amount)).group_by(
        ProgressEntry.record_id, ProgressEntry.field
    )
    with store.read() as session:
        return {(record, field): int(total) for record, field, total in session.execute(grouped) if total}


@settings(max_examples=8)
@given(data=st.data())
def test_every_change_says_who_when_and_from_what_to_what(begun: Store, data: st.DataObject) -> None:
    """Each row's story is without a gap: every change begins where the one before it ended."""
    work_at_random(begun, data)
    with begun.read() as session:
        assert session.scalar(select(func.count()).where(Batch.who == "", Batch.at == "")) == 0
        for story in stories(session).values():
            state: dict[str, Any] | None = None
            for change in story:
                before, after = (json.loads(text) if text else None for text in (change.before, change.after))
                assert (state is None) is (before is None)
                assert {name: (state or {}).get(name) for name in before or {}} == (before or {})
                state = None if after is None else {**(state or {}), **after}


def stories(session: Any) -> dict[tuple[str, str], list[RowChange]]:
    found: dict[tuple[str, str], list[RowChange]] = {}
    for change in session.objects(RowChange, select(RowChange).order_by(RowChange.id)):
        found.setdefault((change.table_name, change.row_key), []).append(change)
    return found
