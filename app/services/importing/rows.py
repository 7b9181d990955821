"""The data rows of a mapped table, read: values in the fields' own units, an issue for every cell that gave none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.models.field import Field, Stored
from app.models.ledger import fields_of
from app.services.importing import formula
from app.services.importing.clean import Cleaner, Setting, cleaner
from app.services.importing.fill import Repeats, repeats
from app.services.importing.issue import BLANK, Cleaned, Code, Issue, Severity, doubted, refused
from app.services.importing.map import Mapped
from app.services.importing.map import Mapping as TableMapping
from app.services.importing.quick import Quick, quick
from app.services.importing.table import Table
from app.services.workbook.book import Cell, Mark, address

_DECORATION = 0.3
_PIECE = 2_000  # rows read together: few enough that each is still at hand when the next column comes
_NUMBERS = frozenset({int, float, bool})
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


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one column is read; ``known`` is what its cells were found to be, by the types of number beside them."""

    kind: str
    index: int
    letter: str
    name: str
    field: Field
    clean: Cleaner
    repeats: Repeats
    quick: Quick
    known: dict[frozenset[type], dict[Any, Any]]


def read_rows(mapping: TableMapping, setting: Setting) -> list[ReadRow]:
    """Each data row of the table, in order."""
    table = mapping.table
    readings = _readings(mapping, setting)
    marks = _marks(table, mapping.mapped)
    special = {row for row, _ in marks}.union(*(reading.repeats.sources for reading in readings))
    rows = list(map(ReadRow, table.records))
    plain = [row for row in rows if row.number not in special]
    for start in range(0, len(plain), _PIECE):
        _read_plain(plain[start : start + _PIECE], table, readings)
    for row in rows:
        if row.number in special:
            _read_marked(row, table, readings, marks)
        if row.number in table.sheet.hidden_rows:
            row.issues.append(
                Issue(None, None, Code.HIDDEN, Severity.WARNING, "这一行被筛选隐藏，仍已读取，请核对是否需要")
            )
    return rows


def _read_plain(rows: Sequence[ReadRow], table: Table, readings: Sequence[_Reading]) -> None:
    """Rows without marks and without blanks that repeat another cell, all rows of most workbooks: column by column."""
    columns = list(zip(*(table.row(row.number) for row in rows), strict=True))
    for reading in readings:
        name, cells = reading.name, columns[reading.index]
        for row, cell, outcome in zip(rows, cells, _outcomes(reading, cells), strict=True):
            if outcome.__class__ is Cleaned:
                _take(row, reading, outcome, cell)
            elif name in row.values:
                _put(row, reading, name, outcome)
            else:
                row.values[name] = outcome


def _outcomes(reading: _Reading, cells: Sequence[Cell]) -> list[Any]:
    """What each cell of a column is, the same cells looked at once: a value, or what else is to be said of it."""
    # 1, 1.0 and True are one key to a dictionary, but not one value.
    numbers = _NUMBERS.intersection(map(type, cells))
    keys = list(zip(map(type, cells), cells, strict=True)) if len(numbers) > 1 else cells
    known = reading.known.setdefault(numbers, {})
    for key, cell in dict(zip(keys, cells, strict=True)).items():
        if key not in known:
            known[key] = _outcome(reading, cell)
    return list(map(known.__getitem__, keys))


def _outcome(reading: _Reading, cell: Cell) -> Stored | Cleaned:
    if cell == "":
        return BLANK
    value = reading.quick(cell)
    if value is not None:
        return value
    found = reading.clean(cell)
    plain = found.value is not None and found.problem is None and not found.more and not found.foreign
    return found.value if plain and found.value is not None else found


def _read_marked(
    row: ReadRow, table: Table, readings: Sequence[_Reading], marks: Mapping[tuple[int, int], Mark]
) -> None:
    cells = table.row(row.number)
    for reading in readings:
        mark = marks.get((row.number, reading.index))
        cell = cells[reading.index]
        if cell == "" and mark is None and row.number not in reading.repeats.sources:
            row.blanks.append(reading.name)
            continue
        _take(row, reading, _cleaned(table, reading, row.number, cell, mark), cell)
        if mark is not None:
            _remark(row, reading, mark)


def _readings(mapping: TableMapping, setting: Setting) -> list[_Reading]:
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
            repeats(mapping.table, one),
            quick(one),
            {},
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
    if before is not None and before != value:
        row.contradicts = True
        text = f"“{reading.field.label}”有两列，内容不同：{reading.field.show(before)}、{reading.field.show(value)}"
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
