"""Which records changed a figure of the period before after it was sent (补录、更改)."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.models import measure
from app.models.measure import Aggregate
from app.models.queries import reporting as queries
from app.services.reporting.checking.beside import Beside, Sent
from app.services.reporting.forms.form import Counted
from app.services.reporting.table import Table


@dataclass(frozen=True, slots=True)
class Late:
    """A record, and the day its change is dated."""

    name: str
    dated: str


def late_records(beside: Beside, number: str, place: str) -> list[Late]:
    """The records that add another amount to a column of the period before than they did when it was sent.

    ``place`` is one line's; empty for the whole unit. What is no sum of the ledger's has none.
    """
    before, sent = beside.before, beside.sent
    if before is None or sent is None:
        return []
    source = before.form.columns[before.form.index(number)].source
    days = before.span.days(source.over) if isinstance(source, Counted) else None
    if not isinstance(source, Counted) or days is None:
        return []
    found: list[Late] = []
    for number_of, one in enumerate(measure.aggregates(source.measure)):
        was = sent_amounts(sent, before, number, number_of, place)
        now = at_place(beside.amounts(one, days), place)
        changed = [record for record in sorted(now.keys() | was.keys()) if now.get(record, 0) != was.get(record, 0)]
        found += _named(beside, sent, one, changed)
    return found


def sent_amounts(sent: Sent, before: Table, number: str, which: int, place: str) -> Mapping[int, int]:
    """What each record added to a column when it was sent; ``which`` of the sums it is made of."""
    index = before.form.index(number)
    sheet = next((one for one in sent.frozen.sheets if one.name == before.form.sheet), None)
    figure = next((one for one in sheet.figures if one.column == index), None) if sheet else None
    if figure is None or which >= len(figure.terms):
        return {}
    return at_place(sent.frozen.counted[figure.terms[which][0]].places, place)


def at_place(places: Mapping[str, Mapping[int, int]], place: str) -> Mapping[int, int]:
    """What each record adds in a place; in all of them where none is named."""
    if place:
        return places.get(place, {})
    whole: dict[int, int] = {}
    for amounts in places.values():
        for record, amount in amounts.items():
            whole[record] = whole.get(record, 0) + amount
    return whole


def _named(beside: Beside, sent: Sent, one: Aggregate, records: list[int]) -> list[Late]:
    dates = queries.dated_on(beside.session, one, records, sent.head)
    names = queries.named(beside.session, one.kind, records)
    return [Late(names.get(record, f"第 {record} 号记录（已删除）"), dates.get(record, "")) for record in records]
