"""A county's own report forms: a copied file, edited, without a line of code."""

from pathlib import Path

import pytest

from app.models import home, resources
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.reporting.export import available, export, form_named
from app.services.reporting.forms.own import listed
from app.services.reporting.preview import preview
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


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (R4.replace("row_height: 26", "\trow_height: 26"), "第 16 行行首用了制表符（Tab）：请改用空格"),
        (R4.replace("  - {header: 年度任务", "\t- {header: 年度任务"), "第 20 行行首用了制表符（Tab）：请改用空格"),
        (R4.replace("  - {header: 年度任务", "   - {header: 年度任务"), "第 20 行的缩进不对：这一项的“-”要与"),
        (R4.replace("order: 4", "order: 4\nname: 再写"), "第 6 行重复写了“name”"),
        (R4.replace("paper: A3", "paper：A3"), "第 14 行没有冒号"),
        (R4.replace("年度任务, number", "年度任务，number"), "第 20 行的括号没有配对，或者两项之间没有半角逗号"),
        (R4.replace("paper: A3", "paper: @A3"), "第 14 行的“@”不能写在这里"),
        (R4.replace("paper: A3", "paper: *A3"), "第 14 行的写法不对"),
        (R4.replace("paper: A3", "paper: A3\x07"), "第 14 行里有看不见的控制符"),
        (R4.replace("paper: A3", "paper: B5"), "第 14 行的“paper”只能是A3、A4：“B5”"),
        (R4.replace('title: "{unit}{period}拆违月报表"', 'title: ""'), "第 12 行的“title”应当写一段文字"),
        (R4.replace("14栏 >= 6栏", "14栏 >= 66栏"), "第 71 行的“relation”用到没有的栏次：66"),
        (R4.replace("14栏 >= 6栏", "14栏/0 >= 6栏"), "第 71 行的“relation”读不懂"),
        (R4.replace("R5.19栏", "R5.99栏"), "面积与点位明细一致”用到的拆违点位明细(R5)没有 99 栏"),
        (R4.replace("1栏 = R9.13栏", "1栏 = R99.13栏"), "第 80 行的审核关系“任务与任务分解表一致”用到的报表“R99”没有"),
        (R4.replace("sheet: 拆违月报\n", "sheet: 拆违/月报\n"), "第 8 行的“sheet”不能作工作表名"),
        (R4.replace("id: R4", "id: R5"), "里的代号是 R5，与文件名不是同一张报表"),
        (R4.replace("id: R4", "id: r4"), "的代号写成了 r4"),
        ("", "是空的"),
        ("- 甲\n- 乙\n", "第 1 行应当是“名称: 内容”的样子"),
        (R4.encode("gbk", "replace"), "第 1 行起不是 UTF-8 编码"),
        (b"\xff\xfe" + "甲: 乙".encode("utf-16-le"), "第 1 行起不是 UTF-8 编码"),
        (b"PK\x03\x04\x00", "其实是Excel、Word 或压缩文件"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_and_the_shipped_form_serves(
    own: Path, content: str | bytes, said: str
) -> None:
    path = own / "R4.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    (broken,) = [one for one in listed() if one.fault]
    assert (broken.name, broken.own) == ("R4.yaml", path)
    assert said in broken.fault
    assert form_named("R4").title == "{unit}{period}拆违月报表"
    assert len(available()) == len(listed()) - 1


def test_a_file_that_cannot_be_opened_spoils_no_other(own: Path) -> None:
    (own / "R4.yaml").mkdir()
    assert "“R4.yaml”打不开" in listed()[0].fault
    assert {"R4", "R5"} <= {info.id for info in available()}


def test_a_file_that_notepad_named_is_not_passed_over(own: Path) -> None:
    (own / "R4.yaml.txt").write_text(R4, "utf-8")
    assert listed()[0].fault == "报表格式文件“R4.yaml.txt”没有用上：文件名应当以 .yaml 结尾。请改名为“R4.yaml”。"


def test_of_two_files_with_one_id_the_second_is_told(own: Path) -> None:
    for name in ("甲.yaml", "乙.yaml"):
        (own / name).write_text(R4.replace("id: R4", "id: X1"), "utf-8")
    assert "的代号 X1 与“乙.yaml”的相同" in listed()[0].fault
    assert form_named("X1").id == "X1"


def test_a_changed_form_does_not_keep_another_from_being_checked(own: Path, store: Store, tmp_path: Path) -> None:
    """The county's R9 lost the column that R4 is held against; R4 is made, and says what was not asked."""
    r9 = (resources.root() / "reports" / "R9.yaml").read_text("utf-8")
    (own / "R9.yaml").write_text(
        r9.replace('number: "13"', 'number: "33"').replace("total: 13栏", "total: 33栏"), "utf-8"
    )
    (done,) = export(store, "R4", "2022-06", tmp_path / "R4.xlsx")
    assert any("没有审核“任务与任务分解表一致”：任务分解表(R9)没有 13 栏" in hint for hint in done.hints)
    assert preview(store, "R4", "2022-06").fault == ""
    (own / "R4.yaml").write_text("", "utf-8")
    assert preview(store, "R4", "2022-06").fault.endswith("这里用的是自带的格式。")
