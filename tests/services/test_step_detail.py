"""What one step changed, in words: rows, fields, old and new, and the cell of the workbook it came from."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.ledger import ProgressEntry
from app.models.store import Store
from app.services import history, records, setting, targeting
from app.services.importing import flow
from app.services.importing.planning.plan import Options
from app.services.records import Addition, Edit
from app.services.step_detail import Changed, of_step
from tests.stores import new_ledger

SAMPLE = Path(__file__).parents[1] / "data" / "samples" / "02-拆违点位-镇列合并-小计.xlsx"
TOWN = "330481001"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_ledger(str(tmp_path / "台账.db"), "330481", 2022) as opened:
        yield opened


def newest(store: Store) -> list[Changed]:
    assert store.last_change.batch
    return of_step(store, store.last_change.batch)


def test_an_edit_says_which_record_and_from_what_to_what(store: Store) -> None:
    with store.write("登记") as work:
        records.add(work, "demolition", [Addition({"code": "CW-1", "name": "河东厂房", "illegal_area": 38650})])
    assert [(one.table, one.row, one.what) for one in newest(store)] == [
        ("拆违台账", "CW-1 河东厂房", "新增记录"),
    ]
    with store.write("修改") as work:
        records.change(work, "demolition", [Edit(1, {"illegal_area": 40000, "party_name": "陆阿根"})])
    assert [(one.what, one.old, one.new) for one in newest(store)] == [
        ("违建面积(㎡)", "386.50", "400.00"),
        ("户主(单位)", "", "陆阿根"),
    ]
    with store.write("删除") as work:
        records.remove(work, "demolition", [1])
    assert [(one.row, one.what) for one in newest(store)] == [("CW-1 河东厂房", "删除记录")]


def test_an_imported_value_names_its_cell(store: Store) -> None:
    flow.imported(store, [SAMPLE], Options())
    first = newest(store)[0]
    assert first.what == "新增记录"
    assert first.source == f"{SAMPLE.name} Sheet1 第 5 行"


def test_progress_put_into_another_month_is_told_of_its_record(store: Store) -> None:
    with store.write("登记") as work:
        values = {"code": "CW-1", "demolish_date": "2022-03-01", "demolished_area": 1000}
        records.add(work, "demolition", [Addition(values)])
    with store.write("改日期") as work:
        entry = work.session.connection().exec_driver_sql("SELECT id FROM progress_entry").scalar_one()
        work.update(ProgressEntry, [(entry, {"dated": "2022-04-01"})])
    told = newest(store)
    assert [one.row for one in told] == ["CW-1"]
    assert [(one.what, one.new) for one in told] == [("拆除面积(㎡)", "改了日期")]


def test_targets_are_told_by_indicator_and_place_and_settings_are_counted(store: Store) -> None:
    targeting.set_target(store, "T18", TOWN, "12.5")
    told = newest(store)
    assert len(told) == 1
    assert told[0].table == "年度任务"
    assert told[0].new == "12.5000"
    assert told[0].row.endswith("街道")
    setting.change(store, "cutoff_day", "20")
    assert [(one.table, one.what) for one in newest(store)] == [("设置", "1 处")]


def test_of_a_large_step_the_first_rows_are_told(store: Store) -> None:
    with store.write("登记") as work:
        records.add(work, "greening", [Addition({"code": f"LH-{number}"}) for number in range(30)])
    batch = store.last_change.batch
    assert batch
    assert len(of_step(store, batch, most=10)) == 10
    assert of_step(store, batch + 7) == []


def test_the_steps_come_by_pages_and_by_words(store: Store) -> None:
    for number in range(5):
        setting.change(store, "cutoff_day", str(20 + number))
    flow.imported(store, [SAMPLE], Options())
    steps = history.history(store, most=3)
    older = history.history(store, before=steps[-1].batch, most=100)
    assert [one.batch for one in (*steps, *older)] == [one.batch for one in history.history(store)]
    assert [one.label for one in history.history(store, words="新建")] == ["新建台账"]
    assert [one.source for one in history.history(store, words="拆违 镇列")] == [SAMPLE.name]
    assert history.history(store, words="100%") == []
