"""Lower units' workbooks as one report: exact sums, what does not add up, who has not sent, which of two counts."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.records import Addition, Pending
from app.services.reporting.export import export
from app.services.rollup import RolledUp, rollup
from app.services.rollup.gather import MISSING, OLDER, SAME, USED, ZERO
from tests.services.reporting.county import Written, add, aim, cleaned
from tests.stores import new_ledger

JIASHAN, HAINING = "330421", "330481"
PERIOD = "2022-06"


def done(unit: str, town: str, code: int, area: str, **texts: str) -> Addition:
    values = {
        "code": f"CW-{unit}-2022-{code:04}",
        "plan_year": "2022",
        "county_code": unit,
        "town_code": f"{unit}{town}",
        "zone_type": "城镇违法建筑",
        "stock_type": "存量",
        "demolish_mode": "自拆",
        "found_date": "2022-01-05",
        "demolish_date": "2022-06-01",
        "demolished_area": area,
        **texts,
    }
    return Addition(cleaned("demolition", values))


def sent(folder: Path, unit: str, name: str, *additions: Addition, period: str = PERIOD) -> Path:
    """The report of a county's own ledger."""
    with new_ledger(str(folder / f"{unit}-{name}.db"), unit, 2022) as store:
        if unit == JIASHAN:
            aim(store, "T18", 4, unit="2", t330421001="1.5", t330421002="0.5")
        add(store, *additions)
        (made,) = export(store, "R4", period, folder / f"{name}.xlsx")
    return made.path


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """What two counties sent."""
    folder = tmp_path_factory.mktemp("上报")
    return [
        sent(folder, HAINING, "海宁", done(HAINING, "001", 1, "333.34"), done(HAINING, "002", 2, "100")),
        sent(folder, JIASHAN, "嘉善", done(JIASHAN, "001", 1, "1234.5"), done(JIASHAN, "002", 2, "1000.04")),
    ]


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Store]:
    """The city's ledger, open for reading as the command opens it."""
    path = str(tmp_path / "市.db")
    new_ledger(path, "330400", 2022).close()
    with Store.open(path) as opened:
        yield opened


@pytest.fixture
def county(tmp_path: Path) -> Iterator[Store]:
    path = str(tmp_path / "县.db")
    new_ledger(path, JIASHAN, 2022).close()
    with Store.open(path) as opened:
        yield opened


def changed(file: Path, name: str, **cells: object) -> Path:
    """A copy of a workbook with some cells of its first sheet set, saved by another program."""
    book = openpyxl.load_workbook(file)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(file.with_name(f"{name}.xlsx"))
    return file.with_name(f"{name}.xlsx")


def states(found: RolledUp) -> dict[str, str]:
    return {one.part.path.stem if one.part else one.name: one.state for one in found.sent}


def sheet(found: RolledUp, name: str) -> list[tuple[object, ...]]:
    return list(openpyxl.load_workbook(found.path, data_only=True)[name].iter_rows(values_only=True))


def test_each_unit_has_a_row_and_the_sum_is_exact(city: Store, files: list[Path], tmp_path: Path) -> None:
    found = rollup(city, files, tmp_path / "出")
    assert found.path.name == "嘉兴市2022年6月拆违月报（汇总）.xlsx"
    assert found.rows == ("嘉善县", "海宁市")
    report = Written(found.path)
    assert [report.cell(row, 6) for row in ("嘉善县", "海宁市", "合计")] == [
        Decimal("0.2235"),
        Decimal("0.0433"),
        Decimal("0.2668"),
    ]
    assert report.cell("合计", 5) == 4
    assert report.cell("嘉善县", 23) == Decimal("11.18")
    assert (report.cell("嘉善县", 25), report.cell("合计", 25)) == (1, "—")
    assert report.texts[1] == "嘉兴市2022年6月拆违月报表"
    assert "南湖区" in found.missing
    assert "嘉善县" not in found.missing
    assert ("平湖市", MISSING, None, None, None) in sheet(found, "上报情况")
    assert found.gaps == ()


def test_every_town_stands_on_a_sheet_of_its_own(city: Store, files: list[Path], tmp_path: Path) -> None:
    rows = {row[0]: row for row in sheet(rollup(city, files, tmp_path / "出"), "分镇明细")}
    assert "镇(街道)" in rows
    assert (rows["嘉善县魏塘街道"][6], rows["海宁市海洲街道"][6], rows["合计"][6]) == (0.1235, 0.01, 0.2668)


def test_one_unit_gives_its_own_towns(city: Store, files: list[Path], tmp_path: Path) -> None:
    found = rollup(city, files, tmp_path / "出", ["嘉善县"])
    assert found.title == "嘉善县2022年6月拆违月报"
    assert len(found.rows) == 9
    report = Written(found.path)
    assert (report.cell("合计", 6), report.cell("魏塘街道", 25)) == (Decimal("0.2235"), 2)
    assert found.missing == ()


def test_some_units_and_towns_are_chosen(city: Store, files: list[Path], tmp_path: Path) -> None:
    found = rollup(city, files, tmp_path / "出", ["魏塘街道", "海宁市海洲街道", "海宁市"])
    assert found.rows == ("嘉善县魏塘街道", "海宁市海洲街道", "海宁市")
    assert Written(found.path).cell("合计", 6) == Decimal("0.1768")
    with pytest.raises(Refusal, match="文件里没有“桐乡市”。--nodes 请从这些里选：嘉善县、海宁市"):
        rollup(city, files, tmp_path / "出", ["桐乡市", "海宁市"])


def test_what_does_not_add_up_is_listed(city: Store, files: list[Path], tmp_path: Path) -> None:
    touched = changed(files[1], "改过", G8=0.3, G9=0.1234)
    found = rollup(city, [files[0], touched], tmp_path / "出")
    assert [(gap.unit, gap.column.number, gap.total, gap.parts) for gap in found.gaps] == [
        ("嘉善县", "6", Decimal("0.3000"), Decimal("0.2234"))
    ]
    assert ("嘉善县", "“累计 拆除面积”(6栏)", 0.3, 0.2234, 0.0766) in sheet(found, "节点检查")
    assert "节点检查：嘉善县：“累计 拆除面积”(6栏) 合计 0.3000，各行之和 0.2234，相差 0.0766" in found.sentences
    report = Written(found.path)
    assert (report.cell("嘉善县", 6), report.cell("嘉善县", 5)) == (Decimal("0.3"), 2)


def test_the_forms_own_checks_look_at_the_sum(city: Store, files: list[Path], tmp_path: Path) -> None:
    touched = changed(files[1], "立案", V8=2)
    found = rollup(city, [files[0], touched], tmp_path / "出")
    assert any("21栏" in one.sentence and one.row == "嘉善县" for one in found.found)
    assert any("21栏" in str(row[1]) for row in sheet(found, "审核结果"))


def test_of_two_workbooks_of_a_unit_the_newer_counts(
    city: Store, files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = openpyxl.load_workbook(files[1])
    made = next(row for row in book["_meta"].iter_rows() if row[0].value == "made")
    made[1].value = "2020-01-01T08:00:00"
    book.worksheets[0]["G9"] = 9.9
    book.save(files[1].with_name("旧.xlsx"))
    found = rollup(city, [files[1].with_name("旧.xlsx"), *files], tmp_path / "出")
    assert states(found)["旧"] == OLDER
    assert Written(found.path).cell("嘉善县", 6) == Decimal("0.2235")
    assert any("“旧.xlsx”较早，未采用" in one for one in found.sentences)


def test_the_same_twice_is_taken_once_and_an_unsure_pair_is_refused(
    city: Store, files: list[Path], tmp_path: Path
) -> None:
    same = files[1].with_name("再发.xlsx")
    same.write_bytes(files[1].read_bytes())
    assert states(rollup(city, [*files, same], tmp_path / "出"))["再发"] == SAME
    other = changed(files[1], "不同", G9=0.5, G8=0.6)
    with pytest.raises(Refusal, match="嘉善县报了几份，数字不同，看不出哪一份新"):
        rollup(city, [*files, other], tmp_path / "出")


def test_a_workbook_without_its_marks_is_known_by_its_title(city: Store, files: list[Path], tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    copied = book.worksheets[0]
    source = openpyxl.load_workbook(files[1], data_only=True).worksheets[0]
    for row in source.iter_rows():
        for cell in row:
            copied.cell(cell.row, cell.column, cell.value)
    for area in source.merged_cells.ranges:
        copied.merge_cells(str(area))
    book.save(tmp_path / "抄的.xlsx")
    found = rollup(city, [files[0], tmp_path / "抄的.xlsx"], tmp_path / "出")
    assert found.rows == ("嘉善县", "海宁市")
    assert Written(found.path).cell("合计", 6) == Decimal("0.2668")


def test_towns_send_the_countys_form_with_their_own_row(county: Store, tmp_path: Path) -> None:
    first = sent(tmp_path, JIASHAN, "魏塘", done(JIASHAN, "001", 1, "1234.5"))
    second = sent(tmp_path, JIASHAN, "罗星", done(JIASHAN, "002", 2, "500"), done(JIASHAN, "003", 3, "70"))
    found = rollup(county, [first, second], tmp_path / "出")
    report = Written(found.path)
    assert len(found.rows) == 9
    assert [report.cell(row, 6) for row in ("魏塘街道", "罗星街道", "合计")] == [
        Decimal("0.1235"),
        Decimal("0.05"),
        Decimal("0.1805"),
    ]
    assert {one.name: one.state for one in found.sent}["大云镇"] == ZERO
    assert {one.name: one.state for one in found.sent}["魏塘街道"] == USED
    chosen = rollup(county, [first, second], tmp_path / "出", ["魏塘街道", "惠民街道"])
    assert Written(chosen.path).cell("合计", 6) == Decimal("0.1305")


def test_a_county_may_merge_what_is_not_its_own(county: Store, files: list[Path], tmp_path: Path) -> None:
    assert rollup(county, files, tmp_path / "出").title.startswith("嘉兴市")
    alone = rollup(county, files[:1], tmp_path / "出")
    assert (alone.title, len(alone.rows)) == ("海宁市2022年6月拆违月报", 12)


def test_different_periods_and_forms_are_refused(city: Store, files: list[Path], tmp_path: Path) -> None:
    july = sent(tmp_path, HAINING, "七月", period="2022-07")
    with pytest.raises(Refusal, match=r"报告期不一致：多数是2022-06，“七月.xlsx”是2022-07"):
        rollup(city, [*files, july], tmp_path / "出")
    with new_ledger(str(tmp_path / "丙.db"), JIASHAN, 2022) as store:
        (other,) = export(store, "R1", PERIOD, tmp_path / "复垦.xlsx")
        (year,) = export(store, "R8", PERIOD, tmp_path / "年度.xlsx")
    with pytest.raises(Refusal, match="报表不一致"):
        rollup(city, [*files, other.path], tmp_path / "出")
    with pytest.raises(Refusal, match="报表不一致"):
        rollup(city, [*files, year.path], tmp_path / "出")


def test_of_as_many_of_each_all_are_named(city: Store, files: list[Path], tmp_path: Path) -> None:
    july = sent(tmp_path, HAINING, "七月", period="2022-07")
    with pytest.raises(Refusal, match=r"报告期不一致：“海宁.xlsx”是2022-06，“七月.xlsx”是2022-07"):
        rollup(city, [files[0], july], tmp_path / "出")


def test_a_draft_is_merged_and_told(city: Store, files: list[Path], tmp_path: Path) -> None:
    wrong = Pending("demolished_area", "约300", "不是数字")
    fine = done(JIASHAN, "002", 2, "100")
    draft = sent(tmp_path, JIASHAN, "草稿", Addition(fine.values | {"demolished_area": None}, pending=[wrong]))
    found = rollup(city, [files[0], draft], tmp_path / "出")
    assert "嘉善县：“草稿.xlsx”是草稿（有强制审核没有通过），已照样汇总，请改正后换正式的重新汇总" in found.sentences
    assert ("嘉善县", "采用（草稿）") in [row[:2] for row in sheet(found, "上报情况")]
    plain = rollup(city, files, tmp_path / "再出")
    assert not any("草稿" in sentence for sentence in plain.sentences)


def test_what_is_no_report_is_refused(city: Store, tmp_path: Path) -> None:
    sample = Path(__file__).parents[2] / "data" / "samples" / "01-复垦台账-合并表头.xlsx"
    with pytest.raises(Refusal, match=r"认不出是哪一张报表.*可以汇总的有：.*拆违月报"):
        rollup(city, [sample], tmp_path / "出")


def test_the_further_sheets_of_a_form_are_merged_too(city: Store, tmp_path: Path) -> None:
    files = []
    for unit, name, area in ((HAINING, "海宁", "10.5"), (JIASHAN, "嘉善", "20.0")):
        with new_ledger(str(tmp_path / f"{name}.db"), unit, 2022) as store:
            texts = {"code": f"LH-{unit}-1", "plan_year": "2022", "county_code": unit, "town_code": f"{unit}001"}
            planted = {"planted_area": area, "new_area": area, "plant_end": "2022-05-20"}
            add(store, Addition(cleaned("greening", {**texts, **planted})), kind="greening")
            files.append(export(store, "R6", "2022-Q2", tmp_path / f"{name}.xlsx")[0].path)
    book = openpyxl.load_workbook(files[1])
    total = next(row for row in book["对比与分析"].iter_rows() if row[0].value == "合计")
    total[6].value = "嘉善的亮点"
    book.save(files[1])
    found = rollup(city, files, tmp_path / "出")
    assert not any("对得上的栏目" in one for one in found.sentences)
    rows = {row[0]: row for row in sheet(found, "对比与分析")}
    assert [rows[name][1] for name in ("嘉善县", "海宁市", "合计")] == [20, 10.5, 30.5]
    assert rows["嘉善县"][6] == "嘉善的亮点"
    assert [row[0] for row in sheet(found, "绿化进展季报") if row[0] in rows].count("合计") == 1


def in_metres(file: Path, name: str, unit: str = "㎡") -> Path:
    """A workbook whose 累计 拆除面积 another hand filled in ㎡."""
    cells = {cell.coordinate: cell.value for cell in openpyxl.load_workbook(file).worksheets[0]["G"][8:]}
    scaled = {at: round(value * 10_000) for at, value in cells.items() if isinstance(value, int | float)}
    return changed(file, name, G5=f"拆除面积({unit})", G8=2235, **scaled)


def test_a_column_in_another_unit_is_converted_and_told(city: Store, files: list[Path], tmp_path: Path) -> None:
    found = rollup(city, [files[0], in_metres(files[1], "平方米")], tmp_path / "出")
    report = Written(found.path)
    assert [report.cell(row, 6) for row in ("嘉善县", "合计")] == [Decimal("0.2235"), Decimal("0.2668")]
    assert any("“累计 拆除面积”(6栏)按㎡填，已折算成万㎡" in one for one in found.sentences)
    assert found.gaps == ()
    assert found.found == ()


def test_a_column_in_a_unit_of_another_measure_is_refused(city: Store, files: list[Path], tmp_path: Path) -> None:
    with pytest.raises(Refusal, match=r"“万元.xlsx”的“累计\|拆除面积”\(G列\)单位是万元，折算不成万㎡"):
        rollup(city, [files[0], in_metres(files[1], "万元", "万元")], tmp_path / "出")


def reshaped(file: Path, name: str, *, serial: bool) -> Path:
    """A workbook without its column of names, or with a column of serial numbers before it."""
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for merged in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(merged))
    if serial:
        sheet.insert_cols(1)
        sheet["A4"] = "序号"
        for row in range(9, 20):
            sheet.cell(row, 1, row - 8)
    else:
        sheet.delete_cols(1)
    book.save(file.with_name(f"{name}.xlsx"))
    return file.with_name(f"{name}.xlsx")


def test_rows_are_named_by_words_never_by_a_figure(city: Store, files: list[Path], tmp_path: Path) -> None:
    found = rollup(city, [files[0], reshaped(files[1], "序号", serial=True)], tmp_path / "出")
    assert "嘉善县魏塘街道" in {row[0] for row in sheet(found, "分镇明细")}
    with pytest.raises(Refusal, match=r"“缺列.xlsx”没有写各行是哪个单位的那一栏\(甲栏\)"):
        rollup(city, [files[0], reshaped(files[1], "缺列", serial=False)], tmp_path / "出")


def test_what_a_workbook_lacks_is_told_in_words(city: Store, files: list[Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(files[1])
    for merged in list(book.worksheets[0].merged_cells.ranges):
        book.worksheets[0].unmerge_cells(str(merged))
    book.worksheets[0].delete_cols(8, 12)
    book.save(tmp_path / "少栏.xlsx")
    with pytest.raises(Refusal, match="缺少“累计 城镇”") as refused:
        rollup(city, [files[0], tmp_path / "少栏.xlsx"], tmp_path / "出")
    assert "{" not in str(refused.value)
