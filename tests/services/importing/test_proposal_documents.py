"""Whole documents of invented places and years: other wording, order, units, encodings and line ends."""

import textwrap
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.models.store import Store
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.report import summary
from tests.services.importing.documents import (
    DOCUMENTS,
    amounts,
    answer,
    proposed,
    table_of,
    text_file,
    word_file,
)

DIVIDED = DOCUMENTS / "目标责任分解方案.txt"
NOTICE = DOCUMENTS / "重点工作任务.txt"
LIST = DOCUMENTS / "重点工作清单.txt"

AIMS = {
    DIVIDED: [
        ("耕地保有量", "213.6", "万亩", ">="),
        ("永久基本农田保护面积", "186.4", "万亩", ">="),
        ("新增耕地", "4500", "亩", ">="),
        ("水田", "1800", "亩", "="),
        ("旱改水", "700", "亩", "="),
        ("重大项目新增建设用地指标", "9600", "亩", "="),
        ("批而未供土地消化率", "35", "%", ">="),
        ("闲置土地处置率", "20", "%", ">="),
        ("违法用地占耕地比例", "0.8", "%", "<="),
        ("拆除违法建筑", "120", "万㎡", ">="),
        ("新增违建零增长", "0", "件", "<="),
        ("造林更新", "3.5", "万亩", "="),
        ("新造林", "1.2", "万亩", "="),
        ("退化林修复", "2.3", "万亩", "="),
        ("森林覆盖率", "46.3", "%", ">="),
        ("植树", "300", "万株", ">="),
        ("全市耕地后备资源调查评价", None, None, "done"),
        ("疑似问题图斑核查整改", "300", "个", "="),
        ("疑似问题图斑核查整改率", "100", "%", ">="),
        ("旱地改水田项目开工", "100", "%", "="),
        ("和美林场", "5", "个", "="),
        ("国家级森林乡村", "3", "个", "="),
        ("省级古树公园", "2", "个", "="),
        ("废弃矿山修复面积", "1500", "亩", ">="),
        ("消化存量违建", "60", "%", ">="),
        ("每月开展巡查", "4", "次", ">="),
        ("不动产历史遗留问题化解", "12000", "件", "="),
        ("测绘1:2000地形图更新面积", "320", "平方千米", "="),
        ("土地出让收入", "45", "亿元", ">="),
        ("基层自然资源所示范点", "3", "个", ">="),
    ],
    NOTICE: [
        ("城乡建设用地增减挂钩拆旧复垦", "1260", "亩", "="),
        ("旱改水", "850", "亩", "="),
        ("补充耕地指标入库", "900", "亩", ">="),
        ("工矿废弃地复垦利用率", "85", "%", ">="),
        ("存量建设用地盘活处置", "2300", "亩", ">="),
        ("单位GDP建设用地使用面积下降", "4.5", "%", ">="),
        ("查处违法用地案件结案率", "100", "%", "="),
        ("恢复耕地", "0.3", "万亩", "="),
        ("即可恢复耕地", "1100", "亩", "="),
        ("拆除各类违法建筑面积", "18.6", "万㎡", ">="),
        ("存量违建", "15", "万㎡", ">="),
        ("无违建乡镇", "2", "个", "="),
        ("无违建村(社区)", "15", "个", "="),
        ("违法用地零新增", "0", "件", "<="),
        ("营造林", "6500", "亩", "="),
        ("人工造林", "2100", "亩", "="),
        ("封山育林", "4400", "亩", "="),
        ("新建“森林村庄”", "4", "个", "="),
        ("义务植树", "35", "万株", "="),
        ("林木良种使用率", "75", "%", ">="),
        ("全县森林火灾受害率", "0.8", "‰", "<="),
        ("汛前排查", None, None, "done"),
        ("地质灾害避险搬迁", "25", "户", "="),
        ("地质灾害避险搬迁", "96", "人", "="),
        ("治理地质灾害隐患点", "6", "处", ">="),
        ("一般登记业务3个工作日内办结率", "95", "%", ">="),
        ("不动产登记“一窗受理”全覆盖", None, None, "done"),
        ("县级实景三维平台", None, None, "done"),
        ("省级资金", "2.4", "亿元", ">="),
        ("引导社会资本投入", "5000", "万元", "="),
    ],
    LIST: [
        ("耕地保有量", None, None, ">="),
        ("复垦", "3000", "亩", "="),
        ("垦造耕地", "1500", "亩", "="),
        ("旱改水", "800", "亩", ">="),
        ("“百千万”永久基本农田集中连片整治项目", "6", "个", "="),
        ("万亩方", "1", "个", "="),
        ("千亩方", "5", "个", "="),
        ("新增国土绿化面积", "12", "万亩", "="),
        ("人工造林", "4", "万亩", "="),
        ("退化林修复", "5", "万亩", "="),
        ("森林抚育", "3", "万亩", "="),
        ("拆除存量违建", "20", "万㎡", ">="),
        ("拆除存量违建", "25", "万㎡", "="),
        ("工业用地亩均税收", "35", "万元/亩", ">="),
        ("信访积案化解率", "100", "%", ">="),
        ("50亩以下图斑整改", None, None, "done"),
        ("综合考核排名进入", "5", "位", "<="),
        ("国家森林城市", None, None, "done"),
        ("乡镇完成国土空间总体规划报批", "90", "%", ">="),
        ("第三轮“三调”成果更新", None, None, "done"),
        ("违建销号率", "95", "%", ">="),
        ("隐患点治理", "20", "个", "="),
        ("隐患点治理", "15", "处", "="),
    ],
}


@pytest.mark.parametrize("path", AIMS, ids=lambda path: path.stem)
def test_every_aim_and_nothing_else(store: Store, path: Path) -> None:
    assert amounts(proposed(store, path)) == AIMS[path]


def test_the_sections_are_cited(store: Store) -> None:
    found = {one["name"]: one["section"] for one in proposed(store, DIVIDED)}
    assert found["拆除违法建筑"] == ["二(三)", "三3"]
    assert found["和美林场"] == ["三2"]


def test_the_parts_are_under_their_wholes(store: Store) -> None:
    found = {one["name"]: one["parent"] for one in proposed(store, DIVIDED) if one["parent"]}
    assert found == {"水田": "新增耕地", "旱改水": "新增耕地", "新造林": "造林更新", "退化林修复": "造林更新"}


def test_the_title_names_the_year(store: Store) -> None:
    assert table_of(store, DIVIDED)["title"] == "青禾市自然资源局2024年度工作目标责任分解方案"
    assert {one["deadlines"][0][:4] for one in proposed(store, DIVIDED)} == {"2024"}


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_any_encoding_is_the_same(store: Store, tmp_path: Path, encoding: str) -> None:
    text = NOTICE.read_text("utf-8")
    assert proposed(store, text_file(tmp_path / "通知.txt", text, encoding)) == proposed(store, NOTICE)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(width=st.integers(26, 60))
def test_where_the_lines_are_broken_does_not_matter(store: Store, tmp_path: Path, width: int) -> None:
    lines = [piece for line in NOTICE.read_text("utf-8").splitlines() for piece in _wrapped(line, width)]
    broken = text_file(tmp_path / "断行.txt", "\n".join(lines))
    assert amounts(proposed(store, broken)) == AIMS[NOTICE]


def _wrapped(line: str, width: int) -> list[str]:
    """A line cut as a typesetter cuts it: never within a number, never before a closing sign."""
    pieces = [""]
    for sign in line:
        full = len(pieces[-1]) >= width and not (sign in "，。；、（）：”%‰." or (sign + pieces[-1][-1]).isascii())
        if full:
            pieces.append("")
        pieces[-1] += sign
    return pieces


def test_a_word_document_with_automatic_numbers_and_a_table(store: Store, tmp_path: Path) -> None:
    paragraphs = [
        "石桥区自然资源局2033年工作要点",
        (0, "总体要求"),
        "稳中求进。",
        (0, "主要任务"),
        (1, "耕地保护"),
        (2, "完成垦造耕地600亩以上，6月底前完成旱改水180亩。"),
        [
            ["序号", "指标名称", "计量单位", "目标值", "完成时限"],
            ["1", "耕地保有量", "万亩", "≥21.35", "12月底前"],
            ["2", "闲置土地处置率", "%", "不低于30", "10月底前"],
            ["3", "新增违法占用耕地比例", "%", "≤0.5", ""],
            ["", "合计", "", "—", ""],
        ],
    ]
    found = proposed(store, word_file(tmp_path / "要点.docx", paragraphs))
    assert amounts(found) == [
        ("垦造耕地", "600", "亩", ">="),
        ("旱改水", "180", "亩", "="),
        ("耕地保有量", "21.35", "万亩", ">="),
        ("闲置土地处置率", "30", "%", ">="),
        ("新增违法占用耕地比例", "0.5", "%", "<="),
    ]
    assert [one["section"] for one in found[:2]] == [["二(一)1"], ["二(一)1"]]
    assert [one["deadlines"] for one in found[1:4]] == [["2033-06-30"], ["2033-12-31"], ["2033-10-31"]]


def test_a_document_without_an_aim_is_refused(store: Store, tmp_path: Path) -> None:
    path = text_file(tmp_path / "讲话.txt", textwrap.dedent("同志们：\n今天的会议很重要。希望大家认真落实。\n"))
    (file,) = answer(store, path)["files"]
    assert (file["as"], file["tables"]) == ("refused", [])
    assert "没有找到年度目标" in file["reason"]


def test_another_places_document_is_remarked_on(store: Store) -> None:
    told = "\n".join(summary(imported(store, [NOTICE], Options(), dry_run=True)))
    assert "请核对是不是本地的文件" in told
    assert "文件是 2025 年的，台账的工作年度是 2022 年" in told
