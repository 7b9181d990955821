"""One cleaner per column, chosen by its field's declaration: a cell in, a value or a named issue out."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import partial

from app.models import quantity
from app.models.field import Field, FieldType
from app.models.stage import stages_of
from app.services.importing import lexicon
from app.services.importing.clean.angle import LAT, LON, clean_angle
from app.services.importing.clean.choice import clean_choice, clean_choices, clean_flag
from app.services.importing.clean.composite import clean_composite, field_of, parts_of
from app.services.importing.clean.date import clean_date
from app.services.importing.clean.number import as_figure, clean_number, clean_share
from app.services.importing.clean.person import holds_both, person_cleaner
from app.services.importing.clean.text import clean_text
from app.services.importing.issue import Cleaned, Code, refused
from app.services.importing.mapping.map import Mapped
from app.services.importing.mapping.ticks import clean_tick
from app.services.importing.places import Places, clean_county, clean_town, clean_village
from app.services.importing.tables.table import Table
from app.services.importing.text import figure
from app.services.workbook.book import Cell
from app.services.workbook.read.text import TEXT_SHEET

Cleaner = Callable[[Cell], Cleaned]

_MOST_KNOWN = 20_000
_FIRST_MONTH = re.compile(r"\s*\d{4}\.1\s*", re.ASCII)
_TENTH_MONTH = re.compile(r"\d{4}\.(?:10|0\d)", re.ASCII)
_TOO_WIDE = re.compile("#{2,}")
_ANY_CHOICE = "*choice"  # spellings of a choice in whatever list has it
_FLAGS = "*flag"  # the spellings of yes and no, the same for every flag


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a table is cleaned: the ledger, the places at home, and the year of dates that name none.

    ``words`` are what texts were once confirmed to stand for: field -> text -> choice.
    """

    kind: str
    home: Places
    year: int
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


def cleaner(mapped: Mapped, table: Table, setting: Setting) -> Cleaner:
    """The cleaner of one column; cells that came before are not cleaned again, up to a bound."""
    clean = _by_type(mapped, table, setting)
    known: dict[tuple[type, Cell], Cleaned] = {}

    def remembered(cell: Cell) -> Cleaned:
        # 1, 1.0 and True are one key to a dictionary, but not one value.
        found = known.get((cell.__class__, cell))
        if found is None:
            found = _written_error(cell) or clean(cell)
            if len(known) < _MOST_KNOWN:
                known[cell.__class__, cell] = found
        return found

    return remembered


def _written_error(cell: Cell) -> Cleaned | None:
    """An error value that came as text (from a CSV or a web page), or figures too wide for their column."""
    if not isinstance(cell, str) or "#" not in cell:
        return None
    said = cell.strip()
    if said.upper() in lexicon.words("error") or _TOO_WIDE.fullmatch(said):
        return refused(Code.ERROR_VALUE, f"单元格是错误值 {said}，请在表中改正")
    return None


def _by_type(mapped: Mapped, table: Table, setting: Setting) -> Cleaner:
    field = mapped.field
    if mapped.choice:
        return clean_tick(mapped.choice, field)
    if field.type is FieldType.PERCENT:
        fractions = _holds_fractions(table, mapped.column.index)
        if fractions and "%" in mapped.column.units:
            fractions = None  # headed as percentages, written as shares: taken with a doubt
        return lambda cell: clean_share(cell, field, fractions)
    if field.numeric:
        return _numeric(mapped, setting)
    clean = _worded(field, setting)
    if holds_both(mapped):
        return person_cleaner(mapped, clean)
    if field.type is FieldType.DATE and _may_have_lost_zeros(table, mapped.column.index):
        return lambda cell: clean(float(cell) if isinstance(cell, str) and _FIRST_MONTH.fullmatch(cell) else cell)
    return clean


def _may_have_lost_zeros(table: Table, index: int) -> bool:
    """Whether 2022.1 may have been 2022.10: a text file has numbers as they were shown, unless one kept its zero."""
    return table.sheet.name == TEXT_SHEET and not any(
        _TENTH_MONTH.fullmatch(str(table.cell(number, index)).strip()) for number in table.records
    )


def _numeric(mapped: Mapped, setting: Setting) -> Cleaner:
    """Figures in the column's unit; a cell of several named figures is taken apart into their fields."""
    field, unit = mapped.field, mapped.unit
    if field.name in (LON, LAT):
        return lambda cell: clean_angle(cell, field)
    find = partial(field_of, setting.kind, mapped.column.path)

    def part(cell: Cell, its: Field) -> Cleaned:
        return clean_number(cell, its, unit, quantity.factor(unit, its.unit))

    def clean(cell: Cell) -> Cleaned:
        if mapped.composite:
            return clean_composite(cell, None, find, part)
        if any(find(one.name) for one in parts_of(cell)):
            return clean_composite(cell, field, find, part)
        return clean_number(cell, field, unit, mapped.factor)

    return clean


def typed(field: Field, setting: Setting) -> Cleaner:
    """The cleaner of what is typed into a cell of the field by hand: figures stand in the field's own unit."""
    if field.type is FieldType.PERCENT:
        return lambda cell: clean_share(cell, field, fractions=False)
    if field.name in (LON, LAT):
        return lambda cell: clean_angle(cell, field)
    if field.numeric:
        return lambda cell: clean_number(cell, field, field.unit, Fraction(1))
    return _worded(field, setting)


def _worded(field: Field, setting: Setting) -> Cleaner:
    if field.type is FieldType.DATE:
        return lambda cell: clean_date(cell, field, setting.year)
    if field.type in (FieldType.FLAG, FieldType.CHOICE, FieldType.MULTICHOICE):
        return _choice_cleaner(field, setting)
    return _text_cleaner(field, setting)


def _choice_cleaner(field: Field, setting: Setting) -> Cleaner:
    if field.type is FieldType.FLAG:
        flags = lexicon.choice_synonyms(setting.kind, _FLAGS)
        return lambda cell: clean_flag(cell, field, flags)
    choices = tuple(stages_of(setting.kind)) if field.name == "stage" else field.choices
    anywhere = lexicon.choice_synonyms(setting.kind, _ANY_CHOICE)
    words = {
        **{spelling: choice for spelling, choice in anywhere.items() if choice in choices},
        **lexicon.choice_synonyms(setting.kind, field.name),
        **setting.words.get(field.name, {}),
    }
    if field.type is FieldType.MULTICHOICE:
        return lambda cell: clean_choices(cell, field, words)
    return lambda cell: clean_choice(cell, field, choices, words)


def _text_cleaner(field: Field, setting: Setting) -> Cleaner:
    if field.name == "town_code":
        return lambda cell: clean_town(cell, field, setting.home)
    if field.name == "county_code":
        return lambda cell: clean_county(cell, field, setting.home)
    if field.name == "village":
        return lambda cell: clean_village(cell, field)
    return lambda cell: clean_text(cell, field)


def _holds_fractions(table: Table, index: int) -> bool | None:
    """Whether a column of percentages is written as shares of 1: all of it, none of it (False), or some (None)."""
    figures = [size for number in table.records if (size := _size(table.cell(number, index)))]
    small = sum(size <= 1 for size in figures)
    if small == 0:
        return False
    # A column of nothing but 1 is 100 % shown as such, or 1 %: nobody can tell.
    return True if small == len(figures) and set(figures) != {1} else None


def _size(cell: Cell) -> Decimal | float | None:
    """A figure's size, whether it was saved as a number or as text; None for anything else."""
    if isinstance(cell, str):
        said = as_figure(figure(cell))
        return None if said is None else abs(said)
    return abs(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
