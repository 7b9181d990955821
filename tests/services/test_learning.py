"""A bureau's form learned once: exported by its name, known again, and told apart when it comes otherwise."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from app.models import integrity
from app.models.refusal import Refusal
from app.models.store import Store
from app.services import history, learning
from app.services.reporting.template_export import Blank, export_to_form
from tests.services.reporting import bureau
from tests.services.reporting.county import LUOXING, WEITANG, add, aim, new, point

NAME = "市局拆违月报"
JUNE = "2022-06"


@pytest.fixture(scope="module")
def county_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("county")
    with new(str(folder / "台账.db")) as store:
        add(store, point(1, WEITANG, demolish_date="2022-06-10", demolished_area="1234.56"))
        aim(store, "T18", 4, unit="8.5", **{f"t{WEITANG}": "4.5", f"t{LUOXING}": "4"})
    return folder / "台账.db"


@pytest.fixture
def store(county_file: Path, tmp_path: Path) -> Iterator[Store]:
    with Store.open(str(shutil.copy(county_file, tmp_path / "台账.db")), writing=True) as opened:
        yield opened


def test_a_form_is_learned_by_its_headings_and_exported_by_its_name(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    lesson = learning.learn(store, form, NAME, None, {})
    assert (lesson.report, lesson.version, lesson.drift, lesson.known) == ("R4", 1, (), False)
    meant = {one.letter: (one.meant, one.unit) for one in lesson.columns}
    assert meant["B"] == ("1", "公顷")
    assert meant["C"] == ("6", "㎡")
    assert meant["E"] == ("3", "万㎡")
    assert [one.label for one in lesson.columns if one.letter in "GH"] == ["表样自己计算", "留空"]
    form.unlink()
    known = learning.known(store, NAME)
    assert known is not None
    done = export_to_form(store, known.report, JUNE, Blank(known.path, known.decided, NAME), tmp_path / "上报")
    assert done.path.name == f"{NAME}_拆违月报_2022年6月.xlsx"
    sheet = openpyxl.load_workbook(done.path, data_only=True)[bureau.SHEET]
    assert [cell.value for cell in sheet[7]][:4] == ["魏塘街道", 4.5, 1234.56, 0.1235]
    assert [one.name for one in learning.learned(store)] == [NAME]


def test_a_filled_workbook_teaches_as_well_as_a_blank_one(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "去年.xlsx", last_year=True)
    learning.learn(store, form, NAME, "R4", {})
    known = learning.known(store, NAME)
    assert known is not None
    done = export_to_form(store, "R4", JUNE, Blank(known.path, known.decided, NAME), tmp_path / "报.xlsx")
    assert openpyxl.load_workbook(done.path, data_only=True)[bureau.SHEET]["D8"].value == 0
    assert "“备注”（H 列）保留了表中原有的内容" in done.note


def test_what_was_decided_is_remembered_for_the_same_form(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx", more=("出动人员（人）",))
    with pytest.raises(Refusal, match="出动人员"):
        learning.learn(store, form, NAME, None, {})
    assert learning.learned(store) == []
    learning.learn(store, form, NAME, None, {"出动人员": ""})
    again = bureau.monthly_form(tmp_path / "新来的.xlsx", more=("出动人员（人）",))
    assert export_to_form(store, "R4", JUNE, Blank(again), tmp_path / "报.xlsx").path.exists()


def test_next_years_form_is_a_new_version_and_what_moved_is_said(store: Store, tmp_path: Path) -> None:
    learning.learn(store, bureau.monthly_form(tmp_path / "今年.xlsx"), NAME, None, {})
    same = learning.learn(store, tmp_path / "今年.xlsx", NAME, None, {})
    assert (same.version, same.known) == (1, True)
    changed = bureau.monthly_form(tmp_path / "明年.xlsx", more=("案件查处结案（起）",))
    book = openpyxl.load_workbook(changed)
    sheet = book[bureau.SHEET]
    sheet["B4"], sheet["H4"] = "年度任务（公顷）", "备注说明"
    sheet["E4"].value, sheet["F4"].value = sheet["F4"].value, sheet["E4"].value
    book.save(changed)
    lesson = learning.learn(store, changed, NAME, None, {})
    assert lesson.version == 2
    told = "；".join(lesson.drift)
    assert "以前叫“年度目标任务”" in told
    assert "以前叫“备注”" in told
    assert "多了 I 列“案件查处结案”" in told
    assert "移到了 E 列" in told
    known = learning.known(store, NAME)
    assert known is not None
    assert known.decided["案件查处结案"] == "21"


def test_learning_is_a_step_that_can_be_taken_back_and_brought_again(store: Store, tmp_path: Path) -> None:
    learning.learn(store, bureau.monthly_form(tmp_path / "表样.xlsx"), NAME, None, {})
    learning.learn(store, bureau.monthly_form(tmp_path / "新表样.xlsx", more=("结案（起）",)), NAME, None, {})
    step = history.history(store)[0].batch
    history.undo(store, step)
    assert [one.version for one in learning.learned(store)] == [1]
    history.redo(store, step)
    assert [one.version for one in learning.learned(store)] == [2]
    with store.read() as session:
        assert not [one for one in integrity.altered(session.connection()) if one]


def test_what_cannot_be_learned_is_refused(store: Store, tmp_path: Path) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx")
    for name in ("R4", "拆违月报", "ALL", " "):
        with pytest.raises(Refusal, match="换一个名称"):
            learning.learn(store, form, name, None, {})
    path = tmp_path / "别的.xlsx"
    book = openpyxl.Workbook()
    book.worksheets[0].append(["品名", "单价"])
    book.save(path)
    with pytest.raises(Refusal, match="没有认出"):
        learning.learn(store, path, NAME, None, {})


def test_a_form_whose_workbook_is_gone_says_so(store: Store, tmp_path: Path) -> None:
    learning.learn(store, bureau.monthly_form(tmp_path / "表样.xlsx"), NAME, None, {})
    known = learning.known(store, NAME)
    assert known is not None
    known.path.unlink()
    with pytest.raises(Refusal, match="重新学一次"):
        learning.known(store, NAME)
