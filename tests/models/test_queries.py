"""Every query gives the same answer on both kinds of store."""

from datetime import date
from itertools import chain

import pytest

from app.models.attachment import Attachment, RecordLink
from app.models.journal import Batch
from app.models.ledger import PendingValue, ProgressEntry, StageChange, TownShare
from app.models.measure import aggregates, measure
from app.models.quantity import Rounding
from app.models.queries import entries, grid, importing, journal, records, reporting, scope, targets
from app.models.queries.counting import Span
from app.models.queries.grid import Between, Contains, OneOf
from app.models.queries.importing import Identity
from app.models.queries.settings import known, settings
from app.models.review import ReviewRemark
from app.models.store import Store
from app.models.submission import ImportedFile
from app.models.target import EnteredFigure, Indicator, PlanPoint, Target
from app.models.unit import Setting
from app.models.work import Origin
from tests.models.records import COUNTY, TOWNS, divide, enter_progress, put, settle


@pytest.fixture
def filled(store: Store) -> Store:
    """Three points of demolition and one project, with what hangs on them."""
    settle(store)
    first, second, _ = put(
        store,
        "demolition",
        {"code": "CW-2", "party_name": "张三", "illegal_area": 500, "town_code": TOWNS[0], "is_precise": True},
        {"code": "CW-1", "party_name": "李四", "illegal_area": 300, "town_code": TOWNS[1], "is_precise": False},
        {"party_name": "50%_王五", "town_code": TOWNS[0]},
    )
    put(store, "reclamation", {"code": "FK-1", "filing_no": "33048220220001", "name": "复垦", "village": "一村"})
    enter_progress(store, first, "demolished_area", ("2022-06", 30), ("2022-01-05", 100), ("2022-03-05", 50))
    enter_progress(store, second, "demolished_area", ("2022-02-05", 70))
    divide(store, first, (TOWNS[1], 20), (TOWNS[0], 10))
    with store.write("待改") as work:
        work.insert(PendingValue, [{"record_id": second, "field": "lon", "raw": "约120", "reason": "不是数字"}])
        work.insert(StageChange, [{"record_id": second, "to_stage": "认定"}])
    return store


def test_records_are_read_by_id(filled: Store) -> None:
    with filled.read() as session:
        held = records.many(session, "demolition", [2, 1, 99])
        assert {key: one.values["code"] for key, one in held.items()} == {1: "CW-2", 2: "CW-1"}
        assert held[1].version == 1
        assert held[1].values["is_precise"] is True
        assert records.one(session, "demolition", 99) is None
        assert [one.id for one in records.every(session, "demolition")] == [1, 2, 3]
        assert records.count(session, "demolition") == 3
        assert records.count(session, "greening") == 0


def test_records_are_found_by_their_texts(filled: Store) -> None:
    with filled.read() as session:
        assert records.with_values(session, "demolition", "town_code", [TOWNS[0], "别处"]) == {TOWNS[0]: [1, 3]}


def test_records_are_picked_by_a_fields_value(filled: Store) -> None:
    with filled.read() as session:
        for value, wanted in ((TOWNS[0], [1, 3]), (None, [])):
            condition = records.equals("demolition", "town_code", value)
            assert [one.id for one in records.every(session, "demolition", condition)] == wanted
        blank = records.equals("demolition", "code", None)
        assert [one.id for one in records.every(session, "demolition", blank)] == [3]


def test_the_units_of_the_city_stand_in_its_own_order(filled: Store) -> None:
    with filled.read() as session:
        assert [one.name for one in scope.units(session)] == ["平湖市", "嘉兴港区"]


def test_totals_are_read_as_of_any_day(filled: Store) -> None:
    with filled.read() as session:
        at = {
            day: records.totals_until(session, [1, 2, 3], "demolished_area", day)
            for day in (None, "2022-01-04", "2022-02-05", "2022-06-25")
        }
    assert at == {None: {1: 180, 2: 70}, "2022-01-04": {}, "2022-02-05": {1: 100, 2: 70}, "2022-06-25": {1: 180, 2: 70}}


def test_entries_are_in_the_order_of_their_days(filled: Store) -> None:
    with filled.read() as session:
        found = entries.of_records(session, [1, 2])
        assert [one.dated for one in found[1, "demolished_area"]] == ["2022-01-05", "2022-03-05", "2022-06"]
        hanging = entries.hanging_on(session, [1, 2])
    assert {table: len(keys) for table, keys in hanging.items()} == {
        ProgressEntry: 4,
        StageChange: 1,
        TownShare: 2,
        PendingValue: 1,
        Attachment: 0,
        RecordLink: 0,
        ReviewRemark: 0,
    }


def test_towns_and_waiting_texts_of_records(filled: Store) -> None:
    with filled.read() as session:
        assert records.shares(session) == {1: [(TOWNS[1], 20), (TOWNS[0], 10)]}
        assert {key: [one.raw for one in rows] for key, rows in records.pending(session, [1, 2]).items()} == {
            2: ["约120"]
        }
        assert reporting.pending_texts(session, "demolition") == {2: {"lon": "约120"}}
        around = scope.scope(session)
        (waiting,) = reporting.waiting(session, around, "demolition", ["lon", "lat"])
        assert (waiting.record.name, waiting.record.place, waiting.raw) == ("CW-1", TOWNS[1], "约120")


def test_the_records_that_lack_a_field_a_report_divides_by(filled: Store) -> None:
    (aggregate,) = aggregates(measure("count(demolition)"))
    with filled.read() as session:
        found = reporting.lacking(
            session, scope.scope(session), aggregate, Span(date(2022, 1, 1), date(2022, 12, 31)), "illegal_area"
        )
    assert [(one.id, one.name) for one in found] == [(3, "第 3 号记录")]


def test_the_grid_sorts_with_blanks_last_and_filters(filled: Store) -> None:
    def ids(*filters: grid.Filter, sort: str | None = None, descending: bool = False) -> list[int]:
        order = [grid.By(sort, descending)] if sort else []
        with filled.read() as session:
            return list(grid.ids(session, "demolition", filters, order))

    assert ids() == [1, 2, 3]
    assert ids(sort="code") == [2, 1, 3]
    assert ids(sort="illegal_area", descending=True) == [1, 2, 3]
    assert ids(Contains("code", "cw")) == [1, 2]
    assert ids(Contains("party_name", "0%_")) == [3]
    assert ids(Contains("party_name", "%")) == [3]
    assert ids(OneOf("town_code", frozenset({TOWNS[0]}))) == [1, 3]
    assert ids(OneOf("code", frozenset({None}))) == [3]
    assert ids(OneOf("code", frozenset({None, "CW-1"}))) == [2, 3]
    assert ids(OneOf("is_precise", frozenset({False}))) == [2]
    assert ids(OneOf("code", frozenset())) == []
    assert ids(Between("illegal_area", 300, 400)) == [2]
    assert ids(Between("illegal_area", 301, None)) == [1]
    assert ids(Between("illegal_area", None, None)) == [1, 2, 3]
    assert ids(grid.Waiting()) == [2]
    assert ids(Contains("code", "CW"), OneOf("town_code", frozenset({TOWNS[0]}))) == [1]


def test_the_grid_reads_windows_and_columns(filled: Store) -> None:
    with filled.read() as session:
        assert [(row.id, list(row.waiting)) for row in grid.rows(session, "demolition", [2, 99, 1])] == [
            (2, ["lon"]),
            (1, []),
        ]
        assert grid.columns(session, "demolition", ["code"]) == [(1, "CW-2"), (2, "CW-1"), (3, None)]
        assert sorted(grid.columns(session, "demolition", ["code"])) == [(1, "CW-2"), (2, "CW-1"), (3, None)]
        assert list(chain.from_iterable(grid.blocks(session, "demolition", ["code"]))) == [
            (1, "CW-2"),
            (2, "CW-1"),
            (3, None),
        ]
        assert grid.distinct(session, "demolition", "town_code", 5) == [(TOWNS[0], 2), (TOWNS[1], 1)]
        assert grid.waiting_count(session, "demolition") == 1
        assert grid.waiting_count(session, "greening") == 0


def test_an_import_asks_who_is_there_and_whether_these_bytes_came_before(filled: Store) -> None:
    with filled.write("导入", Origin("甲.xlsx", "aa")) as work:
        work.insert(Setting, [{"id": "rounding", "value": "GB/T 8170"}])
        work.insert(ImportedFile, [{"name": "甲.xlsx", "sha256": "aa", "imported_at": "2022", "archived": "x"}])
    with filled.read() as session:
        assert importing.identities(session, "reclamation") == [
            Identity(4, "FK-1", "33048220220001", "", "一村", "复垦")
        ]
        assert [one.filing_no for one in importing.identities(session, "demolition")] == ["", "", ""]
        assert importing.batch_of(session, "aa") == filled.last_change.batch
        assert importing.batch_of(session, "bb") is None
        found = journal.imported(session, "aa")
        assert found
        assert found.name == "甲.xlsx"
        assert journal.imported(session, "bb") is None


def test_the_journal_is_read_newest_first(filled: Store) -> None:
    with filled.read() as session:
        steps = journal.steps(session)
        assert [one.batch for one in steps] == sorted((one.batch for one in steps), reverse=True)
        assert steps[-1].label == "设置"
        assert journal.step(session, steps[0].batch) == steps[0]
        assert journal.step(session, 999) is None
        newest = session.get(Batch, steps[0].batch)
        assert newest is not None
        assert newest.row_count == steps[0].rows == 2
        (told,) = journal.changes_of(session, "demolition", 1)
        assert told.before is None


def test_targets_in_force_and_curves_and_entered_figures(store: Store) -> None:
    target = {"year": 2022, "code": "T18", "region": COUNTY}
    with store.write("目标") as work:
        work.insert(
            Target,
            [
                {**target, "value": 500, "effective": "2022-01-01"},
                {**target, "value": 600, "effective": "2022-06-01"},
                {**target, "value": 650, "effective": "2022-06-01"},
            ],
        )
        work.insert(
            PlanPoint, [{"year": 2022, "code": "T17", "month": month, "share": month * 800} for month in (1, 2)]
        )
        work.insert(
            EnteredFigure,
            [
                {"year": 2022, "code": "T01", "region": COUNTY, "cutoff": day, "value": value}
                for day, value in (("2022-06-25", 2), ("2022-05-25", 1), ("2022-07-25", 3))
            ],
        )
        common = {"issuer": "330400", "name": "x", "unit": "亩", "scale": 4, "direction": ">=", "source": "manual"}
        work.insert(Indicator, [{"year": 2022, "code": f"T0{n}", "position": 9 - n, **common} for n in (1, 2)])
    with store.read() as session:
        at = {
            day: targets.in_force(session, 2022, day).get(("T18", COUNTY))
            for day in ("2021-12-31", "2022-05-31", "2022-06-01")
        }
        assert [one and one.value for one in at.values()] == [None, 500, 650]
        every = targets.revisions(session, 2022)["T18", COUNTY]
        assert [one.value for one in every] == [500, 600, 650]
        assert targets.curves(session, 2022) == {"T17": {1: 800, 2: 1600}}
        assert targets.entered(session, 2022, "2022-06-30")["T01", COUNTY].value == 2
        assert targets.entered(session, 2022, "2022-05-24") == {}
        assert [one.code for one in targets.indicators(session, 2022)] == ["T02", "T01"]
        assert targets.years(session) == [2022]


def test_what_is_not_set_has_its_default(store: Store) -> None:
    settle(store, rounding="GB/T 8170")
    with store.read() as session:
        chosen = settings(session)
    assert (chosen.unit, chosen.year, chosen.cutoff_day, chosen.rounding) == (COUNTY, 2022, 25, Rounding.HALF_EVEN)
    assert {key: chosen[key] for key in ("zones", "basis.demolition")} == {
        "zones": "不计入所在县",
        "basis.demolition": "拆除",
    }
    with pytest.raises(KeyError):
        _ = chosen["nothing"]


def test_every_default_is_one_of_its_choices() -> None:
    assert [one.key for one in known().values() if one.choices and one.default not in one.choices] == []
