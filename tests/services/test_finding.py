"""Finding a record in all ledgers: by codes, names, places, sounds; the likeliest first, personal numbers hidden."""

import pytest

from app.models.ledger import LEDGERS, fields_of
from app.models.store import Store
from app.services import finding, history, records
from app.services.finding import Finder, Group
from app.services.records import Addition, Edit

POINTS = [
    {"code": "CW-0012", "party_name": "朱引娣", "town_code": "330421103", "party_id_no": "330421196603050012"},
    {"code": "CW-12", "party_name": "陈水明", "town_code": "330421111", "village": "沈道村"},
    {"code": "CW-3", "party_name": "钱金林公司", "town_code": "330421103", "case_no": "嘉违字12号"},
]


@pytest.fixture
def finder(file_store: Store) -> Finder:
    """A finder over three points and a plot."""
    with file_store.write("几条") as work:
        records.add(work, "demolition", [Addition(row) for row in POINTS])
        records.add(work, "greening", [Addition({"code": "LH-12", "name": "沈道\n林带", "planting_body": "钱金林"})])
    return Finder(file_store)


def lines(groups: list[Group]) -> dict[str, list[str]]:
    return {group.kind: [hit.said[0].text for hit in group.hits] for group in groups}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {}),
        ("没有", {}),
        ("cw-12", {"demolition": ["CW-12"]}),
        ("12", {"demolition": ["CW-0012", "CW-12", "CW-3"], "greening": ["LH-12"]}),
        ("沈道", {"demolition": ["CW-12"], "greening": ["LH-12"]}),
        ("sd", {"demolition": ["CW-12"], "greening": ["LH-12"]}),
        ("钱金林", {"greening": ["LH-12"], "demolition": ["CW-3"]}),
        ("QJL gs", {"demolition": ["CW-3"]}),
        ("xtz 朱", {"demolition": ["CW-0012"]}),
        ("西塘 12", {"demolition": ["CW-0012", "CW-3"]}),
        ("1966", {"demolition": ["CW-0012"]}),
        ("公司\t12号", {"demolition": ["CW-3"]}),
    ],
)
def test_every_word_is_found_wherever_it_stands(finder: Finder, text: str, found: dict[str, list[str]]) -> None:
    assert lines(finder.find(text)) == found


def test_what_was_looked_for_is_marked_and_numbers_are_hidden(finder: Finder) -> None:
    (group,) = finder.find("xtz 0305")
    marked = {said.label: said.text[slice(*said.spans[0])] for said in group.hits[0].said if said.spans}
    assert marked == {"": "西塘镇", "证件号码": "****"}
    assert [said.text for said in group.hits[0].said] == ["CW-0012", "朱引娣", "西塘镇", "330421********0012"]


def test_whole_texts_come_before_beginnings_before_the_rest(finder: Finder, file_store: Store) -> None:
    with file_store.write("再来几条") as work:
        records.add(work, "greening", [Addition({"code": code}) for code in ("xLH-12", "LH-123", "lh-12")])
    assert lines(finder.find("LH-12"))["greening"] == ["LH-12", "lh-12", "LH-123", "xLH-12"]
    assert finder.find("LH-12", kinds=["demolition"]) == []


def test_counting_ends_somewhere(finder: Finder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "COUNTED", 2)
    finder.prepare()
    assert [(group.kind, group.count) for group in finder.find("12")] == [("demolition", 2), ("greening", 1)]


def test_what_is_searched_are_fields() -> None:
    for kind in LEDGERS:
        assert set(finding.searched(kind)) <= set(fields_of(kind))
        assert finding.searched(kind)[0] == "code"


def test_only_what_changed_is_read_again(finder: Finder, file_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    hits = {hit.said[0].text: hit.record for hit in finder.find("cw")[0].hits}
    monkeypatch.setattr("app.models.queries.grid.blocks", None)
    with file_store.write("改一条删一条添一条") as work:
        records.change(work, "demolition", [Edit(hits["CW-12"], {"party_name": "新户主"})])
        records.remove(work, "demolition", [hits["CW-3"]])
        records.add(work, "demolition", [Addition({"code": "CW-4"})])
    batch = file_store.last_change.batch or 0
    assert lines(finder.find("cw")) == {"demolition": ["CW-0012", "CW-12", "CW-4"]}
    assert (lines(finder.find("xhz")), finder.find("陈水明")) == ({"demolition": ["CW-12"]}, [])
    history.undo(file_store, batch)
    assert sorted(lines(finder.find("cw"))["demolition"]) == ["CW-0012", "CW-12", "CW-3"]
    assert lines(finder.find("陈水明")) == {"demolition": ["CW-12"]}
