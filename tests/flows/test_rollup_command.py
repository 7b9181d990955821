"""Two counties' reports merged on the command line."""

import json
from pathlib import Path

import pytest

from app.ui.headless import console


def test_two_counties_become_the_citys_report(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    files = []
    for unit in ("330421", "330481"):
        ledger = str(tmp_path / f"{unit}.db")
        console.main(["--ledger", ledger, "new", "--unit", unit, "--year", "2022"])
        console.main(["--ledger", ledger, "demo", "--projects", "30"])
        files.append(str(tmp_path / f"{unit}.xlsx"))
        console.main(["--ledger", ledger, "export", "R4", "--period", "2022-06", "--out", files[-1]])
    city = str(tmp_path / "市.db")
    console.main(["--ledger", city, "new", "--unit", "330400", "--year", "2022"])
    capsys.readouterr()
    command = ["--ledger", city, "rollup", *files, "--out", str(tmp_path / "汇总.xlsx")]
    assert console.main(command) == 0
    out, err = capsys.readouterr()
    assert out == f"已汇总嘉兴市2022年6月拆违月报（2 行）：{tmp_path / '汇总.xlsx'}\n"
    assert err.startswith("未报：南湖区、秀洲区、平湖市")
    assert console.main([*command, "--json", "--nodes", "嘉善县"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["title"], len(answer["rows"]), answer["gaps"]) == ("嘉善县2022年6月拆违月报", 9, [])


def test_the_bulletin_is_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    ledger = str(tmp_path / "县.db")
    console.main(["--ledger", ledger, "new", "--unit", "330421", "--year", "2022"])
    capsys.readouterr()
    out = tmp_path / "通报.docx"
    assert console.main(["--ledger", ledger, "brief", "--period", "2022-06", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["path"] == str(out)
    assert out.is_file()
