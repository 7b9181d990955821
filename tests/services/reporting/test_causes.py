"""One wrong record breaks a report in many places: it is told once, the others below, and none is lost."""

from pathlib import Path

import pytest

from app.models.store import Store
from app.services import records
from app.services.records import Edit
from app.services.reporting.build import build
from app.services.reporting.checking.causes import by_cause
from app.services.reporting.checking.check import failures
from app.services.reporting.checking.finding import CheckResult
from app.services.reporting.export import check, explain, export
from app.services.reporting.forms.catalogue import read_form
from app.services.reporting.forms.form import Level
from app.services.reporting.sent.submit import submit
from tests.services.reporting.county import LUOXING, WEITANG, Written, add, cleaned, point
from tests.services.reporting.test_nine_forms import project
from tests.services.reporting.test_relations_beside import FORM

DEMOLISHED = {"demolish_date": "2022-05-20", "demolished_area": "2830", "close_date": "2022-05-22"}


def corrected(store: Store, out: Path) -> list[CheckResult]:
    """Two points of the month before, one of them corrected after the report went out."""
    first, _ = add(
        store,
        point(1, WEITANG, **DEMOLISHED, disposed_area="2830"),
        point(2, LUOXING, **DEMOLISHED, disposed_area="2830"),
    )
    export(store, "R4", "2022-06", out / "六月.xlsx")
    submit(store, "R4", "2022-06")
    with store.write("更正") as work:
        edit = Edit(first, cleaned("demolition", {"demolished_area": "4830", "disposed_area": "4830"}))
        records.change(work, "demolition", [edit])
    return check(store, "R4", "2022-07")


def test_one_corrected_record_is_one_cause(store: Store, tmp_path: Path) -> None:
    found = corrected(store, tmp_path)
    assert len(found) == 4
    (cause,) = by_cause(found)
    assert sorted(map(id, (cause.first, *cause.others))) == sorted(map(id, found))
    assert cause.first.sentence == (
        "魏塘街道：“累计 拆除面积”(6栏) 0.4830 应等于 上期“累计 拆除面积”(6栏) 0.2830 + “本月 拆除面积”(3栏) 0.0000"
        " = 0.2830，相差 0.2000；上期报送后补录或更改的：CW-330421-2022-0001（2022-05-20）"
    )
    assert [one.row for one in cause.others] == ["合计", "魏塘街道", "合计"]
    assert cause.told[0].startswith("提示〔拆除累计等于上期加本月〕魏塘街道：")
    assert all("补录" not in line and "相差 0.2000" in line for line in cause.told[1:])


def test_records_that_break_a_relation_by_themselves_are_told_from_the_others(store: Store) -> None:
    """Of two started this year the one that was approved last year is why fewer are approved than started."""
    started = {"start_date": "2022-02-01", "approved_reclaim_area": "5.0000"}
    _, old = add(
        store,
        project(1, WEITANG, approval_date="2022-01-10", **started),
        project(2, WEITANG, approval_date="2021-11-01", **started),
        kind="reclamation",
    )
    found = check(store, "R1", "2022-06")
    assert {one.records for one in found} == {(old,)}
    assert found[0].sentence.endswith("应不小于 “开工 面积”(5栏) 10.00，相差 5.00；涉及 1 条记录：FK-330421-2022-0002")
    assert len(by_cause(found)) == 1


def test_a_reason_is_printed_once_for_all_it_explains(store: Store, tmp_path: Path) -> None:
    corrected(store, tmp_path)
    explain(store, "R4", "2022-07", "拆除累计等于上期加本月", "六月漏报，已补。")
    (done,) = export(store, "R4", "2022-07", tmp_path / "七月.xlsx")
    (note,) = [text for text in Written(done.path).texts if "保留的提示" in text]
    assert note.count("魏塘街道：") == note.count("合计：") == 1
    assert note.endswith("理由：六月漏报，已补。")
    assert {one.check for one in (cause.first for cause in done.causes)} == {"处置累计等于上期加本月"}


@pytest.mark.parametrize(
    ("relation", "said"),
    [
        ("(1栏 + 1栏) / 4", "11.35 应等于 (“验收面积”(1栏) 11.35 + “验收面积”(1栏) 11.35) ÷ 4 = 5.675，相差 5.675"),
        ("1栏 / 3 * 2", "11.35 应等于 “验收面积”(1栏) 11.35 ÷ 3 × 2 = 约 7.5667，相差 约 3.7833"),
        ("1栏 / (1栏 - 1栏)", ""),
    ],
)
def test_a_side_is_worked_out_as_it_is_written(store: Store, tmp_path: Path, relation: str, said: str) -> None:
    accepted = {"accept_date": "2022-05-01", "accepted_reclaim_area": "11.3450"}
    add(store, project(1, WEITANG, **accepted), kind="reclamation")
    path = tmp_path / "R1.yaml"
    path.write_text(FORM.replace("OTHER", relation).replace(", OF", ""), "utf-8")
    with store.read() as session:
        found = failures(session, build(store, read_form(path), "2022-06"))
    assert [one.level for one in found] == [Level.MUST] * (2 if said else 0)
    assert all(said in one.sentence for one in found)
