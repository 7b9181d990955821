"""What a clerk writes into a report by hand is kept, printed, carried over, filled into forms and taken back in."""

from pathlib import Path

import openpyxl
import pytest

from app.models.queries import targets
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import history, reviewing, wording
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.reporting.export import export
from app.services.reporting.template.export import Blank, export_to_form
from tests.services.importing.returned import answer
from tests.services.reporting.county import LUOXING, UNIT, WEITANG

SPRING, SUMMER = "2022-Q1", "2022-Q2"
TAKE = Options(only=frozenset({Action.UPDATE}), confirmed=True)


def said(store: Store, period: str = SUMMER) -> dict[tuple[str, str], str]:
    return {(one.row, one.heading): one.text for one in wording.written(store, "R6", period) if one.text}


def analysis(path: Path) -> dict[str, list[object]]:
    """The lines of the second sheet by their names."""
    sheet = openpyxl.load_workbook(path, data_only=True)["对比与分析"]
    return {str(row[0]): list(row[1:]) for row in sheet.iter_rows(values_only=True) if row[0]}


def test_words_are_printed_in_their_cells_and_only_for_their_period(store: Store, tmp_path: Path) -> None:
    wording.write(store, "R6", SUMMER, "亮点", "  春季造林\n提前完成 ", "魏塘街道")
    wording.write(store, "r6", SUMMER, "建议", "=加快验收", UNIT)
    wording.write(store, "R6", "2022-05", "问题", "苗木短缺")  # a month of the quarter
    wording.write(store, "R1", "2022-06", "备注", "已核", "魏塘街道")
    assert said(store) == {
        (WEITANG, "亮点"): "春季造林\n提前完成",
        (UNIT, "建议"): "=加快验收",
        (UNIT, "问题"): "苗木短缺",
    }
    lines = analysis(export(store, "R6", SUMMER, tmp_path)[0].path)
    assert lines["魏塘街道"][5:] == ["春季造林\n提前完成", None, None, None]
    assert lines["合计"][5:] == [None, "苗木短缺", None, "=加快验收"]
    assert analysis(export(store, "R6", SPRING, tmp_path)[0].path)["魏塘街道"][5:] == [None] * 4
    wording.write(store, "R6", SUMMER, "亮点", "", WEITANG)
    assert (WEITANG, "亮点") not in said(store)
    assert store.last_change.batch
    history.undo(store, store.last_change.batch)
    assert said(store)[WEITANG, "亮点"] == "春季造林\n提前完成"


def test_the_period_before_proposes_and_is_taken_as_one_step(store: Store) -> None:
    wording.write(store, "R6", SPRING, "亮点", "早动员", WEITANG)
    wording.write(store, "R6", SPRING, "问题", "缺苗", LUOXING)
    wording.write(store, "R6", SUMMER, "问题", "缺水", LUOXING)
    proposed = [(one.row, one.heading, one.proposed) for one in wording.written(store, "R6", SUMMER) if one.proposed]
    assert proposed == [(WEITANG, "亮点", "早动员")]
    assert said(store) == {(LUOXING, "问题"): "缺水"}
    assert [one.proposed for one in wording.carry(store, "R6", SUMMER)] == ["早动员"]
    assert said(store) == {(WEITANG, "亮点"): "早动员", (LUOXING, "问题"): "缺水"}
    assert wording.carry(store, "R6", SUMMER) == []
    assert wording.written(store, "R1", "2023-01")[0].period == "2023-01"  # the one before lies in another year


def test_an_indicators_office_and_explanation_are_its_own(store: Store, tmp_path: Path) -> None:
    wording.write(store, "R8", "2022-06", "责任科室", "执法科", "T18")
    wording.write(store, "R8", "2022-06", "口径说明", "以拆除日期为准", "实施拆违")
    with store.read() as session:
        found = next(one for one in targets.indicators(session, 2022) if one.code == "T18")
    assert (found.office, found.explanation) == ("执法科", "以拆除日期为准")
    sheet = openpyxl.load_workbook(export(store, "R8", "2022-06", tmp_path)[0].path).worksheets[0]
    assert any({"执法科", "以拆除日期为准"} <= set(row) for row in sheet.iter_rows(values_only=True))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("R4", "2022-06", "备注", "字"), "没有要手工填写的文字栏"),
        (("R6", SUMMER, "亮点儿", "字"), "没有“亮点儿”这个文字栏"),
        (("R6", SUMMER, "亮点", "字", "西塘"), "没有“西塘”这一行"),
        (("R8", "2022-06", "责任科室", "字"), "没有“”这一行"),
        (("R6", SUMMER, "亮点", "字" * 2001), "有 2001 字"),
    ],
)
def test_what_cannot_be_written_is_refused_in_a_sentence(store: Store, given: tuple[str, ...], why: str) -> None:
    before = store.last_change
    with pytest.raises(Refusal, match=why):
        wording.write(store, *given)
    assert store.last_change == before


def test_words_in_a_filled_report_are_offered_and_taken_only_when_asked(store: Store, tmp_path: Path) -> None:
    wording.write(store, "R6", SUMMER, "问题", "缺苗", WEITANG)
    path = export(store, "R6", SUMMER, tmp_path / "季报.xlsx")[0].path
    book = openpyxl.load_workbook(path)
    sheet = book["对比与分析"]
    rows = {row[0].value: row for row in sheet.iter_rows()}
    rows["魏塘街道"][6].value, rows["魏塘街道"][7].value, rows["合计"][6].value = "早完成", "缺苗又缺水", "全县领先"
    book.save(path)
    only_told = answer(store, path)
    assert sum(len(row["changes"]) for row in only_told["rows"]) == 3
    assert [one.returned for one in reviewing.remarks(store)] == ["缺苗又缺水"]  # what filled a blank is no objection
    assert said(store) == {(WEITANG, "问题"): "缺苗"}
    answer(store, path, TAKE)
    assert said(store) == {(WEITANG, "亮点"): "早完成", (WEITANG, "问题"): "缺苗又缺水", (UNIT, "亮点"): "全县领先"}
    assert reviewing.remarks(store) == []
    assert answer(store, path, TAKE)["batch"] is None


def test_a_bureaus_form_gets_the_words_in_its_own_columns(store: Store, tmp_path: Path) -> None:
    wording.write(store, "R6", SUMMER, "亮点", "早完成", WEITANG)
    wording.write(store, "R6", SUMMER, "问题", "缺苗")
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["XX县国土绿化进展季报"])
    sheet.append(["镇(街道)", "年度任务(亩)", "施工面积(亩)", "主要工作亮点", "存在的主要问题", "联系人"])
    for name in ("魏塘街道", "罗星街道", "合计"):
        sheet.append([name, None, None, None, "去年的问题", "老张"])
    book.save(tmp_path / "表样.xlsx")
    done = export_to_form(store, "R6", SUMMER, Blank(tmp_path / "表样.xlsx"), tmp_path / "报.xlsx")
    lines = {row[0]: row[3:6] for row in openpyxl.load_workbook(done.path).worksheets[0].iter_rows(values_only=True)}
    assert lines["魏塘街道"] == ("早完成", "去年的问题", "老张")
    assert lines["合计"] == (None, "缺苗", "老张")
    assert "联系人" in done.note
