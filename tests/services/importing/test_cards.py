"""Books of cards: one record a sheet or several below each other, label beside value; each value keeps its cell."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select

from app.models.ledger import PendingValue, fields_of
from app.models.store import Store
from app.services.importing.deciding.picture import Tone, pictures
from app.services.importing.errors_back import RED, hand_back
from app.services.importing.file_report import ImportReport
from app.services.importing.mapping.correction import Correction
from app.services.importing.our_marks import HEAD
from app.services.importing.planning.row_plan import RowPlan
from app.services.workbook.read.book import read
from tests.services.importing.books import Cells, applied, planned

Pages = Mapping[str, Cells]


def book(path: Path, pages: Pages, merges: Sequence[str] = ()) -> Path:
    """A workbook of several sheets, each with the same cells merged but for a cover."""
    made = openpyxl.Workbook()
    for name, lines in pages.items():
        page = made.create_sheet(name)
        for line in lines:
            page.append(list(line))
        for area in () if name == "封面" else merges:
            page.merge_cells(area)
    made.remove(made.worksheets[0])
    made.save(path)
    return path


def shown(row: RowPlan, kind: str) -> dict[str, str]:
    """The values of a row as the ledger shows them."""
    return {name: fields_of(kind)[name].show(value) for name, value in row.values.items()}


def reclaimed(number: int, scale: object = 12.5, accepted: str = "2022.3.15") -> Cells:
    return [
        ["土地复垦项目卡片", None, None, None, None],
        ["基本情况", "项目编号", f"FK-330421-2022-000{number}", "项目名称", f"下甸庙村{number}号土地复垦项目"],
        [None, "建设地点", "西塘镇下甸庙村", "镇（街道）", "西塘镇"],
        ["立项", "建设规模（亩）", scale, "立项日期", "2022年1月5日"],
        [None, "立项文号", f"善复〔2022〕{number}号", "验收日期", accepted],
        ["分年度投资", "年度", "投资（万元）", None, None],
        [None, "2022年", 30, None, None],
        ["备注", "已复绿", None, None, None],
    ]


RECLAIMED = ("A1:E1", "A2:A3", "A4:A5", "A6:A7", "B8:E8")
COVER: Cells = [["嘉善县土地复垦项目卡片"], ["共 3 个项目"], ["填报单位：嘉善县自然资源和规划局"]]


def all_rows(report: ImportReport) -> list[RowPlan]:
    return [row for file in report.files for one in file.tables for row in one.rows]


def test_a_card_a_sheet_behind_a_cover_is_a_record_each(store: Store, tmp_path: Path) -> None:
    pages = {"封面": COVER, **{f"项目{one}": reclaimed(one) for one in (1, 2, 3)}}
    path = book(tmp_path / "卡片.xlsx", pages, RECLAIMED)
    report = applied(store, path)
    (file,) = report.files
    assert [one.mapping.table.sheet.name for one in file.tables] == ["项目1", "项目2", "项目3"]
    assert [row.action for row in all_rows(report)] == ["create"] * 3
    second = shown(all_rows(report)[1], "reclamation")
    assert (
        second.items()
        >= {
            "code": "FK-330421-2022-0002",
            "name": "下甸庙村2号土地复垦项目",
            "town_code": "330421103",
            "scale_area": "12.5000",
            "approval_date": "2022-01-05",
            "accept_date": "2022-03-15",
            "remark": "已复绿",
        }.items()
    )
    left = {one.why: one.column.text for one in file.tables[0].mapping.unmapped}
    assert any("第 6—7 行" in why and "年度、投资（万元）" in said for why, said in left.items())
    again = all_rows(planned(store, path))
    assert [row.action for row in again] == ["same"] * 3


def test_a_wrong_value_is_marked_in_its_own_cell_and_the_corrected_book_goes_on(store: Store, tmp_path: Path) -> None:
    pages = {f"项目{one}": reclaimed(one, accepted="年底" if one == 2 else "2022.3.15") for one in (1, 2, 3)}
    path = book(tmp_path / "卡片.xlsx", pages, RECLAIMED)
    report = applied(store, path)
    (issue,) = [one for one in all_rows(report)[1].issues if one.code == "not-a-date"]
    assert (issue.column, issue.cell) == ("E", "E5")
    shown_sheet = pictures(read(path), report.files[0])[1]
    assert shown_sheet.tones == {(5, 4): Tone.WRONG}
    with store.read() as session:
        assert list(session.scalars(select(PendingValue.source))) == ["项目2!E5"]
    done = hand_back(path, report.files[0], tmp_path / "错误.xlsx")
    assert done is not None
    assert (done.cells, done.rows) == (1, 1)
    marked = openpyxl.load_workbook(done.path)
    page = marked["项目2"]
    red = [cell.coordinate for line in page.iter_rows() for cell in line if cell.fill.fgColor.rgb == f"FF{RED}"]
    assert red == ["E5"]
    assert (page["F1"].value, page["F2"].value[:3]) == (HEAD, "E5 ")
    page["E5"] = "2022.3.15"
    marked.save(done.path)
    rows = all_rows(applied(store, done.path))
    assert [row.action for row in rows] == ["same", "update", "same"]
    assert rows[1].changes["accept_date"][1] == "2022-03-15"
    assert hand_back(done.path, planned(store, done.path).files[0], tmp_path / "再.xlsx") is None


def test_pairs_without_merges_four_columns_wide(store: Store, tmp_path: Path) -> None:
    def card(number: int) -> Cells:
        return [
            ["点位编号", f"CW-330421-2022-000{number}", "户主", "张三" if number == 1 else "李四"],
            ["镇（街道）", "西塘镇", "坐落位置", "下甸庙村"],
            ["违建面积", 1200.5, "平方米", None],
            ["拆除日期", "2022-05-06", "拆除面积（㎡）", 1200.5],
        ]

    path = book(tmp_path / "点位.xlsx", {f"点位{one}": card(one) for one in (1, 2)})
    one, other = all_rows(planned(store, path))
    assert (
        shown(other, "demolition").items()
        >= {
            "code": "CW-330421-2022-0002",
            "party_name": "李四",
            "illegal_area": "1200.50",
            "demolish_date": "2022-05-06",
        }.items()
    )
    assert one.action == "create"


def greened(number: int) -> Cells:
    return [
        ["绿化造林项目卡"],
        ["项目编号：", f"LH-330421-2022-000{number}", "项目名称：", f"沿路绿化{number}"],
        ["所在镇", "大云镇", "绿化类型", None],
        ["造林面积（亩）", 3.5 + number, "完工日期", f"2022.4.{number}"],
        [],
    ]


def test_cards_one_below_another_are_a_record_each(store: Store, tmp_path: Path) -> None:
    lines = [line for number in (1, 2, 3) for line in greened(number)]
    report = planned(store, book(tmp_path / "绿化.xlsx", {"卡片": lines}))
    (table,) = report.files[0].tables
    assert table.mapping.kind == "greening"
    assert [row.row for row in table.rows] == [2, 7, 12]
    assert [row.values["name"] for row in table.rows] == ["沿路绿化1", "沿路绿化2", "沿路绿化3"]
    assert [one.column.letter for one in table.mapping.mapped if one.field.name == "name"] == ["D"]


def test_a_heading_is_put_right_by_its_words_but_not_by_a_letter(store: Store, tmp_path: Path) -> None:
    lines = [line for number in (1, 2) for line in greened(number)]
    path = book(tmp_path / "绿化.xlsx", {"卡片": lines})
    rows = all_rows(planned(store, path, corrections=(Correction("完工日期", ""),)))
    assert not any("2022-04-01" in map(str, row.values.values()) for row in rows)
    (refused,) = planned(store, path, corrections=(Correction("D", ""),)).files
    assert "没有“D”这一列" in (refused.reason or "")


PERSON: Cells = [
    ["人员登记表"],
    ["姓名", "张三", "性别", "男"],
    ["出生日期", "1980-01-02", "联系电话", "13900001111"],
    ["所在单位", "西塘镇人民政府", "职务", "科员"],
    ["家庭住址", "西塘镇下甸庙村", "备注", None],
]
SUMS: Cells = [
    ["复垦情况统计"],
    ["复垦项目数", 12, "复垦面积（亩）", 350],
    ["新增耕地面积（亩）", 300, "总投资（万元）", 900],
    ["已验收面积（亩）", 250, "已拨付资金（万元）", 700],
]
WATER: Cells = [
    ["水利工程卡片"],
    ["项目名称", "河道整治", "建设地点", "西塘镇"],
    ["总投资（万元）", 900, "形象进度", "50%"],
    ["施工单位", "某公司", "联系人", "李四"],
    ["开工日期", "2022-01-02", "备注", None],
]


@pytest.mark.parametrize("lines", [PERSON, SUMS, WATER], ids=["person", "sums", "water"])
@pytest.mark.parametrize("count", [1, 3])
def test_cards_that_are_no_ledger_stay_refused(store: Store, tmp_path: Path, lines: Cells, count: int) -> None:
    path = book(tmp_path / "别的.xlsx", {f"表{one}": lines for one in range(count)})
    (file,) = planned(store, path).files
    assert file.taken_as == "refused"


def test_a_table_beside_cards_is_taken_and_the_cards_are_not(store: Store, tmp_path: Path) -> None:
    table: Cells = [["点位编号", "户主", "镇", "违建面积(㎡)"], ["CW-330421-2022-0001", "张三", "西塘镇", 5]]
    path = book(tmp_path / "混.xlsx", {"台账": table, **{f"项目{one}": reclaimed(one) for one in (1, 2)}})
    (file,) = planned(store, path).files
    assert {one.mapping.kind for one in file.tables} <= {"demolition", None}
