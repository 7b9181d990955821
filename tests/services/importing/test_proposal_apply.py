"""What becomes of proposals: nothing before the clerk confirms, then one batch that can be taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.models.queries import journal, targets
from app.models.store import Store
from app.models.target import Indicator
from app.services import history
from app.services.importing.planning.row_plan import Action
from tests.services.importing.documents import answer, confirmed, table_of, text_file
from tests.stores import new_ledger

TEXT = """某某局2022年工作要点
一、主要目标
完成拆违600万平方米以上，完成垦造耕地5000亩以上；新增湿地修复0.25万亩（其中滨海湿地300亩），拆除存量图斑1.25万平方米。
二、重点工作
6月底前完成湿地资源调查。
"""


@pytest.fixture
def document(tmp_path: Path) -> Path:
    return text_file(tmp_path / "要点.txt", TEXT)


@pytest.fixture
def newer(tmp_path: Path) -> Iterator[Store]:
    """A ledger of a year that the program brings no values for."""
    with new_ledger(str(tmp_path / "新年.ledger"), "330421", 2031) as opened:
        yield opened


def indicators(store: Store, year: int = 2022) -> dict[str, Indicator]:
    with store.read() as session:
        return {one.name: one for one in targets.indicators(session, year)}


def actions(store: Store, path: Path) -> dict[str, str]:
    return {row["proposal"]["name"]: row["action"] for row in table_of(store, path)["rows"]}


def test_the_plan_says_what_is_new_changed_and_the_same(store: Store, document: Path) -> None:
    assert actions(store, document) == {
        "拆违": "update",
        "垦造耕地": "same",
        "新增湿地修复": "create",
        "滨海湿地": "create",
        "拆除存量图斑": "create",
        "湿地资源调查": "create",
    }
    changed = table_of(store, document)["rows"][0]
    assert changed["indicator"] == "T18"
    assert changed["changes"] == {"value": {"sent": None, "returned": "600.0000", "ledger": "500.0000"}}


def test_nothing_is_stored_before_it_is_confirmed(store: Store, document: Path) -> None:
    before = {name: one.value for name, one in indicators(store).items()}
    assert answer(store, document, dry_run=False)["batch"] is None
    assert {name: one.value for name, one in indicators(store).items()} == before


def test_new_indicators_are_kept_by_hand(store: Store, document: Path) -> None:
    batch = answer(store, document, confirmed(Action.CREATE), dry_run=False)["batch"]
    found = indicators(store)
    whole, part = found["新增湿地修复"], found["滨海湿地"]
    assert batch is not None
    assert (whole.value, whole.unit, whole.scale, whole.source) == (2500, "万亩", 4, "manual")
    assert (part.code, part.parent, part.section) == ("T43", whole.code, "一")
    assert (found["湿地资源调查"].direction, found["湿地资源调查"].deadline) == ("done", "2022-06-30")
    assert found["实施拆违"].value == 5000000


def test_a_known_value_changes_only_by_update(store: Store, document: Path) -> None:
    answer(store, document, confirmed(Action.UPDATE), dry_run=False)
    found = indicators(store)
    assert found["实施拆违"].value == 6000000
    assert found["实施拆违"].source == "computed"
    assert "新增湿地修复" not in found


def test_it_can_be_taken_back(store: Store, document: Path) -> None:
    before = {name: one.value for name, one in indicators(store).items()}
    batch = answer(store, document, confirmed(Action.CREATE, Action.UPDATE), dry_run=False)["batch"]
    assert {name: one.value for name, one in indicators(store).items()} != before
    history.undo(store, batch)
    assert {name: one.value for name, one in indicators(store).items()} == before


def test_the_same_bytes_again_change_nothing(store: Store, document: Path) -> None:
    answer(store, document, confirmed(Action.CREATE, Action.UPDATE), dry_run=False)
    assert answer(store, document, confirmed(Action.CREATE, Action.UPDATE), dry_run=False)["batch"] is None
    assert set(actions(store, document).values()) == {"same"}


def test_every_row_names_its_line(store: Store, document: Path) -> None:
    batch = answer(store, document, confirmed(Action.CREATE), dry_run=False)["batch"]
    for name, line in (("新增湿地修复", 3), ("湿地资源调查", 5)):
        with store.read() as session:
            (told,) = journal.changes_of(session, "indicator", indicators(store)[name].id)
        assert (told.batch, told.sheet, told.row) == (batch, "正文", line)


def test_an_empty_definition_is_filled(newer: Store, tmp_path: Path) -> None:
    path = text_file(tmp_path / "新年.txt", TEXT.replace("2022", "2031"))
    assert actions(newer, path)["拆违"] == "create"
    answer(newer, path, confirmed(Action.CREATE), dry_run=False)
    filled = indicators(newer, 2031)["实施拆违"]
    assert (filled.value, filled.source, filled.deadline) == (6000000, "computed", "2031-12-31")


def test_a_later_years_document_takes_the_definitions_along(store: Store, tmp_path: Path) -> None:
    path = text_file(tmp_path / "明年.txt", TEXT.replace("2022", "2023"))
    answer(store, path, confirmed(Action.CREATE), dry_run=False)
    found = indicators(store, 2023)
    assert set(found) == {"实施拆违", "垦造耕地", "新增湿地修复", "滨海湿地", "拆除存量图斑", "湿地资源调查"}
    assert (found["实施拆违"].code, found["实施拆违"].source, found["实施拆违"].value) == ("T18", "computed", 6000000)
    assert found["滨海湿地"].parent == found["新增湿地修复"].code
    assert indicators(store)["实施拆违"].value == 5000000
