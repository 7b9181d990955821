"""``targets``: what is aimed at, from which paper, in which revision, and whether the towns add up to the unit."""

from pathlib import Path
from typing import Any

import pytest

from tests.services.importing.books import written
from tests.ui.test_console import Prompt

HEAD = ["单位", "垦造耕地（亩）", "拆违（万㎡）"]


def _sheet(path: Path, paper: str, *rows: list[object]) -> Path:
    return written(path, [["2022年度任务分解表"], [paper], HEAD, *rows])


@pytest.fixture
def aimed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Prompt:
    """A county whose targets were handed out and then revised."""
    county = Prompt(tmp_path / "台账.db", capsys)
    assert county.run("new", "--unit", "330421", "--year", "2022")[0] == 0
    first = _sheet(
        tmp_path / "一.xlsx",
        "善自然资〔2022〕5号 2022年3月1日",
        ["嘉善县", 300, 30],
        ["大云镇", 120, 10],
        ["西塘镇", 180, 15],
    )
    second = _sheet(tmp_path / "二.xlsx", "善自然资〔2022〕31号 2022年8月1日", ["西塘镇", 200, 15], ["大云镇", 120, 10])
    for path in (first, second):
        assert county.run("import", str(path))[0] == 0
    return county


def _by_code(prompt: Prompt, *words: str) -> dict[str, dict[str, Any]]:
    found = prompt.json("targets", *words)
    assert isinstance(found, list)
    return {row["indicator"]: row for row in found}


def test_a_revision_counts_from_its_day(aimed: Prompt) -> None:
    before, after = (_by_code(aimed, "--as-of", day)["T10"] for day in ("2022-06-30", "2022-09-30"))
    assert (before["target"], before["sum"], before["difference"]) == ("300.0000", "300.0000", "0.0000")
    assert (after["target"], after["sum"], after["difference"]) == ("300.0000", "320.0000", "20.0000")
    own = {"inherited": False, "revision": 1, "effective": "2022-03-01", "doc_no": "善自然资〔2022〕5号"}
    revised = {"inherited": False, "revision": 2, "effective": "2022-08-01", "doc_no": "善自然资〔2022〕31号"}
    assert after["towns"] == [
        {"region": "330421102", "target": "120.0000", **own},
        {"region": "330421103", "target": "200.0000", **revised},
    ]


def test_shares_and_limits_are_the_citys_and_do_not_add_up(aimed: Prompt) -> None:
    share = _by_code(aimed)["T14"]
    assert (share["target"], share["inherited"], share["revision"], share["sum"]) == ("90.00", True, 0, None)


def test_a_quantity_nobody_handed_out_has_none(aimed: Prompt) -> None:
    row = _by_code(aimed)["T12"]
    assert (row["target"], row["towns"], row["difference"]) == (None, [], None)


def test_what_does_not_add_up_is_said(aimed: Prompt) -> None:
    status, told, _ = aimed.run("targets", "--by", "town", "--as-of", "2022-09-30")
    assert status == 0
    assert "西塘镇" in told
    assert "善自然资〔2022〕31号" in told
    assert "下辖合计与本单位目标不一致的有 2 项：垦造耕地、实施拆违，请核对任务分解表" in told
    assert "请导入任务分解表" in told


def test_a_year_without_indicators_is_refused(aimed: Prompt) -> None:
    status, _, told = aimed.run("targets", "--as-of", "2019-01-01")
    assert status == 1
    assert "没有 2019 年的指标" in told
