"""Many cells at once: each understood like a workbook's, all of it one step, nothing lost and nothing moved."""

from pathlib import Path

import pytest

from app.models.ledger import Demolition
from app.models.store import Store
from app.services import blocks, cells, history
from app.services.blocks import enter, replaced
from tests.models.records import everything
from tests.stores import new_ledger

UNIT = "330421"


@pytest.fixture
def county(tmp_path: Path) -> Store:
    store = new_ledger(str(tmp_path / "台账.db"), UNIT, 2022)
    with store:
        rows = [{"code": f"CW-{n}", "town_code": "魏塘街道", "illegal_area": "100"} for n in range(4)]
        enter(store, "demolition", "登记", [], rows)
        yield store


def held(store: Store) -> list[dict[str, object]]:
    return everything(store)["demolition"]


def waiting(store: Store) -> list[tuple[object, object, object]]:
    return [(row["record_id"], row["field"], row["raw"]) for row in everything(store)["pending_value"]]


def test_added_rows_are_the_units_own_and_of_its_year(county: Store) -> None:
    assert {(row["county_code"], row["plan_year"], row["town_code"]) for row in held(county)} == {
        (UNIT, 2022, "330421001")
    }
    assert [row["code"] for row in held(county)] == ["CW-0", "CW-1", "CW-2", "CW-3"]


def test_a_block_is_one_step_and_is_taken_back_as_one(county: Store) -> None:
    before = everything(county)
    ids = [row["id"] for row in held(county)]
    done = enter(
        county,
        "demolition",
        "粘贴 2×2",
        [(ids[0], "illegal_area", "1,234.5㎡"), (ids[0], "found_date", "2022.3.5"), (ids[1], "illegal_area", "")],
        [{"code": "CW-NEW", "village": ""}, {"code": "", "village": " "}],
    )
    first, second = held(county)[:2]
    assert (first["illegal_area"], first["found_date"], second["illegal_area"]) == (123450, "2022-03-05", None)
    assert (len(done.added), done.waiting, done.gone, done.notes) == (1, 0, 0, ())
    assert done.change.batch
    history.undo(county, done.change.batch)
    assert everything(county) == before


def test_what_is_no_value_is_kept_and_waits(county: Store) -> None:
    ids = [row["id"] for row in held(county)]
    done = enter(county, "demolition", "粘贴", [(ids[0], "illegal_area", "三百左右"), (ids[1], "illegal_area", "50")])
    assert held(county)[0]["illegal_area"] is None
    assert held(county)[1]["illegal_area"] == 5000
    assert waiting(county) == [(ids[0], "illegal_area", "三百左右")]
    assert done.notes == ("1 格不是有效的值，已原样保留并标红",)
    enter(county, "demolition", "改", [(ids[0], "illegal_area", "300")])
    assert (held(county)[0]["illegal_area"], waiting(county)) == (30000, [])


def test_a_total_without_a_day_waits_unless_its_day_comes_with_it(county: Store) -> None:
    ids = [row["id"] for row in held(county)]
    block = [
        (ids[0], "demolished_area", "40"),
        (ids[1], "demolished_area", "60"),
        (ids[1], "demolish_date", "2022-5-1"),
    ]
    done = enter(county, "demolition", "粘贴", block, [{"code": "CW-9", "demolished_area": "7"}])
    assert done.waiting == 2
    assert [row["demolished_area"] for row in held(county)] == [None, 6000, None, None, None]
    assert [(row["record_id"], row["dated"], row["amount"]) for row in everything(county)["progress_entry"]] == [
        (ids[1], "2022-05-01", 6000)
    ]
    slip = enter(county, "demolition", "改", [(ids[1], "demolished_area", "六十多")])
    assert (slip.waiting, held(county)[1]["demolished_area"]) == (1, 6000), "a slip costs no entries"


def test_records_that_are_gone_are_passed_over(county: Store) -> None:
    ids = [row["id"] for row in held(county)]
    with county.write("删") as work:
        work.delete(Demolition, [ids[1]])
    done = enter(county, "demolition", "粘贴", [(ids[0], "code", "A"), (ids[1], "code", "B"), (ids[2], "code", "C")])
    assert (done.gone, [row["code"] for row in held(county)]) == (1, ["A", "C", "CW-3"])
    assert done.notes == ("1 行已不在台账里，没有改",)


def test_a_block_and_the_same_cells_one_by_one_come_to_the_same(county: Store, tmp_path: Path) -> None:
    texts = [
        ("code", "X-1"),
        ("illegal_area", "12.5亩"),
        ("found_date", "3/5"),
        ("zone_type", "城镇"),
        ("is_precise", "√"),
    ]
    ids = [row["id"] for row in held(county)]
    enter(county, "demolition", "粘贴", [(ids[0], name, text) for name, text in texts])
    for name, text in texts:
        cells.type_in(county, "demolition", int(str(ids[1])), name, text)
    apart = {"id", "version"}
    first, second = ({k: v for k, v in row.items() if k not in apart} for row in held(county)[:2])
    assert first == second


def test_the_same_again_changes_nothing(county: Store) -> None:
    block = [(row["id"], "code", row["code"]) for row in held(county)]
    assert enter(county, "demolition", "粘贴", block).change.batch is None


@pytest.mark.parametrize(
    ("find", "whole", "expected"),
    [
        ("镇", False, [(1, "a", "魏塘街道"), (3, "a", "姚庄街道街道")]),
        ("魏塘镇", True, [(1, "a", "街道")]),
        ("ABC", False, [(2, "a", "x街道y")]),
        ("", False, []),
        ("没有", False, []),
    ],
)
def test_words_are_replaced_where_they_stand(find: str, whole: bool, expected: list[blocks.Cell]) -> None:
    texts = [(1, "a", "魏塘镇"), (2, "a", "xAbcy"), (3, "a", "姚庄镇镇")]
    assert replaced(texts, find, "街道", whole=whole) == expected


def test_replacing_in_a_text_whose_folding_changes_its_length(county: Store) -> None:
    assert replaced([(1, "a", "Straße 1")], "1", "2") == [(1, "a", "Straße 2")]


def test_a_copied_row_leaves_what_only_one_can_bear(county: Store) -> None:
    ids = [row["id"] for row in held(county)]
    enter(county, "demolition", "改", [(ids[0], "demolish_date", "2022-5-1"), (ids[0], "demolished_area", "60")])
    done = blocks.duplicate(county, "demolition", [ids[0], 9999])
    copy = held(county)[-1]
    assert (copy["id"], copy["code"], copy["illegal_area"], copy["demolished_area"]) == (
        done.added[0],
        None,
        10000,
        None,
    )
    assert (copy["town_code"], done.gone) == ("330421001", 1)


@pytest.mark.parametrize("count", [2, 21])
def test_removed_rows_come_back_and_many_are_copied_before(county: Store, count: int) -> None:
    enter(county, "demolition", "登记", [], [{"code": f"N-{n}", "illegal_area": "x"} for n in range(21)])
    before = everything(county)
    wanted = [row["id"] for row in held(county)][-count:]
    done = blocks.remove(county, "demolition", [*wanted, 9999])
    assert (len(held(county)), done.gone) == (25 - count, 1)
    assert county.path is not None
    assert county.path.with_name("台账-备份").exists() == (count > 20)
    assert done.change.batch
    history.undo(county, done.change.batch)
    assert everything(county) == before


def test_an_empty_row_may_be_added(county: Store) -> None:
    assert len(enter(county, "demolition", "新增 1 行", [], [{}]).added) == 1
    assert held(county)[-1]["plan_year"] == 2022
