"""A sheet that came by columns is taken for what it would be taken for row by row."""

import datetime as dt
from collections.abc import Iterable, Sequence
from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.importing.mapping.map import map_table
from app.services.importing.planning.fill import repeats
from app.services.importing.tables.recognise import recognise
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Book, Cell, Mark, Row, Sheet
from app.services.workbook.read import grid as read_grid
from app.services.workbook.read.grid import Grid, GridRows

HEADER: Row = ("序号", "项目编号", "项目名称", "镇街", "总规模（亩）", "立项日期", "备注")
NAMED: Row = ("1", "FK-330421-2022-0003", "某处复垦", "西塘镇", 1.5, dt.date(2022, 3, 5), "")
LINES: Sequence[Row] = (
    *(NAMED, NAMED, NAMED, NAMED),
    HEADER,
    ("", "", "", "", "", "", ""),
    ("2", "", "没有编号的一处", "魏塘街道", 3, "", "一期"),
    ("例", "FK-330421-2022-0009", "示例", "西塘镇", 1, "", ""),
    ("", "FK-330421-2022-0004", "又一处", "", 2.5, "", "同上"),
    ("一", "西塘镇", "", "", 55, "", ""),
    ("合计", "", "", "", 55, "", ""),
    ("小计", "", "", "", 5, "", ""),
    ("其中：", "水田", "", "", 5, "", ""),
    ("", " 旱地", "", "", 5, "", ""),
    ("注：以上为初步数", "", "", "", "", "", ""),
    ("填表人：甲", "", "审核人：乙", "", "", "", ""),
    ("1", "2", "3", "4", "5", "6", "7"),
    ("3户", "", "", "", 300, "", ""),
    (3, "33042120220001", "以数代号", "西塘镇", "1.5亩", "2022.3.5", ""),
    ("某镇项目台账", "", "", "", "", "", ""),
    ("意见", "是", "否", "不详", "可", "缓", "无"),
)


def by_columns(lines: Iterable[Row]) -> GridRows:
    """Rows as the reading child sends them, in stretches of three."""
    rows = GridRows()
    with patch.object(read_grid, "STRETCH", 3):
        for stretch in Grid.of(lines).stretches:
            rows.take(stretch)
    return rows


def told(sheet: Sheet) -> list[object]:
    """All that is made of a sheet, but for the sheet itself."""
    found: list[object] = []
    for table in recognise(Book("表.xlsx", "0" * 64, (sheet,)), vocabulary()):
        mapping = map_table(table, vocabulary())
        columns = [[[table.cell(number, one.column.index)] for number in table.records] for one in mapping.mapped]
        found += [
            *(table.top, table.bottom, table.columns, table.records, table.skipped, table.title, table.notices),
            *(mapping.kind, mapping.mapped, mapping.unmapped, mapping.table.records, mapping.table.skipped),
            *(repeats(mapping.table, one, cells) for one, cells in zip(mapping.mapped, columns, strict=True)),
        ]
    return found


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(LINES), max_size=3),
    st.lists(st.sampled_from(LINES) | st.tuples(*(st.sampled_from([row[at] for row in LINES]) for at in range(7)))),
    st.frozensets(st.integers(2, 12), max_size=2),
    st.booleans(),
    st.none() | st.integers(2, 12),
)
def test_by_columns_and_by_rows_a_sheet_is_the_same(
    above: list[Row], below: list[tuple[Cell, ...]], hidden: frozenset[int], filtered: bool, struck: int | None
) -> None:
    lines = [*above, HEADER, *below]
    marks = {(struck, index): Mark(struck=True) for index in range(7)} if struck else {}
    one, other = (
        Sheet("台账", rows, hidden_rows=hidden, filtered=filtered, marks=marks) for rows in (lines, by_columns(lines))
    )
    assert told(one) == told(other)
