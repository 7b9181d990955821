"""An installation proves itself: what the self-test leaves behind, and that it can fail."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from app import __version__
from app.models import home
from app.models.refusal import Refusal
from app.ui import self_test

MAIN = Path(__file__).parents[2] / "main.py"


def test_what_fails_is_said_and_the_rest_is_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: object) -> str:
        raise Refusal("磁盘已满", "请清出空间")

    def break_down(_: object) -> str:
        raise ValueError("330421198001011234")

    checks = (("一", refuse), ("二", break_down), ("三", lambda trial: trial.folder.name))
    monkeypatch.setattr(self_test, "CHECKS", checks)
    assert self_test.main(["--self-test", str(tmp_path)]) == 1
    said = json.loads((tmp_path / "result.json").read_text("utf-8"))
    assert [check["ok"] for check in said["checks"]] == [False, False, True]
    assert said["checks"][0]["found"] == "磁盘已满。请清出空间。"
    assert "ValueError" in said["checks"][1]["found"]
    assert "330421198001011234" not in said["checks"][1]["found"]
    assert capsys.readouterr().out.startswith("自检没有通过")


def test_chinese_comes_out_whole_in_any_code_page() -> None:
    command = [sys.executable, MAIN, "--version"]
    run = subprocess.run(command, capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert (run.returncode, run.stdout.decode("utf-8").strip()) == (0, f"{home.NAME} {__version__}")


def test_a_program_without_a_console_prints_nowhere() -> None:
    """A Windows program that opens a window has no standard streams at all."""
    code = "import sys; sys.stdout = sys.stderr = None; import main; main.main(['--version'])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=MAIN.parent)
    assert (run.returncode, run.stdout, run.stderr) == (0, b"", b"")
