"""One record of the ledger that a file names twice, in whatever way it names it."""

from pathlib import Path
from unittest.mock import patch

from hypothesis import given
from hypothesis import strategies as st

from app.models.store import Store
from app.services.importing.planning import doubles
from app.services.importing.planning.doubles import find_doubles
from app.services.importing.planning.identity import Match
from app.services.importing.planning.row_plan import Action
from app.services.importing.planning.rows import ReadRow, ReadRows
from tests.services.importing.books import applied, codes, planned, rows, written

HEADER = ["项目编号", "项目名称", "乡镇", "行政村", "总规模(亩)"]
CODED = ["FK-330421-2022-0001", "荷池村复垦", "西塘镇", "荷池村", 20]


def test_a_record_named_by_its_code_and_again_by_its_name_is_a_conflict(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, CODED]))
    path = written(tmp_path / "b.xlsx", [HEADER, [*CODED[:4], 21], [None, *CODED[1:4], 22]])
    found = rows(planned(store, path))
    assert [row.action for row in found] == [Action.CONFLICT, Action.CONFLICT]
    assert all("duplicate" in codes(row) for row in found)
    applied(store, path)
    assert [row.action for row in rows(planned(store, tmp_path / "a.xlsx"))] == [Action.SAME]


def test_the_same_row_twice_is_taken_once(store: Store, tmp_path: Path) -> None:
    applied(store, written(tmp_path / "a.xlsx", [HEADER, CODED]))
    nameless = [None, *CODED[1:4], 22]
    path = written(tmp_path / "b.xlsx", [HEADER, nameless, nameless])
    assert [row.action for row in rows(planned(store, path))] == [Action.UPDATE, Action.CONFLICT]
    applied(store, path)
    changed = rows(planned(store, tmp_path / "a.xlsx"))[0].changes
    assert dict(changed) == {"scale_area": (220000, 200000)}


SAID = {
    "code": ["FK-330421-2022-0001", "fk-330421-2022-0001", "FK-330421-2022-0002"],
    "filing_no": ["33042120220001", "33042120220002"],
    "town_code": ["330421101", "330421102"],
    "village": ["荷池村"],
    "name": ["荷池村复垦", "荷池村 复垦", "沈道村复垦"],
    "location": ["1号", "2号"],
    "remark": ["一", "二"],
}
ROWS = st.lists(
    st.tuples(
        st.fixed_dictionaries({}, optional={name: st.sampled_from(said) for name, said in SAID.items()}),
        st.sampled_from([Match(), Match((1,), "code"), Match((2,), "name"), Match((1, 2), "name")]),
    ),
    max_size=9,
)


@given(ROWS)
def test_rows_that_share_nothing_need_not_be_compared(drawn: list[tuple[dict[str, str], Match]]) -> None:
    read = ReadRows.of([ReadRow(number, dict(values)) for number, (values, _) in enumerate(drawn, 2)])
    matches = {place: match for place, (_, match) in enumerate(drawn) if match.ids}
    found = find_doubles("reclamation", read, matches)
    with patch.object(doubles, "_alike", lambda rows, _: range(len(rows))):
        assert find_doubles("reclamation", read, matches) == found
