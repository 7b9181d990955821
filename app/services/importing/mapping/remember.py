"""What a form taught: its columns as the clerk confirmed them, found again by fingerprint, and what has moved since.

A form is known by its headings in their order. A table that has most of a known form's headings is that form moved
on: what is unchanged is read as before, and each change is said in words (``domain.md`` D57).
"""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count

from rapidfuzz import fuzz

from app.models.field import Stored
from app.models.learned import LearnedForm, LearnedWord
from app.models.moment import moment
from app.models.queries import learned
from app.models.queries.learned import Form
from app.models.work import Work
from app.services.importing.mapping.correction import with_unit
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.tables.band import Band, columns_of, texts
from app.services.importing.tables.table import Column, HeaderAt, Table
from app.services.importing.text import compact, key
from app.services.workbook.book import Book, Sheet

_SAME_FORM = 0.6
_RENAMED = 50
_FEWEST = 3
_DEEPEST, _MOST_LEVELS, _HEADED = 60, 5, 0.5
_CHANGING = re.compile(r"\d+|[一二三四]季度|[年月日度—\-()（）]")
LEFT_OUT = ""
"""What is remembered of a column that is not to be imported."""


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is known of a table's columns (heading path -> field, ``LEFT_OUT`` for none), and what has moved."""

    columns: Mapping[str, str]
    drift: tuple[str, ...] = ()


def fingerprint(table: Table) -> str:
    """What two workbooks of one form share: their headings in order, whatever title and blanks they have."""
    return _print_of(table.columns)


def _print_of(columns: Sequence[Column]) -> str:
    said = "\n".join("|".join(map(key, column.path)) for column in columns)
    return hashlib.sha256(said.encode()).hexdigest()


def headers_known(book: Book, tables: Sequence[Table], forms: Sequence[Form]) -> list[HeaderAt]:
    """Where the header of a known form stands on the sheets that were recognised as none of them.

    A person once said so of a sheet of this form; what is recognised by itself needs no such memory.
    """
    known = {form.fingerprint: form for form in forms}
    told = {table.sheet.name for table in tables if fingerprint(table) in known}
    words = {key(part) for form in forms for path in _columns(form) for part in path.split("|")}
    return [
        one
        for sheet in book.sheets
        if known and not sheet.hidden and sheet.name not in told and (one := _header_in(sheet, known, words))
    ]


def _header_in(sheet: Sheet, known: Mapping[str, Form], words: Set[str]) -> HeaderAt | None:
    for top in range(1, min(len(sheet.rows), _DEEPEST)):
        said = texts(sheet, top)
        if not said or sum(key(text) in words for text in said) < _HEADED * len(said):
            continue
        for bottom in range(top, min(top + _MOST_LEVELS, len(sheet.rows))):
            if _print_of(columns_of(sheet, Band(top, bottom))) in known:
                return HeaderAt(sheet.name, top, bottom, bottom + 1)
    return None


def recall(table: Table, forms: Sequence[Form]) -> Recalled:
    """What is remembered of a table's form: the very same one, else the one it has most headings of."""
    same = next((form for form in forms if form.fingerprint == fingerprint(table)), None)
    if same:
        return Recalled(_columns(same))
    paths = [column.text for column in table.columns]
    near = max(forms, key=lambda form: _shared(paths, form), default=None)
    if near is None or _shared(paths, near) < _SAME_FORM:
        return Recalled({})
    known = _columns(near)
    return Recalled({path: known[path] for path in paths if path in known}, tuple(_drift(table, near)))


def _columns(form: Form) -> dict[str, str]:
    return dict(json.loads(form.columns))


def _shared(paths: Sequence[str], form: Form) -> float:
    """How much of the larger of two forms stands in both."""
    known = _columns(form)
    shared = len(set(paths) & known.keys())
    return shared / max(len(paths), len(known)) if shared >= _FEWEST else 0.0


def _drift(table: Table, form: Form) -> list[str]:
    """What a table has otherwise than the form it continues, in words."""
    before, now = list(_columns(form)), [column.text for column in table.columns]
    letters = {column.text: column.letter for column in table.columns}
    gone = [path for path in before if path not in letters]
    added = [path for path in now if path not in before]
    said = []
    for path in list(added):
        old = max(gone, key=lambda one: fuzz.ratio(one, path), default=None)
        if old is not None and fuzz.ratio(old, path) >= _RENAMED:
            gone.remove(old)
            added.remove(path)
            said.append(f"{letters[path]} 列“{path}”以前叫“{old}”，请核对是不是同一栏")
    said += [f"多了 {letters[path]} 列“{path}”，以前的表没有" for path in added]
    said += [f"少了“{path}”一列，台账里这一栏不会改动" for path in gone]
    kept = [path for path in now if path in before]
    moved = _moved([path for path in before if path in letters], kept)
    said += [f"“{path}”移到了 {letters[path]} 列" for path in moved]
    return said


def _moved(before: Sequence[str], now: Sequence[str]) -> list[str]:
    """The fewest headings that must have moved for one order to have become the other."""
    order = {path: place for place, path in enumerate(before)}
    tails: list[list[str]] = [[]]
    for path in now:
        fitting = [run for run in tails if not run or order[run[-1]] < order[path]]
        tails.append([*_longest(fitting), path])
    stayed = set(_longest(tails))
    return [path for path in now if path not in stayed]


def _longest(runs: Sequence[list[str]]) -> list[str]:
    return max(runs, key=len)


def remember(work: Work, mapping: TableMapping) -> None:
    """Keep how a table's columns were read; a form that is known already gets the newer answer."""
    if mapping.kind is None:
        return
    told = dict.fromkeys((column.text for column in mapping.table.columns), LEFT_OUT)
    told |= {
        one.column.text: with_unit(one.field.name, mapping.units.get(one.column.text, "")) for one in mapping.mapped
    }
    answer: dict[str, Stored | None] = {
        "kind": mapping.kind,
        "columns": json.dumps(told, ensure_ascii=False, separators=(",", ":")),
        "learned_at": moment(),
    }
    mark = fingerprint(mapping.table)
    known = next((form for form in learned.forms(work.session) if form.fingerprint == mark), None)
    if known is None:
        name = _free_name(_name(mapping.table), learned.names(work.session))
        work.insert(LearnedForm, [{"fingerprint": mark, "name": name, "version": 1, **answer}])
    elif (known.kind, known.columns) != (answer["kind"], answer["columns"]):
        work.update(LearnedForm, [(known.id, answer)])


def _name(table: Table) -> str:
    """What a form is called from year to year: its title without the figures, else the sheet's name."""
    return _CHANGING.sub("", compact(table.title)) or table.sheet.name


def _free_name(name: str, taken: Set[str]) -> str:
    """A name that no other form has: the name itself, else with a number."""
    numbered = (f"{name}{number}" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def remember_word(work: Work, field: str, raw: str, value: str) -> None:
    """Keep what a text stands for in a field of a code list; a text that is known already keeps its meaning."""
    said = compact(raw)
    if learned.words(work.session).get(field, {}).get(said) != value:
        work.insert(LearnedWord, [{"field": field, "raw": said, "value": value}])
