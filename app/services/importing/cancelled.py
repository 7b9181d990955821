"""Rows that a clerk has called off in words where others strike them through: 作废 in the remark or the state of a row.

They are read, and named: the clerk decides.
"""

import re
from collections.abc import Iterator

from app.services.importing import lexicon
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.map import Mapping
from app.services.importing.rows import ReadRows
from app.services.importing.table import Column
from app.services.importing.text import compact
from app.services.workbook.book import address

_TELLING = ("remark", "stage")
_CLAUSES = re.compile(r"[，,。；;、\s]+")
_DENIED = re.compile("(未|非|没有|不是|并未|不存在)$")


def doubt(mapping: Mapping, rows: ReadRows) -> None:
    """Name every row of which a column of remarks or states says that it does not count."""
    table, named = mapping.table, set()
    for column, field in _telling(mapping):
        said = {number: str(cell) for number in table.records if (cell := table.cell(number, column.index)) != ""}
        off = {text for text in set(said.values()) if is_off(text)}
        for row in rows if off else ():
            if said.get(row.number) in off and row.number not in named:
                named.add(row.number)
                text = (
                    f"“{column.text}”写着“{said[row.number]}”，这一行像是不算数的；现仍读取，确实作废的请不要导入这一行"
                )
                cell = address(row.number, column.index)
                row.issues.append(Issue(column.letter, cell, Code.STRUCK, Severity.WARNING, text, field))


def _telling(mapping: Mapping) -> Iterator[tuple[Column, str | None]]:
    """The columns that may say so, each with its field."""
    yield from ((one.column, one.field.name) for one in mapping.mapped if one.field.name in _TELLING)
    yield from ((one.column, None) for one in mapping.unmapped if lexicon.has("says_state", one.column.path[-1]))


def is_off(text: str) -> bool:
    """Whether a text says of its row that it does not count, and not of a paper (原房产证已作废)."""
    said = compact(text)
    if lexicon.begins("cancelled", said):
        return True
    return any(_calls_off(clause) for clause in _CLAUSES.split(text))


def _calls_off(clause: str) -> bool:
    said = [word for word in lexicon.within("called_off", clause) if not _DENIED.search(clause.partition(word)[0])]
    return bool(said) and not lexicon.has("of_paper", clause)
