"""审核关系: what a filled form breaks, each said with the columns' names and the numbers that stand in them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.models import measure
from app.models.queries import Session, targets, waivers
from app.models.queries import reporting as queries
from app.models.queries import settings as choices
from app.services.indicators import measure_of
from app.services.reporting.checking.beside import Beside
from app.services.reporting.checking.finding import CheckResult, names_of
from app.services.reporting.checking.lines import relation_failures
from app.services.reporting.checking.parts import children_failures, total_failures
from app.services.reporting.forms.form import INDICATOR, Check, Counted, Form, Level, OfField, OfIndicator, Rows
from app.services.reporting.forms.relation import all_refs
from app.services.reporting.table import Table

__all__ = ["CheckResult", "failures"]


def failures(session: Session, table: Table) -> list[CheckResult]:
    """What a form breaks on any of its sheets, and the texts of its ledgers that wait to become values.

    A 提示 carries the reason that was given for it; one that its check found since carries that as an earlier reason.
    """
    once = _once([result for one in table.sheets for result in _of_sheet(session, one)])
    found = [one if one.sheet == table.form.sheet else _on(one.sheet, one) for one in once]
    reasons = waivers.given(session, table.form.id, table.span.asked.text)
    return [_explained(one, reasons.get(one.check)) if one.level is Level.HINT else one for one in found]


def _explained(one: CheckResult, given: waivers.Given | None) -> CheckResult:
    if given is None:
        return one
    if given.stands_for(one.facts):
        return replace(one, reason=given.reason)
    return replace(one, earlier_reason=given.reason)


def _on(sheet: str, one: CheckResult) -> CheckResult:
    """A finding of a further sheet, whose sentence names the sheet."""
    return replace(
        one, sentence=f"“{sheet}”表：{one.sentence}", compared=one.compared and f"“{sheet}”表：{one.compared}"
    )


def _once(found: Sequence[CheckResult]) -> list[CheckResult]:
    """What is said of no row, but of the ledger behind several sheets, is said once, of the first."""
    return list({(one.check, one.sentence, one.row and one.sheet): one for one in reversed(found)}.values())[::-1]


def _of_sheet(session: Session, table: Table) -> Iterator[CheckResult]:
    beside = Beside(session, table)
    for check in table.form.checks:
        if not check.year_end or table.span.asked.end == table.span.asked.end.replace(month=12, day=31):
            yield from _checked(beside, check)
    yield from _unknown_indicators(session, table.form, table.span.asked.year)
    yield from _waiting(session, table)


def _unknown_indicators(session: Session, form: Form, year: int) -> Iterator[CheckResult]:
    """Columns and relations that name an indicator the year does not have, and so stay blank or unasked."""
    known = {one.code for one in targets.indicators(session, year)}
    if not known:
        return  # a year before the ledger's: the reports of it have figures and no targets
    named = [(one.source.indicator, one.label) for one in form.columns if isinstance(one.source, OfIndicator)]
    for check in form.checks:
        refs = all_refs(check.relation) if check.relation else ()
        named += [(ref.number, f"审核关系“{check.id}”") for ref in refs if ref.of == INDICATOR]
    for code in dict.fromkeys(code for code, _ in named if code not in known):
        users = "、".join(user for of, user in named if of == code)
        name = f"有指标{code}"
        sentence = f"{year} 年没有指标 {code}，{users}因此空着；请改正报表格式文件"
        yield CheckResult(Level.HINT, "", name, sentence, check=name, sheet=form.sheet)


def _checked(beside: Beside, check: Check) -> Iterator[CheckResult]:
    if check.total:
        yield from total_failures(beside.table, check)
    elif check.children:
        yield from children_failures(beside, check)
    elif missing := beside.lacking(check):
        sentence = f"没有审核“{check.id}”：{missing}；请改正报表格式文件里的这条关系"
        yield CheckResult(Level.HINT, "", check.text, sentence, check=check.id, sheet=beside.table.form.sheet)
    elif check.relation:
        yield from relation_failures(beside, check, check.relation)


def _waiting(session: Session, table: Table) -> Iterator[CheckResult]:
    """A text that is no value is not counted, so a report that needs it is not final; a list needs its own records'."""
    listed = {line.record for line in table.lines} if table.form.rows is Rows.RECORDS else None
    for kind, fields in _fields(session, table).items():
        by_field: dict[tuple[str, str], list[queries.Waiting]] = {}
        for one in queries.waiting(session, table.scope, kind, fields):
            if listed is not None and one.record.id not in listed:
                continue
            what = "没有注明截至日期" if one.lacks_day else "还没有改正"
            by_field.setdefault((one.field.label, what), []).append(one)
        for (label, what), several in by_field.items():
            names = names_of([f"{one.record.name}“{one.raw}”" for one in several])
            sentence = f"有 {len(several)} 条记录的“{label}”{what}，没有计入本表：{names}"
            ids = tuple(one.record.id for one in several)
            name = f"{label}已改正"
            yield CheckResult(Level.MUST, "", name, sentence, ids, check=name, sheet=table.form.sheet)


def _fields(session: Session, table: Table) -> Mapping[str, set[str]]:
    """The fields that a table's figures are made from, by ledger."""
    found: dict[str, set[str]] = {}
    for one in (one for tree in _measures(session, table) for one in measure.aggregates(tree)):
        used = {*one.plus, *one.minus, *(condition.field for condition in one.where)}
        found.setdefault(one.kind, set()).update(used - {""})
    shown = {column.source.name for column in table.form.columns if isinstance(column.source, OfField)}
    if shown:
        found.setdefault(table.form.ledger, set()).update(shown)
    return found


def _measures(session: Session, table: Table) -> Iterator[measure.Measure]:
    sources = [column.source for column in table.form.columns]
    yield from (source.measure for source in sources if isinstance(source, Counted))
    named = {source.indicator for source in sources if isinstance(source, OfIndicator) and source.what == "actual"}
    chosen = choices.settings(session)
    for indicator in targets.indicators(session, table.span.asked.year):
        if indicator.code in named or table.form.rows is Rows.INDICATORS:
            text = measure_of(indicator, chosen)
            if text:
                yield measure.measure(text)
