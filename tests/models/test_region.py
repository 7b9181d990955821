"""The divisions of China by code and by the names people write."""

import pytest

from app.models import region
from app.models.ledger import LEDGERS, fields_of
from app.models.region import Division


@pytest.mark.parametrize(
    ("code", "name", "level"),
    [
        ("33", "浙江省", "province"),
        ("3304", "嘉兴市", "city"),
        ("330481", "海宁市", "county"),
        ("330481001", "硖石街道", "town"),
    ],
)
def test_a_division_is_known_by_its_code(code: str, name: str, level: str) -> None:
    found = region.division(code)
    assert found
    assert (found.name, found.level) == (name, level)
    assert region.name_of(code) == name


def test_a_code_may_be_filled_with_zeros() -> None:
    assert region.division("330400") == region.division("3304")
    assert region.division("330000") == region.division("33")
    assert [region.full(code) for code in ("33", "3304", "330481")] == ["330000", "330400", "330481"]
    assert [region.short(code) for code in ("330000", "330400", "330481")] == ["33", "3304", "330481"]


def test_a_code_nobody_knows_stands_for_itself() -> None:
    assert region.division("999999") is None
    assert region.name_of("999999") == "999999"
    assert region.children("999999") == ()


def test_the_towns_of_the_citys_counties_are_those_of_the_dossier() -> None:
    """``domain.md`` F: 72 towns in seven counties."""
    counties = {one.code: len(region.towns(one.code)) for one in region.children("3304")}
    assert counties == {
        "330402": 13,
        "330411": 9,
        "330421": 9,
        "330424": 9,
        "330481": 12,
        "330482": 9,
        "330483": 11,
    }
    assert len(region.towns("330400")) == 72


def test_every_division_lies_in_another_or_is_a_province() -> None:
    known = region.divisions()
    orphans = [one.code for one in known.values() if one.parent and one.parent not in known]
    assert orphans == []
    assert all(one.level == "province" for one in known.values() if not one.parent)


def test_divisions_are_kept_in_code_order() -> None:
    """What lies below a division is told in the order of the file, without sorting."""
    known = list(region.divisions())
    assert known == sorted(known)


def test_a_province_has_all_its_divisions_and_no_others() -> None:
    known = region.divisions()
    for province in (one for one in known if len(one) == 2):
        own = [one for code, one in known.items() if code.startswith(province)]
        assert sorted(region.below(province)) == own[1:]
    assert region.division("999999") is None
    assert list(region.below("3")) == []


def test_villages_lie_below_their_towns() -> None:
    villages = [one for one in region.below("330481101") if one.level == "village"]
    assert villages
    assert {one.parent for one in villages} == {"330481101"}


def test_other_and_former_names_are_of_divisions_that_exist() -> None:
    aliases = region.town_aliases()
    assert aliases["330421001"] == ("魏塘镇",)
    assert {code for code in aliases if region.division(code) is None} == set()


def test_a_division_is_a_value() -> None:
    assert Division("330481", "海宁市", "3304") == region.division("330481")


@pytest.mark.parametrize("kind", LEDGERS)
def test_every_ledger_names_a_county_and_a_town(kind: str) -> None:
    assert [name for name, field in fields_of(kind).items() if field.type == "region"] == ["county_code", "town_code"]
