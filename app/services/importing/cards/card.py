"""Cards on a sheet: label, value, label, value over a few rows of one record, told by the labels that are known."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from app.models.ledger import LEDGERS, fields_of
from app.models.stage import stages_of
from app.services.importing import lexicon
from app.services.importing.tables.header import heading, unit_in
from app.services.importing.text import compact
from app.services.importing.vocabulary import Vocabulary
from app.services.workbook.book import Area, Cell, Position, Sheet

_WIDEST, _LONGEST_LABEL = 16, 18


@dataclass(frozen=True, slots=True)
class Pair:
    """A label with the groups over it, the units it stands with, and the cell that its value stands in or would."""

    path: tuple[str, ...]
    units: tuple[str, ...]
    label: Position
    value: Position


@dataclass(slots=True)
class Card:
    """One record's pairs in reading order, and the rows of it that are none: ``left`` of a table inside, say."""

    pairs: list[Pair] = field(default_factory=list)
    left: list[int] = field(default_factory=list)

    @property
    def top(self) -> int:
        """The card's first row."""
        return self.pairs[0].label[0]

    @property
    def bottom(self) -> int:
        """The last row with a pair."""
        return self.pairs[-1].label[0]

    @property
    def layout(self) -> tuple[tuple[tuple[str, ...], int, int], ...]:
        """What cards of one form share: their labels, and where each stands, seen from the card's first row."""
        return tuple((one.path, one.label[0] - self.top, one.label[1]) for one in self.pairs)


@dataclass(frozen=True, slots=True)
class _Unit:
    """One cell of a sheet, merged or not."""

    area: Area
    cell: Cell

    @property
    def text(self) -> str:
        return compact(self.cell) if isinstance(self.cell, str) else ""

    @property
    def at(self) -> Position:
        return (self.area.top, self.area.left)


def cards_on(sheet: Sheet, vocabulary: Vocabulary) -> tuple[list[Card], tuple[str, ...]]:
    """The cards of a sheet from the top down, and the texts that stand alone in a row: its title, notes, signatures.

    A card ends where the label it began with comes again.
    """
    found: list[Card] = []
    alone: list[str] = []
    if sheet.width > _WIDEST or sheet.hidden_rows:
        return [], ()
    merged = {(row, column): area for area in sheet.merges for row in area.rows for column in area.columns}
    for number in range(1, len(sheet.rows) + 1):
        row = _units(sheet, number, merged)
        said = [str(one.cell) for one in row if one.cell != ""]
        pairs = _pairs(row, number, vocabulary)
        lone = len(said) == 1 and not (pairs and vocabulary.knows(pairs[0].path[-1]))
        if lone or any(lexicon.begins("meta", one) and re.search("[:：]", one) for one in said):
            alone += said
        elif pairs:
            if not found or pairs[0].path == found[-1].pairs[0].path:
                found.append(Card())
            found[-1].pairs += pairs
        elif said and found:
            found[-1].left.append(number)
        elif said:
            return [], ()  # a table stands above
    return found, tuple(alone)


def _units(sheet: Sheet, number: int, merged: dict[Position, Area]) -> list[_Unit]:
    """The cells of a row, merged ones once; those merged down from above are the ones they begin with."""
    found: list[_Unit] = []
    for column in range(sheet.width):
        area = merged.get((number, column)) or Area(number, column, number, column)
        if not found or found[-1].area != area:
            found.append(_Unit(area, sheet.cell(area.top, area.left)))
    return found


def _pairs(row: list[_Unit], number: int, vocabulary: Vocabulary) -> list[Pair]:
    """The label-value pairs that make up a row; none where it is anything else, whatever else reads like one."""
    groups, rest = _groups(row)
    if not rest or any(one.area.top < number for one in rest):
        return []
    found: list[Pair] = []
    place = 0
    while place < len(rest):
        if rest[place].cell == "":
            place += 1
            continue
        if not _may_be_label(rest[place], vocabulary):
            return []
        value, place_after = _value(rest, place, vocabulary)
        if value is None:
            return []
        behind = next((one for one in rest[place_after:] if one.cell != ""), None)
        unit = unit_in(behind.text) if behind and behind.text and value.cell != "" else None
        found.append(_pair(groups, rest[place], value, unit))
        place = rest.index(behind) + 1 if behind and unit else place_after
    return found


def _groups(row: list[_Unit]) -> tuple[list[str], list[_Unit]]:
    """The labels merged down before a row's first pair, taller than what stands beside them, and the rest."""
    groups: list[str] = []
    while len(row) > 2 and len(row[0].area.rows) > 1 and len(row[0].area.rows) > len(row[1].area.rows):
        groups.append(row[0].text)
        row = row[1:]
    return [one for one in groups if one], row


def _value(row: list[_Unit], place: int, vocabulary: Vocabulary) -> tuple[_Unit | None, int]:
    """The cell that holds the value of the label at ``place``, and the place behind it; None where there is none.

    What is known as a heading is the next label, and no value, unless it is one of a field's choices or as wide as
    only what is written down is.
    """
    beside = place + 1
    if beside >= len(row):
        return None, beside
    following = next((at for at in range(beside, len(row)) if row[at].cell != ""), None)
    if following is None:
        return row[beside], len(row)
    one = row[following]
    gap = following > beside
    labels = vocabulary.knows(one.text) or (gap and vocabulary.likely(one.text)) if one.text else False
    if labels and one.text not in _choices() and len(one.area.columns) == 1:
        return (row[beside], following) if gap else (None, following)
    return one, following + 1


def _may_be_label(one: _Unit, vocabulary: Vocabulary) -> bool:
    said = heading(one.text).text if one.text else ""
    short = 2 <= len(said) <= _LONGEST_LABEL and not re.search(r"\d", said)
    return bool(short) or bool(one.text and vocabulary.knows(one.text))


def _pair(groups: list[str], label: _Unit, value: _Unit, unit: str | None) -> Pair:
    said = [heading(text) for text in [*groups, label.text]]
    units = tuple(one.unit for one in reversed(said) if one.unit)
    path = tuple(text for one in said if (text := one.text.rstrip(":：")))
    return Pair(path, units or ((unit,) if unit else ()), label.at, value.at)


@cache
def _choices() -> frozenset[str]:
    declared = (choice for kind in LEDGERS for one in fields_of(kind).values() for choice in one.choices)
    return frozenset(declared) | {stage for kind in LEDGERS for stage in stages_of(kind)}


def known_share(card: Card, vocabulary: Vocabulary) -> float:
    """The part of a card's labels that some ledger or header is known to have."""
    return sum(vocabulary.knows(one.path[-1]) for one in card.pairs) / len(card.pairs)


def left_over(sheet: Sheet, card: Card) -> Iterator[tuple[int, int, str]]:
    """The runs of rows inside a card that are no pairs: first row, last row, and what the first of them says."""
    for number in card.left:
        if number - 1 in card.left:
            continue
        last = number
        while last + 1 in card.left:
            last += 1
        yield number, last, "、".join(str(cell) for cell in sheet.rows[number - 1] if cell != "")
