"""The commands that take workbooks in and give them out: what is said, on which stream, with which status."""

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from app.ui.headless import console
from tests.services.reporting import bureau

SAMPLES = Path(__file__).parents[1] / "data" / "samples"
LEDGER_BOOK = SAMPLES / "01-复垦台账-合并表头.xlsx"


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with a small demo year; tests only read it."""
    path = tmp_path_factory.mktemp("台账") / "演示.db"
    assert console.main(["--ledger", str(path), "new", "--unit", "330421", "--year", "2022"]) == 0
    assert console.main(["--ledger", str(path), "demo", "--projects", "60"]) == 0
    return path


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    path = tmp_path / "空.db"
    assert console.main(["--ledger", str(path), "new", "--unit", "330421", "--year", "2022"]) == 0
    return path


@pytest.fixture
def incomplete(tmp_path: Path) -> Path:
    """Points that were demolished, of which no one has said in what kind of area they lie."""
    path = tmp_path / "缺项.db"
    assert console.main(["--ledger", str(path), "new", "--unit", "330481", "--year", "2022"]) == 0
    book = str(SAMPLES / "02-拆违点位-镇列合并-小计.xlsx")
    assert console.main(["--ledger", str(path), "import", book, "--as-of", "2022-06-25"]) == 0
    return path


def _said(capsys: pytest.CaptureFixture[str], ledger: Path, *words: str) -> tuple[int, str, str]:
    capsys.readouterr()
    status = console.main(["--ledger", str(ledger), *words])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_demo_says_what_it_made_and_refuses_a_ledger_in_use(
    capsys: pytest.CaptureFixture[str], empty: Path, year: Path
) -> None:
    status, out, err = _said(capsys, empty, "demo", "--projects", "20", "--json")
    assert (status, err) == (0, "")
    assert sum(json.loads(out)["records"].values()) == 20
    status, out, err = _said(capsys, year, "demo")
    assert (status, out) == (1, "")
    assert "已经有数据" in err


def test_what_is_due_for_a_month_is_listed_with_its_last_day(capsys: pytest.CaptureFixture[str], year: Path) -> None:
    status, out, _ = _said(capsys, year, "reports", "--due", "2022-12", "--json")
    found = {one["report"]: one for one in json.loads(out)}
    assert status == 0
    assert set(found) == {"R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9"}
    assert (found["R6"]["period"], found["R6"]["end"], found["R6"]["by"]) == ("2022-Q4", "2022-12-31", "2023-01-30")
    assert (found["R4"]["state"], found["R4"]["late"]) == ("未报", True)
    assert "2023-01-28  未报，已逾期" in _said(capsys, year, "reports", "--due", "2022-12")[1]
    status, _, err = _said(capsys, year, "reports", "--due", "2022-Q2")
    assert (status, "不是一个月" in err) == (1, True)


def test_what_can_be_exported_is_listed(capsys: pytest.CaptureFixture[str], year: Path) -> None:
    status, out, _ = _said(capsys, year, "reports")
    assert status == 0
    assert "R4" in out
    assert "拆违月报" in out
    answer = json.loads(_said(capsys, year, "reports", "--json")[1])
    assert [one["report"] for one in answer] == [
        *(f"R{number}" for number in range(1, 10)),
        "reclamation",
        "demolition",
        "greening",
    ]


def test_a_report_goes_to_a_folder_or_to_a_named_file(
    capsys: pytest.CaptureFixture[str], year: Path, tmp_path: Path
) -> None:
    status, out, _ = _said(capsys, year, "export", "R8", "--period", "2022-06", "--out", str(tmp_path / "报表"))
    assert status == 0
    (made,) = (tmp_path / "报表").iterdir()
    assert str(made) in out
    named = tmp_path / "指标.xlsx"
    assert _said(capsys, year, "export", "R8", "--period", "2022-06", "--out", str(named))[0] == 0
    assert openpyxl.load_workbook(named).sheetnames[0]


def test_the_month_s_folder_has_an_index(capsys: pytest.CaptureFixture[str], year: Path, tmp_path: Path) -> None:
    status, out, _ = _said(capsys, year, "export", "ALL", "--period", "2022-06", "--out", str(tmp_path), "--json")
    assert status == 0
    made = json.loads(out)
    assert [one["report"] for one in made] == [*(f"R{number}" for number in range(1, 9)), "ALL"]
    assert all(Path(one["path"]).exists() for one in made)


def test_personal_numbers_are_masked_unless_asked_for(
    capsys: pytest.CaptureFixture[str], year: Path, tmp_path: Path
) -> None:
    for name, words in (("遮盖.xlsx", ()), ("明文.xlsx", ("--unmasked",))):
        assert _said(capsys, year, "export", "demolition", "--out", str(tmp_path / name), *words)[0] == 0
    masked, plain = (_column(tmp_path / name, "联系电话") for name in ("遮盖.xlsx", "明文.xlsx"))
    assert any(plain)
    assert all("*" in text for text in masked if text)
    assert not any("*" in text for text in plain if text)


def _column(book: Path, heading: str) -> list[str]:
    sheet = openpyxl.load_workbook(book).worksheets[0]
    head = next(cell for row in sheet.iter_rows(max_row=8) for cell in row if cell.value == heading)
    below = sheet.iter_rows(min_row=head.row + 1, min_col=head.column, max_col=head.column, values_only=True)
    return [str(value or "") for (value,) in below]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["export", "R99", "--period", "2022-06"], "没有“R99”这张报表"),
        (["export", "R4", "--period", "2022-13"], "没有“2022-13”这样的报告期"),
        (["export", "R4"], "报告期"),
        (
            ["export", "R4", "--period", "2022-06", "--photos"],
            "没有照片列，放不下照片。请不附照片，或换一张有照片列的：R5",
        ),
        (["export", "R4", "--template", "表样.xlsx", "--photos"], "填进表样的导出不附照片"),
    ],
)
def test_what_cannot_be_exported_makes_no_file(
    capsys: pytest.CaptureFixture[str], year: Path, tmp_path: Path, words: list[str], sentence: str
) -> None:
    status, out, err = _said(capsys, year, *words, "--out", str(tmp_path / "报表"))
    assert (status, out) == (1, "")
    assert sentence in err
    assert not (tmp_path / "报表").exists()


def test_an_exported_report_says_its_hints_as_hints(
    capsys: pytest.CaptureFixture[str], incomplete: Path, tmp_path: Path
) -> None:
    words = ("export", "R4", "--period", "2022-06", "--out", str(tmp_path / "报表"), "--json")
    _, out, err = _said(capsys, incomplete, *words)
    (made,) = json.loads(out)
    told = [line.partition("〕")[2] for line in err.splitlines() if line.startswith("提示〔")]
    assert any("没有填“区域类别”" in line for line in told)
    assert told == made["hints"]


def test_a_check_says_what_a_report_breaks(capsys: pytest.CaptureFixture[str], incomplete: Path) -> None:
    status, out, err = _said(capsys, incomplete, "check", "R4", "--period", "2022-06")
    assert (status, err) == (0, "")
    told = json.loads(_said(capsys, incomplete, "check", "R4", "--period", "2022-06", "--json")[1])
    assert {one["level"] for one in told} == {"提示"}
    head, *lines = out.splitlines()
    assert head == f"拆违月报 2022-06：没有强制，提示 {len(told)} 处。"
    assert [f"提示〔{one['check']}〕{one['text']}" for one in told] == lines
    assert any("没有填“区域类别”" in one["text"] for one in told)


def test_a_check_that_finds_nothing_says_so(capsys: pytest.CaptureFixture[str], empty: Path) -> None:
    assert _said(capsys, empty, "check", "R4", "--period", "2022-06") == (0, "审核通过，没有发现问题。\n", "")


def test_a_ledger_workbook_is_looked_at_without_being_taken(capsys: pytest.CaptureFixture[str], empty: Path) -> None:
    before = empty.read_bytes()
    status, out, _ = _said(capsys, empty, "import", str(LEDGER_BOOK), "--dry-run", "--json")
    assert status == 0
    answer = json.loads(out)
    assert answer["counts"]["create"] == 20
    assert answer["batch"] is None
    assert answer["files"][0]["as"] == "ledger"
    assert empty.read_bytes() == before
    assert [path.name for path in empty.parent.iterdir()] == [empty.name]


def test_one_refused_file_does_not_hold_the_others_up(
    capsys: pytest.CaptureFixture[str], empty: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "坏的.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    status, _, err = _said(capsys, empty, "import", str(broken), str(LEDGER_BOOK))
    assert status == 1
    assert "坏的.xlsx" in err
    records = json.loads(_said(capsys, empty, "records", "reclamation", "--json")[1])
    assert len(records) == 20


def test_only_what_was_asked_for_is_taken(capsys: pytest.CaptureFixture[str], empty: Path) -> None:
    assert _said(capsys, empty, "import", str(LEDGER_BOOK), "--only", "update")[0] == 0
    assert json.loads(_said(capsys, empty, "records", "reclamation", "--json")[1]) == []
    status, _, err = _said(capsys, empty, "import", str(LEDGER_BOOK), "--only", "delete")
    assert status == 1
    assert "“delete”" in err


def test_a_missing_workbook_is_named(capsys: pytest.CaptureFixture[str], empty: Path) -> None:
    status, _, err = _said(capsys, empty, "import", "没有这个.xlsx")
    assert status == 1
    assert "没有这个.xlsx" in err


def test_a_workbook_with_errors_is_handed_back_where_it_is_wanted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    ledger = tmp_path / "台账.db"
    assert console.main(["--ledger", str(ledger), "new", "--unit", "330421", "--year", "2022"]) == 0
    dates, sound = SAMPLES / "04-复垦-日期写法.xlsx", LEDGER_BOOK
    words = ("import", str(dates), str(sound), "--dry-run", "--errors")
    status, out, _ = _said(capsys, ledger, *words, str(tmp_path / "错"))
    assert status == 0
    assert "9 行有错误，10 个单元格已标红加批注" in out
    assert f"{sound.name}：没有要改正的错误" in out
    assert (tmp_path / "错" / "04-复垦-日期写法_错误.xlsx").exists()
    _said(capsys, ledger, "import", str(dates), "--dry-run", "--errors", str(tmp_path / "旧.xls"))
    assert (tmp_path / "旧.xlsx").is_file()  # never a folder of that name
    status, _, err = _said(capsys, ledger, *words, str(tmp_path / "错.xlsx"))
    assert (status, "请写一个文件夹" in err) == (1, True)


def test_a_form_of_the_bureaus_is_filled_and_its_gaps_are_named(
    capsys: pytest.CaptureFixture[str], year: Path, tmp_path: Path
) -> None:
    form = bureau.monthly_form(tmp_path / "表样.xlsx", more=("出动人员（人）",))
    words = ("export", "R4", "--period", "2022-06", "--template", str(form), "--out", str(tmp_path / "报.xlsx"))
    status, out, err = _said(capsys, year, *words)
    assert (status, out) == (1, "")
    assert "--blank" in err
    status, out, err = _said(capsys, year, *words, "--blank", "出动人员")
    assert (status, "报.xlsx" in out, "请看：表样里没有“惠民街道”" in err) == (0, True, True)
    status, _, err = _said(capsys, year, *words, "--column", "出动人员")
    assert (status, "--column" in err) == (1, True)


def test_a_form_is_learned_once_and_exported_by_its_name(
    capsys: pytest.CaptureFixture[str], year: Path, tmp_path: Path
) -> None:
    ledger = Path(shutil.copy(year, tmp_path / "台账.db"))
    form = str(bureau.monthly_form(tmp_path / "表样.xlsx"))
    assert _said(capsys, ledger, "learn")[:2] == (0, "还没有学过表样。\n")
    status, _, err = _said(capsys, ledger, "learn", form)
    assert (status, "--name" in err) == (1, True)
    status, out, err = _said(capsys, ledger, "learn", form, "--name", "市局月报")
    assert (status, err) == (0, "")
    assert "已学会，第 1 版" in out
    assert json.loads(_said(capsys, ledger, "learn", "--json")[1])[0]["report"] == "R4"
    status, out, _ = _said(capsys, ledger, "export", "市局月报", "--period", "2022-06", "--out", str(tmp_path / "报"))
    assert (status, "市局月报_拆违月报_2022年6月" in out) == (0, True)


def test_a_hint_may_stand_with_a_reason(capsys: pytest.CaptureFixture[str], incomplete: Path) -> None:
    asked = ("check", "R4", "--period", "2022-06")
    (name, *_) = [one["check"] for one in json.loads(_said(capsys, incomplete, *asked, "--json")[1])]
    status, out, err = _said(capsys, incomplete, *asked, "--waive", name, "--reason", "历史数据没有登记")
    assert (status, err) == (0, "")
    assert "（已说明：历史数据没有登记）" in out
    told = json.loads(_said(capsys, incomplete, *asked, "--json")[1])
    assert {one["reason"] for one in told if one["check"] == name} == {"历史数据没有登记"}
    assert {"report", "sheet", "columns", "left", "right", "records"} <= set(told[0])


def test_a_reason_needs_its_hint(capsys: pytest.CaptureFixture[str], incomplete: Path) -> None:
    status, _, err = _said(capsys, incomplete, "check", "R4", "--period", "2022-06", "--reason", "为什么")
    assert status == 1
    assert "没有写是哪一条提示" in err


def test_records_are_asked_for_in_the_words_of_the_screen(capsys: pytest.CaptureFixture[str], empty: Path) -> None:
    _said(capsys, empty, "demo", "--projects", "60", "--year", "2022")
    every = json.loads(_said(capsys, empty, "records", "拆违", "--json")[1])
    towns = {row["town_code"] for row in every}
    asked = ["records", "拆违", "--where", "镇(街道)=西塘镇"]
    here = json.loads(_said(capsys, empty, *asked, "--json")[1])
    assert len(towns) > 1
    assert here == [row for row in every if row["town_code"] == "330421103"] != []
    printed = _said(capsys, empty, *asked)[1]
    assert "  西塘镇  " in printed
    assert " 330421103 " not in printed


def test_all_reports_of_a_period_are_checked_in_one_run(
    capsys: pytest.CaptureFixture[str], incomplete: Path, empty: Path
) -> None:
    status, out, err = _said(capsys, incomplete, "check", "ALL", "--period", "2022-06")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert {"复垦进展月报 2022-06：审核通过。", "绿化进展季报 2022-Q2：审核通过。"} <= set(lines)
    assert lines[-1] == "共审核 8 张报表：强制审核都通过，待说明的提示 3 处。"
    told = json.loads(_said(capsys, incomplete, "check", "all", "--period", "2022-06", "--json")[1])
    assert [(one["report"], one["period"]) for one in told[:2]] == [("R4", "2022-06")] * 2
    status, out, _ = _said(capsys, empty, "check", "ALL", "--period", "2022-05")
    assert (status, len(out.splitlines())) == (0, 7)
    status, _, err = _said(capsys, empty, "check", "ALL", "--period", "2022-05", "--waive", "甲", "--reason", "乙")
    assert (status, "一次只能说明一张报表的提示" in err) == (1, True)


def test_a_broken_report_ends_the_check_of_all_with_status_one(
    capsys: pytest.CaptureFixture[str], empty: Path, tmp_path: Path
) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["点位编号", "镇（街道）", "地址", "违建面积（㎡）", "拆除日期", "拆除面积（㎡）"])
    book.worksheets[0].append(["CW-330421-2022-0001", "西塘镇", "东街1号", 400, "2022-06-01", "约300"])
    book.save(tmp_path / "台账.xlsx")
    assert _said(capsys, empty, "import", str(tmp_path / "台账.xlsx"))[0] == 0
    status, out, err = _said(capsys, empty, "check", "ALL", "--period", "2022-06")
    assert status == 1
    assert "张有强制审核没有通过（R4、R5" in out.splitlines()[-1]
    assert err.startswith("R4 2022-06、R5 2022-06")
    assert "请改正后再审核；现在导出只能作为草稿" in err


@pytest.mark.parametrize(
    ("kind", "head"),
    [
        ("reclamation", ["序号", "项目备案编号", "项目名称", "镇（街道）"]),
        ("demolition", ["序号", "点位编号", "地址", "镇（街道）"]),
        ("greening", ["序号", "编号", "名称", "镇（街道）"]),
    ],
)
def test_a_list_form_gets_the_records_that_meet_the_conditions(
    capsys: pytest.CaptureFixture[str], year: Path, tmp_path: Path, kind: str, head: list[str]
) -> None:
    book = openpyxl.Workbook()
    for row in (["项目清单"], head, [1], [2]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "清单.xlsx")
    asked = ("export", kind, "--template", str(tmp_path / "清单.xlsx"), "--out", str(tmp_path / "填.xlsx"))
    records = json.loads(_said(capsys, year, "records", kind, "--where", "镇(街道)=西塘", "--json")[1])
    status, _, err = _said(capsys, year, *asked, "--where", "镇(街道)=西塘")
    assert status == 0, err
    sheet = openpyxl.load_workbook(tmp_path / "填.xlsx").worksheets[0]
    rows = [row for row in sheet.iter_rows(min_row=3, values_only=True) if any(row)]
    assert len(rows) == len(records) > 0
    assert {row[3] for row in rows} == {"西塘镇"}
    status, _, err = _said(capsys, year, *asked, "--where", "镇(街道)=西塘", "--where", "code=没有")
    assert (status, "没有镇(街道)=西塘、code=没有的记录" in err) == (1, True)


def test_conditions_are_for_lists_of_records_in_forms(
    capsys: pytest.CaptureFixture[str], empty: Path, tmp_path: Path
) -> None:
    out = ("--out", str(tmp_path / "出.xlsx"), "--where", "镇(街道)=西塘")
    form = str(bureau.monthly_form(tmp_path / "表样.xlsx"))
    for asked, why in (
        (("demolition", *out), "--where 只用于把台账填进表样"),
        (("R4", "--period", "2022-06", "--template", form, *out), "是报表，不能用 --where 挑选"),
        (
            ("demolition", "--template", form, "--out", str(tmp_path / "出.xlsx"), "--where", "颜色=红"),
            "没有“颜色”这个字段",
        ),
    ):
        status, _, err = _said(capsys, empty, "export", *asked)
        assert (status, why in err) == (1, True), err
    assert not (tmp_path / "出.xlsx").exists()
