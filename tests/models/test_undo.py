"""A batch can be taken back as long as what it left is still as it left it; else the cells in the way are listed."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import undo
from app.models.demolition import Demolition
from app.models.greening import Greening
from app.models.journal import Batch, RowChange
from app.models.ledger import PendingValue, ProgressEntry, TownShare
from app.models.reclamation import Reclamation
from app.models.store import Store
from app.models.target import EnteredFigure, PlanPoint
from app.models.undo import Cell
from app.models.unit import Setting
from app.models.work import Origin, Row, Source
from tests.models.records import everything, put


def batch_of(store: Store) -> int:
    assert store.last_change.batch
    return store.last_change.batch


def in_the_way(store: Store, batch: int) -> list[Cell]:
    with store.read() as session:
        return undo.obstacles(session, [move.backwards() for move in undo.moves(session, batch)])


def take_back(store: Store, batch: int) -> None:
    with store.write("撤销") as work:
        undo.take(work, [move.backwards() for move in undo.moves(work.session, batch)])


def edit(store: Store, record: int, **values: str | int | None) -> int:
    with store.write("修改") as work:
        work.update(Demolition, [(record, values)])
    return batch_of(store)


# ---------------------------------------------------------------- what stands in the way


def test_a_cell_edited_since_is_named_with_what_it_held_and_holds(store: Store) -> None:
    ((record),) = put(store, "demolition", {"remark": "一", "officer": "甲"})
    second = edit(store, record, remark="二", officer="乙")
    edit(store, record, remark="三")
    assert in_the_way(store, second) == [Cell("demolition", str(record), "remark", "二", "三")]


def test_another_cell_of_the_row_is_in_nobodys_way(store: Store) -> None:
    ((record),) = put(store, "demolition", {"remark": "一"})
    second = edit(store, record, remark="二")
    edit(store, record, officer="乙")
    assert in_the_way(store, second) == []
    take_back(store, second)
    row = everything(store)["demolition"][0]
    assert (row["remark"], row["officer"]) == ("一", "乙")


def test_an_added_row_filled_in_further_stays(store: Store) -> None:
    ((record),) = put(store, "demolition", {"code": "CW-1"})
    first = batch_of(store)
    edit(store, record, officer="乙")
    assert in_the_way(store, first) == [Cell("demolition", str(record), "officer", None, "乙")]


def test_an_added_row_that_is_gone_is_named_as_a_whole(store: Store) -> None:
    ((record),) = put(store, "demolition", {"code": "CW-1"})
    first = batch_of(store)
    with store.write("删除") as work:
        work.delete(Demolition, [record])
    assert in_the_way(store, first) == [Cell("demolition", str(record), "", None, None)]


def test_a_removed_row_that_is_back_is_named_as_a_whole(store: Store) -> None:
    ((record),) = put(store, "demolition", {"code": "CW-1"})
    with store.write("删除") as work:
        work.delete(Demolition, [record])
    removal = batch_of(store)
    take_back(store, removal)
    assert in_the_way(store, removal) == [Cell("demolition", str(record), "", None, None)]


@pytest.mark.parametrize(
    ("child", "row"),
    [
        (ProgressEntry, {"field": "demolished_area", "dated": "2022-01-01", "amount": 1}),
        (TownShare, {"town_code": "330482001", "area": 1}),
        (PendingValue, {"field": "lon", "raw": "约", "reason": "不是数字"}),
    ],
)
def test_an_added_row_that_others_hang_on_stays(
    store: Store, child: type[ProgressEntry | TownShare | PendingValue], row: Row
) -> None:
    ((record),) = put(store, "demolition", {"code": "CW-1"})
    first = batch_of(store)
    with store.write("后来") as work:
        work.insert(child, [{"record_id": record, **row}])
    assert in_the_way(store, first) == [Cell("demolition", str(record), child.__tablename__, None, None)]


def test_what_hangs_on_a_row_cannot_come_back_without_it(store: Store) -> None:
    ((record),) = put(store, "demolition", {"code": "CW-1"})
    with store.write("进度") as work:
        keys = work.insert(ProgressEntry, [{"record_id": record, "field": "x", "dated": "2022", "amount": 1}])
    with store.write("删进度") as work:
        work.delete(ProgressEntry, keys)
    removal = batch_of(store)
    assert in_the_way(store, removal) == []
    with store.write("删记录") as work:
        work.delete(Demolition, [record])
    assert in_the_way(store, removal) == [Cell("progress_entry", str(keys[0]), "", None, None)]


def test_a_row_cannot_come_back_where_another_now_stands_for_the_same_thing(store: Store) -> None:
    figure: Row = {"year": 2022, "code": "T01", "region": "330482", "cutoff": "2022-06-25", "value": 1}
    with store.write("填报") as work:
        keys = work.insert(EnteredFigure, [figure])
    with store.write("删除") as work:
        work.delete(EnteredFigure, keys)
    removal = batch_of(store)
    assert in_the_way(store, removal) == []
    with store.write("再填") as work:
        (new,) = work.insert(EnteredFigure, [figure])
    assert in_the_way(store, removal) == [Cell("entered_figure", str(new), "", None, None)]


def test_a_row_that_took_anothers_place_gives_it_back(store: Store) -> None:
    point: Row = {"year": 2022, "code": "T17", "month": 3, "share": 4000}
    with store.write("曲线") as work:
        keys = work.insert(PlanPoint, [point])
    before = everything(store)
    with store.write("换") as work:
        work.delete(PlanPoint, keys)
        work.insert(PlanPoint, [{**point, "share": 5000}])
    exchange = batch_of(store)
    assert in_the_way(store, exchange) == []
    take_back(store, exchange)
    assert everything(store) == before


# ---------------------------------------------------------------- many steps on one row within a batch


def test_steps_on_one_row_within_a_batch_are_taken_back_as_one(store: Store) -> None:
    ((record),) = put(store, "demolition", {"remark": "一", "officer": "甲"})
    before = everything(store)
    with store.write("多步") as work:
        work.update(Demolition, [(record, {"remark": "二"})])
        work.update(Demolition, [(record, {"remark": "三", "leader": "丙"})])
        work.update(Demolition, [(record, {"officer": None})])
    batch = batch_of(store)
    after = everything(store)
    take_back(store, batch)
    assert everything(store) == before
    with store.write("恢复") as work:
        undo.take(work, undo.moves(work.session, batch))
    assert everything(store) == after


def test_a_row_removed_and_put_back_within_a_batch_is_a_changed_row(store: Store) -> None:
    ((record),) = put(store, "demolition", {"remark": "一", "officer": "甲"})
    before = everything(store)
    with store.write("换") as work:
        work.update(Demolition, [(record, {"remark": "二"})])
        work.delete(Demolition, [record])
        work.insert(Demolition, [{"id": record, "county_code": "330482", "leader": "丙"}])
    take_back(store, batch_of(store))
    assert everything(store) == before


def test_a_row_that_came_and_went_within_a_batch_was_never_there(store: Store) -> None:
    with store.write("来去") as work:
        work.delete(Demolition, work.insert(Demolition, [{"code": "CW-1"}]))
    with store.read() as session:
        assert undo.moves(session, batch_of(store)) == []


def test_settings_are_taken_back_by_their_names(store: Store) -> None:
    with store.write("设置") as work:
        work.insert(Setting, [{"id": "cutoff_day", "value": "20"}])
    with store.write("再设") as work:
        work.update(Setting, [("cutoff_day", {"value": "26"})])
    take_back(store, batch_of(store))
    assert everything(store)["setting"] == [{"id": "cutoff_day", "value": "20"}]


def test_a_batch_notes_that_it_was_taken_back_and_by_which(store: Store) -> None:
    put(store, "demolition", {"code": "CW-1"})
    first = batch_of(store)
    with store.write("撤销") as work:
        undo.take(work, [move.backwards() for move in undo.moves(work.session, first)])
        undo.mark(work, first, undone=True)
    with store.read() as session:
        done, undoing = session.objects(Batch, select(Batch).order_by(Batch.id))
    assert (done.undone, done.reverts, undoing.undone, undoing.reverts) == (True, None, False, first)


def replayed(store: Store, empty: Path) -> dict[str, list[Row]]:
    """What an empty ledger holds once the journal of another was replayed into it."""
    with Store.open(str(empty), writing=True) as other, store.read() as told:
        with other.write("重放") as work:
            undo.replay(told, work.session)
        return everything(other)


def test_a_journal_replayed_into_an_empty_ledger_gives_the_ledger(
    store: Store, new_ledger_file: Path, tmp_path: Path
) -> None:
    first, second, _ = put(store, "demolition", {"code": "CW-1"}, {"code": "CW-2", "is_precise": True}, {})
    edit(store, second, officer="乙", is_precise=None)
    with store.write("删除") as work:
        work.delete(Demolition, [first])
        work.insert(Setting, [{"id": "unit", "value": "330482"}])
    assert replayed(store, Path(shutil.copy(new_ledger_file, tmp_path / "重放.db"))) == everything(store)


def test_rows_of_all_shapes_written_at_once_are_those_the_journal_tells(
    store: Store, new_ledger_file: Path, tmp_path: Path
) -> None:
    remarks = ("null", '说"明\\n\n', "\u2028", None, "", "%s")
    rows: list[Row] = [
        {"remark": remarks[number % 6], **({"code": f"CW-{number}"} if number % 2 else {"lon": -number, "lat": number})}
        | ({"is_precise": number % 3 == 1} if number % 3 else {})
        for number in range(24)
    ]
    put(store, "demolition", *rows)
    with store.write("空行") as work:
        work.insert(Demolition, [{}, {}])
    held = everything(store)
    assert [{name: row[name] for name in one} for one, row in zip(rows, held["demolition"], strict=False)] == rows
    assert len(held["demolition"]) == len(rows) + 2
    assert replayed(store, Path(shutil.copy(new_ledger_file, tmp_path / "重放.db"))) == held
    take_back(store, batch_of(store))
    assert len(everything(store)["demolition"]) == len(rows)


# ---------------------------------------------------------------- the journal's own rows


def test_a_change_keeps_only_what_changed_and_its_cell(store: Store) -> None:
    with store.write("导入", Origin("三月台账.xlsx", "ab" * 32, {"台账": {"remark": "H"}})) as work:
        (record,) = work.insert(Reclamation, [{"code": "FK-1", "households": 3}], [Source("台账", 5)])
        work.update(Reclamation, [(record, {"households": 3, "remark": "改"})], [Source("台账", 6)])
        work.update(Reclamation, [(record, {"households": 3})])
    with store.read() as session:
        changes = session.objects(RowChange, select(RowChange).order_by(RowChange.id))
        said = [
            (json.loads(one.before or "null"), json.loads(one.after or "null"), one.sheet, one.row) for one in changes
        ]
    assert said == [
        (None, {"code": "FK-1", "households": 3}, "台账", 5),
        ({"remark": None}, {"remark": "改"}, "台账", 6),
    ]
    assert store.last_change.rows == 2
    assert store.last_change.tables == {"reclamation"}


def test_a_thousand_rows_are_one_step(store: Store) -> None:
    """More than fit into one statement's parameters."""
    ids = put(store, "greening", *({"code": f"LH-{n}", "plan_area": n} for n in range(1200)))
    assert ids == list(range(1, 1201))
    with store.write("改") as work:
        assert work.update(Greening, [(key, {"plan_area": 7, "remark": f"{key % 3}"}) for key in ids]) == 1200
    take_back(store, batch_of(store))
    assert [row["plan_area"] for row in everything(store)["greening"]] == list(range(1200))
    with store.write("删") as work:
        work.delete(Greening, ids)
    assert everything(store)["greening"] == []


def test_a_write_counts_in_the_rows_version(store: Store) -> None:
    ((record),) = put(store, "demolition", {"code": "CW-1"})
    edit(store, record, remark="x")
    edit(store, record, remark="y")
    with store.read() as session:
        assert session.scalar(select(Demolition.version)) == 3


def test_a_row_nobody_knows_cannot_be_changed(store: Store) -> None:
    with pytest.raises(KeyError), store.write("改") as work:
        work.update(Demolition, [(99, {"remark": "x"})])


def test_a_row_nobody_knows_cannot_be_removed(store: Store) -> None:
    with pytest.raises(KeyError), store.write("删") as work:
        work.delete(Demolition, [99])


def test_a_row_cannot_be_given_twice(store: Store) -> None:
    ((record),) = put(store, "demolition", {"code": "CW-1"})
    with pytest.raises(ValueError, match="twice"), store.write("改") as work:
        work.update(Demolition, [(record, {"remark": "x"}), (record, {"remark": "y"})])
