"""Totals typed into a month's sheet: each stood at the month's cut-off, and all of them are one step.

A total becomes the dated entry that explains it, and what was entered for later months stays true (decision 2).
``+12`` is the month's own amount, added to the total of the cut-off before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.models.field import Stored
from app.models.queries import entries, records
from app.models.queries import settings as choices
from app.models.queries.entries import Entry
from app.models.queries.settings import Settings
from app.models.store import Store
from app.models.work import Change
from app.services import cells
from app.services import records as writing
from app.services.importing.planning.judge import broken
from app.services.monthly import Asked, name_of, total_at
from app.services.records import Edit

_ADDED = "+＋"
_NAMED = 3  # notes that are said in full before the others are only counted

Values = Mapping[str, Stored | None]


@dataclass(frozen=True, slots=True)
class Refused:
    """A text that is no total: the record it was for, and why, in words."""

    record: int
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of typed totals: the change, the number of new ones, what was refused, what is to be said."""

    change: Change
    written: int
    refused: tuple[Refused, ...]
    notes: tuple[str, ...]


def enter(store: Store, asked: Asked, label: str, block: Sequence[tuple[int, str]]) -> Entered:
    """Let records stand at typed totals at the month's cut-off, as one step called ``label``.

    What is no total is refused with a reason and the others are written; a blank text leaves its record as it is.
    A record named twice takes the last of its texts.
    """
    wanted = dict(block)
    with store.write(label) as work:  # what is added to is read in the same breath: another seat may add to it too
        reader = _Reader(asked, choices.settings(work.session))
        held = records.many(work.session, asked.kind, list(wanted))
        done = entries.of_records(work.session, list(held))
        for record, text in wanted.items():
            if record not in held:
                reader.refused.append(Refused(record, text, "这一条已经不在台账里，请按 F5 刷新"))
            elif text.strip():
                reader.read(record, text, held[record].values, done.get((record, asked.done.name), ()))
        writing.change(work, asked.kind, reader.edits)
    blank = sum(not text.strip() for text in wanted.values())
    notes = [*_told(reader.notes), *([f"{blank} 格空白，没有改"] if blank else [])]
    return Entered(store.last_change, len(reader.edits), tuple(reader.refused), tuple(notes))


def _told(notes: Sequence[str]) -> list[str]:
    more = len(notes) - _NAMED
    return [*notes[:_NAMED], *([f"另有 {more} 处需要核对"] if more > 0 else [])]


class _Reader:
    """Understands typed totals: what is to be written, what is refused, and what is to be said."""

    def __init__(self, asked: Asked, chosen: Settings) -> None:
        self._asked, self._chosen, self._field = asked, chosen, asked.done
        self.edits: list[Edit] = []
        self.refused: list[Refused] = []
        self.notes: list[str] = []

    def read(self, record: int, text: str, values: Values, done: Sequence[Entry]) -> None:
        """Understand one text for one record; the total it already stands at is no edit."""
        bare = text.strip()
        added = bare.startswith(tuple(_ADDED))
        found = cells.clean(self._asked.kind, self._field, bare.lstrip(_ADDED), self._chosen.unit, self._chosen.year)
        if found.value is None:
            reason = found.problem.text if found.problem else f"“{text}”里没有数"
            self.refused.append(Refused(record, text, reason))
            return
        before = total_at(done, self._asked.before) or 0
        total = int(found.value) + (before if added else 0)
        if total < 0:
            reason = f"累计会成为 {self._field.show(total)}，不能小于 0"
            self.refused.append(Refused(record, text, reason))
        elif total != total_at(done, self._asked.period.end):
            self.edits.append(Edit(record, {self._field.name: total}, dated=self._asked.period.end.isoformat()))
            doubts = [found.problem.text] if found.problem else []
            doubts += self._doubts(values, total, before, done)
            who = str(values.get("code") or name_of(values) or "没有编号的一条")
            self.notes += [f"{who}：{doubt}" for doubt in doubts]

    def _doubts(self, values: Values, total: int, before: int, done: Sequence[Entry]) -> list[str]:
        """What is to be said of a total; it stops nothing."""
        show, found = self._field.show, []
        if total < before:
            found.append(f"比上月底累计 {show(before)} 少 {show(before - total)}，已记为冲减")
        latest = sum(one.amount for one in done)
        if total > latest and any(one.dated > self._asked.period.end.isoformat() for one in done):
            found.append(f"以后月份记的累计是 {show(latest)}，比这个数小，请核对以后的月份")
        after = {**values, self._field.name: total}
        rules = broken(self._asked.kind, after, {self._field.name: ""}, 0)
        return [*found, *(one.text for one in rules if one.field == self._field.name)]
