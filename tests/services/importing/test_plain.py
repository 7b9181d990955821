"""Rows planned by their columns get what they would if each were looked at by itself, and are written as those are."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.base import table_of
from app.models.journal import RowChange
from app.models.ledger import LEDGERS, PendingValue, ProgressEntry, StageChange
from app.models.store import Store
from app.models.work import decode
from app.services.importing.apply import write_values
from app.services.importing.deciding.choice import chosen
from app.services.importing.file_report import FileReport, ImportReport
from app.services.importing.mapping.map import map_table
from app.services.importing.planning import closed
from app.services.importing.planning import plan as planning
from app.services.importing.planning.across import joined
from app.services.importing.planning.plan import Options, TablePlan, plan_table
from app.services.importing.planning.row_plan import RowPlan
from app.services.importing.report import as_json, summary
from app.services.importing.tables.recognise import recognise
from app.services.importing.view import view
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Book, Cell, Mark, Sheet
from app.services.workbook.read.grid import Grid, GridRows
from tests.services.importing.books import applied, planned, written

DAYS = st.sampled_from([dt.date(2022, 3, 5), "2022-05", ""])
ODD_DAYS = st.sampled_from(["2022年", "三月", ""])
AREAS, ODD_AREAS = st.integers(15, 25), st.sampled_from([0, "", "约3", 300000, "13.5亩"])
ODD_TOWNS = st.sampled_from(["西塘", "", "黎里镇", "不知何处"])
ODD_VILLAGES = st.sampled_from(["荷池", "西塘镇荷池村", ""])
REMARKS, ODD_REMARKS = st.sampled_from(["", "一期"]), st.sampled_from(["作废", "同上"])
Column = tuple[st.SearchStrategy[Cell], st.SearchStrategy[Cell]]
"""What mostly stands in a column, and what now and then does."""
RECLAIMED: dict[str, Column] = {
    "项目编号": (
        st.integers(10, 9_999).map("FK-330421-2022-{:04d}".format),
        st.sampled_from(["FK-330421-2022-0001", "fk-330421-2021-0001", "FK－330421－2022－0002", "自编一号", ""]),
    ),
    "项目备案编号": (st.just(""), st.sampled_from(["33042120220001", "33042120220009"])),
    "项目名称": (
        st.integers(1, 999).map("第{}号项目".format),
        st.sampled_from(["荷池村复垦", "荷池村 复垦", "西塘镇又一处", "", "第二个"]),
    ),
    "镇街": (st.sampled_from(["西塘镇", "魏塘街道"]), ODD_TOWNS),
    "村": (st.sampled_from(["荷池村", ""]), ODD_VILLAGES),
    "坐落地址": (st.just("荷池村3组"), st.sampled_from(["", "西塘镇荷池村"])),
    "当前阶段": (st.sampled_from(["立项", "竣工", ""]), st.sampled_from(["验收", "不知道"])),
    "计划年度": (st.sampled_from([2022, ""]), st.sampled_from(["2021年", "不详"])),
    "联系电话": (st.just("13900000001"), st.sampled_from(["139****0001", "139", ""])),
    "项目区总规模（亩）": (AREAS, ODD_AREAS),
    "立项复垦面积（亩）": (AREAS, ODD_AREAS),
    "竣工面积（亩）": (st.sampled_from([12, 0, ""]), ODD_AREAS),
    "立项日期": (DAYS, ODD_DAYS),
    "开工日期": (DAYS, ODD_DAYS),
    "竣工日期": (st.just(dt.date(2022, 6, 5)), DAYS),
    "验收日期": (st.just(""), DAYS),
    "备注": (REMARKS, ODD_REMARKS),
}
DEMOLISHED: dict[str, Column] = {
    "项目编号": (st.integers(1, 99).map("CW-330421-2022-{:04d}".format), st.just("")),
    "当事人": (st.sampled_from(["甲", "乙"]), st.just("")),
    "镇街": (st.just("西塘镇"), ODD_TOWNS),
    "村": (st.just("荷池村"), ODD_VILLAGES),
    "坐落地址": (st.integers(1, 99).map("{}号".format), st.just("")),
    "违法建筑面积（平方米）": (AREAS, ODD_AREAS),
    "拆除面积（平方米）": (AREAS, ODD_AREAS),
    "拆除日期": (st.just("2022-06-03"), ODD_DAYS),
    "发现日期": (DAYS, ODD_DAYS),
    "备注": (REMARKS, ODD_REMARKS),
}
HELD = [
    ["项目编号", "项目名称", "镇街", "村", "总规模（亩）", "竣工面积（亩）", "竣工日期", "项目备案编号", "联系电话"],
    ["FK-330421-2022-0001", "荷池村复垦", "西塘镇", "荷池村", 20, 12, "2022-03-05", "33042120220001", "13900000001"],
    ["FK-330421-2022-0002", "沈道村复垦", "西塘镇", "沈道村", 12, None, None, None, None],
    [None, "第二个", "魏塘街道", None, 12, None, None, None, None],
]


@st.composite
def tables(draw: st.DrawFn) -> Sheet:
    """A sheet of one ledger, its columns in any order, its cells as clerks fill them."""
    columns = draw(st.sampled_from([RECLAIMED, RECLAIMED, DEMOLISHED]))
    first, *others = columns
    headings = [first, *draw(st.permutations(others))][: draw(st.integers(len(columns) - 3, len(columns)))]
    usual = st.tuples(*(columns[one][0] for one in headings))
    filled = [[*row] for row in draw(st.lists(usual, min_size=1, max_size=9))]
    places = st.tuples(st.integers(0, 9), st.integers(0, len(headings) - 1))
    for place, index in draw(st.sets(places, max_size=12)):
        if place < len(filled):
            filled[place][index] = draw(columns[headings[index]][1])
    above = draw(st.sampled_from(["", "西塘镇项目台账", "截至2022年10月25日"]))
    rest = [""] * (len(headings) - 1)
    lines: list[tuple[Cell, ...]] = [*([(above, *rest)] if above else []), tuple(headings), *map(tuple, filled)]
    marked = st.tuples(st.integers(3, 6), st.integers(0, 4))
    marks = draw(st.dictionaries(marked, st.just(Mark(comment="请核对")), max_size=1))
    hidden: frozenset[int] = draw(st.sampled_from([frozenset(), frozenset({4})]))
    if draw(st.booleans()):
        came = GridRows()
        for stretch in Grid.of(lines).stretches:
            came.take(stretch)
        return Sheet("台账", came, marks=marks, hidden_rows=hidden, filtered=bool(hidden))
    return Sheet("台账", lines, marks=marks, hidden_rows=hidden, filtered=bool(hidden))


def plans(store: Store, sheets: Sequence[Sheet], options: Options) -> list[TablePlan]:
    """What a book of some sheets comes to when it is written as the clerk decided; 2022 was reported until June."""
    seen = view(store)
    book = Book("表.xlsx", "0" * 64, tuple(sheets))
    found = [plan_table(map_table(table, vocabulary()), seen, options) for table in recognise(book, vocabulary())]
    dates = {"reclamation": {"start_date", "completion_date"}, "demolition": {"demolish_date"}}
    told = {kind: closed._Closed("2022-06-01", "月报", frozenset(names)) for kind, names in dates.items()}
    with patch.object(closed, "_closed", lambda _: told):
        return [chosen(one, options) for one in closed.warned(joined(found), seen)]


def spelt(row: RowPlan) -> RowPlan:
    """A row whose issues are a list, which they need not be."""
    return replace(row, issues=list(row.issues))


def written_rows(store: Store, tables: list[TablePlan], options: Options) -> list[Any]:
    """Everything that the tables leave behind when they are written; it is taken back again."""
    held = [*LEDGERS.values(), ProgressEntry, StageChange, PendingValue, RowChange]
    with store.rehearse("试写") as work:
        write_values(work, tables, [], options)
        found = [list(map(dict, work.session.execute(select(table_of(one))).mappings())) for one in held]
    for row in found[-1]:
        row |= {"before": decode(row["before"]), "after": decode(row["after"])}
    return found


@settings(max_examples=150)
@given(
    st.lists(tables(), min_size=1, max_size=2),
    st.sampled_from([None, "2022-06-25"]),
    st.booleans(),
    st.dictionaries(st.integers(2, 9), st.booleans(), max_size=3),
)
def test_plain_rows_need_not_be_looked_at(
    store: Store, tmp_path: Path, sheets: list[Sheet], day: str | None, clear: bool, said: dict[int, bool]
) -> None:
    sheets = [replace(one, name=f"{place}月") for place, one in enumerate(sheets, 1)]
    if not (tmp_path / "held.xlsx").exists():
        applied(store, written(tmp_path / "held.xlsx", HELD))
    choices = {("1月", row, ""): taken for row, taken in said.items()}
    options = Options(as_of=day, clear=clear, choices=choices)
    found = plans(store, sheets, options)
    with patch.object(planning, "looked_at", lambda rows, *_: set(range(len(rows)))):
        alone = plans(store, sheets, options)
    for one, other in zip(found, alone, strict=True):
        assert list(map(spelt, one.rows)) == list(map(spelt, other.rows))
        assert (one.totals, one.undated, one.met, one.rows.counts) == (
            other.totals,
            other.undated,
            other.met,
            other.rows.counts,
        )
    reports = [ImportReport([FileReport("表.xlsx", None, "ledger", tables=some)]) for some in (found, alone)]
    assert as_json(reports[0]) == as_json(reports[1])
    assert summary(reports[0]) == summary(reports[1])
    assert written_rows(store, found, options) == written_rows(store, alone, options)


def test_of_a_large_table_only_rows_with_something_to_them_are_looked_at(store: Store, tmp_path: Path) -> None:
    lines: list[list[object]] = [
        [f"FK-330421-2022-{number:04d}", f"第{number}处", "西塘镇", "荷池村", 20] for number in range(1, 50)
    ]
    lines[7][2], lines[9][4] = None, "约3"
    (plan,) = planned(store, written(tmp_path / "a.xlsx", [HELD[0][:5], *lines])).files[0].tables
    assert set(plan.rows.apart) == {7, 9}
