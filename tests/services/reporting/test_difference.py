"""Why two submissions differ: every figure by the records behind it and by what the journal says of them."""

from fractions import Fraction
from pathlib import Path

import pytest

from app.models import home, resources
from app.models.quantity import number
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.work import Origin, Source
from app.services import entering, ledger, records, setting
from app.services.records import Addition, Edit
from app.services.reporting.export import export
from app.services.reporting.sent.alignment import conversion
from app.services.reporting.sent.difference import Changed, Difference, difference
from app.services.reporting.sent.frozen import FrozenColumn
from app.services.reporting.sent.submit import cancel, submit
from app.ui.headless.submitting import difference_lines
from tests.services.reporting.county import LUOXING, WEITANG, add, aim, cleaned, point


def sent(store: Store, out: Path, period: str = "2022-06", report: str = "R4", replaces: str | None = None) -> None:
    export(store, report, period, out)
    submit(store, report, period, replaces=replaces)


def change(store: Store, record: int, dated: str | None = None, **texts: str) -> None:
    origin = Origin("补报.xlsx", "ab" * 32, {"Sheet1": dict.fromkeys(texts, "H")})
    with store.write("导入 补报.xlsx", origin) as work:
        edit = Edit(record, cleaned("demolition", texts), dated=dated, source=Source("Sheet1", 12))
        records.change(work, "demolition", [edit])


def cell(found: Difference, row: str, number: str) -> Changed:
    return next(one for one in found.cells if one.row == row and one.column and one.column.number == number)


def done(code: int, town: str = WEITANG, day: str = "2022-06-01", area: str = "100") -> Addition:
    return point(code, town, name=f"点位{code}", demolish_date=day, demolished_area=area)


def test_a_changed_figure_names_the_record_and_the_cell_it_came_from(store: Store, tmp_path: Path) -> None:
    record, _ = add(store, done(1), done(2))
    sent(store, tmp_path)
    change(store, record, demolished_area="400")
    sent(store, tmp_path, replaces="1")
    found = difference(store, "1", "2")
    area = cell(found, "魏塘街道", "6")
    assert (area.before, area.after) == ("0.0200", "0.0500")
    (cause,) = area.causes
    assert (cause.record, cause.name) == (record, "CW-330421-2022-0001 点位1")
    assert (cause.before, cause.after) == (Fraction("0.01"), Fraction("0.04"))
    (told,) = cause.edits
    edit = told.edit
    assert (edit.label, edit.old, edit.new, edit.days) == ("拆除面积", "100.00", "400.00", ("2022-06-01",))
    assert (edit.file, edit.sheet, edit.cell, edit.step) == ("补报.xlsx", "Sheet1", "H12", "导入 补报.xlsx")
    assert told.late
    assert cell(found, "合计", "6").causes == area.causes


def test_the_records_make_up_every_difference(store: Store, tmp_path: Path) -> None:
    first, second, third = add(store, done(1), done(2), done(3, LUOXING, area="55.55"))
    sent(store, tmp_path)
    change(store, first, demolished_area="123.4")
    change(store, second, town_code=LUOXING, zone_type="乡村违法建筑")
    change(store, third, disposed_area="60", close_date="2022-06-03")
    add(store, done(4, area="7"))
    found = difference(store, "1", "now")
    summed = [one for one in found.cells if one.causes and one.column]
    assert {one.column.number for one in summed if one.column} >= {"2", "3", "4", "6", "7", "8", "14"}
    for one in summed:
        assert one.column
        before, after = number(one.before or "0"), number(one.after or "0")
        assert before is not None
        assert after is not None
        told = sum(((cause.after or 0) - (cause.before or 0) for cause in one.causes), Fraction(0))
        slack = Fraction(1, 10 ** (one.column.places or 0))
        assert abs(Fraction(after) - Fraction(before) - told) <= slack, one


def test_a_record_that_came_and_one_that_went(store: Store, tmp_path: Path) -> None:
    (gone,) = add(store, done(1))
    sent(store, tmp_path)
    with store.write("删除") as work:
        records.remove(work, "demolition", [gone])
    (new,) = add(store, done(2, area="100.5"))
    causes = {one.record: one for one in cell(difference(store, "1", "now"), "魏塘街道", "6").causes}
    assert (causes[gone].name, [told.edit.label for told in causes[gone].edits]) == (
        "CW-330421-2022-0001 点位1",
        ["删除记录"],
    )
    assert (causes[new].before, [told.edit.label for told in causes[new].edits]) == (Fraction(0), ["新增记录"])


def test_work_put_into_another_month_is_told_by_its_days(store: Store, tmp_path: Path) -> None:
    (record,) = add(store, done(1, day="2022-06-01"))
    sent(store, tmp_path)
    change(store, record, dated="2022-04-30", demolished_area="30")
    found = difference(store, "1", "now")
    (cause,) = cell(found, "魏塘街道", "3").causes
    edits = [told.edit for told in cause.edits]
    assert [(edit.label, edit.new, edit.days) for edit in edits] == [
        ("拆除面积", "2022-04-30 +30.00，2022-06-01 -30.00", ("2022-04-30", "2022-06-01"))
    ]


def test_between_two_periods_only_what_the_first_had_closed_is_late(store: Store, tmp_path: Path) -> None:
    late, later = add(store, done(1), point(2, WEITANG, name="点位2"))
    sent(store, tmp_path, "2022-06")
    change(store, late, demolished_area="150", zone_type="乡村违法建筑")
    change(store, later, demolish_date="2022-07-10", demolished_area="80")
    add(store, done(3, day="2022-07-01", area="1"))
    sent(store, tmp_path, "2022-07")
    causes = {one.record: one for one in cell(difference(store, "1", "2"), "魏塘街道", "6").causes}
    assert [(told.edit.label, told.late) for told in causes[late].edits] == [("拆除面积", True), ("区域类别", True)]
    assert {told.late for told in causes[later].edits} == {False}
    assert {told.late for one in causes.values() if one.record not in (late, later) for told in one.edits} == {False}


def test_what_is_worked_out_says_from_what(store: Store, tmp_path: Path) -> None:
    aim(store, "T18", 4, unit="5", t330421001="4", t330421002="4")
    record, _ = add(store, done(1), done(2, LUOXING, area="50"))
    sent(store, tmp_path)
    change(store, record, demolished_area="1.5")
    aim(store, "T18", 4, t330421001="2")
    found = difference(store, "1", "now")
    assert cell(found, "魏塘街道", "23").why == "由 6栏/1栏*100 算出"
    assert cell(found, "魏塘街道", "25").why == "按 23栏 排名"
    target = cell(found, "魏塘街道", "1")
    assert [(told.edit.label, told.edit.new, told.late) for told in target.edits] == [("年度任务", "2.0000", True)]


def test_pace_goes_with_the_day(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path, "2022-06")
    sent(store, tmp_path, "2022-07")
    assert "截止日" in cell(difference(store, "1", "2"), "魏塘街道", "24").why


def test_an_indicator_report_is_explained_too(store: Store, tmp_path: Path) -> None:
    (record,) = add(store, done(1, area="1000"))
    entering.enter(store, "T05", "2022-06", "10")
    sent(store, tmp_path, report="R8")
    change(store, record, demolished_area="3000")
    entering.enter(store, "T05", "2022-06", "12.5")
    found = difference(store, "1", "now")
    by_hand = [one for one in found.cells if one.edits]
    assert {(told.edit.label, told.edit.old, told.edit.new) for one in by_hand for told in one.edits} == {
        ("填报数", "10.0000", "12.5000")
    }
    counted = [one for one in found.cells if one.causes and one.column and one.column.number == "3"]
    assert [(one.before, one.after) for one in counted] == [("0.1000", "0.3000")]


def test_a_ratio_names_its_records_without_amounts(store: Store, tmp_path: Path) -> None:
    block = {"project_kind": "永久基本农田集中连片整治", "is_five_year_task": "是", "county_code": "330421"}
    texts = [{**block, "code": f"YN-{one}", "name": f"方{one}"} for one in (1, 2)]
    first, _ = add(store, *(Addition(cleaned("reclamation", one)) for one in texts), kind="reclamation")
    sent(store, tmp_path, report="R8")
    with store.write("审查") as work:
        values = cleaned("reclamation", {"exam_date": "2022-06-01"})
        records.change(work, "reclamation", [Edit(first, values)])
    found = difference(store, "1", "now")
    ratio = next(one for one in found.cells if one.causes)
    assert [(one.record, one.before, one.after) for one in ratio.causes] == [(first, None, None)]


def test_nothing_differs_where_nothing_changed(store: Store, tmp_path: Path) -> None:
    add(store, done(1))
    sent(store, tmp_path)
    found = difference(store, "1", "NOW")
    assert found.cells == ()
    assert (found.first.label, found.second.label) == ("第 1 次报送（R4-2022-06-1）", "现在的台账")


def test_what_only_the_settings_changed_names_them(store: Store, tmp_path: Path) -> None:
    add(store, done(1, area="32.50"))
    aim(store, "T18", 4, t330421001="0.01")
    sent(store, tmp_path)
    setting.change(store, "rounding", "GB/T 8170")
    setting.change(store, "fonts", "公文字体")
    sent(store, tmp_path, replaces="1")
    found = difference(store, "1", "2")
    (edit,) = found.settings
    assert (edit.label, edit.old, edit.new, edit.step) == ("修约规则", "四舍五入", "GB/T 8170", "设置 修约规则")
    area = cell(found, "魏塘街道", "6")
    assert (area.before, area.after, area.causes) == ("0.0033", "0.0032", ())
    assert area.why == "台账原值没有变，修约规则或合计方式不同"
    told = list(difference_lines(found))
    assert told[1] == "两次之间改过设置："
    assert "修约规则 四舍五入 → GB/T 8170" in told[2]
    assert difference(store, "1", "1").settings == ()


def test_a_form_in_another_unit_is_compared_by_amount(
    monkeypatch: pytest.MonkeyPatch, store: Store, tmp_path: Path
) -> None:
    land = {"demolish_date": "2022-06-01", "demolished_area": "100"}
    first, _ = add(
        store,
        point(1, WEITANG, **land, demolished_cover_area="1000"),
        point(2, LUOXING, **land, demolished_cover_area="333.33"),
    )
    sent(store, tmp_path)
    monkeypatch.setattr(home, "folder", lambda: tmp_path)
    home.forms_folder().mkdir()
    text = (resources.root() / "reports" / "R4.yaml").read_text("utf-8")
    text = text.replace('number: "17", unit: 亩', 'number: "17", unit: ㎡').replace('version: "1"', 'version: "2"')
    (home.forms_folder() / "R4.yaml").write_text(text, "utf-8")
    change(store, first, demolished_cover_area="4000")
    sent(store, tmp_path, replaces="1")
    found = difference(store, "1", "2")
    assert [one.row for one in found.cells if one.column and one.column.number == "17"] == ["魏塘街道", "合计"]
    area = cell(found, "魏塘街道", "17")
    assert (area.before, area.unit, area.after) == ("1.50", "亩", "4000.00")
    assert [(one.before, one.after) for one in area.causes] == [(Fraction(1000), Fraction(4000))]
    told = list(difference_lines(found))
    assert "魏塘街道 “拆后土地利用 拆后土地面积”(17栏)：1.50 亩 → 4000.00 ㎡" in told


def test_what_measures_two_things_is_not_compared() -> None:
    points, area, money = (FrozenColumn("5", ("累计",), unit, "quantity", 0) for unit in ("个", "㎡", "万元"))
    assert conversion(area, money) is None
    assert conversion(points, points) == 1


def test_a_cancelled_submission_can_still_be_explained(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path)
    cancel(store, "1", "报错了")
    add(store, done(1))
    assert difference(store, "R4-2022-06-1", "now").cells


def test_two_reports_are_not_compared(store: Store, tmp_path: Path) -> None:
    sent(store, tmp_path)
    sent(store, tmp_path, report="R8")
    with pytest.raises(Refusal, match="不是同一张报表"):
        difference(store, "1", "2")


def test_without_what_was_frozen_nothing_is_guessed(store: Store, tmp_path: Path) -> None:
    from app.models.submission import Submission

    sent(store, tmp_path)
    with store.write("老登记") as work:
        work.update(Submission, [(1, {"export_id": None})])
    with pytest.raises(Refusal, match="没有留下导出时的记录"):
        difference(store, "1", "now")


def test_a_town_outside_the_first_is_a_new_row(store: Store, tmp_path: Path) -> None:
    """What names no town has a line only where it has figures."""
    sent(store, tmp_path)
    add(store, point(1, None, demolish_date="2022-06-01", demolished_area="10"))
    rows = [(one.row, one.why) for one in difference(store, "1", "now").cells if one.column is None]
    assert rows == [("未分镇(街道)", "新增的行")]
    assert ledger.unit_name(store) == "嘉善县"


def test_the_total_of_a_list_is_explained_by_its_rows(store: Store, tmp_path: Path) -> None:
    kind = {"project_kind": "城乡建设用地增减挂钩", "approval_date": "2022-01-10", "households": "3"}
    values = {"code": "FK-330421-2022-0001", "name": "拆旧", "plan_year": "2022", "county_code": "330421", **kind}
    (record,) = add(store, Addition(cleaned("reclamation", values)), kind="reclamation")
    sent(store, tmp_path, report="R3")
    with store.write("改") as work:
        records.change(work, "reclamation", [Edit(record, cleaned("reclamation", {"households": "5"}))])
    row, total = difference(store, "1", "now").cells
    assert (row.row, row.before, row.after) == ("FK-330421-2022-0001", "3", "5")
    assert (total.row, total.why) == ("合计", "各行之和，见改动的各行")
