"""审核关系: what is broken is said with names and numbers, and how much it binds."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from app.models.queries.settings import settings
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import setting
from app.services.indicators import figures
from app.services.records import Addition
from app.services.reporting.build import build
from app.services.reporting.checking.check import CheckResult, failures
from app.services.reporting.export import check, export, form_named
from app.services.reporting.forms.form import Level
from tests.services.reporting.county import LUOXING, UNIT, WEITANG, add, aim, cleaned, point, waiting

CODE = "CW-330421-2022-000"


def found(store: Store, report: str = "R4") -> list[CheckResult]:
    return check(store, report, "2022-06")


def without(addition: Addition, *fields: str) -> Addition:
    return Addition({name: value for name, value in addition.values.items() if name not in fields})


def test_a_sound_ledger_breaks_nothing(store: Store) -> None:
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="100.00"))
    assert found(store) == []


def test_a_blank_part_is_a_hint_that_names_the_record(store: Store) -> None:
    blank = without(point(1, WEITANG, demolish_date="2022-06-01", demolished_area="200.00"), "zone_type")
    (record,) = add(store, blank)
    (result,) = found(store)
    assert result.level is Level.HINT
    assert result.records == (record,)
    assert result.sentence == (
        "合计：“累计 拆除面积”(6栏) 0.0200 应等于 “累计 城镇”(7栏) 0.0000 + “累计 乡村”(8栏) 0.0000"
        f" = 0.0000，相差 0.0200；有 1 条记录没有填“区域类别”：魏塘街道 {CODE}1"
    )


def test_a_blank_part_within_the_tolerance_is_still_named(store: Store) -> None:
    blank = without(point(1, WEITANG, demolish_date="2022-06-01", demolished_area="3.00"), "demolish_mode")
    add(store, blank)
    (result,) = found(store)
    assert result.sentence == f"有 1 条记录没有填“拆除方式”：魏塘街道 {CODE}1"


def test_many_records_are_not_all_named(store: Store) -> None:
    rows = [point(number, WEITANG, demolish_date="2022-06-01", demolished_area="3.00") for number in range(1, 8)]
    add(store, *(without(row, "stock_type") for row in rows))
    (result,) = found(store)
    assert "有 7 条记录没有填“存量新增”：" in result.sentence
    assert result.sentence.endswith(f"{CODE}5 等")
    assert len(result.records) == 7


def test_blanks_in_one_town_do_not_excuse_another(store: Store) -> None:
    """A town whose parts do not add up although nothing is blank breaks what must be."""
    blank = without(point(1, WEITANG, demolish_date="2022-06-01", demolished_area="200.00"), "zone_type")
    add(store, blank, point(2, LUOXING, demolish_date="2022-06-01", demolished_area="200.00"))
    table = build(store, form_named("R4"), "2022-06")
    line = table.lines[1]
    wrong = replace(line, cells=(*line.cells[:7], Decimal("0.0500"), *line.cells[8:]))
    with store.read() as session:
        found = failures(session, replace(table, lines=(table.lines[0], wrong)))
    assert [(one.level, one.row) for one in found] == [(Level.MUST, "罗星街道"), (Level.HINT, "合计")]


def test_more_used_than_there_is_must_not_be(store: Store) -> None:
    dated = {"demolish_date": "2022-06-01", "demolished_area": "500.00", "reuse_date": "2022-06-02"}
    add(store, point(1, LUOXING, demolished_cover_area="200.00", reuse_area="400.00", **dated))
    town, total = found(store)
    assert (town.level, total.level) == (Level.MUST, Level.MUST)
    assert town.relation == "18栏 <= 17栏"
    assert town.sentence == (
        "罗星街道：“拆后土地利用 已利用面积”(18栏) 0.60 应不大于 “拆后土地利用 拆后土地面积”(17栏) 0.30，相差 0.30；"
        f"涉及 1 条记录：{CODE}1"
    )
    assert total.row == "合计"


def test_a_closed_case_without_its_beginning_is_a_hint(store: Store) -> None:
    (record,) = add(store, point(1, LUOXING, case_closed_date="2022-06-01"))
    (result,) = found(store)
    assert (result.level, result.records) == (Level.HINT, (record,))
    assert "没有填“立案日期”" in result.sentence


def test_targets_that_do_not_add_up_are_a_hint(store: Store) -> None:
    aim(store, "T18", 4, unit="52", t330421001="30", t330421002="21")
    (result,) = found(store)
    assert result.level is Level.HINT
    assert result.sentence == "合计：“年度任务”(1栏) 52.0000 应等于 各行之和 51.0000，相差 1.0000"


def test_towns_with_targets_in_a_county_without_one_are_a_hint(store: Store) -> None:
    aim(store, "T18", 4, t330421001="30")
    (result,) = found(store)
    assert result.sentence == "合计：“年度任务”(1栏) 空白 应等于 各行之和 30.0000"


def test_a_county_whose_towns_have_no_targets_adds_up(store: Store) -> None:
    aim(store, "T18", 4, unit="52")
    assert found(store) == []


@pytest.mark.parametrize("report", ["R4", "R8"])
def test_a_text_that_is_no_number_keeps_a_report_from_being_final(store: Store, report: str) -> None:
    (record,) = add(store, waiting(point(1, WEITANG, demolish_date="2022-06-01"), "demolished_area", "三百左右"))
    (result,) = found(store, report)
    assert (result.level, result.records) == (Level.MUST, (record,))
    assert result.sentence == f"有 1 条记录的“拆除面积”还没有改正，没有计入本表：{CODE}1“三百左右”"


def test_a_figure_without_its_day_is_named_as_one_and_only_once(store: Store) -> None:
    plot = Addition(cleaned("greening", {"code": "LH-1", "county_code": UNIT, "town_code": WEITANG}))
    add(store, waiting(plot, "planted_area", "40.7962"), kind="greening")
    (result,) = [one for one in check(store, "R6", "2022-Q2") if one.level is Level.MUST]
    assert result.sentence == "有 1 条记录的“完成施工面积”没有注明截至日期，没有计入本表：LH-1“40.7962”"


def test_a_village_shared_by_towns_breaks_nothing_by_its_share(store: Store) -> None:
    """0.2310 + 0.2185 亩 is 0.4 as it is printed, and 11.55 + 10.925 trees are 12 + 11: 0.46 亩."""
    values = {"county_code": UNIT, "task_kind": "一村万树", "county_check_date": "2022-03-01"}
    values |= {"tree_count": "1000", "converted_area": "20"}
    for code, area in (("LH-1", 2310), ("LH-2", 2185)):
        plot = cleaned("greening", values | {"code": code})
        add(store, Addition(plot, shares=[(WEITANG, area), (LUOXING, 200000 - area)]), kind="greening")
    assert [one for one in check(store, "R6", "2022-Q2") if one.level is Level.MUST] == []


def test_many_villages_shared_by_towns_break_nothing_together(store: Store) -> None:
    """Twelve times 10.51 trees are twelve times 11: 2.64 亩 beside the 2.5 of the areas."""
    values = {"county_code": UNIT, "task_kind": "一村万树", "county_check_date": "2022-03-01"}
    values |= {"tree_count": "1000", "converted_area": "20"}
    for number in range(12):
        plot = cleaned("greening", values | {"code": f"LH-{number}"})
        add(store, Addition(plot, shares=[(WEITANG, 2102), (LUOXING, 197898)]), kind="greening")
    assert [one for one in check(store, "R6", "2022-Q2") if one.level is Level.MUST] == []


def test_parts_closed_to_their_totals_break_nothing_by_it(store: Store) -> None:
    """0.04 of 0.04 亩 are accepted as good: closed to 0.1 of 0.1 in all, the whole is 0.0 there and the good 0.1."""
    setting.change(store, "total_mode", "平差")
    for code, town, area, good in (("LH-1", WEITANG, "0.04", "0.04"), ("LH-2", LUOXING, "0.06", "0.01")):
        values = {"code": code, "county_code": UNIT, "town_code": town, "accept_date": "2022-04-01"}
        values |= {"plant_end": "2022-03-01", "planted_area": area, "new_area": area, "verified_area": good}
        add(store, Addition(cleaned("greening", values | {"improved_area": "0"})), kind="greening")
    table = build(store, form_named("R6"), "2022-Q2")
    assert [str(table.lines[0].cells[table.form.index(number)]) for number in ("10", "11")] == ["0.0", "0.1"]
    assert [one for one in check(store, "R6", "2022-Q2") if one.level is Level.MUST] == []


def test_a_difference_that_rounding_cannot_make_is_told(store: Store) -> None:
    values = {"county_code": UNIT, "town_code": WEITANG, "task_kind": "一村万树", "county_check_date": "2022-03-01"}
    values |= {"code": "LH-1", "tree_count": "1001", "converted_area": "20.2"}
    add(store, Addition(cleaned("greening", values)), kind="greening")
    (result,) = [one for one in check(store, "R6", "2022-Q2") if one.level is Level.MUST]
    assert result.check == "折算面积等于株数除以五十"


def test_a_text_in_a_field_the_report_does_not_use_is_no_matter(store: Store) -> None:
    add(store, waiting(point(1, WEITANG), "illegal_area", "三百左右"))
    assert found(store) == []


def test_a_ledger_has_no_relations(store: Store) -> None:
    with pytest.raises(Refusal, match="没有审核关系"):
        check(store, "demolition", "2022-06")


@pytest.mark.parametrize("said", ["r4", "拆违01表", " 拆违月报 "])
def test_a_form_goes_by_its_id_its_number_and_its_name(said: str) -> None:
    assert form_named(said).id == "R4"


def test_a_ledger_without_a_unit_says_so_everywhere(tmp_path: Path) -> None:
    with Store.create(str(tmp_path / "空.db")) as bare:
        for asked in (
            lambda: check(bare, "R4", "2022-06"),
            lambda: export(bare, "ALL", "2022-06", tmp_path),
            lambda: figures(bare),
        ):
            with pytest.raises(Refusal, match="没有填报单位"):
                asked()
        with bare.read() as session, pytest.raises(Refusal, match="没有工作年度"):
            _ = settings(session).year


def test_a_year_before_the_ledger_s_is_reported_without_targets(store: Store) -> None:
    assert check(store, "R4", "2021-06") == []
