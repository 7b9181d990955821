"""The columns of a returned table that are the reviewers' own, told by their headings (``domain.md`` D54)."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

from app.models import quantity, resources
from app.models.field import FieldType
from app.models.ledger import fields_of
from app.services.importing.mapping.map import Mapped, Unmapped
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.tables.table import Column
from app.services.importing.text import half_width, key

VERDICT, COMMENT = "review_verdict", "review_comment"
THEIRS = "市级审核的栏目，记为审核意见，不作为台账数据"
_MERE_FIGURE = frozenset(map(key, ("面积", "数", "数量", "总面积", "数值")))


@dataclass(frozen=True, slots=True)
class Figure:
    """A column with the figures the city approved, and the mapped column that holds ours."""

    column: Column
    ours: Mapped
    factor: Fraction


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A table's mapping without the reviewers' columns, but for the first verdict and comment, and those columns.

    ``others`` are columns of words that did not go out and that no list of headings knows (``others.py``).
    """

    mapping: TableMapping
    verdicts: tuple[Column, ...] = ()
    comments: tuple[Column, ...] = ()
    figures: tuple[Figure, ...] = ()
    deadlines: tuple[Column, ...] = ()
    deductions: tuple[Column, ...] = ()
    others: tuple[Column, ...] = ()

    @property
    def speaks(self) -> bool:
        """Whether any column is the reviewers'."""
        return bool(self.verdicts or self.comments or self.figures or self.deadlines or self.deductions)

    @property
    def says_more(self) -> bool:
        """Whether more columns are the reviewers' than the one verdict and the one comment that a ledger has."""
        return bool(self.verdicts[1:] or self.comments[1:] or self.figures or self.deadlines or self.deductions)


@cache
def words(sort: str, kind: str = "") -> tuple[str, ...]:
    """The words of one sort, as ``reviews.csv`` lists them."""
    return tuple(
        word
        for row in resources.rows("importing/reviews.csv")
        if (row["sort"], row["kind"]) == (sort, kind)
        for word in resources.listed(row["words"])
    )


@cache
def sort_of(heading: str) -> str | None:
    """What the reviewers write under a heading: one of ``_SORTS`` or ``_BEGUN``; else None."""
    said = key(heading)
    spoken = (said, *(said.removeprefix(key(word)) for word in words("authority")))
    if begun := next(
        (sort for sort in _BEGUN if any(one.startswith(key(word)) for word in words(sort) for one in spoken)), None
    ):
        return begun
    return next((sort for sort in _SORTS if said in {key(word) for word in words(sort)}), None)


_SORTS = ("verdict", "comment", "deadline")
_BEGUN = ("figure", "deduction")  # told by how the heading begins: 核定面积, 扣减面积


def reviewed(mapping: TableMapping) -> Reviewed:
    """A mapped ledger table with the reviewers' columns taken out of it; others come back as they are."""
    if mapping.kind is None:
        return Reviewed(mapping)
    found: dict[str, list[Column]] = {sort: [] for sort in (*_SORTS, *_BEGUN)}
    ours = {one.column.index for one in mapping.mapped if _is_ours(one)}
    for column in mapping.table.columns:
        if column.index not in ours and (sort := sort_of(column.path[-1])):
            found[sort].append(column)
    cleaned = _without(mapping, found)
    return Reviewed(
        mapping=cleaned,
        verdicts=tuple(found["verdict"]),
        comments=tuple(found["comment"]),
        figures=tuple(figure for column in found["figure"] if (figure := _figure(cleaned, column))),
        deadlines=tuple(found["deadline"]),
        deductions=tuple(found["deduction"]),
    )


def _is_ours(one: Mapped) -> bool:
    """Whether a column is the ledger's own under its own group, whatever its heading may mean elsewhere: 核减原因."""
    own = (key(one.field.group), key(one.field.label))
    return one.field.name not in (VERDICT, COMMENT) and tuple(map(key, one.column.path)) == own


def _without(mapping: TableMapping, found: MappingOf[str, Sequence[Column]]) -> TableMapping:
    """The mapping with the first verdict and the first comment as the record's own fields, the others left out."""
    theirs = {column.index for columns in found.values() for column in columns}
    kept = [
        one for one in mapping.mapped if one.column.index not in theirs and one.field.name not in (VERDICT, COMMENT)
    ]
    kept += [_as(mapping, VERDICT, column) for column in found["verdict"][:1]]
    kept += [_as(mapping, COMMENT, column) for column in found["comment"][:1]]
    ordered = tuple(sorted(kept, key=lambda one: one.column.index))
    return as_theirs(replace(mapping, mapped=ordered), [column for columns in found.values() for column in columns])


def as_theirs(mapping: TableMapping, theirs: Sequence[Column]) -> TableMapping:
    """A mapping whose columns that are not mapped are told to be the reviewers', if they are or had been mapped."""
    taken = {one.column.index for one in mapping.mapped}
    named = {column.index for column in theirs}
    why = {one.column.index: one for one in mapping.unmapped}
    return replace(
        mapping,
        unmapped=tuple(
            Unmapped(column, THEIRS) if column.index in named else why.get(column.index, Unmapped(column, THEIRS))
            for column in mapping.table.columns
            if column.index not in taken
        ),
    )


def _as(mapping: TableMapping, name: str, column: Column) -> Mapped:
    known = next((one for one in mapping.mapped if one.column.index == column.index and one.field.name == name), None)
    return known or Mapped(column, fields_of(str(mapping.kind))[name], "", Fraction(1), 1.0)


def _figure(mapping: TableMapping, column: Column) -> Figure | None:
    """What an approved figure stands beside: the column of the same name, the ledger's main area, or the one before."""
    areas = [one for one in mapping.mapped if one.field.type is FieldType.QUANTITY]
    named = key(half_width(column.path[-1]))
    for word in words("figure"):
        named = named.replace(key(word), "")
    called = [one for one in areas if named and named not in _MERE_FIGURE and named in key(one.column.path[-1])]
    main = [one for name in words("main", str(mapping.kind)) for one in areas if one.field.name == name]
    before = [one for one in reversed(areas) if one.column.index < column.index]
    ours = next(iter([*called, *main, *before]), None)
    if ours is None:
        return None
    return Figure(column, ours, _factor(column, ours))


def _factor(column: Column, ours: Mapped) -> Fraction:
    for unit in column.units:
        try:
            return quantity.factor(unit, ours.field.unit)
        except ValueError:
            continue
    return ours.factor
