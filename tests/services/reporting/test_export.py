"""Where exports go, what they are called, and when they are drafts."""

import sqlite3
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from app.models import period as periods
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import setting
from app.services.reporting.calendar import due_then
from app.services.reporting.export import available, export
from app.services.reporting.forms.catalogue import forms
from tests.services.reporting.county import WEITANG, Written, add, point, waiting


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "上报"


def spoil(store: Store) -> None:
    add(store, waiting(point(1, WEITANG, demolish_date="2022-06-01"), "demolished_area", "三百左右"))


def test_what_there_is() -> None:
    infos = {info.id: info for info in available()}
    assert list(infos) == [*(f"R{number}" for number in range(1, 10)), "reclamation", "demolition", "greening"]
    assert (infos["R4"].name, infos["R4"].periods, infos["R4"].ledger) == ("拆违月报", ("月",), "")
    assert infos["greening"].ledger == "greening"


def test_a_folder_is_made_and_the_file_named(store: Store, out: Path) -> None:
    (done,) = export(store, "R4", "2022-06", out)
    assert done.path == out / "嘉善县_拆违月报_2022年6月.xlsx"
    assert done.path.is_file()
    assert (done.draft, done.failed) == (False, ())


def test_a_file_name_is_kept(store: Store, out: Path) -> None:
    spoil(store)
    (done,) = export(store, "R4", "2022-06", out / "给市局.XLSX")
    assert done.path == out / "给市局.XLSX"
    assert done.draft


def test_a_report_is_found_by_its_name_too(store: Store, out: Path) -> None:
    assert export(store, "拆违月报", "2022-06", out)[0].id == export(store, " r4", "2022-06", out)[0].id == "R4"


def test_what_must_not_be_makes_a_draft(store: Store, out: Path) -> None:
    spoil(store)
    (done,) = export(store, "R4", "2022-06", out)
    assert done.path.name == "嘉善县_拆违月报_2022年6月_草稿.xlsx"
    assert len(done.failed) == 1
    report = Written(done.path)
    assert "草稿" in report.sheet.oddHeader.center.text
    assert "草稿" in openpyxl.load_workbook(done.path)["完成率图"].HeaderFooter.oddHeader.center.text
    assert report.meta["state"] == "草稿"


def test_hints_leave_a_report_final(store: Store, out: Path) -> None:
    add(store, point(1, WEITANG, case_closed_date="2022-06-01"))
    (done,) = export(store, "R4", "2022-06", out)
    assert (done.draft, len(done.hints)) == (False, 1)
    assert not Written(done.path).sheet.oddHeader.center.text


def test_a_report_says_what_it_is(store: Store, out: Path) -> None:
    first, second = (Written(export(store, "R4", "2022-06", out)[0].path).meta for _ in range(2))
    assert {key: first[key] for key in ("report", "form", "period", "unit")} == {
        "report": "R4",
        "form": "1",
        "period": "2022-06",
        "unit": "330421",
    }
    assert first["export"] != second["export"]
    assert first["checksum"] == second["checksum"]


def test_all_is_the_periods_reports_and_their_index(store: Store, out: Path) -> None:
    spoil(store)
    done = export(store, "all", "2022-06", out)
    assert [one.id for one in done] == ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "ALL"]
    assert {path.name for path in out.iterdir()} == {one.path.name for one in done}
    index = openpyxl.load_workbook(done[-1].path)["目录"]
    rows = [[cell.value for cell in row][1:6] for row in index.iter_rows()]
    assert ["拆违01表", "拆违月报", "2022年6月", "嘉善县_拆违月报_2022年6月_草稿.xlsx", "草稿"] in rows
    quarter = "2022年第二季度"
    assert ["绿化01表", "绿化进展季报", quarter, f"嘉善县_绿化进展季报_{quarter}.xlsx", "正式"] in rows


def test_a_report_may_wear_the_fonts_of_official_documents(store: Store, out: Path) -> None:
    def fonts() -> dict[str, tuple[str, bool]]:
        sheet = openpyxl.load_workbook(export(store, "R4", "2022-06", out)[0].path).worksheets[0]
        named = {"拆违01表": "meta", "嘉善县2022年6月拆违月报表": "title", "填报单位：嘉善县": "meta"}
        return {
            named[cell.value]: (cell.font.name, bool(cell.font.bold))
            for row in sheet.iter_rows(max_row=3)
            for cell in row
            if cell.value in named
        }

    assert fonts() == {"title": ("宋体", True), "meta": ("仿宋", False)}
    setting.change(store, "fonts", "公文字体")
    assert fonts() == {"title": ("方正小标宋简体", False), "meta": ("仿宋_GB2312", False)}


def test_all_of_a_quarter_leaves_the_monthly_reports_out(store: Store, out: Path) -> None:
    assert [one.id for one in export(store, "ALL", "2022-Q2", out)] == ["R6", "R7", "R8", "ALL"]


@pytest.mark.parametrize(
    ("period", "alone", "reports"),
    [
        ("2022-05", False, ["R1", "R2", "R3", "R4", "R5", "R8"]),
        ("2022-06", True, ["R1", "R2", "R3", "R4", "R5", "R8"]),
        ("2022-12", False, ["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"]),
        ("2022-Q4", False, ["R6", "R7", "R8"]),
        ("2022-06-25", False, ["R1", "R2", "R3", "R4", "R5", "R8"]),  # a day closes nothing
    ],
)
def test_what_falls_due_with_a_period(period: str, alone: bool, reports: list[str]) -> None:
    asked = periods.parse(period, 25)
    assert [form.id for form in forms() if due_then(form, asked, 25, alone=alone)] == reports


@pytest.mark.parametrize(
    ("what", "period", "said"),
    [
        ("R99", "2022-06", "没有“R99”这张报表"),
        ("R4", "2022-13", "没有“2022-13”这样的报告期"),
        ("R4", "2022-Q2", "按月报送"),
        ("R4", None, "没有写明"),
        ("ALL", None, "没有写明"),
        ("ALL", "六月", "没有“六月”这样的报告期"),
        ("ALL", "2019-06", "没有 2019 年的指标"),
    ],
)
def test_bad_wishes_leave_nothing_behind(store: Store, out: Path, what: str, period: str | None, said: str) -> None:
    with pytest.raises(Refusal, match=said):
        export(store, what, period, out)
    assert not out.exists()


@pytest.mark.parametrize(("what", "name"), [("R4", "月报.docx"), ("R4", "月报.xlsm"), ("ALL", "月报.xlsx")])
def test_a_file_that_cannot_be_such_a_workbook_is_refused(store: Store, out: Path, what: str, name: str) -> None:
    with pytest.raises(Refusal):
        export(store, what, "2022-06", out / name)
    assert not out.exists()


def test_a_folder_that_cannot_be_made_is_refused(store: Store, tmp_path: Path) -> None:
    (tmp_path / "文件").write_text("占着")
    with pytest.raises(Refusal, match="不能建立文件夹"):
        export(store, "R4", "2022-06", tmp_path / "文件" / "里面")


def test_an_export_adds_to_the_register_and_leaves_all_else_as_it_was(store: Store, out: Path) -> None:
    spoil(store)
    assert store.path
    store.close()
    before = contents(store.path)
    with Store.open(str(store.path)) as reading:
        export(reading, "ALL", "2022-06", out)
        export(reading, "demolition", None, out)
    after = contents(store.path)
    assert [row[2] for row in after.pop("exported_report")] == [*(f"R{number}" for number in range(1, 9)), "demolition"]
    for kept in ("counter", "content_sum"):  # the numbers given out, and the proofs of both tables
        assert after.pop(kept) != before.pop(kept)
    del before["exported_report"]
    assert after == before
    assert [path.name for path in store.path.parent.glob("台账.db*")] == ["台账.db"]


def contents(ledger: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table of a ledger file."""
    with closing(sqlite3.connect(ledger)) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
