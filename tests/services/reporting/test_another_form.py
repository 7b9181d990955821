"""A report that is added as data alone."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.models.store import Store
from app.models.target import EnteredFigure
from app.services.records import Addition
from app.services.reporting.build import build
from app.services.reporting.checking.check import failures
from app.services.reporting.forms.catalogue import read_form
from app.services.reporting.forms.form import Level
from app.services.reporting.mark import mark_of
from app.services.reporting.sheet import sheet_of
from app.services.reporting.table import Table
from app.services.workbook.write import write_workbook
from tests.services.reporting.county import LUOXING, UNIT, WEITANG, Written, add, aim, cleaned

FORM = """
id: R1
name: 复垦进展月报
version: "1"
sheet: 复垦进展
rows: towns
periods: [月]
title: "{unit}{period}复垦进展月报表"
meta: ["填报单位：{unit}", "报告期：截至{cutoff}", "计量单位：亩"]
paper: A4
columns:
  - {header: "{places}", number: 甲, fact: name}
  - {header: 年度任务, number: "1", unit: 亩, places: 2, target: T09}
  - {header: 验收 | 个数, number: "2", unit: 个, places: 0, over: year,
     measure: count(reclamation where accept_date in year)}
  - {header: 验收 | 复垦面积, number: "3", unit: 亩, places: 2, over: year,
     measure: sum(reclamation.accepted_reclaim_area where accept_date in year)}
  - {header: 完成率, number: "4", unit: "%", places: 2, value: 3栏/1栏*100}
  - {header: 土地出让收入, number: "5", unit: 亿元, places: 2, actual: T07}
  - {header: 尚未登记的指标, number: "6", unit: 亩, places: 2, target: T99}
  - {header: 备注, number: "7", by_hand: 是}
checks:
  - {relation: 3栏/2栏 <= 10 * 2, level: 强制}
"""


@pytest.fixture
def table(store: Store, tmp_path: Path) -> Table:
    path = tmp_path / "R1.yaml"
    path.write_text(FORM, "utf-8")
    for code, town, area in (("FK1", WEITANG, "12.3456"), ("FK2", LUOXING, "30.0000")):
        values = {"code": code, "county_code": UNIT, "town_code": town, "project_kind": "建设用地复垦"}
        dated = {"accept_date": "2022-06-01", "accepted_reclaim_area": area}
        add(store, Addition(cleaned("reclamation", values | dated)), kind="reclamation")
    aim(store, "T09", 4, unit="0.01", t330421001="0.005")
    entered = {"year": 2022, "code": "T07", "region": UNIT, "cutoff": "2022-06-25", "value": 430000}
    with store.write("手工数") as work:
        work.insert(EnteredFigure, [entered])
    return build(store, read_form(path), "2022-06")


def test_its_figures_are_in_its_own_units(table: Table, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "R1.xlsx", [sheet_of(table)], mark_of("R1", "1", "2022-06", UNIT, head=""))
    report = Written(path)
    assert [report.cell("合计", number) for number in range(1, 8)] == [
        *(100, 2, Decimal("42.35"), Decimal("42.35")),  # 0.01 万亩
        *(43, None, None),
    ]
    assert [report.cell("魏塘街道", number) for number in (1, 2, 3, 4, 5)] == [
        *(50, 1, Decimal("12.35"), Decimal("24.7")),
        None,  # 只有全县的数
    ]


def test_its_relations_are_judged(store: Store, table: Table) -> None:
    with store.read() as session:
        town, total, unknown = failures(session, table)
    assert unknown.level is Level.HINT
    assert unknown.sentence.startswith("2022 年没有指标 T99，“尚未登记的指标”(6栏)因此空着")
    assert (town.level, town.row, total.row) == (Level.MUST, "罗星街道", "合计")
    assert town.sentence == (
        "罗星街道：“验收 复垦面积”(3栏) 30.00 ÷ “验收 个数”(2栏) 1 = 30.00 应不大于 10 × 2 = 20.00，相差 10.00；"
        "涉及 1 条记录：FK2"
    )
