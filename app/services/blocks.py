"""Many cells of a ledger at once, as a clerk pastes, fills, clears or replaces them: one undoable step.

Every text is understood like a cell of a workbook; one that is no value is kept in its place and waits to be put
right. The cells are named by record and field before anything is written, so that no sorting or filter can move them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.models.field import Field, Stored
from app.models.ledger import dated_quantities, fields_of
from app.models.queries import records as queries
from app.models.queries import settings as choices
from app.models.queries.records import Held
from app.models.queries.settings import Settings
from app.models.rule import unique_fields
from app.models.store import Store
from app.models.work import Change, Work
from app.services import cells, records
from app.services.importing.issue import BLANK, Cleaned
from app.services.records import Addition, Edit, Pending

_MANY = 20  # rows above which a removal is worth a copy of the ledger

Cell = tuple[int, str, str]
"""A record, a field and the text that is put there; the empty text clears."""

NewRow = Mapping[str, str]
"""The texts of a row that is added, by field. One without any field is added empty; one of blank texts is no row."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What became of a block: the change it made, the records it added, and how many texts wait to be put right.

    ``gone`` are records that were no longer there; ``notes`` says what is to be said, in sentences.
    """

    change: Change
    added: tuple[int, ...] = ()
    waiting: int = 0
    gone: int = 0
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Row:
    """What is put into one record."""

    values: dict[str, Stored | None] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)


class _Reader:
    """Understands texts of one ledger; the same text in the same field is read once."""

    def __init__(self, kind: str, chosen: Settings) -> None:
        self._kind, self._chosen = kind, chosen
        self._known: dict[tuple[str, str], Cleaned] = {}

    def put(self, row: _Row, one: Field, text: str) -> None:
        """Read a text into a row, as a value or as something that waits."""
        found = self._read(one, text)
        if found.pending and found.problem is not None:
            row.values[one.name] = None
            row.pending.append(Pending(one.name, text, found.problem.text))
        else:
            row.values |= {one.name: found.value, **dict(found.more)}

    def _read(self, one: Field, text: str) -> Cleaned:
        if not text.strip():
            return BLANK
        key = one.name, text
        if key not in self._known:
            self._known[key] = cells.clean(self._kind, one, text, self._chosen.unit, self._chosen.year)
        return self._known[key]


def enter(store: Store, kind: str, label: str, block: Sequence[Cell], rows: Sequence[NewRow] = ()) -> Entered:
    """Put a block of texts into a ledger and add rows below it, as one step called ``label``.

    A cell named twice takes the last of its texts. Records that are gone are passed over and counted.
    """
    with store.read() as session:
        chosen = choices.settings(session)
        held = queries.many(session, kind, list(dict.fromkeys(record for record, _, _ in block)))
    reader, fields = _Reader(kind, chosen), fields_of(kind)
    edited: dict[int, _Row] = {}
    for record, name, text in block:
        if record in held:
            reader.put(edited.setdefault(record, _Row()), fields[name], text)
    new = [_new(reader, fields, row) for row in rows if not row or any(text.strip() for text in row.values())]
    for record, row in edited.items():
        _wait_for_days(kind, held[record].values, row)
    for row in new:
        _wait_for_days(kind, {}, row)
    with store.write(label) as work:
        _change(work, kind, edited, held)
        added = _add(work, kind, new, chosen)
    waiting = sum(len(row.pending) for row in [*edited.values(), *new])
    gone = len({record for record, _, _ in block} - set(held))
    return Entered(store.last_change, tuple(added), waiting, gone, tuple(_notes(waiting, gone)))


def _new(reader: _Reader, fields: Mapping[str, Field], texts: NewRow) -> _Row:
    row = _Row()
    for name, text in texts.items():
        reader.put(row, fields[name], text)
    return row


def _wait_for_days(kind: str, held: Mapping[str, Stored | None], row: _Row) -> None:
    """A total nobody knows the day of waits for it, and the total it would replace stays."""
    for name, quantity in dated_quantities(kind).items():
        total = row.values.get(name)
        if total is None or total == held.get(name) or row.values.get(quantity.dated_by, held.get(quantity.dated_by)):
            continue
        natural = fields_of(kind)[quantity.dated_by].label
        reason = f"还不知道是哪一天的“{quantity.label}”，请先填“{natural}”"
        row.pending.append(Pending(name, quantity.show(total), reason))
        del row.values[name]


def _change(work: Work, kind: str, edited: Mapping[int, _Row], held: Mapping[int, Held]) -> None:
    """A text that waits in place of a dated total leaves the total: a slip must not cost its monthly entries."""
    dated, today = dated_quantities(kind), date.today().isoformat()
    edits = []
    for record, row in edited.items():
        slips = {one.field for one in row.pending if one.field in dated and held[record].values[one.field] is not None}
        values = {name: value for name, value in row.values.items() if name not in slips}
        edits.append(Edit(record, values, pending=row.pending, reached=today))
    records.change(work, kind, edits)


def _add(work: Work, kind: str, new: Sequence[_Row], chosen: Settings) -> list[int]:
    """New records are the unit's own and of the ledger's year, where the rows do not say otherwise."""
    own: dict[str, Stored | None] = {"plan_year": chosen.year}
    if len(chosen.unit) == 6:
        own["county_code"] = chosen.unit
    additions = [
        Addition(
            {**own, **{name: value for name, value in row.values.items() if value is not None}}, pending=row.pending
        )
        for row in new
    ]
    return records.add(work, kind, additions)


def _notes(waiting: int, gone: int) -> list[str]:
    found = [(waiting, f"{waiting} 格不是有效的值，已原样保留并标红"), (gone, f"{gone} 行已不在台账里，没有改")]
    return [text for count, text in found if count]


def duplicate(store: Store, kind: str, wanted: Sequence[int]) -> Entered:
    """Add a copy of each record, without what only one record can bear and without its progress."""
    with store.read() as session:
        held = queries.many(session, kind, wanted)
        chosen = choices.settings(session)
    single = {name for name, (within, hint) in unique_fields(kind).items() if not within and not hint}
    left = {*single, *dated_quantities(kind), "stage_on"}
    rows = [
        _Row({name: value for name, value in held[record].values.items() if name not in left})
        for record in wanted
        if record in held
    ]
    with store.write(f"复制 {len(rows)} 行") as work:
        added = _add(work, kind, rows, chosen)
    return Entered(
        store.last_change, tuple(added), 0, len(wanted) - len(rows), tuple(_notes(0, len(wanted) - len(rows)))
    )


def remove(store: Store, kind: str, wanted: Sequence[int]) -> Entered:
    """Take records out of the ledger, with a backup before where they are many; the step can be taken back."""
    with store.read() as session:
        held = list(queries.many(session, kind, wanted))
    if len(held) > _MANY:
        store.back_up("删除前")
    with store.write(f"删除 {len(held)} 行") as work:
        records.remove(work, kind, held)
    gone = len(wanted) - len(held)
    return Entered(store.last_change, gone=gone, notes=tuple(_notes(0, gone)))


def replaced(
    texts: Sequence[Cell], find: str, put: str, *, whole: bool = False, fold: Callable[[str], str] = str.casefold
) -> list[Cell]:
    """The cells of ``texts`` that hold ``find``, with ``put`` in its place; ``whole`` asks for the whole cell."""
    wanted = fold(find)
    if not wanted:
        return []
    found = []
    for record, name, text in texts:
        if fold(text) == wanted:
            found.append((record, name, put))
        elif not whole and (changed := _swapped(text, wanted, put, fold)) != text:
            found.append((record, name, changed))
    return found


def _swapped(text: str, wanted: str, put: str, fold: Callable[[str], str]) -> str:
    """Every place of the folded words, from the left; folding that changes a text's length finds the exact words."""
    folded = fold(text)
    if len(folded) != len(text):
        return text.replace(wanted, put)
    parts, start = [], 0
    while (place := folded.find(wanted, start)) >= 0:
        parts += [text[start:place], put]
        start = place + len(wanted)
    return "".join([*parts, text[start:]])
