"""The texts that records are looked for by, kept in memory: after any edits the same as if they were read anew."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from app.models.queries import grid, journal
from app.models.queries import records as held_records
from app.models.queries.records import Values
from app.models.region import name_of
from app.models.store import Store
from app.services import history, records, texts
from app.services.pinyin import initials
from app.services.records import Addition, Edit

KIND = "demolition"
WORDS = ("cw", "西塘", "xtz", "钱", "q", "号", "1", "东 1", "钱 cw", "没有")
_text = st.sampled_from([None, "钱金林", "东街1号", "CW东", "沈道村", "Q号", "北\t门"])
_row = st.fixed_dictionaries(
    {"party_name": _text, "location": _text, "case_no": _text, "town_code": st.sampled_from([None, "330421103"])}
)


def has(values: Values, word: str) -> bool:
    """Whether a word, or the sounds it spells, stands in one of a record's texts: each looked at by itself."""
    held = [str(values[name]) for name in texts.searched(KIND) if values[name]]
    said = [name_of(text) if text == values["town_code"] else text for text in held]
    spelled = [initials(text) for text in said if not text.isascii()] if word.isascii() else []
    return any(word in text.casefold() for text in said) or any(word in text for text in spelled)


class Edited(RuleBasedStateMachine):
    """Edits of a new ledger, all told to the texts by the journal alone."""

    empty: Path

    def __init__(self) -> None:
        super().__init__()
        path = self.empty.with_name("每次新的.db")
        shutil.copy(self.empty, path)
        self.store = Store.open(str(path), writing=True)
        self.codes = iter(range(10**6))

    def teardown(self) -> None:
        self.store.close()

    def ids(self) -> list[int]:
        with self.store.read() as session:
            return list(grid.ids(session, KIND))

    @rule(row=_row)
    def add(self, row: dict[str, str | None]) -> None:
        with self.store.write("添") as work:
            records.add(work, KIND, [Addition({"code": f"CW-{next(self.codes)}-{len(self.ids())}", **row})])

    @rule(row=_row, data=st.data())
    def change(self, row: dict[str, str | None], data: st.DataObject) -> None:
        if ids := self.ids():
            with self.store.write("改") as work:
                records.change(work, KIND, [Edit(data.draw(st.sampled_from(ids)), row)])

    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        if ids := self.ids():
            with self.store.write("删") as work:
                records.remove(work, KIND, [data.draw(st.sampled_from(ids))])

    @rule()
    def undo(self) -> None:
        """What was removed comes back in the middle, under its old number."""
        with self.store.read() as session:
            done = [one.batch for one in journal.steps(session) if one.reverts is None and not one.undone]
        if done[:-1]:  # the first is the ledger's own beginning
            history.undo(self.store, done[0])

    @invariant()
    def every_word_finds_what_stands_in_the_records(self) -> None:
        with self.store.read() as session:
            held = list(held_records.every(session, KIND))
            known = texts.texts(session, self.store, KIND)
        for typed in WORDS:
            words = texts.words_of(typed)
            found = [known.ids[place] for place in known.with_words(words)]
            assert found == [one.id for one in held if all(has(one.values, word) for word in words)], typed


def test_after_any_edits_the_texts_are_those_of_the_records(ledger_file: Path) -> None:
    Edited.empty = ledger_file
    run_state_machine_as_test(Edited, settings=settings(max_examples=15, stateful_step_count=12))  # type: ignore[no-untyped-call]


@pytest.fixture
def other(ledger_file: Path) -> Iterator[Store]:
    """The ledger as another program has it open, which only reads."""
    with Store.open(str(ledger_file)) as opened:
        yield opened


def test_what_another_program_writes_is_found(file_store: Store, other: Store) -> None:
    def found(word: str) -> int:
        with other.read() as session:
            return len(list(texts.texts(session, other, KIND).with_words([word])))

    assert found("cw") == 0
    with file_store.write("添") as work:
        records.add(work, KIND, [Addition({"code": "CW-1"})])
    assert found("cw") == 1
