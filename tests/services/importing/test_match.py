"""Headings -> fields: by label, alias, their parents, nearly; and never where a telling word differs."""

import pytest

from app.services.importing.mapping.map import map_table
from app.services.importing.match import scores
from app.services.importing.tables.header import heading, units_named
from app.services.importing.tables.table import Column, Table
from app.services.importing.vocabulary import Ledger, vocabulary
from app.services.workbook.book import Sheet

LEDGERS = {ledger.kind: ledger for ledger in vocabulary().ledgers}
SURE = 0.72


def best(ledger: Ledger, written: str) -> str:
    path = tuple(heading(text).text for text in written.split("|"))
    found = scores(path, ledger)
    name = max(found, key=lambda one: found[one], default="")
    return name if name and found[name] >= SURE else ""


@pytest.mark.parametrize("kind", LEDGERS)
def test_every_declared_heading_names_its_field(kind: str) -> None:
    ledger = LEDGERS[kind]
    for spelling in ledger.spellings:
        assert best(ledger, spelling.key) == spelling.field


@pytest.mark.parametrize(
    ("kind", "written", "field"),
    [
        ("reclamation", "立项|日期", "approval_date"),
        ("reclamation", "验收|日期", "accept_date"),
        ("reclamation", "立项|复垦面积（亩）", "approved_reclaim_area"),
        ("reclamation", "验收|复垦面积（亩）", "accepted_reclaim_area"),
        ("reclamation", "立项|新增耕地", "approved_new_farmland"),
        ("reclamation", "立项|其中:水田", "approved_paddy"),
        ("reclamation", "验收|其中:水田", "accepted_paddy"),
        ("reclamation", "验收|新增耕地面积|旱地", "accepted_dry"),
        ("reclamation", "立项|新增耕地面积|小计", "approved_new_farmland"),
        ("reclamation", "备案|编号", "filing_no"),
        ("reclamation", "计划立项|业主单位", "owner_unit"),
        ("reclamation", "项目情况|占补指标|调剂面积", "transferred_quota"),
        ("reclamation", "项目\n所在\n乡镇", "town_code"),
        ("demolition", "面积|违建面积（㎡）", "illegal_area"),
        ("demolition", "拆除|时间", "demolish_date"),
        ("demolition", "处置拆除|限拆通知日期", "order_date"),
        ("demolition", "累计拆除面积(万平方米)", "demolished_area"),
        ("greening", "完成施工面积|合计", "planted_area"),
        ("greening", "完成施工面积|其中：新增", "new_area"),
        ("greening", "验收|成活率", "survival_rate"),
        ("greening", "施工|其中珍贵树种", "precious_trees"),
        ("greening", "上图时间", "map_date"),
    ],
)
def test_headings_are_understood_with_their_parents(kind: str, written: str, field: str) -> None:
    assert best(LEDGERS[kind], written) == field


@pytest.mark.parametrize(
    ("kind", "written"),
    [
        ("reclamation", "计划|开工日期"),
        ("reclamation", "合同开工日期"),
        ("reclamation", "未复垦面积"),
        ("reclamation", "初验|复垦面积"),
        ("reclamation", "质量等别|水田"),
        ("reclamation", "县级审核意见"),
        ("reclamation", "备注(市局)"),
        ("reclamation", "核定面积"),
        ("reclamation", "复垦完成率"),
        ("demolition", "未拆除面积"),
        ("demolition", "城镇|拆除面积"),
        ("demolition", "占用耕地面积"),
        ("demolition", "拆除率"),
        ("greening", "上图率"),
        ("greening", "作业设计|株数"),
        ("greening", "补植面积"),
    ],
)
def test_headings_that_say_something_else_name_no_field(kind: str, written: str) -> None:
    assert best(LEDGERS[kind], written) == ""


@pytest.mark.parametrize(
    ("raw", "text", "unit"),
    [
        ("总规模（亩）", "总规模", "亩"),
        ("拆除建筑面积{平方米}", "拆除建筑面积", "㎡"),
        ("拆除面积\n（万 ㎡）", "拆除面积", "万㎡"),
        ("面积（单位：hm²）", "面积", "公顷"),
        ("投资/万元", "投资", "万元"),
        ("成活率（％）", "成活率", "%"),
        ("涉及户数（户）", "涉及户数", "户"),
        ("镇（街道）", "镇(街道)", None),
        ("开工日期（年月日）", "开工日期", None),
        ("小计（2栏+3栏）", "小计(2栏+3栏)", None),
    ],
)
def test_a_heading_gives_up_its_unit(raw: str, text: str, unit: str | None) -> None:
    found = heading(raw)
    assert (found.text, found.unit) == (text, unit)


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("面积单位：公顷", ("公顷",)),
        ("单位：亩、万元", ("亩", "万元")),
        ("面积单位：亩；金额单位：万元", ("亩", "万元")),
        ("某县绿化进度（单位：亩）", ("亩",)),
        ("某县拆违进度表（截至2022年9月30日，㎡）", ("㎡",)),
        ("某县绿化奖补表（面积：亩，金额：元）", ("亩", "元")),
        ("某县违建清单（2022年，含历史遗留）", ()),
        ("填报单位：某局", ()),
    ],
)
def test_unit_lines_name_units(line: str, units: tuple[str, ...]) -> None:
    assert units_named(line) == units


def table(headings: dict[str, list[object]], title: str = "", notices: tuple[str, ...] = ()) -> Table:
    columns = []
    for index, written in enumerate(headings):
        said = [heading(text) for text in written.split("|")]
        units = tuple(one.unit for one in reversed(said) if one.unit)
        columns.append(Column(index, tuple(one.text for one in said), units))
    cells = list(zip(*headings.values(), strict=True))
    sheet = Sheet("表", [tuple(headings), *cells])  # type: ignore[list-item]
    return Table(sheet, 1, 1, tuple(columns), tuple(range(2, len(cells) + 2)), {}, title, (title, *notices))


def test_the_ledger_is_decided_by_all_the_columns() -> None:
    names = {"编号": ["甲1", "甲2"], "项目名称": ["一", "二"], "镇街": ["甲镇", "乙镇"]}
    told = {"树种": ["香樟", "榉树"], "成活率(%)": [90, 95]}
    assert map_table(table({**names, **told}), vocabulary()).kind == "greening"
    assert map_table(table(names, title="拆违点位清单"), vocabulary()).kind == "demolition"
    assert map_table(table({**names, "编号": ["FK-1", "FK-2"]}), vocabulary()).kind == "reclamation"


def test_a_table_without_anyone_in_it_is_no_ledger() -> None:
    mapping = map_table(table({"镇街": ["甲镇"], "复垦面积": [1], "垦造耕地": [2]}), vocabulary())
    assert mapping.kind is None
    assert len(mapping.unmapped) == 3


@pytest.mark.parametrize(
    ("heading_text", "notices", "unit"),
    [
        ("总规模（公顷）", ("面积单位：亩",), "公顷"),
        ("总规模", ("面积单位：公顷",), "公顷"),
        ("总规模", ("单位：公顷、万元",), "公顷"),
        ("总规模", ("单位：公顷、亩",), "亩"),
        ("总规模", (), "亩"),
    ],
)
def test_units_come_from_the_nearest_that_names_one(heading_text: str, notices: tuple[str, ...], unit: str) -> None:
    found = map_table(table({"编号": ["FK-1"], "项目名称": ["一"], heading_text: [3]}, "复垦", notices), vocabulary())
    area = next(one for one in found.mapped if one.field.name == "scale_area")
    assert area.unit == unit


def test_content_speaks_against_a_heading() -> None:
    headings: dict[str, list[object]] = {
        "编号": ["FK-1", "FK-2", "FK-3"],
        "项目名称": ["一", "二", "三"],
        "镇街": ["甲"] * 3,
    }
    mapping = map_table(table({**headings, "验收面积": ["未验收", "已验收", "在建"]}), vocabulary())
    assert "accepted_reclaim_area" not in {one.field.name for one in mapping.mapped}


def test_what_the_clerk_decided_before_counts_more() -> None:
    headings: dict[str, list[object]] = {"编号": ["FK-1"], "项目名称": ["一"], "镇街": ["甲"], "面积数": [3]}
    mapping = map_table(table(headings, "复垦台账"), vocabulary(), {"面积数": "scale_area"})
    assert {one.column.letter: one.field.name for one in mapping.mapped}["D"] == "scale_area"
