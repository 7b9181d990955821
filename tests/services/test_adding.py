"""Records added by column leave behind, byte for byte, what the plain way of adding them row by row does."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.models.base import Base
from app.models.field import Stored
from app.models.ledger import LEDGERS, PendingValue, ProgressEntry, TownShare, dated_quantities
from app.models.stage import stages_of
from app.models.store import Store
from app.models.work import Source, Sources, Work, close_batch
from app.services import records
from app.services.records import Addition, Additions, Pending, Undated
from tests.models.records import TOWNS

KINDS = tuple(LEDGERS)
DAYS = ("2022", "2022-03", "2022-03-25", "2022-04-12")
DAY = st.none() | st.sampled_from(DAYS)
AMOUNTS = st.integers(-5, 5) | st.integers(0, 10**12)
PENDING = st.builds(Pending, st.sampled_from(["lon", "budget"]), st.text(max_size=3), st.just("不是数字"))


@st.composite
def additions(draw: st.DrawFn, kind: str) -> Addition:
    """A new record, whether or not its dated quantities have a day."""
    quantities = dated_quantities(kind)
    values: dict[str, st.SearchStrategy[Any]] = {
        "code": st.text(max_size=4),
        "town_code": st.sampled_from(TOWNS),
        "plan_year": st.just(2022),
        "stage": st.sampled_from(sorted(stages_of(kind))),
        **dict.fromkeys(quantities, AMOUNTS),
        **{quantity.dated_by: DAY for quantity in quantities.values()},
    }
    named = draw(st.sets(st.sampled_from(list(values))))
    return Addition(
        values={name: draw(st.none() | made) for name, made in values.items() if name in named},
        dated=draw(DAY),
        pending=draw(st.lists(PENDING, max_size=2, unique_by=lambda one: one.field)),
        shares=draw(st.lists(st.tuples(st.sampled_from(TOWNS), AMOUNTS), max_size=2, unique_by=lambda one: one[0])),
        source=draw(st.none() | st.builds(Source, st.sampled_from(["台账", "汇总"]), st.integers(1, 9))),
        progress=draw(
            st.dictionaries(
                st.sampled_from(sorted(quantities)),
                st.lists(st.tuples(st.sampled_from(DAYS), AMOUNTS), max_size=2),
                max_size=2,
            )
        ),
        reached=draw(DAY),
    )


def row_by_row(work: Work, kind: str, added: list[Addition]) -> list[int]:
    """Each record's row, then what hangs on each, put together one by one."""
    dateless = {name for name, stage in stages_of(kind).items() if not stage.date_field}
    named = dict.fromkeys(name for one in added for name in one.values)  # the order in which the journal tells them
    rows, entries, sources, shares, waiting = [], [], [], [], []
    for one in added:
        row = {
            **named,
            **one.values,
            **{name: sum(by for _, by in parts) for name, parts in one.progress.items() if parts},
        }
        if (day := one.reached or one.dated) and row.get("stage") in dateless:
            row["stage_on"] = day
        rows.append(row)
    ids = [int(key) for key in work.insert(LEDGERS[kind], rows, [one.source for one in added])]
    for record, one in zip(ids, added, strict=True):
        for name, quantity in dated_quantities(kind).items():
            story: list[tuple[str | None, Stored]] = [*one.progress.get(name, ())]
            total, day = one.values.get(name), one.values.get(quantity.dated_by) or one.dated
            if not story and total is not None and (total or day):
                if day is None:
                    raise Undated(name)
                story = [(str(day), total)]
            entries += [{"record_id": record, "field": name, "dated": day, "amount": by} for day, by in story]
            sources += [one.source] * len(story)
        shares += [{"record_id": record, "town_code": town, "area": area} for town, area in one.shares]
        waiting += [
            {"record_id": record, "field": late.field, "raw": late.raw, "reason": late.reason, "source": late.source}
            for late in one.pending
        ]
    work.insert(ProgressEntry, entries, sources)
    work.insert(TownShare, shares)
    work.insert(PendingValue, waiting)
    return ids


def by_column(work: Work, kind: str, added: list[Addition]) -> list[int]:
    """What the records bring told by column, where no record brings something not at all."""
    named = dict.fromkeys(name for one in added for name in one.values)
    told = Additions(
        len(added),
        {name: [one.values.get(name) for one in added] for name in named},
        [one.dated for one in added] if any(one.dated for one in added) else (),
        [one.reached for one in added] if any(one.reached for one in added) else (),
        Sources.of([one.source for one in added]) if any(one.source for one in added) else None,
        {place: one.pending for place, one in enumerate(added) if one.pending},
        {place: one.shares for place, one in enumerate(added) if one.shares},
        {place: one.progress for place, one in enumerate(added) if one.progress},
    )
    return records.add_columns(work, kind, told)


def left_behind(store: Store, way: Any, kind: str, added: list[Addition]) -> Any:
    """All that is in the ledger when records were added so, its journal, chain and proofs too; or what was refused."""
    with store.rehearse("登记") as work:
        try:
            ids = way(work, kind, added)
        except Undated:
            return Undated
        link = work.chain.hexdigest()
        close_batch(work)
        tables = Base.metadata.sorted_tables
        rows = {table.name: set(map(tuple, work.session.execute(select(table)))) for table in tables}
        return ids, link, rows


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=40)
@given(data=st.data())
def test_by_column_and_row_by_row_the_same_is_left_behind(
    file_store: Store, monkeypatch: pytest.MonkeyPatch, kind: str, data: st.DataObject
) -> None:
    monkeypatch.setattr("app.models.store.moment", lambda: "2022-06-25T08:00:00+08:00")
    added = data.draw(st.lists(additions(kind), max_size=4))
    plainly = left_behind(file_store, row_by_row, kind, added)
    assert left_behind(file_store, records.add, kind, added) == plainly
    assert left_behind(file_store, by_column, kind, added) == plainly


def test_many_records_by_column_and_row_by_row(file_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than are written out at a time, a column blank in all of the first, and indexes made anew."""
    monkeypatch.setattr("app.models.store.moment", lambda: "2022-06-25T08:00:00+08:00")
    added = [
        Addition(
            {"code": f"FK-{n}", "done_area": n % 7 or None, "remark": None if n < 5000 else "后来的", "stage": "在建"},
            dated="2022-03-25",
            source=Source("台账", n) if n % 3 else None,
            pending=[Pending("lon", "约", "不是数字")] if n % 11 == 0 else (),
        )
        for n in range(5100)
    ]
    plainly = left_behind(file_store, row_by_row, "reclamation", added)
    assert left_behind(file_store, by_column, "reclamation", added) == plainly
    assert left_behind(file_store, records.add, "reclamation", added) == plainly
