"""One record's form: the strip of its life, what the next stage lacks, its months, and where each value came from."""

from pathlib import Path

import pytest

from app.models.store import Store
from app.services import blocks, cells
from app.services.dossier import Dossier, dossier, moves, strip
from app.services.importing import flow
from app.services.importing.planning.plan import Options
from tests.models.records import everything
from tests.stores import new_ledger

SAMPLES = Path(__file__).parents[1] / "data" / "samples"


@pytest.fixture
def county(tmp_path: Path) -> Store:
    with new_ledger(str(tmp_path / "台账.db"), "330481", 2022) as store:
        yield store


def told(store: Store, kind: str, record: int) -> Dossier:
    found = dossier(store, kind, record)
    assert found is not None
    return found


def test_the_strip_shows_what_was_passed_where_it_is_and_the_way_on() -> None:
    values = {"stage": "限期自拆", "found_date": "2022-01-05", "ruling_date": "2022-02-01", "order_date": "2022-03-01"}
    found = strip("demolition", values)
    assert [(one.stage, one.dated, one.current) for one in found if one.reached] == [
        ("发现", "2022-01-05", False),
        ("认定", "2022-02-01", False),
        ("限期自拆", "2022-03-01", True),
    ]
    assert [one.stage for one in found if not one.reached] == ["拆除", "销号", "拆后利用"]


def test_side_branches_appear_only_when_taken() -> None:
    taken = strip("demolition", {"stage": "没收", "found_date": "2022-01-05", "ruling_date": "2022-02-01"})
    assert [one.stage for one in taken] == ["发现", "认定", "没收", "销号", "拆后利用"]
    ended = strip("reclamation", {"stage": "中止", "approval_date": "2022-01-05", "halt_date": "2022-02-01"})
    assert [one.stage for one in ended][:2] == ["立项", "中止"]
    assert strip("greening", {}) == []


def test_the_strip_is_that_of_the_records_own_kind() -> None:
    examined = strip("reclamation", {"stage": "储备", "project_kind": "永久基本农田集中连片整治"})
    others = strip("reclamation", {"stage": "储备", "project_kind": "垦造耕地"})
    assert [[one.stage for one in found][:3] for found in (examined, others)] == [
        ["储备", "审查", "立项"],
        ["储备", "立项", "规划设计"],
    ]
    seized = {"stage": "认定", "disposal_method": "没收", "found_date": "2022-01-05", "ruling_date": "2022-02-01"}
    assert [one.stage for one in strip("demolition", seized)] == ["发现", "认定", "没收", "销号"]
    planted = {"stage": "施工", "task_kind": "平原绿化", "design_date": "2022-01-05", "plant_start": "2022-02-01"}
    assert [one.stage for one in strip("greening", planted)] == ["作业设计", "施工", "完工", "验收"]


def test_the_next_stage_says_what_it_lacks() -> None:
    values = {"stage": "销号", "reuse_type": "复绿", "reuse_date": "2022-05-01"}
    (onward,) = [one for one in moves("demolition", values) if one.stage == "拆后利用"]
    assert "reuse_area" in onward.lacks
    assert "reuse_date" not in onward.lacks
    assert {one.stage: one.leaves for one in moves("demolition", {"stage": "发现"})}["关闭"]


def test_a_records_months_and_its_story_down_to_the_cell(county: Store) -> None:
    book = next(SAMPLES.glob("02-*.xlsx"))
    flow.imported(county, [book], Options(as_of="2022-06-25"))
    record = next(row["id"] for row in everything(county)["demolition"] if row["demolished_area"])
    cells.type_in(county, "demolition", record, "party_name", "某甲")
    found = told(county, "demolition", record)
    assert found.story[0].what[0].endswith("→ 某甲")
    assert found.story[0].source == ""
    assert found.story[-1].what == ("新增",)
    assert found.story[-1].source.startswith(f"{book.name} ")
    (entry,) = found.progress["demolished_area"]
    assert entry.amount == entry.total


def test_a_cell_of_a_workbook_is_named(county: Store, tmp_path: Path) -> None:
    first, second = tmp_path / "一.csv", tmp_path / "二.csv"
    first.write_text("项目编号,镇街,户主,违建面积（㎡）\nCW-1,硖石街道,某乙,100\n", encoding="utf-8")
    second.write_text("项目编号,镇街,户主,违建面积（㎡）\nCW-1,硖石街道,某乙,120\n", encoding="utf-8")
    for book in (first, second):
        flow.imported(county, [book], Options())
    record = int(everything(county)["demolition"][0]["id"])
    newest = told(county, "demolition", record).story[0]
    assert newest.what == ("违建面积：100.00 → 120.00",)
    assert newest.source.startswith("二.csv ")
    assert newest.source.endswith(" D2")


def test_only_the_last_twelve_months_are_told(county: Store) -> None:
    block = [{"code": "CW-1", "demolish_date": "2022-01-01", "demolished_area": "1"}]
    record = blocks.enter(county, "demolition", "登记", [], block).added[0]
    for month in range(2, 15):
        blocks.enter(county, "demolition", "改", [(record, "demolished_area", str(month))])
    found = told(county, "demolition", record).progress["demolished_area"]
    assert (len(found), found[-1].total) == (12, "14.00")


def test_a_record_that_is_gone_has_none(county: Store) -> None:
    record = blocks.enter(county, "greening", "登记", [], [{"code": "LH-1"}]).added[0]
    blocks.remove(county, "greening", [record])
    assert dossier(county, "greening", record) is None
