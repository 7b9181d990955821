"""Blocks of cells to and from other programs, and over a selection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.grid.clipboard import as_html, as_text, from_html, from_text, spread

CELLS = st.text(st.characters(exclude_characters="\r", exclude_categories=["Cs"]), max_size=6)
BLOCKS = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=4)
)


@given(BLOCKS)
def test_what_is_copied_is_what_is_pasted(block: list[list[str]]) -> None:
    pasted = from_text(as_text(block))
    if block[-1] == [""]:  # a last row of one blank cell cannot be told from the end of the text
        block = block[:-1]
    assert pasted == block or (not block and pasted == [])


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc", [["a", "b"], ["c", ""]]),
        ("a\t", [["a", ""]]),
        ('"两\r\n行"\tb', [["两\n行", "b"]]),
        ('"他说""好"""', [['他说"好"']]),
        ('3"\t5"', [['3"', '5"']]),
        ('"没有结束', [['"没有结束']]),
        ('"甲"乙', [['"甲"乙']]),
        ("\ta", [["", "a"]]),
        ("a\n\nb", [["a"], [""], ["b"]]),
    ],
)
def test_texts_of_other_programs_come_apart_as_they_meant(text: str, block: list[list[str]]) -> None:
    assert from_text(text) == block


def test_a_table_for_word_holds_texts() -> None:
    html = as_html([["001", "<甲>"], ["两\n行", ""]])
    assert "<td style=\"mso-number-format:'\\@'\">001</td>" in html
    assert "&lt;甲&gt;" in html
    assert "两<br>行" in html


@pytest.mark.parametrize(
    ("rows", "columns", "expected"),
    [
        (1, 1, [["1", "2"], ["3", "4"]]),
        (4, 2, [["1", "2"], ["3", "4"]] * 2),
        (2, 4, [["1", "2"] * 2, ["3", "4"] * 2]),
        (3, 2, [["1", "2"], ["3", "4"]]),
    ],
)
def test_a_block_repeats_where_it_fits(rows: int, columns: int, expected: list[list[str]]) -> None:
    assert spread([["1", "2"], ["3", "4"]], rows, columns) == expected


def test_one_value_fills_the_selection_and_nothing_fills_nothing() -> None:
    assert spread([["x"]], 2, 3) == [["x"] * 3] * 2
    assert spread([], 2, 3) == []


@pytest.mark.parametrize(
    ("table", "block"),
    [
        ("<tr><td rowspan=2>甲</td><td>1</td></tr><tr><td>2</td></tr>", [["甲", "1"], ["", "2"]]),
        ("<tr><td rowspan=2 colspan=2>甲<td>1<tr><td>2", [["甲", "", "1"], ["", "", "2"]]),
        ("<tr><td>1<td rowspan=3>乙</tr><tr><td>2</tr><tr><td>3</tr>", [["1", "乙"], ["2", ""], ["3", ""]]),
        ("<tr><td>甲</td></tr><tr height=0 style='Display: none'><td></td></tr>", [["甲"]]),
        ("<tr><td>甲<table><tr><td>内</td></tr></table></td><td>乙</td></tr>", [["甲内", "乙"]]),
        ("<tr><td rowspan=0 colspan='x'>甲</td></tr>", [["甲"]]),
    ],
)
def test_merged_hidden_and_nested_cells_of_other_programs_keep_their_columns(
    table: str, block: list[list[str]]
) -> None:
    assert from_html(f"<table>{table}</table>") == block
