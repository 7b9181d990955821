"""What an import changes in a period that was sent is taken, with a warning that names the submission."""

from pathlib import Path

from app.models.store import Store
from app.services.importing.planning.row_plan import Action
from app.services.reporting.export import export
from app.services.reporting.sent.submit import cancel, submit
from tests.services.importing.books import applied, codes, planned, rows, written

POINTS = ["点位编号", "点位名称", "镇街", "村", "拆除面积（㎡）", "拆除日期"]
LOCKED = "locked-period"


def point(number: int, area: int, day: str) -> list[object]:
    return [f"CW-330421-2022-000{number}", f"{number}号点位", "西塘镇", "荷池村", area, day]


def test_a_change_in_a_period_that_was_sent_is_said(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [POINTS, point(1, 160, "2022-03-10"), point(2, 90, "2022-02-10")]))
    later = written(
        tmp_path / "b.xlsx",
        [
            POINTS,
            point(1, 180, "2022-03-10"),
            point(2, 90, "2022-02-10"),
            point(3, 50, "2022-03-25"),
            point(4, 70, "2022-03-26"),
        ],
    )
    assert not any(LOCKED in codes(row) for row in rows(planned(store, later)))
    export(store, "R4", "2022-03", tmp_path / "报表")
    sent = submit(store, "R4", "2022-03").sent
    raised, same, late, open_ = rows(planned(store, later))
    assert [row.action for row in (raised, same, late, open_)] == [
        Action.UPDATE,
        Action.SAME,
        Action.CREATE,
        Action.CREATE,
    ]
    (issue,) = [one for one in raised.issues if one.code == LOCKED]
    assert issue.cell == "E2"
    assert issue.text.startswith("“拆违月报2022年3月（R4-2022-03-1）”已经报送")
    assert [LOCKED in codes(row) for row in (same, late, open_)] == [False, True, False]
    cancel(store, str(sent.id), "报早了")
    assert not any(LOCKED in codes(row) for row in rows(planned(store, later)))
