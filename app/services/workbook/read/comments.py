"""The comments of a sheet: notes, and the threads of newer programs, which leave only an advertisement as the note."""

import re

from app.services.workbook.book import Position, column_of
from app.services.workbook.read.look import Look
from app.services.workbook.read.package import Package, Relation, every

_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def find_comments(look: Look, package: Package, relations: list[Relation]) -> None:
    """Add the comments that ``relations`` of a sheet lead to. Raises ParseError."""
    for kind, element, text in (("comments", "comment", "t"), ("threadedComment", "threadedComment", "text")):
        for position, said in _said(package, relations, kind, (element, text)).items():
            look.see(position, comment="\n".join(said))


def _said(package: Package, relations: list[Relation], kind: str, names: tuple[str, str]) -> dict[Position, list[str]]:
    found: dict[Position, list[str]] = {}
    targets = [one.target for one in relations if one.kind == kind and one.target in package]
    for comment in (comment for target in targets for comment in every(package.tree(target), names[0])):
        place = _PLACE.fullmatch(comment.get("ref", ""))
        text = "".join(run.text or "" for run in every(comment, names[1])).strip()
        if place and text:
            found.setdefault((int(place[2]), column_of(place[1])), []).append(text)
    return found
