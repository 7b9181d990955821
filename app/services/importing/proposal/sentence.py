"""What a statement has said so far, which its later clauses go on from: promise, deadline, time, topic."""

import re
from dataclasses import dataclass

from app.services.importing.proposal.clause import Clause
from app.services.importing.proposal.deadline import deadlines
from app.services.importing.proposal.lexicon import Commitment, commitment_of, commitment_pattern, pattern
from app.services.importing.proposal.naming import core
from app.services.importing.proposal.outline import Statement

_YEAR = re.compile(r"(?:^|到|至)在?(20\d\d)年(?!度)")


@dataclass(slots=True)
class Sentence:
    """A statement being read for a year.

    ``start`` is the place its own mentions begin at in the list of all; ``topics`` are what its clauses without
    a figure were about; ``parts`` tells that what follows counts within a whole; ``elsewhen`` that it speaks of
    another time, ``framed`` that its days hold to the end; ``everyone`` is the subject of 所有…, for the clauses
    that go on about it.
    """

    statement: Statement
    year: int
    start: int
    topics: list[str]
    commitment: Commitment | None = None
    deadlines: tuple[str, ...] = ()
    framed: bool = False
    parts: bool = False
    elsewhen: bool = False
    everyone: str | None = None

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
        self.elsewhen = self._leaves_the_year(text) or (self.elsewhen and not (fresh or self._returns(text)))

    def _hear_days(self, text: str, *, fresh: bool) -> None:
        """A day said by itself (年底前，…) frames all that follows; one said with an aim ends with the next verb."""
        if days := deadlines(text, self.year):
            self.deadlines, self.framed = days, not core(text, self.year)
        elif fresh and not self.framed:
            self.deadlines = ()

    def _leaves_the_year(self, text: str) -> bool:
        """Whether a clause speaks of what has been, or of a later year."""
        plain = pattern("compare").sub("", text)
        years = [int(year) for year in _YEAR.findall(plain)]
        told = pattern("past").search(plain) or (pattern("future").search(plain) and not deadlines(plain, self.year))
        return bool(told) or (bool(years) and self.year not in years)

    def _returns(self, text: str) -> bool:
        return bool(pattern("now").search(text)) or f"{self.year}年" in text
