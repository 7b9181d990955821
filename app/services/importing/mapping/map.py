"""Table -> mapping: which ledger it is, which column is which field, and in which unit its figures stand."""

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from fractions import Fraction

from app.models import quantity
from app.models.field import Field, FieldType
from app.models.stage import stages_of
from app.services.importing import lexicon
from app.services.importing.clean.composite import field_of, parts_of
from app.services.importing.mapping import agreement, content, evidence
from app.services.importing.mapping.planned_list import told_as_planned
from app.services.importing.mapping.ticks import ticked
from app.services.importing.mapping.village_lists import lists_villages
from app.services.importing.mapping.years import of_another_time, without_years
from app.services.importing.match import SURE, scores
from app.services.importing.tables.group import without_group_heads
from app.services.importing.tables.header import unit_in
from app.services.importing.tables.serial import counts_rows
from app.services.importing.tables.surroundings import units_around
from app.services.importing.tables.table import IDENTITIES, Column, Table
from app.services.importing.text import code_key, half_width, key
from app.services.importing.vocabulary import Ledger, Vocabulary
from app.services.workbook.book import Cell

_LEFT_OUT = "按记住的设置不导入"
_EVEN, _DECIDED, _DOUBLED = 0.015, 0.97, 0.95
_TICKED = 0.9
_COMPOSED = _MOSTLY = 0.5
_ROUNDED = Fraction(1, 50)
_NEARLY_ALL = 0.75
_PLACED = ("village", "location")
_WHEREABOUTS = frozenset({"county_code", "town_code", "village", "plan_year", "remark"})
_COMMON_WEIGHT = 0.3
_TITLE_WEIGHT = 1.5
_CODE_WEIGHT = 2.0

Remembered = MappingOf[str, str]
"""Column path -> field name, as the clerk once decided for workbooks of the same form; "" leaves the column out."""


@dataclass(frozen=True, slots=True)
class Mapped:
    """A column that is a field: its figures times ``factor`` are in the field's own unit.

    The cells of a ``composite`` column name the fields of their figures themselves; ``field`` is the first of them.
    A column that stands for one ``choice`` of its field is ticked.
    """

    column: Column
    field: Field
    unit: str
    factor: Fraction
    confidence: float
    composite: bool = False
    choice: str = ""


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A column that is not imported, and why; ``twin`` has its figures in another unit than ``unit``, and is."""

    column: Column
    why: str
    twin: Mapped | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Mapping:
    """A table understood: its ledger (None where it is none), its columns, and the unit line it stands under.

    ``drift`` says in words what has changed since the form was last seen; ``units`` are those that a person gave to
    columns, by their paths.
    """

    table: Table
    kind: str | None
    mapped: tuple[Mapped, ...]
    unmapped: tuple[Unmapped, ...]
    unit_line: str | None
    drift: tuple[str, ...] = ()
    units: MappingOf[str, str] = field(default_factory=dict)


def map_table(table: Table, vocabulary: Vocabulary, remembered: Remembered | None = None) -> Mapping:
    """The mapping of a table; the ledger is decided by the evidence of all columns, the title and the codes."""
    named = units_around(table)
    contents = {column.index: content.content(table, column) for column in table.columns}
    elsewhen = of_another_time(table.columns, table.title)
    reading = _Reading(table, contents, elsewhen, remembered or {}, _shared(table))
    best = max((_assigned(reading, ledger) for ledger in vocabulary.ledgers), key=lambda assigned: assigned.weight)
    if not best.is_ledger:
        unmapped = tuple(Unmapped(column, "不是台账的列") for column in table.columns)
        return Mapping(table, None, (), unmapped, "、".join(named) or None)
    table = without_group_heads(table, best.identities())
    chosen = _ticked(reading, best)
    mapped, unmapped_list = _with_units(best, named)
    mapped += [
        Mapped(column, chosen[column.index][0], "", Fraction(1), _TICKED, choice=chosen[column.index][1])
        for column in table.columns
        if column.index in chosen
    ]
    left = [column for column in table.columns if column.index not in {*best.fields, *chosen}]
    refused = {column.index: _LEFT_OUT for column in left if column.text in reading.remembered}
    open_columns = [column for column in left if column.index not in refused]
    composed = [
        one for column in open_columns if (one := _composed(column, contents[column.index], best.ledger, named))
    ]
    mapped = sorted([*mapped, *composed], key=lambda one: one.column.index)
    taken = {one.column.index for one in composed}
    reasons = {**elsewhen, **best.doubts, **refused}
    unmapped_list += [
        Unmapped(column, reasons.get(column.index) or _reason(column, best.ledger))
        for column in left
        if column.index not in taken
    ]
    unmapped = tuple(sorted(unmapped_list, key=lambda one: one.column.index))
    return Mapping(table, best.ledger.kind, tuple(mapped), unmapped, "、".join(named) or None)


def _ticked(reading: "_Reading", best: "_Assigned") -> dict[int, tuple[Field, str]]:
    """The columns that are a choice each, taken from those whose heading alone was taken for the whole field."""
    open_columns = [
        one
        for one in reading.table.columns
        if one.index not in reading.elsewhen and one.text not in reading.remembered and one.index not in best.doubts
    ]
    found = ticked(open_columns, reading.contents, best.ledger)
    kept = {name for index, (name, _) in best.fields.items() if index not in found}
    found = {index: one for index, one in found.items() if one[0].name not in kept}
    for index in found:
        best.fields.pop(index, None)
    return found


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a table's columns are told by: their contents, why some are of another time, what is remembered of them.

    ``shared`` levels of headings are one over all columns: such a heading is a title, and tells none of them.
    """

    table: Table
    contents: MappingOf[int, content.Content]
    elsewhen: MappingOf[int, str]
    remembered: Remembered
    shared: int


def _shared(table: Table) -> int:
    paths = [column.path for column in table.columns]
    least = min(map(len, paths), default=1) - 1
    return next((level for level in range(least) if len({path[level] for path in paths}) > 1), least)


@dataclass(frozen=True, slots=True)
class _Assigned:
    """The columns of a table as fields of one ledger, why some are in doubt, how much speaks for that ledger."""

    table: Table
    ledger: Ledger
    fields: dict[int, tuple[str, float]]
    doubts: dict[int, str]
    weight: float
    spoken_for: bool

    def identities(self) -> dict[str, int]:
        """The columns that say who a row is about, by field."""
        return {name: index for index, (name, _) in self.fields.items() if name in (*IDENTITIES, *_PLACED)}

    @property
    def is_ledger(self) -> bool:
        """A ledger's rows can be told apart, and have a figure or a number of its own, or else the title speaks of it.

        What any trade has (总投资, 形象进度, 建设规模, 户主) tells nothing.
        """
        columns = {name: index for index, (name, _) in self.fields.items()}
        names = columns.keys()
        tells = self.spoken_for or any(self._is_telling(index, name) for index, (name, _) in self.fields.items())
        told_apart = names & set(IDENTITIES) or lists_villages(self.ledger.kind, self.table, columns)
        return bool(told_apart) and len(names) >= 3 and tells

    def _is_telling(self, index: int, name: str) -> bool:
        field = self.ledger.fields[name]
        if not self.ledger.own(name) or lexicon.has("any_trade", field.label):
            return False
        headings = {column.index: column.path[-1] for column in self.table.columns}
        return field.numeric or (name in IDENTITIES and key(headings[index]) == key(field.label))


def _assigned(reading: _Reading, ledger: Ledger) -> _Assigned:
    """Columns and fields paired from the best score down, then by content alone."""
    table = reading.table
    fields, doubts = _by_heading(reading, ledger)
    for index, why in (*_shared_by_rows(fields, reading, ledger), *_counting(fields, table, ledger)):
        fields.pop(index, None)
        doubts[index] = why
    evidence.told_better(fields, reading.contents, ledger)
    told_as_planned(fields, table, ledger.kind)
    evidence.told_as_code(fields, reading.contents, ledger)
    for column in table.columns:
        if _is_open(column, reading, ledger, {*fields, *doubts}):
            taken = {name for name, _ in fields.values()}
            field = evidence.told_by_content(column, reading.contents[column.index], ledger, taken)
            if field is not None:
                fields[column.index] = (field.name, evidence.CONFIDENCE)
    own = sum(score * (1.0 if ledger.own(name) else _COMMON_WEIGHT) for name, score in fields.values())
    telling = _telling(table, ledger, fields)
    spoken_for = telling > 0 or _is_said(reading, ledger, fields)
    return _Assigned(table, ledger, fields, doubts, own + telling, spoken_for)


def _is_said(reading: _Reading, ledger: Ledger, fields: MappingOf[int, tuple[str, float]]) -> bool:
    """Whether a person said what a column is, or most of the projects' names speak of the ledger."""
    if any(column.text in reading.remembered for column in reading.table.columns):
        return True
    words = _about(ledger).words
    names = (reading.contents[index] for index, (name, _) in fields.items() if name in ("name", "project_kind"))
    return any(found.share(lambda cell: _speaks_of(str(cell), words)) >= _MOSTLY for found in names)


def _speaks_of(text: str, words: Sequence[str]) -> bool:
    return any(word in _without_other_trades(text) for word in words)


def _about(ledger: Ledger) -> lexicon.Kind:
    return next(kind for kind in lexicon.kinds() if kind.name == ledger.kind)


def _shared_by_rows(
    fields: MappingOf[int, tuple[str, float]], reading: _Reading, ledger: Ledger
) -> list[tuple[int, str]]:
    """The columns of one identity that repeat from row to row, where another of them tells every row: 工程, 地块."""
    found: list[tuple[int, str]] = []
    headings = {column.index: column.path[-1] for column in reading.table.columns}
    for name in IDENTITIES:
        same = [index for index, (field, _) in fields.items() if field == name]
        repeating = [index for index in same if _repeats(reading.contents[index]) or _spans(reading.table, index)]
        if repeating and len(repeating) == len(same) - 1:
            telling = headings[next(index for index in same if index not in repeating)]
            why = f"与“{telling}”同是“{ledger.fields[name].label}”，几行写的一样，没有导入"
            found += [(index, why) for index in repeating]
    return found


def _counting(fields: MappingOf[int, tuple[str, float]], table: Table, ledger: Ledger) -> Iterator[tuple[int, str]]:
    """The column of codes that only counts the rows: in the next file its numbers are those of other rows.

    A ledger's own export says by its heading that such numbers are the codes.
    """
    headings = {column.index: column.path[-1] for column in table.columns}
    for index, (name, _) in fields.items():
        own = key(headings[index]) == key(ledger.fields[name].label)
        if name == "code" and not own and counts_rows(table.cell(row, index) for row in table.records):
            yield index, f"“{headings[index]}”只是 1、2、3…的顺序号，换一张表就对不上，没有作为编号导入"


def _spans(table: Table, index: int) -> bool:
    """Whether a cell of a column is merged down over several rows."""
    return any(index in area.columns and table.bottom < area.top < area.bottom for area in table.sheet.merges)


def _repeats(found: content.Content) -> bool:
    return len(set(found.cells)) < len(found.cells)


def _is_open(column: Column, reading: _Reading, ledger: Ledger, settled: set[int]) -> bool:
    return (
        column.index not in settled
        and column.index not in reading.elsewhen
        and column.text not in reading.remembered
        and not _never(column, ledger)
    )


def _by_heading(reading: _Reading, ledger: Ledger) -> tuple[dict[int, tuple[str, float]], dict[int, str]]:
    """The field of each column by its headings, and the columns that two fields have an equal claim to.

    A doubled column may take a field that is taken.
    """
    scored = {column.index: _column_scores(column, ledger, reading) for column in reading.table.columns}
    pairs = sorted(
        ((score, index, name) for index, found in scored.items() for name, score in found.items() if score >= SURE),
        key=lambda pair: (-pair[0], pair[1]),
    )
    fields: dict[int, tuple[str, float]] = {}
    taken: dict[str, float] = {}
    doubts: dict[int, str] = {}
    for score, index, name in pairs:
        doubled = name in taken and score >= _DOUBLED and taken[name] >= _DOUBLED
        if index in fields or index in doubts or (name in taken and not doubled):
            continue
        rivals = [
            other for other, near in scored[index].items() if other not in {*taken, name} and near > score - _EVEN
        ]
        if rivals and score < _DECIDED:
            labels = "或".join(f"“{ledger.fields[one].label}”" for one in (name, *rivals))
            doubts[index] = f"可能是{labels}，没有导入，请指定"
        else:
            fields[index] = (name, min(score, 1.0))
            taken.setdefault(name, score)
    return fields, doubts


def _column_scores(column: Column, ledger: Ledger, reading: _Reading) -> dict[str, float]:
    if column.text in reading.remembered:
        name = reading.remembered[column.text]
        return {name: 1.0} if name in ledger.fields else {}
    if column.index in reading.elsewhen or _never(column, ledger):
        return {}
    best = {}
    found = reading.contents[column.index]
    for name, score in scores(_in_force(without_years(column.path[reading.shared :])), ledger).items():
        field = ledger.fields[name]
        agrees = agreement.of_units(column, field) * agreement.of_documents(column, field, found)
        best[name] = score * agrees * content.fits(field, found, _chooser(ledger.kind, field))
        if (day := agreement.day_of(field, found, ledger)) is not None:
            best[day] = max(best.get(day, 0.0), score)
    return best


def _in_force(path: tuple[str, ...]) -> tuple[str, ...]:
    """Headings without one over them that says they are of what is in force now: 变更后 over 建设规模."""
    above = tuple(text for text in path[:-1] if key(text) not in lexicon.words("set_after"))
    return (*above, path[-1])


def _never(column: Column, ledger: Ledger) -> bool:
    """Serial numbers and figures of another period are recomputed or none of ours (``domain.md`` D45)."""
    leaf = key(column.path[-1])
    if leaf in lexicon.keys("ordinal_header"):
        return True
    if leaf in ledger.by_key:
        return any(lexicon.has("period", text) for text in column.path[:-1])
    return any(lexicon.has("period", text) for text in column.path)


def _chooser(kind: str, field: Field) -> Callable[[str], bool]:
    """Whether a text is one of a field's choices, or stands for one."""
    choices = set(field.choices) | set(lexicon.choice_synonyms(kind, field.name))
    if field.name == "stage":
        choices |= set(stages_of(kind))
    return choices.__contains__


def _telling(table: Table, ledger: Ledger, fields: MappingOf[int, tuple[str, float]]) -> float:
    """What else speaks for a ledger: its words in the title or the sheet's name, its letters in the codes."""
    about = _about(ledger)
    named = [_without_other_trades(text) for text in (table.title, table.sheet.name)]
    words = sum(any(word in text for text in named) for word in about.words)
    title = max(words, sum(_speaks_of(text, about.words) for text in named))
    coded = next((index for index, (name, _) in fields.items() if name == "code"), None)
    codes = () if coded is None else _cells(table, coded)
    lettered = bool(codes) and sum(code_key(str(cell)).startswith(about.codes) for cell in codes) >= 0.5 * len(codes)
    return _TITLE_WEIGHT * min(title, 2) + _CODE_WEIGHT * lettered


def _without_other_trades(text: str) -> str:
    """A title without what other offices put right, in whose names our words stand: 耕地非粮化整治, 人居环境整治."""
    for words in sorted(lexicon.words("other_trade"), key=len, reverse=True):
        text = text.replace(words, "")
    return text


def _cells(table: Table, index: int) -> tuple[object, ...]:
    column = next(column for column in table.columns if column.index == index)
    return content.content(table, column).cells


def _with_units(assigned: _Assigned, named: tuple[str, ...]) -> tuple[list[Mapped], list[Unmapped]]:
    mapped: list[Mapped] = []
    unmapped: list[Unmapped] = []
    columns = {column.index: column for column in assigned.table.columns}
    for index, (name, score) in sorted(assigned.fields.items()):
        field = assigned.ledger.fields[name]
        unit = _unit(columns[index], field, named)
        if unit is None:
            unmapped.append(Unmapped(columns[index], "表头的单位与这一栏不是一类量"))
        else:
            factor = quantity.factor(unit, field.unit) if field.numeric else Fraction(1)
            mapped.append(Mapped(columns[index], field, unit, factor, round(score, 2)))
    return _once(assigned.table, mapped, unmapped)


def _once(table: Table, mapped: list[Mapped], unmapped: list[Unmapped]) -> tuple[list[Mapped], list[Unmapped]]:
    """Of a figure in two units side by side (公顷 | 亩) only the column in the field's own, if that is whole."""
    own = {one.field.name: one for one in mapped if one.field.numeric and one.factor == 1}
    again = [one for one in mapped if one.factor != 1 and _is_whole(table, own.get(one.field.name), one.column)]
    left = [_same_in_another_unit(one, own[one.field.name]) for one in again]
    mapped = [one for one in mapped if one not in again]
    told = [(one, other) for one in mapped if (other := _converted_from(table, one, mapped))]
    left += [
        Unmapped(one.column, f"与“{other.column.text}”是同一个数，只换了单位，没有导入", other, one.unit)
        for one, other in told
    ]
    converted = [one for one, _ in told]
    return [one for one in mapped if one not in converted], [*unmapped, *left]


def _same_in_another_unit(one: Mapped, own: Mapped) -> Unmapped:
    why = f"与“{own.column.text}”是同一个数，按{own.field.unit}的那一列导入"
    return Unmapped(one.column, why, own, one.unit)


def _converted_from(table: Table, one: Mapped, mapped: Sequence[Mapped]) -> Mapped | None:
    """The column whose figures another repeats in the field's own unit: 绿化面积（㎡） beside 折合亩."""
    if one.field.type is not FieldType.QUANTITY or one.factor != 1 or not lexicon.has("converted", one.column.path[-1]):
        return None
    others = (other for other in mapped if other.factor != 1 and other.field.unit == one.field.unit)
    return next((other for other in others if _says_the_same(table, one, other)), None)


def _says_the_same(table: Table, one: Mapped, other: Mapped) -> bool:
    """Whether two columns are one size in nearly every row, as nearly as a converted figure is rounded."""
    pairs = [(table.cell(row, one.column.index), table.cell(row, other.column.index)) for row in table.records]
    sizes = [(Fraction(repr(a)), Fraction(repr(b)) * other.factor) for a, b in pairs if _are_numbers(a, b)]
    alike = sum(abs(own - size) <= max(size, own) * _ROUNDED for own, size in sizes)
    return bool(sizes) and (alike == len(sizes) or (alike > 2 and alike >= _NEARLY_ALL * len(sizes)))


def _are_numbers(*cells: Cell) -> bool:
    return all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in cells)


def _is_whole(table: Table, own: Mapped | None, other: Column) -> bool:
    """Whether a column has a figure wherever the other has one."""
    return own is not None and all(
        table.cell(row, own.column.index) != "" or table.cell(row, other.index) == "" for row in table.records
    )


def _composed(column: Column, found: content.Content, ledger: Ledger, named: tuple[str, ...]) -> Mapped | None:
    """A column without a field of its own whose cells name the fields of their figures (``domain.md`` D44)."""
    if _never(column, ledger) or found.share(lambda cell: bool(_fields_in(cell, column, ledger))) < _COMPOSED:
        return None
    field = next(field for cell in found.cells for field in _fields_in(cell, column, ledger))
    unit = _unit(column, field, named)
    if unit is None:
        return None
    return Mapped(column, field, unit, quantity.factor(unit, field.unit), SURE, composite=True)


def _fields_in(cell: Cell, column: Column, ledger: Ledger) -> list[Field]:
    found = (field_of(ledger.kind, column.path, part.name) for part in parts_of(cell))
    return [field for field in found if field]


def _unit(column: Column, field: Field, named: tuple[str, ...]) -> str | None:
    """The unit of a column's figures: its headings', else the unit line's, else its own (``decisions.md`` 19)."""
    if not field.numeric or field.type is FieldType.PERCENT:
        return field.unit
    if column.units:
        return next((unit for unit in column.units if agreement.convertible(unit, field)), None)
    if field.unit in named:
        return field.unit
    return next((unit for unit in named if agreement.convertible(unit, field)), field.unit)


def _reason(column: Column, ledger: Ledger) -> str:
    leaf = half_width(column.path[-1])
    if key(leaf) in lexicon.keys("ordinal_header"):
        return "序号由程序编排，不导入"
    if lexicon.has("derived", leaf) or lexicon.has("period", column.text):
        return "由程序按台账计算，不导入"
    if unit_in(leaf):
        return "表头只有单位"
    if lexicon.has("judged", leaf):
        return "是审核的人定的数，不是台账的栏目；要当作台账里的一栏，请指定"
    if key(leaf) in lexicon.words("generic") | lexicon.words("unsaid"):
        return f"只写了“{leaf}”，看不出是哪一项，请指定"
    known = ledger.by_key.get(key(leaf))
    named = ledger.fields[known.field].label if known else ""
    return f"表头像是“{named}”，但已有别的列或内容不像，没有导入，请核对" if named else "台账里没有对应的栏目"
