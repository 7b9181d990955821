"""Sheets that go on from the one before them without headings: joined where their columns prove alike, else named."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.models.store import Store
from app.services.importing.file_report import FileReport
from tests.services.importing.books import planned

_HEAD = ["序号", "项目编号", "镇街", "复垦面积（亩）", "验收时间"]
_FIRST = [[1, "FK-1", "西塘镇", 5.5, "2022-5-1"], [2, "FK-2", "姚庄镇", 4, "2022-5-2"]]
_NEXT = [[3, "FK-3", "大云镇", 6, "2022-6-1"], [4, "FK-4", "西塘镇", 2.5, "2022-6-2"]]
Lines = list[list[Any]]


def _file(store: Store, folder: Path, sheets: dict[str, Lines]) -> FileReport:
    book = openpyxl.Workbook()
    for name, lines in sheets.items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    book.save(folder / "台账.xlsx")
    (file,) = planned(store, folder / "台账.xlsx").files
    return file


def _codes(file: FileReport) -> list[object]:
    return [row.values["code"] for table in file.tables for row in table.rows]


def _pages(following: Lines, name: str = "续表") -> dict[str, Lines]:
    return {"台账": [["复垦台账（单位：公顷）"], _HEAD, *_FIRST], name: following}


def test_a_sheet_that_says_it_goes_on_is_joined_and_named(store: Store, tmp_path: Path) -> None:
    file = _file(store, tmp_path, _pages([["（续表）"], *_NEXT]))
    assert _codes(file) == ["FK-1", "FK-2", "FK-3", "FK-4"]
    (remark,) = file.remarks
    assert "续表" in remark
    assert "台账" in remark


def test_the_next_page_is_joined_by_its_serial_numbers(store: Store, tmp_path: Path) -> None:
    assert _codes(_file(store, tmp_path, _pages(_NEXT, "Sheet2"))) == ["FK-1", "FK-2", "FK-3", "FK-4"]


def test_what_goes_on_has_the_unit_of_the_first_sheet(store: Store, tmp_path: Path) -> None:
    head = [*_HEAD[:3], "复垦面积（㎡）", _HEAD[4]]
    file = _file(store, tmp_path, {"台账": [["复垦台账"], head, *_FIRST], "续": _NEXT})
    assert [row.values["accepted_reclaim_area"] for row in file.tables[1].rows] == [90, 38]  # 6 and 2.5㎡ in 亩


def test_a_total_at_the_end_is_of_all_sheets(store: Store, tmp_path: Path) -> None:
    file = _file(store, tmp_path, _pages([*_NEXT, ["合计", None, None, 18]]))
    assert [total.agrees for total in file.tables[1].totals] == [True]
    file = _file(store, tmp_path, _pages([*_NEXT, ["合计", None, None, 19]]))
    assert [total.agrees for total in file.tables[1].totals] == [False]


@pytest.mark.parametrize(
    "following",
    [
        [[3, "大云镇", "FK-3", 6, "2022-6-1"], [4, "西塘镇", "FK-4", 2.5, "2022-6-2"]],  # in another order
        [[3, "FK-3", "大云镇", "2022-6-1", 6], [4, "FK-4", "西塘镇", "2022-6-2", 2.5]],
        [[*line, "另一栏"] for line in _NEXT],  # wider than the headings
    ],
)
def test_what_is_not_alike_is_named_and_not_joined(store: Store, tmp_path: Path, following: Lines) -> None:
    file = _file(store, tmp_path, _pages(following))
    assert _codes(file) == ["FK-1", "FK-2"]
    assert [one[:8] for one in file.remarks] == ["工作表“续表”里"]


def test_a_copy_that_begins_anew_is_not_joined(store: Store, tmp_path: Path) -> None:
    again = [[1, "FK-8", "西塘镇", 5, "2022-5-1"], [2, "FK-9", "姚庄镇", 4, "2022-5-2"]]
    assert _codes(_file(store, tmp_path, _pages(again, "旧"))) == ["FK-1", "FK-2"]


def test_what_has_nothing_of_a_record_is_passed_over(store: Store, tmp_path: Path) -> None:
    sheets = {**_pages([["（续表）"], *_NEXT]), "手续": [["经办", "审核", "签发"]], "说明（续）": [["略"]]}
    assert len(_file(store, tmp_path, sheets).remarks) == 1
