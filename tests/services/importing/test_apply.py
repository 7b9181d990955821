"""A plan applied: one batch, a backup, the original kept; the same again changes nothing."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app.models.queries import records
from app.models.queries.importing import identities
from app.models.store import Store
from app.services import history, shelf
from app.services.importing.apply import ORIGINALS
from app.services.importing.flow import Progress, import_files, imported
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.importing.report import as_json, summary
from tests.services.importing.books import applied, planned, rows, written

POINTS = ["点位编号", "点位名称", "镇街", "村", "违建面积（㎡）", "拆除面积（万㎡）", "拆除日期"]


def point(number: int, area: object = 0.01, day: str | None = "2022-04-01") -> list[object]:
    return [f"CW-330421-2022-{number:04d}", f"{number}号点位", "西塘镇", "荷池村", 120.5, area, day]


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    return lambda name, *lines: written(tmp_path / f"{name}.xlsx", [POINTS, *lines])


def held(store: Store) -> dict[str, dict[str, object]]:
    with store.read() as session:
        ids = [one.id for one in identities(session, "demolition")]
        return {str(one.values["code"]): dict(one.values) for one in records.many(session, "demolition", ids).values()}


def test_rows_become_records_in_the_fields_own_units(store: Store, workbook: Callable[..., Path]) -> None:
    report = applied(store, workbook("a", point(1), point(2, 0.02)))
    assert report.files[0].batch is not None
    stored = held(store)
    assert stored["CW-330421-2022-0001"]["demolished_area"] == 10000
    assert stored["CW-330421-2022-0002"]["illegal_area"] == 12050


def test_the_original_is_kept_and_a_backup_made(store: Store, workbook: Callable[..., Path]) -> None:
    path = workbook("a", point(1))
    applied(store, path)
    assert store.path is not None
    (kept,) = shelf.folder(store, ORIGINALS).iterdir()
    assert kept.read_bytes() == path.read_bytes()
    assert kept.stem == hashlib.sha256(path.read_bytes()).hexdigest()
    backups = list(store.path.with_name(f"{store.path.stem}-备份").iterdir())
    assert ["导入前" in one.name for one in backups] == [True]


def test_the_same_bytes_again_only_inform(store: Store, workbook: Callable[..., Path]) -> None:
    path = workbook("a", point(1))
    first = applied(store, path).files[0].batch
    again = applied(store, path)
    assert (again.files[0].batch, again.files[0].earlier) == (None, first)
    assert "已经导入过" in "".join(summary(again))


def test_after_an_undo_the_same_bytes_apply_again(store: Store, workbook: Callable[..., Path]) -> None:
    path = workbook("a", point(1))
    batch = applied(store, path).files[0].batch
    assert batch is not None
    history.undo(store, batch)
    assert held(store) == {}
    assert applied(store, path).files[0].batch is not None
    assert len(held(store)) == 1


def test_the_same_rows_in_another_file_change_nothing(store: Store, workbook: Callable[..., Path]) -> None:
    applied(store, workbook("a", point(1, "约0.02"), point(2, 0.01, "待定")), as_of="2022-06-25")
    again = applied(store, workbook("b", point(2, 0.01, "待定"), point(1, "约0.02")), as_of="2022-06-25")
    assert {row.action for row in rows(again)} == {Action.SAME}
    assert again.files[0].batch is None


def test_only_what_was_asked_for_is_applied(store: Store, workbook: Callable[..., Path]) -> None:
    applied(store, workbook("a", point(1)))
    report = applied(store, workbook("b", point(1, 0.03), point(2)), only=frozenset({Action.CREATE}))
    assert [row.action for row in rows(report)] == [Action.UPDATE, Action.CREATE]
    stored = held(store)
    assert stored["CW-330421-2022-0001"]["demolished_area"] == 10000
    assert "CW-330421-2022-0002" in stored


def test_totals_nobody_dated_wait_and_are_dated_later(store: Store, workbook: Callable[..., Path]) -> None:
    applied(store, workbook("a", point(1, 0.01, None)))
    assert held(store)["CW-330421-2022-0001"]["demolished_area"] is None
    assert rows(planned(store, workbook("b", point(1, 0.01, None))))[0].action is Action.SAME
    applied(store, workbook("c", point(1, 0.01, None)), as_of="2022-06-25")
    assert held(store)["CW-330421-2022-0001"]["demolished_area"] == 10000
    with store.read() as session:
        (one,) = identities(session, "demolition")
        assert records.pending(session, [one.id]) == {}


def test_texts_that_are_no_values_wait_with_their_cell(store: Store, workbook: Callable[..., Path]) -> None:
    applied(store, workbook("a", point(1, "约0.02")))
    with store.read() as session:
        (one,) = identities(session, "demolition")
        (waiting,) = records.pending(session, [one.id])[one.id]
    assert (waiting.field, waiting.raw, waiting.source) == ("demolished_area", "约0.02", "台账!F2")


def test_a_later_total_makes_the_entry_for_the_difference(store: Store, workbook: Callable[..., Path]) -> None:
    applied(store, workbook("a", point(1, 0.01, None)), as_of="2022-04-25")
    applied(store, workbook("b", point(1, 0.03, None)), as_of="2022-06-25")
    with store.read() as session:
        (one,) = identities(session, "demolition")
        april = records.totals_until(session, [one.id], "demolished_area", "2022-04-25")
        june = records.totals_until(session, [one.id], "demolished_area", "2022-06-25")
    assert (april, june) == ({one.id: 10000}, {one.id: 30000})


def test_each_file_stands_alone(store: Store, workbook: Callable[..., Path], tmp_path: Path) -> None:
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    report = imported(store, [workbook("a", point(1)), broken, tmp_path / "没有.xlsx"], Options())
    assert [file.refused for file in report.files] == [False, True, True]
    assert len(held(store)) == 1
    answer = json.loads(json.dumps(as_json(report)))
    assert [file["as"] for file in answer["files"]] == ["ledger", "refused", "refused"]
    assert "坏.xlsx" in answer["files"][1]["reason"]


def test_progress_is_what_the_import_yields(store: Store, workbook: Callable[..., Path]) -> None:
    path = workbook("a", point(1))
    steps = dict.fromkeys(import_files(store, [path], Options()))
    assert list(steps) == [Progress(step, "a.xlsx", 0, 1) for step in ("读取", "读取 2 行", "核对", "写入")]


def test_an_archive_that_cannot_be_written_stops_before_the_ledger(store: Store, workbook: Callable[..., Path]) -> None:
    assert store.path is not None
    shelf.folder(store, ORIGINALS).write_text("挡路的文件")
    report = applied(store, workbook("a", point(1)))
    assert report.refused
    assert held(store) == {}


def test_a_ledger_open_for_reading_refuses_the_import(store: Store, workbook: Callable[..., Path]) -> None:
    path = workbook("a", point(1))
    with Store.open(store.location) as reading:
        report = imported(reading, [path], Options())
    assert report.refused
