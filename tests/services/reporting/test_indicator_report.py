"""R8: a line for each indicator, judged and compared."""

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import EnteredFigure, Indicator
from app.services.reporting.export import export
from tests.services.reporting.county import UNIT, WEITANG, Written, add, aim, point
from tests.services.reporting.test_nine_forms import ACCEPTED, project

NUMBERS = ["甲", "乙", *map(str, range(1, 10))]


def r8(store: Store, folder: Path, period: str = "2022-06") -> Written:
    (done,) = export(store, "R8", period, folder / "R8.xlsx")
    return Written(done.path)


def enter(store: Store, code: str, cutoff: str, value: int | None = None, **state: str) -> None:
    row = {"year": int(cutoff[:4]), "code": code, "region": UNIT, "cutoff": cutoff, "value": value, **state}
    with store.write("手工数") as work:
        work.insert(EnteredFigure, [row])


def cells(report: Written, name: str, *numbers: int) -> list[object]:
    return [report.cell(name, number) for number in numbers]


def test_every_indicator_has_its_line_in_the_documents_order(store: Store, tmp_path: Path) -> None:
    report = r8(store, tmp_path)
    assert [one for one in report.numbers if one] == NUMBERS
    names = list(report.rows)[:41]
    assert names[0] == "全市耕地面积"
    assert names[3:6] == ["年度供应国有土地总量", "其中：住宅用地", "其中：工矿仓储用地"]
    assert names[40] == "1:500全覆盖及1:2000每年动态更新"
    indents = {
        cell.value: cell.alignment.indent for row in report.sheet.iter_rows() for cell in row if cell.value in names
    }
    assert [indents[name] for name in ("完成新增耕地", "其中：垦造耕地", "其中：垦造耕地用于市统筹")] == [0, 1, 2]


def test_it_is_printed_on_a4_across(store: Store, tmp_path: Path) -> None:
    sheet = r8(store, tmp_path).sheet
    page = sheet.page_setup
    assert (page.paperSize, page.orientation, page.fitToHeight) == (9, "landscape", 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_counted_indicator(store: Store, tmp_path: Path) -> None:
    add(
        store,
        point(1, WEITANG, demolish_date="2022-03-01", demolished_area="12345.00"),
        point(2, WEITANG, demolish_date="2022-06-01", demolished_area="655.00"),
        point(3, WEITANG, demolish_date="2021-02-01", demolished_area="10000.00"),
        point(4, WEITANG, demolish_date="2021-08-01", demolished_area="10000.00"),
    )
    aim(store, "T18", 4, unit="2")
    report = r8(store, tmp_path)
    assert cells(report, "实施拆违", 1, 2, 3, 4, 5, 6, 8, 9) == [
        *(2, Decimal("0.0655"), Decimal("1.3"), 65, 50, 15),
        *(1, 30),  # 上年同期 1 万㎡
    ]
    assert report.cell("实施拆违", 7) == "超前"
    assert "台账" in report.rows["实施拆违"]


def test_what_the_clerk_enters(store: Store, tmp_path: Path) -> None:
    aim(store, "T07", 4, unit="100")
    enter(store, "T07", "2022-05-25", 400000)
    enter(store, "T07", "2022-06-25", 430000)
    report = r8(store, tmp_path)
    assert cells(report, "土地出让收入", 2, 3, 4, 6, 8, 9) == [3, 43, 43, -7, None, None]
    assert report.cell("土地出让收入", 7) == "滞后"
    assert "手工" in report.rows["土地出让收入"]


def test_what_nobody_told_since_is_blank_and_what_stayed_as_it_was_is_nothing(store: Store, tmp_path: Path) -> None:
    for code, cutoff in (("T07", "2022-05-25"), ("T05", "2022-05-25"), ("T05", "2022-06-25")):
        enter(store, code, cutoff, 400000)
    report = r8(store, tmp_path)
    assert cells(report, "土地出让收入", 2, 3) == [None, 40]
    assert cells(report, "其中：住宅用地", 2, 3) == [0, 40]


def test_the_first_entry_of_a_year_is_no_months_work(store: Store, tmp_path: Path) -> None:
    enter(store, "T07", "2022-06-25", 430000)
    assert cells(r8(store, tmp_path), "土地出让收入", 2, 3) == [None, 43]
    assert cells(r8(store, tmp_path, "2022-H1"), "土地出让收入", 2, 3) == [43, 43]


def test_a_limit_is_kept_or_not(store: Store, tmp_path: Path) -> None:
    enter(store, "T16", "2022-05-25", 60)
    report = r8(store, tmp_path)
    assert cells(report, "违法占用耕地比例", 1, 2, 3, 4, 5, 6, 7) == [1, "—", Decimal("0.6"), "—", "—", "—", "达标"]
    enter(store, "T16", "2022-06-25", 120)
    assert r8(store, tmp_path).cell("违法占用耕地比例", 7) == "超标"


def test_a_milestone_has_a_state_and_a_day(store: Store, tmp_path: Path) -> None:
    name = "2021年自然资源清查成果"
    assert cells(r8(store, tmp_path), name, 1, 3, 4, 7) == ["—", None, "—", "未填报"]
    enter(store, "T32", "2022-05-25", state="进行中")
    assert cells(r8(store, tmp_path), name, 3, 7) == ["进行中", "进行中"]
    enter(store, "T32", "2022-06-20", state="已完成", state_on="2022-06-18")
    report = r8(store, tmp_path)
    assert cells(report, name, 3, 7) == ["已完成", "完成"]
    assert "2022-06-18完成" in report.rows[name]


def test_the_documents_own_wording_stands_beside_the_direction(store: Store, tmp_path: Path) -> None:
    report = r8(store, tmp_path)
    assert "≥（原文：应竣工项目竣工率达到70%以内）" in report.rows["应竣工项目竣工率"]
    assert "≤" in report.rows["违法占用耕地比例"]
    assert "办结" in report.rows["2021年自然资源清查成果"]


def test_the_texts_of_an_indicator_are_its_own(store: Store, tmp_path: Path) -> None:
    with store.read() as session:
        key = next(one.id for one in session.objects(Indicator, select(Indicator)) if one.code == "T18")
    with store.write("科室") as work:
        work.update(Indicator, [(key, {"office": "执法监督科", "explanation": "拆除的建筑面积"})])
    assert {"执法监督科", "拆除的建筑面积"} <= set(r8(store, tmp_path).rows["实施拆违"])


def test_the_difference_can_be_added_up_from_the_sheet(store: Store, tmp_path: Path) -> None:
    add(store, point(1, WEITANG, demolish_date="2022-03-01", demolished_area="12345.00"))
    aim(store, "T18", 4, unit="3.7")
    report = r8(store, tmp_path, "2022-05-17")
    rate, pace, difference = cells(report, "实施拆违", 4, 5, 6)
    assert isinstance(rate, Decimal)
    assert isinstance(pace, Decimal)
    assert rate - pace == difference
    live = Written(tmp_path / "R8.xlsx", formulas=True)
    assert str(live.cell("实施拆违", 6)).startswith("=ROUND(")


def test_a_year_without_indicators_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有 2019 年的指标"):
        r8(store, tmp_path, "2019-06")
    assert not (tmp_path / "R8.xlsx").exists()


def test_a_rate_of_printed_figures_names_the_exact_one(store: Store, tmp_path: Path) -> None:
    aim(store, "T09", 4, unit="0.0231")
    add(store, project(1, WEITANG, **ACCEPTED | {"accepted_reclaim_area": "118.4569"}), kind="reclamation")
    report = r8(store, tmp_path)
    assert cells(report, "其中：农村建设用地复垦", 3, 4) == [Decimal("0.0118"), Decimal("51.08")]
    (note,) = [text for text in report.texts if "原值" in text]
    assert "评价按原值：农村建设用地复垦 51.08（原值 51.28）。" in note


def test_where_no_rate_is_off_nothing_is_noted(store: Store, tmp_path: Path) -> None:
    aim(store, "T09", 4, unit="0.0232")
    add(store, project(1, WEITANG, **ACCEPTED | {"accepted_reclaim_area": "116"}), kind="reclamation")
    assert not [text for text in r8(store, tmp_path).texts if "原值" in text]
