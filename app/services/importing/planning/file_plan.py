"""Book -> plan: its tables recognised, mapped as said and as remembered, and planned; nothing is written."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.services.importing import photos
from app.services.importing.cards import book as cards
from app.services.importing.figures.book import overlap, plan_figures
from app.services.importing.figures.plan import FigurePlan
from app.services.importing.mapping.correction import corrected, fields_and_units
from app.services.importing.mapping.map import Mapping, map_table
from app.services.importing.mapping.remember import headers_known, recall
from app.services.importing.mapping.split_dates import with_whole_dates
from app.services.importing.planning import closed
from app.services.importing.planning.across import joined
from app.services.importing.planning.plan import Options, TablePlan, plan_table
from app.services.importing.planning.row_plan import Action
from app.services.importing.planning.running_totals import with_running_totals
from app.services.importing.returns.origin import answered
from app.services.importing.tables import continued_sheet
from app.services.importing.tables.recognise import recognise
from app.services.importing.tables.table import Skip, Table
from app.services.importing.tables.unreadable import left_unread
from app.services.importing.view import View
from app.services.workbook.book import Book

if TYPE_CHECKING:  # few files are a document or an answer
    from app.services.importing.proposal.plan import ProposalPlan
    from app.services.importing.returns.book import ReturnPlan


@dataclass(frozen=True, slots=True)
class FilePlan:
    """What would happen if a file were applied; ``returned`` is set where it is an answer to one of our reports.

    ``remarks`` are on what of it does not come along, beside those on the reading.
    """

    path: Path
    book: Book
    tables: tuple[TablePlan, ...]
    figures: tuple[FigurePlan, ...]
    absent: tuple[int, ...]
    earlier: int | None
    returned: "ReturnPlan | None" = None
    remarks: tuple[str, ...] = ()

    @property
    def taken_as(self) -> str | None:
        """What the file is: an answer, a ledger where one of its tables is, else what its tables of indicators are."""
        if self.returned:
            return "return"
        if any(table.mapping.kind for table in self.tables):
            return "ledger"
        return next((plan.kind for plan in self.figures), None)

    @property
    def nothing_ours(self) -> bool:
        """Whether it is tables of ledgers of which no row is left: a form not filled in, or every row was rejected."""
        none = all(table.rows.counts.keys() <= {Action.REJECT} for table in self.tables)
        return none and not self.figures and (self._has_rows or self.is_blank)

    @property
    def is_blank(self) -> bool:
        """Whether not one row of its ledgers says anything that a ledger keeps; a blank answer is an answer."""
        left_out = {why for table in self.tables for why in table.mapping.table.skipped.values()}
        nothing = not self.returned and not left_out & {Skip.HIDDEN, Skip.STRUCK}
        said = any(row.values for table in self.tables for row in table.rows)
        return (self._has_rows or nothing) and not self.figures and not said

    @property
    def _has_rows(self) -> bool:
        return any(table.rows for table in self.tables)


@dataclass(frozen=True, slots=True)
class DocumentPlan:
    """What a document of running text proposes."""

    path: Path
    proposal: "ProposalPlan"


Planned = FilePlan | DocumentPlan


def plan_file(path: Path, book: Book, seen: View, options: Options) -> FilePlan:
    """Recognise, map and plan every table of a book; nothing is written."""
    words = seen.vocabulary()
    found = recognise(book, words, options.headers)
    if known := headers_known(book, found, seen.forms()):
        found = recognise(book, words, (*known, *options.headers))
    found = continued_sheet.with_continued(book, found)
    mappings = _mapped(found, seen, options)
    carded = [] if any(one.kind for one in mappings) else _cards(book, seen, options)
    mappings = carded or mappings
    earlier = seen.batch_of(book.sha256)
    if not carded and (answer := answered(book, path, mappings, seen)):
        from app.services.importing.returns.book import plan_return

        back = plan_return(book, answer, mappings, seen, options)
        return FilePlan(path, book, back.tables, (), back.absent, earlier, back)
    figures = () if carded else tuple(plan_figures(book, mappings, seen, options))
    mappings = [one for one in mappings if not any(overlap(one.table, plan.table) for plan in figures)]
    keeps = seen.store.path is not None
    planned = [plan_table(mapping, seen, options) for mapping in mappings]
    tables = joined(with_running_totals([photos.gathered(one, book) for one in planned] if keeps else planned))
    said = (*photos.remarks(book, tables, kept=keeps), *left_unread(book, words, found), *continued_sheet.said(found))
    tables = tuple(map(cards.located, closed.warned(photos.compared(tables, seen), seen)))
    return FilePlan(path, book, tables, figures, _absent(seen, tables), earlier, remarks=said)


def _cards(book: Book, seen: View, options: Options) -> list[Mapping]:
    """The sheets of a book of cards, a mapping each; none where anything in it is a table of indicators."""
    groups = cards.stacks(book, seen.vocabulary())
    if not groups or plan_figures(book, (), seen, Options()):
        return []
    mappings = _mapped([cards.whole(group) for group in groups], seen, options)
    return [
        one for mapping, group in zip(mappings, groups, strict=True) for one in cards.sheet_by_sheet(mapping, group)
    ]


def _mapped(tables: Sequence[Table], seen: View, options: Options) -> list[Mapping]:
    """The tables mapped: by what the clerk says now, what was once confirmed, then by what they say themselves."""
    words, forms = seen.vocabulary(), seen.forms()
    tables = [with_whole_dates(table) for table in tables]
    mappings: list[Mapping] = []
    for table, said in zip(tables, corrected(tables, options.corrections), strict=True):
        recalled = recall(table, forms)
        columns, units = fields_and_units({**recalled.columns, **said})
        mapping = map_table(_in_units(table, units), words, columns)
        if table.continues and (before := _before(table, mappings)):
            mapping = replace(before, table=mapping.table)  # the same headings mean the same
        mappings.append(replace(mapping, drift=recalled.drift, units=units))
    return mappings


def _before(table: Table, mappings: Sequence[Mapping]) -> Mapping | None:
    """The mapping of the table that another goes on with."""
    return next((one for one in mappings if one.table.sheet.name == table.continues), None)


def _in_units(table: Table, units: MappingOf[str, str]) -> Table:
    """The table with the units that a person gave to columns before those that the headings name."""
    if not units:
        return table
    columns = (replace(one, units=(units[one.text], *one.units)) if one.text in units else one for one in table.columns)
    return replace(table, columns=tuple(columns))


def _absent(seen: View, tables: Sequence[TablePlan]) -> tuple[int, ...]:
    """The records of the ledgers a file speaks of that it does not hold."""
    met = {record for table in tables for record in table.met}
    kinds = sorted({table.mapping.kind for table in tables if table.mapping.kind})
    return tuple(record for kind in kinds for record in seen.everyone(kind) if record not in met)
