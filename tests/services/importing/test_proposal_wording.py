"""How a sentence of an aim may be worded, in documents of no particular place."""

from pathlib import Path

import pytest

from app.models.store import Store
from tests.services.importing.documents import amounts, proposed, table_of, year_plan

ONE = [
    ("完成垦造耕地2000亩以上。", ("垦造耕地", "2000", "亩", ">=")),
    ("耕地保有量稳定在60.5万亩。", ("耕地保有量", "60.5", "万亩", ">=")),
    ("违法用地占比控制在0.8％以内。", ("违法用地占比", "0.8", "%", "<=")),
    ("确保批而未供土地消化率不低于百分之三十五。", ("批而未供土地消化率", "35", "%", ">=")),
    ("拆除违法建筑不少于1,250,000平方米。", ("拆除违法建筑", "1250000", "㎡", ">=")),
    ("建成绿道120公里以上。", ("绿道", "120", "公里", ">=")),
    ("植树不少于三百五十万株。", ("植树", "350", "万株", ">=")),
    ("全年完成20个地质灾害隐患点治理。", ("地质灾害隐患点治理", "20", "个", "=")),
    ("力争完成复垦复绿3千亩。", ("复垦复绿", "3000", "亩", "=")),
    ("违建存量压减至5万平方米以下。", ("违建存量", "5", "万㎡", "<=")),
    ("工业用地亩均税收达到35万元/亩。", ("工业用地亩均税收", "35", "万元/亩", ">=")),
    ("实现安全生产零事故。", ("安全生产零事故", "0", "件", "<=")),
    ("问题图斑9月底前全部清零。", ("问题图斑", "100", "%", "=")),
    ("9月底前全部图斑整改到位。", ("图斑整改到位", "100", "%", "=")),
    ("单位用地面积下降4.5%以上。", ("单位用地面积下降", "4.5", "%", ">=")),
    ("完成避险搬迁1.2万户。", ("避险搬迁", "12000", "户", "=")),
]

NONE = [
    "深入实施“321”行动，落实“三个一批”要求。",
    "推进“551”重大项目落地。",
    "更新1:2000地形图成果应用机制。",
    "时刻对照12个“永远不能忘记”。",
    "建设“8090”宣讲团，擦亮一支部一品牌。",
    "按照《土地管理法》第74条规定执行。",
    "按照安自然资发〔2030〕15号要求执行。",
    "优化流程，在5个工作日内反馈。",
    "去年全市完成垦造耕地3200亩。",
    "截至目前，全市已完成复垦1200亩。",
    "2030年，全市拆除违法建筑86万平方米。",
    "到2035年，累计修复湿地2万亩。",
    "“十五五”期间新增绿地5000亩。",
    "对50亩以下图斑实行台账管理。",
    "每亩补助500元。",
    "迭代升级数字化2.0平台。",
    "3月12日组织义务植树活动。",
]


@pytest.mark.parametrize(("sentence", "want"), ONE)
def test_an_aim_is_read(store: Store, tmp_path: Path, sentence: str, want: tuple[str, str, str, str]) -> None:
    assert amounts(proposed(store, year_plan(tmp_path / "要点.txt", sentence))) == [want]


@pytest.mark.parametrize("sentence", NONE)
def test_a_figure_that_is_no_aim_is_left(store: Store, tmp_path: Path, sentence: str) -> None:
    path = year_plan(tmp_path / "要点.txt", f"{sentence}\n完成旱改水850亩。")
    assert amounts(proposed(store, path)) == [("旱改水", "850", "亩", "=")]


@pytest.mark.parametrize(
    ("sentence", "days"),
    [
        ("完成复垦100亩。", ["2031-12-31"]),
        ("6月底前完成复垦100亩。", ["2031-06-30"]),
        ("2031年2月底前完成复垦100亩。", ["2031-02-28"]),
        ("9月15日前完成复垦100亩。", ["2031-09-15"]),
        ("上半年完成复垦100亩。", ["2031-06-30"]),
        ("三季度末前，完成复垦100亩。", ["2031-09-30"]),
        ("全年完成复垦100亩。", ["2031-12-31"]),
    ],
)
def test_the_day_it_is_due(store: Store, tmp_path: Path, sentence: str, days: list[str]) -> None:
    (one,) = proposed(store, year_plan(tmp_path / "要点.txt", sentence))
    assert (one["name"], one["deadlines"]) == ("复垦", days)


@pytest.mark.parametrize(
    ("sentence", "commitment"),
    [
        ("完成复垦100亩。", "硬指标"),
        ("确保复垦100亩。", "硬指标"),
        ("力争复垦100亩。", "力争"),
        ("争取完成复垦100亩。", "力争"),
        ("争创复垦示范点3个。", "争创"),
        ("争取获评复垦示范点3个。", "争创"),
    ],
)
def test_how_firmly_it_is_promised(store: Store, tmp_path: Path, sentence: str, commitment: str) -> None:
    (one,) = proposed(store, year_plan(tmp_path / "要点.txt", sentence))
    assert one["commitment"] == commitment


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("竣工率达到70%以内。", "“达到”与“以内”矛盾"),
        ("闲置率控制在5%以上。", "“控制在”与“以上”矛盾"),
        ("土地出让收入突破45亿。", "按亿元读取"),
        ("修复矿山1500亩—1800亩。", "按下限读取"),
        ("引进资金5000万元左右。", "约数"),
        ("耕地保有量不低于上级下达任务数。", "没有给出数值"),
    ],
)
def test_what_is_doubtful_is_said(store: Store, tmp_path: Path, sentence: str, doubt: str) -> None:
    (one,) = proposed(store, year_plan(tmp_path / "要点.txt", sentence))
    assert doubt in one["suspect"]


def test_several_aims_of_one_sentence(store: Store, tmp_path: Path) -> None:
    sentence = "力争完成复垦3000亩、垦造耕地1500亩和旱改水800亩以上，开工率、竣工率分别达到90%和70%以上。"
    found = proposed(store, year_plan(tmp_path / "要点.txt", sentence))
    assert amounts(found) == [
        ("复垦", "3000", "亩", "="),
        ("垦造耕地", "1500", "亩", "="),
        ("旱改水", "800", "亩", ">="),
        ("开工率", "90", "%", ">="),
        ("竣工率", "70", "%", ">="),
    ]
    assert {one["commitment"] for one in found} == {"力争"}


def test_parts_stand_under_their_whole(store: Store, tmp_path: Path) -> None:
    sentence = "完成造林3.5万亩，其中新造林1.2万亩、封山育林2.3万亩，建设苗圃5个；垦造耕地900亩（其中20%用于市统筹）。"
    found = proposed(store, year_plan(tmp_path / "要点.txt", sentence))
    assert [(one["name"], one["value"], one["parent"]) for one in found] == [
        ("造林", "3.5", None),
        ("新造林", "1.2", "造林"),
        ("封山育林", "2.3", "造林"),
        ("苗圃", "5", None),
        ("垦造耕地", "900", None),
        ("垦造耕地用于市统筹", "180", "垦造耕地"),
    ]


def test_what_is_said_twice_is_one_aim(store: Store, tmp_path: Path) -> None:
    text = "拆除违法建筑120万平方米以上。\n二、具体措施\n力争全年拆违1200000平方米，年度供地总量3000亩。"
    text += "年度供应国有土地总量0.3万亩。"
    first, second = proposed(store, year_plan(tmp_path / "要点.txt", text))
    assert (first["value"], first["unit"], first["section"]) == ("120", "万㎡", ["一", "二"])
    assert (len(first["sentences"]), first["commitment"]) == (2, "硬指标")
    assert (second["name"], second["value"], len(second["sentences"])) == ("年度供地总量", "3000", 2)


def test_two_amounts_of_one_thing_wait_for_a_decision(store: Store, tmp_path: Path) -> None:
    path = year_plan(tmp_path / "要点.txt", "拆除存量违建不少于20万平方米，力争25万平方米。")
    rows = table_of(store, path)["rows"]
    assert [(row["proposal"]["value"], row["action"]) for row in rows] == [("20", "conflict"), ("25", "conflict")]


def test_a_deliverable_is_a_milestone(store: Store, tmp_path: Path) -> None:
    sentence = "推进地下管线普查工作。力争11月底前全面完成各项普查工作，争创国家森林城市，做好2030年度绩效评价工作。"
    found = proposed(store, year_plan(tmp_path / "要点.txt", sentence))
    assert [(one["name"], one["direction"], one["deadlines"][0], one["value"]) for one in found] == [
        ("地下管线普查", "done", "2031-11-30", None),
        ("国家森林城市", "done", "2031-12-31", None),
        ("2030年度绩效评价", "done", "2031-12-31", None),
    ]


@pytest.mark.parametrize(
    ("sentence", "indicators"),
    [
        ("林地保有量不低于138.5万亩，耕地保有量不低于33.6万亩。", [None, "T01"]),
        ("争取新增建设用地指标1800亩，其中市统筹400亩。", ["T03", None]),
        ("垦造耕地5000亩，其中市统筹500亩。", ["T10", "T11"]),
    ],
)
def test_a_likeness_is_not_taken_for_the_thing(
    store: Store, tmp_path: Path, sentence: str, indicators: list[str | None]
) -> None:
    rows = table_of(store, year_plan(tmp_path / "要点.txt", sentence))["rows"]
    assert [row["indicator"] for row in rows] == indicators


def test_a_match_by_likeness_is_said(store: Store, tmp_path: Path) -> None:
    path = year_plan(tmp_path / "要点.txt", "完成新增改良绿化面积900亩。")
    (row,) = table_of(store, path)["rows"]
    assert row["indicator"] == "T17"
    assert any("请核对" in issue["text"] for issue in row["issues"])
