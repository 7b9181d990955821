"""Remarks that are no text of a cell's own: comments, colours and strokes (``domain.md`` D53)."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Set
from dataclasses import dataclass, field

from app.services.importing.returns.legend import legend_of, sign_in
from app.services.importing.returns.remark import PASSED, Remark
from app.services.importing.returns.sent import spelt
from app.services.importing.tables.table import Table
from app.services.reporting.sent.worn import Worn, without_worn
from app.services.workbook.book import PLAIN, Mark, address, letter

_DECORATION = 0.3
_WHOLE = 0.8
_IS_FILL = True
_STRUCK_ROW = "整行被划去，市级要求删除"


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of a table that mean something, and the fields of its columns.

    ``decorated`` are the columns painted (True) or written (False) in colour nearly throughout. ``legend`` says which
    verdict a colour or a sign stands for.
    """

    table: Table
    fields: Mapping[int, str]
    decorated: frozenset[tuple[int, bool]]
    legend: Mapping[str, str] = field(default_factory=dict)

    def judged(self, number: int) -> tuple[str, int] | None:
        """The verdict that a legend gives the colours and signs of a row, and the column of the first; None for two."""
        if not self.legend:
            return None
        found = [(self.legend[mark], column) for column, mark in self._meant(number) if mark in self.legend]
        return found[0] if len({verdict for verdict, _ in found}) == 1 else None

    def _meant(self, number: int) -> Iterator[tuple[int, str]]:
        """The colours of a row's cells and the signs that are all that a cell which is no field says."""
        for column, cell in enumerate(self.table.row(number)):
            mark = self.table.sheet.marks.get((number, column), PLAIN)
            yield from ((column, one) for one in (mark.fill, mark.ink) if one)
            if isinstance(cell, str) and column not in self.fields:
                yield column, sign_in(cell)

    def of_row(self, number: int, record: int | None, *, painted_whole: bool = True) -> Iterator[Remark]:
        """The remarks of one row: on the whole of it where most of its cells wear a colour, else cell by cell.

        A colour over the whole row says nothing where it is not to count as ``painted_whole``.
        """
        if not self.table.sheet.marks:
            return
        found = {
            column: mark
            for column in range(self.table.sheet.width)
            if (mark := self.table.sheet.marks.get((number, column)))
        }
        painted = {column: said for column, mark in found.items() if (said := self._colours(column, mark))}
        filled = [column for column, cell in enumerate(self.table.row(number)) if cell != ""]
        whole = bool(painted) and len(painted) >= _WHOLE * max(len(filled), 2)
        judged = self.judged(number) if record is not None else None
        if judged and (whole or judged[0] == PASSED):
            painted = {}  # the verdict says it
        elif whole and painted_whole:
            said, _ = Counter(painted.values()).most_common(1)[0]
            yield self._remark(number, min(painted), record, f"整行{said}", field=False)
        for column, mark in sorted(found.items()):
            if said := self._said(number, column, mark, "" if whole else painted.get(column, "")):
                yield self._remark(number, column, record, said)

    def _colours(self, column: int, mark: Mark) -> str:
        """What the cell's own colours say, in words."""
        colours = (
            f"标了{mark.fill}色" if mark.fill and (column, _IS_FILL) not in self.decorated else "",
            f"字标成了{mark.ink}色" if mark.ink and (column, not _IS_FILL) not in self.decorated else "",
        )
        return "，".join(filter(None, colours))

    def _said(self, number: int, column: int, mark: Mark, colours: str) -> str:
        cell = self.table.cell(number, column)
        parts = [
            f"批注：{_in_one_line(mark.comment)}" if mark.comment else "",
            colours,
            f"划去了“{spelt(cell)}”" if mark.struck and cell != "" else "",
        ]
        return "；".join(part for part in parts if part)

    def _remark(self, number: int, column: int, record: int | None, said: str, *, field: bool = True) -> Remark:
        named = self.fields.get(column) if field else None
        called = "" if named or not field else self._heading(column)
        return Remark(
            sheet=self.table.sheet.name,
            cell=address(number, column),
            record=record,
            field=named,
            comment=f"{called}{said}",
        )

    def _heading(self, column: int) -> str:
        found = next((one for one in self.table.columns if one.index == column), None)
        return f"“{found.path[-1] if found else letter(column) + '列'}”"

    def around(self, rows: Container[int]) -> Iterator[tuple[int, Remark]]:
        """The comments on cells of other rows than ``rows``: headings, sums, notes; with the row each stands in."""
        for (number, column), mark in sorted(self.table.sheet.marks.items()):
            if mark.comment and number not in rows:
                about = self._heading(column) if number >= self.table.top else ""
                cell = address(number, column)
                yield (
                    number,
                    Remark(
                        sheet=self.table.sheet.name, cell=cell, comment=f"{about}批注：{_in_one_line(mark.comment)}"
                    ),
                )

    def struck_row(self, number: int, record: int) -> Remark:
        """The remark that a whole row was struck out: the city wants the record deleted."""
        return Remark(sheet=self.table.sheet.name, cell=f"{number}:{number}", record=record, comment=_STRUCK_ROW)


def _in_one_line(comment: str) -> str:
    """A comment of several lines, or a thread, as lists print it; a line that ends with its writer's name opens one."""
    lines = [line.strip() for line in comment.splitlines() if line.strip()]
    return "；".join(lines).replace("：；", "：").replace(":；", "：")


def marks_of(table: Table, fields: Mapping[int, str], known: Set[Worn] = frozenset()) -> Marks:
    """The marks of a table but those ``known`` to have gone out with it.

    A colour that a column wears nearly throughout is decoration, unless a legend says what it stands for.
    """
    table, legend = without_worn(table, known), legend_of(table)
    painted = Counter(
        (column, is_fill)
        for (number, column), mark in table.sheet.marks.items()
        for colour, is_fill in ((mark.fill, _IS_FILL), (mark.ink, not _IS_FILL))
        if colour and number > table.bottom and colour not in legend
    )
    rows = len(table.records)
    decorated = {place for place, count in painted.items() if count > max(2, _DECORATION * rows)}
    return Marks(table, fields, frozenset(decorated), legend)
