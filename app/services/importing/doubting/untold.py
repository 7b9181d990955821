"""Figures whose heading does not say of which step they are: 新增耕地 may be what was approved or what was accepted."""

from collections.abc import Iterator, Sequence
from functools import cache

from app.models.field import Field
from app.models.ledger import fields_of
from app.models.stage import stages_of
from app.services.importing import lexicon
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapped
from app.services.importing.mapping.map import Mapping as TableMapping
from app.services.importing.planning.rows import ReadRows
from app.services.importing.text import key
from app.services.importing.vocabulary import loosened
from app.services.workbook.book import address


def doubt(mapping: TableMapping, rows: ReadRows) -> None:
    """Name such a figure in every row that says nothing else of the step it was taken for.

    Nothing is doubted where the title speaks of the step, or where the table has the other step's figure as well.
    """
    kind, taken = str(mapping.kind), {one.field.name for one in mapping.mapped}
    for one in mapping.mapped:
        twins = [twin for twin in _twins(kind, one.field) if _may_head(one, twin)]
        if twins and not _is_told(one, mapping) and not taken.intersection(twin.name for twin in twins):
            for place in _not_so_far(kind, one.field, rows):
                rows[place].issues.append(_issue(one, twins[0], rows.numbers[place]))


def _is_told(one: Mapped, mapping: TableMapping) -> bool:
    """Whether the headings of a column, the title or the sheet's name say of which step its figures are."""
    said = one.column.text + mapping.table.title + mapping.table.sheet.name
    return bool(lexicon.steps_in(said) & _steps(one.field)) or lexicon.has("done", one.column.text)


@cache
def _steps(field: Field) -> frozenset[str]:
    return lexicon.steps_in(key(field.label))


@cache
def _twins(kind: str, field: Field) -> tuple[Field, ...]:
    """The fields that measure the same at another step of a project's life."""
    if not field.numeric or not _steps(field):
        return ()
    others = [one for one in fields_of(kind).values() if one.numeric and one.name != field.name]
    own = set(_unstepped(field, field.label))
    return tuple(one for one in others if _steps(one) and own.intersection(_unstepped(one, one.label)))


def _may_head(one: Mapped, twin: Field) -> bool:
    """Whether a heading says no more than what both fields measure."""
    said = loosened(lexicon.without("neutral", key(one.column.path[-1])))
    return said in {word for text in (twin.label, *twin.aliases) for word in _unstepped(twin, text)}


def _unstepped(field: Field, heading: str) -> Iterator[str]:
    """A heading of a field without the words for its step, loosened."""
    for word, phase in lexicon.phases():
        if phase in _steps(field) and word in heading:
            yield loosened(key(heading.replace(word, "", 1)))


def _not_so_far(kind: str, field: Field, rows: ReadRows) -> Iterator[int]:
    """The rows with a figure, but without a date or a paper of its step, that do not say they stand there or beyond."""
    fields = fields_of(kind)
    telling = [
        column
        for name, column in rows.columns.items()
        if name in fields and fields[name].group == field.group and not fields[name].numeric
    ]
    beyond = _stages_from(kind, field)
    for place, (value, stage) in enumerate(zip(rows.column(field.name), rows.column("stage"), strict=True)):
        if value and stage not in beyond and all(column[place] is None for column in telling):
            yield place


def _stages_from(kind: str, field: Field) -> Sequence[str]:
    """The stages from the step of a field on."""
    stages = list(stages_of(kind))
    step = next((name for name in stages if name in _steps(field)), None)
    return stages[stages.index(step) :] if step else ()


def _issue(one: Mapped, twin: Field, number: int) -> Issue:
    text = (
        f"表头“{one.column.text}”没有写明是“{one.field.label}”还是“{twin.label}”，"
        f"按“{one.field.label}”记；不是的话请指定这一列"
    )
    cell = address(number, one.column.index)
    return Issue(one.column.letter, cell, Code.AMBIGUOUS, Severity.WARNING, text, one.field.name)
