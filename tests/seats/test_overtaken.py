"""Two seats at one ledger: what one changed after the other looked is never written over unknowingly."""

import pytest

from app.models.overtaken import Overtaken
from app.models.queries import records as held
from app.models.soundness import last
from app.models.store import Store
from app.services import blocks, cells, history, records, wording
from app.services.entering import enter
from app.services.records import Edit
from tests.seats.conftest import OpenSeat
from tests.services.reporting.county import LUOXING, WEITANG, add, point

KIND = "demolition"


def value(store: Store, record: int, name: str) -> object:
    with store.read() as session:
        found = held.one(session, KIND, record)
    return found.values[name] if found else None


@pytest.fixture
def ours(sit: OpenSeat) -> Store:
    return sit()


@pytest.fixture
def record(ours: Store) -> int:
    return add(ours, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="100.00"))[0]


@pytest.fixture
def theirs(record: int, sit: OpenSeat) -> Store:
    """The other seat, which has seen the record."""
    return sit()


def test_a_stale_cell_is_not_written_over(ours: Store, theirs: Store, record: int) -> None:
    cells.type_in(ours, KIND, record, "remark", "先写的")
    with pytest.raises(Overtaken, match="甲刚改过") as refused:
        cells.type_in(theirs, KIND, record, "remark", "后写的")
    (clash,) = refused.value.clashes
    assert (clash.column, clash.theirs, clash.mine, clash.who) == ("remark", "先写的", "后写的", "甲")
    assert value(ours, record, "remark") == "先写的"
    theirs.seen = refused.value.seen  # whoever has been told may write
    cells.type_in(theirs, KIND, record, "remark", "商量好的")
    assert value(ours, record, "remark") == "商量好的"


def test_other_cells_of_the_same_row_do_not_stand_in_the_way(ours: Store, theirs: Store, record: int) -> None:
    cells.type_in(ours, KIND, record, "remark", "先写的")
    cells.type_in(theirs, KIND, record, "officer", "王五")
    cells.type_in(ours, KIND, record, "remark", "再写的")
    assert (value(theirs, record, "remark"), value(theirs, record, "officer")) == ("再写的", "王五")


def test_both_meaning_the_same_is_no_clash(ours: Store, theirs: Store, record: int) -> None:
    for seat in (ours, theirs):
        cells.type_in(seat, KIND, record, "remark", "一样的")
    assert value(ours, record, "remark") == "一样的"


def test_what_the_other_was_shown_is_no_clash(ours: Store, theirs: Store, record: int) -> None:
    cells.type_in(ours, KIND, record, "remark", "先写的")
    news = theirs.news()
    assert news is not None
    assert (news.steps, news.who, news.tables) == (1, ("甲",), frozenset({KIND}))
    theirs.seen = news.head
    assert theirs.news() is None
    cells.type_in(theirs, KIND, record, "remark", "后写的")
    assert ours.news() is not None


def test_a_record_that_was_taken_away_is_not_changed(ours: Store, theirs: Store, record: int) -> None:
    blocks.remove(ours, KIND, [record])
    with pytest.raises(Overtaken) as refused, theirs.write("改") as work:
        records.change(work, KIND, [Edit(record, {"remark": "还在"})])
    assert refused.value.clashes[0].gone


def test_a_record_that_was_changed_is_not_taken_away(ours: Store, theirs: Store, record: int) -> None:
    cells.type_in(ours, KIND, record, "demolished_area", "150")
    with pytest.raises(Overtaken):
        blocks.remove(theirs, KIND, [record])
    assert value(ours, record, "demolished_area") == 15000


def test_a_text_that_waits_is_not_dropped(ours: Store, theirs: Store, record: int) -> None:
    assert cells.type_in(ours, KIND, record, "close_date", "年底前").waiting
    with pytest.raises(Overtaken):
        cells.type_in(theirs, KIND, record, "close_date", "2022-12-01")
    with pytest.raises(Overtaken):
        cells.type_in(theirs, KIND, record, "close_date", "明年")


def test_a_month_s_progress_is_not_added_twice(ours: Store, theirs: Store, record: int) -> None:
    def stand_at(seat: Store, total: int) -> None:
        with seat.write("进度") as work:
            records.change(work, KIND, [Edit(record, {"demolished_area": total}, dated="2022-05-25")])

    stand_at(ours, 3000)  # the total of June stays, so the record's own cells do not change
    assert value(ours, record, "demolished_area") == 10000
    with pytest.raises(Overtaken):
        stand_at(theirs, 4000)


def test_figures_and_texts_are_watched_like_cells(ours: Store, theirs: Store) -> None:
    enter(ours, "T41", "2022-06", "进行中")
    with pytest.raises(Overtaken):
        enter(theirs, "T41", "2022-06", "已完成", state_on="2022-06-20")
    wording.write(ours, "R6", "2022-Q2", "亮点", "提前完成")
    with pytest.raises(Overtaken):
        wording.write(theirs, "R6", "2022-Q2", "亮点", "按时完成")


def test_a_block_is_refused_whole(ours: Store, theirs: Store, record: int) -> None:
    (other,) = add(theirs, point(2, LUOXING))
    cells.type_in(ours, KIND, record, "remark", "先写的")
    block = [(record, "remark", "贴的"), (record, "officer", "贴的"), (other, "remark", "贴的")]
    with pytest.raises(Overtaken) as refused:
        blocks.enter(theirs, KIND, "粘贴 3×1", block)
    assert [clash.column for clash in refused.value.clashes] == ["remark"]
    assert value(theirs, other, "remark") is None


def test_another_s_step_is_taken_back_only_as_a_whole(ours: Store, theirs: Store, record: int) -> None:
    batch = cells.type_in(ours, KIND, record, "remark", "先写的").change.batch
    assert batch is not None
    history.undo(theirs, batch)
    assert value(ours, record, "remark") is None
    history.redo(theirs, batch)
    theirs.seen = batch + 2
    cells.type_in(theirs, KIND, record, "remark", "后写的")
    with pytest.raises(history.EditedSince):
        history.undo(ours, batch)


def test_nothing_of_all_this_harms_the_proofs(ours: Store, theirs: Store, record: int) -> None:
    for number, seat in enumerate((ours, theirs) * 3):
        cells.type_in(seat, KIND, record, ("remark", "officer")[number % 2], f"第 {number} 次")
    assert last(ours.faults(thorough=True)) == []
    with ours.read() as session:
        assert held.many(session, KIND, [record])[record].version == 7
