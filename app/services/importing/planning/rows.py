"""The data rows of a mapped table, read: values in the fields' own units, an issue for every cell that gave none."""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import repeat, starmap
from typing import Any

from app.models.columns import Columns
from app.models.field import Field, Stored
from app.models.ledger import fields_of
from app.services.importing.clean.column import Cleaner, Setting, cleaner
from app.services.importing.issue import BLANK, Cleaned, Code, Issue, Severity, doubted, refused
from app.services.importing.mapping.map import Mapped
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.mapping.ticks import STAGE, further
from app.services.importing.planning.fill import Repeats, repeats
from app.services.importing.planning.quick import Quick, quick
from app.services.importing.tables import formula
from app.services.importing.tables.table import Table
from app.services.workbook.book import Cell, Mark, address
from app.services.workbook.read.grid import Column, some_by_columns

_DECORATION = 0.3
_FEW = 16  # cells that are looked at one by one where one of them needs care
_NUMBERS = frozenset({int, float, bool})
_BLANK = frozenset({type(None)})
_FIRST = ("county_code", "town_code")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A text that is no value of its field, kept until it is put right."""

    field: str
    raw: str
    reason: str
    column: str


@dataclass(slots=True)
class ReadRow:
    """One data row: its values, what waits, what is to be said; whether it contradicts itself, or is another's."""

    number: int
    values: dict[str, Stored] = field(default_factory=dict)
    waiting: list[Waiting] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    blanks: list[str] = field(default_factory=list)
    contradicts: bool = False
    foreign: bool = False


class ReadRows:
    """The data rows of a table in order, kept by columns; a row is put together when somebody looks at it.

    ``numbers`` are the rows as Excel numbers them, ``columns`` what they hold, field by field: None where a row has
    nothing. ``apart`` are the rows that were put together, by their places: of these there may be more to say than the
    columns tell. Whoever changes what such a row holds then says so (``keep``), so that the columns tell the same.
    """

    def __init__(
        self,
        numbers: Sequence[int],
        names: Sequence[str],
        columns: dict[str, list[Stored | None]],
        apart: dict[int, ReadRow],
    ) -> None:
        self.numbers = numbers
        self.columns = columns
        self.apart = apart
        self._names = names

    @classmethod
    def of(cls, rows: Sequence[ReadRow]) -> "ReadRows":
        """Rows that were put together, and what they hold by columns."""
        names = list(dict.fromkeys(name for row in rows for name in row.values))
        columns = {name: [row.values.get(name) for row in rows] for name in names}
        return cls([row.number for row in rows], names, columns, dict(enumerate(rows)))

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, place: int) -> ReadRow:
        """The row at ``place``, from 0."""
        row = self.apart.get(place)
        if row is None:
            row = self.apart[place] = ReadRow(self.numbers[place], self.values(place))
            row.blanks = [name for name in self._names if name not in row.values]
        return row

    def __iter__(self) -> Iterator[ReadRow]:
        return map(self.__getitem__, range(len(self)))

    def values(self, place: int) -> dict[str, Stored]:
        """What the row at ``place`` holds, in the order in which the columns are read."""
        return {name: value for name, column in self.columns.items() if (value := column[place]) is not None}

    def column(self, name: str) -> Sequence[Stored | None]:
        """What every row has in a field."""
        return self.columns.get(name) or [None] * len(self)

    def seen(self, names: Set[str], places: Sequence[int]) -> Columns:
        """The columns of some fields and rows, to be asked together; the places of the rows ascend."""
        columns = {name: column for name, column in self.columns.items() if name in names}
        if len(places) < len(self):
            columns = {name: [column[place] for place in places] for name, column in columns.items()}
        return Columns.of(len(places), columns)

    def give(self, name: str, column: list[Stored | None]) -> None:
        """Let the rows hold in a field what a column does; where it is blank they hold what they held."""
        before = self.columns.get(name)
        self.columns[name] = column if before is None else list(map(first_told, column, before))
        for place, row in self.apart.items():
            if (value := column[place]) is not None:
                row.values[name] = value

    def keep(self, place: int) -> None:
        """Let the columns hold what the row at ``place`` does."""
        values = self[place].values
        for name in values.keys() - self.columns.keys():
            self.columns[name] = [None] * len(self)
        for name, column in self.columns.items():
            column[place] = values.get(name)


def first_told(value: Stored | None, otherwise: Stored | None) -> Stored | None:
    """A value, or where there is none the other."""
    return otherwise if value is None else value


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one column is read; ``known`` is what its cells were found to be, by the types of number beside them.

    ``furthest``: it is one of several stages that are ticked as they are reached.
    """

    kind: str
    index: int
    letter: str
    name: str
    field: Field
    clean: Cleaner
    repeats: Repeats
    quick: Quick | None
    known: dict[frozenset[type], dict[Any, Any]]
    furthest: bool


_Outcome = Stored | Cleaned | None
"""What a cell is: a value, None for a blank, or what else is to be said of it."""


def read_rows(mapping: TableMapping, setting: Setting) -> ReadRows:
    """Each data row of the table, in order."""
    table = mapping.table
    pieces = list(_pieces(table))
    readings = _readings(mapping, setting, pieces)
    marks = _marks(table, mapping.mapped)
    special = {row for row, _ in marks}.union(*(reading.repeats.sources for reading in readings))
    rows = _joined(table.records, readings, [_read_plain(piece, readings, special) for piece in pieces])
    for place, number in enumerate(table.records) if special or table.sheet.hidden_rows else ():
        if number in special:
            rows.apart[place] = _read_marked(number, table, readings, marks)
            rows.keep(place)
        if number in table.sheet.hidden_rows:
            rows[place].issues.append(
                Issue(None, None, Code.HIDDEN, Severity.WARNING, "这一行被筛选隐藏，仍已读取，请核对是否需要")
            )
    return rows


@dataclass(frozen=True, slots=True)
class _Piece:
    """Some data rows of a table, their cells column by column."""

    numbers: Sequence[int]
    columns: Sequence[Column]


def _pieces(table: Table) -> Iterator[_Piece]:
    return starmap(_Piece, some_by_columns(table.sheet.rows, table.records))


@dataclass(frozen=True, slots=True)
class _Read:
    """A piece as it was read: its columns by field, those that are blank throughout left out; the rows to be put
    together, by their places in it.
    """

    count: int
    columns: Mapping[str, Sequence[_Outcome]]
    apart: Mapping[int, ReadRow]


def _joined(numbers: Sequence[int], readings: Sequence[_Reading], pieces: Sequence[_Read]) -> ReadRows:
    """The rows of all pieces."""
    names = list(dict.fromkeys(reading.name for reading in readings))
    filled = set().union(*(piece.columns for piece in pieces))
    columns: dict[str, list[Any]] = {name: [] for name in names if name in filled}
    rows = ReadRows(numbers, names, columns, {})
    first = 0
    for piece in pieces:
        for name, column in columns.items():
            column.extend(piece.columns.get(name) or repeat(None, piece.count))
        rows.apart |= {first + place: row for place, row in piece.apart.items()}
        first += piece.count
    for place in rows.apart:
        rows.keep(place)
    return rows


def _read_plain(piece: _Piece, readings: Sequence[_Reading], special: Set[int]) -> _Read:
    """Rows column by column; put together are those with something to say, but not those that are ``special``.

    These have marks, or blanks that repeat another cell: what is read of them here does not count.
    """
    told = [_outcomes(reading, piece.columns[reading.index]) for reading in readings]
    found, sorts = [outcomes for outcomes, _ in told], [types for _, types in told]
    names = [reading.name for reading in readings]
    columns = {name: one for name, one, sort in zip(names, found, sorts, strict=True) if sort != _BLANK}
    apart: dict[int, ReadRow] = {}
    for place in _places_in_doubt(names, found, sorts):
        number = piece.numbers[place]
        if number not in special:
            cells = [column.cell(place) for column in piece.columns]
            apart[place] = _told(ReadRow(number), readings, [outcomes[place] for outcomes in found], cells)
    return _Read(len(piece.numbers), columns, apart)


def _places_in_doubt(
    names: Sequence[str], found: Sequence[Sequence[_Outcome]], sorts: Sequence[Set[type]]
) -> Iterable[int]:
    """The rows with something to say beside their values, and all rows where two columns are for one field."""
    if len(set(names)) < len(names):
        return range(len(found[0]))
    in_doubt = [outcomes for outcomes, sort in zip(found, sorts, strict=True) if Cleaned in sort]
    return sorted({place for outcomes in in_doubt for place, one in enumerate(outcomes) if one.__class__ is Cleaned})


def _told(row: ReadRow, readings: Sequence[_Reading], outcomes: Sequence[_Outcome], cells: Sequence[Cell]) -> ReadRow:
    """A row of which there is something to say, cell after cell."""
    for reading, one in zip(readings, outcomes, strict=True):
        if one is None:
            row.blanks.append(reading.name)
        elif isinstance(one, Cleaned):
            _take(row, reading, one, cells[reading.index])
        else:
            _put(row, reading, reading.name, one)
    return row


def _outcomes(reading: _Reading, column: Column) -> tuple[list[_Outcome], Set[type]]:
    """What each cell of a column is, and the types of all that; of what repeats each is looked at once."""
    if column.which is None:
        return _of_all(reading, column.values)
    used = sorted(set(column.which))
    found, types = _of_all(reading, [column.values[place] for place in used])
    known = dict(zip(used, found, strict=True))
    return list(map(known.__getitem__, column.which)), types


def _of_all(reading: _Reading, cells: Sequence[Cell]) -> tuple[list[_Outcome], Set[type]]:
    """What cells are, and the types of all that."""
    sorts = set(map(type, cells))
    blanks = cells.count("") if str in sorts else 0
    if blanks == len(cells):
        return [None] * blanks, _BLANK
    if not blanks:
        found, types = _of_filled(reading, cells, sorts)
        return [*found], types
    filled = [cell for cell in cells if cell != ""]
    found, types = _of_filled(reading, filled, set(map(type, filled)))
    outcomes = iter(found)
    return [None if cell == "" else next(outcomes) for cell in cells], types | _BLANK


def _of_filled(reading: _Reading, cells: Sequence[Cell], sorts: Set[type]) -> tuple[Sequence[_Outcome], Set[type]]:
    """What filled cells are; where a few of them need care, those beside them are still taken together."""
    if reading.quick is None:
        return _of_different(reading, cells, sorts)
    if (values := reading.quick(cells, sorts)) is not None:
        return values, {type(values[0])}
    if len(cells) <= _FEW:
        found = [_outcome(reading, cell) for cell in cells]
        return found, set(map(type, found))
    half = len(cells) // 2
    one, other = (_of_filled(reading, part, set(map(type, part))) for part in (cells[:half], cells[half:]))
    return [*one[0], *other[0]], one[1] | other[1]


def _of_different(reading: _Reading, cells: Sequence[Cell], sorts: Set[type]) -> tuple[Sequence[_Outcome], Set[type]]:
    """What filled cells are, the same cells looked at once."""
    # 1, 1.0 and True are one key to a dictionary, but not one value.
    numbers = _NUMBERS & sorts
    keys = list(zip(map(type, cells), cells, strict=True)) if len(numbers) > 1 else cells
    known = reading.known.setdefault(numbers, {})
    different = dict(zip(keys, cells, strict=True))
    for key, cell in different.items():
        if key not in known:
            known[key] = _outcome(reading, cell)
    return list(map(known.__getitem__, keys)), {type(known[key]) for key in different}


def _outcome(reading: _Reading, cell: Cell) -> _Outcome:
    found = reading.clean(cell)
    plain = found.value is not None and found.problem is None and not found.more and not found.foreign
    return found.value if plain or found is BLANK else found


def _read_marked(
    number: int, table: Table, readings: Sequence[_Reading], marks: Mapping[tuple[int, int], Mark]
) -> ReadRow:
    row, cells = ReadRow(number), table.row(number)
    for reading in readings:
        mark = marks.get((number, reading.index))
        cell = cells[reading.index]
        if cell == "" and mark is None and number not in reading.repeats.sources:
            row.blanks.append(reading.name)
            continue
        _take(row, reading, _cleaned(table, reading, number, cell, mark), cell)
        if mark is not None:
            _remark(row, reading, mark)
    return row


def _readings(mapping: TableMapping, setting: Setting, pieces: Sequence[_Piece]) -> list[_Reading]:
    """The columns, regions first: a village is read within its town."""
    ordered = sorted(mapping.mapped, key=lambda one: (one.field.name not in _FIRST, one.column.index))
    return [
        _Reading(
            setting.kind,
            one.column.index,
            one.column.letter,
            one.field.name,
            one.field,
            cleaner(one, mapping.table, setting),
            repeats(mapping.table, one, [piece.columns[one.column.index].values for piece in pieces]),
            quick(one),
            {},
            one.field.name == STAGE and bool(one.choice),
        )
        for one in ordered
    ]


def _marks(table: Table, columns: Sequence[Mapped]) -> dict[tuple[int, int], Mark]:
    """The marks that mean something: a colour that a column wears throughout is decoration."""
    wanted = {one.column.index for one in columns}
    painted: dict[int, int] = {}
    for (_, column), mark in table.sheet.marks.items():
        painted[column] = painted.get(column, 0) + bool(mark.fill)
    decorated = {column for column, count in painted.items() if count > max(2, _DECORATION * len(table.records))}
    return {
        place: mark
        for place, mark in table.sheet.marks.items()
        if place[1] in wanted
        and (
            mark.comment
            or mark.struck
            or mark.kept
            or mark.error
            or mark.formula
            or (mark.fill and place[1] not in decorated)
        )
    }


def _cleaned(table: Table, reading: _Reading, number: int, cell: Cell, mark: Mark | None) -> Cleaned:
    if mark and mark.error:
        return refused(Code.ERROR_VALUE, f"单元格是错误值 {mark.error}，请在表中改正")
    if mark and mark.formula and cell == "":
        return _calculated(table, reading, mark.formula)
    if mark and mark.struck and cell != "":
        return refused(Code.STRUCK, f"“{cell}”画了删除线，没有采用")
    if mark and mark.kept:
        return _kept(reading, cell, mark.kept)
    if number in reading.repeats.sources:
        return _repeated(reading, table.cell(reading.repeats.sources[number], reading.index), blank=cell == "")
    return reading.clean(cell)


def _kept(reading: _Reading, cell: Cell, kept: str) -> Cleaned:
    """What is left of a cell that is struck through in part: the old value stands before the new one."""
    value = reading.clean(kept).value
    if value is None:
        return refused(Code.STRUCK, f"“{cell}”有一部分画了删除线，余下的“{kept}”读不出来")
    return doubted(value, Code.STRUCK, f"“{cell}”有一部分画了删除线，按余下的“{kept}”采用")


def _repeated(reading: _Reading, above: Cell, *, blank: bool) -> Cleaned:
    found = reading.clean(above)
    if not blank or reading.repeats.sure or found.value is None or found.problem is not None:
        return found
    return doubted(found.value, Code.AMBIGUOUS, f"“{reading.field.label}”是空的，按上面的“{above}”填")


def _calculated(table: Table, reading: _Reading, expression: str) -> Cleaned:
    result = formula.worked_out(expression, table.sheet) if reading.field.numeric else None
    if result is None:
        return refused(
            Code.FORMULA_WITHOUT_VALUE, f"公式没有存下结果（{expression}），请用 WPS 或 Excel 打开保存一次再导入"
        )
    value = reading.clean(result).value
    if value is None:
        return refused(Code.FORMULA_WITHOUT_VALUE, f"公式没有存下结果（{expression}）")
    return doubted(value, Code.FORMULA_WITHOUT_VALUE, f"公式没有存下结果，按 {expression} 算得 {result}")


def _take(row: ReadRow, reading: _Reading, found: Cleaned, cell: Cell) -> None:
    name = reading.field.name
    if found is BLANK:
        row.blanks.append(name)
        return
    if found.problem is not None:
        _say(row, reading, found, str(cell))
    if found.value is not None:
        _put(row, reading, name, found.value)
    elif found.pending:
        row.waiting.append(Waiting(name, str(cell), found.problem.text if found.problem else "", reading.letter))
    row.foreign = row.foreign or found.foreign
    for other, value in found.more:
        _put_more(row, reading, found, other, value)


def _say(row: ReadRow, reading: _Reading, found: Cleaned, raw: str) -> None:
    problem = found.problem
    if problem is not None:
        cell = f"{reading.letter}{row.number}"
        row.issues.append(
            Issue(reading.letter, cell, problem.code, problem.severity, problem.text, reading.field.name, raw)
        )


def _put(row: ReadRow, reading: _Reading, name: str, value: Stored) -> None:
    """A value for its field; a doubled column that says something else is a contradiction (``decisions.md`` 21)."""
    before = row.values.get(name)
    if reading.furthest and before is not None:
        value = before = row.values[name] = further(reading.kind, before, value)
    if before is not None and before != value:
        row.contradicts = True
        both = f"{reading.field.show(before)}、{reading.field.show(value)}"
        text = f"“{reading.field.label}”有两列，内容不同：{both}；请在表里只留对的那个，再导入"
        cell = address(row.number, reading.index)
        row.issues.append(Issue(reading.letter, cell, Code.AMBIGUOUS, Severity.ERROR, text, name))
        return
    row.values[name] = value


def _put_more(row: ReadRow, reading: _Reading, found: Cleaned, name: str, value: Stored) -> None:
    """A value that the cell holds for another field; a figure taken out of a composite cell says so at its field."""
    fields = fields_of(reading.kind)
    _put(row, replace(reading, field=fields[name]), name, value)
    if found.problem is not None and found.problem.code is Code.COMPOSITE and name != reading.field.name:
        _say(row, replace(reading, field=fields[name]), found, "")


def _remark(row: ReadRow, reading: _Reading, mark: Mark) -> None:
    """Comments and verdict colours are reported on the cell, whatever its value (``domain.md`` D53)."""
    cell = address(row.number, reading.index)
    if mark.comment:
        text = f"批注：{mark.comment}"
        row.issues.append(Issue(reading.letter, cell, Code.COMMENT, Severity.NOTE, text, reading.field.name))
    if mark.fill:
        text = f"单元格标了{mark.fill}色"
        row.issues.append(Issue(reading.letter, cell, Code.MARKED, Severity.NOTE, text, reading.field.name))
