"""What a statement has said so far, which its later clauses go on from: promise, deadline, time, topic."""

import re
from dataclasses import dataclass

from app.services.importing.proposal.clause import Clause
from app.services.importing.proposal.deadline import deadlines
from app.services.importing.proposal.lexicon import Commitment, commitment_of, commitment_pattern, pattern, word
from app.services.importing.proposal.naming import core
from app.services.importing.proposal.outline import Statement

_YEAR = re.compile(r"(?:^|到|至)在?(20\d\d)年(?!度)")

_BY = re.compile(r"(?:月底?|月\d{1,2}日|季度|年)前")
"""A day by which something is still to be done."""


@dataclass(slots=True)
class Sentence:
    """A statement being read for a year.

    ``start`` is the place its own mentions begin at in the list of all; ``topics`` are what its clauses without
    a figure were about, ``subject`` what was named last, with or without one; ``parts`` tells that what follows
    counts within a whole; ``framed`` that its days hold to the end; ``everyone`` is the subject of 所有…, for the
    clauses that go on about it; ``staged`` is the place of the aim whose steps are being told; ``told`` that a
    year gone by is looked back on, as the sentence before it may already do.
    """

    statement: Statement
    year: int
    start: int
    topics: list[str]
    subject: str = ""
    commitment: Commitment | None = None
    deadlines: tuple[str, ...] = ()
    framed: bool = False
    parts: bool = False
    everyone: str | None = None
    staged: int | None = None
    told: bool = False
    _away: bool = False
    _for_good: bool = False
    _aside: bool = False

    def __post_init__(self) -> None:
        if self.statement.due:
            self.deadlines, self.framed = self.statement.due, True

    def look_back(self, told: bool) -> None:
        """Begin where the sentence before it left off, be it in a year gone by."""
        self._away = self._for_good = self.told = told

    @property
    def elsewhen(self) -> bool:
        """Whether it speaks of another time."""
        return self._away or self._aside

    def hear(self, clause: Clause) -> None:
        """Take in what a clause says beside its figures."""
        text = clause.text
        promised = commitment_pattern().search(text)
        fresh = bool(promised or pattern("reset").search(text))
        if fresh and not clause.bracketed:
            self.commitment = commitment_of(promised[0]) if promised else None
            self.parts = False
        if not clause.bracketed and pattern("part").match(text):
            self.parts = True
        self._hear_days(text, fresh=fresh)
        self._hear_time(clause, fresh=fresh, promised=bool(promised))

    def _hear_time(self, clause: Clause, *, fresh: bool, promised: bool) -> None:
        """A named year holds until this one is named; 目前 and the like only until something is to be done."""
        told, named = self._leaves_the_year(clause.text)
        self._aside = clause.bracketed and (told or named)
        if clause.bracketed:
            return
        if told or named:
            self._away, self._for_good = True, self._for_good or named
            self.told = self.told or (named and not self._is_to_come(clause.text))
        elif promised or self._returns(clause.text) or (fresh and not self._for_good):
            self._away = self._for_good = self.told = False

    def _hear_days(self, text: str, *, fresh: bool) -> None:
        """A day said by itself (年底前，…) frames all that follows; one said with an aim ends with the next verb."""
        if self.statement.due:
            return
        if days := deadlines(text, self.year):
            self.deadlines, self.framed = days, not core(text, self.year)
        elif fresh and not self.framed:
            self.deadlines = ()

    def _leaves_the_year(self, text: str) -> tuple[bool, bool]:
        """Whether a clause speaks of what has been or is far off, and whether it names another year."""
        plain = _without_since(pattern("compare").sub("", text))
        years = [int(year) for year in _YEAR.findall(plain)]
        told = pattern("past").search(plain) or (pattern("future").search(plain) and not deadlines(plain, self.year))
        last = pattern("last_year").search(plain) and not _BY.search(plain)
        return bool(told), bool(last) or (bool(years) and self.year not in years)

    def _is_to_come(self, text: str) -> bool:
        return any(int(year) > self.year for year in _YEAR.findall(text))

    def _returns(self, text: str) -> bool:
        return bool(pattern("now").search(text)) or f"{self.year}年" in text or bool(deadlines(text, self.year))


def _without_since(text: str) -> str:
    """A clause without 以来 behind the day by which its work is to be done: 9月底前完成2021年以来流出耕地的整改."""
    due = _BY.search(text)
    return text if due is None else text[: due.end()] + text[due.end() :].replace(word("since"), "")
