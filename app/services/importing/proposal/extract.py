"""Statements -> mentions: every aim that a document states, in its order."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.models import quantity
from app.services.importing.proposal import unnumbered
from app.services.importing.proposal.cells import Cell, cells
from app.services.importing.proposal.clause import Clause, clauses
from app.services.importing.proposal.lexicon import commitment_pattern, firmest, measures, pattern, word
from app.services.importing.proposal.mention import MILESTONE, Mention
from app.services.importing.proposal.naming import core, following, is_label, placed, under, untailed
from app.services.importing.proposal.outline import Statement
from app.services.importing.proposal.sentence import Sentence

_RATIO = "%"
_AT_MOST = "<="
_EXACTLY = "="


def mentions(statements: Sequence[Statement], year: int) -> list[Mention]:
    """The aims of a document for a year; what it says of other years is left out."""
    reader = _Reader(year)
    for statement in statements:
        reader.read(statement)
    return reader.found


class _Reader:
    """Reads statement after statement; one may go on about what the one before it named."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.found: list[Mention] = []
        self._topics: list[str] = []

    def read(self, statement: Statement) -> None:
        """Take the mentions out of one statement."""
        earlier = self._topics[-1:] if statement.before else []
        sentence = Sentence(statement, self.year, len(self.found), earlier)
        for clause in clauses(statement.text):
            sentence.hear(clause)
            self._clause(sentence, clause)
        self._topics = sentence.topics

    def _clause(self, sentence: Sentence, clause: Clause) -> None:
        before = len(self.found)
        for cell in cells(clause.text, self.year):
            self._figure(sentence, clause, cell)
        if len(self.found) == before and not sentence.elsewhen:
            self._without_figure(sentence, clause.text)
        if len(self.found) == before and (topic := untailed(core(clause.text, self.year))):
            sentence.topics.append(topic)

    def _figure(self, sentence: Sentence, clause: Clause, cell: Cell) -> None:
        parent = self._whole_of(sentence) if clause.bracketed or sentence.parts else None
        if parent is not None and not clause.bracketed and not _is_alike(self.found[parent], cell):
            sentence.parts, parent = False, None
        whole = None if parent is None else self.found[parent]
        name = self._name(sentence, clause.text, cell, whole)
        if not name or not self._is_aim(sentence, clause.text, cell):
            return
        amount = cell.amount
        said = replace(
            self._stated(sentence),
            name=name,
            value=amount.value,
            unit=amount.unit,
            scale=amount.scale,
            direction=amount.direction,
            parent=parent,
            notes=amount.notes,
        )
        self.found.append(_as_share(said, whole) if whole and _is_share(cell) else said)

    def _stated(self, sentence: Sentence) -> Mention:
        """A mention of what the sentence says, still without its name and number."""
        statement = sentence.statement
        return Mention(
            name="",
            value=None,
            unit=None,
            scale=0,
            direction="",
            commitment=(sentence.commitment or firmest()).name,
            deadlines=sentence.deadlines,
            section=statement.section,
            line=statement.line,
            sentence=statement.printed,
            parent=None,
            notes=(),
        )

    def _whole_of(self, sentence: Sentence) -> int | None:
        """The place of the whole that a part belongs to: the sentence's last one, else the one before it."""
        for place in range(len(self.found) - 1, -1, -1):
            one = self.found[place]
            if place < sentence.start and one.section != sentence.statement.section:
                return None
            if one.parent is None and not one.is_milestone:
                return place
        return None

    def _is_aim(self, sentence: Sentence, text: str, cell: Cell) -> bool:
        """Whether a figure is something to reach: bounded, promised, or ruled by a word of doing."""
        amount = cell.amount
        before = text[: amount.start]
        if sentence.elsewhen:
            return False
        if amount.spoken:  # a way of speaking unless it is bounded or done at once
            return bool(amount.direction) or bool(re.search(rf"(?:{_doing()})$", before))
        if amount.direction == _AT_MOST and not core(cell.left, self.year) and following(cell.right):
            return False  # 50亩以下图斑 says which ones, not how much
        if cell.right.startswith("的") and core(cell.left, self.year):
            return False
        ruled = re.search(_doing(), before) or pattern("finish").search(cell.right)
        promised = sentence.statement.is_goal or commitment_pattern().search(before) or len(self.found) > sentence.start
        return bool(amount.direction or ruled or promised)

    def _name(self, sentence: Sentence, text: str, cell: Cell, whole: Mention | None) -> str:
        """What the figure counts; empty where the clause names nothing."""
        left, right, noun = core(cell.left, self.year), following(cell.right), cell.amount.noun
        if whole and _is_share(cell):
            return whole.name + right
        if left and pattern("anaphor").fullmatch(left):
            return self._spoken_of(sentence)
        if left and is_label(left):
            return left + noun + right
        if left:
            return placed(left + noun, sentence.topics)
        if noun or right:
            ruled = re.search(_doing(), text[: cell.amount.start])
            return under(noun + right, sentence.topics) if ruled else ""
        return self._spoken_of(sentence) if cell.amount.direction or sentence.commitment else ""

    def _spoken_of(self, sentence: Sentence) -> str:
        """What a figure without any name (不少于四万亩) is about: the sentence's last aim, else its last topic."""
        if len(self.found) > sentence.start:
            return self.found[-1].name
        return sentence.topics[-1] if sentence.topics else ""

    def _without_figure(self, sentence: Sentence, text: str) -> None:
        """An aim that a clause states in words."""
        stated = self._stated(sentence)
        names, direction = unnumbered.awaited(text, self.year)
        if name := unnumbered.zero(text, self.year):
            self.found.append(_promised_twice(_none_at_all(stated, name), text))
        elif pattern("clear").search(text):
            self._clear(sentence, stated, text)
        elif names:
            note = (f"原文没有给出数值：“{text}”",)
            self.found += [replace(_sized(stated, one), name=one, direction=direction, notes=note) for one in names]
        elif name := self._done_by_all(sentence, text):
            self.found.append(_entirely(stated, name))
        elif name := self._resolved(unnumbered.milestone(text, self.year), sentence):
            self.found.append(replace(stated, name=name, direction=MILESTONE, notes=_softness(text)))

    def _clear(self, sentence: Sentence, stated: Mention, text: str) -> None:
        """清零 gives a count said before in the sentence its days; alone it means every one of them."""
        if len(self.found) > sentence.start:
            last = self.found[-1]
            self.found[-1] = replace(last, deadlines=stated.deadlines, notes=last.notes + _softness(text))
        elif name := unnumbered.cleared(text, self.year):
            self.found.append(_entirely(stated, name))

    def _done_by_all(self, sentence: Sentence, text: str) -> str:
        subject = unnumbered.subject_of_all(text, self.year)
        if subject is not None:
            sentence.everyone = subject
        return "" if sentence.everyone is None else unnumbered.all_done(text, sentence.everyone)

    def _resolved(self, name: str, sentence: Sentence) -> str:
        """A deliverable that only points back (各项普查工作) by what it points at; empty where that is not said."""
        found = pattern("anaphor").match(name)
        if not found:
            return name
        rest = name[found.end() :]
        return next((topic for topic in reversed(sentence.topics) if rest and topic.endswith(rest)), "")


def _doing() -> str:
    """Any word of doing."""
    return f"{pattern('verb').pattern}|{pattern('work').pattern}"


def _is_alike(whole: Mention, cell: Cell) -> bool:
    """Whether a figure can be a part of a whole by what it is measured in."""
    units = [quantity.unit_named(unit or "") for unit in (whole.unit, cell.amount.unit)]
    one, other = (unit.dimension if unit else None for unit in units)
    return one == other or cell.amount.unit == _RATIO


def _is_share(cell: Cell) -> bool:
    return cell.amount.unit == _RATIO and bool(pattern("share").match(following(cell.right)))


def _as_share(said: Mention, whole: Mention) -> Mention:
    """A percentage of a whole as what it comes to, where the whole has a number."""
    if whole.value is None or said.value is None:
        return said
    note = f"按“{whole.name}”目标的{said.value}%推算，也可以按实际完成数的{said.value}%评价"
    return replace(
        said,
        value=said.value * whole.value / 100,
        unit=whole.unit,
        scale=whole.scale,
        direction=said.direction or whole.direction,
        commitment=whole.commitment,
        notes=(*said.notes, note),
    )


def _entirely(stated: Mention, name: str) -> Mention:
    """The aim that all of them are done."""
    ratio = measures()[_RATIO]
    return replace(stated, name=name, value=Decimal(100), unit=ratio.unit, scale=ratio.scale, direction=_EXACTLY)


def _none_at_all(stated: Mention, name: str) -> Mention:
    """The aim that nothing of the kind happens."""
    unit = word("unitless_zero")
    note = f"“{name}”没有写单位，按{unit}录入"
    return replace(stated, name=name, value=Decimal(0), unit=unit, direction=_AT_MOST, notes=(note,))


def _sized(stated: Mention, name: str) -> Mention:
    """The unit that a name without a number implies."""
    if not name.endswith(word("area_like")):
        return stated
    unit = measures()[word("area_unit")]
    return replace(stated, unit=unit.unit, scale=unit.scale)


def _softness(text: str) -> tuple[str, ...]:
    """That a word leaves open when the aim is reached."""
    soft = pattern("soft").search(text)
    return (f"“{text[soft.start() : soft.end() + 2]}”没有明确的数值标准",) if soft else ()


def _promised_twice(said: Mention, text: str) -> Mention:
    """One clause that promises its two halves differently (力争零通报、确保零问责): the first counts."""
    words = list(dict.fromkeys(unnumbered.promises(text)))
    if len(words) < 2:
        return said
    return replace(said, notes=(*said.notes, f"同一句的承诺程度不同（{'、'.join(words)}），按“{words[0]}”理解"))
