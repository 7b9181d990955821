"""A county's own report forms: a copied file, edited, without a line of code."""

from pathlib import Path

import pytest

from app.models import home, resources
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting.export import available, export, form_named
from tests.services.reporting.county import Written

R4 = (resources.root() / "reports" / "R4.yaml").read_text("utf-8")


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of the county's own forms."""
    monkeypatch.setattr(home, "folder", lambda: tmp_path)
    folder = home.forms_folder()
    folder.mkdir()
    return folder


def test_an_edited_copy_takes_the_place_of_the_shipped_form(own: Path, store: Store, tmp_path: Path) -> None:
    path = own / "R4.yaml"
    path.write_text(R4.replace("拆违月报表", "防违控违月报表"), "utf-8")
    (done,) = export(store, "R4", "2022-06", tmp_path / "R4.xlsx")
    assert any("防违控违月报表" in text for text in Written(done.path).texts)
    path.unlink()
    (done,) = export(store, "R4", "2022-06", tmp_path / "R4.xlsx")
    assert not any("防违控违" in text for text in Written(done.path).texts)


def test_a_new_form_is_offered_beside_the_others(own: Path) -> None:
    (own / "X1.yaml").write_text(
        R4.replace("id: R4", "id: X1").replace("\nname: 拆违月报", "\nname: 周末快报"), "utf-8"
    )
    assert {"R4", "X1"} <= {info.id for info in available()}


def test_a_broken_form_is_refused_with_its_line_and_spoils_no_other(own: Path, store: Store, tmp_path: Path) -> None:
    broken = R4.replace("id: R4", "id: X1").replace(
        "measure: sum(demolition.fine_amount", "measure: sum(demolition.fines"
    )
    (own / "X1.yaml").write_text(broken, "utf-8")
    line = next(number for number, text in enumerate(broken.splitlines(), 1) if "demolition.fines" in text)
    with pytest.raises(Refusal) as refusal:
        form_named("X1")
    assert refusal.value.sentence.startswith(f"报表格式文件“X1.yaml”第 {line} 行的“measure”读不懂")
    assert "台账里没有“fines”" in refusal.value.sentence
    assert export(store, "R4", "2022-06", tmp_path / "R4.xlsx")


R5 = (resources.root() / "reports" / "R5.yaml").read_text("utf-8")
R6 = (resources.root() / "reports" / "R6.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "good", "bad", "said"),
    [
        (R5, "field: code,", "field: codes,", "只能是"),
        (R5, "- found_date in year", "- found_day in year", "台账里没有“found_day”"),
        (R5, "where:\n", "where: []\nsort_of:\n", "请写明哪些记录列入本表"),
        (R5, "sort: [town_code, code]", "sort: [镇]", "台账没有的字段：镇"),
        (R5, "unit: ㎡, places: 2, field: cover_area", "unit: 亩, places: 2, field: cover_area", "照台账的全精度"),
        (R5, "reached: order_date", "reached: officer", "只能是"),
        (R5, "sum: 是", "sum: 对", "只能是是、否"),
        (R6, "fact: name", "field: name", "只能用在逐条列出"),
        (R6, "value: 14栏/1栏*100", "value: 上期.14栏/1栏*100", "只能用本表的栏次"),
        (R6, "number: 9栏}", "number: 99栏}", "不在表里"),
        (R6, "sheet: 对比与分析", "sheet: 绿化进展季报", "同名的工作表"),
        (R6, "{id: 合格面积不大于验收面积", "{id: 施工面积等于新增加改造", "同名的审核关系"),
        (R6, "over: before", "over: 上期", "只能是"),
        (R6, "year_end: 是}", "year_end: 是, when: 4栏大于零}", "读不懂：“4栏大于零”"),
        (R6, "year_end: 是}", "year_end: 是, when: 44栏=是}", "没有的栏次：44"),
        (R6, "year_end: 是}", "year_end: 是, of: {R1: 1栏 in year}}", "没有用到的表：R1"),
        (R6, "mean(greening.survival_rate by greening.planted_area", "mean(greening.survival_rate", "读不懂"),
    ],
)
def test_each_mistake_is_said(tmp_path: Path, own: Path, text: str, good: str, bad: str, said: str) -> None:
    assert good in text
    (own / "X2.yaml").write_text(text.replace(good, bad, 1), "utf-8")
    with pytest.raises(Refusal) as refusal:
        form_named("X2")
    assert said in refusal.value.sentence
    assert "“X2.yaml”第 " in refusal.value.sentence
