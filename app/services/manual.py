"""The manual as chapters: ``docs/手册.md`` cut at its ``##`` headings, its tables filled from ``resources``.

A line that is nothing but a link to a CSV of ``resources`` stands for a table of it; the link's title names the columns
to show, each with its heading: ``[全部按键](../resources/keys.csv "where=在哪里 key=按键 what=做什么")``.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.models import resources

_TABLE = re.compile(r"^\[[^]]*]\(\.\./resources/(?P<name>[\w/.]+\.csv) \"(?P<columns>[^\"]+)\"\)$", re.MULTILINE)
_PICTURE, _LINK = re.compile(r"\[?!\[[^]]*]\([^)]*\)(]\([^)]*\))?"), re.compile(r"\[([^]]*)]\([^)]*\)")
_MOST = 80


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter: its title and its whole text, Markdown."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A line that holds what was looked for: its chapter, the heading it stands under, the line as it is read."""

    chapter: str
    heading: str
    line: str


def folder() -> Path:
    """Where the manual and its pictures lie, beside the source or inside a frozen program."""
    return resources.root().parent / "docs"


@cache
def chapters() -> tuple[Chapter, ...]:
    """The chapters in their order; what stands before the first ``##`` is one under the manual's own title."""
    text = _TABLE.sub(_as_table, (folder() / "手册.md").read_text("utf-8"))
    first, *others = re.split(r"^## ", text, flags=re.MULTILINE)
    parts = [first.removeprefix("# "), *others]
    return tuple(Chapter(part.partition("\n")[0].strip(), f"## {part.strip()}\n") for part in parts)


def _as_table(link: re.Match[str]) -> str:
    columns = dict(part.split("=") for part in link["columns"].split())
    rows = [[row[name].replace("|", "、") for name in columns] for row in resources.rows(link["name"])]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in ([*columns.values()], ["---"] * len(columns), *rows))


@cache
def anchors() -> dict[str, tuple[str, str]]:
    """What links lead to: the anchor of each heading -> ``(chapter, heading)``. Anchors are spelt as on GitHub."""
    return {
        anchor(heading): (chapter.title, heading)
        for chapter in chapters()
        for heading in re.findall(r"^#{2,4} (.+)$", chapter.text, flags=re.MULTILINE)
    }


def anchor(heading: str) -> str:
    """A heading as a link spells it: no punctuation, hyphens for blanks."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def missing_pictures() -> list[str]:
    """The pictures that the text names and that are not there."""
    named = [name for chapter in chapters() for name in re.findall(r"!\[[^]]*]\(([^)]*)\)", chapter.text)]
    return [name for name in named if not (folder() / name).is_file()]


def find(words: str) -> list[Found]:
    """The lines in which all the words stand, in the manual's order; titles first, for they tell most."""
    wanted = words.lower().split()
    if not wanted:
        return []
    found = [one for one in _read() if all(word in one.line.lower() for word in wanted)]
    return sorted(found, key=lambda one: one.line != one.heading)[:_MOST]


@cache
def _read() -> tuple[Found, ...]:
    """Every line of the manual as it is read, without what marks it up."""
    made = []
    for chapter in chapters():
        heading = chapter.title
        for line in chapter.text.splitlines():
            if line.startswith("#"):
                heading = line.lstrip("# ")
            if plain := _plain(line):
                made.append(Found(chapter.title, heading, plain))
    return tuple(made)


def _plain(line: str) -> str:
    shown = _LINK.sub(r"\1", _PICTURE.sub("", line)).replace("**", "").replace("`", "")
    if set(shown) <= set("|-: "):
        return ""
    return re.sub(r"^(#+|-|\d+\.) ", "", shown.strip().strip("|").replace(" | ", "　").strip())
