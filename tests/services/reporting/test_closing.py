"""Closing parts to their total: they add up, none is off by a whole last place, and the sheet shows which moved."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from app.models.quantity import Rounding, rounded
from app.models.store import Store
from app.services import setting
from app.services.reporting.closing import largest_remainder
from app.services.reporting.export import export
from tests.services.reporting.county import LUOXING, WEITANG, XITANG, Written, add, point

parts = st.lists(
    st.builds(Fraction, st.integers(-(10**9), 10**9), st.sampled_from([1, 3, 7, 100, 10**4, 15])), max_size=12
)


@given(parts, st.integers(0, 4), st.sampled_from(Rounding))
def test_closed_parts_add_up_to_the_rounded_total(values: list[Fraction], places: int, rule: Rounding) -> None:
    total = rounded(sum(values, Fraction(0)), places, rule)
    found = largest_remainder(values, total, places)
    assert sum(found) == total
    assert all(abs(part - value * 10**places) < 1 for part, value in zip(found, values, strict=True))


@given(parts, st.integers(0, 4))
def test_what_is_exact_stays_as_it_is(values: list[Fraction], places: int) -> None:
    whole = [Fraction(value.numerator, 10**places) for value in values]
    total = rounded(sum(whole, Fraction(0)), places, Rounding.HALF_UP)
    assert largest_remainder(whole, total, places) == [value.numerator for value in values]


def three(store: Store) -> None:
    """0.00335 万㎡ in each of three towns: 0.0034 each when rounded, 0.0101 together."""
    towns = (WEITANG, LUOXING, XITANG)
    add(
        store, *(point(n, town, demolish_date="2022-06-01", demolished_area="33.50") for n, town in enumerate(towns, 1))
    )


def demolished(path: Path) -> dict[str, Decimal]:
    report = Written(path)
    return {row: report.cell(row, 6) for row in ("魏塘街道", "罗星街道", "西塘镇", "合计")}


def test_the_ways_to_a_total(store: Store, tmp_path: Path) -> None:
    three(store)
    found = {}
    for mode in ("分项修约后相加", "原值汇总后修约", "平差"):
        setting.change(store, "total_mode", mode)
        (done,) = export(store, "R4", "2022-06", tmp_path / f"{mode}.xlsx")
        found[mode] = [f"{value:.4f}" for value in demolished(done.path).values()], done.note
    assert found["分项修约后相加"][0] == ["0.0034", "0.0034", "0.0034", "0.0102"]
    assert found["原值汇总后修约"][0] == ["0.0034", "0.0034", "0.0034", "0.0101"]
    closed, note = found["平差"]
    assert sorted(closed[:3]) == ["0.0033", "0.0034", "0.0034"]
    assert closed[3] == "0.0101"
    assert "平差" in note
    assert "台账原值不变" in note


def test_a_closed_cell_stands_on_coloured_ground(store: Store, tmp_path: Path) -> None:
    three(store)
    setting.change(store, "total_mode", "平差")
    (done,) = export(store, "R4", "2022-06", tmp_path / "平差.xlsx")
    sheet = openpyxl.load_workbook(done.path, data_only=True).worksheets[0]
    numbers = next(row for row in sheet.iter_rows() if row[0].value == "甲")
    column = next(cell.column for cell in numbers if cell.value == "6")
    marked = {
        cell.value: cell.fill.fgColor.rgb
        for row in sheet.iter_rows(min_row=numbers[0].row + 1)
        for cell in row
        if cell.column == column and isinstance(cell.value, float)
    }
    assert marked[0.0033] == "FFFFF2CC"
    assert marked[0.0034] != "FFFFF2CC"


def test_the_other_rounding_rule_is_named(store: Store, tmp_path: Path) -> None:
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="32.50"))
    setting.change(store, "rounding", "GB/T 8170")
    report = Written(export(store, "R4", "2022-06", tmp_path / "修约.xlsx")[0].path)
    assert report.cell("魏塘街道", 6) == Decimal("0.0032")
    assert any("“GB/T 8170”修约" in text for text in report.texts)
