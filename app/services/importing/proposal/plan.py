"""Document + ledger -> plan: which indicators the document proposes, and what would become of each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from app.models import region
from app.models.queries import targets
from app.models.target import Indicator
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.planning.row_plan import Action
from app.services.importing.proposal.extract import mentions
from app.services.importing.proposal.match import in_its_unit, is_sure, matched
from app.services.importing.proposal.mention import MILESTONE
from app.services.importing.proposal.merge import Proposal, proposals
from app.services.importing.proposal.outline import Outline, outline
from app.services.importing.proposal.prose import paragraphs
from app.services.importing.proposal.tabular import with_tables
from app.services.importing.view import View
from app.services.workbook.read.document import Document


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """What would become of one proposal.

    ``known`` is the indicator it matches, of the document's year or, where that year has none, of the
    ledger's. ``held`` and ``proposed`` are the ledger's value and the document's as ``known`` keeps them.
    ``taken`` is false for one that the clerk leaves out.
    """

    proposal: Proposal
    action: Action
    known: Indicator | None
    held: int | None
    proposed: int | None
    issues: tuple[Issue, ...]
    taken: bool = True

    def is_of(self, year: int) -> bool:
        """Whether the matched indicator is already one of the year."""
        return self.known is not None and self.known.year == year


@dataclass(frozen=True, slots=True)
class ProposalPlan:
    """The proposals of a document for a year, in its order; ``issuer`` is whose document it is.

    ``known`` are the indicators they were compared with, ``earlier`` is the batch these very bytes were stored by.
    """

    document: Document
    year: int
    issuer: str
    title: str
    rows: tuple[ProposalRow, ...]
    known: tuple[Indicator, ...]
    remarks: tuple[str, ...]
    earlier: int | None


def plan_document(document: Document, view: View) -> ProposalPlan:
    """What a document proposes, beside what the ledger holds; nothing is written."""
    prose = outline(list(paragraphs(document.lines)))
    year = prose.year or view.year
    read = with_tables(prose, document, year)
    known = _known(view, year)
    return ProposalPlan(
        document=document,
        year=year,
        issuer=_issuer(view, read),
        title=read.title,
        rows=judged(proposals(mentions(read.statements, year), year), known, year),
        known=tuple(known),
        remarks=_remarks(view, read),
        earlier=view.batch_of(document.sha256),
    )


def judged(
    proposed: Sequence[Proposal], known: Sequence[Indicator], year: int, left: Collection[int] = ()
) -> tuple[ProposalRow, ...]:
    """What would become of proposals; those whose places are ``left`` out stand in the way of none that is taken."""
    hits = matched(proposed, known)
    standing = [one for place, one in enumerate(proposed) if place not in left]
    return tuple(
        replace(_row(one, hits.get(place), proposed if place in left else standing, year), taken=place not in left)
        for place, one in enumerate(proposed)
    )


def _known(view: View, year: int) -> list[Indicator]:
    with view.store.read() as session:
        return targets.indicators(session, year) or targets.indicators(session, view.year)


def _issuer(view: View, read: Outline) -> str:
    """Whose aims they are: the unit's own where the document opens with its name, else its city's."""
    return view.scope.unit if view.scope.name in read.opening else view.scope.city


def _remarks(view: View, read: Outline) -> tuple[str, ...]:
    """That a document seems to be another city's, or for another year than the ledger works on."""
    told = []
    names = {view.scope.name, region.name_of(region.short(view.scope.city))}
    if not any(name in read.opening for name in names):
        told.append(f"文件开头没有出现{'、'.join(sorted(names))}，请核对是不是本地的文件")
    if read.year is None:
        told.append(f"文件没有写明年度，按 {view.year} 年处理")
    elif read.year != view.year:
        told.append(f"文件是 {read.year} 年的，台账的工作年度是 {view.year} 年")
    return tuple(told)


def _row(one: Proposal, known: Indicator | None, every: Sequence[Proposal], year: int) -> ProposalRow:
    held = known.value if known is not None and known.year == year else None
    proposed = None if known is None else in_its_unit(one, known)
    rival = _rival(one, every)
    issues = [Issue(None, None, Code.AMBIGUOUS, Severity.WARNING, one.suspect, "value")] if one.suspect else []
    if rival is not None:
        text = f"第 {rival.line} 行对“{one.name}”写的是另一个数，请选定以哪个为准"
        issues.append(Issue(None, None, Code.DUPLICATE, Severity.ERROR, text, "value"))
    if one.unit is None and one.direction != MILESTONE:
        text = f"“{one.name}”没有单位，请补上单位和数值后再录入"
        issues.append(Issue(None, None, Code.REQUIRED, Severity.ERROR, text, "unit"))
    if known is not None and not is_sure(one, known):
        text = f"“{one.name}”按名称相近对应到“{known.name}”（{known.code}），请核对"
        issues.append(Issue(None, None, Code.AMBIGUOUS, Severity.NOTE, text, "indicator"))
    blocked = any(issue.severity is Severity.ERROR for issue in issues)
    action = Action.CONFLICT if blocked else _action(known, held, proposed, year)
    return ProposalRow(one, action, known, held, proposed, tuple(issues))


def _rival(one: Proposal, every: Sequence[Proposal]) -> Proposal | None:
    """Another proposal of the same name and measure, which then has another amount."""
    alike = (other for other in every if other is not one and other.name == one.name and other.unit == one.unit)
    return next(alike, None)


def _action(known: Indicator | None, held: int | None, proposed: int | None, year: int) -> Action:
    """A definition that has no value yet is filled by ``create``; ``update`` replaces a value."""
    if known is None or known.year != year:
        return Action.CREATE
    if proposed is None or proposed == held:
        return Action.SAME
    return Action.CREATE if held is None else Action.UPDATE
