"""Aims that a document lists in a table: each row read as the sentence it stands for."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.services.importing.proposal.lexicon import measures, pattern
from app.services.importing.proposal.outline import Outline, Statement
from app.services.importing.proposal.prose import plain
from app.services.workbook.read_document import Document, Line

_NUMBER = re.compile(r"\d")
_IN_BRACKETS = re.compile(r"\(([^)]*)\)")


def with_tables(read: Outline, document: Document) -> Outline:
    """An outline with the rows of the document's tables as statements of aims, after those of its text."""
    rows = tuple(_statements(document.lines))
    return replace(read, statements=(*read.statements, *rows)) if rows else read


def _statements(lines: Sequence[Line]) -> list[Statement]:
    found: list[Statement] = []
    heads: Mapping[str, int] = {}
    for line in lines:
        cells = [plain(cell.strip()) for cell in line.text.split("\t")] if "\t" in line.text else []
        if not cells:
            heads = {}
        elif header := _header(cells):
            heads, titles = header, cells
        elif heads and len(cells) > max(heads.values()) and (text := _sentence(cells, heads, titles)):
            found.append(Statement(text, line.text.replace("\t", " "), line.number, "", "", is_goal=True))
    return found


def _header(cells: Sequence[str]) -> Mapping[str, int]:
    """Where the columns are that a table of aims has; empty where the row is no header of one."""
    found: dict[str, int] = {}
    if any(_NUMBER.search(_IN_BRACKETS.sub("", cell)) and not cell.endswith("年") for cell in cells if len(cell) > 20):
        return {}
    for sort in ("unit_column", "value_column", "due_column", "name_column"):
        places = [i for i, cell in enumerate(cells) if pattern(sort).search(cell) and i not in found.values()]
        if places:
            found[sort] = places[0]
    return found if {"name_column", "value_column"} <= found.keys() else {}


def _sentence(cells: Sequence[str], heads: Mapping[str, int], titles: Sequence[str]) -> str:
    """A row as a sentence: due, name, value, unit; empty where it gives no value."""
    value = cells[heads["value_column"]]
    if not _NUMBER.search(value):
        return ""
    unit = cells[heads["unit_column"]] if "unit_column" in heads else _unit_in(titles[heads["value_column"]])
    bare = re.search(r"[\d.,]+(?=[^\d.,]*$)", value)
    if bare and unit and not any(value[bare.end() :].startswith(one) for one in measures()):
        value = value[: bare.end()] + unit + value[bare.end() :]
    due = cells[heads["due_column"]] if "due_column" in heads else ""
    return f"{due},{cells[heads['name_column']]}{value}".lstrip(",")


def _unit_in(title: str) -> str:
    found = _IN_BRACKETS.search(title)
    return found[1] if found and found[1] in measures() else ""
