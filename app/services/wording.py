"""The words of a report that no ledger holds (亮点、问题、建议、备注), and an indicator's own (责任科室、口径说明).

They are written line by line for a period; what the period before said is proposed where this one says nothing yet.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.models import period as periods
from app.models.queries import Session, targets
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries import wording as kept
from app.models.queries.scope import Scope
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import Indicator
from app.models.wording import ReportText
from app.models.work import Work
from app.services.reporting.export import form_named
from app.services.reporting.forms.catalogue import forms
from app.services.reporting.forms.form import ByHand, Column, Fact, Form, Rows
from app.services.reporting.span import Covered, covered
from app.services.reporting.total import TOTAL

LONGEST = 2000
"""A cell of so many letters is a page of its own; more belongs into a paper."""
OF_INDICATOR = ("office", "explanation")
"""What a form shows of an indicator that is words of ours: a fact and a column of the indicator alike."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What stands in one cell of words: ``row`` is the line's code, ``name`` its name.

    ``proposed`` is what the period before said, where this one says nothing.
    """

    report: str
    period: str
    row: str
    name: str
    heading: str
    text: str | None
    proposed: str | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A report with columns of words, for one of its own periods."""

    form: Form
    span: Covered
    scope: Scope
    indicators: Mapping[str, Indicator]
    headings: Mapping[str, str]
    """Heading -> the indicator's column it is, empty for words of the report's own."""
    lines: Mapping[str, str]
    """The code of each line -> its name."""

    @property
    def period(self) -> str:
        """The report's own period that the asked one is, or is a part of."""
        return self.span.own.text


def worded(form: Form) -> list[Column]:
    """The columns of all sheets of a form that hold words which a clerk writes."""
    return [column for sheet in form.sheets for column in sheet.columns if _is_worded(sheet, column)]


def has_words(report: str) -> bool:
    """Whether a report of that name has columns of words that a clerk writes."""
    return any(form.id == report and worded(form) for form in forms())


def _is_worded(sheet: Form, column: Column) -> bool:
    match column.source:
        case ByHand():
            return sheet.rows is Rows.TOWNS
        case Fact(name=name):
            return sheet.rows is Rows.INDICATORS and name in OF_INDICATOR
    return False


def heading_of(column: Column) -> str:
    """What a column of words is called."""
    return "|".join(column.path)


def written(store: Store, report: str, period: str | None) -> list[Wording]:
    """Every cell of words of a report of a period, in the order of its columns and lines.

    Raises ``Refusal`` for an unknown report or period, and for a report without such columns.
    """
    with store.read() as session:
        asked = _asked(session, report, period)
        return list(_told(session, asked))


def write(store: Store, report: str, period: str | None, heading: str, text: str, row: str | None = None) -> Wording:
    """Write the words of one cell; an empty text takes them away. ``row`` is a line's code or name, None the whole.

    Raises ``Refusal`` as ``written`` does, for a column or line that the report does not have and for too long a text.
    """
    with store.read() as session:
        asked = _asked(session, report, period)
    column, line = _heading(asked, heading), _line(asked, row)
    words = _words(text)
    with store.write(f"填写{asked.form.name}“{column}” {asked.lines[line]}") as work:
        put(work, asked.form, asked.span, {(line, column): words})
    return Wording(asked.form.id, asked.period, line, asked.lines[line], column, words or None)


def carry(store: Store, report: str, period: str | None) -> list[Wording]:
    """Take what the period before said into the cells that say nothing yet; what was taken, as one step."""
    proposed = [one for one in written(store, report, period) if one.proposed]
    if proposed:
        with store.read() as session:
            asked = _asked(session, report, period)
        with store.write(f"沿用上期文字 {asked.form.name} {asked.period}") as work:
            put(work, asked.form, asked.span, {(one.row, one.heading): one.proposed or "" for one in proposed})
    return proposed


def put(work: Work, form: Form, span: Covered, words: Mapping[tuple[str, str], str]) -> None:
    """Write words by line and heading within a step; empty ones are taken away."""
    ours = _facts(form)
    _put_own(work, form, span, {place: text for place, text in words.items() if not ours.get(place[1])})
    known = {one.code: one.id for one in targets.indicators(work.session, span.asked.year)}
    facts = {(line, ours[heading]): text for (line, heading), text in words.items() if ours.get(heading)}
    for name in OF_INDICATOR:
        changes = [(known[line], {name: text or None}) for (line, fact), text in facts.items() if fact == name]
        work.update(Indicator, changes)


def _put_own(work: Work, form: Form, span: Covered, words: Mapping[tuple[str, str], str]) -> None:
    held = kept.texts(work.session, form.id, span.own.text)
    work.update(
        ReportText, [(held[place].id, {"text": text}) for place, text in words.items() if text and place in held]
    )
    work.delete(ReportText, [held[place].id for place, text in words.items() if not text and place in held])
    key = {"report": form.id, "period": span.own.text}
    new = [(place, text) for place, text in words.items() if text and place not in held]
    work.insert(ReportText, [{**key, "row_key": row, "heading": heading, "text": text} for (row, heading), text in new])


def _asked(session: Session, report: str, period: str | None) -> _Asked:
    form, chosen = form_named(report), choices.settings(session)
    headings = _facts(form)
    if not headings:
        raise Refusal(f"“{form.name}”没有要手工填写的文字栏", f"有文字栏的报表：{_with_words()}")
    span, scope = covered(form, period, chosen.cutoff_day), scopes.scope(session, chosen)
    found = targets.indicators(session, span.asked.year)
    if form.rows is Rows.INDICATORS:
        lines = {one.code: one.name for one in found}
    else:
        lines = {**{place.code: place.name for place in scope.towns()}, scope.unit: TOTAL}
    return _Asked(form, span, scope, {one.code: one for one in found}, headings, lines)


def _facts(form: Form) -> dict[str, str]:
    """The headings of a form's columns of words -> the indicator's column each is, empty for the form's own words."""
    return {heading_of(one): one.source.name if isinstance(one.source, Fact) else "" for one in worded(form)}


def _with_words() -> str:
    return "、".join(f"{one.id}（{one.name}）" for one in forms() if worded(one))


def _told(session: Session, asked: _Asked) -> Iterator[Wording]:
    now = kept.texts(session, asked.form.id, asked.period)
    earlier = kept.texts(session, asked.form.id, _before(session, asked))
    for heading, fact in asked.headings.items():
        for row, name in asked.lines.items():
            if fact:
                text, proposed = getattr(asked.indicators[row], fact), None
            else:
                text = found.text if (found := now.get((row, heading))) else None
                proposed = old.text if text is None and (old := earlier.get((row, heading))) else None
            yield Wording(asked.form.id, asked.period, row, name, heading, text, proposed)


def _before(session: Session, asked: _Asked) -> str:
    """The report's period before, also where that lies in the year before."""
    own = asked.span.own
    kind = own.kind if own.kind in periods.KINDS[3:] else "月"
    return periods.containing(kind, own.start - timedelta(1), choices.settings(session).cutoff_day).text


def _heading(asked: _Asked, said: str) -> str:
    found = [one for one in asked.headings if said.strip() in (one, one.split("|")[-1])]
    if len(found) != 1:
        raise Refusal(f"“{asked.form.name}”没有“{said}”这个文字栏", f"可以填写：{'、'.join(asked.headings)}")
    return found[0]


def _line(asked: _Asked, said: str | None) -> str:
    if said is None and asked.scope.unit in asked.lines:
        return asked.scope.unit
    found = [code for code, name in asked.lines.items() if (said or "").strip() in (code, name)]
    if len(found) != 1:
        raise Refusal(f"“{asked.form.name}”没有“{said or ''}”这一行", _lines_told(asked))
    return found[0]


def _lines_told(asked: _Asked) -> str:
    some: Sequence[str] = [f"{code} {name}" for code, name in asked.lines.items()][:3]
    return f"请写行的代码，例如 {'、'.join(some)}"


def _words(text: str) -> str:
    """A text as it is kept: lines without blanks at their ends."""
    plain = "\n".join(line.strip() for line in text.strip().splitlines())
    if len(plain) > LONGEST:
        raise Refusal(f"这段文字有 {len(plain)} 字，一格里放不下", f"请缩短到 {LONGEST} 字以内")
    return plain
