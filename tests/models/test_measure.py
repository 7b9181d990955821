"""The language of the indicators: everything the data says in it is read, everything else is not."""

import csv
from pathlib import Path

import pytest

from app.models import resources
from app.models.measure import Aggregate, Number, Operation, Unreadable, Where, aggregates, is_additive, measure

SPEC = Path(__file__).parents[1] / "data" / "spec"


def indicator_rows() -> list[dict[str, str]]:
    with (SPEC / "indicators-2022.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


MEASURES = [row["measure"] for row in indicator_rows() if row["measure"]]
BASES = [row["measure"] for row in resources.rows("counting_bases.csv")]


@pytest.mark.parametrize("text", [*MEASURES, *BASES])
def test_every_measure_of_the_data_is_read(text: str) -> None:
    found = aggregates(measure(text))
    assert found
    assert all(one.plus or not one.minus for one in found)


def test_the_years_indicators_are_the_listed_ones() -> None:
    shipped = {row["id"]: row for row in resources.rows("indicators/330400-2022.csv")}
    own = {"wording", "office", "explanation"}
    assert [{k: v for k, v in row.items() if k not in own} for row in shipped.values()] == indicator_rows()


def test_the_misprinted_direction_keeps_its_printed_wording() -> None:
    shipped = {row["id"]: row for row in resources.rows("indicators/330400-2022.csv")}
    assert (shipped["T15"]["direction"], shipped["T15"]["wording"]) == (">=", "应竣工项目竣工率达到70%以内")


def test_every_counting_basis_is_a_choice_of_a_setting_and_names_a_computed_indicator() -> None:
    choices = {row["key"]: resources.listed(row["choices"]) for row in resources.rows("settings.csv")}
    computed = {row["id"] for row in indicator_rows() if row["source"] == "computed"}
    for row in resources.rows("counting_bases.csv"):
        assert row["choice"] in choices[row["basis"]]
        assert row["indicator"] in computed


def test_a_sum_knows_its_field_its_conditions_and_its_places() -> None:
    text = "sum(reclamation.accepted_new_farmland where project_kind in 建设用地复垦|垦造耕地 and accept_date in year)"
    assert measure(text) == Aggregate(
        "reclamation",
        ("accepted_new_farmland",),
        where=(Where("project_kind", "in", ("建设用地复垦", "垦造耕地")), Where("accept_date", "span")),
    )
    assert aggregates(measure(text))[0].scale == 4
    assert aggregates(measure(text))[0].credited_on == ("accept_date",)


def test_entries_are_summed_by_their_own_day() -> None:
    (found,) = aggregates(measure("sum(entries(demolition.demolished_area) where is_precise=是 in year)"))
    assert (found.dated, found.plus) == (True, ("demolished_area",))
    assert found.where == (Where("is_precise", "in", ("是",)), Where("", "span"))


def test_a_count_has_no_places() -> None:
    (found,) = aggregates(measure("count(demolition where is_precise=是 and demolish_date in year)"))
    assert (found.plus, found.scale) == ((), 0)


def test_multiplication_binds_closer_and_the_left_goes_first() -> None:
    one, two, three = Number("1"), Number("2"), Number("3")
    assert measure("1 - 2 - 3") == Operation("-", Operation("-", one, two), three)
    assert measure("1 + 2 * 3") == Operation("+", one, Operation("*", two, three))
    assert measure("(1 + 2) / 3") == Operation("/", Operation("+", one, two), three)


def test_the_same_sum_written_twice_is_one() -> None:
    assert len(aggregates(measure("count(greening) / count(greening) * 100"))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "(1",
        "1 2",
        ")",
        "sum(reclamation.done_area",
        "sum(reclamation.nothing)",
        "sum(nothing.done_area)",
        "count(nothing)",
        "count(greening where nothing in year)",
        "count(greening where plan_area near 3)",
        "sum(reclamation.done_area - demolition.build_area)",
        "sum()",
        "max(greening.plan_area)",
        "sum(entries(greening.nothing) in year)",
        "mean(greening.survival_rate)",
        "mean(greening.survival_rate by reclamation.done_area)",
        "mean(greening.survival_rate by greening.nothing)",
    ],
)
def test_what_is_no_measure_is_not_read(text: str) -> None:
    with pytest.raises(Unreadable):
        measure(text)


def test_what_no_ledger_has_is_named() -> None:
    with pytest.raises(Unreadable) as fault:
        measure("sum(reclamation.nothing)")
    assert fault.value.unknown == "nothing"


def test_a_mean_is_weighted_over_the_records_that_have_its_field() -> None:
    whole, weight = aggregates(
        measure("mean(greening.survival_rate by greening.planted_area where accept_date in year)")
    )
    where = (Where("accept_date", "span"), Where("survival_rate", "filled"))
    assert (whole.plus, whole.times, whole.scale, whole.where) == (("survival_rate",), "planted_area", 6, where)
    assert (weight.plus, weight.where) == (("planted_area",), where)


def test_what_is_later_or_other_can_be_asked() -> None:
    (one,) = aggregates(measure("count(greening where map_date > cutoff and task_kind != 一村万树|封山育林)"))
    assert one.where == (Where("map_date", "open"), Where("task_kind", "not", ("一村万树", "封山育林")))


@pytest.mark.parametrize(
    ("text", "additive"),
    [
        ("count(greening) + sum(greening.plan_area)", True),
        ("2 * sum(greening.plan_area) / 10000", True),
        ("sum(greening.plan_area) * 2", True),
        ("count(greening) / count(greening)", False),
        ("count(greening) - 1", False),
        ("mean(greening.survival_rate by greening.planted_area)", False),
    ],
)
def test_only_sums_and_their_multiples_add_up(text: str, *, additive: bool) -> None:
    assert is_additive(measure(text)) is additive
