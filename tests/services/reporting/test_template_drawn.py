"""Forms as different counties draw them: headings of their own, several forms in one workbook, a city's own table."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.importing.tables.table import Column
from app.services.learning import learn
from app.services.reporting.export import Exported
from app.services.reporting.template.export import Blank, export_to_form
from app.services.reporting.template.match import SURE, alike, likeness
from app.services.workbook.layout import ColumnKind, ColumnLayout
from tests.services.importing.returned import answer
from tests.services.reporting.county import LUOXING, WEITANG, add, aim, point
from tests.services.reporting.test_template import JUNE, every_town

HEAD = ["镇（街道）", "年度任务（万㎡）", "本月拆除面积（万㎡）", "累计拆除面积（万㎡）", "累计处置面积（万㎡）"]


@pytest.fixture
def ledger(store: Store) -> Store:
    add(
        store,
        point(1, WEITANG, demolish_date="2022-06-10", demolished_area="1234.56"),
        point(2, LUOXING, demolish_date="2022-05-20", demolished_area="300.00"),
    )
    aim(store, "T18", 4, unit="7.5", **{f"t{WEITANG}": "4.5", f"t{LUOXING}": "3"})
    return store


def drawn(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def filled(store: Store, form: Path) -> Exported:
    return export_to_form(store, "R4", JUNE, Blank(form), form.with_stem("报"))


def cells(path: Path, area: str, sheet: int = 0) -> list[list[Any]]:
    return [
        [cell.value for cell in row] for row in openpyxl.load_workbook(path, data_only=True).worksheets[sheet][area]
    ]


def actions(said: dict[str, Any]) -> list[str]:
    return [row["action"] for row in said["rows"]]


@pytest.mark.parametrize(
    ("said", "unit", "known", "of", "sure"),
    [
        (("施工情况", "小计"), "亩", ("施工", "面积"), "亩", True),
        (("施工情况", "四旁植树"), "株", ("施工", "四旁植树", "株数"), "株", True),
        (("施工情况", "四旁植树"), "亩", ("施工", "四旁植树", "株数"), "株", False),
        (("施工情况", "折算面积"), "亩", ("施工", "四旁植树", "折算面积"), "亩", True),
        (("施工情况", "折算面积"), "亩", ("施工", "面积"), "亩", False),
        (("施工", "施工面积"), "亩", ("施工", "面积"), "亩", True),
        (("验收", "核减面积"), "亩", ("验收", "面积"), "亩", False),
        (("拆违任务",), "个", ("精准拆违点位", "任务"), "个", False),
        (("完成任务比例",), "%", ("精准拆违点位", "完成"), "%", False),
        (("其中：水田面积",), "亩", ("验收", "其中", "水田"), "亩", True),
    ],
)
def test_a_heading_is_what_it_says_and_in_what_it_is_measured(
    said: tuple[str, ...], unit: str, known: tuple[str, ...], of: str, sure: bool
) -> None:
    column = ColumnLayout(key="", path=known, kind=ColumnKind.QUANTITY, unit=of)
    assert (likeness(Column(0, said, (unit,)), column) >= SURE) is sure


def test_a_period_in_front_of_a_heading_is_the_group_it_stands_under() -> None:
    assert alike(("本月拆除点位",), ("本月", "点位数")) == 1.0
    assert alike(("累计完成拆除面积",), ("累计", "拆除面积")) == 1.0
    assert alike(("本月拆除点位",), ("累计", "点位数")) < SURE


def test_of_several_forms_in_one_workbook_only_the_filled_one_comes_back(ledger: Store, tmp_path: Path) -> None:
    towns = [[name] for name in every_town(ledger)]
    land = ["镇（街道）", "年度任务", "立项面积", "开工面积", "竣工面积", "验收面积"]
    form = drawn(
        tmp_path / "一册.xlsx",
        附表1=[["建设用地复垦月报（亩）"], land, *towns, ["合计"]],
        附表2=[["拆违月报"], HEAD, *towns, ["合计"], [], ["二、建设用地复垦（单位：亩）"], land, *towns, ["合计"]],
    )
    done = filled(ledger, form)
    assert cells(done.path, "A3:E3", 1) == [["魏塘街道", 4.5, 0.1235, 0.1235, 0.1235]]
    said = answer(ledger, done.path)
    assert [table["sheet"] for table in said["file"]["tables"]] == ["附表2"]
    assert actions(said) == ["same"] * (len(towns) + 1)


def test_a_citys_form_comes_back_with_the_countys_row(ledger: Store, tmp_path: Path) -> None:
    rows = [["嘉兴市拆违进度汇总表"], ["县（市、区）", *HEAD[1:]], ["南湖区"], ["嘉善县"], ["平湖市"], ["全市合计"]]
    done = filled(ledger, drawn(tmp_path / "市表.xlsx", 汇总=rows))
    assert cells(done.path, "A4:E4") == [["嘉善县", 7.5, 0.1235, 0.1535, 0.1535]]
    assert actions(answer(ledger, done.path)) == ["same"]
    book = openpyxl.load_workbook(done.path)
    sheet = book.worksheets[0]
    for letter, value in zip("BCDE", (9, 1, 2, 3), strict=True):
        sheet[f"{letter}3"] = sheet[f"{letter}6"] = value
    sheet["D4"] = 0.1
    book.save(tmp_path / "退回.xlsx")
    said = answer(ledger, tmp_path / "退回.xlsx")
    assert [(row["row"], list(row["changes"])) for row in said["rows"]] == [(4, ["6"])]


def test_nothing_is_written_under_a_merged_cell(ledger: Store, tmp_path: Path) -> None:
    towns = every_town(ledger)
    rows = [["拆违进度表"], ["片区", *HEAD], *([None, name] for name in towns), ["全县合计"]]
    form = drawn(tmp_path / "片区.xlsx", 进度=rows)
    last = 3 + len(towns)
    book = openpyxl.load_workbook(form)
    book.worksheets[0].merge_cells(f"A3:A{last - 1}")
    book.worksheets[0]["A3"] = "全部"
    book.worksheets[0].merge_cells(f"A{last}:B{last}")
    book.save(form)
    done = filled(ledger, form)
    assert cells(done.path, f"A{last}:D{last}") == [["全县合计", None, 7.5, 0.1235]]
    said = answer(ledger, done.path)
    assert "片区" not in done.note
    assert actions(said) == ["same"] * (len(towns) + 1)


def test_a_form_of_indicators_tells_each_in_the_unit_it_asks_for(ledger: Store, tmp_path: Path) -> None:
    rows = [
        ["XX县2022年主要指标完成情况表（截至5月25日）"],
        ["填报单位（盖章）："],
        ["序号", "指标名称", "计量单位", "年度目标", "累计完成"],
        ["一", "三改一拆", None],
        ["（一）", "拆除违法建筑面积", "平方米"],
        ["二", "国土绿化", None],
        ["（一）", "新增国土绿化面积", "亩"],
        ["（二）", "建设“一村万树”示范村", "个"],
    ]
    form = drawn(tmp_path / "指标.xlsx", 主要指标=rows)
    done = export_to_form(ledger, "R8", JUNE, Blank(form), tmp_path / "报.xlsx")
    assert cells(done.path, "B4:E8") == [
        ["三改一拆", None, None, None],
        ["拆除违法建筑面积", "平方米", 75000, 1534.56],
        ["国土绿化", None, None, None],
        ["新增国土绿化面积", "亩", None, 0],
        ["建设“一村万树”示范村", "个", None, 0],
    ]
    assert cells(done.path, "A1:A2") == [
        ["嘉善县2022年主要指标完成情况表（截至5月25日）"],
        ["填报单位（盖章）：嘉善县"],
    ]
    assert "A1 仍写着" in done.note
    assert "不在本报表里" not in done.note
    assert actions(answer(ledger, done.path)) == ["same"] * 3
    book = openpyxl.load_workbook(done.path)
    book.worksheets[0]["E5"] = 1500
    book.save(tmp_path / "退回.xlsx")
    (changed,) = [row for row in answer(ledger, tmp_path / "退回.xlsx")["rows"] if row["action"] == "update"]
    assert changed["changes"] == {"3": {"sent": "0.1535", "returned": "0.15", "ledger": "0.1535"}}


def test_a_task_that_no_indicator_is_called_stops_the_export(ledger: Store, tmp_path: Path) -> None:
    rows = [
        ["2022年度任务分解表"],
        ["任务类型＼单位", "拆违（万㎡）", "高标准农田"],
        *([name] for name in every_town(ledger)),
    ]
    form = drawn(tmp_path / "任务.xlsx", 任务=rows)
    with pytest.raises(Refusal, match="“高标准农田”（C 列）"):
        export_to_form(ledger, "R9", "2022", Blank(form), tmp_path / "报.xlsx")


def test_a_form_is_of_the_report_it_is_called_after(ledger: Store, tmp_path: Path) -> None:
    head = ["镇街", "任务", "立项数", "验收数", "完成率"]
    rows = [["垦造耕地及占补平衡指标月报"], head, *([name] for name in every_town(ledger))]
    assert learn(ledger, drawn(tmp_path / "占补.xlsx", 占补=rows), "占补表", None, {}).report == "R2"
    rows[0] = ["建设用地复垦进展情况月报"]
    assert learn(ledger, drawn(tmp_path / "复垦.xlsx", 复垦=rows), "复垦表", None, {}).report == "R1"
