"""Any value comes back as it was given, whichever way its cell was written."""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.services.known import MOST_KNOWN
from app.services.workbook.cells import (
    BLANK,
    FIGURE_CELL,
    GUARD,
    TEXT_CELL,
    Cell,
    clean_text,
    number_text,
    text_cell,
    value_cell,
)
from app.services.workbook.known_cells import KnownCells, Styles, cell_of
from app.services.workbook.layout import CellValue, ColumnKind, ColumnLayout, FillRow, SheetFill, SheetLayout
from app.services.workbook.meta import body_checksum
from app.services.workbook.meta_names import META_SHEET
from app.services.workbook.usual import ODD, usual_for
from app.services.workbook.write import write_workbook
from tests.services.workbook.sheets import MARK

LAYOUT = SheetLayout(
    name="值",
    title="值",
    columns=(
        ColumnLayout(key="text", path=("文字",)),
        ColumnLayout(key="figure", path=("数",), kind=ColumnKind.QUANTITY),
        ColumnLayout(key="day", path=("日期",), kind=ColumnKind.DATE),
    ),
)
TEXTS = st.text(max_size=40) | st.from_regex(r"[=+@ \t\n_x0-9A-F<&-]{1,12}", fullmatch=True)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)
DATES = st.dates(min_value=date(1900, 3, 1))


def read_back(rows: list[FillRow]) -> tuple[list[tuple[object, ...]], list[list[object]], str]:
    """The data rows as openpyxl and as calamine read them, and the checksum the file says."""
    with TemporaryDirectory() as folder:
        path = write_workbook(Path(folder) / "值.xlsx", [SheetFill.of(LAYOUT, rows)], MARK)
        book = openpyxl.load_workbook(path)
        by_openpyxl = list(book[LAYOUT.name].iter_rows(min_row=3, max_row=len(rows) + 2, values_only=True))
        by_calamine = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(LAYOUT.name).to_python()
        said = dict(row[:2] for row in book[META_SHEET].iter_rows(values_only=True))
        book.close()
    return by_openpyxl, [list(row) for row in by_calamine[2:]], str(said[f"checksum:{LAYOUT.name}"])


def exact(value: object) -> Decimal:
    """A read number by its shortest decimal text; a longer one was kept as text."""
    return Decimal(str(value))


def unescaped(text: object) -> str:
    """What spreadsheet programs show for the escaped text that openpyxl hands on."""
    return re.sub("_x005F_(?=x[0-9A-Fa-f]{4}_)", "_", str(text or ""))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(TEXTS, DECIMALS, DATES), min_size=1, max_size=25))
def test_what_is_written_is_read_back(values: list[tuple[str, Decimal, date]]) -> None:
    rows = [FillRow(row, key=str(number)) for number, row in enumerate(values)]
    by_openpyxl, by_calamine, checksum = read_back(rows)
    assert [unescaped(row[0]) for row in by_openpyxl] == [clean_text(text) for text, _, _ in values]
    assert [exact(row[1]) for row in by_openpyxl] == [number for _, number, _ in values]
    assert [exact(row[1]) for row in by_calamine[: len(values)]] == [number for _, number, _ in values]
    assert [row[2] for row in by_calamine[: len(values)]] == [day for _, _, day in values]
    read = [
        FillRow((unescaped(row[0]), exact(row[1]), day), key=str(number))
        for number, (row, (_, _, day)) in enumerate(zip(by_openpyxl, values, strict=True))
    ]
    assert body_checksum(LAYOUT, read) == checksum


VALUES = TEXTS | DECIMALS | st.decimals(allow_nan=False, allow_infinity=False) | st.dates() | st.integers() | st.none()


@given(st.sampled_from(list(ColumnKind)), st.lists(VALUES, min_size=1))
def test_the_quick_way_writes_what_the_general_way_writes(kind: ColumnKind, values: list[CellValue]) -> None:
    named = kind in {ColumnKind.TEXT, ColumnKind.CODE}
    content = TEXT_CELL if named else FIGURE_CELL
    for value, plain in zip(values, usual_for(kind)(values), strict=True):
        if plain != ODD:
            text = plain.decode()
            assert (text_cell if named else value_cell)(value) == (Cell(content % text, text) if text else BLANK)


STYLES = Styles("1", "2", "<c")


@given(st.sampled_from(list(ColumnKind)), st.lists(st.lists(VALUES, min_size=1), min_size=1, max_size=4))
def test_a_value_met_before_makes_the_cell_that_the_general_way_makes(
    kind: ColumnKind, blocks: list[list[CellValue]]
) -> None:
    column = KnownCells.of(kind, STYLES)
    for values in [*blocks, *blocks]:
        cells = [cell_of(kind, value) for value in values]
        contents, plains = map(list, column.made(values))
        assert contents == [STYLES.on(cell) for cell in cells]
        assert plains == [cell.plain.encode() for cell in cells]


def test_of_a_column_of_names_only_some_are_kept() -> None:
    column = KnownCells.of(ColumnKind.TEXT, STYLES)
    for first in [*range(0, 4 * MOST_KNOWN, 500), 0]:
        names = [f"{number}号" for number in range(first, first + 500)]
        assert list(column.made(names)[1]) == [name.encode() for name in names]
    assert len(column._contents) <= MOST_KNOWN + 500


def test_a_truth_is_no_known_number() -> None:
    column = KnownCells.of(ColumnKind.INTEGER, STYLES)
    assert list(column.made([1, 0])[1]) == [b"1", b"0"]
    assert column.made([True, 1]) == ([b'" s="1" t="b"><v>1</v></c><c', b'" s="1"><v>1</v></c><c'], [b"TRUE", b"1"])


@given(st.lists(DECIMALS, min_size=1))
def test_usual_figures_take_the_quick_way(values: list[Decimal]) -> None:
    short = [value.quantize(Decimal("0.0001")) for value in values if abs(value) < 10**9]
    if short:
        assert ODD not in usual_for(ColumnKind.QUANTITY)(short)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Decimal("12.3400"), "12.34"),
        (Decimal("-0.00"), "0"),
        (Decimal("1E+3"), "1000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal(100), "100"),
        (0, "0"),
        (-20, "-20"),
    ],
)
def test_numbers_are_written_out_without_closing_zeros(number: Decimal | int, text: str) -> None:
    assert number_text(number) == text
    assert value_cell(number) == Cell(f"><v>{text}</v></c>", text)


@pytest.mark.parametrize("number", [Decimal("1234567890.1234567"), 1234567890123456, Decimal(-1234567890123456)])
def test_longer_numbers_than_a_spreadsheet_holds_are_text(number: Decimal | int) -> None:
    assert value_cell(number) == text_cell(str(number))


def test_leading_zeros_count_as_no_digits() -> None:
    assert value_cell(Decimal("0.000000123456789012345")).xml == "><v>0.000000123456789012345</v></c>"


def test_numbers_and_dates_in_a_text_column_are_text() -> None:
    assert text_cell(330421).plain == "330421"
    assert text_cell(Decimal("1.50")).xml == TEXT_CELL % "1.5"
    assert text_cell(date(2022, 6, 25)).plain == "2022-06-25"


def test_dates_that_programs_count_differently_are_text() -> None:
    assert value_cell(date(1900, 2, 28)) == text_cell("1900-02-28")
    assert value_cell(date(1900, 3, 1)).xml == "><v>61</v></c>"


def test_a_truth_is_no_number() -> None:
    assert value_cell(True) == Cell(' t="b"><v>1</v></c>', "TRUE")
    assert usual_for(ColumnKind.INTEGER)([1, True]) == [b"1", ODD]


@pytest.mark.parametrize("number", [Decimal("NaN"), Decimal("Infinity")])
def test_no_number_is_refused(number: Decimal) -> None:
    with pytest.raises(ValueError, match="not a number"):
        usual_for(ColumnKind.QUANTITY)([number])


def test_text_loses_only_what_xml_forbids() -> None:
    assert clean_text("甲\x00\x0b乙\ud800\r\n丙\r丁\ufffe\t") == "甲乙\n丙\n丁\t"


def test_text_is_cut_where_a_cell_ends() -> None:
    assert clean_text("田" * 40000) == "田" * 32767
    assert len(clean_text("𠮷" * 20000)) == 16383


def test_text_that_reads_as_an_escape_is_escaped() -> None:
    assert text_cell("编号_x0041_").xml == TEXT_CELL % "编号_x005F_x0041_"
    assert text_cell("a<b>&c").xml == TEXT_CELL % "a&lt;b&gt;&amp;c"


def test_spaces_at_the_ends_are_kept_in_the_cell_but_not_in_the_checksum() -> None:
    cell = text_cell(" 魏塘 ")
    assert 'xml:space="preserve"> 魏塘 <' in cell.xml
    assert cell.plain == "魏塘"
    assert text_cell(unicodedata.normalize("NFD", "é")).plain == "é"


def test_a_formula_sign_after_spaces_is_guarded_too() -> None:
    assert text_cell("　=1").xml.startswith(GUARD)
    assert not text_cell("a=1").xml.startswith(GUARD)
