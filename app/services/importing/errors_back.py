"""A clerk's own workbook handed back with what was wrong in it: bad cells red with a remark, the reasons in a column.

The corrected workbook is imported like any other: marks and column are taken off again before it is looked at
(``our_marks.py``).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.refusal import Refusal
from app.services.importing.file_report import FileReport
from app.services.importing.issue import Issue, Severity
from app.services.importing.our_marks import HEAD, REMARK
from app.services.importing.planning.row_plan import Action
from app.services.importing.tables.table import Table
from app.services.workbook.atomic import replacing
from app.services.workbook.fill.comments import Voice, add_comments
from app.services.workbook.fill.package_copy import as_package
from app.services.workbook.fill.parts import BookParts
from app.services.workbook.fill.sheet_text import SheetText
from app.services.workbook.fill.side_column import add_column
from app.services.workbook.fill.styles import Styles

RED = "FFC7CE"
"""The red of a bad cell: paler than any that a reviewer marks with."""
_APART = "；"
_VOICE = Voice(author="资规台账", opening=REMARK, settled="上次指出的问题已改正")


@dataclass(frozen=True, slots=True)
class HandedBack:
    """A workbook that was handed back, and how many cells and rows it marks, ``hidden`` of them out of sight."""

    path: Path
    cells: int
    rows: int
    hidden: int


@dataclass(frozen=True, slots=True)
class _Bad:
    """The bad rows of one table: what is wrong with each."""

    table: Table
    rows: dict[int, list[Issue]]


def hand_back(path: Path, report: FileReport, target: Path) -> HandedBack | None:
    """Write the workbook ``path`` with the errors of its import to ``target``; None where it has none.

    An ``.xlsx`` or ``.xlsm`` keeps every other byte; of any other format it is a copy.
    Raises ``Refusal`` where the target cannot be written, or is the workbook itself.
    """
    bad = list(_bad_tables(report))
    if not bad:
        return None
    package = as_package(path)
    target = target.with_suffix(package.ending)
    if target.exists() and target.resolve() == path.resolve():
        raise Refusal(f"不能写回“{path.name}”本身", "请换一个文件名或文件夹")
    parts = BookParts(package.data)
    styles = Styles(parts)
    cells = sum(_mark(parts, styles, one) for one in bad)
    with replacing(target) as stream:
        parts.write(stream)
    hidden = sum(len(one.rows.keys() & one.table.sheet.hidden_rows) for one in bad)
    return HandedBack(target, cells, sum(len(one.rows) for one in bad), hidden)


def _bad_tables(report: FileReport) -> Iterator[_Bad]:
    for plan in report.tables:
        yield from _bad(plan.mapping.table, {row.row: (row.issues, row.action) for row in plan.rows.notable})
    for figures in report.figures:
        yield from _bad(figures.table, {row.row: (row.issues, row.action) for row in figures.rows})


def _bad(table: Table, rows: Mapping[int, tuple[Sequence[Issue], Action]]) -> Iterator[_Bad]:
    found = {number: list(_errors(issues, action)) for number, (issues, action) in rows.items()}
    wrong = {number: issues for number, issues in found.items() if issues}
    if wrong:
        yield _Bad(table, wrong)


def _errors(issues: Sequence[Issue], action: Action) -> Iterator[Issue]:
    """The errors of a row; of one that was not taken everything that was said of it."""
    left_out = action in (Action.REJECT, Action.CONFLICT)
    errors = [one for one in issues if one.severity is Severity.ERROR]
    yield from errors or (issues if left_out else ())


def _mark(parts: BookParts, styles: Styles, bad: _Bad) -> int:
    """Mark the cells of one table; how many."""
    sheet = _sheet_of(parts, bad.table)
    text = parts.sheet(sheet)
    _unmark(text, styles, bad.table)
    remarks: dict[tuple[int, int], str] = {}
    for row, issues in bad.rows.items():
        for place in {place for one in issues if one.cell and (place := one.place(row))}:
            said = _APART.join(dict.fromkeys(one.text for one in issues if one.place(row) == place))
            remarks[place] = said
            cell = text.row(place[0]).cell(place[1])
            cell.put_style(styles.painted(cell.style, RED))
    last = max([*bad.table.records, *bad.table.skipped, *bad.rows])
    reasons = {row: _reason(issues) for row, issues in bad.rows.items()}
    add_column(parts, styles, sheet, (bad.table.bottom, HEAD), reasons, last)
    add_comments(parts, sheet, _VOICE, remarks)
    return len(remarks)


def _unmark(sheet: SheetText, styles: Styles, table: Table) -> None:
    """Take off the red that an earlier import put on; most of it will have been corrected."""
    for number in {*table.records, *(row for row, _ in table.spots.values())}:
        for cell in sheet.row(number).cells.values():
            if styles.is_painted(cell.style, RED):
                cell.put_style(styles.bare(cell.style))


def _reason(issues: Sequence[Issue]) -> str:
    told = [f"{one.cell} {one.text}" if one.cell else one.text for one in issues]
    return _APART.join(dict.fromkeys(told))


def _sheet_of(parts: BookParts, table: Table) -> str:
    """The sheet's name in the package; a copy may have had to shorten it."""
    name = table.sheet.name
    return name if name in parts.sheet_parts else next(iter(parts.sheet_parts))
