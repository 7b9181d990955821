"""What counties really send: one small workbook for each way a table goes wrong, and what must come of it."""

import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.models.ledger import fields_of
from app.models.store import Store
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import RowPlan
from tests.services.importing.books import Cells, applied, codes, planned, rows, table, written
from tests.services.workbook.packages import MAIN, OFFICE, RELATIONS

HEAD = ["序号", "项目编号", "项目名称", "镇街"]
PIVOT = (
    f'<pivotTableDefinition {MAIN} name="透视表1" cacheId="1" dataCaption="值" rowHeaderCaption="镇街">'
    '<location ref="A1:B4" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/></pivotTableDefinition>'
)
PIVOT_LINK = (
    f'<Relationships xmlns="{RELATIONS}"><Relationship Id="r1" Type="{OFFICE}/pivotTable" '
    'Target="../pivotTables/pivotTable1.xml"/></Relationships>'
)
POINTS = ["序号", "点位编号", "户主", "村", "违建面积(㎡)"]


def project(number: int, *more: object, town: str | None = "西塘镇") -> list[object]:
    return [number, f"FK-330421-2022-{number:04d}", f"项目{number}", town, *more]


def point(number: int, *more: object) -> list[object]:
    return [number, f"CW-330421-2022-{number:04d}", f"户主{number}", "荷池村", *more]


def shown(row: RowPlan, kind: str) -> dict[str, str]:
    """The values of a row as the ledger shows them."""
    return {name: fields_of(kind)[name].show(value) for name, value in row.values.items()}


def read(store: Store, tmp_path: Path, lines: Cells, merges: tuple[str, ...] = ()) -> list[RowPlan]:
    return rows(planned(store, written(tmp_path / "表.xlsx", lines, merges)))


def test_a_cell_of_several_figures_fills_their_fields(store: Store, tmp_path: Path) -> None:
    lines = [
        [*HEAD, "验收新增耕地面积(公顷)"],
        project(1, "水田1.0089,旱地0.3303"),
        project(2, "水田0.5，农村道路0.05"),
        project(3, 1.2),
        project(4, "大约一公顷"),
    ]
    one, other, plain, text = read(store, tmp_path, lines)
    first = shown(one, "reclamation")
    assert (first["accepted_paddy"], first["accepted_dry"]) == ("15.1335", "4.9545")
    assert first["accepted_new_farmland"] == "20.0880"
    assert {issue.field for issue in one.issues if issue.code == "composite"} == {
        "accepted_paddy",
        "accepted_dry",
        "accepted_new_farmland",
    }
    second = shown(other, "reclamation")
    assert second["accepted_paddy"] == "7.5000"
    assert "accepted_new_farmland" not in second  # 农村道路 is no farmland: the sum is not the whole
    assert any("农村道路" in issue.text for issue in other.issues)
    assert (shown(plain, "reclamation")["accepted_new_farmland"], codes(plain)) == ("18.0000", set())
    assert codes(text) == {"not-a-number"}


def test_a_column_whose_cells_name_their_fields_is_read(store: Store, tmp_path: Path) -> None:
    lines = [
        [*HEAD, "新增耕地地类构成（亩）", "原地类构成"],
        project(1, "水田1.0089、旱地:0.3303", "旱地3"),
        project(2, "旱地3.5亩；水浇地2亩", "水田1"),
        project(3, "水田1.5", "水田1"),
        project(4, 7, ""),
    ]
    report = planned(store, written(tmp_path / "表.xlsx", lines))
    one, other, _, bare = rows(report)
    assert shown(one, "reclamation")["accepted_dry"] == "0.3303"
    assert shown(other, "reclamation")["accepted_irrigated"] == "2.0000"
    assert codes(other) >= {"composite"}
    assert "accepted_paddy" not in bare.values
    assert codes(bare) == {"composite"}
    assert "原地类构成" in {one.column.text for one in table(report).mapping.unmapped}


@pytest.mark.parametrize("torn", ["12 5", "12.5 13.5", "12\n13"])
def test_figures_torn_apart_are_not_joined(store: Store, tmp_path: Path, torn: str) -> None:
    (row,) = read(store, tmp_path, [[*HEAD, "总规模(亩)"], project(1, torn)])
    assert "scale_area" not in row.values
    assert codes(row) == {"not-a-number"}


def test_thousands_may_be_set_apart_by_blanks(store: Store, tmp_path: Path) -> None:
    (row,) = read(store, tmp_path, [[*HEAD, "总规模(亩)"], project(1, "12 345.6")])
    assert shown(row, "reclamation")["scale_area"] == "12345.6000"


AREAS = ["总规模(亩)", "立项复垦面积(亩)", "竣工面积(亩)", "验收复垦面积(亩)", "总投资(万元)"]
USUAL = [(20, 18, 17, 16, 40), (30, 28, 27, 26, 60), (25, 22, 21, 20, 50), (40, 36, 35, 34, 80), (35, 33, 32, 31, 70)]


@pytest.mark.parametrize(
    ("figures", "cell"),
    [
        ((20, 18, 17, 1.13, 40), "H7"),  # 公顷 under 亩
        ((20, 18, 17, 16, 400000), "I7"),  # 元 under 万元
        ((200000, 18, 17, 16, 40), "E7"),
        ((20, 18, 17, 0.0017, 40), "H7"),
    ],
)
def test_a_figure_in_another_unit_is_named_and_not_corrected(
    store: Store, tmp_path: Path, figures: tuple[float, ...], cell: str
) -> None:
    lines = [[*HEAD, *AREAS], *(project(number, *usual) for number, usual in enumerate(USUAL)), project(9, *figures)]
    *others, last = read(store, tmp_path, lines)
    assert {issue.cell for issue in last.issues if issue.code == "magnitude"} == {cell}
    assert shown(last, "reclamation")["accepted_reclaim_area"] == f"{figures[3]:.4f}"
    assert not any("magnitude" in codes(row) for row in others)


def test_a_figure_is_weighed_against_what_the_ledger_holds(store: Store, tmp_path: Path) -> None:
    head = [*HEAD, "总规模(亩)"]
    applied(store, written(tmp_path / "一.xlsx", [head, project(1, 30), project(2, 30)]))
    first, second = read(store, tmp_path, [head, project(1, 2), project(2, 29)])
    assert (codes(first), codes(second)) == ({"magnitude"}, set())


@pytest.mark.parametrize(
    ("sheet", "above", "said"),
    [
        ("2大云", [], {"ambiguous"}),  # a short name with something beside it is a guess
        ("大云", [], set()),
        ("大云镇(5)", [], set()),
        ("Sheet1", ["大云镇违法建筑拆除台账"], set()),
        ("Sheet1", ["填报单位：大云镇人民政府"], set()),
    ],
)
def test_the_town_of_a_whole_table(store: Store, tmp_path: Path, sheet: str, above: list[str], said: set[str]) -> None:
    lines = [*([text] for text in above), POINTS, point(1, 5)]
    (row,) = rows(planned(store, written(tmp_path / "表.xlsx", lines, sheet=sheet)))
    assert row.values["town_code"] == "330421102"
    assert codes(row) == said


def test_a_row_named_after_a_town_heads_its_group(store: Store, tmp_path: Path) -> None:
    head = ["序号", "户主", "村", "违建面积(㎡)", "拆除日期"]
    west: Cells = [["一", "西塘镇", None, 55], [1, "张三", "荷池村", 20], [2, "李四", "荷池村", 35]]
    east: Cells = [["二", "大云镇", None, 12], [1, "王五", "某村", 12, "2022.3.2"]]
    found = read(store, tmp_path, [["拆违台账"], head, *west, *east])
    assert [(row.row, row.values["town_code"]) for row in found] == [
        (4, "330421103"),
        (5, "330421103"),
        (7, "330421102"),
    ]


def test_lines_for_names_and_stamps_are_no_records_wherever_they_stand(store: Store, tmp_path: Path) -> None:
    signed = ["审核人：", None, "张三", None, "填报日期：2022.5.1"]
    notes: Cells = [["注：以上为一季度数据"], signed, ["（以下无正文）"]]
    found = read(store, tmp_path, [POINTS, point(1, 5), *notes, point(2, 6)])
    assert [row.row for row in found] == [2, 6]


def test_a_line_over_the_whole_table_is_a_group_below_a_title(store: Store, tmp_path: Path) -> None:
    lines = [["土地复垦台账"], ["项目基本情况"], [*HEAD, "总规模(亩)"], project(1, 5)]
    found = table(planned(store, written(tmp_path / "表.xlsx", lines, ("A1:E1", "A2:E2"))))
    assert (found.mapping.table.top, found.mapping.table.title) == (2, "土地复垦台账")
    alone = table(planned(store, written(tmp_path / "另.xlsx", lines[1:], ("A1:E1",))))
    assert (alone.mapping.table.top, alone.mapping.table.title) == (2, "项目基本情况")


def test_words_under_every_column_of_a_group_are_a_level_of_the_header(store: Store, tmp_path: Path) -> None:
    head = ["点位编号", "户主", "镇", "违建面积", "拆除面积", None, "拆除日期"]
    line = ["CW-330421-2022-0001", "张三", "西塘镇", 100, 20, 60, "2022.3.2"]
    (row,) = read(store, tmp_path, [["拆违台账"], head, [None, None, None, None, "本月", "累计"], line], ("E2:F2",))
    assert shown(row, "demolition")["demolished_area"] == "60.00"


def test_a_group_that_only_sets_the_topic_does_not_rename_its_columns(store: Store, tmp_path: Path) -> None:
    lines = [
        ["序号", "点位编号", "户主", "镇", "违建信息", None, "拆除情况", None],
        [None, None, None, None, "占地面积", "建筑面积", "日期", "面积"],
        [1, "CW-330421-2022-0001", "张三", "西塘镇", 80, 100, "2022.3.2", 90],
    ]
    (row,) = read(store, tmp_path, lines, ("E1:F1", "G1:H1"))
    found = shown(row, "demolition")
    assert (found["cover_area"], found["build_area"]) == ("80.00", "100.00")
    assert (found["demolish_date"], found["demolished_area"]) == ("2022-03-02", "90.00")
    assert "illegal_area" not in found


def test_traditional_signs_and_litter_are_read(store: Store, tmp_path: Path) -> None:
    lines: Cells = [
        ["項目編號", "項目名稱", "鎮街", "總規模（畝）", "驗收日期_x000D_"],
        ["ＦＫ—３３０４２１－２０２２－０００１", "“甲”\u200b", "西 塘 鎮_x000D_", "'１０", "2022·3·2"],
    ]
    (row,) = read(store, tmp_path, lines)
    found = shown(row, "reclamation")
    assert (found["code"], found["name"], found["town_code"]) == ("FK-330421-2022-0001", "甲", "330421103")
    assert (found["scale_area"], found["accept_date"]) == ("10.0000", "2022-03-02")


def test_units_written_right_behind_a_heading_count(store: Store, tmp_path: Path) -> None:
    line = ["CW-330421-2022-0001", "张三", "西塘镇", 0.0004]
    (row,) = read(store, tmp_path, [["点位编号", "户主", "镇", "建筑面积 万平方米"], line])
    assert shown(row, "demolition")["build_area"] == "4.00"


def test_a_number_that_lost_its_end_is_not_taken(store: Store, tmp_path: Path) -> None:
    head = ["项目备案编号", "项目名称", "镇街", "总规模(亩)", "联系电话"]
    (row,) = read(store, tmp_path, [head, ["3.30421E+13", "甲", "西塘镇", 3, "１３９００００１１１１"]])
    assert "filing_no" not in row.values
    assert row.values["phone"] == "13900001111"
    assert codes(row) == {"precision"}


def test_a_row_of_a_neighbour_is_told_from_its_path(store: Store, tmp_path: Path) -> None:
    head = ["点位编号", "户主", "行政区", "违建面积(㎡)"]
    own = ["CW-330421-2022-0001", "张三", "浙江省,嘉兴市,嘉善县,西塘镇", 5]
    (one, other) = read(store, tmp_path, [head, own, ["CW-330421-2022-0002", "李四", "浙江省 嘉兴市 平湖市", 5]])
    assert (one.action, one.values["town_code"]) == ("create", "330421103")
    assert (other.action, codes(other)) == ("reject", {"unknown-region"})


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([["项目编号", "FK-330421-2022-0001"], ["项目名称", "甲"], ["镇街", "西塘镇"], ["总规模(亩)", 1]], "转置"),
        ([["复垦台账"], project(1, 5.5, "2022.3.2"), project(2, 6.5, "2022.3.2")], "没有表头"),
        ([["通知"], ["各镇（街道）："]], "没有找到"),
        ([["镇街", "时段", "拆除"], *(["西塘镇", at, 5] for at in ("本月", "累计") * 2)], "占几行（本月、累计各一行）"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(store: Store, tmp_path: Path, lines: Cells, said: str) -> None:
    (file,) = planned(store, written(tmp_path / "表.xlsx", lines)).files
    assert file.taken_as == "refused"
    assert said in (file.reason or "")


@pytest.mark.parametrize("headings", [("行标签", "求和项:面积"), ("镇街", "面积合计（㎡）")])
def test_a_pivot_table_is_told_as_one_whatever_its_headings(
    store: Store, tmp_path: Path, headings: tuple[str, str]
) -> None:
    lines = [headings, ("魏塘街道", 12.5), ("西塘镇", 8), ("总计", 20.5)]
    path = written(tmp_path / "透视.xlsx", lines)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/pivotTables/pivotTable1.xml", PIVOT)
        archive.writestr("xl/worksheets/_rels/sheet1.xml.rels", PIVOT_LINK)
    (file,) = planned(store, path).files
    assert file.taken_as == "refused"
    assert "数据透视表" in (file.reason or "")


def test_one_sheet_a_town_is_one_import(store: Store, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for number, town in enumerate(("西塘镇", "大云镇")):
        page = book.create_sheet(town)
        page.append(POINTS)
        page.append(point(number, 5))
    book.save(tmp_path / "各镇.xlsx")
    (file,) = planned(store, tmp_path / "各镇.xlsx").files
    assert [row.values["town_code"] for one in file.tables for row in one.rows] == ["330421103", "330421102"]


def test_like_tables_side_by_side_are_two(store: Store, tmp_path: Path) -> None:
    head = ["序号", "户主", "镇", "违建面积(㎡)"]
    lines: Cells = [
        ["拆违清单"],
        [*head, None, *head],
        [1, "张三", "西塘镇", 5, None, 3, "王五", "大云镇", 6],
        [2, "李四", "西塘镇", 7, None, None, None, None, None],
        ["合计", None, None, 12, None, "合计", None, None, 6],
    ]
    (file,) = planned(store, written(tmp_path / "表.xlsx", lines)).files
    taken = [(row.row, row.values["party_name"], row.action.value) for one in file.tables for row in one.rows]
    assert taken == [(3, "张三", "create"), (4, "李四", "create"), (3, "王五", "create")]
    assert [total.agrees for one in file.tables for total in one.totals] == [True, True]


def test_a_column_of_figures_is_no_column_of_places(store: Store, tmp_path: Path) -> None:
    lines: Cells = [
        [*HEAD, "总投资", "其中", None, "总规模"],
        [None, None, None, None, None, "市级", "县级", None],
        project(1, 100, 60, 40, 5),
        project(2, 90, 60, 30, 5),
    ]
    first, _ = read(store, tmp_path, lines, ("F1:G1",))
    assert codes(first) == set()
    assert shown(first, "reclamation")["budget"] == "100.0000"


def test_longitude_and_latitude_in_one_column_are_two_fields(store: Store, tmp_path: Path) -> None:
    header = ["项目编号", "项目名称", "镇街", "村", "经纬度", "总规模（亩）"]
    ways = ("120.885213，30.942608", "120°53′06.77″E 30°56′33.39″N", "北纬30.942608,东经120.885213")
    lines = [[f"FK-330421-2022-000{n}", f"{n}号项目", "西塘镇", "荷池村", way, 20] for n, way in enumerate(ways)]
    for row in rows(planned(store, written(tmp_path / "a.xlsx", [header, *lines]))):
        assert (row.values["lon"] // 10, row.values["lat"] // 10) == (12088521, 3094260)
        assert codes(row) == {"composite"}


def test_a_blank_form_whose_column_numbers_are_merged_downwards_makes_no_record(store: Store, tmp_path: Path) -> None:
    """The numbers of the columns stand in cells merged over the empty rows below: they are nobody's values."""
    lines: Cells = [
        [*HEAD, "新增耕地面积(公顷)", "地类", "一等", "二等", "三等"],
        [*range(1, 10)],
        [*[None] * 5, "水田", "（亩）", "……", "（亩）"],
        [*[None] * 5, "旱地", "（亩）", "……", "（亩）"],
    ]
    path = written(tmp_path / "空白表.xlsx", lines, ("A2:A4", "B2:B4", "C2:C4", "D2:D4", "E2:E4"))
    report = imported(store, [path], Options(), dry_run=True)
    assert [row for table in report.files[0].tables for row in table.rows] == []
    assert report.files[0].reason is not None
    assert "没有一行写着编号或名称" in report.files[0].reason
