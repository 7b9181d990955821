"""The city's document of 2022: all 41 indicators as they are listed, and no number that is no aim."""

import csv
from pathlib import Path
from typing import Any

import pytest

from app.models.store import Store
from tests.services.importing.documents import SEED, table_of
from tests.stores import new_ledger

TRUTH = Path(__file__).parents[2] / "data" / "spec" / "indicators-2022.csv"
NOT_IN_THE_DOCUMENT = {"T10": "parent"}  # that 垦造耕地 counts within 新增耕地 is known, not written


def truth() -> list[dict[str, str]]:
    with TRUTH.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with new_ledger(str(tmp_path_factory.mktemp("seed") / "本县.ledger"), "330421", 2022) as store:
        return table_of(store, SEED)


@pytest.fixture
def found(table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {row["indicator"]: row["proposal"] for row in table["rows"] if row["indicator"]}


def test_every_indicator_is_proposed_once(table: dict[str, Any]) -> None:
    codes = [row["indicator"] for row in table["rows"] if row["indicator"]]
    assert sorted(codes) == [row["id"] for row in truth()]


@pytest.mark.parametrize("want", truth(), ids=lambda row: row["id"])
def test_an_indicator_is_read_as_it_is_listed(want: dict[str, str], found: dict[str, dict[str, Any]]) -> None:
    got = found[want["id"]]
    assert got["value"] == (want["value"] or None)
    assert got["unit"] == (None if want["direction"] == "done" else want["unit"])
    assert (got["direction"], got["commitment"]) == (want["direction"], want["commitment"])
    assert got["deadlines"] == want["deadline"].split(";")
    assert got["section"] == want["section"].split(";")
    if NOT_IN_THE_DOCUMENT.get(want["id"]) != "parent":
        assert got["parent"] == (found[want["parent"]]["name"] if want["parent"] else None)


def test_only_deliverables_are_proposed_beside_them(table: dict[str, Any]) -> None:
    others = [row["proposal"] for row in table["rows"] if row["indicator"] is None]
    assert {one["direction"] for one in others} == {"done"}
    assert len(others) <= 8


@pytest.mark.parametrize("figure", ["551", "7", "500", "2000", "12", "8090", "14", "15", "8", "3", "19", "20", "24"])
def test_labels_are_no_aims(figure: str, found: dict[str, dict[str, Any]], table: dict[str, Any]) -> None:
    values = [row["proposal"]["value"] for row in table["rows"]]
    listed = [row["value"] for row in truth()]
    assert values.count(figure) == listed.count(figure)


@pytest.mark.parametrize(
    ("code", "doubt"),
    [
        ("T01", "没有给出数值"),
        ("T07", "没有写单位，按亿元读取"),
        ("T09", "承诺程度不同"),
        ("T11", "目标的10%推算"),
        ("T15", "“达到”与“以内”矛盾"),
        ("T33", "承诺程度不同"),
        ("T34", "“基本清零”没有明确的数值标准"),
    ],
)
def test_suspicious_wording_is_named(code: str, doubt: str, found: dict[str, dict[str, Any]]) -> None:
    assert doubt in found[code]["suspect"]


def test_a_sound_sentence_is_not_suspected(found: dict[str, dict[str, Any]]) -> None:
    assert [code for code in ("T03", "T04", "T05", "T14", "T16", "T20", "T21", "T26") if found[code]["suspect"]] == []


def test_a_row_is_the_line_its_sentence_begins_on(table: dict[str, Any]) -> None:
    lines = SEED.read_text("utf-8").splitlines()
    for row in table["rows"]:
        begin = row["proposal"]["sentences"][0][:4]
        assert begin in "".join(lines[row["row"] - 1 : row["row"] + 2]).replace(" ", "")


def test_a_word_broken_by_a_page_is_healed(found: dict[str, dict[str, Any]]) -> None:
    assert found["T17"]["sentences"] == ["推进国土绿化美化,新增改造绿化面积10000亩以上。"]
    assert found["T20"]["value"] == "6000"


def test_what_the_ledger_already_has_is_the_same(table: dict[str, Any]) -> None:
    assert {row["action"] for row in table["rows"] if row["indicator"]} == {"same"}


def test_a_ledger_without_the_years_values_would_take_them(tmp_path: Path) -> None:
    with new_ledger(str(tmp_path / "外市.ledger"), "330110", 2022) as store:
        assert_taken(store)


def assert_taken(store: Store) -> None:
    rows = table_of(store, SEED)["rows"]
    assert sum(row["action"] == "create" for row in rows if row["proposal"]["value"] is not None) == 32
