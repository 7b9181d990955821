"""Paragraphs -> statements: what each sentence says, under which headings, on which line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.services.importing.proposal.heading import ITEM, Marker, item, marker
from app.services.importing.proposal.lexicon import pattern
from app.services.importing.proposal.prose import Paragraph, plain

_CHAPTERS = 3
_FIRST = 2
_TITLE = 40
_LONGEST = 5000  # signs; what goes on longer without a stop is no sentence of any language
_HEADING_ENDS = re.compile("[。；:;]")
_YEAR = re.compile(r"(20\d\d)年")
_OUTLINE_YEAR = re.compile(r"(20\d\d)年[^。]{0,40}?(?:要点|计划|任务|目标|方案|安排)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading one stands under: its level, its number as a section is cited, and its words."""

    level: int
    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence (or item of an enumeration).

    ``text`` is plain, sign for sign the ``printed`` one; ``section`` is cited like ``三(二)4`` or ``二·五``;
    ``before`` is the sentence before it in the same paragraph; ``is_goal`` tells a section of aims; ``due`` are
    the days that stand beside it and ``topic`` what it is about, as in a table.
    """

    text: str
    printed: str
    line: int
    section: str
    before: str
    is_goal: bool
    due: tuple[str, ...] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A document taken apart: the year it is for, its title and opening lines, and its statements in order."""

    year: int | None
    title: str
    opening: str
    statements: tuple[Statement, ...]


def outline(paragraphs: Sequence[Paragraph]) -> Outline:
    """The statements of a document; what stands before the first heading, and sections that look back, are left out."""
    first = next((i for i, one in enumerate(paragraphs) if marker(plain(one.text), high=_FIRST)), 0)
    opening = "\n".join(plain(one.text) for one in paragraphs[:first] or paragraphs[:3])
    return Outline(_year(opening, paragraphs), _title(opening), opening, tuple(_statements(paragraphs[first:])))


def _title(opening: str) -> str:
    """The opening line that names the year and the kind of document, without more; else the first line."""
    lines = opening.splitlines()
    return min((line for line in lines if _OUTLINE_YEAR.search(line)), key=len, default=lines[0] if lines else "")


def _year(opening: str, paragraphs: Sequence[Paragraph]) -> int | None:
    """The year in the document's title, else the first year it names."""
    text = opening + "\n" + "\n".join(plain(one.text) for one in paragraphs)
    found = _OUTLINE_YEAR.search(opening) or _OUTLINE_YEAR.search(text) or _YEAR.search(text)
    return int(found[1]) if found else None


def _statements(paragraphs: Sequence[Paragraph]) -> Iterator[Statement]:
    path: list[Heading] = []
    for paragraph in paragraphs:
        text = plain(paragraph.text)
        if "\t" in text:  # a table row is read with its header
            continue
        path = [one for one in path if one.level < ITEM]
        start, before = 0, ""
        if mark := marker(text, high=ITEM - 1):
            start = mark.end
            path = _under(path, mark, _HEADING_ENDS.split(text[start:], maxsplit=1)[0][:_TITLE])
        for begin, end in _sentences(text, start):
            mark = marker(text[begin:end], low=ITEM)
            path = _under(path, mark, "") if mark else path
            words = (begin + mark.end if mark else begin, end)
            if 0 < end - words[0] <= _LONGEST and not _looks_back(path):
                yield _statement(paragraph, text, words, path, before)
            before = text[slice(*words)]


def _under(path: list[Heading], mark: Marker, title: str) -> list[Heading]:
    """The headings one stands under once another begins."""
    return [*(one for one in path if one.level < mark.level), Heading(mark.level, mark.number, title)]


def _sentences(text: str, start: int) -> Iterator[tuple[int, int]]:
    """Where the sentences and the items of an enumeration lie."""
    ends = {found.end() for found in re.finditer("[。!?;]", text)}
    ends |= {found.start() for found in item().finditer(text) if text[: found.start()].endswith((*":;。,",))}
    edges = sorted({start, len(text)} | {place for place in ends if place > start})
    yield from pairwise(edges)


def _statement(paragraph: Paragraph, text: str, span: tuple[int, int], path: list[Heading], before: str) -> Statement:
    begin, end = span
    return Statement(
        text=text[begin:end].rstrip("。!?;"),
        printed=paragraph.text[begin:end],
        line=paragraph.lines[begin],
        section="".join(one.number for one in path).lstrip("·"),
        before=before,
        is_goal=any(one.level <= _CHAPTERS and pattern("goal_heading").search(one.title) for one in path),
    )


def _looks_back(path: list[Heading]) -> bool:
    return any(pattern("skipped_heading").search(one.title) for one in path)
