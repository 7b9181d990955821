"""The sums that stand ready are what a count of the records would say, whatever was done to them."""

from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from app.models import standing, standing_sums, upkeep
from app.models.ledger import LEDGERS, dated_quantities, fields_of
from app.models.measure import Aggregate, measure
from app.models.queries import figures, ready
from app.models.queries.counting import Span, columns_of
from app.models.queries.scope import Scope, scope
from app.models.soundness import last
from app.models.stage import stages_of
from app.models.standing import StandingSum
from app.models.store import Store
from app.models.target import Indicator
from app.models.work import Work
from app.services import history, records
from app.services.records import Addition, Edit
from tests.models.records import COUNTY, TOWNS, ZONE_TOWN, enter_progress, put, settle, span

DAYS = st.builds(
    lambda year, month, day, places: f"{year}-{month:02}-{day:02}"[:places],
    *(
        st.integers(2021, 2023),
        st.integers(1, 12),
        st.sampled_from([1, 2, 25, 26, 28]),
        st.sampled_from([4, 7, 10, 10]),
    ),
)
FULL_DAYS = DAYS.filter(lambda day: len(day) == 10)
SPANS = [
    *(span(end) for end in ("2022-01-01", "2022-03-25", "2022-06-30", "2022-11-25", "2022-12-31")),
    *(span("2022-03-25", "2022-02-26"), span("2022-03-31", "2022-03-01"), span("2022-12-31", "2022-11-26")),
    *(span("2021-12-31", "2021-01-01"), span("2023-02-28", "2023-01-01"), span("2022-04-02", "2022-04-02")),
]
ACROSS_YEARS = span("2022-03-31", "2021-06-01")
EXTRA = (
    "count(reclamation where project_kind=垦造耕地 and start_date <= cutoff and completion_date > cutoff)"
    " + sum(demolition.reuse_area where demolish_date in year and reuse_date <= cutoff)"
    " + sum(greening.verified_area where accept_date in year and plant_end in year and survival_rate filled)"
    " + sum(reclamation.city_pool_area where accept_date in year and project_kind != 垦造耕地)"
    " + sum(entries(greening.new_area) where accept_date <= cutoff and plant_start in year in year)"
    " + count(demolition)"
)
"""What no indicator of the year asks for, but one could."""


@pytest.fixture
def county(store: Store) -> Store:
    """A county's ledger whose indicators count what its own do, and more besides."""
    settle(store)
    with store.write("指标") as work:
        work.insert(Indicator, [indicator("X01", EXTRA), indicator("X02", "sum(reclamation.nothing)")])
    return store


def indicator(code: str, text: str) -> dict[str, Any]:
    blank: dict[str, Any] = {column.name: "" for column in Indicator.__table__.columns if not column.nullable}
    numbers = {"id": None, "year": 2022, "position": 1, "scale": 2}
    return {**blank, **numbers, "code": code, "source": "computed", "measure": text}


def kept(store: Store) -> dict[int, Aggregate]:
    with store.read() as session:
        return dict(standing.numbered(session.connection()))


@dataclass
class Said:
    """What figures say of every measure that is kept, over all spans; and what they say counted live."""

    ready: Any = field(default_factory=dict)
    live: Any = field(default_factory=dict)


def said(store: Store) -> Said:
    found = Said()
    with store.read() as session, pytest.MonkeyPatch.context() as patch:
        measures = [one for _, one in standing.numbered(session.connection())]
        around = scope(session)
        found.ready = told(session, around, measures)
        patch.setattr(ready, "standing", lambda *_: {})
        found.live = told(session, around, measures)
    return found


def told(session: Any, around: Scope, measures: list[Aggregate]) -> dict[Any, int]:
    by_year: dict[int, list[Span]] = {}
    for one in SPANS:
        by_year.setdefault(one.end.year, []).append(one)
    return {
        (one, each, place): amount
        for spans in by_year.values()
        for one, found in figures.by_place(session, around, measures, spans).items()
        for each, places in zip(spans, found, strict=True)
        for place, amount in places.items()
        if amount
    }


def is_adrift(store: Store) -> bool:
    with store.read() as session:
        return any(standing_sums.adrift(session.connection()))


# ---------------------------------------------------------------- whatever is done


@st.composite
def values_of(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Values of some of the fields that measures look at."""
    asked = {name for one in KEPT if one.kind == kind for name in columns_of(one)} & fields_of(kind).keys()
    asked |= {name for one in KEPT if one.kind == kind and one.dated for name in one.plus}
    names = draw(st.sets(st.sampled_from(sorted(asked)), min_size=len(asked) // 2))
    return {name: draw(value_of(kind, name)) for name in sorted(names - {"county_code", "town_code"})} | {
        "county_code": draw(st.sampled_from([COUNTY, COUNTY, "330481", None])),
        "town_code": draw(st.sampled_from([*TOWNS, ZONE_TOWN, None])),
    }


def value_of(kind: str, name: str) -> st.SearchStrategy[Any]:
    asked = fields_of(kind)[name]
    if name == "stage":
        return st.sampled_from([None, *stages_of(kind)])
    if asked.type == "date":
        return st.none() | (FULL_DAYS if name in {one.dated_by for one in dated_quantities(kind).values()} else DAYS)
    if asked.numeric:
        return st.none() | st.integers(-50, 1000)
    if asked.type == "flag":
        return st.sampled_from([True, True, False, None])
    values = {text for one in KEPT for each in one.where if each.field == name for text in each.values}
    return st.sampled_from([*sorted(values), None])


KEPT = [
    *(one for text in (*standing._of_bases(), EXTRA) for _, one in standing._defined(text)),
]
SHARES = st.sampled_from([[], [], [(TOWNS[0], 30), (TOWNS[1], 70)], [(TOWNS[0], 1), (ZONE_TOWN, 2), (TOWNS[2], 0)]])


def one_step(store: Store, data: st.DataObject, known: dict[str, list[int]]) -> list[int]:
    """Do something to the records of one ledger; the number of the step, if it changed anything."""
    kind = data.draw(st.sampled_from(sorted(LEDGERS)))
    chosen = data.draw(st.lists(st.sampled_from(known[kind]), max_size=3, unique=True)) if known[kind] else []
    with store.write("一步") as work:
        if not chosen or data.draw(st.booleans()):
            made = st.builds(Addition, values_of(kind), FULL_DAYS, shares=SHARES)
            known[kind] += records.add(work, kind, data.draw(st.lists(made, min_size=1, max_size=3)))
        records.change(work, kind, [Edit(key, data.draw(values_of(kind)), data.draw(FULL_DAYS)) for key in chosen])
        if chosen and data.draw(st.sampled_from([True, False, False])):
            records.remove(work, kind, chosen[:1])
            known[kind].remove(chosen[0])
    return [store.last_change.batch] if store.last_change.batch else []


@settings(max_examples=10)
@given(data=st.data(), few=st.sampled_from([1000, 1]))
def test_after_any_work_and_any_undoing_they_are_what_the_records_come_to(
    county: Store, data: st.DataObject, few: int
) -> None:
    """Whether a write adds to them or, having touched much, makes them afresh."""
    known: dict[str, list[int]] = {kind: [] for kind in LEDGERS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(upkeep, "_FEW", few)
        steps = [batch for _ in range(data.draw(st.integers(1, 4))) for batch in one_step(county, data, known)]
        undone = steps[::-1][: data.draw(st.integers(0, 2))]
        for batch in undone:
            history.undo(county, batch)
        for batch in undone[::-1][: data.draw(st.integers(0, 1))]:
            history.redo(county, batch)
    assert not is_adrift(county)
    found = said(county)
    assert found.ready == found.live


# ---------------------------------------------------------------- what is kept, and what is not


def test_every_counting_basis_and_every_indicator_has_its_sums(county: Store) -> None:
    assert set(kept(county).values()) == set(KEPT)


def test_a_measure_that_no_indicator_asks_for_is_counted_live(county: Store) -> None:
    put(county, "demolition", {"is_precise": True, "demolish_date": "2022-03-01", "illegal_area": 7})
    with county.read() as session:
        around, one = scope(session), measure("sum(demolition.illegal_area where demolish_date in year)")
        assert isinstance(one, Aggregate)
        assert ready.standing(session, [one], [span("2022-12-31")]) == {}
        assert figures.by_place(session, around, [one], [span("2022-12-31")])[one][0][COUNTY] == 7


def test_days_across_years_are_counted_live(county: Store) -> None:
    put(county, "demolition", {"is_precise": True, "demolish_date": "2021-07-01"})
    with county.read() as session:
        counted = [one for one in kept(county).values() if one.kind == "demolition" and not one.plus]
        assert ready.standing(session, counted, [ACROSS_YEARS]) == {}
        found = figures.by_place(session, scope(session), counted, [ACROSS_YEARS])
        assert max(places.get(COUNTY, 0) for (places,) in found.values()) == 1


def test_an_indicator_that_comes_or_goes_brings_or_takes_its_sums(county: Store) -> None:
    put(county, "demolition", {"illegal_area": 7, "found_date": "2022-03"})
    text = "sum(demolition.illegal_area where found_date in year)"
    with county.write("指标") as work:
        (key,) = work.insert(Indicator, [indicator("X03", text)])
    assert measure(text) in kept(county).values()
    with county.read() as session:
        assert session.scalars(select(StandingSum.total).where(StandingSum.credited == "2022-03-01")).all() == [7]
    with county.write("指标") as work:
        work.delete(Indicator, [key])
    assert measure(text) not in kept(county).values()
    with county.read() as session:
        left = set(session.scalars(select(StandingSum.measure_id)))
    assert left <= kept(county).keys()


def forget_definitions() -> None:
    """Another edition of the program is another process, which has not yet put any measure into words."""
    for known in (standing.definition, standing._defined, standing._wanted):
        known.cache_clear()


def test_a_new_edition_counts_again_when_the_ledger_is_opened_to_be_written(
    county: Store, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(county, "demolition", {"is_precise": True, "demolish_date": "2022-03-01"})
    county.close()
    forget_definitions()
    monkeypatch.setattr(standing, "_EDITION", 999)
    with Store.open(location) as opened:
        assert kept(opened) == {}
        assert said(opened).ready == said(opened).live == {}
        with opened.read() as session:
            points = measure("count(demolition where is_precise=是 and demolish_date in year)")
            assert isinstance(points, Aggregate)
            found = figures.by_place(session, scope(session), [points], [span("2022-12-31")])
            assert found[points][0][COUNTY] == 1
    with Store.open(location, writing=True) as opened:
        assert set(kept(opened).values()) == set(KEPT)
        assert not is_adrift(opened)
        assert said(opened).ready == said(opened).live != {}
    forget_definitions()


def test_sums_that_do_not_fit_the_records_are_told_and_counted_again(county: Store, location: str) -> None:
    (record,) = put(county, "demolition", {"is_precise": True, "demolish_date": "2022-03-01"})
    enter_progress(county, record, "demolished_area", ("2022-03-01", 4500))
    with county.register() as work:
        work.session.execute(update(StandingSum).values(total=StandingSum.total + 1))
    county.close()
    with Store.open(location) as opened:
        assert last(opened.faults(thorough=True)) == ["“常备合计”与台账里的记录不符，用窗口打开台账即会重算"]
    with Store.open(location, writing=True) as opened:
        assert last(opened.faults(thorough=True)) == []
        assert not is_adrift(opened)
        assert said(opened).ready == said(opened).live != {}


def test_a_write_that_touches_much_costs_one_count_of_the_ledger(
    county: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However a write goes on after it was found to touch much."""
    monkeypatch.setattr(upkeep, "_FEW", 3)
    with county.write("登记") as work:
        for number in range(4):
            add_points(work, 3, number)
        records.remove(work, "demolition", [1, 2])
    assert not is_adrift(county)
    with county.write("改") as work:
        records.change(work, "demolition", [Edit(key, {"demolished_area": 9}, "2022-05-01") for key in range(3, 9)])
        records.change(work, "demolition", [Edit(3, {"stage": "关闭", "close_date": "2022-07"})])
    assert not is_adrift(county)
    assert said(county).ready == said(county).live != {}


def add_points(work: Work, many: int, number: int) -> None:
    values = {
        "is_precise": True,
        "county_code": COUNTY,
        "town_code": TOWNS[0],
        "demolish_date": f"2022-0{number + 1}-03",
    }
    records.add(work, "demolition", [Addition({**values, "demolished_area": 5}, "2022-01-02") for _ in range(many)])


def test_what_leaves_no_record_behind_leaves_no_sum(county: Store) -> None:
    with county.read() as session:
        before = session.scalar(select(func.count()).select_from(StandingSum))
    with county.write("登记") as work:
        add_points(work, 3, 1)
    batch = county.last_change.batch
    assert batch
    history.undo(county, batch)
    with county.read() as session:
        assert session.scalar(select(func.count()).select_from(StandingSum)) == before
