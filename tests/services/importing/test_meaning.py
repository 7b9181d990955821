"""A heading in words that nobody listed is the field it means, or none; never another one."""

import csv
from pathlib import Path

import pytest

from app.services.importing.mapping import map as map_module
from app.services.importing.mapping.map import map_table
from app.services.importing.match import SURE, scores
from app.services.importing.tables.header import heading
from app.services.importing.tables.recognise import recognise
from app.services.importing.vocabulary import Ledger, vocabulary
from app.services.workbook.book import Area, Book, Cell, Sheet
from tests.services.importing.layouts.wording import wordings

_MORE = Path(__file__).parents[2] / "data" / "wordings.csv"
KINDS = ("reclamation", "demolition", "greening")


def best(kind: str, *path: str) -> str | None:
    ledger = next(one for one in vocabulary().ledgers if one.kind == kind)
    found = scores(tuple(heading(text).text for text in path), ledger)
    name = max(found, key=lambda one: found[one], default=None)
    return name if name and found[name] >= SURE else None


@pytest.mark.parametrize("kind", KINDS)
def test_wordings_of_counties_mean_their_field(kind: str) -> None:
    wrong = {
        (name, text, found)
        for name, wording in wordings(kind).items()
        for text in wording.flat
        if (found := best(kind, text)) not in (name, None)
    }
    assert wrong == set()


def test_other_wordings_mean_their_field_and_few_are_not_understood() -> None:
    with _MORE.open(encoding="utf-8") as told:
        said = [
            (row["kind"], row["field"], text) for row in csv.DictReader(told) for text in row["wordings"].split("|")
        ]
    found = [(name, best(kind, text), text) for kind, name, text in said]
    assert [one for one in found if one[1] not in (one[0], None)] == []
    assert sum(one[1] is None for one in found) <= len(found) / 50


@pytest.mark.parametrize(
    ("kind", "path", "name"),
    [
        ("demolition", ("已拆除违法建筑面积",), "demolished_area"),
        ("demolition", ("拆除情况", "完成时间"), "demolish_date"),
        ("demolition", ("实际拆违时间",), "demolish_date"),
        ("demolition", ("违建概况", "基底占地面积"), "cover_area"),
        ("reclamation", ("项目批准文号",), "approval_doc_no"),
        ("reclamation", ("立项批复", "新增耕地"), "approved_new_farmland"),
        ("reclamation", ("竣工验收", "新增耕地"), "accepted_new_farmland"),
        ("greening", ("施工结束日期",), "plant_end"),
        ("greening", ("作业设计情况", "批复文号"), "design_doc_no"),
    ],
)
def test_a_heading_in_other_words_is_the_field_it_means(kind: str, path: tuple[str, ...], name: str) -> None:
    assert best(kind, *path) == name


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("demolition", "未拆除面积"),
        ("demolition", "拆除前建筑面积"),
        ("demolition", "合同编号"),
        ("demolition", "标段编号"),
        ("reclamation", "市局核定面积"),
        ("reclamation", "上年结转面积"),
        ("reclamation", "保护面积"),
        ("greening", "管护面积"),
        ("greening", "本月造林面积"),
        ("greening", "最迟完工面积"),
    ],
)
def test_a_heading_that_means_something_else_is_no_field(kind: str, said: str) -> None:
    assert best(kind, said) is None


def mapped(rows: list[list[Cell]], merges: tuple[Area, ...] = ()) -> tuple[str | None, dict[str, str], dict[str, str]]:
    """The kind of the only table, the field of each of its columns, and why the others have none."""
    width = max(map(len, rows))
    sheet = Sheet("Sheet1", [tuple(row + [""] * (width - len(row))) for row in rows], merges)
    (table,) = recognise(Book("表.xlsx", "0" * 64, (sheet,)), vocabulary())
    mapping = map_table(table, vocabulary())
    fields = {one.column.letter: one.field.name for one in mapping.mapped}
    return mapping.kind, fields, {one.column.letter: one.why for one in mapping.unmapped}


def code(number: int) -> str:
    return f"CW-330421-2022-{number:04d}"


def test_the_figures_of_an_earlier_year_and_of_single_months_are_left_out() -> None:
    rows: list[list[Cell]] = [
        ["点位编号", "户主", "镇街", "2021年", "", "2022年", "", "3月拆除面积"],
        ["", "", "", "拆除面积（㎡）", "起数", "拆除面积（㎡）", "起数", ""],
        *([code(n), f"王{n}", "西塘镇", 10 * n, 1, 20 * n, 1, 5] for n in range(1, 5)),
    ]
    kind, fields, why = mapped(rows, (Area(1, 3, 1, 4), Area(1, 5, 1, 6)))
    assert (kind, fields["F"]) == ("demolition", "demolished_area")
    assert why["D"] == "是2021年的数，不导入"
    assert why["H"] == "是分月（季）的数，不导入"


def test_codes_towns_and_choices_are_told_by_what_stands_in_the_column() -> None:
    head: list[Cell] = ["甲栏", "户主", "板块", "怎么拆的", "违建面积"]
    rows: list[list[Cell]] = [head, *([code(n), f"王{n}", "西塘镇", "强拆", 20 * n] for n in range(1, 6))]
    kind, fields, _ = mapped(rows)
    assert kind == "demolition"
    assert fields == {"A": "code", "B": "party_name", "C": "town_code", "D": "demolish_mode", "E": "illegal_area"}


def test_two_fields_with_an_equal_claim_are_named_and_neither_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    def even(path: tuple[str, ...], ledger: Ledger) -> dict[str, float]:
        both = {"cover_area": 0.9, "build_area": 0.9} if ledger.kind == "demolition" else {}
        return both if path == ("某面积",) else scores(path, ledger)

    monkeypatch.setattr(map_module, "scores", even)
    head: list[Cell] = ["编号", "户主", "镇街", "某面积", "违建面积", "拆除日期"]
    rows: list[list[Cell]] = [head, *([code(n), f"王{n}", "西塘镇", 20, 9, "2022.3.1"] for n in range(1, 6))]
    _, fields, why = mapped(rows)
    assert "D" not in fields
    assert why["D"] == "可能是“占地面积”或“建筑面积”，没有导入，请指定"


def test_a_unit_line_in_a_leaf_heading_is_no_particular_of_the_table() -> None:
    head: list[Cell] = ["编号", "户主", "镇街", "违建面积（单位：㎡）", "拆除日期"]
    kind, fields, _ = mapped([head, [code(1), "王一", "西塘镇", 20, "2022.3.1"]])
    assert (kind, fields["D"]) == ("demolition", "illegal_area")


def test_tables_side_by_side_with_different_headers_are_taken_apart() -> None:
    left: list[list[Cell]] = [["编号", "户主", "镇街", "违建面积"], *([code(n), f"王{n}", "西塘镇", n] for n in (1, 2))]
    right: list[list[Cell]] = [["地块编号", "地块名称", "镇街", "造林面积"]]
    right += [[f"LH-330421-2022-{n:04d}", f"地块{n}", "大云镇", n] for n in (1, 2)]
    rows = [(*one, "", *other) for one, other in zip(left, right, strict=True)]
    tables = recognise(Book("表.xlsx", "0" * 64, (Sheet("Sheet1", rows),)), vocabulary())
    assert [map_table(table, vocabulary()).kind for table in tables] == ["demolition", "greening"]
