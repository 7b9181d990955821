"""A report of sums as it went out and as the ledger makes it now, beside the table that came back."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.models import quantity
from app.models.refusal import Refusal
from app.services.importing.returns.answer import Answer
from app.services.importing.returns.fitted import fitted, in_other_units
from app.services.importing.returns.notes import unnumbered
from app.services.importing.returns.sent import Fit, matched, spelt
from app.services.importing.tables.table import Table
from app.services.importing.text import key
from app.services.importing.view import View
from app.services.reporting.build import build
from app.services.reporting.forms.form import Computed, Fact, Form, Ranked
from app.services.reporting.sent.frozen import Counted, Frozen, FrozenColumn, FrozenSheet, freeze
from app.services.reporting.sent.worn import meant_worn
from app.services.reporting.sheet import sheet_of
from app.services.reporting.span import Covered
from app.services.reporting.table import Table as Made
from app.services.reporting.template.content import KeyOf, row_key
from app.services.reporting.template.known import decided_before
from app.services.wording import heading_of, worded
from app.services.workbook.book import Cell

TOTAL = "合计"
Texts = Sequence[str | None]


@dataclass(frozen=True, slots=True)
class Sheets:
    """One sheet of a report, which is of the ``form``, sent (None: not known) and now.

    ``places`` maps the table's columns to the sheet's, ``fits`` says of those in other units how they show ours (of a
    ``bureaus`` own form, of all), ``names`` what a line is called to (its key, as printed), ``key_of`` the key of what
    a bureau's form calls otherwise, the ``unit`` itself among it; ``measured`` is the column of each line's own unit,
    ``derived`` are those that follow from others, ``ranked`` those that follow from the other lines too, ``words`` the
    headings of those whose words a clerk writes for the report's period, which lies in ``span``.
    """

    form: Form
    sent: FrozenSheet | None
    now: FrozenSheet
    behind: Frozen | None
    places: Mapping[int, int]
    fits: Mapping[int, Fit]
    bureaus: bool
    names: Mapping[str, tuple[str, str]]
    key_of: KeyOf | None
    unit: str
    measured: int | None
    derived: frozenset[int]
    ranked: frozenset[int]
    words: Mapping[int, str]
    span: Covered

    @property
    def columns(self) -> Sequence[FrozenColumn]:
        """The columns of the sheet."""
        return (self.sent or self.now).columns

    def column(self, place: int, line: str) -> FrozenColumn:
        """A column as it speaks of one line: of figures each in a unit of its own, in that unit and at its places."""
        column = self.columns[place]
        if self.measured is None or not column.numeric or column.unit or column.places is not None:
            return column
        cells = self.line(line, sent=self.sent is not None)
        printed = (cells[place] if cells else None) or ""
        places = len(printed.partition(".")[2]) if quantity.number(printed) is not None else None
        return replace(column, unit=(cells[self.measured] if cells else None) or "", places=places)

    def line(self, key: str, *, sent: bool) -> Texts | None:
        """The cells of a line, of the total row for ``TOTAL``; None where the sheet has no such line."""
        sheet = self.sent if sent else self.now
        if sheet is None:
            return None
        if key == TOTAL:
            return sheet.total
        return next((line.cells for line in sheet.lines or () if line.key == key), None)

    def called(self, line: str) -> str:
        """How a line is printed."""
        return next((shown for known, shown in self.names.values() if known == line), line)

    def named(self, cells: Sequence[Cell], towns: Mapping[str, str]) -> str | None:
        """The line that the first words of a row name, a town also by its other names."""
        words = [cell for cell in cells if isinstance(cell, str) and cell][:3]
        words += [bare for word in words if (bare := unnumbered(word)) != word]
        found = next((self.names[key(word)][0] for word in words if key(word) in self.names), None)
        known = {line for line, _ in self.names.values()}
        found = found or next((code for word in words if (code := towns.get(spelt(word))) in known), None)
        return found or next((code for word in words if self.key_of and (code := self.key_of(word)) in known), None)

    def is_own(self, cells: Sequence[Cell]) -> bool:
        """Whether a row of a bureau's form is the unit as a whole: by its name, as a county stands in a city's form."""
        words = [cell for cell in cells if isinstance(cell, str) and cell][:3]
        return self.key_of is not None and any(self.key_of(word) == self.unit for word in words)

    def counted(self, place: int, line: str) -> Iterator[tuple[Counted, set[int]]]:
        """The records behind a sum when it went out."""
        for figure in self.sent.figures if self.sent else ():
            if figure.column == place and figure.line in ("", line):
                for at, _ in figure.terms:
                    one = self.behind.counted[at] if self.behind else None
                    if one:
                        spots = one.places.values() if line == TOTAL or figure.line else [one.places.get(line, {})]
                        yield one, {record for spot in spots for record in spot}


def sheets_of(table: Table, answer: Answer, view: View) -> Sheets | None:
    """The sheet that came back as a table; None where it is no part of the report."""
    made = None if answer.form is None or answer.period is None else made_now(view, answer.form, answer.period)
    if answer.form is None or made is None:
        return None
    now = freeze([sheet_of(one) for one in made.sheets])
    went = answer.frozen or now
    at, places = max(
        ((at, matched([one.path for one in sheet.columns], table.columns)) for at, sheet in enumerate(went.sheets)),
        key=lambda pair: len(pair[1]),
    )
    meant = meant_worn(answer.worn)
    bureaus = bool(meant) or len(places) * 2 < len(went.sheets[at].columns)
    if bureaus:
        at, found = fitted(table, went, meant or decided_before(view.store, answer.form.id, table))
        places = {index: place for index, (place, _) in found.items()}
        fits = {index: fit for index, (_, fit) in found.items()}
    else:
        fits = in_other_units(table, went.sheets[at].columns, places)
    if not places or at >= len(now.sheets):
        return None
    columns, theirs = list(enumerate(made.sheets[at].form.columns)), worded(made.sheets[at].form)
    kinds = {place: one.source for place, one in columns if isinstance(one.source, Computed | Ranked)}
    return Sheets(
        form=answer.form,
        sent=answer.frozen.sheets[at] if answer.frozen else None,
        now=now.sheets[at],
        behind=answer.frozen,
        places=places,
        fits=fits,
        bureaus=bureaus,
        names=_names(went.sheets[at], set(places.values())) or _names(went.sheets[at], range(len(columns))),
        key_of=row_key(view.store, made.sheets[at], list(sheet_of(made.sheets[at]).rows)) if bureaus else None,
        unit=view.scope.unit,
        measured=next((place for place, one in columns if one.source == Fact("unit")), None),
        derived=frozenset(kinds),
        ranked=frozenset(place for place, source in kinds.items() if isinstance(source, Ranked)),
        words={place: heading_of(one) for place, one in columns if one in theirs},
        span=made.span,
    )


def made_now(view: View, form: Form, period: str) -> Made | None:
    """The report as the ledger makes it now; None for a period the form no longer has."""
    try:
        return build(view.store, form, period)
    except Refusal:
        return None


def _names(sheet: FrozenSheet, there: Collection[int]) -> dict[str, tuple[str, str]]:
    """The lines by what names them: the first column of words in which no two lines are alike.

    A bureau may head the column of its names with a word that nobody knows; the names are known all the same.
    """
    lines = sheet.lines or ()
    for place in sorted(there):
        found = {key(line.cells[place] or ""): (line.key, str(line.cells[place]).strip()) for line in lines}
        worded = not sheet.columns[place].numeric and not all(text.isdigit() for text in found)
        if worded and len(found) == len(lines) and "" not in found:
            return found
    return {}


def added_up(numbers: Sequence[Decimal | None]) -> Decimal:
    """The sum of the figures that are there."""
    return sum((one for one in numbers if one is not None), Decimal(0))
