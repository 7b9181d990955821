"""The indicators in words: a sentence each, figures as the year's report prints them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.models import measure
from app.models.quantity import plain
from app.models.queries import Session, targets
from app.models.queries import settings as choices
from app.services.bulletin.words import Words, ordinal
from app.services.indicators import MILESTONE, measure_of
from app.services.reporting.table import Table
from app.services.workbook.chart_part import Chart
from app.services.workbook.document_out import Paragraph, Style

DONE = "完成"


@dataclass(frozen=True, slots=True)
class Told:
    """One indicator as the report prints it; ``kind`` is the ledger that counts it, empty where none does."""

    code: str
    name: str
    kind: str
    direction: str
    depth: int
    unit: str
    target: Decimal | None
    actual: Decimal | str | None
    rate: Decimal | None
    pace: Decimal | None
    difference: Decimal | None
    signal: str

    @property
    def known(self) -> bool:
        """Whether anything is said of it."""
        return self.actual is not None


def told(session: Session, table: Table, words: Words) -> list[Told]:
    """The indicators of a filled report in its order."""
    at = {name: table.form.index(number) for name, number in words.raw("columns").items()}
    chosen = choices.settings(session)
    known = {one.code: one for one in targets.indicators(session, table.span.asked.year)}
    kinds = {code: _kind(text) for code, one in known.items() if (text := measure_of(one, chosen))}
    found = []
    for line in table.lines:
        cells = {name: line.cells[index] for name, index in at.items()}
        numbers = {name: cell if isinstance(cell, Decimal) else None for name, cell in cells.items()}
        found.append(
            Told(
                code=line.key,
                name=_name(line.name, words.listed("verbs")),
                kind=kinds.get(line.key, ""),
                direction=known[line.key].direction,
                depth=line.indent,
                unit=str(cells["unit"]),
                target=numbers["target"],
                actual=cells["actual"],
                rate=numbers["rate"],
                pace=numbers["pace"],
                difference=numbers["difference"],
                signal=str(cells["signal"] or ""),
            )
        )
    return found


def _kind(text: str) -> str:
    kinds = {one.kind for one in measure.aggregates(measure.measure(text))}
    return kinds.pop() if len(kinds) == 1 else ""


def _name(name: str, verbs: Sequence[str]) -> str:
    """An indicator's name without the verb that the sentence brings."""
    return next((name.removeprefix(verb) for verb in verbs if name.startswith(verb)), name)


def overall(words: Words, all_told: Sequence[Told]) -> Iterator[Paragraph | Chart]:
    """How many indicators stand how, and the chart of their rates."""
    known = [one for one in all_told if one.known]
    counts = Counter(one.signal for one in known)
    order = [*words.listed("signals"), *counts]
    signals = "、".join(
        words.say("signal", signal=signal, count=counts[signal]) for signal in dict.fromkeys(order) if counts[signal]
    )
    yield Paragraph(words.say("heading"), Style.HEADING)
    yield Paragraph(words.say("counts", all=len(all_told), known=len(known), signals=signals or "—"))
    rated = [one for one in known if one.kind and one.rate is not None]
    if rated:
        said = words.part("chart")
        yield Chart(
            said.say("title"),
            [one.name for one in rated],
            (said.say("bars"), [one.rate for one in rated]),
            (said.say("line"), [one.pace for one in rated]),
            across=True,
        )


def paragraphs(words: Words, all_told: Sequence[Told]) -> Iterator[Paragraph]:
    """A section for each kind of work, a sentence for each indicator of it that is known."""
    yield Paragraph(words.say("heading"), Style.HEADING)
    count = 0
    for group in words.parts("groups"):
        mine = [one for one in all_told if one.kind == group.raw("kind") and one.known]
        if mine:
            count += 1
            yield Paragraph(f"（{ordinal(count)}）{group.say('heading')}", Style.SUBHEADING)
            yield from _sentences(words, mine)


def _sentences(words: Words, mine: Sequence[Told]) -> Iterator[Paragraph]:
    """A paragraph for each indicator, its parts behind it."""
    text, depth = "", 0
    for one in mine:
        if one.depth and text:
            part = words.say("part") if one.depth > depth else ""
            text = f"{text}；{part}{sentence(words, one)}"
        else:
            if text:
                yield Paragraph(f"{text}。")
            text = sentence(words, one)
        depth = one.depth
    yield Paragraph(f"{text}。")


def sentence(words: Words, one: Told) -> str:
    """What is said of one indicator."""
    if one.direction == MILESTONE:
        return words.say("milestone", name=one.name, state=str(one.actual))
    said = {"name": one.name, "unit": one.unit, "actual": number(one.actual), "target": number(one.target)}
    if one.direction == "<=":
        return words.say(_limit(one), **said)
    if one.rate is None:
        return words.say("untargeted" if one.target is None else "no_task", **said)
    form = "percent" if one.unit == "%" else "sentence"
    return words.say(form, **said, rate=number(one.rate), pace=_pace(words, one))


def _limit(one: Told) -> str:
    if one.target is None or not isinstance(one.actual, Decimal):
        return "unlimited"
    return "kept" if one.actual <= one.target else "broken"


def _pace(words: Words, one: Told) -> str:
    if one.signal == DONE:
        return words.say("done")
    if not one.difference:
        return words.say("level")
    return words.say("above" if one.difference > 0 else "below", difference=number(abs(one.difference)))


def number(value: Decimal | str | None) -> str:
    """A figure in a sentence: as printed, without closing zeros."""
    if not isinstance(value, Decimal):
        return value or ""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
