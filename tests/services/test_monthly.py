"""The month's sheet: who is open in it, what a typed total becomes, and that nothing typed is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.models import period as periods
from app.models import resources
from app.models.field import Stored
from app.models.ledger import LEDGERS, dated_quantities, fields_of
from app.models.queries.monthly import is_open
from app.models.stage import stages_of
from app.models.store import Store
from app.services import history, monthly, records
from app.services.monthly import Asked, MonthRow, opening
from app.services.monthly_entry import enter
from app.services.records import Addition
from tests.models.records import everything
from tests.stores import new_ledger

UNIT, YEAR, CUTOFF = "330421", 2022, 25
OPEN, DONE_BEFORE, DONE_IN, HALTED, LATER_STAGE = "FK-1", "FK-2", "FK-3", "FK-4", "FK-5"


def asked(number: int, kind: str = "reclamation") -> Asked:
    return Asked(kind, periods.month(YEAR, number, CUTOFF), CUTOFF)


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Store]:
    common: dict[str, Stored | None] = {"name": "某项目", "town_code": "330421103", "scale_area": 1_000_000}
    with new_ledger(str(tmp_path / "台账.db"), UNIT, YEAR) as store:
        with store.write("登记") as work:
            records.add(
                work,
                "reclamation",
                [
                    Addition(
                        {**common, "code": OPEN, "stage": "开工"},
                        progress={"done_area": [("2022-04-10", 100_000), ("2022-05-25", 50_000)]},
                    ),
                    Addition({**common, "code": DONE_BEFORE, "stage": "竣工", "completion_date": "2022-05-25"}),
                    Addition({**common, "code": DONE_IN, "stage": "竣工", "completion_date": "2022-06"}),
                    Addition({**common, "code": HALTED, "stage": "中止"}),
                    Addition({**common, "code": LATER_STAGE, "stage": "验收", "town_code": None}),
                ],
            )
        yield store


def shown(store: Store, month: Asked) -> dict[str, MonthRow]:
    ids = monthly.sheet(store, month).ids
    return {row.code: row for row in monthly.rows(store, month, ids)}


def key(store: Store, code: str) -> int:
    return next(int(row["id"]) for row in everything(store)["reclamation"] if row["code"] == code)


def entered(store: Store) -> list[tuple[object, object]]:
    return [(row["dated"], row["amount"]) for row in everything(store)["progress_entry"]]


@pytest.mark.parametrize("kind", LEDGERS)
def test_the_sheets_are_made_of_what_the_ledgers_have(kind: str) -> None:
    how, month = opening(kind), asked(6, kind)
    assert how.done in dated_quantities(kind)
    assert (month.done.unit, month.done.scale) == (month.whole.unit, month.whole.scale)
    assert {*how.unfinished, *how.void} <= set(stages_of(kind))
    assert how.dated_by in fields_of(kind)
    assert {row["kind"] for row in resources.rows("monthly.csv")} == set(LEDGERS)


def test_open_are_those_at_work_or_finished_since_the_month_began(county: Store) -> None:
    assert set(shown(county, asked(6))) == {OPEN, DONE_IN}
    assert set(shown(county, asked(5))) == {OPEN, DONE_BEFORE, DONE_IN}
    assert set(shown(county, asked(7))) == {OPEN}


def test_a_bare_year_is_finished_at_its_end(county: Store) -> None:
    with county.write("改日期") as work:
        records.change(work, "reclamation", [records.Edit(key(county, DONE_BEFORE), {"completion_date": "2022"})])
    assert DONE_BEFORE in shown(county, asked(12))


def test_a_row_has_its_totals_at_both_cutoffs_and_twelve_months(county: Store) -> None:
    row = shown(county, asked(6))[OPEN]
    assert (row.whole, row.before, row.month.amount, row.month.total) == (1_000_000, 150_000, None, 150_000)
    assert [one.period.text for one in row.months][::11] == ["2021-07", "2022-06"]
    amounts = {one.period.text: one.amount for one in row.months if one.amount is not None}
    assert amounts == {"2022-04": 100_000, "2022-05": 50_000}
    blank = shown(county, asked(6))[DONE_IN]
    assert (blank.before, blank.month.total, blank.month.amount) == (None, None, None)


def test_the_sheet_is_summed_over_its_rows(county: Store) -> None:
    found = monthly.sheet(county, asked(5)).sums
    assert (found.whole, found.before, found.total) == (3_000_000, 100_000, 150_000)


def test_a_typed_total_stands_at_the_cutoff_and_is_taken_back(county: Store) -> None:
    before = everything(county)
    done = enter(county, asked(6), "六月进度", [(key(county, OPEN), "20亩")])
    assert (done.written, done.refused) == (1, ())
    row = shown(county, asked(6))[OPEN]
    assert (row.before, row.month.amount, row.month.total) == (150_000, 50_000, 200_000)
    assert ("2022-06-25", 50_000) in entered(county)
    assert done.change.batch
    history.undo(county, done.change.batch)
    assert everything(county) == before


@pytest.mark.parametrize(("text", "total"), [("+2.5", 175_000), ("＋2.5", 175_000), ("+-2.5", 125_000)])
def test_a_plus_is_the_months_own_amount(county: Store, text: str, total: int) -> None:
    enter(county, asked(6), "六月进度", [(key(county, OPEN), text)])
    assert shown(county, asked(6))[OPEN].month.total == total
    enter(county, asked(6), "六月进度", [(key(county, OPEN), text)])
    assert shown(county, asked(6))[OPEN].month.total == total


def test_lower_than_before_is_a_correction_that_is_said(county: Store) -> None:
    done = enter(county, asked(6), "六月进度", [(key(county, OPEN), "12")])
    assert ("2022-06-25", -30_000) in entered(county)
    assert done.notes == ("FK-1：比上月底累计 15.0000 少 3.0000，已记为冲减",)


def test_what_is_no_total_is_refused_and_the_others_are_written(county: Store) -> None:
    block = [(key(county, OPEN), "很多"), (key(county, DONE_IN), "3"), (99_999, "5"), (key(county, DONE_BEFORE), " ")]
    done = enter(county, asked(6), "六月进度", block)
    assert [(one.text, one.reason.split("，")[0]) for one in done.refused] == [
        ("很多", "“已完成复垦面积”不是数字：“很多”"),
        ("5", "这一条已经不在台账里"),
    ]
    assert (done.written, done.notes) == (1, ("1 格空白，没有改",))
    assert shown(county, asked(6))[OPEN].month.total == 150_000


@pytest.mark.parametrize("text", ["-1", "+-99", "+"])
def test_a_total_below_nothing_or_without_a_figure_is_refused(county: Store, text: str) -> None:
    done = enter(county, asked(6), "六月进度", [(key(county, OPEN), text)])
    assert (done.written, done.change.batch, len(done.refused)) == (0, None, 1)


def test_the_total_it_stands_at_changes_nothing(county: Store) -> None:
    done = enter(county, asked(6), "六月进度", [(key(county, OPEN), "15")])
    assert (done.written, done.change.batch) == (0, None)


def test_a_past_month_leaves_later_totals_and_says_what_exceeds_them(county: Store) -> None:
    done = enter(county, asked(4), "四月进度", [(key(county, OPEN), "18")])
    assert [row.month.total for row in (shown(county, asked(4))[OPEN], shown(county, asked(6))[OPEN])] == [
        180_000,
        150_000,
    ]
    assert done.notes == ("FK-1：以后月份记的累计是 15.0000，比这个数小，请核对以后的月份",)


def test_more_than_the_whole_is_written_and_said(county: Store) -> None:
    done = enter(county, asked(6), "六月进度", [(key(county, OPEN), "二百")])
    assert shown(county, asked(6))[OPEN].month.total == 2_000_000
    assert "由中文数字读作" in done.notes[0]
    assert any("复垦" in note for note in done.notes[1:])


def test_many_doubts_are_counted(tmp_path: Path) -> None:
    with new_ledger(str(tmp_path / "台账.db"), UNIT, YEAR) as store:
        with store.write("登记") as work:
            ids = records.add(
                work, "demolition", [Addition({"stage": "发现", "illegal_area": 100, "party_name": "某"})] * 5
            )
        done = enter(store, asked(1, "demolition"), "一月进度", [(one, "9") for one in ids])
    assert done.written == 5
    assert done.notes[0].startswith("某：")
    assert done.notes[-1].startswith("另有 ")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.lists(st.tuples(st.integers(1, 12), st.integers(0, 10**6)), min_size=1, max_size=6))
def test_the_last_total_typed_for_a_month_is_the_one_it_shows(county: Store, typed: list[tuple[int, int]]) -> None:
    record = key(county, OPEN)
    for number, total in typed:
        enter(county, asked(number), "进度", [(record, asked(number).done.show(total))])
        assert shown(county, asked(number))[OPEN].month.total == total
    for number in range(1, 13):
        row = shown(county, asked(number))[OPEN]
        assert (row.month.total or 0) == (row.before or 0) + (row.month.amount or 0)
        assert sum(one.amount or 0 for one in row.months) == (row.month.total or 0)


@pytest.mark.parametrize("kind", LEDGERS)
def test_a_large_ledger_is_not_gone_through_once_a_record(county: Store, kind: str) -> None:
    """Which records have an entry in the month is found once, not asked of each record."""
    with county.read() as session:
        statement = select(LEDGERS[kind].id).where(is_open(opening(kind), asked(6).period))
        text = str(statement.compile(session.connection(), compile_kwargs={"literal_binds": True}))
        plan = " ".join(str(row) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {text}"))
    assert "progress_entry" in plan
    assert "CORRELATED" not in plan
