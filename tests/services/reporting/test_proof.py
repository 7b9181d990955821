"""Whether a file is what was sent: re-saving changes nothing, one changed cell is named."""

import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest

from app.models.store import Store
from app.services import records
from app.services.records import Edit
from app.services.reporting.export import export
from app.services.reporting.sent.proof import Proof, Verdict, proof
from app.services.reporting.sent.submit import submit
from app.services.reporting.template.export import Blank, export_to_form
from tests.services.reporting import bureau
from tests.services.reporting.county import LUOXING, WEITANG, add, point


@pytest.fixture
def file(store: Store, tmp_path: Path) -> Path:
    """A submitted report."""
    add(
        store,
        point(1, WEITANG, demolish_date="2022-06-01", demolished_area="1234.5"),
        point(2, LUOXING, demolish_date="2022-06-01", demolished_area="20"),
    )
    (done,) = export(store, "R4", "2022-06", tmp_path)
    submit(store, "R4", "2022-06")
    return done.path


def resaved(file: Path, **cells: object) -> Path:
    """The file saved by another program, some cells changed on the way."""
    book = openpyxl.load_workbook(file)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    copy = file.with_name("另存.xlsx")
    book.save(copy)
    return copy


def touched(found: Proof) -> list[tuple[str, str, str | None, str | None]]:
    return [(one.cell, one.row, one.sent, one.found) for one in found.touched]


def test_the_same_bytes_are_the_same_under_any_name(store: Store, file: Path, tmp_path: Path) -> None:
    found = proof(store, Path(shutil.copy(file, tmp_path / "改了名.xlsx")))
    assert (found.verdict, found.sentence, found.touched) == (Verdict.SAME, "与导出时逐字节相同", ())
    assert found.sent
    assert found.sent.number == "R4-2022-06-1"


def test_a_re_save_changes_nothing(store: Store, file: Path) -> None:
    found = proof(store, resaved(file))
    assert found.verdict is Verdict.SAME
    assert "公式没有存下结果" in found.sentence


def test_an_office_re_save_changes_nothing(store: Store, file: Path, office_saved: Path) -> None:
    found = proof(store, office_saved)
    assert (found.verdict, found.sentence) == (Verdict.SAME, "另存过或改过格式，表中每一格都与导出时相同")


@pytest.fixture
def office_saved(file: Path, tmp_path: Path) -> Path:
    """The file saved by LibreOffice."""
    import subprocess

    office = shutil.which("soffice")
    if office is None:
        pytest.skip("要装 libreoffice-calc 才能核对另存后的文件")
    out = tmp_path / "另存"
    home = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [office, home, "--headless", "--convert-to", "xlsx", "--outdir", out, file], check=True, capture_output=True
    )
    return out / file.name


def test_a_changed_cell_is_named(store: Store, file: Path) -> None:
    found = proof(store, resaved(file, G9=0.2, A10="罗星"))
    assert found.verdict is Verdict.CHANGED
    assert touched(found) == [
        ("拆违月报!G9", "魏塘街道", "0.1235", "0.2"),
        ("拆违月报!A10", "罗星街道", "罗星街道", "罗星"),
    ]


def test_a_moved_row_is_found_by_its_words(store: Store, file: Path) -> None:
    book = openpyxl.load_workbook(file)
    sheet = book.worksheets[0]
    for area in [area for area in sheet.merged_cells.ranges if area.min_row > 10]:
        sheet.unmerge_cells(str(area))  # inserting rows would leave them where they are, over the last row
    sheet.insert_rows(10)
    sheet["A10"], sheet["AC9"] = "插的行", "同意"
    book.save(file.with_name("插行.xlsx"))
    found = proof(store, file.with_name("插行.xlsx"))
    assert touched(found) == [("拆违月报!AC9", "", None, "同意"), ("拆违月报!A10", "", None, "插的行")]


def test_a_figure_that_became_words_or_nothing_is_named(store: Store, file: Path) -> None:
    found = proof(store, resaved(file, G9="见备注", C9=None, E9=True))
    assert [(one[0], one[3]) for one in touched(found)] == [
        ("拆违月报!C9", ""),
        ("拆违月报!E9", "True"),
        ("拆违月报!G9", "见备注"),
    ]


def test_a_copy_without_our_marks_is_judged_by_what_it_says(store: Store, file: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(file)
    del book["_meta"]
    book.worksheets[0].title = "改了表名"
    book.save(tmp_path / "只有属性.xlsx")
    found = proof(store, tmp_path / "只有属性.xlsx")
    assert (found.verdict, "没有导出标记" in found.sentence) == (Verdict.ALIKE, False)
    for name in list(book.custom_doc_props.names):
        del book.custom_doc_props[name]
    book.save(tmp_path / "无标记.xlsx")
    found = proof(store, tmp_path / "无标记.xlsx")
    assert found.verdict is Verdict.ALIKE
    assert "没有导出标记" in found.sentence
    assert found.sent
    book.worksheets[0]["G9"] = 0.2
    book.save(tmp_path / "改数.xlsx")
    found = proof(store, tmp_path / "改数.xlsx")
    assert found.verdict is Verdict.DIFFERS
    assert touched(found)[0] == ("改了表名!G9", "魏塘街道", "0.1235", "0.2")


def test_a_stranger_cannot_be_judged(store: Store, file: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["姓名", "电话"])
    book.save(tmp_path / "别的.xlsx")
    found = proof(store, tmp_path / "别的.xlsx")
    assert (found.verdict, found.export, found.sent) == (Verdict.UNKNOWN, None, None)


def test_a_whole_ledger_saved_again_is_held_against_what_it_held_then(store: Store, tmp_path: Path) -> None:
    add(store, point(1, WEITANG, phone="13800001234"), point(2, LUOXING))
    (done,) = export(store, "demolition", None, tmp_path)
    assert (proof(store, done.path).verdict, proof(store, done.path).sent) == (Verdict.SAME, None)
    with store.write("改") as work:  # what the ledger says now is not what it said then
        records.change(work, "demolition", [Edit(1, {"phone": "13900001234", "village": "新村"})])
    assert proof(store, resaved(done.path)).verdict is Verdict.ALIKE
    book = openpyxl.load_workbook(done.path)
    sheet = book.worksheets[0]
    row = next(row for row in sheet.iter_rows() if "CW-330421-2022-0002" in [cell.value for cell in row])
    town = next(cell for cell in row if cell.value == "罗星街道")
    town.value = "魏塘街道"
    sheet.delete_rows(row[0].row - 1)
    book.save(tmp_path / "改.xlsx")
    found = proof(store, tmp_path / "改.xlsx")
    assert (found.verdict, {(one.row, one.column.path[-1], one.found) for one in found.touched}) == (
        Verdict.DIFFERS,
        {("CW-330421-2022-0001", "整行", None), ("CW-330421-2022-0002", "镇(街道)", "330421001")},
    )


def test_a_filled_form_is_judged_by_the_columns_that_are_ours(store: Store, tmp_path: Path) -> None:
    add(store, point(1, WEITANG, demolish_date="2022-06-01", demolished_area="1234.5"))
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    path = export_to_form(store, "R4", "2022-06", Blank(form), tmp_path / "报.xlsx").path
    assert proof(store, path).verdict is Verdict.SAME
    with zipfile.ZipFile(path, "a") as package:
        package.comment = b"again"
    assert proof(store, path).verdict is Verdict.ALIKE
    parts = bureau.parts_of(path)
    name = next(name for name in parts if name.endswith("sheet1.xml"))
    assert b"<v>1234.5</v>" in parts[name] or b"<v>1235</v>" in parts[name]
    parts[name] = parts[name].replace(b"<v>1234.5</v>", b"<v>2234.5</v>").replace(b"<v>1235</v>", b"<v>2235</v>")
    with zipfile.ZipFile(path, "w") as package:
        for part, content in parts.items():
            package.writestr(part, content)
    found = proof(store, path)
    assert (found.verdict, [one.row for one in found.touched]) == (Verdict.DIFFERS, ["魏塘街道"])


def test_dates_and_whole_numbers_are_compared_by_value(store: Store, tmp_path: Path) -> None:
    (done,) = export(store, "R8", "2022-06", tmp_path)
    assert proof(store, resaved(done.path)).verdict is Verdict.SAME


def test_what_stands_around_the_table_is_compared_too(store: Store, file: Path) -> None:
    sheet = openpyxl.load_workbook(file).worksheets[0]
    note = next(cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("填报单位："))
    last = next(cell for row in sheet.iter_rows() for cell in row if "单位负责人" in str(cell.value))
    title = str(sheet["A1"].value)
    copy = resaved(file, A1="改了的标题", **{note.coordinate: "填报单位：别的县", last.coordinate: "单位负责人：张三"})
    found = proof(store, copy)
    assert found.verdict is Verdict.CHANGED
    assert [(sent, now) for _, _, sent, now in touched(found)] == [
        (title, "改了的标题"),
        (note.value, "填报单位：别的县"),
        (last.value, "单位负责人：张三"),
    ]
    assert {one.column.path for one in found.touched} == {("表外",)}
