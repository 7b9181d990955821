"""The headless face as a person at a prompt meets it: sentences, statuses, JSON; a refusal changes nothing."""

import json
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.ui.headless import commands, console

ROOT = Path(__file__).parents[2]
_RUN = "import sys; from app.ui.headless import console; console.main(sys.argv[1:]); "


class Prompt:
    """A prompt in front of one ledger file."""

    def __init__(self, ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.ledger = ledger
        self._capsys = capsys

    def run(self, *words: str) -> tuple[int, str, str]:
        status = console.main(["--ledger", str(self.ledger), *words])
        out, err = self._capsys.readouterr()
        return status, out, err

    def json(self, *words: str) -> object:
        status, out, err = self.run(*words, "--json")
        assert (status, err) == (0, "")
        return json.loads(out)


@pytest.fixture
def prompt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Prompt:
    return Prompt(tmp_path / "台账.db", capsys)


@pytest.fixture
def county(prompt: Prompt) -> Prompt:
    assert prompt.run("new", "--unit", "330421", "--year", "2022")[0] == 0
    return prompt


def refused(answer: tuple[int, str, str]) -> str:
    """The sentence of a refusal: one line with a next step, status 1, nothing on standard output."""
    status, out, err = answer
    assert status == 1
    assert out == ""
    assert err.count("\n") == 1
    assert err.rstrip().endswith("。")
    assert err.count("。") >= 2
    return err


def test_a_new_ledger_says_for_whom_and_is_one_file_at_rest(prompt: Prompt) -> None:
    status, out, err = prompt.run("new", "--unit", "330421", "--year", "2022")
    assert (status, err) == (0, "")
    assert out == f"已为嘉善县建立 2022 年台账：{prompt.ledger}\n"
    assert [path.name for path in prompt.ledger.parent.iterdir()] == ["台账.db"]


@pytest.mark.parametrize("unit", ["999999", "330421103", "abc", "", "33"])
def test_a_unit_nobody_knows_makes_nothing(prompt: Prompt, unit: str) -> None:
    assert f"“{unit}”" in refused(prompt.run("new", "--unit", unit))
    assert list(prompt.ledger.parent.iterdir()) == []


def test_a_ledger_that_is_there_is_not_overwritten(county: Prompt) -> None:
    before = county.ledger.read_bytes()
    assert "已经存在" in refused(county.run("new", "--unit", "330482"))
    assert county.ledger.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        *(["figures"], ["targets"], ["history"], ["records", "greening"]),
        *(["verify"], ["backup"], ["undo", "2"], ["settings"]),
    ],
)
def test_a_missing_ledger_is_not_made_by_asking(prompt: Prompt, words: list[str]) -> None:
    assert "没有找到台账文件" in refused(prompt.run(*words))
    assert list(prompt.ledger.parent.iterdir()) == []


@pytest.mark.parametrize(
    "words", [["figures"], ["targets"], ["records", "demolition"], ["history"], ["verify"], ["settings"]]
)
def test_reading_leaves_the_bytes_as_they_were(county: Prompt, words: list[str]) -> None:
    before = county.ledger.read_bytes()
    county.json(*words)
    assert county.ledger.read_bytes() == before
    assert [path.name for path in county.ledger.parent.iterdir()] == ["台账.db"]


def test_every_indicator_has_a_row(county: Prompt) -> None:
    rows = county.json("figures", "--as-of", "2022-03-25")
    assert isinstance(rows, list)
    assert [row["indicator"] for row in rows] == [f"T{number:02}" for number in range(1, 42)]
    assert set(rows[0]) == {
        *("indicator", "region", "period", "target", "actual", "unit"),
        *("rate", "pace", "difference", "signal", "state", "date"),
    }
    assert {row["period"] for row in rows} == {"2022-03"}
    by_code = {row["indicator"]: row for row in rows}
    assert by_code["T18"] == {
        "indicator": "T18", "region": "330421", "period": "2022-03", "target": None, "actual": "0.0000",
        "unit": "万㎡", "rate": None, "pace": "0.2500", "difference": None, "signal": "无目标",
        "state": None, "date": None,
    }  # fmt: skip
    assert by_code["T16"]["target"] == "1.00"
    assert by_code["T16"]["signal"] == "未填报"


def test_a_hand_kept_figure_goes_in_and_is_taken_back(county: Prompt) -> None:
    status, out, _ = county.run("enter", "T16", "--period", "2022-03", "--value", "0.85")
    assert (status, out) == (0, "已填报 T16 违法占用耕地比例 2022-03：0.85%\n")
    assert _figure(county, "T16") == ("0.85", "达标")
    steps = county.json("history")
    assert isinstance(steps, list)
    assert steps[0]["label"] == "填报 T16 违法占用耕地比例 2022-03"
    assert county.run("undo", str(steps[0]["batch"]))[0] == 0
    assert _figure(county, "T16") == (None, "未填报")
    assert county.run("redo", str(steps[0]["batch"]))[0] == 0
    assert _figure(county, "T16") == ("0.85", "达标")


def test_an_indicator_s_unit_and_number_may_be_written_as_a_clerk_does(county: Prompt) -> None:
    status, out, _ = county.run("enter", "t16", "--period", "2022-03", "--value", "0.85%")
    assert (status, out) == (0, "已填报 T16 违法占用耕地比例 2022-03：0.85%\n")
    assert _figure(county, "T16") == ("0.85", "达标")


def test_words_of_a_report_are_written_listed_and_carried_over(county: Prompt) -> None:
    spring, summer = (("texts", "R6", "--period", f"2022-Q{quarter}") for quarter in (1, 2))
    assert county.run(*spring) == (0, "还没有填写。文字栏：备注、亮点、问题、困难、建议\n", "")
    written = county.run(*spring, "--column", "亮点", "--row", "魏塘街道", "--text", "早完成")
    assert written[:2] == (0, "已填写 R6 2022-Q1 魏塘街道“亮点”：早完成\n")
    assert "早完成" in county.run(*summer)[1]  # proposed
    carried = county.json(*summer, "--carry")
    assert isinstance(carried, dict)
    assert [one["proposed"] for one in carried["carried"]] == ["早完成"]
    assert county.run(*summer, "--carry")[1] == "上期没有可以沿用的文字。\n"
    assert county.run(*summer, "--column", "亮点", "--row", "魏塘街道", "--text", "")[1].startswith("已清空 R6")
    assert county.run(*summer, "--text", "早完成")[0] == 1


def test_a_full_width_setting_is_kept_in_plain_digits(county: Prompt) -> None:
    assert county.run("settings", "cutoff_day", "２０")[0] == 0
    assert county.json("settings", "cutoff_day") == {"cutoff_day": "20"}


def test_steps_tell_the_time_of_the_clock_on_the_wall(county: Prompt) -> None:
    steps = county.json("history")
    assert isinstance(steps, list)
    when = datetime.fromisoformat(steps[0]["when"]).astimezone(timezone(timedelta(hours=8)))
    done = subprocess.run(
        [sys.executable, "main.py", "--ledger", str(county.ledger), "history"],
        cwd=ROOT, capture_output=True, check=True, env={"TZ": "UTC-8", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert when.strftime("%Y-%m-%d %H:%M ") in done.stdout.decode("utf-8")


def test_a_milestone_has_a_state_and_a_day(county: Prompt) -> None:
    assert county.run("enter", "T27", "--period", "2022-03", "--value", "已完成", "--date", "2022-03-20")[0] == 0
    rows = county.json("figures", "--as-of", "2022-04-01")
    assert isinstance(rows, list)
    row = next(row for row in rows if row["indicator"] == "T27")
    assert (row["actual"], row["state"], row["date"], row["signal"]) == (None, "已完成", "2022-03-20", "完成")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["enter", "T18", "--period", "2022-03", "--value", "1"], "自动计算"),
        (["enter", "T99", "--period", "2022-03", "--value", "1"], "没有编号为“T99”的指标"),
        (["enter", "T16", "--period", "2022-13", "--value", "1"], "没有“2022-13”这样的报告期"),
        (["enter", "T16", "--period", "2022-03", "--value", "三百"], "“三百”不是数字"),
        (["enter", "T16", "--period", "2022-03", "--value", "0.123"], "小数超过 2 位"),
        (["enter", "T16", "--period", "2022-03", "--value", "1", "--region", "110101001"], "不是本单位"),
        (["enter", "T27", "--period", "2022-03", "--value", "快了"], "没有“快了”这样的状态"),
        (["enter", "T27", "--period", "2022-03", "--value", "已完成", "--date", "2022-09-01"], "晚于 2022-03 的截止日"),
        (["enter", "T16", "--period", "2022-03", "--value", "-1"], "不能是负数"),
        (["figures", "--as-of", "2022-W23"], "“2022-W23”不是日期"),
        (["figures", "--as-of", "昨天"], "“昨天”不是日期"),
        (["figures", "--as-of", "2019-01-01"], "没有 2019 年的指标"),
        (["records", "greening", "--where", "颜色=红"], "没有“颜色”这个字段"),
        (["records", "greening", "--where", "颜色"], "看不懂条件“颜色”"),
        (["records", "greening", "--where", "plan_area=很大"], "不是计划面积的值"),
        (["settings", "天气", "晴"], "没有“天气”这个设置项"),
        (["settings", "zones", "随便"], "不能设为“随便”"),
        (["settings", "cutoff_day", "32"], "1 到 31"),
        (["settings", "unit", "330482"], "不能更改"),
        (["undo", "1"], "新建台账这一步不能撤销"),
        (["undo", "77"], "历史里没有第 77 步"),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_changes_nothing(
    county: Prompt, words: list[str], sentence: str
) -> None:
    steps = county.json("history")
    assert sentence in refused(county.run(*words))
    assert county.json("history") == steps


def test_wrong_usage_is_said_in_chinese(county: Prompt) -> None:
    for words in (["records", "fishing"], ["enter", "T16"], ["undo", "two"], ["figures", "--as"], ["fly"]):
        status, out, err = county.run(*words)
        assert status == 2
        assert out == ""
        assert "命令写法不对：" in err
        assert "argument" not in err.splitlines()[-1]


def test_a_setting_changes_what_is_counted_and_is_a_step(county: Prompt) -> None:
    assert county.run("settings", "basis.demolition", "处置")[0] == 0
    assert county.json("settings", "basis.demolition") == {"basis.demolition": "处置"}
    assert county.run("settings", "basis.demolition", "拆除")[0] == 0
    labels = [step["label"] for step in county.json("history")]  # type: ignore[attr-defined]
    assert labels[:2] == ["设置 拆违完成口径", "设置 拆违完成口径"]
    named = county.json("history", "--words", "完成口径", "--last", "1")
    assert [step["label"] for step in named] == ["设置 拆违完成口径"]  # type: ignore[attr-defined]
    changed = county.json("history", str(named[0]["batch"]))  # type: ignore[index]
    assert [(one["table"], one["what"]) for one in changed] == [("设置", "1 处")]  # type: ignore[attr-defined]
    code, _, error = county.run("history", "9999")
    assert code == 1
    assert "历史里没有第 9999 步" in error


def test_a_damaged_ledger_is_named(county: Prompt) -> None:
    raw = bytearray(county.ledger.read_bytes())
    raw[8192:12288] = bytes(4096)
    county.ledger.write_bytes(bytes(raw))
    status, _, err = county.run("verify")
    assert status == 1
    assert "损坏" in err


def test_a_backup_is_a_ledger_of_its_own(county: Prompt) -> None:
    made = county.json("backup")
    assert isinstance(made, dict)
    status = console.main(["--ledger", made["backup"], "verify"])
    assert status == 0


def test_a_bug_leaves_a_report_and_status_3(county: Prompt, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.services import indicators

    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret 330411196001010000")

    monkeypatch.setattr(indicators, "figures", broken)
    status, out, err = county.run("figures")
    assert (status, out) == (3, "")
    report = Path(err.strip().split("故障报告：")[1])
    text = report.read_text(encoding="utf-8")
    assert "ZeroDivisionError" in text
    assert "330411196001010000" not in text


def test_a_real_process_speaks_utf8_and_imports_no_qt(county: Prompt) -> None:
    code = _RUN + "print('PySide6' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code, "--ledger", str(county.ledger), "history"],
        cwd=ROOT, capture_output=True, check=False, env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    text = done.stdout.decode("utf-8")
    assert "新建台账" in text
    assert text.splitlines()[-1] == "False"


def _figure(county: Prompt, indicator: str) -> tuple[str | None, str]:
    rows = county.json("figures", "--as-of", "2022-03-25")
    assert isinstance(rows, list)
    row = next(row for row in rows if row["indicator"] == indicator)
    return row["actual"], row["signal"]


def test_help_is_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    for words in ([], ["import"], ["export"]):
        assert console.main([*words, "--help"]) == 0
        told = capsys.readouterr().out
        assert told.startswith("用法：main.py")
        assert "options" not in told
        assert "show this" not in told


def test_the_ledger_may_be_named_before_or_after_the_command(prompt: Prompt) -> None:
    assert prompt.run("new", "--unit", "330421")[0] == 0
    before = prompt.json("figures")
    assert console.main(["figures", "--ledger", str(prompt.ledger), "--json"]) == 0
    assert json.loads(prompt._capsys.readouterr().out) == before


def test_every_command_is_answered_and_no_answer_is_without_a_command() -> None:
    choices = next(action.choices for action in console.parser()._actions if isinstance(action.choices, dict))
    assert set(choices) == set(commands.COMMANDS)
    assert all(callable(commands.command(name)) for name in commands.COMMANDS)


def test_telling_figures_loads_no_reader_and_no_writer_of_workbooks(county: Prompt) -> None:
    """A short command answers at once: what only others need is not loaded for it."""
    code = _RUN + "print(*sys.modules, file=sys.stderr)"
    command = [sys.executable, "-c", code, "--ledger", str(county.ledger), "figures", "--json"]
    run = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, encoding="utf-8")
    assert json.loads(run.stdout)
    slow = {"openpyxl", "xlsxwriter", "docx", "python_calamine", "lxml", "rapidfuzz", "numpy", "alembic", "psycopg"}
    assert not slow & set(run.stderr.split())


def test_taking_in_a_ledger_loads_nothing_that_writes_reports_or_reads_documents(county: Prompt) -> None:
    """Half of the time of a small import is the loading of the program."""
    workbook = ROOT / "tests/data/samples/01-复垦台账-合并表头.xlsx"
    code = _RUN + "print(*sys.modules, file=sys.stderr)"
    command = [
        sys.executable,
        "-c",
        code,
        "--ledger",
        str(county.ledger),
        "import",
        str(workbook),
        "--dry-run",
        "--json",
    ]
    run = subprocess.run(command, capture_output=True, check=True, cwd=ROOT, encoding="utf-8")
    assert json.loads(run.stdout)["counts"]["create"]
    slow = {"openpyxl", "xlsxwriter", "docx", "python_calamine", "lxml", "xlrd", "numpy", "alembic", "psycopg"}
    ours = {"app.services.reporting.export", "app.services.importing.proposal.plan", "app.services.workbook.read.parse"}
    assert not (slow | ours) & set(run.stderr.split())


def test_no_command_brings_qt() -> None:
    names = "app.ui.headless.commands import COMMANDS, command"
    code = f"import sys; from {names}; [command(name) for name in COMMANDS]; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, cwd=ROOT, encoding="utf-8")
    assert "app.ui.headless.exchange" in run.stdout.split()
    assert not {"PySide6", "shiboken6", "pyqtgraph"} & set(run.stdout.split())
