"""What an import would do with a table of indicators: its targets, its entered figures, and what is to be said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from app.models.target import EnteredFigure, Target
from app.models.work import Row
from app.services.importing.doubting.totals import Total
from app.services.importing.issue import Code, Issue, Problem, Severity
from app.services.importing.mapping.map import Unmapped
from app.services.importing.planning.row_plan import Action
from app.services.importing.tables.table import Column, Table
from app.services.workbook.book import address, letter


@dataclass(frozen=True, slots=True)
class Put:
    """One row to be written, added where ``key`` is None; ``action`` is what it means to the clerk."""

    action: Action
    table: type[Target] | type[EnteredFigure]
    key: int | None
    values: Row


@dataclass(frozen=True, slots=True)
class Aim:
    """One target as the file has it: ``value`` stands in ``unit``."""

    column: str
    indicator: str
    region: str
    value: str
    unit: str


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column that is read: as ``region``, ``indicator``, ``unit``, ``target``, ``actual`` or one code of these."""

    column: Column
    field: str
    unit: str | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row's fate. ``changes`` maps what changes to (ledger, returned), both in the file's unit."""

    row: int
    action: Action
    values: Mapping[str, str]
    targets: tuple[Aim, ...]
    changes: Mapping[str, tuple[str | None, str]]
    issues: list[Issue]
    puts: tuple[Put, ...]


@dataclass(frozen=True, slots=True)
class FigurePlan:
    """A table's plan; ``kind`` is ``targets`` or ``indicators``, ``undated`` the columns that need a day."""

    table: Table
    kind: str
    columns: tuple[FigureColumn, ...]
    unmapped: tuple[Unmapped, ...]
    unit_line: str | None
    rows: tuple[FigureRow, ...]
    totals: tuple[Total, ...] = ()
    undated: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def answers(plan: FigurePlan) -> FigurePlan:
    """Of a file that came before only what its figures need the day for that was asked: the entries it lacks."""
    rows = tuple(
        replace(row, puts=tuple(put for put in row.puts if put.table is EnteredFigure and put.key is None))
        for row in plan.rows
    )
    return replace(plan, rows=rows)


def at(number: int, index: int, problem: Problem, field: str | None, raw: object) -> Issue:
    """A problem in its cell, with what is written there."""
    cell, text = address(number, index), None if raw is None else str(raw)
    return Issue(letter(index), cell, problem.code, problem.severity, problem.text, field, text)


def of_row(code: Code, severity: Severity, text: str, cell: str | None = None) -> Issue:
    """A problem of a whole row, or one that its row reports for a ``cell`` elsewhere."""
    return Issue(None, cell, code, severity, text)


def gathered(puts: Sequence[Put]) -> Action:
    """What a row does that writes these."""
    if any(put.action is Action.UPDATE for put in puts):
        return Action.UPDATE
    return Action.CREATE if puts else Action.SAME
