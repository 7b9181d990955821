"""A demolition and what it became: tied by hand or by the code in its row, seen from both sides."""

import pytest

from app.models.refusal import Refusal
from app.models.store import Store
from app.services import history, links, records
from app.services.records import Addition


@pytest.fixture
def ids(file_store: Store) -> dict[str, int]:
    """Two points, the second of which names a project by its code; the project, and a plot."""
    with file_store.write("四条") as work:
        first, second = records.add(
            work,
            "demolition",
            [Addition({"code": "CW-1", "party_name": "某甲"}), Addition({"code": "CW-2", "reclamation_code": "FK-1"})],
        )
        (project,) = records.add(work, "reclamation", [Addition({"code": "FK-1", "name": "某村复垦", "stage": "立项"})])
        (plot,) = records.add(work, "greening", [Addition({"code": "LH-1"})])
    return {"CW-1": first, "CW-2": second, "FK-1": project, "LH-1": plot}


def seen(store: Store, kind: str, record: int) -> list[tuple[str, bool]]:
    return [(one.code, one.key is not None) for one in links.of_record(store, kind, record)]


def test_a_tie_is_seen_from_both_sides_and_taken_back(file_store: Store, ids: dict[str, int]) -> None:
    assert links.partners("demolition") == ("reclamation", "greening")
    assert links.partners("greening") == ("demolition",)
    change = links.tie(file_store, "greening", ids["LH-1"], "demolition", ids["CW-1"])
    assert seen(file_store, "demolition", ids["CW-1"]) == [("LH-1", True)]
    assert seen(file_store, "greening", ids["LH-1"]) == [("CW-1", True)]
    (other,) = links.of_record(file_store, "greening", ids["LH-1"])
    assert (other.kind, other.record, other.title) == ("demolition", ids["CW-1"], "某甲")
    with file_store.read() as session:
        assert links.records.one(session, "demolition", ids["CW-1"]).values["greening_code"] == "LH-1"
    with pytest.raises(Refusal, match="已经关联过"):
        links.tie(file_store, "demolition", ids["CW-1"], "greening", ids["LH-1"])
    history.undo(file_store, change.batch or 0)
    assert seen(file_store, "demolition", ids["CW-1"]) == []


def test_a_code_in_a_row_ties_too(file_store: Store, ids: dict[str, int]) -> None:
    assert seen(file_store, "demolition", ids["CW-2"]) == [("FK-1", False)]
    assert seen(file_store, "reclamation", ids["FK-1"]) == [("CW-2", False)]
    links.tie(file_store, "demolition", ids["CW-2"], "reclamation", ids["FK-1"])
    assert seen(file_store, "reclamation", ids["FK-1"]) == [("CW-2", True)]
    (one,) = links.of_record(file_store, "reclamation", ids["FK-1"])
    links.untie(file_store, one.key)
    assert seen(file_store, "reclamation", ids["FK-1"]) == [("CW-2", False)]


def test_what_cannot_be_tied(file_store: Store, ids: dict[str, int]) -> None:
    with pytest.raises(Refusal, match="不能关联"):
        links.tie(file_store, "reclamation", ids["FK-1"], "greening", ids["LH-1"])
    with pytest.raises(Refusal, match="不能关联"):
        links.tie(file_store, "demolition", ids["CW-1"], "demolition", ids["CW-2"])
    with pytest.raises(Refusal, match="不在台账里"):
        links.tie(file_store, "demolition", ids["CW-1"], "greening", 10_000)
    assert links.of_record(file_store, "demolition", 10_000) == []
