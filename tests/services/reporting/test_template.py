"""A report into the bureau's own workbook: the figures in the form's units, every other byte as it came."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from app.models.queries.scope import scope
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import setting
from app.services.indicators import figures
from app.services.learning import learn
from app.services.reporting.export import Exported
from app.services.reporting.template.export import Blank, export_to_form
from tests.services.reporting import bureau
from tests.services.reporting.county import LUOXING, WEITANG, XITANG, add, aim, point
from tests.services.workbook.office import convert, needs_office

JUNE = "2022-06"
OURS = {"[Content_Types].xml", "_rels/.rels", "xl/worksheets/sheet1.xml", "docProps/custom.xml"}
"""The parts that change where a form has rows enough and works out nothing elsewhere."""
ELSEWHERE = {"xl/worksheets/sheet2.xml"}
"""A formula of another sheet that looks at the filled cells."""
MOVED = {
    "xl/workbook.xml",
    "xl/drawings/drawing1.xml",
    "xl/drawings/vmlDrawing1.vml",
    "xl/comments1.xml",
    "xl/charts/chart1.xml",
}
"""What stands below added rows, or points there."""


@dataclass(frozen=True)
class Case:
    """A form and what became of it."""

    form: Path
    done: Exported
    towns: tuple[str, ...]

    @property
    def total(self) -> int:
        """The row of the totals."""
        return bureau.FIRST + len(self.towns)


@pytest.fixture(scope="module")
def ledger(county_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Two towns with figures and one without; tests only read it."""
    copy = shutil.copy(county_file, tmp_path_factory.mktemp("台账") / "台账.db")
    with Store.open(str(copy), writing=True) as store:
        yield _with_figures(store)


def _with_figures(store: Store) -> Store:
    closed = {"close_date": "2022-06-20", "disposed_area": "1500.00"}
    add(
        store,
        point(1, WEITANG, demolish_date="2022-06-10", demolished_area="1234.56", **closed),
        point(2, LUOXING, demolish_date="2022-05-20", demolished_area="300.00"),
    )
    aim(store, "T18", 4, unit="8.5", **{f"t{WEITANG}": "4.5", f"t{LUOXING}": "3", f"t{XITANG}": "1"})
    return store


@pytest.fixture(scope="module")
def roomy(ledger: Store, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A form with a row for every town."""
    folder = tmp_path_factory.mktemp("够行")
    form = bureau.monthly_form(folder / "表样.xlsx", towns=every_town(ledger))
    return Case(form, filled(ledger, form, folder / "报.xlsx"), every_town(ledger))


@pytest.fixture(scope="module")
def short(ledger: Store, tmp_path_factory: pytest.TempPathFactory) -> Case:
    """A form with rows for three towns."""
    folder = tmp_path_factory.mktemp("缺行")
    form = bureau.monthly_form(folder / "表样.xlsx")
    return Case(form, filled(ledger, form, folder / "报.xlsx"), every_town(ledger))


def filled(store: Store, form: Path, out: Path, **decided: str) -> Exported:
    return export_to_form(store, "R4", JUNE, Blank(form, decided), out)


def row(path: Path, number: int, sheet: str = bureau.SHEET) -> list[object]:
    """A row as a program that does not calculate shows it."""
    return [cell.value for cell in openpyxl.load_workbook(path, data_only=True)[sheet][number]]


def every_town(store: Store) -> tuple[str, ...]:
    with store.read() as session:
        return tuple(place.name for place in scope(session).towns())


def test_figures_stand_in_the_forms_units_and_its_formulas_have_new_values(roomy: Case) -> None:
    done = roomy.done
    total = roomy.total
    assert not done.draft
    assert row(done.path, 7) == ["魏塘街道", 4.5, 1234.56, 0.15, 0.1235, 0.0274, 4.38, None]
    assert row(done.path, 9) == ["惠民街道", None, 0, 0, 0, None, 0, None]
    assert row(done.path, total)[1:5] == [8.5, 1534.56, 0.18, 0.1235]
    assert row(done.path, total)[5] == pytest.approx(1534.56 / 10000 / 8.5)
    assert row(done.path, 2, bureau.OTHER)[1] == 1534.56 * 2


def test_the_head_says_whose_and_when_and_what_cannot_be_worked_out_is_named(roomy: Case) -> None:
    done = roomy.done
    book = openpyxl.load_workbook(done.path)
    assert book[bureau.SHEET]["A2"].value == "嘉善县拆违进展情况月报表"
    assert book[bureau.SHEET]["A3"].value == "填报单位：嘉善县"
    assert book[bureau.SHEET]["G3"].value == "截至2022年6月25日"
    assert "说明!B3" in done.note
    assert row(done.path, 3, bureau.OTHER)[1] is None
    assert book.calculation.fullCalcOnLoad


def test_every_other_part_stays_byte_for_byte_in_its_place(roomy: Case) -> None:
    form, done = roomy.form, roomy.done
    sent, written = bureau.parts_of(form), bureau.parts_of(done.path)
    assert list(written) == [*sent, "docProps/custom.xml"]
    assert {name for name in written if sent.get(name) != written[name]} == OURS | ELSEWHERE
    with zipfile.ZipFile(form) as old, zipfile.ZipFile(done.path) as new:
        for part in old.infolist():
            same = new.getinfo(part.filename)
            assert (same.date_time, same.external_attr) == (part.date_time, part.external_attr)


def test_around_the_rows_a_sheet_part_stays_byte_for_byte(roomy: Case) -> None:
    form, done = roomy.form, roomy.done
    name = "xl/worksheets/sheet1.xml"
    assert bureau.sheet_rows(bureau.parts_of(done.path)[name]) == bureau.sheet_rows(bureau.parts_of(form)[name])


def test_a_filled_form_holds_one_property_of_ours_and_no_sheet(ledger: Store, roomy: Case, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(roomy.done.path)
    assert book.sheetnames == [bureau.SHEET, bureau.OTHER]
    assert book.custom_doc_props.names == ["zigui-export"]
    again = filled(ledger, roomy.done.path, tmp_path / "再报.xlsx")
    with_two = openpyxl.load_workbook(again.path)
    assert with_two.custom_doc_props.names == ["zigui-export"]


def test_rows_are_added_in_the_forms_look_and_all_below_moves_along(short: Case) -> None:
    done = short.done
    more = len(short.towns) - len(bureau.TOWNS)
    total = bureau.TOTAL + more
    assert f"已在第 {bureau.TOTAL} 行补上" in done.note
    assert row(done.path, 9)[:3] == ["西塘镇", 1, 0]
    assert row(done.path, total)[1:4] == [8.5, 1534.56, 0.18]
    sheet = openpyxl.load_workbook(done.path)[bureau.SHEET]
    assert sheet[f"B{total}"].value == f"=SUM(B7:B{total - 1})"
    assert sheet["G12"].value == "=ROUND(B12-C12/10000,2)"
    assert sheet["C12"].number_format == sheet["C9"].number_format == "0.00_ "
    assert f"A{total + 2}:H{total + 2}" in {str(area) for area in sheet.merged_cells.ranges}
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == [f"H7:H{total - 1}"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == [f"B7:B{total - 1}"]
    (rule,) = next(iter(sheet.conditional_formatting)).rules
    assert rule.formula == [f"$C${total}"]
    assert sheet[f"B{total}"].comment.text == "本行由公式得出"
    assert sheet["C5"].comment.text == "单位是平方米"
    assert sheet.print_area == f"'{bureau.SHEET}'!$A$1:$H${total + 3}"
    assert sheet.print_title_rows == "$4:$6"
    assert sheet.row_breaks.brk[0].id == total + 4
    assert sheet.protection.sheet


def test_pictures_charts_and_names_follow_the_rows_they_stand_by(short: Case) -> None:
    sent, written = bureau.parts_of(short.form), bureau.parts_of(short.done.path)
    more = len(short.towns) - len(bureau.TOWNS)

    def rows_in(content: bytes) -> list[int]:
        return [int(number) for number in re.findall(rb"<xdr:row>(\d+)<", content)]

    drawn = "xl/drawings/drawing1.xml"
    assert rows_in(written[drawn]) == [number + more for number in rows_in(sent[drawn])]
    total = bureau.TOTAL + more
    assert f"$C$7:$C${total - 1}".encode() in written["xl/charts/chart1.xml"]
    assert f"$B${total}:$G${total}".encode() in written["xl/workbook.xml"]
    changed = {name for name in sent if sent[name] != written[name]}
    assert changed == (OURS | ELSEWHERE | MOVED) - {"docProps/custom.xml"}


def test_last_years_figures_are_replaced_and_its_texts_are_named(ledger: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "去年.xlsx", towns=(*every_town(ledger), "外县一镇"), last_year=True)
    done = filled(ledger, form, tmp_path / "报.xlsx")
    assert row(done.path, 9)[:4] == ["惠民街道", None, 0, 0]
    stranger = bureau.FIRST + len(every_town(ledger))
    assert row(done.path, stranger)[:5] == ["外县一镇", None, None, None, None]
    assert f"第 {stranger} 行“外县一镇”不在本报表里" in done.note
    assert "“备注”（H 列）保留了表中原有的内容" in done.note


def test_a_figure_column_that_nothing_fills_stops_the_export_unless_it_is_left_blank(
    ledger: Store, tmp_path: Path
) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx", more=("出动人员（人）", "责任人"))
    with pytest.raises(Refusal, match=r"“出动人员”（I 列）"):
        filled(ledger, form, tmp_path / "报.xlsx")
    assert not (tmp_path / "报.xlsx").exists()
    assert filled(ledger, form, tmp_path / "报.xlsx", 出动人员="").path.exists()


def test_a_subtotal_of_the_forms_own_leaves_last_years_figures_to_be_asked_for(ledger: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表.xlsx", last_year=True, more=("投入经费",))
    book = openpyxl.load_workbook(form)
    sheet = book.worksheets[0]
    sheet["A7"], sheet["G3"] = "街道小计", "截至2021年12月25日"
    for letter in "BCDEFGI":
        sheet[f"{letter}7"] = f"=SUM({letter}8:{letter}8)"
    sheet["I8"] = 9.5
    book.save(form)
    with pytest.raises(Refusal, match="“投入经费”（I 列）"):
        filled(ledger, form, tmp_path / "出.xlsx")
    done = filled(ledger, form, tmp_path / "出.xlsx", 投入经费="")
    assert "G3 仍写着“截至2021年12月25日”，报告期截至2022年6月25日" in done.note
    assert row(done.path, 8)[8] is None
    assert "街道小计" not in done.note


def test_a_column_is_what_the_clerk_says_it_is(ledger: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx", more=("出动数（起）",))
    done = filled(ledger, form, tmp_path / "报.xlsx", 出动数="20")
    assert row(done.path, 7)[8] == 0


def test_added_rows_are_numbered_on_and_the_open_month_is_the_reports(ledger: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "XX县20XX年X月拆违月报（截至X月X日）"
    sheet.append(["序号", "镇（街道）", "年度任务（㎡）", "累计拆除面积（㎡）"])
    sheet.append([1, bureau.TOWNS[0]])
    sheet.append([None, "合计", "=SUM(C3:C3)", "=SUM(D3:D3)"])
    book.save(tmp_path / "表样.xlsx")
    path = filled(ledger, tmp_path / "表样.xlsx", tmp_path / "报.xlsx").path
    sheet = openpyxl.load_workbook(path).worksheets[0]
    towns = every_town(ledger)
    assert sheet["A1"].value.endswith("2022年6月拆违月报（截至6月25日）")
    assert [cell.value for cell in sheet["A"][2 : 2 + len(towns)]] == list(range(1, len(towns) + 1))


def test_rows_are_added_below_the_towns_not_below_a_row_of_the_forms_own(ledger: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = bureau.SHEET
    sheet["A1"] = "2022年5月拆违月报"
    sheet.append(["镇（街道）", "年度任务（㎡）", "累计拆除面积（㎡）"])
    sheet.append(["合计", "=SUM(B4:B5)", "=SUM(C4:C5)"])
    for name in (*bureau.TOWNS[:2], "外县一镇"):
        sheet.append([name, 9, 9])
    sheet.append(["其中：占比", "=ROUND(C3/B3*100,2)", '=IF(C3>9,"多","少")'])
    book.save(tmp_path / "表样.xlsx")
    done = filled(ledger, tmp_path / "表样.xlsx", tmp_path / "报.xlsx")
    sheet, last = openpyxl.load_workbook(done.path).worksheets[0], 3 + len(every_town(ledger))
    assert [sheet[f"A{number}"].value for number in (6, last, last + 1, last + 2)] == [
        "惠民街道",
        every_town(ledger)[-1],
        "外县一镇",
        "其中：占比",
    ]
    assert sheet["C3"].value == f"=SUM(C4:C{last})"
    assert sheet["B6"].value is None
    assert sheet["C6"].value == 0
    assert row(done.path, 3)[1:3] == [85000, 1534.56]
    assert row(done.path, last + 2)[1:3] == [1.81, "多"]
    assert f"第 {last + 1} 行“外县一镇”不在本报表里" in done.note
    assert "表名仍写着“2022年5月拆违月报”，报告期是2022年6月，请核对表名" in done.note


def test_empty_rows_of_two_lines_a_town_are_no_header(ledger: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = bureau.SHEET
    sheet.append(["镇（街道）", "年度任务（㎡）", "累计拆除面积（万㎡）", "备注"])
    for number, name in enumerate(bureau.TOWNS[:2]):
        top = 2 + 2 * number
        sheet.cell(top, 1, name)
        for column in (1, 2, 3):
            sheet.merge_cells(start_row=top, start_column=column, end_row=top + 1, end_column=column)
    book.save(tmp_path / "表样.xlsx")
    done = filled(ledger, tmp_path / "表样.xlsx", tmp_path / "报.xlsx")
    assert row(done.path, 2)[:3] == ["魏塘街道", 45000, 0.1235]
    assert row(done.path, 4)[:3] == ["罗星街道", 30000, 0.03]
    assert row(done.path, 6)[0] == "惠民街道"
    assert "没有“魏塘街道”" not in done.note


def test_a_total_that_the_form_works_out_otherwise_is_told(ledger: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["镇（街道）", "年度任务（公顷）", "累计拆除面积（万㎡）"])
    for name in every_town(ledger):
        sheet.append([name])
    last = sheet.max_row
    sheet.append(["合计", f"=SUM(B2:B{last})", f"=SUM(C3:C{last})"])
    book.save(tmp_path / "表样.xlsx")
    done = filled(ledger, tmp_path / "表样.xlsx", tmp_path / "报.xlsx")
    said = f"表样的公式得出的合计与台账的不一致，请核对公式包括哪些行：C{last + 1} 0.03（台账 0.1535）"
    assert said in done.note
    assert f"B{last + 1}" not in done.note


def test_a_forms_sum_of_rounded_rows_may_have_a_tail(county_file: Path, tmp_path: Path) -> None:
    with Store.open(str(shutil.copy(county_file, tmp_path / "台账.db")), writing=True) as store:
        areas = ((1, WEITANG, "100.6"), (2, LUOXING, "100.6"), (3, XITANG, "100.6"))
        add(store, *(point(n, town, demolish_date="2022-06-10", demolished_area=area) for n, town, area in areas))
        setting.change(store, "total_mode", "原值汇总后修约")
        book = openpyxl.Workbook()
        book.active.append(["镇（街道）", "累计拆除面积（万㎡）"])
        for name in every_town(store):
            book.active.append([name])
        last = book.active.max_row
        book.active.append(["合计", f"=SUM(B2:B{last})"])
        book.save(tmp_path / "表样.xlsx")
        done = filled(store, tmp_path / "表样.xlsx", tmp_path / "报.xlsx")
    assert f"与台账的合计有尾差：B{last + 1} 0.0303（台账 0.0302）" in done.note


def test_an_open_token_stops_the_export_with_its_cell(ledger: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    book = openpyxl.load_workbook(form)
    book[bureau.SHEET]["A1"].value = "{Form=8} 8"
    book.save(form)
    with pytest.raises(Refusal, match="A1"):
        filled(ledger, form, tmp_path / "报.xlsx")


def test_a_citys_form_gets_the_countys_own_row_alone(ledger: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx", towns=("海盐县", "嘉善县", "海宁市"))
    done = filled(ledger, form, tmp_path / "报.xlsx")
    assert row(done.path, 8)[:4] == ["嘉善县", 8.5, 1534.56, 0.18]
    assert row(done.path, 7)[:4] == ["海盐县", None, None, None]
    assert row(done.path, 10)[0] == "合 计"


def test_what_is_no_such_form_is_refused_and_a_form_is_never_written_over(ledger: Store, tmp_path: Path) -> None:
    path = tmp_path / "别的.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["品名", "单价"])
    book.save(path)
    with pytest.raises(Refusal, match="没有认出"):
        filled(ledger, path, tmp_path / "报.xlsx")
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    with pytest.raises(Refusal, match="不能写回表样"):
        filled(ledger, form, form)


def test_a_form_that_lies_otherwise_is_told_what_to_make_of_it(ledger: Store, tmp_path: Path) -> None:
    rows = [
        ["镇（街道）", "时段", "年度任务（㎡）", "拆除面积（㎡）"],
        *([None, at] for at in ("本月", "累计", "累计", "本月")),
    ]
    form = tmp_path / "表样.xlsx"
    book = openpyxl.Workbook()
    for row in (["嘉善县拆违月报"], *rows):
        book.worksheets[0].append(row)
    book.save(form)
    for refused in (
        lambda: filled(ledger, form, tmp_path / "报.xlsx"),
        lambda: learn(ledger, form, "市局月报", None, {}),
    ):
        with pytest.raises(Refusal) as said:
            refused()
        assert "占几行（本月、累计各一行）" in str(said.value)
        assert "并排的栏目" in str(said.value)


def test_a_total_that_names_its_rows_one_by_one_is_said_to_leave_the_new_ones_out(
    ledger: Store, tmp_path: Path
) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    book = openpyxl.load_workbook(form)
    book[bureau.SHEET]["B10"] = "=B7+B8+B9"
    book.save(form)
    done = filled(ledger, form, tmp_path / "报.xlsx")
    assert "B16 的公式逐行相加，没有包括新补的行" in done.note
    assert "C16" not in done.note


def test_macros_stay_and_the_file_is_named_for_them(ledger: Store, tmp_path: Path) -> None:
    form = with_macros(bureau.monthly_form(tmp_path / "表样.xlsx"), tmp_path / "表样.xlsm")
    with pytest.raises(Refusal, match=r"\.xlsm"):
        filled(ledger, form, tmp_path / "报.xlsx")
    done = filled(ledger, form, tmp_path / "报.xlsm")
    assert bureau.parts_of(done.path)["xl/vbaProject.bin"] == b"\xd0\xcf macros"


def with_macros(form: Path, target: Path) -> Path:
    plain, macro = b"spreadsheetml.sheet.main+xml", b"ms-excel.sheet.macroEnabled.main+xml"
    with zipfile.ZipFile(target, "w") as package:
        for name, content in bureau.parts_of(form).items():
            package.writestr(name, content.replace(b"vnd.openxmlformats-officedocument." + plain, b"vnd." + macro))
        package.writestr("xl/vbaProject.bin", b"\xd0\xcf macros")
    return target


@needs_office
def test_libreoffice_opens_the_form_and_agrees_with_every_stored_value(short: Case, tmp_path: Path) -> None:
    done = short.done
    (tmp_path / "office").mkdir()
    again = convert(stripped(done.path, tmp_path / "重算.xlsx"), "xlsx", tmp_path / "office")
    ours, theirs = (openpyxl.load_workbook(path, data_only=True)[bureau.SHEET] for path in (done.path, again))
    for cells in ours.iter_rows(min_row=bureau.FIRST, max_row=short.total, max_col=7):
        for cell in cells:
            other = theirs[cell.coordinate].value
            assert other == (pytest.approx(cell.value) if isinstance(cell.value, float) else cell.value)


def stripped(path: Path, target: Path) -> Path:
    """The workbook without the stored results of its formulas, so that whoever opens it has to work them out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, content in bureau.parts_of(path).items():
            bare = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content) if "/worksheets/" in name else content
            package.writestr(name, bare)
    target.write_bytes(buffer.getvalue())
    return target


def indicator_form(path: Path) -> Path:
    """A form whose rows are indicators, one of them none of the year's."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "指标"
    sheet.append(["XX县年度主要指标完成情况表"])
    sheet.append(["序号", "指标名称", "计量单位", "年度目标", "累计完成", "完成率(%)", "备注"])
    for number, name in enumerate(("实施拆违", "种一棵树", "实施拆违任务", None), 1):
        sheet.append([number, name, None, None, None, None, None])
    book.save(path)
    return path


def test_a_form_of_indicators_is_filled_by_their_names(ledger: Store, tmp_path: Path) -> None:
    known = {one.name for one in figures(ledger, date(2022, 6, 25))}
    form = indicator_form(tmp_path / "指标.xlsx")
    book = openpyxl.load_workbook(form)
    name = "实施拆违"
    book["指标"]["B3"] = f"其中：{name}"
    book.save(form)
    done = export_to_form(ledger, "R8", JUNE, Blank(form), tmp_path / "报.xlsx")
    rows = list(openpyxl.load_workbook(done.path, data_only=True)["指标"].iter_rows(values_only=True))
    assert rows[0][0] == "嘉善县年度主要指标完成情况表"
    assert rows[2][1] == f"其中：{name}"
    assert rows[2][2:5] == ("万㎡", 8.5, 0.1535)
    assert "“种一棵树”不在本报表里" in done.note
    assert "第 5 行“实施拆违任务”前面已有一行" in done.note
    assert {str(row[1]).removeprefix("其中：") for row in rows[2:]} >= known


def test_a_column_of_the_month_is_never_filled_with_the_years(ledger: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (
        ["建设用地复垦进展月报"],
        ["镇（街道）", "本月", None, "累计", None],
        [None, "立项面积（亩）", "验收面积（亩）", "立项面积（亩）", "验收面积（亩）"],
        ["魏塘街道"],
        ["合计"],
    ):
        sheet.append(line)
    for area in ("A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(area)
    book.save(tmp_path / "表样.xlsx")
    with pytest.raises(Refusal, match="“本月 立项面积”"):
        export_to_form(ledger, "R1", JUNE, Blank(tmp_path / "表样.xlsx"), tmp_path / "报.xlsx")


def grouped_form(path: Path, rows: Sequence[tuple[object, ...]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for line in (
        ["拆违月报表"],
        ["片区", "镇（街道）", "年度任务（公顷）", "累计拆除面积（㎡）", "完成率（%）", "序时进度（%）"],
        *rows,
    ):
        sheet.append(line)
    for line in sheet.iter_rows(min_row=3, min_col=3):
        for cell in line:
            cell.number_format = "0.00"
    book.save(path)
    return path


def test_subtotals_typed_as_figures_are_the_sums_of_their_rows(ledger: Store, tmp_path: Path) -> None:
    streets, towns = every_town(ledger)[:3], every_town(ledger)[3:]
    old = (9, 9, 9, 9)
    last_year = [("街道", name, *old) for name in streets] + [("街道小计", None, *old)]
    last_year += [("镇", name, *old) for name in towns] + [
        ("镇小计", None, 9, "=SUM(D7:D12)", 9, 9),
        ("合计", None, *old),
    ]
    done = filled(ledger, grouped_form(tmp_path / "去年.xlsx", last_year), tmp_path / "报.xlsx")
    assert row(done.path, 6, "Sheet")[2:] == [7.5, 1534.56, 2.05, 50]
    assert row(done.path, 13, "Sheet")[2:] == [1, 0, 0, 50]
    assert row(done.path, 14, "Sheet")[2:4] == [8.5, 1534.56]
    assert openpyxl.load_workbook(done.path).worksheets[0]["D13"].value == "=SUM(D7:D12)"
    assert "小计" not in done.note


def test_subtotals_may_head_their_rows(ledger: Store, tmp_path: Path) -> None:
    streets, towns = every_town(ledger)[:3], every_town(ledger)[3:]
    rows: list[tuple[object, ...]] = [("东片小计", None), *((None, name) for name in streets)]
    rows += [("西片小计", None), *((None, name) for name in towns)]
    done = filled(ledger, grouped_form(tmp_path / "空表.xlsx", rows), tmp_path / "报.xlsx")
    assert [row(done.path, number, "Sheet")[2:4] for number in (3, 7)] == [[7.5, 1534.56], [1, 0]]


def test_a_subtotal_of_who_knows_which_rows_is_emptied_and_named(ledger: Store, tmp_path: Path) -> None:
    towns = every_town(ledger)
    rows = [(None, name, 9, 9, 9, 9) for name in (*towns[:4], "外县一镇")] + [("小计", None, 9, 9, 9, 9)]
    rows += [(None, name, 9, 9, 9, 9) for name in towns[4:]] + [("街道小计", None, 9, 9, 9, 9)]
    done = filled(ledger, grouped_form(tmp_path / "去年.xlsx", rows), tmp_path / "报.xlsx")
    assert row(done.path, 8, "Sheet")[2:] == [None] * 4
    assert row(done.path, 14, "Sheet")[2:] == [None] * 4
    assert "第 8 行“小计”不在本报表里，没有填数" in done.note
    assert "第 14 行“街道小计”不在本报表里，没有填数" in done.note
