"""However a bureau lays its 任务分解表 out: every target with its region and unit, and nothing else."""

from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest

from app.models.store import Store
from app.services.importing.figures.book import plan_figures
from app.services.importing.figures.plan import FigurePlan
from app.services.importing.planning.plan import Options
from app.services.importing.view import view
from app.services.workbook.book import Book, Sheet
from tests.services.importing.target_layouts import Made, made
from tests.stores import new_ledger


@pytest.fixture(scope="module", params=["330421", "330400"], ids=["county", "city"])
def unit(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, bool]]:
    """A ledger that is only read, and whether it is a city's."""
    with new_ledger(str(tmp_path_factory.mktemp("layouts") / "a.ledger"), request.param, 2022) as store:
        yield store, request.param.endswith("00")


@pytest.mark.parametrize("seed", range(30))
def test_every_target_comes_out(unit: tuple[Store, bool], seed: int) -> None:
    store, is_city = unit
    sheet = made(Random(seed), city=is_city)
    plan = _planned(store, sheet)
    assert (plan.kind, plan.table.top, plan.table.bottom) == ("targets", *sheet.header)
    assert _read(plan) == {number: sorted(_exact(sheet, number)) for number in sheet.truth}
    assert {row.row for row in plan.rows if row.action.value == "reject"} == sheet.refused
    assert _wrong(plan) == set(sheet.wrong)
    assert sheet.strange <= {one.column.letter for one in plan.unmapped}


def _planned(store: Store, made: Made) -> FigurePlan:
    width = max(map(len, made.rows))
    rows = [(*row, *[""] * (width - len(row))) for row in made.rows]
    book = Book("表.xlsx", "", (Sheet("Sheet1", rows, tuple(made.merges)),))
    (plan,) = plan_figures(book, [], view(store), Options())
    return plan


def _read(plan: FigurePlan) -> dict[int, list[tuple[str, str, str, Decimal, str]]]:
    found = {}
    for row in plan.rows:
        if row.action.value != "reject":
            aims = [(one.column, one.indicator, one.region, Decimal(one.value), one.unit) for one in row.targets]
            found[row.row] = sorted(aims)
    return found


def _exact(made: Made, number: int) -> list[tuple[str, str, str, Decimal, str]]:
    return [(column, code, region, Decimal(value), unit) for column, code, region, value, unit in made.truth[number]]


def _wrong(plan: FigurePlan) -> set[tuple[int, str]]:
    return {(total.row, total.column) for total in plan.totals if not total.agrees}
