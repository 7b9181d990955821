"""A book of cards as tables: one record a card, its labels the headings; every value keeps the cell it stands in.

Only books in which nothing else was recognised are asked: to read a table as cards would be worse than to refuse it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from app.services.importing.cards.card import Card, Pair, cards_on, known_share, left_over
from app.services.importing.issue import Issue
from app.services.importing.mapping.map import Mapping, Unmapped
from app.services.importing.planning.plan import TablePlan
from app.services.importing.planning.row_plan import RowPlan, RowPlans
from app.services.importing.tables.table import IDENTITIES, Column, Spots, Table
from app.services.importing.vocabulary import Vocabulary
from app.services.workbook.book import Book, Cell, Mark, Position, Sheet, address, column_of, letter

_FEWEST, _FEWEST_ALONE = 4, 6
_KNOWN, _TAKEN = 0.6, 0.5
_INSIDE = "卡片里第 {} 行不是“栏目—内容”，没有导入；里面的小表请另行登记"
_TWICE = "卡片里同名的第二栏，没有导入，请核对"


Kept = TypeVar("Kept")
"""What is kept by the cells of a sheet."""


@dataclass(frozen=True, slots=True)
class Stack:
    """The cards of one layout on one sheet, and what stands alone in its rows."""

    sheet: Sheet
    cards: tuple[Card, ...]
    notices: tuple[str, ...]


def stacks(book: Book, vocabulary: Vocabulary) -> list[list[Stack]]:
    """The cards of a book, those of one layout together; a sheet whose cards differ from each other has none."""
    found: dict[object, list[Stack]] = defaultdict(list)
    for sheet in book.sheets:
        if sheet.hidden:
            continue
        cards, notices = cards_on(sheet, vocabulary)
        if cards and len({card.layout for card in cards}) == 1 and cards[0].bottom > cards[0].top:
            found[cards[0].layout].append(Stack(sheet, tuple(cards), notices))
    return [group for group in found.values() if _is_form(group, vocabulary)]


def _is_form(group: Sequence[Stack], vocabulary: Vocabulary) -> bool:
    card, count = group[0].cards[0], sum(len(one.cards) for one in group)
    fewest = _FEWEST if count > 1 else _FEWEST_ALONE
    return len(card.pairs) >= fewest and known_share(card, vocabulary) >= _KNOWN


def whole(group: Sequence[Stack]) -> Table:
    """All cards of one layout as one table: what they are is told by all of them."""
    apart = [_table(one) for one in group]
    rows = [table.row(number) for table in apart for number in table.records]
    sheet = replace(apart[0].sheet, rows=[("",) * len(apart[0].columns), *rows], marks={}, pictures={})
    notices = tuple(dict.fromkeys(chain.from_iterable(table.notices for table in apart)))
    return replace(apart[0], sheet=sheet, top=1, bottom=1, records=tuple(range(2, len(rows) + 2)), notices=notices)


def _table(stack: Stack) -> Table:
    """The cards of a sheet as a table; a record's number is a row of its card, its columns stand one a label."""
    pairs = _kept(stack.cards[0])
    # Above the first record there has to be a row that can be the head of what is written beside it.
    numbers = tuple(max(card.top, 2) for card in stack.cards)
    rows: list[tuple[Cell, ...]] = [("",) * len(pairs)] * len(stack.sheet.rows)
    spots: dict[Position, Position] = {}
    for number, card in zip(numbers, stack.cards, strict=True):
        places = [one.value for one in _kept(card)]
        rows[number - 1] = tuple(stack.sheet.cell(*place) for place in places)
        spots |= {(number, index): place for index, place in enumerate(places)}
    marks, pictures = _marks(stack.sheet, spots), _moved(stack.sheet.pictures, spots)
    logical = replace(stack.sheet, rows=rows, merges=(), hidden_columns=frozenset(), marks=marks, pictures=pictures)
    top = max(stack.cards[0].top - 1, 1)
    columns = tuple(Column(index, one.path, one.units) for index, one in enumerate(pairs))
    title = max((text for text in stack.notices if ":" not in text and "：" not in text), key=len, default="")
    return Table(logical, top, top, columns, numbers, {}, title, stack.notices, spots=spots)


def _marks(sheet: Sheet, spots: Spots) -> dict[Position, Mark]:
    """The marks of the cells; a formula is no longer worked out, since its cells stand elsewhere."""
    moved = _moved(sheet.marks, spots)
    return {place: replace(mark, formula="=") if mark.formula else mark for place, mark in moved.items()}


def _moved(found: MappingOf[Position, Kept], spots: Spots) -> dict[Position, Kept]:
    """What is kept by the cells of a sheet, by those of the table instead."""
    return {place: found[spot] for place, spot in spots.items() if spot in found}


def _kept(card: Card) -> list[Pair]:
    """A card's pairs without those whose label stood before."""
    return list({one.path: one for one in reversed(card.pairs)}.values())[::-1]


def sheet_by_sheet(mapping: Mapping, group: Sequence[Stack]) -> list[Mapping]:
    """The mapping of all cards of one layout as one a sheet; none where they are no ledger's."""
    if not is_ledger(mapping):
        return []
    columns = mapping.table.columns  # as the clerk may have given them units
    return [
        replace(
            mapping,
            table=replace(_table(stack), columns=columns),
            unmapped=(*mapping.unmapped, *_left(stack)),
        )
        for stack in group
    ]


def is_ledger(mapping: Mapping) -> bool:
    """Whether cards are a ledger's: their records can be told apart, and most of what they say is the ledger's."""
    names = {one.field.name for one in mapping.mapped}
    columns = len(mapping.table.columns)
    return mapping.kind is not None and bool(names & set(IDENTITIES)) and len(names) >= max(3, _TAKEN * columns)


def _left(stack: Stack) -> Iterator[Unmapped]:
    """What of the cards is no pair: said, never dropped in silence."""
    for card in stack.cards:
        for first, last, said in left_over(stack.sheet, card):
            rows = str(first) if first == last else f"{first}—{last}"
            yield Unmapped(Column(0, (said,), ()), _INSIDE.format(rows))
        again = [one for one in card.pairs if one not in _kept(card)]
        yield from (Unmapped(Column(one.value[1], one.path, ()), _TWICE) for one in again)


def located(plan: TablePlan) -> TablePlan:
    """A plan whose columns and cells are those of the sheet; a plan of no cards is that already."""
    table = plan.mapping.table
    if not table.spots:
        return plan
    mapping = replace(
        plan.mapping,
        mapped=tuple(replace(one, column=_real(one.column, table)) for one in plan.mapping.mapped),
        unmapped=tuple(replace(one, column=_real(one.column, table)) for one in plan.mapping.unmapped),
    )
    headings = {column.letter: column.text for column in table.columns}
    undated = tuple(headings[one] for one in plan.undated)
    return replace(plan, mapping=mapping, undated=undated, rows=RowPlans.of(_located(row, table) for row in plan.rows))


def _real(column: Column, table: Table) -> Column:
    return replace(column, index=table.at(table.records[0], column)[1])


def _located(row: RowPlan, table: Table) -> RowPlan:
    return replace(row, issues=[_issue(one, row.row, table) for one in row.issues])


def _issue(issue: Issue, number: int, table: Table) -> Issue:
    if issue.column is None:
        return issue
    place = table.spots[number, column_of(issue.column)]
    return replace(issue, column=letter(place[1]), cell=address(*place))
