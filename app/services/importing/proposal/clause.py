"""A statement -> its clauses: cut at commas, with the brackets that count a part of a whole opened."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.services.importing.proposal.amount import amounts
from app.services.importing.proposal.lexicon import pattern

_PAIRS = {"(": ")", "“": "”", "《": "》", '"': '"', "‘": "’"}
_BREAKS = ",:\t"


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause.

    ``bracketed`` tells that it stood in brackets after what it is a part of, ``defines`` that it stood behind
    the colon after what it is about.
    """

    text: str
    bracketed: bool = False
    defines: bool = False


def clauses(text: str) -> list[Clause]:
    """The clauses of a statement in order, empty ones left out."""
    return [one for one in _cut(text, bracketed=False) if one.text]


def _cut(text: str, *, bracketed: bool) -> Iterator[Clause]:
    begin = at = 0
    defines = False
    while at < len(text):
        close = text.find(_PAIRS[text[at]], at + 1) if text[at] in _PAIRS else -1
        inner = text[at + 1 : close] if close > 0 else ""
        if inner and text[at] == "(" and _is_part(inner):
            yield Clause(text[begin:at], bracketed, defines)
            yield from _cut(inner, bracketed=True)
            begin, defines = close + 1, False
            at = begin
        elif close > 0:
            at = close + 1
        elif text[at] in _BREAKS and not _is_inside_number(text, at):
            yield Clause(text[begin:at], bracketed, defines)
            begin, defines = at + 1, text[at] == ":"
            at = begin
        else:
            at += 1
    yield Clause(text[begin:], bracketed, defines)


def _is_part(inner: str) -> bool:
    return bool(pattern("part").match(inner)) or bool(amounts(inner))


def _is_inside_number(text: str, at: int) -> bool:
    """Whether a comma separates thousands, or a colon the two figures of a scale."""
    form = r"\d,\d{3}(?!\d)" if text[at] == "," else r"\d:\d"
    return bool(re.compile(form).match(text, max(at - 1, 0)))


def masked(text: str) -> str:
    """``text`` with what stands in brackets and quotation marks blanked out, sign for sign."""
    return re.sub(r"\([^)]*\)|“[^”]*”|《[^》]*》|\"[^\"]*\"", lambda found: "\0" * len(found[0]), text)
