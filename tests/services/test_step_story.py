"""What a step of the history did: each field before and after, where it came from, what hangs on the records."""

from pathlib import Path

from app.models.store import Store
from app.services import history, ledger, records, step_story
from app.services.importing import flow
from app.services.importing.plan import Options
from app.services.records import Addition, Edit
from app.services.step_story import Changed


def _last(store: Store) -> list[Changed]:
    return step_story.story(store, history.history(store)[0].batch)


def test_a_step_tells_each_field_before_and_after(store: Store) -> None:
    with store.write("新增") as work:
        values = {"code": "CW-1", "county_code": "330421", "illegal_area": 10_000}
        (record,) = records.add(work, "demolition", [Addition(values)])
    assert [(one.record, one.who, one.before, one.after) for one in _last(store)] == [(record, "CW-1", "", "新增")]
    with store.write("改") as work:
        records.change(work, "demolition", [Edit(record, {"illegal_area": 12_050, "party_name": "某甲"})])
    told = {one.field: (one.before, one.after) for one in _last(store)}
    assert told == {"违建面积(㎡)": ("100.00", "120.50"), "户主(单位)": ("空", "某甲")}
    assert {step_story.title(one) for one in _last(store)} == {"拆违台账"}
    with store.write("删除") as work:
        records.remove(work, "demolition", [record])
    told_last = [(one.who, one.after) for one in _last(store) if one.record]
    assert told_last == [("CW-1", "删除")], "also what is gone is called by its code"


def test_what_hangs_on_records_is_counted(store: Store) -> None:
    with store.write("带进度") as work:
        values = {"county_code": "330421", "demolished_area": 5_000, "demolish_date": "2022-03-01"}
        records.add(work, "demolition", [Addition(values, "2022-03-01")])
    beside = [(step_story.title(one), one.field) for one in _last(store) if one.record is None]
    assert ("进度", "1 处") in beside


def test_what_came_from_a_workbook_tells_its_cell(tmp_path: Path) -> None:
    first, second = tmp_path / "一.csv", tmp_path / "二.csv"
    first.write_text("点位编号,镇街,违建面积(㎡)\nCW-9,西塘镇,100\n", "utf-8")
    second.write_text("点位编号,镇街,违建面积(㎡)\nCW-9,西塘镇,130\n", "utf-8")
    with ledger.create(str(tmp_path / "台账.db"), "330421", 2022) as county:
        for book in (first, second):
            flow.imported(county, [book], Options())
        (area,) = [one for one in _last(county) if one.field.startswith("违建面积")]
    assert (area.who, area.before, area.after) == ("CW-9", "100.00", "130.00")
    assert area.place.endswith(" C2")
