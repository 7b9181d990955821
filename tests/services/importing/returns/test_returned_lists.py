"""A list of the reviewers' own comes back: verdicts and remarks are taken, values only as the clerk decides."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from app.models.refusal import Refusal
from app.models.store import Store
from app.services import history, reading, records, reviewing
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.importing.planning.rules import decision, read_rules
from app.services.records import Edit
from tests.services.importing.returned import (
    a_list,
    answer,
    changes,
    edited,
    everything,
    rows_with,
)

TITLE = "土地复垦项目清单（市局审核返回）"
HEADER = ("项目编号", "项目名称", "镇街", "验收日期", "验收复垦面积（亩）")
AREA = "accepted_reclaim_area"
UPDATE = Options(only=frozenset({Action.UPDATE}), confirmed=True)


@pytest.fixture
def projects(store: Store) -> list[reading.Texts]:
    """Four accepted projects that nobody has judged yet."""
    found = rows_with(store, "reclamation", lambda row: bool(row["accept_date"] and row[AREA]))[:4]
    blank = {"review_verdict": None, "review_comment": None}
    with store.write("未审核") as work:
        records.change(work, "reclamation", [Edit(int(str(one["id"])), blank) for one in found])
    assert len(found) == 4
    return [{**one, **blank} for one in found]


def row(project: reading.Texts, places: int = 4) -> list[object]:
    area = Decimal(str(project[AREA])).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return [project[name] for name in ("code", "name", "town_code", "accept_date")] + [float(area)]


def returned(
    path: Path, projects: Sequence[reading.Texts], columns: Sequence[str], said: Sequence[Sequence[object]]
) -> Path:
    rows = [[*row(project), *cells] for project, cells in zip(projects, said, strict=False)]
    return a_list(path / "退回.xlsx", TITLE, [*HEADER, *columns], rows)


def held(store: Store, project: reading.Texts) -> reading.Texts:
    return next(one for one in reading.rows(store, "reclamation") if one["id"] == project["id"])


def test_verdicts_and_comments_become_the_record_s_own_and_a_list_to_work_off(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    path = returned(
        tmp_path,
        projects,
        ("审核结果", "审核意见"),
        [("√", ""), ("×", "附件不全"), ("修改后重报", "面积有误"), ("", "")],
    )
    said = answer(store, path)
    assert said["file"]["as"] == "return"
    assert [one["action"] for one in said["rows"]] == ["update", "update", "update", "same"]
    assert changes(said)[4] == {
        "review_verdict": {"sent": None, "returned": "退回", "ledger": None},
        "review_comment": {"sent": None, "returned": "附件不全", "ledger": None},
    }
    assert [held(store, one)["review_verdict"] for one in projects] == ["通过", "退回", "修改后重报", None]
    assert held(store, projects[1])["review_comment"] == "附件不全"
    assert [(one.code, one.verdict, one.comment) for one in reviewing.remarks(store)] == [
        (projects[1]["code"], "退回", "附件不全"),
        (projects[2]["code"], "修改后重报", "面积有误"),
    ]
    (passed,) = [one for one in reviewing.remarks(store, open_only=False) if not one.is_open]
    assert (passed.code, passed.settled) == (projects[0]["code"], "市级通过")
    history.undo(store, said["batch"])
    assert held(store, projects[1])["review_verdict"] is None
    assert reviewing.remarks(store, open_only=False) == []


@pytest.mark.parametrize(
    ("spelling", "verdict"),
    [
        *((one, "通过") for one in ("通过", "同意", "√", "是", "OK", "✓", "合格", "Y", "属实")),
        *((one, "退回") for one in ("退回", "不通过", "×", "否", "待核", "需补充", "不合格", "驳回", "不同意")),
        *((one, "修改后重报") for one in ("修改后重报", "补充后重报")),
        *((one, "核减") for one in ("核减", "予以核减")),
    ],
)  # fmt: skip
def test_every_spelling_of_a_verdict_is_understood(spelling: str, verdict: str) -> None:
    from app.services.importing import lexicon

    known = lexicon.choice_synonyms("reclamation", "review_verdict") | {verdict: verdict}
    assert known[spelling] == verdict


@pytest.mark.parametrize("heading", ["市级审核", "市级是否核实并同意修改"])
def test_every_heading_of_a_verdict_is_known(
    store: Store, projects: list[reading.Texts], tmp_path: Path, heading: str
) -> None:
    said = answer(store, returned(tmp_path, projects, (heading,), [("否",)] * 4), dry_run=True)
    assert [one["values"]["review_verdict"] for one in said["rows"]] == ["退回"] * 4


def test_a_verdict_in_words_of_its_own_is_a_comment(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    answer(store, returned(tmp_path, projects, ("审核结果",), [("基本可以，缺照片",)]))
    (remark,) = reviewing.remarks(store)
    assert (remark.verdict, remark.comment) == (None, "审核结果：基本可以，缺照片")
    assert held(store, projects[0])["review_verdict"] is None


def test_several_columns_of_opinion_are_one_comment_and_the_deadline_is_a_day(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    columns = ("市级意见", "退回原因", "备注(市局)", "整改期限")
    said = answer(store, returned(tmp_path, projects, columns, [("面积有误", "", "请尽快", "2022-08-31")]))
    (remark,) = reviewing.remarks(store)
    assert (remark.comment, remark.deadline) == ("面积有误；请尽快", "2022-08-31")
    assert [one["column"] for one in said["file"]["tables"][0]["unmapped"]] == ["G", "H", "I"]


def test_an_approved_figure_is_told_and_never_taken(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    area = Decimal(str(projects[1][AREA]))
    said = answer(
        store,
        returned(tmp_path, projects, ("核定面积",), [(float(str(projects[0][AREA])),), (float(area - 1),)]),
        Options(only=frozenset({Action.UPDATE}), confirmed=True),
    )
    assert changes(said) == {
        4: {AREA: {"sent": str(projects[1][AREA]), "returned": f"{area - 1:.4f}", "ledger": str(projects[1][AREA])}}
    }
    assert held(store, projects[1]) == projects[1]
    (remark,) = reviewing.remarks(store)
    assert (remark.field, remark.comment, remark.returned) == (AREA, "核定面积", f"{area - 1:.4f}")


def test_a_changed_value_waits_for_the_clerk(store: Store, projects: list[reading.Texts], tmp_path: Path) -> None:
    before = everything(store)
    path = returned(tmp_path, projects, ("审核意见",), [("",)] * 4)
    with edited(path, path) as sheet:
        sheet["E4"] = float(str(projects[1][AREA])) + 1
    said = answer(store, path)
    assert list(changes(said)) == [4]
    assert everything(store) == before
    (remark,) = reviewing.remarks(store)
    assert remark.is_open
    again = answer(store, path, UPDATE)  # the same bytes, and now a decision
    assert again["batch"] is not None
    assert held(store, projects[1])[AREA] == f"{Decimal(str(projects[1][AREA])) + 1:.4f}"
    (remark,) = reviewing.remarks(store, open_only=False)
    assert remark.settled == "采用返回值"
    history.undo(store, again["batch"])
    assert everything(store) == before
    assert reviewing.remarks(store)[0].is_open


def test_rules_decide_field_by_field(store: Store, projects: list[reading.Texts], tmp_path: Path) -> None:
    path = returned(tmp_path, projects, ("审核结果", "审核意见"), [("退回", "改")])
    with edited(path, path) as sheet:
        sheet["E3"], sheet["D3"] = 3.5, "2022-05-05"
    file = tmp_path / "规则.txt"
    file.write_text(
        "# 面积按市里的\n验收复垦面积 = 返回\n\naccept_date＝台账\n验收日期 = 返回\n审核意见=台账\n", "utf-8"
    )
    answer(store, path, Options(rules=read_rules(file)))
    now = held(store, projects[0])
    assert (now[AREA], now["accept_date"]) == ("3.5000", projects[0]["accept_date"])
    assert (now["review_verdict"], now["review_comment"]) == ("退回", None)


def test_rules_may_be_said_as_a_clerk_says_them(tmp_path: Path) -> None:
    file = tmp_path / "规则.txt"
    file.write_text("市局改动的面积一律接受；备注一律保留\n日期不接受。开工日期 = 返回\n", "utf-8")
    rules = read_rules(file)
    for kind, field, taken in (
        ("reclamation", AREA, True),
        ("demolition", "demolished_area", True),
        ("greening", "planted_area", True),
        ("greening", "remark", False),
        ("reclamation", "accept_date", False),
        ("reclamation", "start_date", False),
        ("reclamation", "name", None),
    ):
        assert decision(rules, kind, field) is taken, (kind, field)
    file.write_text("验收日期以市局为准\n其余不动\n", "utf-8")
    rules = read_rules(file)
    assert decision(rules, "reclamation", "accept_date") is True
    assert decision(rules, "reclamation", "name") is False


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("面积都随便\n", "第 1 行看不懂"),
        ("没有的列一律接受\n", "第 1 行没有“没有的列”"),
        ("验收日期 = 返回\n随便写的\n", "第 2 行看不懂"),
        ("没有的列 = 返回\n", "第 1 行没有“没有的列”"),
        ("\n\n验收日期 = 市局\n", "第 3 行看不懂"),
    ],
)
def test_a_line_that_is_no_rule_is_refused_with_its_number(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "规则.txt"
    file.write_text(text, "utf-8-sig")
    with pytest.raises(Refusal, match=said):
        read_rules(file)


def test_rules_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没能打开"):
        read_rules(tmp_path / "没有.txt")
    (tmp_path / "国标.txt").write_bytes("验收日期 = 返回".encode("gbk"))
    with pytest.raises(Refusal, match="不是 UTF-8"):
        read_rules(tmp_path / "国标.txt")


def test_comments_colours_and_strokes_are_remarks(store: Store, projects: list[reading.Texts], tmp_path: Path) -> None:
    path = returned(tmp_path, projects, ("审核结果",), [("",)] * 4)
    with edited(path, path) as sheet:
        sheet["E3"].comment = Comment("市局:\n与报告不符\n请核实", "市局")
        sheet["E4"].fill = PatternFill("solid", fgColor="FFFFFF00")
        sheet["E5"].font = Font(strike=True)
        for cell in sheet[6]:
            cell.font = Font(strike=True)
    said = answer(store, path)
    assert {one["row"]: one["action"] for one in said["rows"]} == {3: "same", 4: "same", 5: "same"}
    told = {one.code: (one.field, one.comment) for one in reviewing.remarks(store)}
    assert told[projects[0]["code"]] == (AREA, "批注：市局：与报告不符；请核实")
    assert told[projects[1]["code"]] == (AREA, "标了黄色")
    assert told[projects[2]["code"]][0] == AREA
    assert "划去了" in str(told[projects[2]["code"]][1])
    assert told[projects[3]["code"]] == (None, "整行被划去，市级要求删除")
    assert held(store, projects[2]) == projects[2]


def test_a_row_painted_all_over_is_one_remark(store: Store, projects: list[reading.Texts], tmp_path: Path) -> None:
    path = returned(tmp_path, projects, ("审核结果",), [("",)] * 4)
    with edited(path, path) as sheet:
        for cell in sheet[4]:
            cell.fill = PatternFill("solid", fgColor="FFFF0000")
    answer(store, path)
    (remark,) = reviewing.remarks(store)
    assert (remark.code, remark.field, remark.comment) == (projects[1]["code"], None, "整行标了红色")


def test_a_legend_says_which_verdict_a_colour_is(store: Store, projects: list[reading.Texts], tmp_path: Path) -> None:
    path = returned(tmp_path, projects, ("审核意见",), [("",)] * 4)
    with edited(path, path) as sheet:
        sheet.append(["注：红色为退回、黄色为核减，绿色为通过"])
        for number, colour in ((3, "FFFF0000"), (4, "FFFFFF00"), (5, "FF00B050")):
            for cell in sheet[number][: 1 if number == 4 else None]:
                cell.fill = PatternFill("solid", fgColor=colour)
        sheet["E6"].fill = PatternFill("solid", fgColor="FF92D050")
        sheet["D6"].fill = PatternFill("solid", fgColor="FFFF0000")
    answer(store, path)
    told = {
        (one.code, one.field, one.verdict, one.comment, one.source.split("!")[-1]) for one in reviewing.remarks(store)
    }
    codes = [str(one["code"]) for one in projects]
    assert told == {
        (codes[0], None, "退回", "按图例，红为退回", "A3"),
        (codes[1], None, "核减", "按图例，黄为核减", "A4"),
        (codes[1], "code", None, "标了黄色", "A4"),
        (codes[3], "accept_date", None, "标了红色", "D6"),
        (codes[3], AREA, None, "标了绿色", "E6"),
    }
    assert [held(store, one)["review_verdict"] for one in projects] == ["退回", "核减", "通过", None]


@pytest.mark.parametrize("legend", ["打√的通过，打×的退回", ""])
def test_signs_put_among_the_rows_numbers_are_verdicts_where_a_legend_says_so(
    store: Store, projects: list[reading.Texts], tmp_path: Path, legend: str
) -> None:
    rows = [[sign, *row(one), ""] for sign, one in zip(("1√", "×", 3, 4), projects, strict=True)]
    path = a_list(tmp_path / "退回.xlsx", TITLE, ["序号", *HEADER, "审核意见"], rows)
    with edited(path, path) as sheet:
        sheet.append([legend])
        sheet["I5"] = "×"
    answer(store, path)
    found = [held(store, one)["review_verdict"] for one in projects]
    told = {one.code: (one.verdict, one.comment) for one in reviewing.remarks(store)}
    codes = [str(one["code"]) for one in projects]
    if legend:
        assert found == ["通过", "退回", "退回", None]
        assert told == dict.fromkeys(codes[1:3], ("退回", "按图例，×为退回"))
    else:
        assert found == [None] * 4
        said = ("序号：1√", "序号：×", "I列：×")
        assert told == {code: (None, one) for code, one in zip(codes[:3], said, strict=True)}


def test_red_signs_are_a_reviewers_mark_unless_a_column_wears_them(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    path = returned(tmp_path, projects, ("审核结果",), [("",)] * 4)
    with edited(path, path) as sheet:
        sheet["E4"].font = Font(color="FFC00000")
        for cell in sheet[5]:
            cell.font = Font(color="FFFF0000")
        for number in range(3, 7):
            sheet.cell(number, 2).font = Font(color="FFFF0000")
    answer(store, path)
    told = {one.code: (one.field, one.comment) for one in reviewing.remarks(store)}
    assert told == {projects[1]["code"]: (AREA, "字标成了红色"), projects[2]["code"]: (None, "整行字标成了红色")}


def test_figures_rounded_to_the_printed_places_are_no_change(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    rows = [[*row(project, 2), "通过"] for project in projects]
    path = a_list(tmp_path / "退回.xlsx", TITLE, [*HEADER, "审核结果"], rows)
    assert {tuple(one) for one in changes(answer(store, path, dry_run=True)).values()} == {("review_verdict",)}


def test_what_the_ledger_does_not_have_is_added_only_when_asked(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    rows = [
        [*row(projects[0])[:-1], 1.5, "退回"],
        ["FK-330421-2022-9999", "新项目", "330421001", "2022-05-05", 2, "退回"],
    ]
    path = a_list(tmp_path / "退回.xlsx", TITLE, [*HEADER, "审核结果"], rows)
    count = len(reading.rows(store, "reclamation"))
    said = answer(store, path)
    assert said["counts"] == {"create": 1, "update": 1, "same": 0, "conflict": 0, "reject": 0}
    assert len(reading.rows(store, "reclamation")) == count
    answer(store, path, Options(only=frozenset({Action.CREATE}), confirmed=True))
    assert len(reading.rows(store, "reclamation")) == count + 1
    assert held(store, projects[0])[AREA] == projects[0][AREA]


def test_a_pass_closes_what_was_open_on_the_record(store: Store, projects: list[reading.Texts], tmp_path: Path) -> None:
    answer(store, returned(tmp_path, projects, ("审核结果", "审核意见"), [("退回", "附件不全")]))
    assert len(reviewing.remarks(store)) == 1
    second = a_list(tmp_path / "二次.xlsx", TITLE, [*HEADER, "审核结果", "审核意见"], [[*row(projects[0]), "通过", ""]])
    answer(store, second)
    assert reviewing.remarks(store) == []
    assert held(store, projects[0])["review_verdict"] == "通过"


def test_remarks_are_settled_once_and_as_a_step_that_can_be_taken_back(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    answer(store, returned(tmp_path, projects, ("审核结果", "审核意见"), [("退回", "附件不全")]))
    (remark,) = reviewing.remarks(store)
    done = reviewing.settled(store, remark.id, " 已补附件 ")
    assert (done.settled, done.is_open) == ("已补附件", False)
    with pytest.raises(Refusal, match="已经办理：已补附件"):
        reviewing.settled(store, remark.id, "又")
    history.undo(store, store.last_change.batch or 0)
    with pytest.raises(Refusal, match="没有写明怎样办理"):
        reviewing.settled(store, remark.id, " ")
    with pytest.raises(Refusal, match="没有第 99 条"):
        reviewing.settled(store, 99, "办了")


def test_a_list_with_such_columns_but_no_such_name_is_a_ledger(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    path = a_list(tmp_path / "台账.xlsx", "土地复垦项目台账", [*HEADER, "审核结果"], [[*row(projects[0]), "退回"]])
    assert answer(store, path, dry_run=True)["file"]["as"] == "ledger"


def test_the_reply_tells_what_became_of_each_remark(
    store: Store, projects: list[reading.Texts], tmp_path: Path
) -> None:
    from app.services.reporting.reply import reply

    with pytest.raises(Refusal, match="不用写回执"):
        reply(store, tmp_path / "空.xlsx")
    answer(store, returned(tmp_path, projects, ("审核结果", "审核意见"), [("退回", "附件不全"), ("通过", "")]))
    reviewing.settled(store, reviewing.remarks(store)[0].id, "已补附件")
    path = reply(store, tmp_path / "回执.xlsx")
    sheet = openpyxl.load_workbook(path).worksheets[0]
    told = [[cell for cell in line if cell not in (None, "")] for line in sheet.iter_rows(values_only=True)]
    assert any({projects[0]["code"], "退回", "附件不全", "已办理", "已补附件"} <= set(line) for line in told)
    assert any({projects[1]["code"], "通过", "已办理", "市级通过"} <= set(line) for line in told)
    said = answer(store, path, dry_run=True)
    assert said["file"]["as"] == "refused"
    assert "目录或回执" in said["file"]["reason"]
