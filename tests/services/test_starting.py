"""Beginning a ledger: any unit of China is found, and what is made is what was asked for."""

from pathlib import Path

import pytest

from app.models.queries import settings as choices
from app.services import starting
from app.services.starting import Unit


@pytest.mark.parametrize(
    ("typed", "code"), [("嘉善", "330421"), ("330421", "330421"), ("jsx", "330421"), ("嘉兴市", "330400")]
)
def test_a_unit_is_found_by_name_code_and_initials(typed: str, code: str) -> None:
    assert code in [unit.code for unit in starting.find_units(typed)]


def test_the_likeliest_comes_first() -> None:
    assert starting.find_units("朝阳")[0].name.startswith("朝阳")
    assert starting.find_units("嘉善县")[0].code == "330421"


@pytest.mark.parametrize("typed", ["", "   ", "没有这样的县"])
def test_nothing_is_found_where_nothing_is_meant(typed: str) -> None:
    assert list(starting.find_units(typed)) == []


def test_names_that_are_only_a_form_are_left_out() -> None:
    assert not [unit for unit in starting.units() if unit.name in ("市辖区", "县") or "行政区划" in unit.above]


def test_zones_are_units_with_towns_of_their_own() -> None:
    zones = [unit for unit in starting.units() if not unit.code.isdigit() or len(unit.code) > 6]
    towns = [town for unit in zones for town in starting.towns_of(unit.code)]
    assert all(code and name for code, name in towns)
    assert ("330421001", "魏塘街道") in starting.towns_of("330421")


def test_the_likeness_of_a_unit() -> None:
    unit = Unit("330421", "嘉善县", "浙江省 嘉兴市", "jsx")
    typed = ["嘉善县", "嘉善", "js", "善", "浙江", "平湖"]
    assert [unit.rank(text) for text in typed] == [0, 1, 2, 3, 3, None]


def test_a_ledger_is_made_with_its_cutoff(tmp_path: Path) -> None:
    with starting.create(tmp_path / "台账.db", "330421", 2022, 20) as store:
        assert starting.about(store) == ("嘉善县", 2022)
        with store.read() as session:
            assert choices.settings(session).cutoff_day == 20


def test_the_room_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    assert starting.room(tmp_path / "还没有" / "的文件夹") > 0
