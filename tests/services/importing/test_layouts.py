"""Whatever the layout: every cell of every record comes out right or is named, and nothing else is taken."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.importing.clean.column import Setting
from app.services.importing.mapping.map import map_table
from app.services.importing.places import places
from app.services.importing.planning.rows import read_rows
from app.services.importing.tables.recognise import recognise
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Book
from tests.services.importing.layouts.sheet import Layout, layout


def outcome(made: Layout) -> tuple[list[str], int, int]:
    """What came out silently wrong, and how many cells came out right, of how many."""
    (table,) = recognise(Book("表.xlsx", "0" * 64, (made.sheet,)), vocabulary())
    mapping = map_table(table, vocabulary())
    assert mapping.kind == made.kind
    read = {row.number: row for row in read_rows(mapping, Setting(made.kind, places("330421"), 2022))}
    assert read.keys() == made.truth.keys()
    unmapped = {one.column.index for one in mapping.unmapped}
    columns = {column.field.name: index for index, column in enumerate(made.columns)}
    fields = {column.field.name: column.field for column in made.columns}
    wrong, right, cells = [], 0, 0
    for number, truth in made.truth.items():
        row = read[number]
        named = {issue.field for issue in row.issues}
        got = {name: one.show(row.values[name]) for name, one in fields.items() if row.values.get(name) is not None}
        wrong += [f"{number} {name}: {got[name]}" for name in got.keys() - truth.keys() - named]
        for name, value in truth.items():
            cells += 1
            right += got.get(name) == value
            if got.get(name) != value and name not in named and columns[name] not in unmapped:
                wrong.append(f"{number} {name}: {got.get(name)} for {value}")
    return wrong, right, cells


@settings(max_examples=60, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_cell_is_silently_wrong(random: Random) -> None:
    wrong, _, _ = outcome(layout(random))
    assert wrong == []


@pytest.mark.parametrize("seed", range(8))
def test_nearly_every_cell_comes_out_right(seed: int) -> None:
    found = [outcome(layout(Random(f"{seed}-{turn}"))) for turn in range(10)]
    assert sum(right for _, right, _ in found) >= 0.98 * sum(cells for _, _, cells in found)
