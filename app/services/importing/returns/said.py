"""What the reviewers say of a row: verdict and comment in columns, approved figures, marks, changed values."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from app.models.field import Stored
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.planning.row_plan import RowPlan
from app.services.importing.proposal.deadline import ordered_by
from app.services.importing.returns.cells import Cells
from app.services.importing.returns.legend import sign_in
from app.services.importing.returns.marks import Marks
from app.services.importing.returns.others import is_said
from app.services.importing.returns.remark import PASSED, Remark
from app.services.importing.returns.reviewed import COMMENT, VERDICT, Figure, Reviewed
from app.services.importing.returns.sent import number_in
from app.services.importing.tables.table import Column
from app.services.workbook.book import address


class Ledger(Protocol):
    """Whoever knows what the ledger says of a field of a row."""

    def ledger(self, row: RowPlan, name: str) -> Stored | None:
        """What it says."""
        ...

    def is_said(self, row: RowPlan, name: str, index: int) -> bool:
        """Whether a cell says something that it did not say when it went out and the ledger does not hold."""
        ...


@dataclass(frozen=True, slots=True)
class Speaker:
    """What the reviewers say in one returned list; a day without a year is one of ``year``."""

    reviewed: Reviewed
    cells: Cells
    marks: Marks
    year: int

    def worded(self, row: RowPlan, known: Ledger) -> RowPlan:
        """The row with its comments in one text; a verdict in words of its own is a comment, and no pending value.

        Where a column for the verdict went out and the reviewers put another beside it, what they wrote now counts.
        """
        own = [one.raw for one in row.waiting if one.field == VERDICT]
        if any(one.field == VERDICT and one.code is Code.AMBIGUOUS for one in row.issues):  # 退回（7月10日前整改）
            own.append(self.cells.text(row.row, self.cells.columns[VERDICT].column.index))
        parts = [self._headed(self.reviewed.verdicts[0], text) for text in own]
        new = [one for one in self.reviewed.comments if known.is_said(row, COMMENT, one.index)]
        parts += [self.cells.text(row.row, column.index) for column in new]
        row, judged = self._judged(row, known)
        row, meant = self._by_legend(row, known)
        parts.append(meant)
        parts += [self._headed(column, self.cells.text(row.row, column.index)) for column in judged]
        parts += [self._headed(column, self._measured(row, column)) for column in self.reviewed.deductions]
        others = [one for one in self.reviewed.others if self._is_said_beside(row, one)]
        parts += [self._headed(column, self.cells.text(row.row, column.index)) for column in others]
        comment = "；".join(dict.fromkeys(filter(None, parts)))
        if not comment:
            return row
        return replace(
            row,
            values={**row.values, COMMENT: comment},
            waiting=[one for one in row.waiting if one.field not in (VERDICT, COMMENT)],
            issues=[_softened(one) if one.field == VERDICT else one for one in row.issues],
        )

    def _judged(self, row: RowPlan, known: Ledger) -> tuple[RowPlan, list[Column]]:
        """The row with the verdict that is new, and the further columns with a verdict that is."""
        first, *others = self.reviewed.verdicts or (None,)
        new = [one for one in others if known.is_said(row, VERDICT, one.index)]
        if not new or first is None or known.is_said(row, VERDICT, first.index):
            return row, new
        verdict = self._verdict_in(row, new[0])
        return (row, new) if verdict is None else (replace(row, values={**row.values, VERDICT: verdict}), new[1:])

    def _by_legend(self, row: RowPlan, known: Ledger) -> tuple[RowPlan, str]:
        """The row with the verdict its colour or sign stands for, where none was written beside it, and why."""
        found = self.marks.judged(row.row)
        if found is None or any(known.is_said(row, VERDICT, one.index) for one in self.reviewed.verdicts):
            return row, ""
        verdict, _ = found
        meaning = "、".join(mark for mark, one in self.marks.legend.items() if one == verdict)
        judged = replace(row, values={**row.values, VERDICT: verdict})
        return judged, "" if verdict == PASSED else f"按图例，{meaning}为{verdict}"

    def _is_said_beside(self, row: RowPlan, column: Column) -> bool:
        """Whether a further column has words for the row: not only a sign that a legend explains."""
        cell = self.cells.table.cell(row.row, column.index)
        return is_said(cell) and sign_in(str(cell)) not in self.marks.legend

    def _measured(self, row: RowPlan, column: Column) -> str:
        """A figure with the unit of its heading."""
        text = self.cells.text(row.row, column.index)
        return text + next(iter(column.units), "") if number_in(text) is not None else text

    def _headed(self, column: Column, text: str) -> str:
        return f"{column.path[-1]}：{text}" if text else ""

    def approved(self, row: RowPlan, known: Ledger) -> RowPlan:
        """The row with the figures the city approved in place of ours; they are never values (``decisions.md`` 22)."""
        changes, sent, advised = dict(row.changes), dict(row.sent), set(row.advised)
        for figure in self.reviewed.figures:
            name = figure.ours.field.name
            theirs = self.cells.approved(figure, row.row)
            if theirs is None or name in changes or self.cells.agree(name, row.values.get(name), theirs):
                continue
            changes[name] = (known.ledger(row, name), theirs)
            sent[name] = row.values.get(name)
            advised.add(name)
        return replace(row, changes=changes, sent=sent, advised=frozenset(advised))

    def remarks(self, row: RowPlan) -> Iterator[Remark]:
        """Every remark on a record of the ledger."""
        yield from self._verdict(row)
        yield from (self._changed(row, name) for name in row.changes if name not in (VERDICT, COMMENT))
        yield from self.marked(row)

    def marked(self, row: RowPlan) -> list[Remark]:
        """The remarks that are comments, colours and strokes."""
        return list(self.marks.of_row(row.row, row.id))

    def _verdict(self, row: RowPlan) -> Iterator[Remark]:
        """The verdict on the row, its comment and deadline; nothing where they say nothing new."""
        deadline = "、".join(filter(None, (self._date(row, column) for column in self.reviewed.deadlines)))
        if not (deadline or {VERDICT, COMMENT} & row.changes.keys()):
            return
        verdict, comment = (_text(row.values.get(name)) for name in (VERDICT, COMMENT))
        deadline = deadline or ordered_by(comment or "", self.year) or ""
        yield Remark(
            sheet=self.cells.table.sheet.name,
            cell=address(row.row, self._spoken_in(row)),
            record=row.id,
            verdict=verdict,
            comment=comment,
            deadline=deadline or None,
            settled=f"市级{PASSED}" if verdict == PASSED and not comment and not deadline else None,
        )

    def _spoken_in(self, row: RowPlan) -> int:
        """The column to point at: the verdict's where it is new, else the first that says something."""
        verdicts, deadlines = self.reviewed.verdicts, self.reviewed.deadlines
        comments = (*self.reviewed.comments, *self.reviewed.deductions, *self.reviewed.others)
        ordered = (*verdicts, *comments, *deadlines) if VERDICT in row.changes else (*comments, *deadlines, *verdicts)
        said = [one for one in ordered if self.cells.text(row.row, one.index)]
        verdict, meant = row.values.get(VERDICT), self.marks.judged(row.row)
        held = [one for one in said if one in verdicts and self._verdict_in(row, one) == verdict]
        if meant and not held:
            return meant[1]
        first: list[Column] = [*(held if VERDICT in row.changes else ()), *said, *ordered]
        return first[0].index

    def _verdict_in(self, row: RowPlan, column: Column) -> Stored | None:
        return self.cells.value(VERDICT, self.cells.table.cell(row.row, column.index))

    def _date(self, row: RowPlan, column: Column) -> str:
        cell = self.cells.table.cell(row.row, column.index)
        return cell.isoformat()[:10] if hasattr(cell, "isoformat") else self.cells.text(row.row, column.index)

    def _changed(self, row: RowPlan, name: str) -> Remark:
        approved = self._figure(name) if name in row.advised else None
        ledger, returned = row.changes[name]
        column = (
            approved.column if approved else self.cells.columns[name].column if name in self.cells.columns else None
        )
        show = self.cells.show
        return Remark(
            sheet=self.cells.table.sheet.name,
            cell=address(row.row, column.index) if column else f"{row.row}:{row.row}",
            record=row.id,
            field=name,
            comment=approved.column.path[-1] if approved else None,
            sent=show(name, row.sent.get(name, ledger)),
            returned=show(name, returned),
        )

    def _figure(self, name: str) -> Figure:
        return next(one for one in self.reviewed.figures if one.ours.field.name == name)

    def noted(self, row: RowPlan, remarks: Iterable[Remark]) -> Iterator[Issue]:
        """A note on the cell of each remark that no issue stands on yet."""
        there = {(one.cell, one.code) for one in row.issues}
        for remark in remarks:
            code = _code(remark)
            if code and (remark.cell, code) not in there:
                letters = remark.cell.rstrip("0123456789")
                yield Issue(letters, remark.cell, code, Severity.NOTE, str(remark.comment), remark.field)


def _code(remark: Remark) -> Code | None:
    """The issue code of a remark that is no value and no verdict."""
    if remark.comment is None or remark.verdict or remark.returned:
        return None
    if "批注：" in remark.comment:
        return Code.COMMENT
    return Code.MARKED if remark.comment.endswith("色") else None


def _softened(issue: Issue) -> Issue:
    return (
        replace(issue, severity=Severity.WARNING, text=f"{issue.text}；按审核意见记")
        if issue.code is Code.UNKNOWN_CHOICE
        else issue
    )


def _text(value: Stored | None) -> str | None:
    return None if value is None else str(value)
