"""Whole workbooks that nobody has seen: every table found, every column the right field or none, every row told."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.services.importing.mapping.map import Mapping, map_table
from app.services.importing.tables.recognise import recognise
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Book
from tests.bench.recognition import answered, score
from tests.services.importing.layouts.book import SCENARIOS, Made, book, save
from tests.services.importing.layouts.table import Truth


def mappings(made: Made) -> list[Mapping]:
    sheets = tuple(page.sheet for page in made.pages)
    return [map_table(table, vocabulary()) for table in recognise(Book(made.name, "0" * 64, sheets), vocabulary())]


def of(truth: Truth, found: list[Mapping]) -> Mapping:
    """The mapping of a table of the truth: it has its rows and its columns."""
    rows = set(map(int, truth.rows))
    fitting = [
        one
        for one in found
        if one.table.sheet.name == truth.sheet
        and rows <= set(one.table.records)
        and {column.column.letter for column in one.mapped} & truth.columns.keys()
    ]
    assert fitting, f"{truth.sheet} {truth.header}: no table has its rows"
    return fitting[0]


def columns(truth: Truth, mapping: Mapping) -> tuple[list[str], int, int]:
    """What was taken for another field or in another unit; how many columns are right, of how many."""
    got = {one.column.letter: one for one in mapping.mapped}
    wrong = [
        f"{letter} {one.column.text}: {one.field.name} for {truth.columns[letter]}"
        for letter, one in got.items()
        if letter in truth.columns and one.field.name != truth.columns[letter]
    ]
    wrong += [
        f"{letter} {got[letter].column.text}: {got[letter].unit} for {unit}"
        for letter, unit in truth.units.items()
        if letter in got and got[letter].unit != unit
    ]
    named = [letter for letter, name in truth.columns.items() if name]
    return wrong, sum(letter in got for letter in named), len(named)


def check(made: Made) -> tuple[int, int]:
    found = mappings(made)
    if made.taken_as == "refused":
        assert [one.kind for one in found if one.kind] == []
    known = {(truth.sheet, int(row)) for truth in made.truths for row in truth.rows}
    taken = {(one.table.sheet.name, row) for one in found if one.kind for row in one.table.records}
    assert taken - known == set()
    right = total = 0
    for truth in made.truths:
        mapping = of(truth, found)
        assert mapping.kind == truth.kind
        wrong, some, every = columns(truth, mapping)
        assert wrong == []
        right, total = right + some, total + every
    return right, total


@pytest.mark.parametrize("start", range(0, 60, len(SCENARIOS)))
def test_every_kind_of_workbook_is_recognised_and_nearly_every_column_mapped(start: int) -> None:
    outcomes = [check(book(seed)) for seed in range(start, start + len(SCENARIOS))]
    assert sum(right for right, _ in outcomes) >= 0.98 * sum(total for _, total in outcomes)


@settings(max_examples=15, deadline=None)
@given(st.integers(1000, 100_000))
def test_no_row_is_lost_and_no_column_is_taken_for_another(seed: int) -> None:
    check(book(seed))


@pytest.mark.parametrize("seed", [4021, 4153, 4241, 4541])
def test_a_lower_table_has_its_own_title_and_a_page_break_none(seed: int) -> None:
    """Who reports or dots for more rows stand between the two; or a note, a title and lines for stamps."""
    check(book(seed))


@pytest.mark.parametrize("seed", [1, 10, 16])
def test_a_workbook_on_disk_comes_out_as_its_truth(tmp_path: Path, seed: int) -> None:
    made = book(seed)
    path = save(made, tmp_path)
    truth = {"as": made.taken_as, "tables": [one.said() for one in made.truths]}
    found = score(truth, answered(path, made.county))
    assert (found.silent, found.lost, found.extra, found.kinds) == (0, 0, 0, 0)
    assert found.right >= 0.98 * found.cells
