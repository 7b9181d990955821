"""Rows that a clerk has called off in words where others strike them through: 作废 in the remark or the state of a row.

They are read, and named: the clerk decides.
"""

import re
from collections.abc import Iterator
from functools import cache

from app.services.importing import lexicon
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapping
from app.services.importing.planning.rows import ReadRows
from app.services.importing.tables.table import Column
from app.services.importing.text import compact
from app.services.workbook.book import address

_TELLING = ("remark", "stage")
_CLAUSES = re.compile(r"[，,。；;、\s]+")
_ENDS = re.compile("(?:了|的|处理|数据|的数据)?[)）]?")
_DENIED = re.compile("(未|非|没有|不是|并未|不存在)$")


def doubt(mapping: Mapping, rows: ReadRows) -> None:
    """Name every row of which a column of remarks or states says that it does not count."""
    table, named = mapping.table, set()
    known = cache(is_off)  # a remark stands in many rows
    for column, field in _telling(mapping):
        off = table.where(column.index, table.records, lambda cell: cell != "" and known(str(cell)))
        places = dict(zip(rows.numbers, range(len(rows)), strict=True)) if off else {}
        for number in off:
            if number not in named:
                named.add(number)
                said = table.cell(number, column.index)
                text = f"“{column.text}”写着“{said}”，这一行像是不算数的；现仍读取，确实作废的请不要导入这一行"
                cell = address(number, column.index)
                issue = Issue(column.letter, cell, Code.STRUCK, Severity.WARNING, text, field)
                rows[places[number]].issues.append(issue)


def _telling(mapping: Mapping) -> Iterator[tuple[Column, str | None]]:
    """The columns that may say so, each with its field."""
    yield from ((one.column, one.field.name) for one in mapping.mapped if one.field.name in _TELLING)
    yield from ((one.column, None) for one in mapping.unmapped if lexicon.has("says_state", one.column.path[-1]))


def is_off(text: str) -> bool:
    """Whether a text says of its row that it does not count, and not of a paper (原房产证已作废)."""
    said = compact(text)
    if lexicon.begins("cancelled", said) and not lexicon.begins("no_cancelling", said):
        return True
    return lexicon.has("called_off", said) and any(map(_calls_off, _CLAUSES.split(text)))


def _calls_off(clause: str) -> bool:
    """Whether a clause ends by saying so, and does not deny it: 重复登记, 已作废, but not 作废弃物清运."""
    words = (word for word in lexicon.within("called_off", clause) if _ENDS.fullmatch(clause.rpartition(word)[2]))
    return any(not _DENIED.search(clause.rpartition(word)[0]) for word in words) and not lexicon.has("of_paper", clause)
