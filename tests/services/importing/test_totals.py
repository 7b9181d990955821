"""Printed totals against their rows: all of them, or a group's; a last place off is named."""

from pathlib import Path

import pytest

from app.models.store import Store
from tests.services.importing.books import Cells, planned, table, written

HEADER = ["项目编号", "项目名称", "镇街", "总规模（亩）"]


def line(number: int, area: object, town: str = "西塘镇") -> list[object]:
    return [f"FK-330421-2022-{number:04d}", f"第{number}号项目", town, area]


def agreed(store: Store, tmp_path: Path, cells: Cells) -> list[tuple[int, str, str, bool]]:
    found = table(planned(store, written(tmp_path / "a.xlsx", [HEADER, *cells]))).totals
    return [(one.row, one.printed, one.computed, one.agrees) for one in found]


def test_subtotals_are_those_of_their_groups_and_the_total_that_of_all(store: Store, tmp_path: Path) -> None:
    groups: Cells = [
        line(1, 1.5),
        line(2, 2.25),
        ["小计", None, None, 3.75],
        line(3, 4, "干窑镇"),
        ["小计", None, None, 4.5],
        ["合计", None, None, 7.75],
    ]
    found = agreed(store, tmp_path, groups)
    assert found == [(4, "3.75", "3.75", True), (6, "4.5", "4", False), (7, "7.75", "7.75", True)]


def test_a_last_place_off_is_named_and_binary_dust_is_not(store: Store, tmp_path: Path) -> None:
    off: Cells = [line(1, 274.1), line(2, 0.1841), ["合计", None, None, 274.284]]
    assert agreed(store, tmp_path, off) == [(4, "274.284", "274.2841", False)]
    dust: Cells = [line(1, 0.1), line(2, 0.2), ["合计", None, None, 0.1 + 0.2]]
    assert agreed(store, tmp_path, dust) == [(4, "0.3", "0.3", True)]


@pytest.mark.parametrize("written_as", ["2.5亩", "2.5（亩）", "２．５", "2.5。"])
def test_a_figure_with_its_unit_counts_in_the_sum(store: Store, tmp_path: Path, written_as: str) -> None:
    cells: Cells = [line(1, 1), line(2, written_as), ["合计", None, None, 3.5]]
    assert agreed(store, tmp_path, cells) == [(4, "3.5", "3.5", True)]
