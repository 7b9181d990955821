"""A bureau's form learned once: exported by its name, known again, and told apart when it comes otherwise."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.models import home, integrity
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import history, learning
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.reporting.template.export import Blank, export_to_form
from tests.services.reporting import bureau
from tests.services.reporting.county import LUOXING, WEITANG, add, aim, new, point

NAME = "市局拆违月报"
SAMPLES = Path(__file__).parent.parent / "data" / "samples"
JUNE = "2022-06"


@pytest.fixture(scope="module")
def county_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    with new(str(folder / "台账.db")) as store:
        add(store, point(1, WEITANG, demolish_date="2022-06-10", demolished_area="1234.56"))
        aim(store, "T18", 4, unit="8.5", **{f"t{WEITANG}": "4.5", f"t{LUOXING}": "4"})
    return folder / "台账.db"


@pytest.fixture
def store(county_file: Path, tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(shutil.copy(county_file, tmp_path / "台账.db")), writing=True) as opened:
        yield opened


def test_a_form_is_learned_by_its_headings_and_exported_by_its_name(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    lesson = learning.learn(store, form, NAME, None, {})
    assert (lesson.report, lesson.version, lesson.drift, lesson.known, lesson.others) == ("R4", 1, (), False, {})
    meant = {one.letter: (one.meant, one.unit) for one in lesson.columns}
    assert meant["B"] == ("1", "公顷")
    assert meant["C"] == ("6", "㎡")
    assert meant["E"] == ("3", "万㎡")
    assert [one.label for one in lesson.columns if one.letter in "GH"] == ["表样自己计算", "留空"]
    form.unlink()
    known = learning.known(store, NAME)
    assert known is not None
    done = export_to_form(store, known.report, JUNE, Blank(known.path, known.decided, NAME), tmp_path / "上报")
    assert done.path.name == f"{NAME}_拆违月报_2022年6月.xlsx"
    sheet = openpyxl.load_workbook(done.path, data_only=True)[bureau.SHEET]
    assert [cell.value for cell in sheet[7]][:4] == ["魏塘街道", 4.5, 1234.56, 0.1235]
    assert [one.name for one in learning.learned(store)] == [NAME]


def test_a_form_of_points_may_be_the_ledger_or_the_report(store: Store) -> None:
    form = SAMPLES / "02-拆违点位-镇列合并-小计.xlsx"
    first = learning.learn(store, form, NAME, None, {})
    assert (first.report, first.others) == ("demolition", {"R5": "拆违点位明细"})
    second = learning.learn(store, form, NAME, "R5", {})
    assert (second.report, second.version, second.others) == ("R5", 2, {})


def test_a_filled_workbook_teaches_as_well_as_a_blank_one(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "去年.xlsx", last_year=True)
    learning.learn(store, form, NAME, "R4", {})
    known = learning.known(store, NAME)
    assert known is not None
    done = export_to_form(store, "R4", JUNE, Blank(known.path, known.decided, NAME), tmp_path / "报.xlsx")
    assert openpyxl.load_workbook(done.path, data_only=True)[bureau.SHEET]["D8"].value == 0
    assert "“备注”（H 列）保留了表中原有的内容" in done.note


def test_what_was_decided_is_remembered_for_the_same_form(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx", more=("出动人员（人）",))
    with pytest.raises(Refusal, match="出动人员"):
        learning.learn(store, form, NAME, None, {})
    assert learning.learned(store) == []
    learning.learn(store, form, NAME, None, {"出动人员": ""})
    again = bureau.monthly_form(tmp_path / "新来的.xlsx", more=("出动人员（人）",))
    assert export_to_form(store, "R4", JUNE, Blank(again), tmp_path / "报.xlsx").path.exists()


def test_next_years_form_is_a_new_version_and_what_moved_is_said(store: Store, tmp_path: Path) -> None:
    learning.learn(store, bureau.monthly_form(tmp_path / "今年.xlsx"), NAME, None, {})
    same = learning.learn(store, tmp_path / "今年.xlsx", NAME, None, {})
    assert (same.version, same.known) == (1, True)
    changed = bureau.monthly_form(tmp_path / "明年.xlsx", more=("案件查处结案（起）",))
    book = openpyxl.load_workbook(changed)
    sheet = book[bureau.SHEET]
    sheet["B4"], sheet["H4"] = "年度任务（公顷）", "备注说明"
    sheet["E4"].value, sheet["F4"].value = sheet["F4"].value, sheet["E4"].value
    book.save(changed)
    lesson = learning.learn(store, changed, NAME, None, {})
    assert lesson.version == 2
    told = "；".join(lesson.drift)
    assert "以前叫“年度目标任务”" in told
    assert "以前叫“备注”" in told
    assert "多了 I 列“案件查处结案”" in told
    assert "移到了 E 列" in told
    known = learning.known(store, NAME)
    assert known is not None
    assert known.decided["案件查处结案"] == "21"


def test_a_renamed_column_that_is_not_understood_is_told_by_its_old_name(store: Store, tmp_path: Path) -> None:
    learning.learn(store, bureau.monthly_form(tmp_path / "今年.xlsx"), NAME, None, {})
    changed = bureau.monthly_form(tmp_path / "明年.xlsx")
    book = openpyxl.load_workbook(changed)
    book[bureau.SHEET]["B4"] = "年度拆除目标（公顷）"
    book.save(changed)
    with pytest.raises(Refusal, match="与第 1 版相比：B 列“年度拆除目标”以前叫“年度目标任务”"):
        learning.learn(store, changed, NAME, None, {})


def test_learning_is_a_step_that_can_be_taken_back_and_brought_again(store: Store, tmp_path: Path) -> None:
    learning.learn(store, bureau.monthly_form(tmp_path / "表样.xlsx"), NAME, None, {})
    learning.learn(store, bureau.monthly_form(tmp_path / "新表样.xlsx", more=("结案（起）",)), NAME, None, {})
    step = history.history(store)[0].batch
    history.undo(store, step)
    assert [one.version for one in learning.learned(store)] == [1]
    history.redo(store, step)
    assert [one.version for one in learning.learned(store)] == [2]
    with store.read() as session:
        assert not [one for one in integrity.altered(session.connection()) if one]


def test_what_cannot_be_learned_is_refused(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    for name in ("R4", "拆违月报", "ALL", " "):
        with pytest.raises(Refusal, match="换一个名称"):
            learning.learn(store, form, name, None, {})
    path = tmp_path / "别的.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["品名", "单价"])
    book.save(path)
    with pytest.raises(Refusal, match="没有认出"):
        learning.learn(store, path, NAME, None, {})


def test_a_form_whose_workbook_is_gone_says_so(store: Store, tmp_path: Path) -> None:
    learning.learn(store, bureau.monthly_form(tmp_path / "表样.xlsx"), NAME, None, {})
    known = learning.known(store, NAME)
    assert known is not None
    known.path.unlink()
    with pytest.raises(Refusal, match="重新学一次"):
        learning.known(store, NAME)


def plain_form(path: Path, title: str, columns: list[str], names: list[str]) -> Path:
    """A bureau's sheet: a title, headings of one or two rows (``group|leaf``), a row for each name, figures to come."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["A2"] = title, "截至2022年6月25日"
    for column, heading in enumerate(columns, 1):
        for row, text in enumerate(heading.split("|"), 3):
            sheet.cell(row, column, text)
        if "|" not in heading:
            sheet.merge_cells(start_row=3, start_column=column, end_row=4, end_column=column)
    for row, name in enumerate(names, 5):
        sheet.cell(row, 1, name)
        for column in range(2, len(columns) + 1):
            sheet.cell(row, column).number_format = "0.00"
    book.save(path)
    return path


TOWNS = ["魏塘街道", "罗星街道", "西塘镇"]
IN_ITS_OWN_WORDS = {
    "R2": (
        "2022年垦造耕地工作进展月报",
        ["乡镇（街道）", "总任务（亩）", "立项情况|项目数（个）", "立项情况|新增耕地面积（亩）",
         "验收情况|项目数（个）", "验收情况|水田（亩）", "占补平衡指标|结余（亩）"],
        TOWNS,
        ["甲", "1", "3", "4", "7", "9", "18"],
    ),
    "R4": (
        "2022年6月份拆违工作进度表",
        ["镇（街道）", "全年任务（万平方米）", "本月完成|拆除面积（㎡）", "1-6月累计|拆除面积（万㎡）",
         "其中|城镇（万㎡）", "其中|农村（万㎡）"],
        TOWNS,
        ["甲", "1", "3", "6", "7", "8"],
    ),
    "R6": (
        "2022年第二季度国土绿化进展情况统计表",
        ["单位", "绿化任务（亩）", "已完成施工（亩）", "验收面积（亩）", "上图面积（亩）", "完成率%"],
        TOWNS,
        ["甲", "1", "4", "10", "14", "9"],
    ),
    "R8": (
        "2022年主要工作指标完成情况",
        ["工作指标", "单位", "全年目标", "累计完成", "备注"],
        ["拆除违法建筑", "垦造耕地"],
        ["甲", "乙", "1", "3", "备注"],
    ),
    "R9": (
        "2022年度重点工作任务分解表",
        ["单位", "垦造耕地（亩）", "拆除违法建筑（万㎡）", "国土绿化（亩）"],
        TOWNS,
        ["甲", "3", "13", "11"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("report", IN_ITS_OWN_WORDS)
def test_a_form_in_a_bureaus_own_words_is_learned_filled_and_comes_back_unchanged(
    store: Store, tmp_path: Path, report: str
) -> None:
    title, columns, names, meant = IN_ITS_OWN_WORDS[report]
    form = plain_form(tmp_path / "表样.xlsx", title, columns, names)
    lesson = learning.learn(store, form, "市局表", None, {})
    assert lesson.report == report
    assert [one.meant for one in lesson.columns] == meant
    known = learning.known(store, "市局表")
    assert known is not None
    period = {"R6": "2022-Q2", "R9": "2022"}.get(report, JUNE)
    done = export_to_form(store, report, period, Blank(known.path, known.decided), tmp_path / "上报.xlsx")
    answer = imported(store, [done.path], Options(confirmed=True), dry_run=True).files[0]
    assert answer.reason is None
    assert {row.action for plan in answer.reports for row in plan.rows} == {Action.SAME}
    assert not answer.gone


def test_a_form_that_names_its_indicators_gets_no_others(store: Store, tmp_path: Path) -> None:
    title, columns, names, _ = IN_ITS_OWN_WORDS["R8"]
    form = plain_form(tmp_path / "表样.xlsx", title, columns, names)
    done = export_to_form(store, "R8", JUNE, Blank(form), tmp_path / "上报.xlsx")
    rows = list(openpyxl.load_workbook(done.path).worksheets[0].iter_rows(min_row=5, values_only=True))
    assert [row[:2] for row in rows] == [("拆除违法建筑", "万㎡"), ("垦造耕地", "亩")]
    assert "项没有填" in done.note


def test_a_form_whose_workbook_is_gone_is_learned_again(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    learning.learn(store, form, NAME, None, {})
    known = learning.known(store, NAME)
    assert known is not None
    known.path.unlink()
    assert learning.learn(store, form, NAME, None, {}).known  # the same workbook: it is kept again
    assert learning.known(store, NAME) == known
    known.path.unlink()
    lesson = learning.learn(store, bureau.monthly_form(tmp_path / "去年.xlsx", last_year=True), NAME, "R4", {})
    assert (lesson.version, lesson.known) == (2, False)
    assert learning.known(store, NAME) is not None


def test_a_form_of_a_ledger_on_a_server_is_kept_on_the_computer_that_learned_it(
    postgresql_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    with new(postgresql_url) as store:
        add(store, point(1, WEITANG, demolish_date="2022-06-10", demolished_area="1234.56"))
        learning.learn(store, form, NAME, None, {})
        known = learning.known(store, NAME)
        assert known is not None
        export_to_form(store, known.report, JUNE, Blank(known.path, known.decided, NAME), tmp_path / "报.xlsx")
        monkeypatch.setattr(home, "folder", lambda: tmp_path / "另一台电脑")
        with pytest.raises(Refusal, match="不在这台电脑上"):
            learning.known(store, NAME)
        learning.learn(store, form, NAME, None, {})
        assert learning.known(store, NAME) is not None
        assert len(learning.learned(store)) == 1
