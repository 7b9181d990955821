"""中止的项目只能回到中止前的环节：表单、表格、成批转环节和导入说的是同一件事。"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from app.models.store import Store
from app.services import cells, records, stage_moves
from app.services.dossier import dossier
from app.services.records import Addition, Edit
from tests.services.importing.books import planned, rows, written
from tests.stores import new_ledger

KIND, DAY = "reclamation", date(2022, 9, 1)
CODE, OTHER = "FK-330421-2022-0001", "FK-330421-2022-0002"
DATED = {"approval_date": "2022-03-01", "start_date": "2022-04-01", "completion_date": "2022-07-01"}
HALTED = {"stage": "中止", "halt_date": "2022-08-01", "halt_reason": "资金未到位", "halt_doc_no": "停〔2022〕1号"}


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Store]:
    """Number 1 was stopped when it had been put back to 开工; number 2 came stopped, with the dates of 竣工."""
    with new_ledger(str(tmp_path / "台账.db"), "330421", 2022) as store:
        with store.write("两个项目") as work:
            records.add(work, KIND, [Addition({"code": CODE, "stage": "开工", **DATED})])
            records.add(work, KIND, [Addition({"code": OTHER, **DATED, **HALTED})])
        with store.write("中止") as work:
            records.change(work, KIND, [Edit(1, HALTED)])
        yield store


def next_stages(store: Store, record: int) -> list[str]:
    found = dossier(store, KIND, record)
    assert found is not None
    return [one.stage for one in found.moves]


def said_by_import(store: Store, folder: Path, stage: str) -> list[str]:
    header = ["项目编号", "项目名称", "镇街", "项目状态"]
    book = written(folder / "阶段.xlsx", [header, [CODE, "项目", "西塘镇", stage]])
    return [one.text for one in rows(planned(store, book))[0].issues if one.code.value == "stage-order"]


def test_a_form_and_many_rows_at_once_lead_back_to_where_the_record_was(county: Store) -> None:
    assert next_stages(county, 1) == ["开工", "撤销"]
    assert next_stages(county, 2) == ["竣工", "撤销"], "its own dates tell where it was"
    assert {one.stage: one.count for one in stage_moves.ways(county, KIND, [1, 2])} == {"开工": 1, "竣工": 1, "撤销": 2}
    looked = stage_moves.look(county, KIND, [1, 2], "竣工", DAY)
    assert looked[0].hindrance == "“中止”的恢复时只能回到原来的“开工”"
    assert "回到" not in looked[1].hindrance


def test_a_cell_and_an_import_say_the_same_of_another_stage(county: Store, tmp_path: Path) -> None:
    assert said_by_import(county, tmp_path, "已开工") == []
    assert said_by_import(county, tmp_path, "已竣工") == [], "on from where it was, over dates that are there"
    (said,) = said_by_import(county, tmp_path, "储备")
    assert "“中止”的恢复时只能回到原来的“开工”" in said
    assert "“中止”的恢复时只能回到原来的“开工”，请核对日期" in cells.type_in(county, KIND, 1, "stage", "储备").notes


def test_a_pause_is_no_way_past_a_stage_and_the_latest_one_counts(county: Store, tmp_path: Path) -> None:
    cells.type_in(county, KIND, 1, "stage", "开工")
    cells.type_in(county, KIND, 1, "stage", "竣工")
    cells.type_in(county, KIND, 1, "stage", "中止")
    assert next_stages(county, 1) == ["竣工", "撤销"]
    cells.type_in(county, KIND, 1, "stage", "竣工")
    assert "中间的阶段没有日期" in said_by_import(county, tmp_path, "储备")[0], "the old pause opens no way back"
