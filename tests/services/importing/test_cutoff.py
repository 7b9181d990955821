"""A file that names its day is compared with the ledger as it stood then; a total that falls is in doubt."""

from pathlib import Path

from app.models.store import Store
from app.services.importing.planning.row_plan import Action
from tests.services.importing.books import Cells, applied, codes, planned, rows, written

HEADER = ["项目编号", "项目名称", "镇街", "村", "当前阶段", "立项日期", "开工日期", "竣工日期"]
WHO = ["FK-330421-2022-0001", "甲项目", "西塘镇", "荷池村"]
POINTS = ["点位编号", "点位名称", "镇街", "村", "拆除面积（㎡）", "拆除日期"]


def point(area: object, day: str | None = None) -> list[object]:
    return ["CW-330421-2022-0001", "1号点位", "西塘镇", "荷池村", area, day]


def test_what_came_after_the_day_is_no_difference(store: Store, tmp_path: Path) -> None:
    now = [*WHO, "竣工", "2022-03-02", "2022-04-01", "2022-07-20"]
    applied(store, written(tmp_path / "a.xlsx", [HEADER, now]))
    then: Cells = [["截至2022年4月25日"], HEADER, [*WHO, "开工", "2022-03-02", "2022-04-01", None]]
    path = written(tmp_path / "b.xlsx", then)
    assert rows(planned(store, path))[0].action is Action.SAME
    assert rows(planned(store, path, clear=True))[0].action is Action.SAME
    undated = written(tmp_path / "c.xlsx", then[1:])
    assert set(rows(planned(store, undated))[0].changes) == {"stage"}


def test_a_month_is_no_change_of_a_day_in_it(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, [*WHO, "立项", "2022-03-02", None, None]]))
    for written_as, action in (("2022年3月", Action.SAME), ("2022年4月", Action.UPDATE)):
        path = written(tmp_path / f"{written_as}.xlsx", [HEADER, [*WHO, "立项", written_as, None, None]])
        assert rows(planned(store, path))[0].action is action


def test_a_total_that_falls_is_taken_with_a_doubt(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [POINTS, point(160, "2022-06-25")]))
    (row,) = rows(planned(store, written(tmp_path / "b.xlsx", [POINTS, point(60, "2022-06-25")])))
    assert (row.action, codes(row)) == (Action.UPDATE, {"rule"})
    (row,) = rows(planned(store, written(tmp_path / "c.xlsx", [POINTS, point(2400, "2022-06-25")])))
    assert (row.action, codes(row)) == (Action.UPDATE, set())
    (row,) = rows(planned(store, written(tmp_path / "d.xlsx", [POINTS, point(1600000, "2022-06-25")])))
    assert "magnitude" in codes(row)


def test_a_record_that_began_after_the_day_is_not_missed(store: Store, tmp_path: Path) -> None:
    early = [*WHO, "开工", "2022-03-02", "2022-04-01", None]
    late = ["FK-330421-2022-0002", "乙项目", "西塘镇", "荷池村", "立项", "2022-05-06", None, None]
    third = ["FK-330421-2022-0003", "丙项目", "西塘镇", "荷池村", "立项", "2022-03-06", None, None]
    applied(store, written(tmp_path / "a.xlsx", [HEADER, early, late, third]))
    then: Cells = [["截至2022年4月25日"], HEADER, early]
    assert len(planned(store, written(tmp_path / "b.xlsx", then)).files[0].absent) == 1
    assert len(planned(store, written(tmp_path / "c.xlsx", then[1:])).files[0].absent) == 2


def test_a_masked_number_is_the_ledger_s_or_no_value(store: Store, tmp_path: Path) -> None:
    header = [*HEADER[:4], "联系电话"]
    applied(store, written(tmp_path / "a.xlsx", [header, [*WHO, "13900005373"]]))
    for masked, action, said in (("139****5373", Action.SAME, set()), ("138****5373", Action.SAME, {"ambiguous"})):
        (row,) = rows(planned(store, written(tmp_path / "b.xlsx", [header, [*WHO, masked]])))
        assert (row.action, codes(row)) == (action, said)
    new = ["FK-330421-2022-0002", "乙项目", "西塘镇", "荷池村", "138****5373"]
    applied(store, written(tmp_path / "c.xlsx", [header, new]))
    (row,) = rows(planned(store, written(tmp_path / "d.xlsx", [header, [*new[:4], "13800005373"]])))
    assert row.changes == {"phone": (None, "13800005373")}
