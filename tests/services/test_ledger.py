"""A new ledger knows its unit, the units around it, and the year's indicators."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.models import resources
from app.models.queries import scope, targets
from app.models.queries.settings import settings
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import Indicator
from app.models.unit import ReportingUnit
from app.services import ledger


def create(folder: Path, unit: str, year: int = 2022) -> Store:
    return ledger.create(str(folder / "台账.db"), unit, year)


def indicators(store: Store, year: int) -> dict[str, Indicator]:
    with store.read() as session:
        return {one.code: one for one in targets.indicators(session, year)}


def test_a_new_ledger_knows_its_unit_and_year(tmp_path: Path) -> None:
    with create(tmp_path, "330481") as store, store.read() as session:
        chosen = settings(session)
        assert (chosen.unit, chosen.year) == ("330481", 2022)
        assert scope.scope(session).name == "海宁市"


def test_a_county_of_the_city_has_all_its_indicators_with_the_citys_values(tmp_path: Path) -> None:
    """Decision 8: the document's values are its issuer's."""
    with create(tmp_path, "330481") as store:
        found = indicators(store, 2022)
    shipped = {row["id"]: row for row in resources.rows("indicators/330400-2022.csv")}
    assert [*found] == [*shipped]
    assert {one.issuer for one in found.values()} == {"330400"}
    assert (found["T18"].value, found["T18"].scale, found["T18"].unit) == (5_000_000, 4, "万㎡")
    assert found["T01"].value is None
    assert found["T34"].deadline == "2022-04-30;2022-05-31"
    assert (found["T15"].direction, found["T15"].wording) == (">=", "应竣工项目竣工率达到70%以内")
    assert all(one.measure for one in found.values() if one.source == "computed")


@pytest.mark.parametrize(("unit", "year"), [("330481", 2023), ("330106", 2022), ("441900", 2024)])
def test_where_nobody_issued_values_the_definitions_come_with_empty_ones(tmp_path: Path, unit: str, year: int) -> None:
    """Decision 8: next year copies the definitions with empty values; another city has its own to fill in."""
    with create(tmp_path, unit, year) as store:
        found = indicators(store, year)
    assert len(found) == 41
    assert {one.value for one in found.values()} == {None}
    assert found["T34"].deadline == f"{year}-04-30;{year}-05-31"
    assert {one.issuer for one in found.values()} == {unit[:4] + "00"}


def test_the_units_stand_in_the_citys_own_order(tmp_path: Path) -> None:
    """Decision 14."""
    with create(tmp_path, "330482") as store, store.read() as session:
        names = session.scalars(select(ReportingUnit.name).order_by(ReportingUnit.position)).all()
        own = scope.scope(session)
    assert [name[:2] for name in names] == ["南湖", "秀洲", "嘉善", "平湖", "海盐", "海宁", "桐乡", "嘉兴", "嘉兴"]
    assert "330482101" in own.excluded
    assert "330482101" not in {place.code for place in own.towns()}


def test_a_zone_has_a_ledger_of_its_own(tmp_path: Path) -> None:
    with create(tmp_path, " 3304GQ ") as store, store.read() as session:
        own = scope.scope(session)
    assert (own.name, own.is_zone, [place.code for place in own.towns()]) == ("嘉兴港区", True, ["330482101"])


def test_a_city_elsewhere_knows_no_units_but_its_counties(tmp_path: Path) -> None:
    with create(tmp_path, "3301") as store, store.read() as session:
        own = scope.scope(session)
    assert (own.unit, own.is_city) == ("330100", True)
    assert "330106" in {place.code for place in own.towns()}


@pytest.mark.parametrize(
    "unit", ["", "999999", "33048", "330000", "33", "330481001", "海宁", "330401x", "３３０４８１"]
)
def test_an_unknown_unit_is_refused_and_nothing_is_made(tmp_path: Path, unit: str) -> None:
    with pytest.raises(Refusal, match="没有代码"):
        create(tmp_path, unit)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("year", [1999, 2101, 22])
def test_a_year_out_of_the_ordinary_is_refused_and_nothing_is_made(tmp_path: Path, year: int) -> None:
    with pytest.raises(Refusal, match="年度"):
        create(tmp_path, "330481", year)
    assert list(tmp_path.iterdir()) == []
