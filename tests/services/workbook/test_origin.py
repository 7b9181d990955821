"""Which rows an export says it has, however old it is and whoever wrote into its hidden sheet."""

from pathlib import Path

from app.services.workbook.book import Book, Sheet
from app.services.workbook.meta_names import META_SHEET
from app.services.workbook.origin import origin_of

SAID = {"report": "R5", "form": "1", "period": "2022-06", "unit": "330421", "export": "e-1"}


def ids(*lines: tuple[str, str, str, str]) -> dict[tuple[str, str], str]:
    """The ids of a book whose hidden sheet has these lines."""
    rows = [*((key, value, "", "") for key, value in SAID.items()), *lines]
    origin = origin_of(Book("退回.xlsx", "", (Sheet(META_SHEET, [*rows], hidden=True),)), Path("退回.xlsx"))
    assert origin is not None
    return dict(origin.ids)


def test_many_rows_stand_in_one_line() -> None:
    assert ids(("ids", "明细", '["A1","A2","A3"]', '["7","","9"]')) == {("明细", "A1"): "7", ("明细", "A3"): "9"}


def test_an_earlier_export_has_a_line_for_each_row() -> None:
    assert ids(("row", "明细", "A1", "7"), ("row", "明细", "A2", "")) == {("明细", "A1"): "7"}


def test_a_line_that_was_written_over_says_nothing() -> None:
    lines = [("ids", "明细", said, '["7"]') for said in ("A1", "[", '["A1","A2"]', "7")]
    assert ids(*lines, ("ids", "明细", '["A9"]', '["9"]')) == {("明细", "A9"): "9"}
