"""A town of another county is known for what it is, however its cell is written."""

import pytest

from app.models.ledger import fields_of
from app.services.importing.issue import Code
from app.services.importing.places import clean_town, places

TOWN = fields_of("demolition")["town_code"]


@pytest.mark.parametrize(
    "said", ["海宁市硖石街道", "浙江省嘉兴市海宁市硖石街道", "海宁市硖石", "浙江省,嘉兴市,海宁市,硖石街道"]
)
def test_another_county_s_town_is_foreign(said: str) -> None:
    cleaned = clean_town(said, TOWN, places("330421"))
    assert cleaned.foreign
    assert cleaned.problem is not None
    assert cleaned.problem.code is Code.UNKNOWN_REGION
    assert "海宁市" in cleaned.problem.text


@pytest.mark.parametrize("said", ["嘉善县西塘镇", "西塘", "浙江省嘉兴市嘉善县西塘镇", "330421103"])
def test_our_own_town_is_ours(said: str) -> None:
    cleaned = clean_town(said, TOWN, places("330421"))
    assert (cleaned.value, cleaned.foreign) == ("330421103", False)


def test_a_name_nobody_knows_waits() -> None:
    cleaned = clean_town("没有的街道", TOWN, places("330421"))
    assert cleaned.value is None
    assert not cleaned.foreign
