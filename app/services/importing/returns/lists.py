"""The rows of the reviewers' problem lists against the ledger, and the master list against the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import chain

from app.models.field import Stored
from app.models.ledger import LEDGERS, fields_of
from app.services.importing.clean.column import Setting, cleaner
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapped
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.planning import compare
from app.services.importing.planning.identity import Directory, codes_in
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan, RowPlans
from app.services.importing.returns.notes import notes
from app.services.importing.returns.problems import (
    CHANGE,
    CLEAR,
    DELETE,
    ISSUE,
    MASTER,
    REDUCE,
    ProblemList,
    field_named,
    sort_named,
)
from app.services.importing.returns.remark import PASSED, Remark
from app.services.importing.returns.reviewed import COMMENT, VERDICT
from app.services.importing.returns.sent import is_blank
from app.services.importing.tables.table import Column
from app.services.importing.text import code_key, visible
from app.services.importing.view import View
from app.services.workbook.book import Cell, address

REVIEW_KIND = "review"
_VERDICTS = {REDUCE: "核减", CLEAR: PASSED}
_CALLED = {DELETE: "申请删除", REDUCE: "指标核减", CLEAR: "确认无问题", CHANGE: "信息修改", ISSUE: ""}


@dataclass(frozen=True, slots=True)
class Found:
    """A problem list whose rows were looked up: the ledger they are in, and row -> the records that it names."""

    problems: ProblemList
    kind: str
    records: Mapping[int, Sequence[int]]

    @property
    def all(self) -> set[int]:
        """The records of all rows."""
        return set(chain.from_iterable(self.records.values()))


def found(problems: ProblemList, view: View) -> Found | None:
    """The ledger that a list speaks of, the one that knows most of its codes; None where none knows any."""
    best: Found | None = None
    for kind in LEDGERS:
        directory = view.directory(kind)
        records = {number: ids for number in problems.table.records if (ids := _records(problems, number, directory))}
        if records and (best is None or len(records) > len(best.records)):
            best = Found(problems, kind, records)
    return best


def _records(problems: ProblemList, number: int, directory: Directory) -> Sequence[int]:
    """The records of a row, several where its cell names several; what is headed a filing number may be our code."""
    for column in problems.identities:
        text = _text(problems.table.cell(number, column.index))
        for several in (directory.codes.get(code_key(text), []), directory.filings.get(code_key(text), [])):
            if text and len(several) == 1:
                return [several[0].id]
        if named := directory.named_in(text):
            return named
    return []


def plan_lists(lists: Sequence[Found], view: View) -> list[TablePlan]:
    """The plans of the problem lists of one workbook."""
    plans = [_plan(one, view) for one in lists if one.problems.sort != MASTER]
    details = {one.problems.sort: one.all for one in lists if one.problems.sort != MASTER}
    return plans + [_master(one, details) for one in lists if one.problems.sort == MASTER]


def _mapping(one: Found) -> TableMapping:
    column = one.problems.identities[0]
    field = fields_of(one.kind)["code"]
    mapped = Mapped(column, field, "", Fraction(1), 1.0)
    return TableMapping(one.problems.table, one.kind, (mapped,), (), None)


def _plan(one: Found, view: View) -> TablePlan:
    held = {record: row.values for record, row in view.held(one.kind, one.all).items()}
    reader = _Rows(one, held, Setting(one.kind, view.home, view.year))
    rows = RowPlans.of(row for number in one.problems.table.records for row in reader.rows(number))
    return TablePlan(
        _mapping(one),
        rows,
        met=frozenset(one.all),
        review=one.problems.sort,
        remarks=tuple(notes(one.problems.table, view.year)),
    )


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one problem list."""

    one: Found
    held: Mapping[int, Mapping[str, Stored | None]]
    setting: Setting

    def rows(self, number: int) -> Iterator[RowPlan]:
        """The plans of a row: one for each record that it names, and one for each code that is of none."""
        records = self.one.records.get(number, ())
        text = next(filter(None, self._texts(number, self.one.problems.identities)), "")
        several = len(codes_in(text)) > 1
        yield from (self._row(number, record, self._code(record) if several else text) for record in records)
        unknown = self._unknown(text) if records and several else []
        yield from (self._reject(number, code) for code in (unknown if records else [text]))

    def _code(self, record: int) -> str:
        return str(self.held[record].get("code") or "")

    def _unknown(self, text: str) -> list[str]:
        """What in a cell of several codes is written like those that are ours, and is none of them."""
        known = {code_key(str(row.get(name))) for row in self.held.values() for name in ("code", "filing_no")}
        begun = {code.partition("-")[0] for code in known if "-" in code}
        return [code for code in codes_in(text) if code not in known and code.partition("-")[0] in begun]

    def _reject(self, number: int, code: str) -> RowPlan:
        text = f"台账里没有“{code}”这个项目，没有采用" if code else "没有编号，认不出是哪个项目，没有采用"
        return RowPlan(number, Action.REJECT, None, {"code": code}, {}, [_issue(None, None, Code.REQUIRED, text)], ())

    def _row(self, number: int, record: int, code: str) -> RowPlan:
        plan = RowPlan(number, Action.SAME, record, {"code": code}, {}, [], ())
        if self.one.problems.is_open and self.one.problems.sort != CHANGE:
            return plan  # what the city has said nothing of yet is no word of the city's
        return self._changed(plan) if self.one.problems.sort == CHANGE else self._judged(plan)

    def _judged(self, row: RowPlan) -> RowPlan:
        """A row that says one thing of the whole record."""
        sort = self.one.problems.sort
        verdict = self._verdict(row.row) if sort == ISSUE else _VERDICTS.get(sort)
        comment = "；".join(filter(None, (_CALLED[sort], *self._said(row.row))))
        said = {VERDICT: verdict, COMMENT: comment if sort == ISSUE else None}
        held = self.held[int(row.id or 0)]
        changes = {name: (held.get(name), text) for name, text in said.items() if text and held.get(name) != text}
        values = {**row.values, **({VERDICT: verdict} if verdict else {}), COMMENT: comment}
        remark = replace(
            self._remark(row, self.one.problems.spoken_in),
            verdict=verdict or self._verdict(row.row),
            comment=comment,
            settled=f"市级{_CALLED[CLEAR]}" if self.one.problems.sort == CLEAR else None,
        )
        action = Action.UPDATE if changes else Action.SAME
        return replace(row, values=values, changes=changes, action=action, remarks=(remark,))

    def _changed(self, row: RowPlan) -> RowPlan:
        """A row that asks for one field of the record to be changed."""
        problems = self.one.problems
        assert problems.before is not None
        assert problems.after is not None
        called = self._texts(row.row, [problems.about])[0] if problems.about else problems.field_words
        name = field_named(self.one.kind, called)
        said = "；".join(self._said(row.row))
        remark = replace(self._remark(row, problems.after), verdict=self._verdict(row.row), comment=said or None)
        before, after = (_text(self._cell(row.row, column)) for column in (problems.before, problems.after))
        if name is None:
            text = f"看不出“{called}”是台账的哪一栏，记为审核意见"
            wanted = f"“{called}”由“{before}”改为“{after}”"
            told = replace(remark, comment="；".join(filter(None, (wanted, said))))
            issue = _issue(problems.about or problems.after, row.row, Code.AMBIGUOUS, text, Severity.WARNING)
            return replace(row, remarks=(told,), issues=[issue])
        return self._weighed(row, name, remark)

    def _weighed(self, row: RowPlan, name: str, remark: Remark) -> RowPlan:
        problems = self.one.problems
        field = fields_of(self.one.kind)[name]
        (was, _), (becomes, problem) = (
            self._value(row.row, column, name) for column in (problems.before, problems.after)
        )
        ledger = self.held[int(row.id or 0)].get(name)
        told = replace(
            remark, field=name, sent=None if was is None else field.show(was),
            returned=None if becomes is None else field.show(becomes),
        )  # fmt: skip
        refused = remark.verdict not in (None, PASSED)
        if refused or becomes is None or compare.same(field, ledger, becomes):
            issues = [problem] if problem else []
            done = None if refused or becomes is None else "台账已是修改后的值"
            return replace(row, remarks=(replace(told, settled=done),), issues=issues)
        contested = was is not None and not compare.same(field, ledger, was)
        text = f"台账现在是“{field.show(ledger) or '空'}”，清单写的修改前是“{field.show(was)}”，请核对"
        issue = _issue(problems.before, row.row, Code.AMBIGUOUS, text)
        return replace(
            row,
            action=Action.CONFLICT if contested else Action.UPDATE,
            values={**row.values, name: becomes},
            changes={name: (ledger, becomes)},
            sent={name: was},
            contested=frozenset({name}) if contested else frozenset(),
            issues=[*([problem] if problem else []), *([issue] if contested else [])],
            remarks=(told,),
        )

    def _value(self, number: int, column: Column | None, name: str) -> tuple[Stored | None, Issue | None]:
        """What a cell says as a value of a field, and what is wrong with it."""
        if column is None or is_blank(self._cell(number, column)):
            return None, None
        field = fields_of(self.one.kind)[name]
        clean = cleaner(Mapped(column, field, field.unit, Fraction(1), 1.0), self.one.problems.table, self.setting)
        cleaned = clean(self._cell(number, column))
        problem = cleaned.problem
        return cleaned.value, _issue(column, number, problem.code, problem.text, problem.severity) if problem else None

    def _verdict(self, number: int) -> str | None:
        column = self.one.problems.verdict
        value = self._value(number, column, VERDICT)[0] if column else None
        return None if value is None else str(value)

    def _said(self, number: int) -> list[str]:
        columns = [column for column in self.one.problems.said if _text(self._cell(number, column))]
        if self.one.problems.sort == ISSUE and len(columns) == 1:
            return [_text(self._cell(number, columns[0]))]
        return [f"{column.path[-1]}：{_text(self._cell(number, column))}" for column in columns]

    def _texts(self, number: int, columns: Sequence[Column]) -> list[str]:
        return [_text(self._cell(number, column)) for column in columns]

    def _cell(self, number: int, column: Column) -> Cell:
        return self.one.problems.table.cell(number, column.index)

    def _remark(self, row: RowPlan, column: Column) -> Remark:
        when = self.one.problems.deadline
        cell = self._cell(row.row, when) if when else ""
        return Remark(
            sheet=self.one.problems.table.sheet.name,
            cell=address(row.row, column.index),
            record=row.id,
            deadline=(cell.isoformat()[:10] if isinstance(cell, date) else _text(cell)) or None,
        )


def _master(one: Found, details: Mapping[str, set[int]]) -> TablePlan:
    """The master list: each 是 must stand in the list of that kind, and each record of a list must say 是."""
    table = one.problems.table
    columns = [(column, sort) for column in table.columns if (sort := sort_named(column.path[-1])) in details]
    rows = []
    for number in table.records:
        record = next(iter(one.records.get(number, ())), None)
        values: dict[str, Stored] = {"code": _text(table.cell(number, one.problems.identities[0].index))}
        issues = list(_disagreements(one, number, record, columns, details)) if record else []
        rows.append(RowPlan(number, Action.SAME if record else Action.REJECT, record, values, {}, issues, ()))
    listed = one.all
    missing = sorted(set().union(*details.values()) - listed) if details else []
    if missing and rows:
        text = f"清单里有 {len(missing)} 个项目总表里没有"
        rows[-1] = replace(rows[-1], issues=[*rows[-1].issues, _issue(None, None, Code.RULE, text)])
    return TablePlan(_mapping(one), RowPlans.of(rows), met=frozenset(listed), review=MASTER)


def _disagreements(
    one: Found,
    number: int,
    record: int,
    columns: Sequence[tuple[Column, str | None]],
    details: Mapping[str, set[int]],
) -> Iterator[Issue]:
    for column, sort in columns:
        says = _text(one.problems.table.cell(number, column.index)) == "是"
        stands = record in details[str(sort)]
        if says != stands:
            text = (
                f"总表“{column.path[-1]}”写“是”，对应的清单里没有这个项目"
                if says
                else f"总表“{column.path[-1]}”没有写“是”，对应的清单里却有这个项目"
            )
            yield _issue(column, number, Code.RULE, text)


def _issue(
    column: Column | None, number: int | None, code: Code, text: str, severity: Severity = Severity.ERROR
) -> Issue:
    cell = address(number, column.index) if column and number else None
    return Issue(column.letter if column else None, cell, code, severity, text)


def _text(cell: Cell) -> str:
    return visible(str(int(cell) if isinstance(cell, float) and cell.is_integer() else cell))
