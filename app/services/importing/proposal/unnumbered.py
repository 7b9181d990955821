"""Aims without a figure: nothing may happen, all of them must be done, a deliverable, a number still to come."""

import re
from functools import cache

from app.services.importing.proposal.cells import joiner
from app.services.importing.proposal.clause import masked
from app.services.importing.proposal.deadline import phrase
from app.services.importing.proposal.lexicon import (
    bound_pattern,
    commitment_of,
    commitment_pattern,
    direction_of,
    loosest,
    pattern,
    words,
)
from app.services.importing.proposal.naming import core, headless, trimmed, untailed

_SHORTEST = 4
_EARLIER_YEAR = re.compile(r"\d{4}年")
_DONE = "完成"


def zero(text: str, year: int) -> str:
    """The name of what must not happen (零通报); empty where the clause says no such thing."""
    found = list(pattern("zero").finditer(text))
    if not found:
        return ""
    subject = core(text[: found[0].start()].rstrip('“"'), year)
    return subject + "、".join(one[0] for one in found)


def promises(text: str) -> list[str]:
    """The words of promise in a clause, in their order."""
    return [found[0] for found in commitment_pattern().finditer(text)]


def awaited(text: str, year: int) -> tuple[list[str], str]:
    """Names whose number another authority sets (不低于省下达任务), and the direction; empty where there is none."""
    found = re.search(f"(?:{bound_pattern('before').pattern})", text)
    if not found or re.search(r"\d", text[found.end() :]) or not pattern("reference").search(text, found.end()):
        return [], ""
    direction = direction_of(found[0])
    subject = core(text[: found.start()], year)
    if not direction or len(subject) < _SHORTEST:
        return [], ""
    return _side_by_side(subject), direction


def _side_by_side(subject: str) -> list[str]:
    """Two names of one kind (甲面积、乙面积) are two aims; other joined words are one name."""
    cuts = [one.span() for one in joiner().finditer(masked(subject))]
    parts = [subject[a:b] for (_, a), (b, _) in zip([(0, 0), *cuts], [*cuts, (len(subject), 0)], strict=True)]
    alike = all(len(part) >= _SHORTEST and part[-1] == parts[-1][-1] for part in parts)
    return parts if alike else [subject]


def subject_of_all(text: str, year: int) -> str | None:
    """The subject of a clause that speaks of every one of them (所有任务在六月底前完成…); else None.

    It is empty where the clause begins with its day (六月底前全部图斑整改到位).
    """
    due = phrase().search(text)
    if not due or not (pattern("whole").search(text, 0, due.start()) or pattern("whole").match(text, due.end())):
        return None
    return trimmed(headless(text[: due.start()], year)).rstrip("在于")


def all_done(text: str, subject: str) -> str:
    """What must be done with every one of the subject; empty where the clause does not say it."""
    due = phrase().search(text)
    if not due:
        return ""
    rest = text[due.end() :].lstrip("，,")
    for word in words("whole"):
        rest = rest.removeprefix(word)
    doing = pattern("finish").search(rest) or rest.startswith(_DONE)
    return subject + rest if doing else ""


def cleared(text: str, year: int) -> str:
    """The name of what is to be cleared away altogether (问题图斑全部清零)."""
    found = pattern("clear").search(text)
    return core(text[: found.start()], year) if found else ""


@cache
def _deliverable() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(map(re.escape, words('deliverable')))})(?!率)(?P<what>.+)")


def milestone(text: str, year: int) -> str:
    """The deliverable a clause names; empty where it names none.

    It is one where the clause begins with finishing it, where it is finished by a day that is said, where
    it is the work of a year that is said, where it is competed for, or where the state it is to reach is
    a final one (全覆盖).
    """
    if pattern("past").search(text) or pattern("future").search(text):
        return ""
    found = (
        _finished(text, year) or _due(text, year) or _of_a_year(text) or _final_state(text, year) or _won(text, year)
    )
    name = untailed(trimmed(found))
    return name if len(name) >= _SHORTEST and not pattern("generic").fullmatch(name) else ""


def _lead(text: str, word: str, year: int) -> str | None:
    """What follows a word at the head of a clause; None where the clause does not begin with it."""
    place = text.find(word)
    if place < 0 or headless(text[:place], year) or text[place + len(word) : place + len(word) + 1] == "率":
        return None
    return text[place + len(word) :]


def _finished(text: str, year: int) -> str:
    found = (_lead(text, word, year) for word in words("milestone"))
    return next((one for one in found if one), "")


def _won(text: str, year: int) -> str:
    """What is competed for (争创国家森林城市), where the clause begins with that."""
    found = commitment_pattern().search(text)
    if not found or commitment_of(found[0]) is not loosest() or headless(text[: found.start()], year):
        return ""
    return text[found.end() :]


def _due(text: str, year: int) -> str:
    due = phrase().search(text)
    if due is None or due.end() == len(text):
        return ""
    found = _deliverable().search(headless(text[due.end() :], year) and text[due.end() :])
    subject = core(text[: due.start()], year).rstrip("在于")
    return subject + found["what"] if found and not headless(text[due.end() : due.end() + found.start()], year) else ""


def _of_a_year(text: str) -> str:
    for word in words("dated_milestone"):
        at = text.find(word)
        if at >= 0 and _EARLIER_YEAR.match(text, at + len(word)):
            return text[at + len(word) :]
    return ""


def _final_state(text: str, year: int) -> str:
    found = pattern("state").search(text)
    if not found or not pattern("state_verb").search(text, 0, found.start()):
        return ""
    verb = pattern("state_verb").search(text)
    subject = (text[verb.end() : found.start()] or core(text[: verb.start()], year)) if verb else ""
    ending = pattern("object_end").search(subject, 1)
    return (subject[: ending.start()] if ending else trimmed(subject)) + found[0]
