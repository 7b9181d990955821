"""Odd names, areas, dates and places: every report and every ledger holds them as they are, and reads them back."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.models.field import LARGEST, Stored
from app.models.ledger import fields_of
from app.models.store import Store
from app.services import cells
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.records import Addition
from app.services.reporting.export import export
from tests.services.reporting.county import LUOXING, UNIT, WEITANG, XITANG, YEAR, Written, add, aim, new, point
from tests.services.reporting.test_nine_forms import ACCEPTED, plot, project

FORMS = {
    **dict.fromkeys(("R1", "R2", "R3", "R4", "R5", "R8"), "2022-06"),
    **dict.fromkeys(("R6", "R7"), "2022-Q2"),
    "R9": "2022",
    **dict.fromkeys(("reclamation", "demolition", "greening")),
}
NAMES = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-5",
    "\t=2+2",
    "\r=3",
    '=HYPERLINK("http://example.cn","点")',
    "很长的名称" * 100,
    "第一行\n第二行\r\n" * 20,
    "🌾复垦👨‍👩‍👧项目",
    "'=4",
    "控制\x00\x01\x0b字符\x1f\ufffe\ud800",
    "_x000D_甲_x0041_",
    "<甲>&“乙”]]>",
    "\u202e乙甲\u200b\ufeff零宽",
    "0012345678901234567890",
    "   ",
    "\u3000",
    "",
    "同名",
    "同名",
)


def odd(base: Addition, **values: Stored | None) -> Addition:
    """A record with values that no form would have let in, as an old ledger may hold them."""
    return Addition({**base.values, **values})


def typed(kind: str, base: Addition, text: str, *names: str) -> Addition:
    """A record with the same text typed, or pasted, into several fields."""
    fields = fields_of(kind)
    return odd(base, **{name: cells.clean(kind, fields[name], text, UNIT, YEAR).value for name in names})


def changes(store: Store, path: Path) -> list[object]:
    """What the ledger would be told by a report of its own; every row must be known again."""
    (back,) = imported(store, [path], Options(), dry_run=True).files
    assert not back.refused
    rows = [row for table in (*back.tables, *back.reports) for row in table.rows]
    return [(row.row, row.changes) for row in rows if row.action is not Action.SAME] + list(back.absent)


@pytest.fixture(scope="module")
def names_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger whose records of every kind and list have the odd names."""
    file = tmp_path_factory.mktemp("odd") / "台账.db"
    with new(str(file)) as store:
        for number, name in enumerate(NAMES):
            town, at = (WEITANG, XITANG)[number % 2], number * 3
            kinds = ("建设用地复垦", "城乡建设用地增减挂钩", "永久基本农田集中连片整治")
            projects = [project(at + more, town, kind, **ACCEPTED) for more, kind in enumerate(kinds)]
            demolished = point(number, town, demolish_date="2022-06-01", demolished_area="10.5")
            plots = [plot(at, town), plot(at + 1, town, "一村万树", plan_trees="100")]
            texts = ("name", "village", "remark")
            add(store, *(typed("reclamation", one, name, *texts) for one in projects), kind="reclamation")
            add(store, typed("demolition", demolished, name, *texts, "party_name", "location"))
            add(store, *(typed("greening", one, name, *texts) for one in plots), kind="greening")
    return file


@pytest.fixture(scope="module")
def named(names_file: Path) -> Iterator[Store]:
    """The ledger of odd names, open."""
    with Store.open(str(names_file), writing=True) as store:
        yield store


@pytest.mark.parametrize(("report", "period"), FORMS.items())
def test_odd_names_stand_as_texts_and_come_back(named: Store, tmp_path: Path, report: str, period: str | None) -> None:
    (done,) = export(named, report, period, tmp_path / "上报")
    book = openpyxl.load_workbook(done.path)
    formulas = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert not [formula for formula in formulas for name in NAMES if name.strip() and name.strip() in formula]
    assert changes(named, done.path) == []


@pytest.fixture(scope="module")
def figured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A ledger of dates far ahead, areas below zero the largest area there can be, and a target of nothing."""
    with new(str(tmp_path_factory.mktemp("odd") / "台账.db")) as store:
        ahead = project(1, WEITANG, **ACCEPTED | {"start_date": "2098-01", "accept_date": "2099-12-31"})
        below = odd(project(2, LUOXING, **ACCEPTED), accepted_reclaim_area=-113456, accepted_paddy=-1)
        huge = odd(project(3, XITANG, **ACCEPTED), accepted_reclaim_area=LARGEST)
        add(store, ahead, below, huge, kind="reclamation")
        aim(store, "T09", 4, unit="0", t330421001="0", t330421002="0.0001")
        yield store


def test_odd_figures_are_printed_to_the_last_digit(figured: Store, tmp_path: Path) -> None:
    (done,) = export(figured, "R1", "2022-06", tmp_path)
    report = Written(done.path)
    assert [report.cell("合计", number) for number in (9, 17)] == [Decimal("922337192.34"), "—"]
    assert [report.cell("魏塘街道", number) for number in (8, 9, 17, 19)] == [0, 0, "—", None]
    assert [report.cell("罗星街道", number) for number in (9, 17, 19)] == [Decimal("-11.35"), -1135, -1185]
    assert [report.cell("西塘镇", number) for number in (1, 9, 17)] == [None, Decimal("922337203.69"), None]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("accepted_reclaim_area", "123456789012345.12", "过大"),
        ("accept_date", "9999-12-31", "不是日期"),
        ("accepted_reclaim_area", "约300", "不是数字"),
    ],
)
def test_what_no_report_could_print_is_refused_in_a_sentence(name: str, text: str, said: str) -> None:
    found = cells.clean("reclamation", fields_of("reclamation")[name], text, UNIT, YEAR)
    assert found.value is None
    assert found.problem is not None
    assert said in found.problem.text


@pytest.mark.parametrize("report", ["R1", "R3", "R8", "reclamation"])
def test_odd_figures_come_back(figured: Store, tmp_path: Path, report: str) -> None:
    (done,) = export(figured, report, FORMS[report], tmp_path)
    assert changes(figured, done.path) == []
