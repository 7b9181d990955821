"""However an office writes its 主要指标完成情况: every figure comes out, no ratio and no other period does."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest

from app.models.store import Store
from app.services.importing.figures.book import plan_figures
from app.services.importing.figures.plan import FigurePlan, FigureRow
from app.services.importing.planning.plan import Options
from app.services.importing.view import view
from app.services.workbook.book import Book, Sheet
from tests.services.importing.progress_layouts import Made, made
from tests.stores import new_ledger


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A ledger that is only read."""
    with new_ledger(str(tmp_path_factory.mktemp("progress") / "a.ledger"), "330421", 2022) as store:
        yield store


@pytest.mark.parametrize("seed", range(40))
def test_every_figure_comes_out(county: Store, seed: int) -> None:
    sheet = made(Random(seed))
    plan = _planned(county, sheet)
    assert (plan.kind, plan.table.top, plan.table.bottom) == ("indicators", *sheet.header)
    assert {one.column.letter: one.field for one in plan.columns} == sheet.taken
    rows = {row.row: row for row in plan.rows}
    assert {number for number, row in rows.items() if row.action.value == "reject"} == sheet.refused
    assert {number: _read(rows[number], sheet.truth[number]) for number in sheet.truth} == {
        number: _exact(values) for number, values in sheet.truth.items()
    }
    assert {issue.cell for row in plan.rows for issue in row.issues if issue.code.value == "stale-ratio"} == sheet.stale
    assert bool(plan.undated) == (sheet.day is None and _is_entered(plan))
    days = {put.values.get("cutoff") for row in plan.rows for put in row.puts if "cutoff" in put.values}
    assert days <= {sheet.day}


def _planned(store: Store, made: Made) -> FigurePlan:
    width = max(map(len, made.rows))
    rows = [(*row, *[""] * (width - len(row))) for row in made.rows]
    book = Book("表.xlsx", "", (Sheet("Sheet1", rows, tuple(made.merges)),))
    (plan,) = plan_figures(book, [], view(store), Options())
    return plan


def _read(row: FigureRow, want: dict[str, str]) -> dict[str, object]:
    return {name: _number(row.values.get(name, "")) for name in want}


def _exact(values: dict[str, str]) -> dict[str, object]:
    return {name: _number(text) for name, text in values.items()}


def _number(text: str) -> object:
    return Decimal(text) if text[:1].isdigit() else text


def _is_entered(plan: FigurePlan) -> bool:
    """Whether the sheet has a figure that is kept by hand."""
    computed = {"T08", "T09", "T10", "T11", "T17", "T18", "T26", "T35"}
    return any(row.values.get("indicator") and row.values["indicator"] not in computed for row in plan.rows)
