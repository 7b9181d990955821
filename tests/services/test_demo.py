"""The demo year: real places, believable lives, targets that add up; the same seed is the same ledger."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models import region, rule
from app.models.ledger import LEDGERS, dated_quantities, fields_of
from app.models.queries import entries as entry_queries
from app.models.queries import records, targets
from app.models.queries.records import Held
from app.models.refusal import Refusal
from app.models.stage import may_follow, reached_on, stages_of
from app.models.store import Store
from app.models.work import Change
from app.services import history, indicators, ledger
from app.services.demo import fill as filling
from app.services.demo.chance import Chance, Turns
from app.services.demo.fill import Filled, Progress, fill
from app.services.demo.life import paths
from app.services.demo.places import village_name
from app.services.demo.wording import mixes
from app.services.records import Addition, add

COUNTY, YEAR = "330421", 2022
YEAR_END = date(YEAR, 12, 31)
EVENTS = re.compile(r"(?!built|due).*_date")
MEANT = {  # hints that a realistic year breaks, each by a path or a remark of its own
    "demolished_area <= illegal_area",
    "disposed_area <= illegal_area",
    "survival_rate >= 85",
}


def filled(folder: Path, projects: int = 60, unit: str = COUNTY, seed: int = 1) -> Path:
    path = folder / f"{unit}-{projects}-{seed}.zgtz"
    with ledger.create(str(path), unit, YEAR) as store:
        fill(store, projects, YEAR, seed)
    return path


@pytest.fixture(scope="module")
def year_of_300(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return filled(tmp_path_factory.mktemp("demo"), 300)


@pytest.fixture
def store(year_of_300: Path) -> Iterator[Store]:
    with Store.open(str(year_of_300)) as opened:
        yield opened


def held(store: Store, kind: str) -> list[Held]:
    with store.read() as session:
        return list(records.every(session, kind))


def everything(store: Store) -> list[Held]:
    return [row for kind in LEDGERS for row in held(store, kind)]


# ---------------------------------------------------------------- the records


@pytest.mark.parametrize("kind", LEDGERS)
def test_every_field_is_used(store: Store, kind: str) -> None:
    used = {name for row in held(store, kind) for name, value in row.values.items() if value is not None}
    assert not set(fields_of(kind)) - used


@pytest.mark.parametrize("kind", LEDGERS)
def test_no_rule_is_broken_but_the_few_hints_that_are_meant(store: Store, kind: str) -> None:
    rows = held(store, kind)
    broken = [found for row in rows for found in rule.broken(kind, row.values)]
    assert {found.text for found in broken} <= MEANT
    assert all(found.hint for found in broken)
    assert len(broken) * 10 < len(rows)


@pytest.mark.parametrize("kind", LEDGERS)
def test_nothing_is_owed_at_the_stage_reached(store: Store, kind: str) -> None:
    owed = {row.values["code"]: rule.missing(kind, row.values) for row in held(store, kind)}
    assert not {code: names for code, names in owed.items() if names}


@pytest.mark.parametrize("kind", LEDGERS)
def test_what_must_not_repeat_does_not(store: Store, kind: str) -> None:
    rows = held(store, kind)
    for name, (within, _) in rule.unique_fields(kind).items():
        seen = Counter((row.values[name], row.values.get(within)) for row in rows if row.values[name] is not None)
        assert seen
        assert max(seen.values()) == 1, seen.most_common(1)


def test_the_ledgers_and_their_stages_are_all_there(store: Store) -> None:
    for kind in LEDGERS:
        stages = Counter(row.values["stage"] for row in held(store, kind))
        assert set(stages) <= set(stages_of(kind))
        assert len(stages) >= 6, stages
    assert {row.values["project_kind"] for row in held(store, "reclamation")} == set(
        fields_of("reclamation")["project_kind"].choices
    )
    assert {row.values["task_kind"] for row in held(store, "greening")} == set(
        fields_of("greening")["task_kind"].choices
    )


def test_a_stage_agrees_with_its_date_and_nothing_lies_after_the_year(store: Store) -> None:
    for kind in LEDGERS:
        for row in held(store, kind):
            assert reached_on(kind, row.values) is not None, row.values["code"]
            late = {
                name: day
                for name, day in row.values.items()
                if EVENTS.fullmatch(name) and str(day or "") > str(YEAR_END)
            }
            assert not late


def test_work_is_rarely_done_on_a_weekend(store: Store) -> None:
    days = [
        date.fromisoformat(str(day))
        for row in everything(store)
        for name, day in row.values.items()
        if EVENTS.fullmatch(name) and day is not None
    ]
    weekends = sum(day.weekday() >= 5 for day in days)
    assert len(days) > 800
    assert weekends * 20 < len(days)


def test_the_towns_and_villages_are_the_units_own(store: Store) -> None:
    villages = {
        town.code: {village_name(one.name) for one in region.children(town.code)} for town in region.towns(COUNTY)
    }
    rows = everything(store)
    assert {row.values["town_code"] for row in rows} == set(villages)
    assert all(row.values["village"] in villages[str(row.values["town_code"])] for row in rows)


def test_totals_are_what_the_entries_say(store: Store) -> None:
    for kind in LEDGERS:
        rows = held(store, kind)
        with store.read() as session:
            entries = entry_queries.of_records(session, [row.id for row in rows])
        for row in rows:
            for name in dated_quantities(kind):
                parts = entries.get((row.id, name), [])
                assert row.values[name] == (sum(part.amount for part in parts) if parts else None)
                assert all(part.amount >= 0 and part.dated <= str(YEAR_END) for part in parts)


def test_progress_is_written_month_by_month(store: Store) -> None:
    rows = held(store, "reclamation")
    with store.read() as session:
        entries = entry_queries.of_records(session, [row.id for row in rows])
    months = [len({part.dated[:7] for part in parts}) for parts in entries.values()]
    assert sum(count >= 3 for count in months) > len(months) / 2


def test_links_point_at_records_that_are_there(store: Store) -> None:
    codes = {kind: {row.values["code"] for row in held(store, kind)} for kind in LEDGERS}
    pointing = [
        ("demolition", "reclamation_code", "reclamation"),
        ("demolition", "greening_code", "greening"),
        ("demolition", "previous_code", "demolition"),
        ("reclamation", "parent_code", "reclamation"),
    ]
    for kind, name, other in pointing:
        found = {row.values[name] for row in held(store, kind)} - {None}
        assert found
        assert found <= codes[other]


def test_some_lie_in_two_towns_and_some_texts_wait(store: Store) -> None:
    rows = {row.id: row for row in everything(store)}
    with store.read() as session:
        shares = records.shares(session)
        pending = records.pending(session, list(rows))
    assert shares
    for record, parts in shares.items():
        values = rows[record].values
        assert len({town for town, _ in parts}) == 2
        assert sum(area for _, area in parts) == (values.get("scale_area") or values["plan_area"])
    assert pending
    assert all(rows[record].values[one.field] is None for record, several in pending.items() for one in several)


def test_nobody_can_be_who_the_ledger_names(store: Store) -> None:
    numbers = [str(row.values["party_id_no"]) for row in held(store, "demolition") if row.values["party_id_no"]]
    assert numbers
    for number in numbers:
        if number.isdigit():
            with pytest.raises(ValueError, match="day is out of range"):
                date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
        else:
            assert set("IOSVZ") & set(number), "letters no organisation code has"
    assert all(str(row.values["phone"]).startswith("12") for row in everything(store)), "a range that is not given out"


# ---------------------------------------------------------------- targets and figures


def test_the_towns_targets_add_up_to_the_units(store: Store) -> None:
    with store.read() as session:
        found = targets.in_force(session, YEAR, str(YEAR_END))
    towns: defaultdict[str, int] = defaultdict(int)
    for (code, place), target in found.items():
        assert target.doc_no
        if place != COUNTY:
            towns[code] += target.value or 0
    assert set(towns) >= {"T08", "T09", "T10", "T11", "T17", "T18", "T21", "T23", "T26", "T28", "T35"}
    assert {code: found[code, COUNTY].value for code in towns} == dict(towns)


def test_some_towns_are_behind_and_some_over(store: Store) -> None:
    by_town = indicators.figures(store, YEAR_END, "town")
    for code in ("T09", "T17", "T18"):
        rates = [one.rate for one in by_town if one.indicator == code and one.region != COUNTY and one.rate is not None]
        assert min(rates) < 1 < max(rates)


def test_every_indicator_of_the_unit_has_its_figure_by_the_years_end(store: Store) -> None:
    signals = {one.indicator: one.signal for one in indicators.figures(store, YEAR_END)}
    assert not {code for code, signal in signals.items() if signal in ("未填报", "无目标")}
    assert len(set(signals.values())) >= 4


def test_hand_kept_figures_grow_with_the_year(store: Store) -> None:
    months = [one.actual for one in indicators.figures(store, YEAR_END, "month") if one.indicator == "T04"]
    assert None not in months
    assert months == sorted(months)
    assert len(set(months)) == 12


def test_plan_curves_end_with_the_whole_target(store: Store) -> None:
    with store.read() as session:
        curves = targets.curves(session, YEAR)
    assert {"T17", "T18"} <= set(curves)
    for code, curve in curves.items():
        shares = [curve[month] for month in range(1, 13)]
        assert shares == sorted(shares)
        assert shares[-1] == 10_000
        if code in ("T17", "T18"):
            assert shares[5] > 6_000, "greening and demolition come early in the year"


# ---------------------------------------------------------------- the filling


def contents(path: Path) -> list[object]:
    """All that a ledger holds but the moments at which it was written."""
    with Store.open(str(path)) as store, store.read() as session:
        rows = [(kind, row.id, row.values) for kind in LEDGERS for row in records.every(session, kind)]
        entries = entry_queries.of_records(session, [key for _, key, _ in rows])
        aimed = {key: row.value for key, row in targets.in_force(session, YEAR, str(YEAR_END)).items()}
        return [rows, entries, aimed, targets.entered(session, YEAR, str(YEAR_END))]


def test_the_same_seed_is_the_same_ledger(tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert contents(filled(tmp_path)) == contents(filled(tmp_path / "again"))
    assert contents(filled(tmp_path, seed=2)) != contents(filled(tmp_path, seed=3))


@pytest.mark.parametrize("unit", ["330400", "3304JK", "3304GQ", "110105", "441900", "460300"])
def test_any_unit_has_its_year(tmp_path: Path, unit: str) -> None:
    """A city, zones, districts and counties elsewhere, and cities without counties."""
    with Store.open(str(filled(tmp_path, unit=unit))) as store:
        rows = everything(store)
        assert len(rows) == 60
        assert {str(row.values["county_code"]) for row in rows} == {str(row.values["town_code"])[:6] for row in rows}
        areas = [one.actual for one in indicators.figures(store, YEAR_END) if one.indicator in ("T17", "T18")]
        assert all(areas)
        for kind in LEDGERS:
            assert not [
                found.text for row in held(store, kind) for found in rule.broken(kind, row.values) if not found.hint
            ]


def test_codes_go_by_town_where_the_countys_numbers_do_not_suffice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "_FOUR_DIGITS", 12)
    with Store.open(str(filled(tmp_path))) as store:
        codes = {kind: [str(row.values["code"]) for row in held(store, kind)] for kind in LEDGERS}
    assert all(re.fullmatch(r"LH-330421\d{3}-\d{4}-\d{4}", code) for code in codes["greening"])
    assert all(re.fullmatch(r"FK-330421-\d{4}-\d{4}", code) for code in codes["reclamation"])


def test_a_ledger_that_holds_anything_is_refused_and_stays_as_it_is(tmp_path: Path) -> None:
    with ledger.create(str(tmp_path / "一本.zgtz"), COUNTY, YEAR) as store:
        with store.write("登记") as work:
            add(work, "greening", [Addition({"name": "苗圃边角地"})])
        last = store.last_change
        with pytest.raises(Refusal, match="已经有数据"):
            fill(store, 60, YEAR)
        assert [row.values["name"] for row in everything(store)] == ["苗圃边角地"]
        assert store.last_change == last


@pytest.mark.parametrize("projects", [0, -1, 100_001])
def test_a_number_of_projects_that_cannot_be_is_refused(tmp_path: Path, projects: int) -> None:
    with ledger.create(str(tmp_path / "一本.zgtz"), COUNTY, YEAR) as store, pytest.raises(Refusal, match="项目数"):
        fill(store, projects, YEAR)


@pytest.mark.parametrize("year", [0, 2000, 2101, 99_999])
def test_a_year_that_cannot_be_is_refused(tmp_path: Path, year: int) -> None:
    with ledger.create(str(tmp_path / "一本.zgtz"), COUNTY, YEAR) as store:
        with pytest.raises(Refusal, match="年度"):
            fill(store, 60, year)
        assert everything(store) == []


def test_one_undo_takes_the_whole_year_back(tmp_path: Path) -> None:
    with ledger.create(str(tmp_path / "一本.zgtz"), COUNTY, YEAR) as store:
        made = fill(store, 60, YEAR)
        assert made == Filled(YEAR, {kind: len(held(store, kind)) for kind in made.records}, store.last_change.batch)
        assert sum(made.records.values()) == 60
        assert made.batch is not None
        history.undo(store, made.batch)
        assert everything(store) == []
        assert fill(store, 60, YEAR).records == made.records


def test_the_watcher_hears_of_every_slice_and_may_end_it(tmp_path: Path) -> None:
    class Enough(Exception):
        pass

    def stop(progress: Progress) -> None:
        if progress.done:
            raise Enough

    heard: list[Progress] = []
    with ledger.create(str(tmp_path / "一本.zgtz"), COUNTY, YEAR) as store:
        before: Change = store.last_change
        with pytest.raises(Enough):
            fill(store, 60, YEAR, watch=stop)
        assert everything(store) == []
        assert store.last_change == before
        fill(store, 60, YEAR, watch=heard.append)
    assert heard[0] == Progress(0, 60)
    assert heard[-1] == Progress(60, 60)
    assert [one.done for one in heard] == sorted(one.done for one in heard)


def test_another_year_brings_its_indicators(tmp_path: Path) -> None:
    with ledger.create(str(tmp_path / "一本.zgtz"), COUNTY, YEAR) as store:
        assert fill(store, 60).year == YEAR
    with ledger.create(str(tmp_path / "另一本.zgtz"), COUNTY, YEAR) as store:
        fill(store, 60, YEAR + 1)
        figures = indicators.figures(store, YEAR_END + timedelta(365))
        assert next(one.actual for one in figures if one.indicator == "T18")


# ---------------------------------------------------------------- paths and chance


@pytest.mark.parametrize("kind", LEDGERS)
def test_paths_only_take_legal_steps(kind: str) -> None:
    for path in paths(kind):
        names = [step.stage.name for step in path.steps]
        assert all(may_follow(kind, one, other) for one, other in pairwise(names)), path.name


def test_the_wording_knows_only_choices_there_are() -> None:
    offered = [(kind, name, {choice for choice, _ in mix}) for (kind, name), mix in mixes().items()]
    offered += [
        (kind, name, set(either))
        for kind in LEDGERS
        for path in paths(kind)
        for chosen in (path.values, *(step.values for step in path.steps))
        for name, either in chosen.items()
    ]
    for kind, name, choices in offered:
        assert choices <= set(fields_of(kind)[name].choices), (kind, name)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.integers(0, 99))
def test_turns_keep_the_proportions(weights: list[int], seed: int) -> None:
    turns = Turns(list(enumerate(weights)), Chance(seed))
    given_out = Counter(turns.next() for _ in range(sum(weights) * 20))
    assert all(given_out[position] >= weight * 10 for position, weight in enumerate(weights))


@given(st.integers(0, 10**9), st.integers(1, 24), st.integers(0, 99))
def test_parts_add_up_to_the_whole(whole: int, count: int, seed: int) -> None:
    parts = Chance(seed).split(whole, count)
    assert len(parts) == count
    assert sum(parts) == whole
    assert min(parts) >= 0
