"""One record of the ledger that a file names twice, in whatever way it names it."""

from pathlib import Path

from app.models.store import Store
from app.services.importing.plan import Action
from tests.services.importing.books import applied, codes, planned, rows, written

HEADER = ["项目编号", "项目名称", "乡镇", "行政村", "总规模(亩)"]
CODED = ["FK-330421-2022-0001", "荷池村复垦", "西塘镇", "荷池村", 20]


def test_a_record_named_by_its_code_and_again_by_its_name_is_a_conflict(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, CODED]))
    path = written(tmp_path / "b.xlsx", [HEADER, [*CODED[:4], 21], [None, *CODED[1:4], 22]])
    found = rows(planned(store, path))
    assert [row.action for row in found] == [Action.CONFLICT, Action.CONFLICT]
    assert all("duplicate" in codes(row) for row in found)
    applied(store, path)
    assert [row.action for row in rows(planned(store, tmp_path / "a.xlsx"))] == [Action.SAME]


def test_the_same_row_twice_is_taken_once(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, CODED]))
    nameless = [None, *CODED[1:4], 22]
    path = written(tmp_path / "b.xlsx", [HEADER, nameless, nameless])
    assert [row.action for row in rows(planned(store, path))] == [Action.UPDATE, Action.CONFLICT]
    applied(store, path)
    changed = rows(planned(store, tmp_path / "a.xlsx"))[0].changes
    assert dict(changed) == {"scale_area": (220000, 200000)}
