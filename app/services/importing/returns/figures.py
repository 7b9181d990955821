"""A returned report of sums: each cell as we sent it, as it came back, as the ledger counts now.

A changed sum is never spread over the rows it sums: it is a remark on that cell, with the difference and the records
behind it (``decisions.md`` 22). What only follows from another changed cell, a total, a rate or a rank that the
spreadsheet worked out again, is no remark of its own.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.models import quantity
from app.services.importing import lexicon
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Unmapped
from app.services.importing.planning.row_plan import Action
from app.services.importing.returns.answer import Answer
from app.services.importing.returns.marks import Marks, marks_of
from app.services.importing.returns.notes import WHOLE_REPORT, notes
from app.services.importing.returns.others import is_said, strays
from app.services.importing.returns.remark import Remark
from app.services.importing.returns.reviewed import THEIRS, sort_of, words
from app.services.importing.returns.revision import put_right
from app.services.importing.returns.sent import Fit, is_blank, measured_in, number_in, same_cell, spelt
from app.services.importing.returns.sheets import TOTAL, Sheets, added_up, sheets_of
from app.services.importing.tables.surroundings import year_of
from app.services.importing.tables.table import Column, Skip, Table
from app.services.importing.tables.turned import Upright
from app.services.importing.text import key
from app.services.importing.view import View
from app.services.reporting.forms.form import Form
from app.services.reporting.sent.frozen import FrozenColumn
from app.services.reporting.sent.worn import headings_worn
from app.services.reporting.span import Covered
from app.services.reporting.template.units import times
from app.services.workbook.book import Cell, address, letter

_MOST_NAMED = 10
_WHOLE_ROW = 2
_UNMAPPED = "报表没有这一栏"
Triple = tuple[str | None, str | None, str | None]


@dataclass(frozen=True, slots=True)
class CellRow:
    """One row of a returned report. ``changes`` maps a 栏次 to (sent, returned, ledger), as printed."""

    row: int
    action: Action
    key: str
    values: Mapping[str, str]
    changes: Mapping[str, Triple]
    issues: Sequence[Issue]
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True)
class Said:
    """Words that came back in a cell which a clerk writes: for the line of a code, under a heading of the report."""

    cell: str
    line: str
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class CellPlan:
    """A returned report of sums; ``columns`` are those that were found again, by their index in the table.

    ``aims`` says that its figures are targets, which may be taken as such; ``words`` may be taken for the ``span``;
    ``part`` is the sheet of the report that it is; ``there`` are its lines that came back, ``gone`` those that did not
    (none of a form that asks for some lines only), both as they are printed; ``remarks`` are on the whole of it.
    ``upright`` says where the cells of a table that lies turned stand in the file.
    """

    table: Table
    form: Form
    span: Covered
    columns: Mapping[int, FrozenColumn]
    unmapped: tuple[Unmapped, ...]
    rows: tuple[CellRow, ...]
    words: tuple[Said, ...] = ()
    aims: bool = False
    part: str = ""
    there: frozenset[str] = frozenset()
    gone: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    upright: Upright | None = None

    def place(self, row: int, column: int) -> str:
        """The cell as the file has it."""
        return address(*(self.upright.place(row, column) if self.upright else (row, column)))


def plan_cells(table: Table, answer: Answer, view: View) -> CellPlan | None:
    """The plan of a returned report of sums; None where the table is no part of it."""
    sheets = sheets_of(table, answer, view)
    if sheets is None:
        return None
    columns = {index: sheets.columns[place] for index, place in sheets.places.items()}
    unmapped = tuple(
        Unmapped(column, THEIRS if sort_of(column.path[-1]) else _UNMAPPED)
        for column in table.columns
        if column.index not in columns
    )
    reader = _Reader(table, view, sheets, marks_of(table, {}, answer.worn), headings_worn(answer.worn))
    rows = tuple(reader.rows())
    return CellPlan(
        table=table,
        form=sheets.form,
        span=sheets.span,
        columns=columns,
        unmapped=unmapped,
        rows=rows,
        words=tuple(reader.words()),
        aims=sheets.form.hands_down,
        remarks=(*reader.around(), *notes(table, year_of(table) or view.year, worn=answer.worn)),
        part=sheets.now.name,
        there=frozenset(map(sheets.called, reader.lines.values())),
        gone=() if sheets.key_of or not reader.lines else _gone(sheets, reader.lines.values()),
    )


def _gone(sheets: Sheets, there: Collection[str]) -> tuple[str, ...]:
    """The lines that went out and did not come back."""
    return tuple(shown for line, shown in sheets.names.values() if line not in there)


@dataclass(slots=True)
class _Reader:
    """The rows of one returned report: ``lines`` are those that are a line of it, ``changed`` their changed cells.

    ``headings`` are those that a bureau's form had when it went out; of one filled by hand there are none.
    """

    table: Table
    view: View
    sheets: Sheets
    marks: Marks
    headings: Set[str]
    lines: dict[int, str] = field(default_factory=dict)
    added: dict[int, str | None] = field(default_factory=dict)
    changed: set[tuple[int, int]] = field(default_factory=set)

    def rows(self) -> Iterator[CellRow]:
        """The rows in their order."""
        self._place_rows()
        self.table = put_right(self.table, self.lines, self.sheets.places, self._went_out)
        self.changed = {
            (number, index) for number, line in self.lines.items() for index in self._changed_cells(number, line)
        }
        for number in sorted(self.lines.keys() | self.added.keys()):
            yield self._row(number, self.lines[number]) if number in self.lines else self._reject(number)

    def words(self) -> Iterator[Said]:
        """What was written into the columns of words, or written over there, and is not in the ledger yet."""
        for number, index in sorted(self.changed):
            line, cell = self.lines[number], self.table.cell(number, index)
            heading, held = self.sheets.words.get(self.sheets.places[index]), self._triple(number, index, line)[2]
            if heading and not is_blank(cell) and spelt(cell) != spelt(held or ""):
                key = self.view.scope.unit if line == TOTAL else line
                yield Said(address(number, index), key, heading, str(cell).strip())

    def _place_rows(self) -> None:
        numbers = range(self.table.bottom + 1, len(self.table.sheet.rows) + 1)
        if own := [number for number in numbers if self.sheets.is_own(self.table.row(number))]:
            self.lines = {own[0]: TOTAL}  # a city's form: the other rows are other units', its total is the city's
            return
        for number in numbers:
            line = self._line(number)
            if line and line not in self.lines.values():
                self.lines[number] = line
            elif number in self.table.records and self._has_figures(number):
                self.added[number] = line
        if None in self.added.values() and set(self.lines.values()) <= {TOTAL}:
            # None of the rows is ours: another unit's table, whose total is not to be laid beside ours.
            self.added |= dict.fromkeys(self.lines)
            self.lines = {}

    def _has_figures(self, number: int) -> bool:
        """Whether a row says anything; a heading among the rows (一、土地整治) does not."""
        places = self.sheets.places.items()
        cells = [self.table.cell(number, index) for index, place in places if self.sheets.columns[place].numeric]
        return not cells or not all(map(is_blank, cells))

    def _went_out(self, number: int, index: int, text: str) -> bool:
        line, place = self.lines[number], self.sheets.places[index]
        cells = self.sheets.line(line, sent=True) or self.sheets.line(line, sent=False)
        column, fit = self.sheets.column(place, line), self._fit(number, index, line)
        return cells is not None and bool(cells[place]) and same_cell(column, cells[place], text, fit)

    def _line(self, number: int) -> str | None:
        if self.table.skipped.get(number) is Skip.TOTAL:
            return TOTAL if self.sheets.now.total else None
        if self._heads(number):
            return None
        return self.sheets.named(self.table.row(number), self.view.home.towns)

    def _changed_cells(self, number: int, line: str) -> Iterator[int]:
        sent, now = (self.sheets.line(line, sent=went) for went in (True, False))
        base = sent or now
        for index, place in self.sheets.places.items():
            cell = self.table.cell(number, index)
            mark = self.table.sheet.marks.get((number, index))
            # A formula saved without its result says nothing of its own: it counts what stands in other cells. Nor does
            # a rate of a bureau's form, which counts with the figures it shows.
            silent = is_blank(cell) and mark is not None and bool(mark.formula)
            fit = self._fit(number, index, line)
            counted = self.sheets.bureaus and place in self.sheets.derived and number_in(cell) is not None
            if base is None or silent or counted or self._names(line, base[place], cell):
                continue
            if not same_cell(self.sheets.column(place, line), base[place], cell, fit):
                yield index

    def _heads(self, number: int) -> bool:
        """Whether a row without a unit, among rows that have one, heads those below it (一、国土绿化)."""
        told = self._unit_column()
        units = [self.table.cell(other, told) for other in self.table.records] if told is not None else []
        return told is not None and any(units) and is_blank(self.table.cell(number, told))

    def _unit_column(self) -> int | None:
        places = self.sheets.places.items()
        return next((index for index, place in places if place == self.sheets.measured), None)

    def _fit(self, number: int, index: int, line: str) -> Fit | None:
        """How a cell shows our figure: as its column does, or in the unit that the row tells."""
        fits, place, told = self.sheets.fits, self.sheets.places[index], self._unit_column()
        if told is None or not self.sheets.columns[place].numeric or self.sheets.columns[place].unit:
            return fits.get(index)
        factor = times(self.sheets.column(place, line).unit, str(self.table.cell(number, told)))
        figure = number_in(self.table.cell(number, index))
        return Fit(factor, quantity.places_of(figure) if figure is not None else 0) if factor else fits.get(index)

    def _names(self, line: str, sent: str | None, cell: Cell) -> bool:
        """Whether a cell only calls its line, or a unit, by another of its names (全县合计, 魏塘, 平方米)."""
        if isinstance(cell, str) and sent and times(sent, cell):
            return True  # the row's figures are compared in that unit
        if not isinstance(cell, str) or not sent:
            return False
        if line == TOTAL:
            return sent == TOTAL
        return sent == self.sheets.called(line) and self.sheets.named([cell], self.view.home.towns) == line

    def _follows(self, number: int, index: int) -> bool:
        """Whether a changed cell only follows from others that were changed."""
        place = self.sheets.places[index]
        if place in self.sheets.derived:
            firm = [at for at in self.changed if self.sheets.places[at[1]] not in self.sheets.derived]
            return any(at[0] == number or place in self.sheets.ranked for at in firm)
        if self.lines[number] != TOTAL:
            return False
        rows = [row for row, line in self.lines.items() if line != TOTAL]
        parts = [number_in(self.table.cell(row, index)) for row in rows]
        # A bureau's total counts its own rows, whatever ours counts beside them.
        other = self.sheets.bureaus or len(rows) != len(self.sheets.names)
        return (other or any((row, index) in self.changed for row in rows)) and (
            number_in(self.table.cell(number, index)) == added_up(parts)
        )

    def _reject(self, number: int) -> CellRow:
        line = self.added[number]
        text = "这一行在表里出现了两次，只看第一次" if line else "这一行不是报表里的行，没有采用"
        code = Code.DUPLICATE if line else Code.UNKNOWN_REGION
        issue = Issue(None, None, code, Severity.ERROR, text)
        return CellRow(number, Action.REJECT, line or "", self._values(number), {}, [issue], ())

    def _values(self, number: int) -> dict[str, str]:
        return {
            column_key(self.sheets.columns[place]): _shown(cell)
            for index, place in self.sheets.places.items()
            if not is_blank(cell := self.table.cell(number, index))
        }

    def _row(self, number: int, line: str) -> CellRow:
        changes: dict[str, Triple] = {}
        remarks, issues = self._emptied(number, line), []
        emptied = bool(remarks)
        for index in sorted(self.sheets.places):
            if (number, index) in self.changed and not self._follows(number, index):
                column = self.sheets.columns[self.sheets.places[index]]
                changes[column_key(column)] = triple = self._triple(number, index, line)
                if emptied or (self.sheets.places[index] in self.sheets.words and not (triple[0] or triple[2])):
                    continue  # what a clerk wrote into a blank is no objection of the city
                remarks.append(self._remark(number, index, line, triple))
                said = str(remarks[-1].comment)
                place = address(number, index)
                issues.append(Issue(letter(index), place, Code.RULE, Severity.WARNING, said, column_key(column)))
        issues += [Issue(None, one.cell, Code.RULE, Severity.WARNING, str(one.comment)) for one in remarks[:emptied]]
        action = Action.UPDATE if changes else Action.SAME
        remarks += self._said(number, line)
        return CellRow(number, action, line, self._values(number), changes, issues, remarks)

    def _emptied(self, number: int, line: str) -> list[Remark]:
        """One remark on a row that came back without any of its figures, in place of one on each."""
        figures = [index for index, place in self.sheets.places.items() if self.sheets.columns[place].numeric]
        gone = [index for index in figures if (number, index) in self.changed]
        if len(gone) < _WHOLE_ROW or not all(is_blank(self.table.cell(number, index)) for index in figures):
            return []
        return [
            Remark(
                sheet=self.table.sheet.name,
                cell=f"{number}:{number}",
                place=self.sheets.called(line),
                comment=f"整行的数都清空了，上报时有 {len(gone)} 个",
            )
        ]

    def _triple(self, number: int, index: int, line: str) -> Triple:
        place, cell = self.sheets.places[index], self.table.cell(number, index)
        sent, now = (self.sheets.line(line, sent=went) for went in (True, False))
        returned = None if is_blank(cell) else self._in_our_unit(number, index, cell, line)
        return (sent[place] if sent else None, returned, now[place] if now else None)

    def _in_our_unit(self, number: int, index: int, cell: Cell, line: str) -> str:
        fit, figure = self._fit(number, index, line), number_in(cell)
        column = self.sheets.column(self.sheets.places[index], line)
        if figure is None and isinstance(cell, str) and column.numeric:
            measured = measured_in(cell, column.unit)
            return _shown(cell) if measured is None else quantity.plain(measured)
        if fit is None or fit.is_own or figure is None:
            return _shown(cell)
        return quantity.plain(fit.back(figure))

    def _remark(self, number: int, index: int, line: str, triple: Triple) -> Remark:
        place = self.sheets.places[index]
        column = self.sheets.column(place, line)
        sent, returned = (triple[0] if self.sheets.sent else triple[2]), triple[1]
        parts = (_difference(column, sent, returned), self._behind(place, line))
        return Remark(
            sheet=self.table.sheet.name,
            cell=address(number, index),
            place=f"{self.sheets.called(line)} {column.label}",
            comment="；".join(filter(None, parts)),
            sent=sent,
            returned=returned,
        )

    def _behind(self, place: int, line: str) -> str:
        """The records that the changed sum counts, by their codes."""
        named: list[str] = []
        for one, records in self.sheets.counted(place, line):
            held = self.view.held(one.kind, sorted(records)[:_MOST_NAMED])
            named += [str(row.values["code"] or row.values["name"] or row.id) for row in held.values()]
            named += [f"等 {len(records)} 个"] if len(records) > _MOST_NAMED else []
        return "涉及 " + "、".join(dict.fromkeys(named)) if named else ""

    def _said(self, number: int, line: str) -> Iterator[Remark]:
        """The reviewers' own columns, the words beside a bureau's figures, and the marks on the row."""
        called = self.sheets.called(line)
        for column in self._theirs():
            cell = self._merged(number, column.index)
            if not is_blank(cell):
                yield Remark(
                    sheet=self.table.sheet.name,
                    cell=address(number, column.index),
                    place=called,
                    comment=f"{column.path[-1]}：{cell.strip() if isinstance(cell, str) else _shown(cell)}",
                )
        painted = self.marks.of_row(number, None, painted_whole=line != TOTAL or self._is_known)
        yield from (replace(remark, place=called) for remark in painted)

    def _merged(self, number: int, index: int) -> Cell:
        """A cell, below the first of a merged block what stands in that one: it was said of all its rows."""
        above = (area.top for area in self.table.sheet.merges if index in area.columns and number in area.rows)
        return self.table.cell(next((top for top in above if top > self.table.bottom), number), index)

    def around(self) -> Iterator[Remark]:
        """The comments on headings and notes."""
        whole = f"{WHOLE_REPORT}（{self.table.sheet.name}）"
        if self._is_known:
            rows = self.lines.keys() | self.added.keys()
            yield from (replace(remark, place=whole) for _, remark in self.marks.around(rows))

    @property
    def _is_known(self) -> bool:
        """Whether it is known what the sheet looked like when it went out: ours, or a bureau's that we filled."""
        return bool(self.headings) or not self.sheets.bureaus

    def _theirs(self) -> list[Column]:
        """The columns of the reviewers: by their headings, and those of words that the sheet did not have."""
        rows = self.lines.keys()
        left = [column for column in self.table.columns if column.index not in self.sheets.places]
        found = [column for column in left if self._is_theirs(column)]
        return [*found, *(strays(self.table, rows) if self._is_known else ())]

    def _is_theirs(self, column: Column) -> bool:
        heading = column.path[-1]
        if sort_of(heading) or (self.sheets.bureaus and key(heading) in map(key, words("beside"))):
            return True
        added = (
            self._is_known and column.text not in self.headings and key(heading) not in lexicon.keys("ordinal_header")
        )
        return added and any(is_said(self.table.cell(number, column.index)) for number in self.lines)


def column_key(column: FrozenColumn) -> str:
    """What names a column of a report: its 栏次, else its heading."""
    return column.number or "|".join(column.path)


def _difference(column: FrozenColumn, sent: str | None, returned: str | None) -> str:
    went, came = (number_in(text or "") for text in (sent, returned))
    if not column.numeric or went is None or came is None:
        return f"上报“{sent or '空'}”，返回“{returned or '空'}”"
    less = came - went
    return f"上报 {sent}，返回 {returned}，相差 {'+' if less > 0 else ''}{quantity.plain(less)}{column.unit}"


def _shown(cell: Cell) -> str:
    number = None if isinstance(cell, str) else number_in(cell)
    if number is None:
        return spelt(cell)
    places = quantity.places_of(number)
    return quantity.plain(number.quantize(Decimal(1).scaleb(-places)))
