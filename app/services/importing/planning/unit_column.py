"""A column that says row by row in which unit the figures beside it stand: 单位 | 面积, with 亩 here and ㎡ there."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.models import quantity
from app.models.field import FieldType
from app.services.importing import lexicon
from app.services.importing.clean.number import as_figure
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapped, Mapping, Unmapped
from app.services.importing.planning.rows import ReadRows
from app.services.importing.tables.header import unit_in
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import compact, figure, key
from app.services.workbook.book import Cell, Row, address

_TAKEN = "是各行面积的单位，已按它换算"


def in_units_of_rows(mapping: Mapping) -> Mapping:
    """The mapping of a table whose areas stand in the unit that their row names, not in one that is supposed.

    A column whose heading names a unit keeps it. Where all rows that name a unit name one it is the columns'; else
    every figure has its own written behind it, as it is where a clerk writes the unit into the cell.
    """
    column = next((one.column for one in mapping.unmapped if _names_units(mapping.table, one.column)), None)
    if column is None:
        return mapping
    units = _units(mapping.table, column)
    named = {unit for unit in units.values() if unit}
    measured = [one for one in mapping.mapped if _is_measured_beside(one, named)]
    unmapped = tuple(Unmapped(one.column, _TAKEN) if one.column == column else one for one in mapping.unmapped)
    if not measured:
        return mapping
    if len(named) == 1:
        mapped = tuple(_in_unit(one, *named) if one in measured else one for one in mapping.mapped)
        return replace(mapping, mapped=mapped, unmapped=unmapped)
    return replace(mapping, table=_written_out(mapping.table, measured, units), unmapped=unmapped)


def doubt(mapping: Mapping, rows: ReadRows) -> None:
    """Name the figures of the rows that leave their unit blank where others name one."""
    taken = next((one.column for one in mapping.unmapped if one.why == _TAKEN), None)
    if taken is None:
        return
    units = _units(mapping.table, taken)
    measured = [one for one in mapping.mapped if _is_measured_beside(one, [one.unit])]
    columns = [(one, rows.column(one.field.name)) for one in measured]
    for place, number in enumerate(rows.numbers):
        for one, column in () if units[number] else columns:
            if column[place] is not None:
                text = f"这一行没有写“{taken.text}”，按{one.unit}记；不是的话请在表里补上，再导入"
                cell = address(number, one.column.index)
                issue = Issue(one.column.letter, cell, Code.AMBIGUOUS, Severity.WARNING, text, one.field.name)
                rows[place].issues.append(issue)


def _units(table: Table, column: Column) -> dict[int, str]:
    """The unit that each row names, in its cell or in the one that is merged over it."""
    areas = [area for area in table.sheet.merges if column.index in area.columns and table.bottom < area.top]
    over = {number: area.top for area in areas for number in area.rows}
    return {number: _named(table.cell(over.get(number, number), column.index)) for number in table.records}


def _names_units(table: Table, column: Column) -> bool:
    """Whether a column is headed 单位 and holds units in most of its cells: not who did the work."""
    cells = [str(cell) for number in table.records if (cell := table.cell(number, column.index)) != ""]
    headed = key(column.path[-1]) in {key(word) for word in lexicon.words("unit_heading")}
    return headed and bool(cells) and 2 * sum(unit_in(cell) is not None for cell in cells) >= len(cells)


def _named(cell: Cell) -> str:
    """The unit in a cell; what is none stands as it is written, and no figure is taken with it behind."""
    said = compact(str(cell))
    return unit_in(said) or said


def _is_measured_beside(one: Mapped, named: Iterable[str]) -> bool:
    """Whether a column of figures names no unit of its own, and one of those ``named`` measures what it does."""
    quantities = one.field.type is FieldType.QUANTITY and not one.composite and not one.column.units
    return quantities and any(_measures(one, unit) for unit in named)


def _measures(one: Mapped, unit: str) -> bool:
    try:
        quantity.factor(unit, one.field.unit)
    except ValueError:
        return False
    return True


def _in_unit(one: Mapped, unit: str) -> Mapped:
    return replace(one, unit=unit, factor=quantity.factor(unit, one.field.unit))


def _written_out(table: Table, columns: Sequence[Mapped], units: dict[int, str]) -> Table:
    """The table with the unit of its row behind each figure of some columns; one of another measure is refused then."""
    rows, own = list(table.sheet.rows), {one.column.index for one in columns}
    for number, unit in units.items():
        rows[number - 1] = _with_unit(rows[number - 1], own, unit)
    return replace(table, sheet=replace(table.sheet, rows=rows))


def _with_unit(row: Row, columns: set[int], unit: str) -> Row:
    return tuple(f"{_plain(cell)}{unit}" if at in columns and _is_bare(cell) else cell for at, cell in enumerate(row))


def _plain(cell: Cell) -> Cell:
    """A number as it is shown: 2000 where it is held as 2000.0."""
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _is_bare(cell: Cell) -> bool:
    return as_figure(figure(str(cell))) is not None
