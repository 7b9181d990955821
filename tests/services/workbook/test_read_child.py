"""Reading happens in a process of its own: whatever becomes of it, the program goes on and says one sentence."""

import datetime as dt
import multiprocessing
import sys
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.models.refusal import Refusal
from app.services.workbook.book import Cell
from app.services.workbook.read import book as reader
from app.services.workbook.read.book import read, reading
from app.services.workbook.read.grid import Grid
from app.services.workbook.read.limits import Limits, confine, peak
from app.services.workbook.read.parcel import BookEnds, Message, packed, unpacked
from tests.services.workbook.packages import package

ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


def limited(monkeypatch: pytest.MonkeyPatch, limits: Limits) -> None:
    monkeypatch.setattr(reader.Limits, "of", lambda _size: limits)


def test_a_reading_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, Limits(seconds=0))
    with pytest.raises(Refusal, match="已停止读取，台账未改动") as refusal:
        read(package(tmp_path / "慢.xlsx", ROW))
    assert "time" in str(refusal.value.__cause__)
    assert not multiprocessing.active_children()


def endless(_path: Path, limits: Limits, _outlet: "Connection[Message, object]") -> None:
    """A child that works and never comes to an end."""
    confine(limits)
    while True:
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="processor time is told by another status there")
def test_what_counts_is_the_processors_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limited(monkeypatch, Limits(seconds=1))
    monkeypatch.setattr(reader, "serve", endless)
    with pytest.raises(Refusal, match="已停止读取，台账未改动") as refusal:
        read(package(tmp_path / "无尽.xlsx", ROW))
    assert "died" in str(refusal.value.__cause__)


def test_a_reading_that_takes_too_much_memory_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corner = '<row r="1"><c r="A1"><v>1</v></c></row>'  # so that the sheet is 703 columns wide in memory
    rows = corner + "".join(f'<row r="{row}"><c r="AAA{row}"><v>1</v></c></row>' for row in range(2, 20_001))
    limited(monkeypatch, Limits(seconds=60, memory=90 * 2**20))
    with pytest.raises(Refusal, match="已停止读取，台账未改动"):
        read(package(tmp_path / "大.xlsx", rows))
    assert not multiprocessing.active_children()


def unconfined(_path: Path, limits: Limits, outlet: "Connection[Message, object]") -> None:
    """A child on a system that lets it take more memory than it was told to allow."""
    outlet.send(BookEnds("00", (), limits.memory + 1))


def test_an_answer_that_took_too_much_memory_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "serve", unconfined)
    with pytest.raises(Refusal, match="已停止读取，台账未改动"):
        read(package(tmp_path / "大.xlsx", ROW))


def test_the_peak_is_what_this_process_had() -> None:
    before = peak()
    block = bytearray(64 * 2**20)
    assert peak() >= before
    assert peak() >= len(block)


def test_a_reading_can_be_cancelled_at_any_moment(tmp_path: Path) -> None:
    steps = reading(package(tmp_path / "停.xlsx", ROW))
    assert next(steps) == 0
    assert len(multiprocessing.active_children()) == 1
    steps.close()
    assert not multiprocessing.active_children()


def test_progress_is_the_number_of_rows_that_have_come(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 12_001))
    seen = list(reading(package(tmp_path / "长.xlsx", rows)))
    assert seen == sorted(seen)
    assert {0, 5_000, 10_000, 12_000} <= set(seen)


def test_the_time_allowed_grows_with_the_file_up_to_ten_minutes() -> None:
    assert [Limits.of(megabytes * 2**20).seconds for megabytes in (0, 10, 5000)] == [60, 70, 600]


def test_a_busy_machine_gives_a_reading_five_times_as_long_ten_minutes_at_most() -> None:
    assert [Limits(seconds).patience for seconds in (60, 70, 600)] == [300, 350, 600]


cells = st.one_of(
    st.text(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.just(""),
)
tables = st.integers(min_value=0, max_value=4).flatmap(
    lambda width: st.lists(st.lists(cells, min_size=width, max_size=width), max_size=5)
)


@given(tables)
def test_rows_arrive_as_they_were_sent(rows: list[list[Cell]]) -> None:
    arrived = [row for parcel in packed(Grid.of(rows)) for row in unpacked(parcel).rows]
    assert arrived == [tuple(row) for row in rows]
    assert [list(map(type, row)) for row in arrived] == [list(map(type, row)) for row in rows]


def test_columns_of_days_with_gaps_arrive() -> None:
    rows: list[list[Cell]] = [[dt.date(2022, 3, 2)], [""], ["2022.3"]]
    assert [row for parcel in packed(Grid.of(rows)) for row in unpacked(parcel).rows] == [tuple(row) for row in rows]


def test_what_is_written_as_a_number_and_is_none_arrives_as_text(tmp_path: Path) -> None:
    cells = "".join(
        f'<c r="{column}1"><v>{text}</v></c>'
        for column, text in zip("ABCD", ("1E999", "NaN", "-INF", "1.5"), strict=True)
    )
    assert read(package(tmp_path / "数.xlsx", f'<row r="1">{cells}</row>')).sheets[0].rows == [
        ("inf", "nan", "-inf", 1.5)
    ]
