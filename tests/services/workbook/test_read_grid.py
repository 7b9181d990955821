"""Rows that came in stretches are a list of rows to whoever looks at them."""

from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from app.services.workbook.book import Cell, Row
from app.services.workbook.read import grid as read_grid
from app.services.workbook.read.grid import Grid, GridRows, by_column, filled_columns, some_by_columns

CELLS: st.SearchStrategy[Cell] = st.sampled_from(["", "", "一", "二", 1, 1.0, True, 0])
ROWS = st.lists(st.tuples(*[CELLS] * 3), max_size=14)


def by_stretches(lines: list[Row]) -> GridRows:
    rows = GridRows()
    with patch.object(read_grid, "STRETCH", 4):
        for stretch in Grid.of(lines).stretches:
            rows.take(stretch)
    return rows


def spelt(rows: object) -> str:
    """1, 1.0 and True are equal, but not the same."""
    return repr(rows)


@given(ROWS, st.lists(st.integers(-15, 15)), st.tuples(*[st.none() | st.integers(-15, 15)] * 2))
def test_they_are_asked_as_a_list_is(lines: list[Row], places: list[int], ends: tuple[int | None, int | None]) -> None:
    rows = by_stretches(lines)
    for place in places:
        if -len(lines) <= place < len(lines):
            assert spelt(rows[place]) == spelt(lines[place])
    assert spelt(rows[slice(*ends)]) == spelt(lines[slice(*ends)])
    assert spelt(list(rows)) == spelt(lines)
    assert (len(rows), bool(rows), rows == lines, lines == rows) == (len(lines), bool(lines), True, True)
    assert rows != [*lines, ("", "", "")]


@given(ROWS, st.data())
def test_single_cells_and_columns_are_the_same(lines: list[Row], data: st.DataObject) -> None:
    rows = by_stretches(lines)
    numbers = sorted(data.draw(st.sets(st.integers(1, max(1, len(lines)))))) if lines else []
    for number in data.draw(st.permutations(numbers)):
        assert [spelt(rows.cell(number - 1, index)) for index in range(3)] == list(map(spelt, lines[number - 1]))
        rows[data.draw(st.integers(0, len(lines) - 1))]
    assert filled_columns(rows) == filled_columns(lines)
    for index in range(3):
        asked, told = (list(by_column(one, numbers, index)) for one in (rows, lines))
        assert [number for some, _ in asked for number in some] == numbers
        assert spelt([cell for _, column in asked for cell in column.cells]) == spelt(
            [cell for _, column in told for cell in column.cells]
        )
        where = [some[place] for some, column in asked for place in column.where(lambda cell: cell == "一")]
        assert where == [number for number in numbers if lines[number - 1][index] == "一"]
    by_all = [cell for _, columns in some_by_columns(rows, numbers) for cell in columns[0].cells]
    assert spelt(by_all) == spelt([lines[number - 1][0] for number in numbers])
