"""A report of sums that came back in a bureau's form which lies turned: read upright, told by the file's own cells."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.services.importing.returns.answer import Answer
from app.services.importing.returns.figures import CellPlan, CellRow, plan_cells
from app.services.importing.returns.sheets import made_now
from app.services.importing.tables.table import Table
from app.services.importing.tables.turned import Upright
from app.services.importing.view import View
from app.services.importing.vocabulary import vocabulary
from app.services.reporting.sent.worn import went_turned
from app.services.reporting.template.content import table_content
from app.services.reporting.template.turned import stood_upright
from app.services.workbook.book import Book, address, column_of, letter

_CELL = re.compile(r"([A-Z]+)(\d+)")
_ROW = re.compile(r"(\d+):\1")


def plan_turned(book: Book, answer: Answer, tables: Sequence[Table], view: View) -> Iterator[CellPlan]:
    """The plans of the sheets that lie turned, where such a form went out; ``tables`` are the book's as it lies."""
    if answer.form is None or answer.period is None or not went_turned(answer.worn):
        return
    made = made_now(view, answer.form, answer.period)
    if made is None:
        return
    content = table_content(view.store, made)
    words = vocabulary().knowing(column.path for column in content.fill.layout.columns)
    for table, upright in stood_upright(book, content, tables, words):
        if plan := plan_cells(table, answer, view):
            yield _in_own_cells(plan, upright)


def _in_own_cells(plan: CellPlan, upright: Upright) -> CellPlan:
    """The plan with the cells of its remarks and issues named as the file has them."""
    rows = tuple(_row(one, plan, upright) for one in plan.rows)
    words = tuple(replace(one, cell=_own(one.cell, plan, upright)) for one in plan.words)
    remarks = tuple(replace(one, cell=_own(one.cell, plan, upright)) for one in plan.remarks)
    return replace(plan, rows=rows, words=words, remarks=remarks, upright=upright)


def _row(row: CellRow, plan: CellPlan, upright: Upright) -> CellRow:
    remarks = [replace(one, cell=_own(one.cell, plan, upright)) for one in row.remarks]
    cells = [(one, _own(one.cell, plan, upright) if one.cell else None) for one in row.issues]
    issues = [replace(one, cell=cell, column=_letters(cell) or one.column) for one, cell in cells]
    return replace(row, remarks=remarks, issues=issues)


def _own(cell: str, plan: CellPlan, upright: Upright) -> str:
    """A cell, or a whole row (``5:5``), of the upright sheet as the file has it."""
    if found := _CELL.fullmatch(cell):
        return address(*upright.place(int(found[2]), column_of(found[1])))
    if found := _ROW.fullmatch(cell):
        row, columns = int(found[1]), sorted(plan.columns)
        first, last = upright.place(row, columns[0]), upright.place(row, columns[-1])
        return f"{first[0]}:{first[0]}" if first[0] == last[0] else f"{letter(first[1])}{first[0]}:{address(*last)}"
    return cell


def _letters(cell: str | None) -> str | None:
    found = _CELL.fullmatch(cell or "")
    return found[1] if found else None
