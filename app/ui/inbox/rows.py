"""The lines of the inbox's plain lists, made when they are looked at: a hundred thousand rows cost nothing before."""

from collections.abc import Callable, Sequence
from typing import overload

from app.services.importing.deciding.piles import AbsentLine, CellLine, IssueLine, RowLine
from app.services.importing.deciding.piles import Line as Piled
from app.ui.inbox.words import change_text, code_of, is_grave, issue_text, name_of, told
from app.ui.listing import Heading, Line
from app.ui.words import KINDS

HEADINGS = (
    Heading("行", right=True),
    Heading("编号"),
    Heading("名称"),
    Heading("说明", stretches=True),
)


class LazyLines(Sequence[Line]):
    """Lines that are made one by one from what they show."""

    def __init__(self, shown: Sequence[Piled], make: Callable[[Piled], Line]) -> None:
        self._shown = shown
        self._make = make

    def __len__(self) -> int:
        return len(self._shown)

    @overload
    def __getitem__(self, place: int) -> Line: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Line]: ...
    def __getitem__(self, place: int | slice) -> Line | Sequence[Line]:
        if isinstance(place, slice):
            return [self._make(one) for one in self._shown[place]]
        return self._make(self._shown[place])


def line_of(one: Piled) -> Line:
    """What is piled as a line of a plain list."""
    match one:
        case RowLine():
            return Line((str(one.row.row), code_of(one), name_of(one), told(one)), _tone(one), one)
        case IssueLine():
            return Line(("", "", "", issue_text(one)), "bad", one)
        case CellLine():
            return Line(("", "", "", change_text(one)), "ink", one)
        case AbsentLine():
            named = f"{KINDS[one.kind].title}台账里有，文件里没有；台账不动"
            return Line(("", one.who.code, one.who.name or one.who.village, named), "ink", one)


def wrong_line(one: Piled) -> Line:
    """A line of the pile of errors, where what is wrong with a row stands in the lines below it."""
    if isinstance(one, RowLine):
        return Line((str(one.row.row), code_of(one), name_of(one), ""), "ink", one)
    return line_of(one)


def _tone(head: RowLine) -> str:
    if is_grave(head):
        return "bad"
    return "ink3" if head.row.action == "same" else "ink"
