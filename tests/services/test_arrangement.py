"""How the columns of a grid stand: whatever is asked or was noted, every field has exactly one place."""

from hypothesis import given
from hypothesis import strategies as st

from app.services.arrangement import Arrangement, arranged

USUAL = ("code", "name", "town", "stage", "area")

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-10, 3000) | st.sampled_from([*USUAL, "gone"]),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.sampled_from([*USUAL, "gone"]), inner, max_size=4),
    max_leaves=12,
)
NOTED = st.dictionaries(st.sampled_from(["shown", "hidden", "widths", "frozen"]), JSON)
STEPS = st.lists(
    st.tuples(st.sampled_from(["hide", "show", "move", "freeze"]), st.sampled_from(USUAL), st.integers(-2, 9)),
    max_size=12,
)


def stepped(now: Arrangement, step: tuple[str, str, int]) -> Arrangement:
    verb, name, number = step
    match verb:
        case "hide":
            return now.hide(name)
        case "show":
            return now.show(name, USUAL)
        case "move":
            return now.move(name, number) if name in now.shown else now
    return now.freeze(number)


@given(NOTED, STEPS)
def test_every_field_has_one_place_whatever_was_noted(
    noted: dict[str, object], steps: list[tuple[str, str, int]]
) -> None:
    now = arranged(noted, USUAL)
    for step in steps:
        now = stepped(now, step)
        assert sorted([*now.shown, *now.hidden]) == sorted(USUAL)
        assert now.shown
        assert 0 <= now.frozen <= len(now.shown)
        assert arranged(now.as_json(), USUAL) == now


def test_a_column_comes_back_where_it_usually_stands() -> None:
    now = arranged({}, USUAL).freeze(2).hide("name")
    assert (now.shown, now.frozen) == (("code", "town", "stage", "area"), 1)
    assert now.move("code", 3).show("name", USUAL).shown == ("town", "stage", "area", "code", "name")
    assert now.show("name", USUAL).shown == USUAL
    assert now.show("town", USUAL) == now


def test_new_fields_are_shown_and_gone_ones_are_not_missed() -> None:
    noted = {"shown": ["area", "gone", "code"], "hidden": ["name"], "widths": {"code": 90, "gone": 50, "name": "x"}}
    now = arranged(noted, USUAL)
    assert now.shown == ("area", "code", "town", "stage")
    assert now.widths == {"code": 90}
    assert now.widen("code", None).widths == {}
    assert now.widen("area", 120).widths == {"code": 90, "area": 120}
