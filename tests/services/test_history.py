"""Undoing and bringing again from the outside: what is refused, in which words, and that a refusal changes nothing."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.models.refusal import Refusal
from app.models.store import Store
from app.models.work import Change
from app.services import history, records
from app.services.history import EditedSince
from app.services.records import Addition, Edit
from tests.models.records import everything
from tests.stores import new_ledger


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_ledger(str(tmp_path / "台账.db"), "330481", 2022) as opened:
        yield opened


def add(store: Store, *additions: Addition) -> int:
    with store.write("登记") as work:
        records.add(work, "demolition", additions)
    return newest(store)


def change(store: Store, *edits: Edit) -> int:
    with store.write("修改") as work:
        records.change(work, "demolition", edits)
    return newest(store)


def newest(store: Store) -> int:
    assert store.last_change.batch
    return store.last_change.batch


def test_history_tells_what_was_done_and_what_of_it_was_taken_back(store: Store) -> None:
    batch = add(store, Addition({"code": "CW-1"}))
    history.undo(store, batch)
    steps = history.history(store)
    assert [step.label for step in steps] == ["撤销：登记", "登记", "新建台账"]
    assert [step.undone for step in steps] == [False, True, False]
    assert steps[0].reverts == batch
    assert steps[1].rows == 1
    assert steps[1].who
    assert steps[1].when.startswith("20")
    history.redo(store, batch)
    assert [step.undone for step in history.history(store)] == [False, False, False, False]
    assert [row["code"] for row in everything(store)["demolition"]] == ["CW-1"]


def test_a_step_edited_since_is_refused_naming_the_cells_as_a_clerk_finds_them(store: Store) -> None:
    batch = add(store, Addition({"code": "CW-1", "illegal_area": 38650, "party_name": "陆阿根"}))
    change(store, Edit(1, {"illegal_area": 40000, "party_name": None}))
    before = everything(store)
    with pytest.raises(EditedSince) as refusal:
        history.undo(store, batch)
    assert "CW-1 的违建面积现为“400.00”" in refusal.value.sentence
    assert "CW-1 的户主(单位)现为“空”" in refusal.value.sentence
    assert {cell.column for cell in refusal.value.cells} == {"illegal_area", "party_name"}
    assert everything(store) == before
    assert not next(step for step in history.history(store) if step.batch == batch).undone


def test_a_long_list_is_cut_short_in_the_sentence_and_whole_in_the_cells(store: Store) -> None:
    batch = add(store, *(Addition({"code": f"CW-{n}"}) for n in range(8)))
    change(store, *(Edit(n, {"code": f"CW-x{n}"}) for n in range(1, 9)))
    with pytest.raises(EditedSince) as refusal:
        history.undo(store, batch)
    assert len(refusal.value.cells) == 8
    assert refusal.value.sentence.startswith("有 8 处")
    assert refusal.value.sentence.endswith("……")
    assert refusal.value.sentence.count("现为") == 5


def test_what_hangs_on_a_record_since_is_named(store: Store) -> None:
    batch = add(store, Addition({"code": "CW-1"}))
    change(store, Edit(1, {"demolished_area": 100}, "2022-03-25"))
    with pytest.raises(EditedSince, match="CW-1 又有了新的进度"):
        history.undo(store, batch)


def test_a_record_that_is_gone_and_one_without_a_code_are_named_all_the_same(store: Store) -> None:
    batch = add(store, Addition({"party_name": "陆阿根"}), Addition({"remark": "x"}))
    change(store, Edit(1, {"remark": "改"}))
    with store.write("删除") as work:
        records.remove(work, "demolition", [2])
    with pytest.raises(EditedSince) as refusal:
        history.undo(store, batch)
    assert "第 1 号记录 的备注现为“改”" in refusal.value.sentence
    assert "已不在台账的记录 2" in refusal.value.sentence


def test_the_later_step_taken_back_first_frees_the_earlier_one(store: Store) -> None:
    start = everything(store)
    first = add(store, Addition({"code": "CW-1"}))
    second = change(store, Edit(1, {"code": "CW-2"}))
    with pytest.raises(EditedSince):
        history.undo(store, first)
    history.undo(store, second)
    history.undo(store, first)
    assert everything(store) == start


def test_bringing_again_is_refused_where_someone_wrote_meanwhile(store: Store) -> None:
    add(store, Addition({"code": "CW-1", "remark": "一"}))
    batch = change(store, Edit(1, {"remark": "二"}))
    history.undo(store, batch)
    change(store, Edit(1, {"remark": "三"}))
    with pytest.raises(EditedSince, match="备注现为“三”"):
        history.redo(store, batch)


@pytest.mark.parametrize("act", [history.undo, history.redo])
def test_a_step_nobody_knows_is_refused(store: Store, act: Callable[[Store, int], Change]) -> None:
    with pytest.raises(Refusal, match="没有第 99 步"):
        act(store, 99)


def test_what_is_already_so_is_refused(store: Store) -> None:
    batch = add(store, Addition({"code": "CW-1"}))
    with pytest.raises(Refusal, match="没有被撤销"):
        history.redo(store, batch)
    history.undo(store, batch)
    with pytest.raises(Refusal, match="已经撤销过"):
        history.undo(store, batch)


def test_an_undoing_is_itself_taken_back_by_bringing_again(store: Store) -> None:
    batch = add(store, Addition({"code": "CW-1"}))
    undoing = history.undo(store, batch).batch
    assert undoing
    with pytest.raises(Refusal, match="本身就是撤销或恢复"):
        history.undo(store, undoing)


def test_the_making_of_the_ledger_is_not_undone(store: Store) -> None:
    """A ledger without its unit would be nobody's."""
    first = history.history(store)[-1].batch
    with pytest.raises(Refusal, match="新建台账"):
        history.undo(store, first)


def test_an_undoing_says_what_it_changed(store: Store) -> None:
    batch = add(store, Addition({"demolished_area": 100}, "2022-03-25"))
    done = history.undo(store, batch)
    assert (done.rows, done.tables) == (2, {"demolition", "progress_entry"})


def test_a_reader_cannot_undo(store: Store) -> None:
    batch = add(store, Addition({"code": "CW-1"}))
    with Store.open(store.location) as reader, pytest.raises(Refusal, match="只读方式"):
        history.undo(reader, batch)
