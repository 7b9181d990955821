"""A short list beside a returned report of sums: whose town it names, 镇(街道) | 意见, is who its words are about."""

from collections.abc import Sequence

from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.planning.row_plan import Action
from app.services.importing.returns.answer import Answer
from app.services.importing.returns.figures import CellPlan, CellRow
from app.services.importing.returns.others import is_said
from app.services.importing.returns.remark import Remark
from app.services.importing.returns.sheets import Sheets, sheets_of
from app.services.importing.tables.table import Column, Table
from app.services.importing.view import View
from app.services.workbook.book import address


def lines_beside(table: Table, reports: Sequence[CellPlan], answer: Answer, view: View) -> CellPlan | None:
    """The remarks of a list on the sheet of one of the ``reports``; None where it names none of its lines."""
    main = next((one.table for one in reports if one.table.sheet.name == table.sheet.name), None)
    sheets = sheets_of(main, answer, view) if main else None
    if sheets is None:
        return None
    towns = view.home.towns
    named = {number: sheets.named(table.row(number), towns) for number in table.records}
    naming = {
        one.index
        for one in table.columns
        for number, line in named.items()
        if line and sheets.named([table.cell(number, one.index)], towns) == line
    }
    if not naming:
        return None
    words = [one for one in table.columns if one.index not in naming]
    rows = tuple(_row(table, number, line, words, sheets) for number, line in named.items())
    return CellPlan(table, sheets.form, sheets.span, columns={}, unmapped=(), rows=rows, part=sheets.now.name)


def _row(table: Table, number: int, line: str | None, words: Sequence[Column], sheets: Sheets) -> CellRow:
    if line is None:
        issue = Issue(None, None, Code.UNKNOWN_REGION, Severity.ERROR, "这一行不是报表里的行，没有采用")
        return CellRow(number, Action.REJECT, "", {}, {}, [issue], ())
    remarks = [
        Remark(
            sheet=table.sheet.name,
            cell=address(number, one.index),
            place=sheets.called(line),
            comment=f"{one.path[-1]}：{str(table.cell(number, one.index)).strip()}",
        )
        for one in words
        if is_said(table.cell(number, one.index))
    ]
    return CellRow(number, Action.SAME, line, {}, {}, (), remarks)
