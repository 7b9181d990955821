"""The worked examples: every cell as it must come out, nothing taken that is not there."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.report import as_json
from tests.stores import new_ledger

SAMPLES = Path(__file__).parents[2] / "data" / "samples"
TRUTHS = sorted(SAMPLES.glob("*.expected.json"))
DERIVED = {"county_code", "plan_year", "stage"}


@pytest.fixture(params=TRUTHS, ids=lambda path: path.name[:2])
def case(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    truth = json.loads(request.param.read_text(encoding="utf-8"))
    with new_ledger(str(tmp_path / "空.ledger"), truth["unit"], 2022) as store:
        report = imported(store, [SAMPLES / truth["file"]], Options(), dry_run=True)
    answer: dict[str, Any] = json.loads(json.dumps(as_json(report)))["files"][0]
    return truth, answer


def test_there_are_nine_examples() -> None:
    assert len(TRUTHS) == 9


def test_the_tables_are_recognised(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    truth, answer = case
    assert answer["as"] == truth["as"]
    for want, got in zip(truth["tables"], answer["tables"], strict=True):
        assert (got["sheet"], got["kind"], got["header_rows"]) == (want["sheet"], want["kind"], want["header_rows"])
        assert {one["column"]: one["field"] for one in got["columns"]} == {
            k: v for k, v in want["columns"].items() if v
        }
        assert {one["column"]: one["unit"] for one in got["columns"] if one["column"] in want["units"]} == want["units"]
        assert {str(one["row"]): one["why"] for one in got["skipped"]} == want["skipped"]


def test_every_cell_comes_out_as_it_must(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    truth, answer = case
    for want, got in zip(truth["tables"], answer["tables"], strict=True):
        assert [str(row["row"]) for row in got["rows"]] == list(want["rows"])
        for row in got["rows"]:
            check_row(want["columns"], want["rows"][str(row["row"])], row)


def check_row(columns: dict[str, str | None], want: dict[str, Any], row: dict[str, Any]) -> None:
    may = {columns[letter] for letter in want.get("may_flag", ())}
    expected = {name: value for name, value in want["values"].items() if value is not None}
    taken = {name: value for name, value in row["values"].items() if name in expected or name not in DERIVED}
    flagged = {issue["column"] for issue in row["issues"]}
    assert row["action"] == "create"
    for name in expected.keys() - taken.keys():
        assert name in may
        assert any(columns[letter] == name for letter in flagged if letter)
    assert taken == {name: value for name, value in expected.items() if name in taken}
    assert set(want.get("flag", ())) <= flagged


def test_the_targets_come_out_as_they_must(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    truth, answer = case
    for want, got in zip(truth["tables"], answer["tables"], strict=True):
        for row in got["rows"]:
            expected = want["rows"][str(row["row"])].get("targets", [])
            assert list(map(exact, row.get("targets", []))) == list(map(exact, expected))


def exact(target: dict[str, Any]) -> dict[str, Any]:
    return {**target, "value": Decimal(target["value"])}


def test_the_totals_agree_unless_they_are_known_not_to(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    truth, answer = case
    for want, got in zip(truth["tables"], answer["tables"], strict=True):
        wrong = [{"row": one["row"], "column": one["column"]} for one in got["totals"] if not one["agrees"]]
        assert wrong == want.get("totals_wrong", [])


def test_what_is_to_be_remarked_is(case: tuple[dict[str, Any], dict[str, Any]]) -> None:
    truth, answer = case
    for want, got in zip(truth["tables"], answer["tables"], strict=True):
        for row in got["rows"]:
            flagged = {issue["column"] for issue in row["issues"]}
            assert set(want["rows"][str(row["row"])].get("remark", ())) <= flagged
