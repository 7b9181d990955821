"""What the reviewers wrote above or below a table, in lines of their own.

``审核意见：数据偏大，请复核后重报`` speaks of the whole; so does every line below a bare ``市局审核意见：``,
and one that asks for something (``请于7月10日前整改后重报``). A line that names a record by its code speaks of that
record. What the form says of itself, from its 说明 to the next empty row, is no remark.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, replace

from app.services.importing import lexicon
from app.services.importing.proposal.deadline import ordered_by
from app.services.importing.returns.legend import is_legend
from app.services.importing.returns.remark import Remark
from app.services.importing.returns.reviewed import sort_of, words
from app.services.importing.tables.table import Skip, Table
from app.services.importing.text import compact, half_width
from app.services.reporting.sent.worn import Worn, texts_worn
from app.services.workbook.book import address

WHOLE_REPORT = "整张报表"
Named = Callable[[str], Iterable[int]]
"""The records that a line names by their codes."""

_NUMBERED = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）.、．]|[①-⑳])\s*")
_SAID = re.compile(r"\s*(?:\d+[.、])?\s*([^:：]{2,12})[:：]\s*(.*)", re.DOTALL)
_SENTENCE = re.compile("[,，。;；]|请")
_WORDED = ("verdict", "comment", "deadline")
_BESIDE = (Skip.NOTE, Skip.TITLE, Skip.SIGNATURE, Skip.BLANK)


def unnumbered(line: str) -> str:
    """A line without the number it has in a list: ``2、`` ``(3)`` ``④``."""
    return _NUMBERED.sub("", line, count=1).strip()


def notes(table: Table, year: int, named: Named = lambda _: (), worn: Set[Worn] = frozenset()) -> Iterator[Remark]:
    """The remarks around a table, each in the cell it stands in; a day without a year is one of ``year``.

    Texts that a bureau's form has ``worn`` are none.
    """
    below = sorted(number for number, why in table.skipped.items() if why in _BESIDE and number > table.bottom)
    for numbers in (range(table.head, table.top), below):
        yield from _Lines(table, year, named, texts_worn(worn)).read(numbers)


@dataclass(slots=True)
class _Lines:
    """The lines on one side of a table: ``own`` within the form's notes, ``opened`` below a bare 审核意见."""

    table: Table
    year: int
    named: Named
    known: Set[str]
    own: bool = False
    opened: str = ""

    def read(self, numbers: Iterable[int]) -> Iterator[Remark]:
        """The remarks in some rows, from top to bottom."""
        for number in numbers:
            texts = [(at, cell) for at, cell in enumerate(self.table.row(number)) if isinstance(cell, str) and cell]
            self.own = self.own and bool(texts)
            if self.table.skipped.get(number) is Skip.SIGNATURE:
                self.opened = ""
            for index, text in texts:
                if compact(text) not in self.known:
                    place = Remark(sheet=self.table.sheet.name, cell=address(number, index))
                    yield from self._cell(text, place)

    def _cell(self, text: str, place: Remark) -> Iterator[Remark]:
        found = _SAID.fullmatch(text)
        if found and sort_of(found[1]) in _WORDED:
            self.own, self.opened = False, found[1].strip()
            text = found[2]
        for line in (line for line in text.splitlines() if compact(line) and not is_legend(line)):
            yield from self._line(unnumbered(line), place)
        if found and text:
            self.opened = ""

    def _line(self, line: str, place: Remark) -> Iterator[Remark]:
        if _opens_notes(line):
            self.own, self.opened = True, ""
        if self.own:
            return
        records = list(self.named(line))
        said = f"{self.opened}：{line}" if self.opened else line
        yield from (replace(place, record=one, comment=said, deadline=ordered_by(line, self.year)) for one in records)
        if not records and (self.opened or _asks(line)):
            yield self._on_the_whole(said, place)

    def _on_the_whole(self, said: str, place: Remark) -> Remark:
        whole = f"{WHOLE_REPORT}（{self.table.sheet.name}）"
        return replace(place, place=whole, comment=said, deadline=ordered_by(said, self.year))


def _opens_notes(line: str) -> bool:
    """Whether a line begins what a form says of itself: 说明：, 注1."""
    label = half_width(line)
    return any(re.match(re.escape(word) + r"\d*[:.、]", label) for word in lexicon.words("note"))


def _asks(line: str) -> bool:
    """Whether a line is a sentence that asks to put something right."""
    return any(word in line for word in words("asked")) and _SENTENCE.search(line) is not None
