"""The month's bulletin: the reports' own figures in sentences, tables and charts, and what lags."""

import json
import re
import zipfile
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from lxml import etree

from app.models.queries import targets
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import entering
from app.services.bulletin import words
from app.services.bulletin.brief import brief
from app.services.bulletin.words import Words, joined, ordinal
from app.services.demo import fill
from app.services.records import Addition
from app.services.reporting.export import export
from app.ui.headless import console
from tests.services.reporting import county
from tests.services.reporting.county import LUOXING, WEITANG, XITANG, Written, add, aim, cleaned, point

TOLD = r"累计完成([\d.]+)\D+，占年度任务([\d.]+)\D+的([\d.]+)%，(?:(高于|低于)序时进度([\d.]+)个百分点|.*)"
"""A sentence about an indicator behind its name."""
CHART = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty ledger of the county, open for writing."""
    with county.new(str(tmp_path / "台账.db")) as opened:
        yield opened


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The bulletin of a demo year's June, and the report of demolition it takes its figures from."""
    folder = tmp_path_factory.mktemp("通报")
    with county.new(str(folder / "台账.db")) as store:
        fill.fill(store, 120, 2022, 1)
        made = brief(store, "2022-06", folder / "通报.docx")
        (report,) = export(store, "R4", "2022-06", folder)
    return made.path, report.path


def texts(path: Path) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]


def said(path: Path, start: str) -> str:
    return next(text for text in texts(path) if text.startswith(start))


def told(path: Path, words: str) -> str:
    return next(text for text in texts(path) if words in text)


def shown(exact: str | Decimal, places: int) -> Decimal:
    """A figure as the year's report prints it."""
    return Decimal(exact).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def test_it_is_laid_out_as_an_official_document(year: tuple[Path, Path]) -> None:
    path, _ = year
    made = docx.Document(str(path))
    section = made.sections[0]
    sizes = (section.page_width, section.top_margin, section.left_margin)
    assert [round(size.mm) for size in sizes if size] == [210, 37, 28]
    title = made.paragraphs[0]
    assert title.text == "关于嘉善县2022年6月自然资源和规划重点指标进展情况的通报"
    assert "方正小标宋简体" in title._p.xml
    assert made.core_properties.title == title.text
    assert made.core_properties.author == ""
    headings = [text for text in texts(path) if text[1:2] == "、" and text[0] in "一二三四五六七"]
    assert headings == ["一、总体情况", "二、主要指标进展", "三、各镇(街道)进展", "四、存在问题", "五、下一步工作要求"]
    assert texts(path)[-2] == "嘉善县自然资源和规划局"
    with zipfile.ZipFile(path) as package:
        assert b'w:altName w:val="\xe5\x8d\x8e\xe6\x96\x87\xe4\xb8\xad\xe5\xae\x8b"' in package.read(
            "word/fontTable.xml"
        )


def test_every_figure_of_the_table_is_the_reports(year: tuple[Path, Path]) -> None:
    path, report = year
    printed = Written(report)
    table = next(one for one in docx.Document(str(path)).tables if "拆除面积" in one.rows[0].cells[3].text)
    assert [cell.text for cell in table.rows[0].cells][:3] == ["位次", "镇(街道)", "年度任务\n(万㎡)"]
    for row in table.rows[1:]:
        _, town, *figures = [cell.text for cell in row.cells]
        for number, figure in zip((1, 6, 23, 24), figures, strict=True):
            assert Decimal(figure) == printed.cell(town, number), (town, number)
    rates = [Decimal(row.cells[4].text) for row in table.rows[1:-1]]
    assert rates == sorted(rates, reverse=True)
    assert [row.cells[0].text for row in table.rows[1:3]] == ["1", "2"]


def test_a_chart_is_drawn_from_its_own_numbers_and_can_be_edited(year: tuple[Path, Path]) -> None:
    path, _ = year
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("word/charts/chart")]
        for name in names:
            root = etree.fromstring(package.read(name))
            cached = [_points(one) for one in root.iter(f"{CHART}numCache")]
            embedded = name.replace("charts", "embeddings").replace(".xml", ".xlsx")
            book = openpyxl.load_workbook(BytesIO(package.read(embedded)))
            rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
            assert list(map(Decimal, cached[0])) == [Decimal(str(row[1])) for row in rows]
            assert _points(next(root.iter(f"{CHART}cat"))) == [row[0] for row in rows]
    assert len(names) >= 2


def _points(element: etree._Element) -> list[str]:
    return [point.findtext(f"{CHART}v") or "" for point in element.iter(f"{CHART}pt")]


def test_an_indicator_is_told_with_task_rate_and_pace(store: Store, tmp_path: Path) -> None:
    aim(store, "T18", 4, unit="4")
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="12345"))
    path = brief(store, "2022-06", tmp_path).path
    assert path.name == "关于嘉善县2022年6月自然资源和规划重点指标进展情况的通报.docx"
    assert said(path, "拆违累计") == "拆违累计完成1.2345万㎡，占年度任务4万㎡的30.86%，低于序时进度19.14个百分点。"
    assert "拆违（低于序时进度19.14个百分点）" in said(path, "（一）进度滞后")
    assert said(path, "拆违尚未") == "拆违尚未分解年度任务，暂不排名。"


def test_what_is_kept_by_hand_is_told_by_its_kind(store: Store, tmp_path: Path) -> None:
    entering.enter(store, "T05", "2022-06", "12.5")
    entering.enter(store, "T14", "2022-06", "95")
    entering.enter(store, "T15", "2022-06", "35")
    entering.enter(store, "T16", "2022-06", "0.6")
    entering.enter(store, "T33", "2022-06", "2")
    entering.enter(store, "T39", "2022-06", "进行中")
    path = brief(store, "2022-06", tmp_path / "通报.docx").path
    assert said(path, "住宅用地") == "住宅用地累计完成12.5亩，年度任务尚未下达。"
    assert said(path, "应开工") == "应开工项目开工率达到95%，目标为90%，已完成年度任务。"
    assert said(path, "应竣工") == "应竣工项目竣工率达到35%，目标为70%，与序时进度持平。"
    assert said(path, "违法占用") == "违法占用耕地比例为0.6%，在控制数1%以内。"
    assert said(path, "卫片执法") == "卫片执法零通报、零问责为2件，超过控制数0件。"
    assert said(path, "地下市政") == "地下市政基础设施普查：进行中。"
    assert told(path, "尚未填报的指标有").startswith("（四）")


def test_parts_follow_the_whole_they_belong_to(store: Store, tmp_path: Path) -> None:
    entering.enter(store, "T04", "2022-06", "0.5")
    entering.enter(store, "T05", "2022-06", "12")
    entering.enter(store, "T06", "2022-06", "13")
    text = said(brief(store, "2022-06", tmp_path / "通报.docx").path, "年度供应国有土地")
    assert text.count("其中，") == 1
    assert "；工矿仓储用地累计完成13亩" in text


def test_what_is_past_its_date_is_named(store: Store, tmp_path: Path) -> None:
    late = {"demolish_deadline": "2022-05-01", "ruling_date": "2022-04-01"}
    add(
        store,
        point(1, WEITANG, name="老厂房", **late),
        point(2, XITANG, name="已拆的", demolish_date="2022-06-02", demolished_area="10", **late),
        point(3, XITANG, name="后来才拆的", demolish_date="2022-07-02", demolished_area="10", **late),
        point(4, XITANG, name="没收的", disposal_method="没收", confiscated_area="10", stage="没收", **late),
        point(5, XITANG, name="还没到期", demolish_deadline="2022-06-25"),
    )
    block = {"project_kind": "建设用地复垦", "county_code": "330421", "town_code": XITANG, "code": "FK-1"}
    texts_ = {**block, "name": "西塘镇复垦", "due_date": "2022-06"}
    add(store, Addition(cleaned("reclamation", texts_)), kind="reclamation")
    path = brief(store, "2022-06", tmp_path / "通报.docx").path
    assert told(path, "限拆期限") == (
        "（三）超过限拆期限仍未拆除的点位2个：魏塘街道老厂房（2022年5月1日到期）、西塘镇后来才拆的（2022年5月1日到期）。"
    )
    assert told(path, "计划竣工") == "（二）超过计划竣工日期仍未竣工的复垦整治项目1个：西塘镇复垦（2022年6月到期）。"


def test_where_nothing_lags_it_says_so(store: Store, tmp_path: Path) -> None:
    aim(store, "T18", 4, unit="1", t330421001="1")
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="20000"))
    path = brief(store, "2022-06", tmp_path / "通报.docx").path
    assert told(path, "计划竣工") == "（二）没有超过计划竣工日期仍未竣工的复垦整治项目。"
    assert said(path, "拆违完成率") == "拆违完成率居前的是魏塘街道（200%）；各镇(街道)均达到序时进度。"
    assert told(path, "有年度任务的指标均达到序时进度")


def test_no_town_leads_with_nothing(store: Store, tmp_path: Path) -> None:
    aim(store, "T18", 4, unit="1", t330421001="1")
    path = brief(store, "2022-06", tmp_path / "通报.docx").path
    assert said(path, "有年度任务的镇") == "有年度任务的镇(街道)拆违完成率均为0%。"


@pytest.fixture(scope="module")
def worked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a year of invented work in it, and one with nothing in it beside."""
    path = tmp_path_factory.mktemp("全年") / "台账.db"
    with county.new(str(path)) as store:
        fill.fill(store, 60, 2022, 1)
    county.new(str(path.with_name("空.db"))).close()
    return path


@pytest.mark.parametrize("ledger", ["台账.db", "空.db"])
@pytest.mark.parametrize(
    ("period", "day"), [("2022-06", "2022-06-25"), ("2022-Q3", "2022-09-25"), ("2022", "2022-12-31")]
)
def test_every_sentence_says_what_the_figures_say(
    worked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], ledger: str, period: str, day: str
) -> None:
    path, out = str(worked.with_name(ledger)), tmp_path / "通报.docx"
    assert console.main(["--ledger", path, "brief", "--period", period, "--out", str(out)]) == 0
    capsys.readouterr()
    assert console.main(["--ledger", path, "figures", "--json", "--as-of", day]) == 0
    figures = json.loads(capsys.readouterr().out)
    with Store.open(path) as store, store.read() as session:
        names = {one.code: one.name.strip() for one in targets.indicators(session, 2022)}
    sentences = [part for text in texts(out) for part in re.split("[；。]", text)]
    known = [one for one in figures if one["actual"] is not None and one["rate"] is not None and one["unit"] != "%"]
    told_of = 0
    for one in known:
        name = re.sub("^(完成|实施|争取)", "", names[one["indicator"]])
        for match in filter(None, (re.fullmatch(f"(?:其中，)?{re.escape(name)}{TOLD}", text) for text in sentences)):
            told_of += 1
            actual, target = shown(one["actual"], 4), shown(one["target"], 4)
            rate = shown(actual / target * 100, 2)  # as the report prints it: of what it prints
            away = rate - shown(Decimal(one["pace"]) * 100, 2)
            assert list(map(Decimal, match.groups()[:3])) == [actual, target, rate], name
            assert not match[4] or (match[4], Decimal(match[5])) == ("高于" if away > 0 else "低于", abs(away)), name
    assert told_of == len(known)


def test_an_empty_ledger_still_makes_a_document(store: Store, tmp_path: Path) -> None:
    path = brief(store, "2022-01", tmp_path / "空.docx").path
    assert said(path, "列入2022年度的41项指标中")


@pytest.mark.parametrize(
    ("period", "out", "sentence"),
    [
        ("2022-06", "通报.pdf", "通报是 .docx 文档"),
        (None, "通报.docx", "没有写明"),
        ("六月", "通报.docx", "没有“六月”"),
    ],
)
def test_what_cannot_be_made(store: Store, tmp_path: Path, period: str | None, out: str, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        brief(store, period, tmp_path / out)


def test_words_that_cannot_be_filled_are_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said_ = Words({"a": "{谁}", "b": [{"c": "一"}]}, {"unit": "县"})
    with pytest.raises(Refusal, match="填不上的花括号"):
        said_.say("a")
    with pytest.raises(Refusal, match="缺少“d”"):
        said_.raw("d")
    assert [one.say("c") for one in said_.parts("b")] == ["一"]
    (tmp_path / "brief").mkdir()
    (tmp_path / "brief" / "brief.yaml").write_text("a: [", "utf-8")
    monkeypatch.setattr(words.resources, "root", lambda: tmp_path)
    words._declared.cache_clear()
    with pytest.raises(Refusal, match="读不出来"):
        Words.of({})
    words._declared.cache_clear()


def test_small_words() -> None:
    assert [ordinal(one) for one in (1, 10, 11, 19)] == ["一", "十", "十一", "十九"]
    assert joined(["甲", "乙", "丙"], 2, "等") == "甲、乙等"


def test_an_empty_ledger_compares_nothing_and_asks_for_nothing(store: Store, tmp_path: Path) -> None:
    path = brief(store, "2022-06", tmp_path / "通报.docx").path
    assert told(path, "暂不比较进度") == "（一）各项指标都没有下达年度任务，暂不比较进度。"
    requests = texts(path)[texts(path).index("五、下一步工作要求") + 1 :]
    assert requests[0] == "各镇(街道)要按月更新台账，截止日前核对数据，做到账实相符。"


def test_towns_that_share_the_third_place_are_all_named_and_tables_are_counted_as_they_come(
    store: Store, tmp_path: Path
) -> None:
    """The task of the unit is 0: that is no task, which is another thing than one that was not set yet."""
    towns = (WEITANG, LUOXING, XITANG, "330421105", "330421107")
    aim(store, "T18", 4, unit="0", **{f"t{town}": "1" for town in towns})
    areas = ("9000", "8000", "8000", "8000", "100")
    add(store, *(point(n, t, demolish_date="2022-06-01", demolished_area=areas[n]) for n, t in enumerate(towns)))
    path = brief(store, "2022-06", tmp_path / "通报.docx").path
    assert said(path, "拆违累计") == "拆违累计完成3.31万㎡，没有年度任务。"
    assert said(path, "拆违完成率") == (
        "拆违完成率居前的是魏塘街道（90%）、罗星街道（80%）、西塘镇（80%）、干窑镇（80%）；"
        "低于序时进度的有陶庄镇（1%）。"
    )
    assert told(path, "表1").startswith("表1　截至2022年6月25日各镇(街道)拆违进展")
    assert told(path, "一周内报送整改措施")
