"""The stages are the listed ones; moves are legal or not; a new record's stage follows from what is filled."""

import csv
import re
from pathlib import Path

import pytest

from app.models.ledger import LEDGERS, fields_of
from app.models.stage import closed, inferred, may_follow, onward, reached_on, stages_of, starts, ways_in

SPEC = Path(__file__).parents[1] / "data" / "spec"


def listed() -> list[dict[str, str]]:
    with (SPEC / "stages.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", listed(), ids=lambda row: f"{row['kind']}-{row['stage']}")
def test_a_stage_is_as_listed(row: dict[str, str]) -> None:
    stage = stages_of(row["kind"])[row["stage"]]
    said = ("|".join(stage.next), "|".join(stage.requires), stage.date_field, stage.note, str(stage.order))
    assert said == (row["next"], row["requires"], row["date_field"], row["note"], row["order"])


@pytest.mark.parametrize("kind", LEDGERS)
def test_a_ledger_has_no_stage_that_is_not_listed_and_all_in_order(kind: str) -> None:
    wanted = sorted((int(row["order"]), row["stage"]) for row in listed() if row["kind"] == kind)
    assert list(stages_of(kind)) == [name for _, name in wanted]


@pytest.mark.parametrize("kind", LEDGERS)
def test_what_is_said_of_a_stage_is_in_the_clerks_words(kind: str) -> None:
    assert all(re.search("[A-Za-z_]", stage.note) is None for stage in stages_of(kind).values())


@pytest.mark.parametrize("kind", LEDGERS)
def test_stages_name_only_fields_and_stages_of_their_ledger(kind: str) -> None:
    for stage in stages_of(kind).values():
        assert {*stage.requires, *stage.suspends, *filter(None, [stage.date_field])} <= set(fields_of(kind))
        assert set(stage.next) <= set(stages_of(kind))


def test_what_takes_a_record_out_of_the_figures_and_what_only_suspends() -> None:
    """Decision 3: 中止, 撤销, 核减 and 关闭 count in no figure; 整改 holds the acceptance back; 销号 does neither."""
    effects = {stage.name: stage.effect for kind in LEDGERS for stage in stages_of(kind).values() if stage.effect}
    assert effects.pop("整改").startswith("suspends ")
    assert effects == dict.fromkeys(("中止", "撤销", "关闭", "核减"), "void")


def test_where_records_begin() -> None:
    assert {kind: starts(kind) for kind in LEDGERS} == {
        "reclamation": ("储备",),
        "demolition": ("发现",),
        "greening": ("计划", "申报"),
    }


def test_legal_and_illegal_moves() -> None:
    assert may_follow("reclamation", "立项", "开工")
    assert not may_follow("reclamation", "立项", "竣工")
    assert not may_follow("demolition", "拆后利用", "销号")


FLAT = "永久基本农田集中连片整治"


@pytest.mark.parametrize(
    ("kind", "values", "following"),
    [
        ("reclamation", {"stage": "储备", "project_kind": FLAT}, ("审查", "中止", "撤销")),
        ("reclamation", {"stage": "储备", "project_kind": "垦造耕地"}, ("立项", "中止", "撤销")),
        ("reclamation", {"stage": "初验", "pre_accept_result": "不合格"}, ("整改", "中止", "撤销")),
        ("reclamation", {"stage": "初验", "pre_accept_result": "合格"}, ("验收", "整改", "中止", "撤销")),
        ("reclamation", {"stage": "整改", "accept_date": "2022-08-01"}, ("初验", "验收")),
        ("reclamation", {"stage": "整改"}, ("初验", "验收", "中止", "撤销")),
        ("demolition", {"stage": "认定", "disposal_method": "限期拆除"}, ("限期自拆",)),
        ("demolition", {"stage": "认定", "disposal_method": "整改保留"}, ("补办保留",)),
        ("demolition", {"stage": "认定", "disposal_method": "没收"}, ("没收",)),
        ("demolition", {"stage": "认定", "disposal_method": "历史遗留登记"}, ("暂缓拆除",)),
        ("demolition", {"stage": "认定"}, ("限期自拆",)),
        ("demolition", {"stage": "销号", "disposal_method": "没收"}, ()),
        ("greening", {"stage": "验收", "accept_result": "合格"}, ()),
        ("greening", {"stage": "验收", "accept_result": "不合格"}, ("补植",)),
        ("greening", {}, ()),
    ],
)
def test_a_record_moves_on_only_to_stages_made_for_it(
    kind: str, values: dict[str, str], following: tuple[str, ...]
) -> None:
    assert onward(kind, values) == following


@pytest.mark.parametrize("kind", LEDGERS)
def test_only_steps_that_there_are_have_a_condition(kind: str) -> None:
    unlike_any = {"disposal_method": "另议", "pre_accept_result": "不合格", "accept_date": "2022-08-01"}
    steps = closed(kind, {"project_kind": "其他", **unlike_any}) | closed(kind, {"project_kind": FLAT})
    assert steps
    assert all(following in stages_of(kind)[stage].next for stage, following in steps)


@pytest.mark.parametrize(
    ("kind", "values", "stage"),
    [
        ("reclamation", {}, "储备"),
        ("reclamation", {"approval_date": "2022-03-01"}, "立项"),
        ("reclamation", {"approval_date": "2022-03-01", "accept_date": "2022-08-01"}, "验收"),
        ("reclamation", {"approval_date": "2022-03-01", "due_date": "2022-09-01"}, "立项"),
        ("reclamation", {"accept_date": "2022-08-01", "halt_date": "2022-09-01"}, "中止"),
        ("demolition", {}, "发现"),
        ("demolition", {"found_date": "2022-01-01", "ruling_date": "2022-02-01"}, "认定"),
        ("demolition", {"ruling_date": "2022-02-01", "disposal_method": "限期拆除"}, "认定"),
        ("demolition", {"ruling_date": "2022-02-01", "disposal_method": "没收"}, "没收"),
        ("demolition", {"ruling_date": "2022-02-01", "disposal_method": "罚款补办"}, "补办保留"),
        ("demolition", {"ruling_date": "2022-02-01", "disposal_method": "整改保留"}, "补办保留"),
        ("demolition", {"ruling_date": "2022-02-01", "disposal_method": "历史遗留登记"}, "暂缓拆除"),
        ("demolition", {"ruling_date": "2022-02-01", "disposal_method": "没收", "demolish_date": "2022-03-01"}, "拆除"),
        ("demolition", {"ruling_date": "2022-02-01", "close_date": "2022-03-01"}, "销号"),
        ("demolition", {"close_date": "2022-03-01", "reuse_date": "2022-04-01"}, "拆后利用"),
        ("greening", {}, "计划"),
        ("greening", {"task_kind": "平原绿化", "plant_start": "2022-02-01"}, "施工"),
        ("greening", {"task_kind": "平原绿化", "plant_start": "2022-02-01", "county_check_date": "2022-09-01"}, "施工"),
        ("greening", {"task_kind": "一村万树"}, "申报"),
        ("greening", {"task_kind": "一村万树", "plant_start": "2022-02-01"}, "建设"),
        ("greening", {"task_kind": "一村万树", "plant_end": "2022-04-01", "accept_date": "2022-05-01"}, "申报"),
        ("greening", {"task_kind": "平原绿化", "plant_end": "2022-04-01", "halt_date": "2022-05-01"}, "核减"),
    ],
)
def test_the_stage_of_a_record_that_names_none(kind: str, values: dict[str, str], stage: str) -> None:
    """Decision 15."""
    assert inferred(kind, values) == stage


def test_the_day_a_stage_was_reached_is_its_own_date_else_the_day_of_the_move() -> None:
    assert (
        reached_on("reclamation", {"stage": "验收", "accept_date": "2022-08-01", "stage_on": "2022-01-01"})
        == "2022-08-01"
    )
    assert (
        reached_on("reclamation", {"stage": "整改", "accept_date": "2022-08-01", "stage_on": "2022-09-01"})
        == "2022-09-01"
    )
    assert reached_on("reclamation", {"stage": "整改"}) is None
    assert reached_on("reclamation", {}) is None


def test_what_a_record_must_have_passed() -> None:
    """Only what every way leads through: a step that may be skipped, or is one way of two, was not surely taken."""
    assert ways_in("reclamation")["立项"] == {"储备", "立项"}
    assert ways_in("reclamation")["验收"] == {"储备", "立项", "开工", "竣工", "验收"}
    assert ways_in("demolition")["拆除"] == {"发现", "拆除"}
    assert ways_in("demolition")["没收"] == {"发现", "认定", "没收"}
    assert ways_in("reclamation")["中止"] == {"储备", "中止"}
    assert ways_in("greening")["市级复核"] == {"申报", "建设", "县级自查", "市级复核"}
