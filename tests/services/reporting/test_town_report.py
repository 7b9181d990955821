"""R4 against figures worked out by hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from app.models.store import Store
from app.models.target import PlanPoint
from app.models.unit import Setting
from app.services.records import Addition
from app.services.reporting.export import export
from tests.services.reporting.county import LUOXING, WEITANG, XITANG, Written, add, aim, point
from tests.stores import new_ledger

JUNE = "2022-06"


def r4(store: Store, folder: Path, period: str = JUNE) -> Written:
    (done,) = export(store, "R4", period, folder / "R4.xlsx")
    return Written(done.path)


def fill(store: Store) -> None:
    """Three towns: one in the month, one before it, one after the cut-off."""
    add(
        store,
        point(
            1,
            WEITANG,
            demolish_date="2022-06-10",
            demolished_area="1234.56",
            demolished_cover_area="1000.00",
            close_date="2022-06-20",
            disposed_area="1500.00",
            reuse_area="500.00",
            reuse_date="2022-06-24",
            is_precise="是",
        ),
        point(
            2,
            WEITANG,
            demolish_date="2022-05-25",
            demolished_area="765.43",
            demolish_mode="帮拆",
            stock_type="新增",
            zone_type="乡村违法建筑",
            case_date="2022-03-01",
            case_closed_date="2022-05-30",
            fine_amount="12345.67",
        ),
        point(3, LUOXING, demolish_date="2022-05-26", demolished_area="300.00", demolish_mode="强拆"),
        point(4, XITANG, demolish_date="2022-06-26", demolished_area="9999.00"),
        point(5, LUOXING, demolish_date="2021-12-31", demolished_area="8888.00"),
    )


def test_the_columns_are_those_of_the_monthly_report(store: Store, tmp_path: Path) -> None:
    report = r4(store, tmp_path)
    assert report.numbers == ["甲", *map(str, range(1, 26))]
    assert report.sheet.page_setup.paperSize == 8
    assert report.sheet.page_setup.orientation == "landscape"
    assert "嘉善县2022年6月拆违月报表" in report.texts
    assert "报告期：截至2022年6月25日" in report.texts


def test_rows_are_the_total_and_every_town_in_order(store: Store, tmp_path: Path) -> None:
    towns = ["魏塘街道", "罗星街道", "惠民街道", "大云镇", "西塘镇", "干窑镇", "陶庄镇", "姚庄镇", "天凝镇"]
    assert list(r4(store, tmp_path).rows)[:10] == ["合计", *towns]


@pytest.mark.parametrize(
    ("unit", "head", "rows"),
    [
        ("330400", "县(市、区)", ["南湖区", "秀洲区", "嘉善县"]),
        ("3304GQ", "镇(街道)", ["乍浦镇"]),
        ("330482", "镇(街道)", ["当湖街道", "钟埭街道", "曹桥街道", "新埭镇"]),
    ],
    ids=["city", "zone", "host without its zone's town"],
)
def test_every_kind_of_unit_has_its_own_rows(tmp_path: Path, unit: str, head: str, rows: list[str]) -> None:
    with new_ledger(str(tmp_path / "别处.db"), unit, 2022) as elsewhere:
        report = r4(elsewhere, tmp_path)
    assert list(report.rows)[: len(rows) + 1] == ["合计", *rows]
    assert head in report.texts


def test_figures_of_a_town(store: Store, tmp_path: Path) -> None:
    fill(store)
    report = r4(store, tmp_path)
    expected = {
        2: "1",
        3: "0.1235",
        4: "0.15",  # 05-26 … 06-25；处置 1234.56 + (1500 - 1234.56)
        5: "2",
        6: "0.2",
        7: "0.1235",
        8: "0.0765",
        9: "0.1235",
        10: "0.0765",
        11: "0.1235",
        12: "0.0765",
        13: "0",
        14: "0.2265",
        16: "1",
        17: "1.5",
        18: "0.75",
        19: "50",  # 1000㎡ = 1.5亩
        20: "1",
        21: "1",
        22: "1.23",
    }
    assert {number: report.cell("魏塘街道", number) for number in expected} == {
        number: Decimal(value) for number, value in expected.items()
    }


def test_the_month_begins_after_the_last_cut_off(store: Store, tmp_path: Path) -> None:
    fill(store)
    june = r4(store, tmp_path)
    assert [june.cell("罗星街道", number) for number in (2, 3, 5, 6)] == [1, Decimal("0.03"), 1, Decimal("0.03")]
    may = r4(store, tmp_path, "2022-05")
    assert [may.cell("魏塘街道", number) for number in (2, 3)] == [1, Decimal("0.0765")]
    assert [may.cell("罗星街道", number) for number in (2, 6)] == [0, 0]


def test_a_day_shows_the_open_month_and_the_year_up_to_it(store: Store, tmp_path: Path) -> None:
    fill(store)
    report = r4(store, tmp_path, "2022-06-09")
    assert [report.cell("魏塘街道", number) for number in (2, 5)] == [0, 1]
    assert "报告期：截至2022年6月9日" in report.texts


def test_an_empty_ledger_gives_zeros_and_no_rates(store: Store, tmp_path: Path) -> None:
    report = r4(store, tmp_path)
    assert [report.cell("合计", number) for number in (5, 6, 14, 17)] == [0, 0, 0, 0]
    assert [report.cell("合计", number) for number in (1, 19, 23, 25)] == [None, "—", None, "—"]


def test_rates_and_ranks_follow_the_targets_in_force(store: Store, tmp_path: Path) -> None:
    fill(store)
    aim(store, "T18", 4, unit="1", t330421001="0.4", t330421002="0.06", t330421103="0.5")
    report = r4(store, tmp_path)
    assert report.cell("合计", 1) == 1
    assert report.cell("合计", 23) == 23  # 0.2300 / 1
    assert [report.cell(town, 23) for town in ("魏塘街道", "罗星街道", "西塘镇", "大云镇")] == [50, 50, 0, None]
    assert [report.cell(town, 25) for town in ("魏塘街道", "罗星街道", "西塘镇", "大云镇")] == [1, 1, 3, None]
    assert report.cell("魏塘街道", 24) == 50


def test_a_target_of_nothing_has_no_rate(store: Store, tmp_path: Path) -> None:
    fill(store)
    aim(store, "T18", 4, t330421001="0")
    assert r4(store, tmp_path).cell("魏塘街道", 23) == "—"


def test_pace_follows_the_plan_curve(store: Store, tmp_path: Path) -> None:
    with store.write("计划曲线") as work:
        work.insert(PlanPoint, [{"year": 2022, "code": "T18", "month": 6, "share": 6543}])
    assert r4(store, tmp_path).cell("魏塘街道", 24) == Decimal("65.43")


def test_disposal_as_the_counting_basis(store: Store, tmp_path: Path) -> None:
    fill(store)
    aim(store, "T18", 4, unit="1", t330421001="0.453")
    with store.write("口径") as work:
        work.insert(Setting, [{"id": "basis.demolition", "value": "处置"}])
    report = r4(store, tmp_path)
    assert report.cell("魏塘街道", 23) == 50  # 0.2265 / 0.4530
    assert any("23栏按处置面积计算" in text for text in report.texts)


def test_what_names_no_town_has_a_line_only_when_there_is_any(store: Store, tmp_path: Path) -> None:
    assert "未分镇(街道)" not in r4(store, tmp_path).rows
    add(store, point(9, None, demolish_date="2022-02-01", demolished_area="100.00"))
    report = r4(store, tmp_path)
    assert report.cell("未分镇(街道)", 6) == Decimal("0.01")
    assert report.cell("合计", 6) == Decimal("0.01")


def test_disposal_is_never_less_than_demolition(store: Store, tmp_path: Path) -> None:
    done = {"demolish_date": "2022-06-01", "demolished_area": "500.00", "close_date": "2022-06-02"}
    add(store, point(1, WEITANG, **done), point(2, WEITANG, disposed_area="300.00", **done))
    assert [r4(store, tmp_path).cell("魏塘街道", number) for number in (6, 14)] == [Decimal("0.1"), Decimal("0.1")]


def test_a_point_in_two_towns_is_divided(store: Store, tmp_path: Path) -> None:
    one = point(1, WEITANG, demolish_date="2022-06-01", demolished_area="900.00")
    add(store, Addition(one.values, shares=[(WEITANG, 60000), (LUOXING, 30000)]))
    report = r4(store, tmp_path)
    assert [report.cell(town, 6) for town in ("魏塘街道", "罗星街道", "合计")] == [
        Decimal("0.06"),
        Decimal("0.03"),
        Decimal("0.09"),
    ]


def quarters(store: Store) -> None:
    """Three towns with 0.4 ㎡ each beyond a whole place: rounded parts lose what the whole keeps."""
    for number, town in enumerate((WEITANG, LUOXING, XITANG), 1):
        add(store, point(number, town, demolish_date="2022-06-01", demolished_area="100.40"))


def test_the_total_is_the_sum_of_the_printed_parts_and_says_what_is_lost(store: Store, tmp_path: Path) -> None:
    quarters(store)
    report = r4(store, tmp_path)
    assert report.cell("合计", 6) == Decimal("0.03")
    (note,) = [text for text in report.texts if "尾差" in text]
    assert "6栏 -0.0001" in note
    assert "5栏" not in note


def test_the_total_can_be_rounded_from_the_exact_figures(store: Store, tmp_path: Path) -> None:
    quarters(store)
    with store.write("合计方式") as work:
        work.insert(Setting, [{"id": "total_mode", "value": "原值汇总后修约"}])
    report = r4(store, tmp_path)
    assert report.cell("合计", 6) == Decimal("0.0301")
    assert any("6栏 -0.0001" in text for text in report.texts)
    live = Written(tmp_path / "R4.xlsx", formulas=True)
    assert not str(live.cell("合计", 6)).startswith("=")
    assert str(live.cell("合计", 5)).startswith("=SUM(")


def test_rounding_by_gb_t_8170_rounds_to_even(store: Store, tmp_path: Path) -> None:
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="100.50"))
    assert r4(store, tmp_path).cell("魏塘街道", 6) == Decimal("0.0101")
    with store.write("修约") as work:
        work.insert(Setting, [{"id": "rounding", "value": "GB/T 8170"}])
    report = r4(store, tmp_path)
    assert report.cell("魏塘街道", 6) == Decimal("0.01")
    assert any("按“GB/T 8170”修约" in text for text in report.texts)


def test_totals_and_ratios_are_live(store: Store, tmp_path: Path) -> None:
    fill(store)
    aim(store, "T18", 4, unit="0.46", t330421001="0.4", t330421002="0.06")
    (done,) = export(store, "R4", JUNE, tmp_path / "R4.xlsx")
    live = Written(done.path, formulas=True)
    assert str(live.cell("合计", 6)).startswith("=SUM(")
    assert str(live.cell("合计", 1)).startswith("=SUM(")
    assert str(live.cell("合计", 23)).startswith("=ROUND(")
    assert str(live.cell("魏塘街道", 19)).startswith("=ROUND(")
    assert live.cell("罗星街道", 19) == "—"
