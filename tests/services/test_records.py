"""Adding, changing and removing records: totals and their dated entries, stages, pending texts, town shares."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.models.ledger import PendingValue, ProgressEntry, StageChange, TownShare
from app.models.queries import entries as entry_queries
from app.models.queries import journal
from app.models.queries import records as queries
from app.models.store import Store
from app.models.work import Source, close_batch
from app.services import records
from app.services.records import Addition, Edit, Pending, Undated
from tests.models.records import TOWNS, everything


@pytest.fixture
def store(file_store: Store) -> Store:
    """A ledger file; that both kinds of store behave alike is shown where the journal and the queries are."""
    return file_store


def add(store: Store, kind: str, *additions: Addition) -> list[int]:
    with store.write("登记") as work:
        return records.add(work, kind, additions)


def change(store: Store, kind: str, *edits: Edit) -> int:
    with store.write("修改") as work:
        return records.change(work, kind, edits)


def values(store: Store, kind: str, record: int) -> dict[str, Any]:
    with store.read() as session:
        held = queries.one(session, kind, record)
    assert held
    return held.values


def entries(store: Store, record: int, field: str) -> list[tuple[str, int]]:
    with store.read() as session:
        found = entry_queries.of_records(session, [record]).get((record, field), [])
    return [(entry.dated, entry.amount) for entry in found]


def standing(store: Store, record: int, field: str, day: str | None) -> int | None:
    with store.read() as session:
        return queries.totals_until(session, [record], field, day).get(record)


# ---------------------------------------------------------------- what one edit costs


@pytest.mark.parametrize(
    ("value", "most"),
    [({"illegal_area": 41}, 13), ({"demolished_area": 39000}, 21)],
    ids=["one_cell", "a_total_and_its_entry"],
)
def test_one_edit_asks_the_ledger_only_so_many_times(store: Store, value: dict[str, int], most: int) -> None:
    """With its journal, proofs and standing sums; a number that holds on any machine, as its milliseconds do not."""
    (record,) = add(store, "demolition", Addition({"demolish_date": "2022-04-12", "demolished_area": 38650}))
    asked: list[str] = []
    with store.rehearse("改") as work:
        driver: Any = work.connection.connection.driver_connection
        driver.set_trace_callback(asked.append)
        try:
            assert records.change(work, "demolition", [Edit(record, value)]) == 1
            close_batch(work)
        finally:
            driver.set_trace_callback(None)
    assert len(asked) <= most, "\n".join(asked)


# ---------------------------------------------------------------- totals and entries


def test_a_new_total_with_its_own_date_is_an_entry_on_that_date(store: Store) -> None:
    """Decision 1; the day of the whole step is only for totals without a date of their own."""
    (record,) = add(
        store, "demolition", Addition({"demolished_area": 38650, "demolish_date": "2022-04-12"}, "2022-06-25")
    )
    assert entries(store, record, "demolished_area") == [("2022-04-12", 38650)]
    assert values(store, "demolition", record)["demolished_area"] == 38650


def test_a_new_total_without_a_date_is_of_the_day_of_the_step(store: Store) -> None:
    (record,) = add(store, "demolition", Addition({"demolished_area": 38650}, "2022-06-25"))
    assert entries(store, record, "demolished_area") == [("2022-06-25", 38650)]


def test_a_total_without_any_day_is_not_taken(store: Store) -> None:
    with pytest.raises(Undated):
        add(store, "demolition", Addition({"demolished_area": 38650}))
    (record,) = add(store, "demolition", Addition({"code": "CW-1"}))
    with pytest.raises(Undated):
        change(store, "demolition", Edit(record, {"demolished_area": 1}))
    assert everything(store)["progress_entry"] == []


def test_nothing_done_needs_no_day(store: Store) -> None:
    """A list of all points says 0 of those that still stand: that is no progress, and no question."""
    (record,) = add(store, "demolition", Addition({"code": "CW-1", "demolished_area": 0}))
    change(store, "demolition", Edit(record, {"demolished_area": 0}))
    assert everything(store)["progress_entry"] == []
    change(store, "demolition", Edit(record, {"demolished_area": 100, "demolish_date": "2022-03-01"}))
    assert [row["amount"] for row in everything(store)["progress_entry"]] == [100]


def test_what_is_no_dated_quantity_has_no_entries(store: Store) -> None:
    add(store, "demolition", Addition({"illegal_area": 38650, "disposed_area": 5}))
    assert everything(store)["progress_entry"] == []


def test_a_total_can_come_with_its_whole_story(store: Store) -> None:
    story = (("2022-03-25", 100), ("2022-04-25", 250))
    (record,) = add(store, "reclamation", Addition({"code": "FK-1"}, progress={"done_area": story}))
    assert entries(store, record, "done_area") == [*story]
    assert values(store, "reclamation", record)["done_area"] == 350


def test_a_later_total_is_an_entry_for_the_difference(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"done_area": 100}, "2022-03-25"))
    change(store, "reclamation", Edit(record, {"done_area": 350}, "2022-04-25"))
    assert entries(store, record, "done_area") == [("2022-03-25", 100), ("2022-04-25", 250)]
    assert values(store, "reclamation", record)["done_area"] == 350


def test_a_lower_total_is_a_negative_entry(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"done_area": 350}, "2022-03-25"))
    change(store, "reclamation", Edit(record, {"done_area": 300}, "2022-04-25"))
    assert entries(store, record, "done_area") == [("2022-03-25", 350), ("2022-04-25", -50)]


def test_a_total_of_an_earlier_day_leaves_later_totals_true(store: Store) -> None:
    """Decision 2: inserted in the past, taken off again on the next day that has an entry."""
    (record,) = add(store, "reclamation", Addition({"done_area": 300}, "2022-06-25"))
    change(store, "reclamation", Edit(record, {"done_area": 120}, "2022-04-25"))
    assert [
        standing(store, record, "done_area", day) for day in ("2022-03-25", "2022-04-25", "2022-06-24", "2022-06-25")
    ] == [
        None,
        120,
        120,
        300,
    ]
    assert values(store, "reclamation", record)["done_area"] == 300


def test_the_same_total_on_the_same_day_is_no_change(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"done_area": 300}, "2022-06-25"))
    assert change(store, "reclamation", Edit(record, {"done_area": 300}, "2022-06-25")) == 0
    assert store.last_change.batch is None


def test_the_total_somebody_types_is_the_total_they_see(store: Store) -> None:
    """Decision 1: without a day of its own the difference goes on the natural date, whatever was entered later."""
    story = (("2022-03-25", 100), ("2022-04-25", 200))
    (record,) = add(store, "reclamation", Addition({"completion_date": "2022-04-10"}, progress={"done_area": story}))
    change(store, "reclamation", Edit(record, {"done_area": 350}))
    assert values(store, "reclamation", record)["done_area"] == 350
    assert entries(store, record, "done_area") == [("2022-03-25", 100), ("2022-04-10", 50), ("2022-04-25", 200)]


def test_the_same_total_typed_again_needs_no_day(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"done_area": 300}, "2022-06-25"))
    assert change(store, "reclamation", Edit(record, {"done_area": 300, "remark": "同"})) == 1
    assert entries(store, record, "done_area") == [("2022-06-25", 300)]


def test_a_total_and_its_date_given_together_are_one_entry(store: Store) -> None:
    (record,) = add(store, "greening", Addition({"code": "LH-1"}))
    given = {"planted_area": 256000, "new_area": 201000, "improved_area": 55000, "plant_end": "2022-03-12"}
    change(store, "greening", Edit(record, given))
    for name in ("planted_area", "new_area", "improved_area"):
        assert entries(store, record, name) == [("2022-03-12", given[name])]


def test_an_entry_on_the_natural_date_moves_with_it_and_others_stay(store: Store) -> None:
    (record,) = add(store, "demolition", Addition({"demolished_area": 100, "demolish_date": "2022-04-12"}))
    change(store, "demolition", Edit(record, {"demolished_area": 160}, "2022-05-25"))
    change(store, "demolition", Edit(record, {"demolish_date": "2022-04-02"}))
    assert entries(store, record, "demolished_area") == [("2022-04-02", 100), ("2022-05-25", 60)]


def test_a_corrected_date_and_a_corrected_total_go_together(store: Store) -> None:
    (record,) = add(store, "demolition", Addition({"demolished_area": 100, "demolish_date": "2022-04-12"}))
    change(store, "demolition", Edit(record, {"demolish_date": "2022-04-02", "demolished_area": 130}))
    assert entries(store, record, "demolished_area") == [("2022-04-02", 100), ("2022-04-02", 30)]


def test_a_cleared_total_has_nothing_behind_it(store: Store) -> None:
    (record,) = add(store, "demolition", Addition({"demolished_area": 100, "demolish_date": "2022-04-12"}))
    change(store, "demolition", Edit(record, {"demolished_area": None, "demolish_date": "2022-04-02"}))
    assert entries(store, record, "demolished_area") == []
    assert values(store, "demolition", record)["demolished_area"] is None


def test_nothing_done_yet_is_something_known(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"done_area": 0}, "2022-03-25"))
    assert entries(store, record, "done_area") == [("2022-03-25", 0)]
    assert values(store, "reclamation", record)["done_area"] == 0


MONTHS = [f"2022-{month:02}-25" for month in range(1, 13)]


@settings(max_examples=15)
@given(reports=st.lists(st.tuples(st.sampled_from(MONTHS), st.integers(0, 1000)), min_size=1, max_size=7))
@example(reports=[(MONTHS[0], 1), (MONTHS[1], 1), (MONTHS[0], 0)])
def test_whatever_order_the_months_arrive_in_each_stands_as_last_reported(
    store: Store, reports: list[tuple[str, int]]
) -> None:
    """Decision 2: what a day's file said stays true of that day, whichever file came after it."""
    (record,) = add(store, "reclamation", Addition({"code": "FK"}))
    said: dict[str, int] = {}
    for day, total in reports:
        change(store, "reclamation", Edit(record, {"done_area": total}, day))
        said[day] = total
        assert {one: standing(store, record, "done_area", one) or 0 for one in said} == said
    days = sorted(said)
    for earlier, later in pairwise(days):
        between = next((day for day in MONTHS if earlier < day < later), earlier)
        assert (standing(store, record, "done_area", between) or 0) == said[earlier]
    assert values(store, "reclamation", record)["done_area"] == said[days[-1]]


# ---------------------------------------------------------------- stages


def test_a_move_to_a_stage_with_a_date_of_its_own_is_dated_by_it(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"stage": "竣工", "completion_date": "2022-05-01"}))
    change(store, "reclamation", Edit(record, {"stage": "验收", "accept_date": "2022-06-01"}, "2022-06-25"))
    assert moves(store) == [("竣工", "验收", "2022-06-01")]
    assert values(store, "reclamation", record)["stage_on"] is None


def test_a_move_to_a_stage_without_one_keeps_the_day_of_the_move(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"stage": "验收", "accept_date": "2022-06-01"}))
    change(store, "reclamation", Edit(record, {"stage": "整改"}, "2022-06-20"))
    assert moves(store) == [("验收", "整改", "2022-06-20")]
    assert values(store, "reclamation", record)["stage_on"] == "2022-06-20"
    change(store, "reclamation", Edit(record, {"stage": "验收", "accept_date": "2022-07-01"}))
    assert values(store, "reclamation", record)["stage_on"] is None


def test_a_new_record_in_such_a_stage_keeps_the_day_too(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"stage": "整改"}, "2022-06-20"))
    assert values(store, "reclamation", record)["stage_on"] == "2022-06-20"


def test_the_day_of_a_move_may_be_known_apart_from_the_totals(store: Store) -> None:
    """Someone at the window moves a record today; its totals stay with their own dates."""
    new = Addition({"stage": "整改", "done_area": 5, "completion_date": "2022-05-01"}, reached="2022-06-18")
    (record,) = add(store, "reclamation", new)
    assert values(store, "reclamation", record)["stage_on"] == "2022-06-18"
    change(store, "reclamation", Edit(record, {"stage": "验收", "done_area": 6}, reached="2022-06-19"))
    change(store, "reclamation", Edit(record, {"stage": "整改"}, reached="2022-06-20"))
    assert values(store, "reclamation", record)["stage_on"] == "2022-06-20"
    assert entries(store, record, "done_area") == [("2022-05-01", 5), ("2022-05-01", 1)]


def test_the_same_stage_again_is_no_move(store: Store) -> None:
    (record,) = add(store, "reclamation", Addition({"stage": "验收"}))
    change(store, "reclamation", Edit(record, {"stage": "验收", "remark": "同"}, "2022-06-20"))
    assert moves(store) == []


def moves(store: Store) -> list[tuple[str, str, str]]:
    return [(row["from_stage"], row["to_stage"], row["dated"]) for row in everything(store)["stage_change"]]


# ---------------------------------------------------------------- what hangs on a record

ROUGHLY = Pending("lon", "约120度", "不是数字", "台账!H5")


def pending(store: Store) -> list[tuple[str, str]]:
    return [(row["field"], row["raw"]) for row in everything(store)["pending_value"]]


def test_a_text_that_is_no_value_waits_until_one_is_given(store: Store) -> None:
    """Decision 17."""
    (record,) = add(store, "demolition", Addition({"code": "CW-1"}, pending=[ROUGHLY]))
    assert pending(store) == [("lon", "约120度")]
    change(store, "demolition", Edit(record, {"lat": 30_000_000}))
    assert pending(store) == [("lon", "约120度")]
    change(store, "demolition", Edit(record, {"lon": 120_000_000}))
    assert pending(store) == []


def test_a_new_text_for_the_same_field_takes_the_olds_place(store: Store) -> None:
    (record,) = add(store, "demolition", Addition({}, pending=[ROUGHLY]))
    again = Pending("lon", "大概121", "不是数字")
    change(store, "demolition", Edit(record, {}, pending=[again]))
    assert pending(store) == [("lon", "大概121")]


def test_clearing_a_field_ends_its_waiting(store: Store) -> None:
    (record,) = add(store, "demolition", Addition({}, pending=[ROUGHLY]))
    change(store, "demolition", Edit(record, {"lon": None}))
    assert pending(store) == []


def test_a_removed_record_takes_with_it_all_that_hangs_on_it_and_nothing_else(store: Store) -> None:
    addition = Addition(
        {"done_area": 5, "stage": "验收"}, "2022-01-05", [ROUGHLY], [(TOWNS[0], 3), (TOWNS[1], 2)], Source("台账", 7)
    )
    first, second = add(store, "reclamation", addition, addition)
    change(store, "reclamation", *(Edit(one, {"stage": "整改"}, "2022-02-01") for one in (first, second)))
    with store.write("删除") as work:
        records.remove(work, "reclamation", [first])
    held = everything(store)
    for table in (ProgressEntry, StageChange, TownShare, PendingValue):
        assert {row["record_id"] for row in held[table.__tablename__]} == {second}
    assert [row["id"] for row in held["reclamation"]] == [second]


def test_a_number_is_never_given_out_twice(store: Store) -> None:
    first, second = add(store, "greening", Addition({}), Addition({}))
    with store.write("删除") as work:
        records.remove(work, "greening", [first, second])
    (third,) = add(store, "demolition", Addition({}))
    assert len({first, second, third}) == 3


def test_a_record_nobody_knows_cannot_be_changed(store: Store) -> None:
    with pytest.raises(KeyError):
        change(store, "greening", Edit(77, {"remark": "x"}))


def test_a_record_cannot_be_given_twice_in_one_step(store: Store) -> None:
    """Both would be judged against the same old values, and the second's entries would count twice."""
    (record,) = add(store, "reclamation", Addition({"code": "FK"}))
    with pytest.raises(ValueError, match="twice"):
        change(store, "reclamation", *(Edit(record, {"done_area": n}, "2022-01-05") for n in (1, 2)))
    assert entries(store, record, "done_area") == []


def test_adding_and_changing_nothing_is_nothing(store: Store) -> None:
    assert add(store, "greening") == []
    assert change(store, "greening") == 0
    assert store.last_change.rows == 0


def test_every_row_an_import_makes_knows_its_cell(store: Store) -> None:
    source = Source("台账", 12)
    (record,) = add(store, "demolition", Addition({"demolished_area": 100}, "2022-04-12", source=source))
    change(store, "demolition", Edit(record, {"demolished_area": 150}, "2022-05-12", source=Source("台账", 13)))
    with store.read() as session:
        told = journal.changes_of(session, "demolition", record)
        first = journal.changes_of(session, "progress_entry", 1)
    assert [(one.sheet, one.row) for one in told] == [("台账", 13), ("台账", 12)]
    assert [(one.sheet, one.row) for one in first] == [("台账", 12)]
