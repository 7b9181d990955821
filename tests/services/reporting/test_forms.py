"""The report forms are data; a broken one is refused with its file and line."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.models import resources
from app.models.refusal import Refusal
from app.services.reporting.forms.catalogue import forms, read_form, read_forms
from app.services.reporting.forms.form import Rows
from app.services.reporting.spoken import headings_said

R4 = (resources.root() / "reports" / "R4.yaml").read_text("utf-8")


def test_every_form_that_is_shipped_can_be_read() -> None:
    assert [form.id for form in forms()] == [
        *(f"R{number}" for number in range(1, 10)),
        "reclamation",
        "demolition",
        "greening",
    ]
    assert {form.ledger for form in forms() if form.rows is Rows.LEDGER} == {"reclamation", "demolition", "greening"}


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("good", "bad", "said"),
    [
        ("rows: towns", "rows: 镇", "只能是"),
        ("paper: A3", "paper: A2", "只能是"),
        ("periods: [月]", "periods: [旬]", "应当是"),
        ("due_day: 28", "due_day: 32", "1 到 31"),
        ("frozen_columns: 1", "frozen_columns: 一", "应当是整数"),
        ("frozen_columns: 1", "frozen_colums: 1", "不是这里认识的名称"),
        ("\nname: 拆违月报", "\nname:", "应当写一段文字"),
        ("sheet: 拆违月报", "sheet: [拆违]", "应当写一段文字"),
        ("sheet: 拆违月报", "sheet: 拆违月报\nsheet: 又一次", "重复写了"),
        ('title: "{unit}{period}', 'title: "{unit}{city}', "填不上的“{city}”"),
        ("measure: count(demolition where demolish_date in year)}", "measure: count(villages)}", "读不懂"),
        ("value: 18栏/17栏*100}", "value: 18栏/17栏^2}", "读不懂"),
        ("value: 18栏/17栏*100}", "value: 18栏/77栏*100}", "没有的栏次：77"),
        ("rank: 23栏}", "rank: 33栏}", "没有的栏次：33"),
        ('number: "22", unit: 万元', 'number: "21", unit: 万元', "重复的栏次"),
        ('number: "3", unit: 万㎡', 'number: "3", unit: 万元', "不能换成“万元”"),
        (
            "sum(demolition.fine_amount where",
            "sum(demolition.lon) + sum(demolition.fine_amount where",
            "单位不同",
        ),
        ('number: "5", unit: 个', 'number: "5", unit: 亩', "单位不能是“亩”"),
        ("places: 2, pace: T18}", "places: 二, pace: T18}", "小数位数"),
        ("places: 2, pace: T18}", "places: 2}", "应当写明一个来源"),
        ("拆除: 6栏/1栏*100, 处置", "拆: 6栏/1栏*100, 处置", "每个选项各写一个"),
        ("relation: 14栏 >= 6栏", "relation: 14栏 > = 6栏", "读不懂"),
        ("relation: 14栏 >= 6栏", "relation: 14栏 >= 66栏", "没有的栏次：66"),
        ("blank: {6栏: zone_type}", "blank: {6栏: zone}", "只能是"),
        ("blank: {6栏: zone_type}", "blank: {1栏: zone_type}", "由台账统计"),
        ("within: 0.01, level: 强制, blank: {6栏: zone_type}", "within: 一, level: 强制", "应当是数字"),
        ("total: 1栏, level: 提示}", "total: 1栏, level: 建议}", "只能是"),
        ("- {id: 精准点位分解合计, total: 15栏, level: 提示}", "- 合计等于各行之和", "每一项"),
        ("notes:\n", "notes: 说明\nold:\n", "应当是一列"),
        ('meta: ["填报单位：{unit}", ', "meta: [", "三段"),
    ],
)
def test_a_mistake_is_refused_with_file_and_line(tmp_path: Path, good: str, bad: str, said: str) -> None:
    broken = R4.replace(good, bad, 1)
    assert broken != R4
    path = tmp_path / "R4.yaml"
    path.write_text(broken, "utf-8")
    with pytest.raises(Refusal) as refusal:
        read_form(path)
    assert said in refusal.value.sentence
    assert "“R4.yaml”第 " in refusal.value.sentence


@pytest.mark.parametrize(("bad", "part"), [("rows: 镇", "rows: 镇"), ("frozen_colums: 1", "frozen_colums")])
def test_the_line_is_the_one_that_is_wrong(tmp_path: Path, bad: str, part: str) -> None:
    broken = R4.replace("rows: towns" if "rows" in bad else "frozen_columns: 1", bad)
    path = tmp_path / "R4.yaml"
    path.write_text(broken, "utf-8")
    with pytest.raises(Refusal, match=f"第 {line_of(broken, part)} 行"):
        read_form(path)


@pytest.mark.parametrize("content", ["id: [", "- 一列", "", "id: \t坏"])
def test_what_is_no_yaml_mapping_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "R1.yaml"
    path.write_text(content, "utf-8")
    with pytest.raises(Refusal, match=r"R1\.yaml"):
        read_form(path)


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "R1.yaml"
    path.write_bytes("name: 拆违月报".encode("gbk"))
    with pytest.raises(Refusal, match="UTF-8"):
        read_form(path)


def test_a_folder_without_forms_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="没有找到报表格式文件"):
        read_forms(tmp_path)


def test_a_ledger_form_lists_no_columns(tmp_path: Path) -> None:
    text = (resources.root() / "reports" / "greening.yaml").read_text("utf-8")
    path = tmp_path / "greening.yaml"
    path.write_text(text + "columns:\n  - {header: 名称, by_hand: 是}\n", "utf-8")
    with pytest.raises(Refusal):
        read_form(path)


@pytest.mark.parametrize(
    ("end", "day", "by"),
    [
        ("2022-06-25", 28, "2022-06-28"),
        ("2022-06-28", 28, "2022-07-28"),
        ("2022-12-31", 10, "2023-01-10"),
        ("2022-12-31", 31, "2023-01-31"),
        ("2023-01-31", 30, "2023-02-28"),
        ("2022-06-25", 0, None),
    ],
)
def test_the_last_day_to_send_is_the_first_such_day_after_the_period(end: str, day: int, by: str | None) -> None:
    form = replace(forms()[0], due_day=day)
    assert form.due_by(date.fromisoformat(end)) == (date.fromisoformat(by) if by else None)


def test_no_two_columns_of_a_sheet_are_named_alike_in_a_sentence() -> None:
    for form in forms():
        for sheet in form.sheets:
            said = [headings_said(column.path) for column in sheet.columns]
            assert len(set(said)) == len(said), form.title


def test_a_heading_that_only_divides_is_left_out_of_a_sentence_and_a_part_is_not() -> None:
    assert headings_said(("累计", "其中：按区域", "城镇")) == "累计 城镇"
    assert headings_said(("验收", "其中水田")) == "验收 水田"
    assert headings_said(("其中：自拆",)) == "自拆"
