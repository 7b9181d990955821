"""The month's bulletin: built from the reports of the period, written as an official document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from app.models.period import KINDS, Period
from app.models.queries import Session
from app.models.refusal import Refusal
from app.models.store import Store
from app.services.bulletin import indicators, problems, towns
from app.services.bulletin.towns import Standing
from app.services.bulletin.words import Words
from app.services.reporting.build import build, written
from app.services.reporting.export import available, form_named
from app.services.reporting.forms.form import Form
from app.services.reporting.place import folder_made
from app.services.reporting.table import Table
from app.services.workbook.document_out import Block, Paragraph, Style, write_document

_ENDING = ".docx"
_LONGER = KINDS[4:]


@dataclass(frozen=True, slots=True)
class Brief:
    """A written bulletin and the reports its figures are from."""

    path: Path
    title: str
    reports: tuple[str, ...]


def brief(store: Store, period: str | None, out: Path) -> Brief:
    """Write the bulletin of a period to ``out`` (``.docx``, or a folder).

    Raises ``Refusal`` for a period that the year's report does not have, and where the file cannot be written.
    """
    declared = Words.of({})
    report = declared.part("indicators").raw("report")
    table = build(store, form_named(report), period)
    words = Words.of({**table.words, "report": table.form.name})
    standings = [
        Standing(one, _until(store, form_named(one.raw("report")), table.span.asked))
        for one in words.part("towns").parts("tables")
        if one.raw("report") in {info.id for info in available()}
    ]
    title = words.say("title")
    with store.read() as session:
        blocks = list(_blocks(session, words, table, standings))
    path = write_document(_target(out, title), title, blocks)
    return Brief(path, title, (report, *(one.table.form.id for one in standings)))


def _until(store: Store, form: Form, asked: Period) -> Table:
    """The report of the towns at the end of a period: its figures are cumulative, and it may only be made by month."""
    longer = asked.kind not in form.periods and asked.kind in _LONGER
    return build(store, form, f"{asked.end:%Y-%m}" if longer else asked.text)


def _blocks(session: Session, words: Words, table: Table, standings: list[Standing]) -> Iterator[Block]:
    told = indicators.told(session, table, words.part("indicators"))
    yield Paragraph(words.say("title"), Style.TITLE)
    yield Paragraph(words.say("addressee"), Style.ADDRESSEE)
    yield Paragraph(words.say("opening"))
    yield from indicators.overall(words.part("overall"), told)
    yield from indicators.paragraphs(words.part("indicators"), told)
    yield from towns.paragraphs(words.part("towns"), standings)
    late = problems.all_overdue(session, words.part("problems"), table)
    yield from problems.paragraphs(words.part("problems"), table, told, late)
    yield from _requests(
        words.part("requests"),
        {
            "lagging": bool(problems.lagging(told)) or any(one.lagging() for one in standings),
            "overdue": any(late),
        },
    )
    yield Paragraph("")
    yield Paragraph(words.say("signature"), Style.SIGNATURE)
    yield Paragraph(written(date.today()), Style.SIGNATURE)


def _requests(words: Words, there: Mapping[str, bool]) -> Iterator[Block]:
    """What is asked of the towns: what always is, and what there is reason for."""
    yield Paragraph(words.say("heading"), Style.HEADING)
    for one in words.parts("paragraphs"):
        if "only" not in one.node or there[one.raw("only")]:
            yield Paragraph(one.say("text"))


def _target(out: Path, title: str) -> Path:
    if out.suffix.lower() == _ENDING and not out.is_dir():
        return folder_made(out)
    if out.suffix and not out.is_dir():
        raise Refusal(f"通报是 .docx 文档，不能写成“{out.name}”", "请把文件名改为以 .docx 结尾，或只写文件夹")
    return folder_made(out / f"{title}{_ENDING}")
