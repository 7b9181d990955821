"""What the cells of a column look like, as evidence for or against a field."""

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import islice

from app.models.field import NUMERIC, Field, FieldType
from app.services.importing import lexicon
from app.services.importing.clean.angle import LAT, LON, is_angle
from app.services.importing.clean.composite import parts_of
from app.services.importing.places import is_division
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import code_key, compact, figure, half_width
from app.services.workbook.book import Cell

_SAMPLE = 60
_NUMBER = re.compile(r"约?[+-]?[\d,]*\.?\d+[^\d年月]{0,6}")
_DATE = re.compile(r"(\d{2,4}[-./年]\d{1,2}([-./月].*)?|\d{1,2}月\d{1,2}日?|(19|20)\d{6}|(19|20)\d\d年)")
_SERIALS = range(36526, 55153)  # the days of 2000 to 2050 as Excel counts them, left bare
_YEAR = "年"
_YEARS = re.compile(r"(19|20)\d\d(年度?)?")
_CODE = re.compile(r"(?=.*\d)[A-Z0-9]+(-[A-Z0-9]+)+|[A-Z]{1,4}\d{4,}|\d{6,18}")


@dataclass(frozen=True, slots=True)
class Content:
    """The filled cells of a column, at most a sample of them; every field of every ledger asks nearly the same."""

    cells: tuple[Cell, ...]
    _shares: dict[Callable[[Cell], bool], float] = field(default_factory=dict, compare=False, repr=False)

    def share(self, test: Callable[[Cell], bool]) -> float:
        """The part of the cells that pass ``test``; 0 where there are none."""
        if test not in self._shares:
            self._shares[test] = sum(map(test, self.cells)) / len(self.cells) if self.cells else 0.0
        return self._shares[test]


def content(table: Table, column: Column) -> Content:
    """A sample of what stands under one header, taken from all over the table, blanks left out."""
    step = max(1, len(table.records) // (_SAMPLE * 4))
    filled = _filled(table.cell(number, column.index) for number in table.records[::step])
    return Content(tuple(islice(filled, _SAMPLE)))


def _filled(cells: Iterable[Cell]) -> Iterable[Cell]:
    return (cell for cell in cells if not (isinstance(cell, str) and (not compact(cell) or compact(cell) in _NOTHING)))


_NOTHING = lexicon.nothing()
_MARKS = frozenset(lexicon.choice_synonyms("", "*flag"))
_TICKABLE = {FieldType.FLAG, FieldType.CHOICE, FieldType.MULTICHOICE}
_ONE_UNLIKE, _FIGURES_FOR_CHOICES, _MARKS_FOR_WORDS = 0.975, 0.5, 0.4
_MOSTLY_MARKS = 0.5


_DAY = re.compile(r"(?:19|20)\d\d[-./年]\d{1,2}(?:[-./月]\d{1,2})?[月日]?")


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a number, or text that is meant as one."""
    if isinstance(cell, str):
        return bool(_NUMBER.fullmatch(figure(cell)))
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def is_date(cell: Cell) -> bool:
    """Whether a cell holds a date, or text or a number that is meant as one."""
    if isinstance(cell, str):
        return bool(_DATE.match(figure(cell)))
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        # A float is looked for in a range one number after the other; a whole one is found as an integer at once.
        return 1990 <= cell < 2100 or 19900101 <= cell <= 21001231 or (cell % 1 == 0 and int(cell) in _SERIALS)
    return isinstance(cell, dt.date)


def is_day(cell: Cell) -> bool:
    """Whether a cell names a day or a month and nothing else, which a number of a document may look like: 2022.4.6."""
    return isinstance(cell, dt.date) or (isinstance(cell, str) and bool(_DAY.fullmatch(figure(cell))))


def is_year(cell: Cell) -> bool:
    """Whether a cell names a year and nothing else."""
    return bool(_YEARS.fullmatch(figure(str(cell)).removesuffix(".0")))


def is_code(cell: Cell) -> bool:
    """Whether a cell looks like a code or a number of a document."""
    if isinstance(cell, float):
        return cell.is_integer() and cell >= 10**5
    return bool(_CODE.fullmatch(code_key(str(cell))))


def _is_mark(cell: Cell) -> bool:
    """Whether a cell says yes or no and nothing else: √, ×, 是; a figure says more."""
    return isinstance(cell, str) and not cell.strip().isdigit() and compact(cell) in _MARKS


def is_document(cell: Cell) -> bool:
    """Whether a cell may name a document: a number in it, and not only as a date or in a sentence about the work."""
    said = half_width(str(cell))
    return bool(_DOCUMENT_NUMBER.search(said))


def _is_figure(cell: Cell) -> bool:
    return is_number(cell) or bool(parts_of(cell))


def _is_percentage(cell: Cell) -> bool:
    """Whether a cell is a share written out (``35%``): that is no dirt, however few there are."""
    return isinstance(cell, str) and half_width(cell).rstrip().endswith("%") and is_number(cell)


def _is_place(cell: Cell) -> bool:
    return isinstance(cell, str) or is_code(cell)


_DOCUMENT_NUMBER = re.compile(r"[〔\[【(《].*\d|\d+号|第\d|^[A-Za-z0-9][-A-Za-z0-9/.]{2,}$|\d{5,}")
_LOOKS_LIKE = {**dict.fromkeys(NUMERIC, _is_figure), FieldType.DATE: is_date, FieldType.REGION: _is_place}


def _test(field: Field) -> Callable[[Cell], bool] | None:
    """What a cell of the field looks like; None where nothing can be told."""
    if field.name in (LON, LAT):
        return is_angle
    return is_year if field.unit == _YEAR else _LOOKS_LIKE.get(field.type)


def fits(field: Field, found: Content, is_choice: Callable[[str], bool]) -> float:
    """How well a column's cells suit a field: 1 suits or cannot be told, less speaks against it."""
    ticks = field.type not in _TICKABLE and found.share(_is_mark) > _MOSTLY_MARKS
    return _MARKS_FOR_WORDS if ticks else _fits(field, found, is_choice)


def _fits(field: Field, found: Content, is_choice: Callable[[str], bool]) -> float:
    if len(found.cells) < 2:
        if field.type in (FieldType.CHOICE, FieldType.MULTICHOICE) and found.share(_is_percentage):
            return _FIGURES_FOR_CHOICES
        # One cell may be dirt; between two fields that are as likely it decides.
        return _ONE_UNLIKE if (test := _test(field)) and found.cells and not found.share(test) else 1.0
    if test := _test(field) or _worded(field):
        return _graded(found.share(test))
    if field.type in (FieldType.CHOICE, FieldType.MULTICHOICE):
        chosen = found.share(lambda cell: is_choice(compact(str(cell))))
        return min(1.0, 0.8 + 0.4 * chosen) if chosen or not found.share(is_number) else _FIGURES_FOR_CHOICES
    return 1.0


def _worded(field: Field) -> Callable[[Cell], bool] | None:
    """What a text of the field may be; None where it may be anything."""
    if field.name == "contractor":
        return _is_no_division
    if field.name == "remark":
        return _is_no_number
    return _is_word if field.name in ("name", "village", "party_name", "officer", "leader") else None


def _is_no_division(cell: Cell) -> bool:
    return not is_division(str(cell))


def _is_no_number(cell: Cell) -> bool:
    return not is_number(cell)


def _is_word(cell: Cell) -> bool:
    return isinstance(cell, str) and not is_date(cell)


def _graded(share: float) -> float:
    """A few cells that do not suit are dirt; a column full of them is another column."""
    return 1.0 if share >= 0.5 else 0.4 + 1.2 * share
