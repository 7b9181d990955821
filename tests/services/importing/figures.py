"""Tables of indicators for the tests of the import: what was read of them, and what the ledger then holds."""

from typing import Any

from app.models.queries import targets
from app.models.store import Store
from app.services.importing.figures.plan import FigurePlan, FigureRow
from app.services.importing.file_report import ImportReport

Read = dict[tuple[str, str], tuple[str, str]]


def plan(report: ImportReport) -> FigurePlan:
    """The only table of the only file."""
    (file,) = report.files
    assert file.reason is None
    (found,) = file.figures
    return found


def read(report: ImportReport) -> Read:
    """The targets of the only table: (indicator, region) -> (value, unit)."""
    return {(one.indicator, one.region): (one.value, one.unit) for row in plan(report).rows for one in row.targets}


def row(report: ImportReport, number: int) -> FigureRow:
    """One row of the only table."""
    return next(one for one in plan(report).rows if one.row == number)


def said(report: ImportReport) -> set[tuple[str | None, str]]:
    """The cell and the code of every issue."""
    return {(issue.cell, issue.code.value) for one in plan(report).rows for issue in one.issues}


def actions(report: ImportReport) -> list[str]:
    """What is done with each row."""
    return [one.action.value for one in plan(report).rows]


def held(store: Store) -> dict[tuple[str, str], list[tuple[Any, ...]]]:
    """Every target of the ledger: (indicator, region) -> its revisions as (scaled value, effective, number)."""
    with store.read() as session:
        known = targets.revisions(session, 2022)
        return {key: [(one.value, one.effective, one.doc_no) for one in several] for key, several in known.items()}


def entered(store: Store) -> dict[str, tuple[Any, ...]]:
    """The figures entered for the unit: indicator -> (cut-off, scaled value, state)."""
    with store.read() as session:
        known = targets.entered(session, 2022, "2022-12-31")
        return {code: (one.cutoff, one.value, one.state) for (code, _), one in known.items()}
