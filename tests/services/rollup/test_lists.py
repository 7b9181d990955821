"""Detailed forms of several units as one list: who sent each row, what comes twice, what does not add up."""

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from app.models.refusal import Refusal
from app.models.store import Store
from app.services.records import Addition
from app.services.reporting.export import export
from app.services.rollup import rollup
from tests.services.reporting.county import add, cleaned
from tests.stores import new_ledger

JIASHAN, HAINING, JUNE = "330421", "330481", "2022-06"


def project(unit: str, code: str, kind: str, **texts: str) -> Addition:
    known = {"code": code, "name": f"项目{code}", "plan_year": "2022", "county_code": unit, "town_code": f"{unit}001"}
    return Addition(cleaned("reclamation", {**known, "project_kind": kind, "approval_date": "2022-03-01", **texts}))


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """What two counties sent; each lists the project GG-1."""
    folder = tmp_path_factory.mktemp("上报")
    made = {}
    for unit, name, code, area in ((HAINING, "海宁", "FK-2", "20.5"), (JIASHAN, "嘉善", "FK-1", "12.5")):
        with new_ledger(str(folder / f"{name}.db"), unit, 2022) as store:
            add(
                store,
                project(unit, code, "建设用地复垦", scale_area=area),
                project(unit, "GG-1", "城乡建设用地增减挂钩", approved_reclaim_area="30.0000"),
                kind="reclamation",
            )
            for report in ("R3", "R8", "reclamation"):
                made[f"{name}{report}"] = export(store, report, JUNE, folder / f"{name}{report}.xlsx")[0].path
    return made


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Store]:
    path = str(tmp_path / "市.db")
    new_ledger(path, "330400", 2022).close()
    with Store.open(path) as opened:
        yield opened


def rows(path: Path, sheet: str) -> list[tuple[object, ...]]:
    found = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return [row for row in found if isinstance(row[0], int | float)]


def test_the_rows_follow_one_another_with_who_sent_them(city: Store, files: dict[str, Path], tmp_path: Path) -> None:
    done = rollup(city, [files["海宁R3"], files["嘉善R3"]], tmp_path / "汇总.xlsx")
    detail, swaps = rows(done.path, "项目明细"), rows(done.path, "增减挂钩")
    assert [row[:3] for row in detail] == [(1, "嘉善县", "FK-1"), (2, "海宁市", "FK-2")]
    assert [row[1] for row in swaps] == ["嘉善县", "海宁市"]
    sheet = openpyxl.load_workbook(done.path, data_only=True)["项目明细"]
    total = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "合计")
    assert Decimal(str(total[8])) == Decimal(33)
    assert [(one.code, one.units, one.alike) for one in done.doubles] == [("GG-1", ("嘉善县", "海宁市"), False)]
    assert (done.gaps, done.rows) == ((), ("嘉善县 FK-1", "海宁市 FK-2", "嘉善县 GG-1", "海宁市 GG-1"))
    assert "南湖区" in done.missing
    assert any("GG-1 出现 2 次" in one for one in done.sentences)


def test_sums_that_do_not_hold_and_columns_that_differ_are_named(
    city: Store, files: dict[str, Path], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(files["海宁R3"])
    sheet = book["项目明细"]
    header = next(row for row in sheet.iter_rows() if "存在问题及备注" in [cell.value for cell in row])
    last = next(cell for cell in header if cell.value == "存在问题及备注")
    last.value = "市级意见"
    total = next(row for row in sheet.iter_rows() if row[0].value == "合计")
    total[7].value = 99
    book.save(tmp_path / "改.xlsx")
    done = rollup(city, [tmp_path / "改.xlsx", files["嘉善R3"]], tmp_path / "汇总.xlsx")
    assert [(gap.unit, gap.total, gap.parts) for gap in done.gaps] == [("海宁市", Decimal(99), Decimal("20.5"))]
    (told,) = [one for one in done.sentences if "按对得上的栏目汇总" in one]
    assert "缺“存在问题及备注”(22栏)" in told
    assert "没有用“市级意见”" in told


def test_a_workbook_that_lacks_too_much_is_refused_with_what_it_lacks(
    city: Store, files: dict[str, Path], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(files["海宁R3"])
    for name in ("增减挂钩", "永农连片"):
        book.remove(book[name])
    book["项目明细"].delete_cols(6, 12)
    book.save(tmp_path / "缺.xlsx")
    with pytest.raises(Refusal, match=r"缺少.*项目区总规模.*等 \d+ 栏"):
        rollup(city, [tmp_path / "缺.xlsx", files["嘉善R3"]], tmp_path / "汇总.xlsx")


def test_what_cannot_be_merged_is_refused_in_words(city: Store, files: dict[str, Path], tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="整本台账"):
        rollup(city, [files["海宁reclamation"]], tmp_path)


def test_indicators_are_added_up_where_they_can_be(city: Store, files: dict[str, Path], tmp_path: Path) -> None:
    done = rollup(city, [files["海宁R8"], files["嘉善R8"]], tmp_path / "a.xlsx")
    assert len(done.rows) == 41
    assert not any("对得上的栏目" in one for one in done.sentences)
    book = openpyxl.load_workbook(done.path, data_only=True)
    table = {row[1]: row for row in book["主要指标完成情况"].iter_rows(min_row=5, values_only=True)}
    own = {row[1]: row for row in book["分单位明细"].iter_rows(min_row=5, values_only=True)}
    aim = "其中：农村建设用地复垦"
    parts = [own[f"{unit} {aim}"] for unit in ("嘉善县", "海宁市")]
    assert table[aim][7] == sum(Decimal(str(row[7] or 0)) for row in parts)
    assert table["违法占用耕地比例"][5:9] == (1, "—", own["嘉善县 违法占用耕地比例"][7] or "—", "—")
    assert table["2021年自然资源清查成果"][5] == "—"
    alone = rollup(city, [files["海宁R8"], files["嘉善R8"]], tmp_path / "b.xlsx", ["嘉善县"])
    assert [one.name for one in alone.sent] == ["嘉善县"]
    with pytest.raises(Refusal, match="--nodes 请从这些里选：嘉善县、海宁市"):
        rollup(city, [files["海宁R8"], files["嘉善R8"]], tmp_path / "c.xlsx", ["平湖市"])


def test_an_indicator_in_two_units_of_measure_is_not_added_up(
    city: Store, files: dict[str, Path], tmp_path: Path
) -> None:
    book = openpyxl.load_workbook(files["海宁R8"])
    retyped = next(cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value == "万亩")
    name = str(book.worksheets[0].cell(retyped.row, 2).value).strip()
    retyped.value = "公顷"
    book.save(tmp_path / "海宁.xlsx")
    with pytest.raises(Refusal, match=r"计量单位不一致.*公顷") as refused:
        rollup(city, [tmp_path / "海宁.xlsx", files["嘉善R8"]], tmp_path / "a.xlsx")
    assert name in str(refused.value)


def test_towns_of_one_unit_send_lists_too(city: Store, files: dict[str, Path], tmp_path: Path) -> None:
    shutil.copy(files["嘉善R3"], tmp_path / "西塘.xlsx")
    done = rollup(city, [tmp_path / "西塘.xlsx"], tmp_path / "a.xlsx")
    assert done.rows == ("西塘 FK-1", "西塘 GG-1")
    with pytest.raises(Refusal, match="不能按节点汇总"):
        rollup(city, [tmp_path / "西塘.xlsx"], tmp_path / "b.xlsx", ["西塘"])
