"""Registering what was sent: only what is final, once, and each correction names what it corrects."""

import json
from pathlib import Path

import openpyxl
import pytest

from app.models.queries.submissions import Sent
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import history, records
from app.services.records import Edit
from app.services.reporting.export import export
from app.services.reporting.sent.submit import Submitted, cancel, submissions, submit
from tests.services.reporting.county import UNIT, WEITANG, add, cleaned, point, waiting

PERIOD = "2022-06"


def done(number: int, area: str = "100") -> records.Addition:
    return point(number, WEITANG, demolish_date="2022-06-01", demolished_area=area)


def sent(store: Store, out: Path, replaces: str | None = None, number: str | None = None) -> Submitted:
    export(store, "R4", PERIOD, out)
    return submit(store, "R4", PERIOD, replaces=replaces, number=number)


def test_the_newest_export_is_what_was_sent(store: Store, tmp_path: Path) -> None:
    add(store, done(1))
    export(store, "R4", PERIOD, tmp_path / "旧")
    (newest,) = export(store, "R4", PERIOD, tmp_path / "新")
    found = submit(store, "r4", PERIOD)
    assert (found.file, found.notes) == (str(newest.path), ())
    assert (found.sent.number, found.sent.report, found.sent.period) == ("R4-2022-06-1", "R4", PERIOD)
    assert (found.sent.unit, found.sent.form_version, found.sent.stands) == (UNIT, "1", True)
    assert submissions(store) == [found.sent]


def test_the_register_keeps_the_rows_and_figures(store: Store, tmp_path: Path) -> None:
    from app.models.submission import Submission

    add(store, done(1, "1234"))
    found = sent(store, tmp_path)
    with store.read() as session:
        row = session.get(Submission, found.sent.id)
        assert row is not None
        (sheet,) = json.loads(row.frozen)["sheets"]
    column = [one["number"] for one in sheet["columns"]].index("6")
    assert next(line["cells"][column] for line in sheet["lines"] if line["key"] == WEITANG) == "0.1234"
    assert sheet["total"][column] == "0.1234"


def test_without_an_export_there_is_nothing_to_send(store: Store) -> None:
    with pytest.raises(Refusal, match="还没有导出过。请先导出（命令行：export R4 --period 2022-06"):
        submit(store, "R4", PERIOD)


def test_a_draft_is_not_sent(store: Store, tmp_path: Path) -> None:
    add(store, waiting(done(1), "demolished_area", "三百左右"))
    with pytest.raises(Refusal, match="是草稿，不能登记报送。请改正没有通过的强制审核（命令行用 check R4"):
        sent(store, tmp_path)


@pytest.mark.parametrize(
    ("report", "period", "sentence"),
    [
        ("demolition", PERIOD, "不登记报送"),
        ("R4", None, "没有写明"),
        ("R4", "六月", "没有“六月”"),
        ("R99", PERIOD, "没有"),
    ],
)
def test_what_cannot_be_sent(store: Store, report: str, period: str | None, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        submit(store, report, period)


def test_the_same_bytes_are_sent_once(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path)
    with pytest.raises(Refusal, match="这份文件已经登记过，是第 1 次报送"):
        submit(store, "R4", PERIOD, replaces="1")


def test_what_stands_has_to_be_named_by_what_corrects_it(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path)
    add(store, done(1))
    with pytest.raises(Refusal, match=r"已经报送过，是第 1 次（R4-2022-06-1）。更正请加 --replaces 1"):
        sent(store, tmp_path)
    again = sent(store, tmp_path, replaces="R4-2022-06-1", number="善资规报〔2022〕12号").sent
    assert (again.number, again.replaces) == ("善资规报〔2022〕12号", 1)
    assert [(one.id, one.stands, one.replaced_by) for one in submissions(store)] == [(2, True, None), (1, False, 2)]
    add(store, done(2))
    with pytest.raises(Refusal, match=r"第 1 次报送（R4-2022-06-1）已由第 2 次更正。请写 --replaces 2"):
        sent(store, tmp_path, replaces="1")


def test_a_correction_is_of_the_same_report_and_period(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path)
    export(store, "R4", "2022-07", tmp_path)
    with pytest.raises(Refusal, match="另一张报表或另一个报告期"):
        submit(store, "R4", "2022-07", replaces="1")
    with pytest.raises(Refusal, match=r"没有“9”这次报送。.*1（R4-2022-06-1）"):
        submit(store, "R4", "2022-07", replaces="9")


def test_a_number_is_used_once(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path, number="甲1")
    export(store, "R4", "2022-07", tmp_path)
    with pytest.raises(Refusal, match="编号“甲1”已经用过"):
        submit(store, "R4", "2022-07", number=" 甲1 ")
    assert submit(store, "R4", "2022-07", number=" ").sent.number == "R4-2022-07-1"


def test_it_is_said_where_the_ledger_went_on_or_the_file_was_touched(store: Store, tmp_path: Path) -> None:
    (record,) = add(store, done(1))
    (file,) = export(store, "R4", PERIOD, tmp_path)
    with store.write("改") as work:
        records.change(work, "demolition", [Edit(record, cleaned("demolition", {"demolished_area": "200"}))])
    book = openpyxl.load_workbook(file.path)
    book.save(file.path)
    touched, went_on = submit(store, "R4", PERIOD).notes
    assert "导出后被改动过" in touched
    assert "导出之后台账又有改动" in went_on


def test_a_submission_is_cancelled_with_a_reason_and_stays(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path)
    add(store, done(1))
    sent(store, tmp_path, replaces="1")
    with pytest.raises(Refusal, match="已由第 2 次更正。要作废请先作废第 2 次"):
        cancel(store, "1", "报错了")
    with pytest.raises(Refusal, match="没有写明作废的理由"):
        cancel(store, "2", "  ")
    gone = cancel(store, "2", " 市局要求重报 ")
    assert (gone.cancelled, gone.stands) == ("市局要求重报", False)
    assert by_id(store)[1].stands
    with pytest.raises(Refusal, match="已经作废：市局要求重报"):
        cancel(store, "2", "再来")
    with pytest.raises(Refusal, match=r"第 2 次报送（R4-2022-06-2）已经作废。请写 --replaces 1"):
        submit(store, "R4", PERIOD, replaces="2")
    assert submit(store, "R4", PERIOD, replaces="1").sent.id == 3


def test_where_nothing_stands_a_correction_corrects_nothing(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path)
    cancel(store, "1", "报错了")
    with pytest.raises(Refusal, match="已经作废。请去掉 --replaces"):
        submit(store, "R4", PERIOD, replaces="1")
    assert submit(store, "R4", PERIOD).sent.number == "R4-2022-06-2"


def test_an_empty_register_says_so(store: Store) -> None:
    assert submissions(store) == []
    with pytest.raises(Refusal, match=r"没有“1”这次报送，这本台账还没有登记过报送"):
        cancel(store, "1", "报错了")


def test_a_submission_is_not_undone(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path)
    step = store.last_change.batch
    assert step is not None
    with pytest.raises(Refusal, match="是报送登记，不能撤销。请在“报送”页的报送登记里作废"):
        history.undo(store, step)


def by_id(store: Store) -> dict[int, Sent]:
    return {one.id: one for one in submissions(store)}
