"""Statements -> mentions: every aim that a document states, in its order."""

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from app.services.importing.proposal import unnumbered
from app.services.importing.proposal.cells import Cell, cells, joiner
from app.services.importing.proposal.clause import Clause, clauses
from app.services.importing.proposal.deadline import deadlines
from app.services.importing.proposal.evidence import (
    RATES,
    RATIO,
    describes,
    doing,
    is_alike,
    is_done,
    is_kept,
    is_rate,
    is_share,
)
from app.services.importing.proposal.lexicon import (
    asides,
    commitment_of,
    commitment_pattern,
    firmest,
    measures,
    pattern,
    word,
    words,
)
from app.services.importing.proposal.mention import MILESTONE, Mention
from app.services.importing.proposal.naming import (
    core,
    following,
    is_attribute,
    is_deed,
    is_label,
    is_pointer,
    joined,
    may_be_aim,
    placed,
    under,
    untailed,
)
from app.services.importing.proposal.outline import Statement
from app.services.importing.proposal.sentence import Sentence
from app.services.importing.proposal.step import square, step_of, with_step

_AT_MOST = "<="
_AT_LEAST = ">="
_SHORTEST_CLEARED = 4
_EXACTLY = "="
_LONGEST_DEED = 5


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
        self._told = False

    def read(self, statement: Statement) -> None:
        """Take the mentions out of one statement."""
        earlier = [statement.topic] if statement.topic else self._topics[-1:] if statement.before else []
        sentence = Sentence(statement, self.year, len(self.found), earlier, subject="".join(earlier))
        sentence.look_back(self._told and bool(statement.before))
        for clause in clauses(asides("text").sub("", statement.text)):
            sentence.hear(clause)
            self._clause(sentence, clause)
        self._topics, self._told = sentence.topics, sentence.told

    def _clause(self, sentence: Sentence, clause: Clause) -> None:
        before = len(self.found)
        found = cells(clause.text, self.year)
        for cell in found:
            if not describes(cell, found):
                self._figure(sentence, clause, cell)
        if len(self.found) == before and not sentence.elsewhen:
            self._without_figure(sentence, clause.text)
        if len(self.found) == before and (topic := _topic(clause.text, self.year)):
            sentence.topics.append(topic)
            sentence.subject = topic

    def _figure(self, sentence: Sentence, clause: Clause, cell: Cell) -> None:
        if not sentence.elsewhen and self._step(sentence, clause.text, cell):
            return
        parent = self._whole_of(sentence) if clause.bracketed or sentence.parts else None
        if parent is not None and not is_alike(self.found[parent], cell):
            sentence.parts, parent = sentence.parts and clause.bracketed, None
        whole = None if parent is None else self.found[parent]
        name = self._name(sentence, clause, cell, whole)
        if (
            not name
            or not may_be_aim(name)
            or not may_be_aim(cell.right)
            or not self._is_aim(sentence, clause.text, cell)
        ):
            return
        if not is_attribute(name) and whole is None:
            sentence.subject = name
        amount = square(cell.amount, name)
        said = replace(
            self._stated(sentence),
            name=name,
            value=amount.value,
            unit=amount.unit,
            scale=amount.scale,
            direction=amount.direction or _kept_up(clause.text[: amount.start]),
            parent=parent,
            commitment=_own_promise(cell, self.year) or (sentence.commitment or firmest()).name,
            notes=amount.notes,
        )
        self.found += _each(_as_share(said, whole) if whole and is_share(cell) else said)

    def _step(self, sentence: Sentence, text: str, cell: Cell) -> bool:
        """Whether a percentage is a step on the way to an aim (6月底前完成任务的60%), whose day is then noted."""
        said = step_of(text, cell, self.year, self.found[-1] if len(self.found) > sentence.start else None)
        if said is None or (not said and sentence.staged is None and len(self.found) == sentence.start):
            return False
        place = self._stepped(sentence, said)
        if place is not None and not said and cell.amount.unit in RATES and self.found[place].unit in RATES:
            return False  # a rate that is to grow is an aim at each of its days
        if place is not None and sentence.deadlines:
            sentence.staged = place
            self.found[place] = with_step(self.found[place], sentence.deadlines, text)
        return place is not None or bool(said)

    def _stepped(self, sentence: Sentence, said: str) -> int | None:
        """The place of the aim that a step belongs to: the one it names, the one whose steps are told, the last."""
        if said and not pattern("progress").fullmatch(said):
            named = (place for place in range(len(self.found) - 1, -1, -1) if said in self.found[place].name)
            return next(named, None)
        if sentence.staged is not None:
            return sentence.staged
        last = len(self.found) - 1
        return last if last >= 0 and self.found[last].section == sentence.statement.section else None

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
        if sentence.elsewhen or (cell.right == "的" and not core(cell.left, self.year)):
            return False
        if amount.spoken:  # a way of speaking unless it is bounded or done at once
            return bool(amount.direction) or bool(re.search(rf"(?:{doing()})$", before))
        if amount.direction == _AT_MOST and not core(cell.left, self.year) and following(cell.right):
            return False  # 50亩以下图斑 says which ones, not how much
        if cell.right.startswith("的") and core(cell.left, self.year) and not _closes(cell.right):
            return False
        ruled = re.search(doing(), before) or pattern("finish").search(cell.right) or is_rate(cell, self.year)
        promised = sentence.statement.is_goal or commitment_pattern().search(before) or len(self.found) > sentence.start
        return bool(amount.direction or ruled or promised)

    def _name(self, sentence: Sentence, clause: Clause, cell: Cell, whole: Mention | None) -> str:
        """What the figure counts; empty where the clause names nothing."""
        left, right, noun = core(cell.left, self.year), following(cell.right), cell.amount.noun
        if whole and is_share(cell):
            return whole.name + right
        if left:
            return self._named_before(sentence, left, noun, right)
        if noun or right:
            is_ruled = is_kept(clause.text, cell) or bool(pattern("finish").search(right))
            is_ruled = is_ruled or bool(re.search(doing(), clause.text[: cell.amount.start]))
            return under(noun + right, sentence.topics) if is_ruled else ""
        if (clause.defines or is_done(clause.text, cell)) and not is_pointer(sentence.subject):
            return sentence.subject
        return self._spoken_of(sentence) if cell.amount.direction or sentence.commitment else ""

    def _named_before(self, sentence: Sentence, left: str, noun: str, right: str) -> str:
        """The name of a figure whose name stands before it."""
        if pattern("anaphor").fullmatch(left):
            return self._spoken_of(sentence)
        if is_label(left) or (right and left.endswith(words("place_end"))):
            return left + noun + right
        if is_attribute(left):
            return joined(sentence.subject, left)
        if sentence.statement.topic and is_deed(left):
            topic = sentence.statement.topic
            return topic if topic.endswith(left) else joined(topic, left)
        return placed(left + noun, sentence.topics)

    def _spoken_of(self, sentence: Sentence) -> str:
        """What a figure without any name (不少于四万亩) is about: the sentence's last aim, else its last topic."""
        if len(self.found) > sentence.start:
            return self.found[-1].name
        return sentence.topics[-1] if sentence.topics else ""

    def _without_figure(self, sentence: Sentence, text: str) -> None:
        """An aim that a clause states in words."""
        stated = self._stated(sentence)
        names, direction = unnumbered.awaited(text, self.year)
        if sentence.staged is not None and sentence.deadlines and pattern("wholly").search(text):
            self.found[sentence.staged] = with_step(self.found[sentence.staged], sentence.deadlines, "")
        elif name := unnumbered.zero(text, self.year):
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
        own = "" if deadlines(text, self.year) else unnumbered.cleared(text, self.year)
        if len(self.found) > sentence.start and len(own) < _SHORTEST_CLEARED:
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


def _closes(right: str) -> bool:
    """Whether words behind a figure only say what is kept (的底线) or what is done with it (的核实整改)."""
    return right.startswith(words("floor")) or (len(right) <= _LONGEST_DEED and right.endswith(words("finish")))


def _own_promise(cell: Cell, year: int) -> str:
    """How firmly a figure without a name is promised: 确保120亿元、力争150亿元; empty where nothing is said of it."""
    said = [] if core(cell.left, year) else commitment_pattern().findall(cell.left)
    return commitment_of(said[-1]).name if said else ""


def _each(said: Mention) -> list[Mention]:
    """The mentions of several rates that are to reach one figure: 立案率、查处率、整改到位率均达100%."""
    names = joiner().split(said.name)
    if said.unit not in RATES or not all(name.endswith(words("ratio_end")) for name in names):
        return [said]
    return [replace(said, name=name) for name in names]


def _kept_up(before: str) -> str:
    """The direction of what is only to be kept (守住甲38万亩、乙33万亩); empty where no word says so."""
    return _AT_LEAST if pattern("keeping").search(before) else ""


def _topic(text: str, year: int) -> str:
    """What a clause without an aim is about; empty where it is nothing but a figure."""
    topic = untailed(core(text, year))
    return "" if re.fullmatch(r"[\d.,%]+\w?", topic) else topic


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
    ratio = measures()[RATIO]
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
    promised = list(dict.fromkeys(unnumbered.promises(text)))
    if len(promised) < 2:
        return said
    return replace(said, notes=(*said.notes, f"同一句的承诺程度不同（{'、'.join(promised)}），按“{promised[0]}”理解"))
