"""What a line near a table says its colours and signs stand for: 红色为退回、黄色为核减; 打√的通过，打×的退回."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

from app.models.ledger import LEDGERS, fields_of
from app.services.importing import lexicon
from app.services.importing.returns.reviewed import VERDICT
from app.services.importing.tables.table import Table
from app.services.importing.text import half_width

SIGNS = {**dict.fromkeys("√✓✔", "√"), **dict.fromkeys("×✗✘", "×")}
"""The signs reviewers put beside a row, each as the one it is a spelling of."""

_CLAUSE = re.compile(
    r"(?:[标涂填打画划]?(?P<colour>[红黄绿])(?:色|(?<=标.)|(?=为|表示|代表|[:=]))|[标打画划]?(?P<sign>[√✓✔×✗✘]))"
    r"(?:底色?|底纹|填充|标注|标识|标记|字体?|单元格|整?行|的|部分|项目)*"
    r"(?:为|表示|代表|是|即|指|[:=])?"
    r"(?P<word>[^、,;。.()红黄绿√✓✔×✗✘标打]{2,12})"
)
_AROUND = re.compile(r"^(?:注|说明|备注|图例)?\d*[:.、]?|[、,;。.()和]")


def legend_of(table: Table) -> Mapping[str, str]:
    """The verdict that each colour (``红``) and sign (``√``) stands for, as the texts outside the records say."""
    found: dict[str, str] = {}
    for line in _lines(table):
        found.update(_said(line))
    return found


def is_legend(line: str) -> bool:
    """Whether a line says what colours or signs stand for, and nothing else."""
    said = half_width(line)
    return bool(_said(said)) and not _AROUND.sub("", _CLAUSE.sub("", said))


def sign_in(text: str) -> str:
    """The sign in a text that says nothing else but its number: √, 3√, ×; empty where there is none."""
    left = re.sub(r"[\d\s.、()（）]", "", text)
    return SIGNS.get(left, "")


def _lines(table: Table) -> Iterator[str]:
    records = set(table.records)
    for number in range(table.head, len(table.sheet.rows) + 1):
        if number not in records:
            for cell in table.row(number):
                if isinstance(cell, str) and cell:
                    yield from map(half_width, cell.splitlines())


def _said(line: str) -> dict[str, str]:
    clauses = ((one["colour"] or SIGNS[one["sign"]], verdict_in(one["word"])) for one in _CLAUSE.finditer(line))
    return {mark: verdict for mark, verdict in clauses if verdict}


@cache
def verdict_in(word: str) -> str | None:
    """The verdict that a word is, or the only one that it names without a no: 退回, 不通过, 市级要求退回."""
    choices = fields_of(next(iter(LEDGERS)))[VERDICT].choices
    known = {**lexicon.choice_synonyms("", VERDICT), **{one: one for one in choices}}
    if word in known or lexicon.has("negative", word):
        return known.get(word)
    held = [one for one in choices if one in word]
    return held[0] if len(held) == 1 else None
