"""The rules of the field list: every one is read, and each kind of rule holds and breaks where it should."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.models.columns import columns
from app.models.expression import Reader, Ungrammatical
from app.models.ledger import LEDGERS, fields_of
from app.models.rule import (
    asked_of,
    broken,
    broken_in,
    comparisons,
    missing,
    missing_in,
    requirements,
    unique_fields,
)
from app.models.stage import stages_of
from tests.models.strategies import iso_dates, stored


def row(kind: str, **texts: str) -> dict[str, Any]:
    """A row of stored values from canonical texts."""
    return {name: fields_of(kind)[name].clean(text) for name, text in texts.items()}


def breaks(kind: str, **texts: str) -> set[str]:
    return {rule.text for rule in broken(kind, row(kind, **texts))}


@pytest.mark.parametrize("kind", LEDGERS)
def test_every_rule_is_read_and_a_blank_record_breaks_none(kind: str) -> None:
    assert comparisons(kind)
    assert requirements(kind)
    assert broken(kind, {}) == []


@pytest.mark.parametrize("kind", LEDGERS)
def test_no_part_of_a_rule_is_lost(kind: str) -> None:
    """Whatever is neither compared nor required is judged elsewhere, and that list is short and closed."""
    parts = [part.strip() for f in fields_of(kind).values() for part in f.rule.split(";") if part.strip()]
    elsewhere = [
        part
        for part in (part.removeprefix("hint:").strip() for part in parts)
        if part.split()[0] in {"unique", "masked", "computed:", "exists", "optional", "precision", "in"}
        or part in {"not falling", "not counted with planted_area"}
    ]
    assert len(comparisons(kind)) + len(requirements(kind)) == len(parts) - len(elsewhere)


@pytest.mark.parametrize("kind", LEDGERS)
def test_rules_name_only_fields_and_stages_of_their_ledger(kind: str) -> None:
    for rule in comparisons(kind):
        assert rule.fields <= set(fields_of(kind))
    for required in requirements(kind):
        assert required.field in fields_of(kind)
        assert required.stage in {"", "create", *stages_of(kind)}


@pytest.mark.parametrize(
    ("kind", "rule", "good", "bad"),
    [
        # plain bounds, at the bound and beyond it
        ("reclamation", "2000 <= plan_year", {"plan_year": "2000"}, {"plan_year": "1999"}),
        ("reclamation", "73 <= lon <= 136", {"lon": "136.000000"}, {"lon": "136.000001"}),
        ("reclamation", "73 <= lon <= 136", {"lon": "73.000000"}, {"lon": "72.999999"}),
        ("reclamation", "scale_area > 0", {"scale_area": "0.0001"}, {"scale_area": "0"}),
        ("greening", "retention_rate <= 100", {"retention_rate": "100.00"}, {"retention_rate": "100.01"}),
        # between fields, exactly
        (
            "demolition",
            "illegal_area <= build_area",
            {"illegal_area": "386.50", "build_area": "386.50"},
            {"illegal_area": "386.51", "build_area": "386.50"},
        ),
        # a product of a figure and a constant, exactly
        (
            "greening",
            "planted_area <= design_area * 1.1",
            {"planted_area": "11.0000", "design_area": "10.0000"},
            {"planted_area": "11.0001", "design_area": "10.0000"},
        ),
        # sums, a blank part counting as nothing
        (
            "reclamation",
            "accepted_new_farmland = accepted_paddy + accepted_irrigated + accepted_dry",
            {"accepted_new_farmland": "3.3000", "accepted_paddy": "1.1000", "accepted_dry": "2.2000"},
            {"accepted_new_farmland": "3.3000", "accepted_paddy": "1.1000"},
        ),
        (
            "reclamation",
            "used_quota + transferred_quota <= balance_quota",
            {"used_quota": "2.0000", "balance_quota": "2.0000"},
            {"used_quota": "1.0000", "transferred_quota": "1.0001", "balance_quota": "2.0000"},
        ),
        # dates, at the precision they share
        (
            "demolition",
            "built_date <= found_date",
            {"built_date": "2022", "found_date": "2022-01-05"},
            {"built_date": "2023", "found_date": "2022-12-31"},
        ),
        (
            "reclamation",
            "accept_date >= completion_date",
            {"accept_date": "2022-08", "completion_date": "2022-08-31"},
            {"accept_date": "2022-07", "completion_date": "2022-08-01"},
        ),
        # under a condition
        (
            "reclamation",
            "contiguous_area >= 1000 when block_type = 千亩方",
            {"contiguous_area": "999.0000", "block_type": "万亩方"},
            {"contiguous_area": "999.0000", "block_type": "千亩方"},
        ),
        (
            "reclamation",
            "balance_quota = 0 when project_kind = 城乡建设用地增减挂钩",
            {"balance_quota": "1.0000", "project_kind": "垦造耕地"},
            {"balance_quota": "1.0000", "project_kind": "城乡建设用地增减挂钩"},
        ),
        (
            "reclamation",
            "accepted_new_farmland <= accepted_reclaim_area when project_kind in 建设用地复垦|城乡建设用地增减挂钩",
            {"accepted_new_farmland": "2", "accepted_reclaim_area": "1", "project_kind": "垦造耕地"},
            {"accepted_new_farmland": "2", "accepted_reclaim_area": "1", "project_kind": "建设用地复垦"},
        ),
        # hints between choices, and on a comparison as the condition
        (
            "demolition",
            "ruling_body = 镇政府(街道) when zone_type = 乡村违法建筑",
            {"ruling_body": "镇政府(街道)", "zone_type": "乡村违法建筑"},
            {"ruling_body": "水利", "zone_type": "乡村违法建筑"},
        ),
        (
            "greening",
            "accept_result = 不合格 when survival_rate < 85",
            {"accept_result": "合格", "survival_rate": "85.00"},
            {"accept_result": "合格", "survival_rate": "84.99"},
        ),
        # among choices
        (
            "greening",
            "prev_class not in 耕地|永久基本农田",
            {"prev_class": "园地"},
            {"prev_class": "永久基本农田"},
        ),
        # patterns
        ("reclamation", "matches ^[0-9]{14}$", {"filing_no": "33042120220008"}, {"filing_no": "3304212022000"}),
        ("demolition", "matches ^[0-9]{9}$", {"town_code": "330421103"}, {"town_code": "330421"}),
        # functions
        (
            "reclamation",
            "substr(town_code,0,6) = county_code",
            {"town_code": "330421103", "county_code": "330421"},
            {"town_code": "330411103", "county_code": "330421"},
        ),
        (
            "reclamation",
            "substr(filing_no,6,10) = year(approval_date)",
            {"filing_no": "33042120220008", "approval_date": "2022-03-18"},
            {"filing_no": "33042120220008", "approval_date": "2021-03-18"},
        ),
        ("greening", "tenths(species_mix) = 10", {"species_mix": "6香樟4榉树"}, {"species_mix": "6香樟3榉树"}),
        # texts
        (
            "demolition",
            "previous_code != code",
            {"previous_code": "CW-1", "code": "CW-2"},
            {"previous_code": "CW-1", "code": "CW-1"},
        ),
    ],
)
def test_a_rule_holds_and_breaks(kind: str, rule: str, good: dict[str, str], bad: dict[str, str]) -> None:
    assert rule not in breaks(kind, **good)
    assert rule in breaks(kind, **bad)


def test_a_rule_with_a_blank_operand_is_not_evaluated() -> None:
    assert breaks("demolition", illegal_area="386.50") == set()
    assert breaks("greening", planted_area="5") == set()
    assert breaks("reclamation", accepted_new_farmland="3.3") == set()


def test_a_condition_on_a_blank_field_does_not_apply() -> None:
    assert "contiguous_area >= 1000 when block_type = 千亩方" not in breaks("reclamation", contiguous_area="1")


def test_hints_are_told_from_errors() -> None:
    found = {rule.text: rule.hint for rule in comparisons("demolition")}
    assert found["demolished_area <= illegal_area"]
    assert not found["disposed_area >= demolished_area"]


@given(iso_dates(), iso_dates())
def test_dates_compare_at_the_precision_they_share(one: str, other: str) -> None:
    shared = min(len(one), len(other))
    found = {rule.text for rule in broken("greening", {"plant_start": one, "plant_end": other})}
    assert ("plant_end >= plant_start" in found) is (other[:shared] < one[:shared])


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_sums_are_exact(paddy: int, irrigated: int, dry: int) -> None:
    values: dict[str, Any] = {"accepted_paddy": paddy, "accepted_irrigated": irrigated, "accepted_dry": dry}
    text = "accepted_new_farmland = accepted_paddy + accepted_irrigated + accepted_dry"
    whole = paddy + irrigated + dry
    for total, kept in ((whole, True), (whole + 1, False), (whole - 1, False)):
        found = {rule.text for rule in broken("reclamation", {**values, "accepted_new_farmland": total})}
        assert (text not in found) is kept


@pytest.mark.parametrize(
    "text",
    [
        "scale_area",
        "scale_area <",
        "nothing > 0",
        "scale_area > len(name)",
        "scale_area > __import__('os')",
        "scale_area ** 2 > 1",
        "name.upper() = 1",
        "scale_area > 'a'",
        "substr(name) = code",
        "year(nothing) = 1",
        "scale_area if name else 0 > 1",
    ],
)
def test_only_the_small_language_is_read(text: str) -> None:
    with pytest.raises(Ungrammatical):
        Reader("reclamation", fields_of("reclamation")).comparison(text)


@pytest.mark.parametrize(
    ("text", "values", "holds"),
    [
        ("halt_date filled", {"halt_date": "2022-01-01"}, True),
        ("halt_date filled", {}, False),
        ("halt_date blank", {}, True),
        ("project_kind != 垦造耕地", {}, True),
        ("project_kind != 垦造耕地", {"project_kind": "垦造耕地"}, False),
        ("is_five_year_task = 是", {"is_five_year_task": True}, True),
        ("is_five_year_task = 是", {"is_five_year_task": False}, False),
        ("kind = reclamation", {}, True),
        ("kind = greening", {}, False),
        ("scale_area < 5", {}, False),
        ("scale_area < 5", {"scale_area": 40000}, True),
        ("code = name", {"code": "a", "name": "a"}, True),
        ("scale_area / 2 = 1", {"scale_area": 20000}, True),
        ("scale_area * households = 6", {"scale_area": 20000, "households": 3}, True),
        ("scale_area * households = 6", {"scale_area": 20000}, False),
        ("plan_year = year(approval_date)", {"plan_year": 2022, "approval_date": "2022-03"}, True),
    ],
)
def test_conditions(text: str, values: dict[str, Any], holds: bool) -> None:
    assert Reader("reclamation", fields_of("reclamation")).condition(text)(values) is holds


def test_several_conditions_must_all_hold() -> None:
    both = Reader("demolition", fields_of("demolition")).conditions("disposal_method = 没收;demolish_date blank")
    assert both({"disposal_method": "没收"})
    assert not both({"disposal_method": "没收", "demolish_date": "2022-01-01"})
    assert Reader("demolition", {}).conditions("")({})


COMPLETE = {
    "code": "FK-330421-2022-0001",
    "name": "荷池村复垦",
    "plan_year": "2022",
    "county_code": "330421",
    "town_code": "330421103",
    "project_kind": "垦造耕地",
}


def test_what_a_new_record_owes() -> None:
    assert missing("reclamation", row("reclamation", **COMPLETE)) == []
    assert missing("reclamation", {}) == [*COMPLETE]


def test_what_is_optional_in_a_ledger_is_not_owed() -> None:
    assert "village" not in missing("reclamation", {})
    assert "name" not in missing("demolition", {})
    assert "village" in missing("greening", {})


def test_what_a_rule_adds_is_owed_under_its_condition() -> None:
    assert missing("reclamation", row("reclamation", **{**COMPLETE, "project_kind": "建设用地复垦"})) == ["village"]
    assert {"location", "officer"} <= set(missing("demolition", {}))
    refused = row("reclamation", **COMPLETE, review_verdict="退回")
    assert missing("reclamation", refused) == ["review_comment"]


def test_a_stage_owes_what_every_way_to_it_needs() -> None:
    """Decision 15: ``stages.csv`` is the truth for what a stage needs, from the first stage that names a field on."""
    owed = missing("reclamation", row("reclamation", **COMPLETE, stage="竣工"))
    assert {"approval_date", "approval_doc_no", "scale_area", "start_date", "completion_date", "completed_area"} <= set(
        owed
    )
    assert "design_date" not in owed  # may be skipped
    assert "accept_date" not in owed  # not there yet
    assert "approved_new_farmland" in owed  # the rules add it at 立项 for this kind


def test_only_a_record_whose_kind_is_examined_owes_the_day_of_it() -> None:
    for kind, owes in (("永久基本农田集中连片整治", True), ("垦造耕地", False)):
        approved = row("reclamation", **{**COMPLETE, "project_kind": kind}, stage="立项")
        assert ("exam_date" in missing("reclamation", approved)) is owes


def test_a_stage_reached_without_a_ruling_owes_the_ruling_all_the_same() -> None:
    owed = missing("demolition", {"stage": "拆除"})
    assert {"demolish_date", "demolished_area", "ruling_date", "disposal_method"} <= set(owed)
    assert "order_date" not in owed


def test_a_halted_record_owes_its_reason_and_nothing_of_stages_it_may_never_have_seen() -> None:
    assert missing("reclamation", row("reclamation", **COMPLETE, stage="中止")) == [
        "halt_date",
        "halt_reason",
        "halt_doc_no",
    ]


def test_a_record_that_names_no_stage_owes_what_its_dates_say() -> None:
    assert "demolished_area" in missing("demolition", {"demolish_date": "2022-03-01"})


def test_an_unknown_stage_owes_only_what_every_record_does() -> None:
    assert missing("reclamation", {**row("reclamation", **COMPLETE), "stage": "别的"}) == []


def test_which_fields_must_not_repeat() -> None:
    assert unique_fields("reclamation") == {
        "code": ("", False),
        "name": ("county_code", True),
        "filing_no": ("", False),
    }
    assert unique_fields("demolition") == {
        "code": ("", False),
        "name": ("county_code", True),
        "party_name": ("location", True),
        "case_no": ("", True),
    }


def rows_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Rows that share what they say often enough for columns to repeat, and now and then leave a field out."""
    few = {
        name: st.integers(0, 30_000) if field.numeric else stored(field)
        for name, field in fields_of(kind).items()
        if name in asked_of(kind)
    }
    stages = st.sampled_from([*stages_of(kind), "别的"])
    return st.fixed_dictionaries({}, optional={**few, "stage": st.none() | stages, "location": st.just("某处")})


@pytest.mark.parametrize("kind", LEDGERS)
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_many_rows_are_judged_as_each_would_be(kind: str, data: st.DataObject) -> None:
    different = data.draw(st.lists(rows_of(kind), min_size=1, max_size=6))
    rows = [different[place] for place in data.draw(st.lists(st.integers(0, len(different) - 1), max_size=12))]
    seen = columns(rows, asked_of(kind))
    assert broken_in(kind, seen) == {place: found for place, one in enumerate(rows) if (found := broken(kind, one))}
    assert missing_in(kind, rows.__getitem__, seen) == {
        place: owed for place, one in enumerate(rows) if (owed := missing(kind, one))
    }
