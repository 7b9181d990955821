"""A field is said once: what is declared equals the field list, and shown values clean back to themselves."""

import csv
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.base import Mapped
from app.models.field import LARGEST, Field, FieldType, fields, said
from app.models.ledger import LEDGERS, dated_quantities, fields_of
from tests.models.strategies import stored

SPEC = Path(__file__).parents[1] / "data" / "spec"
EVERY_FIELD = [(kind, field) for kind in LEDGERS for field in fields_of(kind).values()]


@cache
def listed() -> dict[tuple[str, str], dict[str, str]]:
    """The field list's rows by (kind, field)."""
    with (SPEC / "fields.csv").open(encoding="utf-8-sig", newline="") as file:
        return {(row["kind"], row["field"]): row for row in csv.DictReader(file)}


@pytest.mark.parametrize("kind", LEDGERS)
def test_a_ledger_has_the_listed_fields_in_their_order_the_common_ones_first(kind: str) -> None:
    wanted = [name for part in ("project", kind) for owner, name in listed() if owner == part]
    assert list(fields_of(kind)) == wanted


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD, ids=lambda value: getattr(value, "name", value))
def test_a_field_is_declared_as_listed(kind: str, field: Field) -> None:
    row = listed().get((kind, field.name)) or listed()["project", field.name]
    assert (
        field.label,
        field.type,
        field.unit,
        str(field.scale or ""),
        field.required_at,
        field.group,
        field.rule,
    ) == (
        row["label"],
        row["type"],
        row["unit"],
        row["scale"].removeprefix("0"),
        row["required_at"],
        row["group"],
        row["rule"],
    )
    wanted_choices = () if field.type is FieldType.FLAG else tuple(filter(None, row["choices"].split("|")))
    assert field.choices in (wanted_choices, ("是", "否"))
    assert set(filter(None, row["aliases"].split("|"))) <= set(field.aliases)


@pytest.mark.parametrize("kind", LEDGERS)
def test_no_label_is_written_twice_within_a_ledger(kind: str) -> None:
    labels = Counter(field.label for field in fields_of(kind).values())
    assert [label for label, times in labels.items() if times > 1] == []


@pytest.mark.parametrize(("kind", "field"), EVERY_FIELD, ids=lambda value: getattr(value, "name", value))
def test_the_listed_example_is_a_value_of_its_field(kind: str, field: Field) -> None:
    row = listed().get((kind, field.name)) or listed()["project", field.name]
    value = field.clean(row["example"])
    assert value is not None
    assert field.clean(field.show(value)) == value
    if field.numeric:
        assert Decimal(field.show(value)) == Decimal(row["example"])


@given(st.data())
def test_a_shown_value_cleans_back_to_itself(data: st.DataObject) -> None:
    _, field = data.draw(st.sampled_from(EVERY_FIELD))
    value = data.draw(stored(field))
    assert field.clean(field.show(value)) == value


@given(st.data())
def test_a_figure_is_shown_with_all_its_places_and_never_in_powers(data: st.DataObject) -> None:
    _, field = data.draw(st.sampled_from([pair for pair in EVERY_FIELD if pair[1].numeric]))
    shown = field.show(data.draw(st.integers(-LARGEST, LARGEST)))
    assert set(shown) <= set("-.0123456789")
    assert len(shown.partition(".")[2]) == field.scale


AREA = Field(label="面积", type=FieldType.QUANTITY, unit="亩", scale=2)
DAY = Field(label="日期", type=FieldType.DATE)
FLAG = Field(label="是否", type=FieldType.FLAG)


@pytest.mark.parametrize(
    "text",
    ["1.234", "nan", "inf", "1e5", "一", "约300", "--5", ".", "-", "1,000", "１２", str(LARGEST // 100 + 1)],
)
def test_what_is_no_figure_of_the_field_has_no_value(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        AREA.clean(text)


@pytest.mark.parametrize(
    "text",
    ["2022-13", "2022-00-01", "2022-02-30", "2023-02-29", "22-01-01", "2022/01/01", "２０２２", "2022-01-01 ", "0000"],
)
def test_what_is_no_day_has_no_value(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        DAY.clean(text)


def test_a_leap_day_is_a_day() -> None:
    assert DAY.clean("2024-02-29") == "2024-02-29"


def test_a_flag_is_read_in_both_its_spellings_only() -> None:
    assert [FLAG.clean(text) for text in ("true", "是", "false", "否", "")] == [True, True, False, False, None]
    with pytest.raises(ValueError, match="有"):
        FLAG.clean("有")


def test_a_figure_is_headed_by_its_unit_and_a_year_is_not() -> None:
    assert fields_of("reclamation")["scale_area"].heading == "项目区总规模(亩)"
    assert fields_of("reclamation")["plan_year"].heading == "年度"
    assert fields_of("greening")["canopy_closure"].heading == "郁闭度"
    assert fields_of("demolition")["location"].heading == "坐落地址"


def test_personal_fields_are_those_masked_on_export() -> None:
    personal = {(kind, field.name) for kind, field in EVERY_FIELD if field.personal}
    assert personal == {*((kind, "phone") for kind in LEDGERS), ("demolition", "party_id_no")}


def test_the_dated_quantities_and_their_natural_dates() -> None:
    """Decision 1: these four kinds of area are the only ones whose truth is dated entries."""
    assert {kind: {f.name: f.dated_by for f in dated_quantities(kind).values()} for kind in LEDGERS} == {
        "reclamation": {"done_area": "completion_date"},
        "demolition": {"demolished_area": "demolish_date"},
        "greening": {"planted_area": "plant_end", "new_area": "plant_end", "improved_area": "plant_end"},
    }


def test_a_column_knows_its_field_by_the_name_it_was_declared_under() -> None:
    column = said("money", "投资", unit="万元", scale=4, choices="甲|乙")
    assert column.column("invested", Mapped[int | None]).info["field"].choices == ("甲", "乙")
    assert all(name == field.name for kind in LEDGERS for name, field in fields(LEDGERS[kind]).items())
