"""Which column of a bureau's form is which column of a report: told by the headings' words and units, never by number.

A column that two could be is left to the clerk; a wrong figure in the right form is worse than none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache

from rapidfuzz import fuzz

from app.models import quantity, resources
from app.services.importing import lexicon
from app.services.importing.mapping.map import map_table
from app.services.importing.match import scores
from app.services.importing.tables.header import heading
from app.services.importing.tables.surroundings import units_around
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import compact, key
from app.services.importing.vocabulary import Vocabulary, loosened
from app.services.workbook.layout import NUMERIC_KINDS, ColumnKind, ColumnLayout

SURE = 0.72
"""From so much likeness on a heading is taken for another."""
_APART = 0.04
"""Two candidates that are nearer than this are not told apart."""
_NEAREST = 80
_SILENT = 0.86
_GENERIC = 0.6
_NAMED = 0.95
_ASKED = 0.75
_LOOSE = 0.8

SERIAL = "#"
"""What a column that numbers the rows is decided to be."""

Decided = Mapping[str, str]
"""A column's heading (its path, its leaf or its letter) -> the 栏次 or field it is, empty for 留空."""


@dataclass(frozen=True, slots=True)
class Matched:
    """A form's column that is the report's column ``index``; its figures times ``factor`` are in ``unit``."""

    column: Column
    index: int
    unit: str
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Matching:
    """What is known of a form's columns; ``doubtful`` names what a column may be, ``blank`` are those marked 留空."""

    matched: tuple[Matched, ...]
    unmatched: tuple[Column, ...]
    doubtful: Mapping[int, tuple[int, ...]]
    blank: frozenset[int]
    serial: frozenset[int] = frozenset()
    """The columns that number the rows."""

    @property
    def weight(self) -> int:
        """How many columns are known."""
        return len(self.matched)


@dataclass(frozen=True, slots=True)
class Offered:
    """A report's columns; where its rows are records of a ``ledger``, which of them show which ``fields`` of it.

    ``called`` finds the column of a heading that only what the columns are about is known by: an indicator's names.
    ``title`` says what the report is about.
    """

    columns: Sequence[ColumnLayout]
    ledger: str = ""
    fields: Mapping[str, int] = field(default_factory=dict)
    called: Callable[[str], int | None] | None = None
    title: str = ""


def matching(table: Table, report: Offered, vocabulary: Vocabulary, decided: Decided) -> Matching:
    """Pair a form's columns with those a report offers; what was ``decided`` stands."""
    offered, named = report.columns, units_around(table)
    fixed = {column.index: _decision(column, decided) for column in table.columns}
    blank = frozenset(index for index, chosen in fixed.items() if chosen == "")
    chances = _chances(table, report, vocabulary)
    for column in table.columns:
        if chosen := fixed[column.index]:
            chances[column.index] = {
                index: 2.0
                for index, one in enumerate(offered)
                if chosen in (one.number, one.key, "|".join(one.path)) or report.fields.get(chosen) == index
            }
        elif column.index in blank:
            chances[column.index] = {}
    pairs, doubtful = _paired(chances)
    matched = [
        one
        for column in table.columns
        if column.index in pairs and (one := _matched(column, pairs[column.index], offered, named))
    ]
    said_so = {index for index, chosen in fixed.items() if chosen == SERIAL}
    serial = _serial(table, matched, offered) | said_so
    matched = [one for one in matched if one.column.index not in serial]
    taken = {one.column.index for one in matched}
    left = tuple(column for column in table.columns if column.index not in taken | blank)
    return Matching(tuple(matched), left, doubtful, blank, serial)


def _decision(column: Column, decided: Decided) -> str | None:
    for name in (column.text, column.path[-1], column.letter):
        if name in decided:
            return decided[name]
    return next((value for said, value in decided.items() if key(said) == key(column.text)), None)


def _chances(table: Table, report: Offered, vocabulary: Vocabulary) -> dict[int, dict[int, float]]:
    """Column -> what it may be, with the score of each."""
    by_words = {
        column.index: {
            index: score for index, one in enumerate(report.columns) if (score := likeness(column, one)) >= SURE
        }
        for column in table.columns
    }
    by_words = _with_task(by_words, table, report)
    if report.called is not None:
        by_words = _with_names(by_words, table, report.columns, report.called)
    return _with_fields(by_words, table, report, vocabulary) if report.ledger else by_words


def _with_task(chances: dict[int, dict[int, float]], table: Table, report: Offered) -> dict[int, dict[int, float]]:
    """The year's task, called by what the report is about: 绿化任务 in a report on 国土绿化."""
    asked = [index for index, one in enumerate(report.columns) if is_task(one.path)]
    taken = {index for found in chances.values() for index in found}
    for column in table.columns:
        if len(asked) == 1 and not set(asked) & taken and not chances[column.index] and _is_task(column, report):
            chances[column.index] = {index: _ASKED for index in asked if _same_dimension(column, report.columns[index])}
    return chances


def is_task(path: tuple[str, ...]) -> bool:
    """Whether a heading is the year's task."""
    return "".join(_words(path)) == _meant(key("年度任务"))


def _is_task(column: Column, report: Offered) -> bool:
    said = _words(column.path)[-1]
    about = next((said.removesuffix(end) for end in lexicon.words("task_ending") if said.endswith(end)), "")
    return len(about) > 1 and about in key(report.title)


def _with_names(
    chances: dict[int, dict[int, float]],
    table: Table,
    offered: Sequence[ColumnLayout],
    called: Callable[[str], int | None],
) -> dict[int, dict[int, float]]:
    """A form whose columns are indicators: each is the one that its heading is known to be a name of."""
    for column in table.columns:
        index = called(column.path[-1])
        if index is not None and _same_dimension(column, offered[index]):
            chances[column.index] = {index: max(_NAMED, chances[column.index].get(index, 0.0))}
    return chances


def _with_fields(
    chances: dict[int, dict[int, float]], table: Table, report: Offered, vocabulary: Vocabulary
) -> dict[int, dict[int, float]]:
    """A form of records: its columns are fields of the ledger, as they would be if it were imported."""
    places, kind = report.fields, report.ledger
    known = map_table(table, vocabulary)
    as_imported = {one.column.index: {one.field.name: one.confidence} for one in known.mapped}
    ledger = next(one for one in vocabulary.ledgers if one.kind == kind)
    for column in table.columns:
        found = as_imported.get(column.index, {}) if known.kind == kind else scores(column.path, ledger)
        fields = {places[name]: score for name, score in found.items() if name in places and score >= SURE}
        chances[column.index] = fields or chances[column.index]
    return chances


def likeness(column: Column, offered: ColumnLayout) -> float:
    """How surely a heading names a report's column, from 0 to 1.

    A unit says which measure of a thing is meant: 四旁植树 in 株 is 四旁植树 株数.
    """
    if not _same_dimension(column, offered):
        return 0.0
    measured = bool(column.units and offered.unit) and _names_the_measured(column.path, offered.path)
    return max(_NAMED if measured else 0.0, alike(column.path, offered.path))


@cache
def _names_the_measured(said: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether a heading says all that a report's column says but that it is an area, a number of things."""
    one, other = _words(said), _words(known)
    if len(other) < 2 or other[-1] not in lexicon.words("plain_measure"):
        return False
    return one[-1] == other[-2] and bool(_above(one[:-1], other[:-2]) > _LOOSE)


def _same_dimension(column: Column, offered: ColumnLayout) -> bool:
    """Whether the unit a heading names, if any, is one that the report's column can be told in."""
    return not (offered.unit and column.units) or _convertible(column.units[0], offered.unit)


@cache
def alike(said: tuple[str, ...], known: tuple[str, ...]) -> float:
    """How alike two headings are, each with those above it, from 0 to 1."""
    one, other = _words(said), _words(known)
    if "".join(one) == "".join(other):
        return 1.0
    if _contradict(one, other):
        return 0.0
    if _bare(one) == _bare(other):
        return _NAMED
    plain = (key(heading(path[-1]).text) for path in (said, known))
    leaf = max(_leaf(one[-1], other[-1]), _leaf(*plain)) * _above(one[:-1], other[:-1])
    if _says_more(one, other):
        return leaf * _GENERIC
    if leaf and one[-1] in _generic() and not (one[:-1] and other[:-1]) and len(one) != len(other):
        leaf *= _GENERIC
    whole = fuzz.ratio("".join(one), "".join(other))
    return max(leaf, whole / 100 if whole >= _NEAREST else 0.0)


def _says_more(said: tuple[str, ...], known: tuple[str, ...]) -> bool:
    """Whether a heading names something particular (折算面积) where the known one speaks of all there is (面积).

    拆违任务 alone is not the 任务 of 精准拆违点位 either: what stands over the known one must be said, or its end.
    """
    leaf, plain = said[-1], known[-1]
    if plain not in lexicon.words("plain_measure") or plain not in leaf or plain == leaf:
        return False
    rest, about = leaf.replace(plain, "", 1), "".join(known[:-1])
    if rest in lexicon.words("done_head"):
        return False
    return not (about.endswith(rest) if len(said) == 1 else rest in about or about in rest)


@cache
def _generic() -> frozenset[str]:
    return frozenset(_meant(word) for word in lexicon.words("generic"))


@cache
def _words(path: tuple[str, ...]) -> tuple[str, ...]:
    """The headings in one spelling, those left out that only say 其中, or 小计 below what it is the sum of."""
    keys = [_meant(heading(part).key.removesuffix("%")) for part in path]
    keys = [*map(_without_tail, keys[:-1]), keys[-1]]
    keys = [*_apart(keys[0]), *keys[1:]]
    kept = [word for word in keys if word and not word.startswith("其中")]
    if kept and kept[-1] == keys[-1]:
        return tuple(kept[:-1]) if len(kept) > 1 and kept[-1] in lexicon.words("whole_leaf") else tuple(kept)
    return (*kept, keys[-1].removeprefix("其中"))


def _apart(said: str) -> tuple[str, ...]:
    """A heading that begins with the period it is of, in two: 本月拆除点位 is 拆除点位 of 本月."""
    head = next((word for word in _period_heads() if said.startswith(word) and len(said) > len(word) + 1), "")
    return (_meant(head), _meant(said.removeprefix(head))) if head else (said,)


@cache
def _period_heads() -> list[str]:
    periods = {_meant(word) for word in ("本月", "累计")}
    return sorted((said for said, meant in _synonyms().items() if meant in periods), key=len, reverse=True)


def _without_tail(said: str) -> str:
    """A heading of a group without the word that it is one: 施工情况."""
    tail = next((word for word in lexicon.words("group_tail") if said.endswith(word)), "")
    return said.removesuffix(tail) or said


@cache
def _bare(words: tuple[str, ...]) -> str:
    """What is done, without the words that it is done and by what it is measured: 已完成施工 is 施工面积."""
    said = loosened("".join(words))
    heads = sorted(lexicon.words("done_head"), key=len, reverse=True)
    return next((said.removeprefix(head) for head in heads if said.startswith(head) and said != head), said)


def _meant(said: str) -> str:
    return _synonyms().get(said, said)


@cache
def _synonyms() -> dict[str, str]:
    rows = list(resources.rows("importing/report_words.csv"))
    return {key(said): key(row["means"]) for row in rows for said in (row["means"], *resources.listed(row["said"]))}


def _contradict(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether one speaks of the month and the other of the year so far, or one of a ratio and the other not."""
    sorts = ("other_period", "ratio")
    return any(lexicon.has(sort, "".join(one)) != lexicon.has(sort, "".join(other)) for sort in sorts)


def _leaf(one: str, other: str) -> float:
    if one == other:
        return 1.0
    if loosened(one) == loosened(other):
        return 0.95
    short, long = sorted((one, other), key=len)
    if len(short) >= 2 and short in long:
        return 0.85
    ratio = fuzz.ratio(one, other)
    return ratio / 100 if ratio >= _NEAREST and min(len(one), len(other)) > 2 else 0.0


def _above(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if not one and not other:
        return 1.0
    if not one or not other:
        return _SILENT
    first, second = "".join(one), "".join(other)
    if first in second or second in first:
        return 0.98
    ratio = fuzz.ratio(first, second)
    return 0.95 if ratio >= _NEAREST else 0.8 if set(one) & set(other) else 0.5


def _paired(chances: Mapping[int, Mapping[int, float]]) -> tuple[dict[int, int], dict[int, tuple[int, ...]]]:
    """Each column's best that no other column is better for; and the columns that two are equally good for."""
    order = sorted(
        ((score, column, index) for column, found in chances.items() for index, score in found.items()),
        key=lambda pair: (-pair[0], pair[1], pair[2]),
    )
    pairs: dict[int, int] = {}
    for _, column, index in order:
        if column not in pairs and index not in pairs.values():
            pairs[column] = index
    doubtful = {}
    for column, index in pairs.items():
        found = chances[column]
        near = [one for one, score in found.items() if one not in pairs.values() and score > found[index] - _APART]
        if near and found[index] < 1.0:
            doubtful[column] = (index, *near)
    for column in doubtful:
        del pairs[column]
    return pairs, doubtful


def _matched(column: Column, index: int, offered: Sequence[ColumnLayout], named: tuple[str, ...]) -> Matched | None:
    one = offered[index]
    if one.kind not in NUMERIC_KINDS or not one.unit:
        return Matched(column, index, one.unit, Fraction(1))
    unit = unit_wanted(column, one.unit, named)
    return None if unit is None else Matched(column, index, unit, quantity.factor(one.unit, unit))


def unit_wanted(column: Column, own: str, named: tuple[str, ...]) -> str | None:
    """The unit a form wants: its heading's, else the unit line's, else the report's own."""
    if column.units:
        return next((unit for unit in column.units if _convertible(unit, own)), None)
    return own if own in named else next((unit for unit in named if _convertible(unit, own)), own)


def _convertible(unit: str, own: str) -> bool:
    try:
        quantity.factor(own, unit)
    except ValueError:
        return False
    return True


def _serial(table: Table, matched: Sequence[Matched], offered: Sequence[ColumnLayout]) -> frozenset[int]:
    """The columns that number the rows; a bare 编号 beside a number of record (备案编号) is one of them."""
    found = {column.index for column in table.columns if is_serial(column)}
    codes = [one for one in matched if offered[one.index].kind is ColumnKind.CODE]
    bare = [one for one in codes if key("".join(one.column.path)) in lexicon.words("bare_number")]
    return frozenset(found | {one.column.index for one in bare if len(codes) > len(bare)})


def is_serial(column: Column) -> bool:
    """Whether a column numbers the rows."""
    return key(column.path[-1]) in {key(word) for word in lexicon.words("ordinal_header")}


def says_nothing(column: Column) -> bool:
    """Whether a heading is only dots that stand for more columns."""
    return set(compact("".join(column.path))) <= set("….·。")
