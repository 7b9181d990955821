"""What of a returned workbook is written: verdicts and remarks always, values only as the clerk decides.

Without a decision of hers no value of the ledger changes: ``--only`` names the rows, a rule the fields; a cell that
both sides changed and an emptied cell (but for ``--clear``) are only taken where she chose that very cell, an approved
figure never (``decisions.md`` 20).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.services.importing.deciding.choice import choice, other, put, stays
from app.services.importing.figures import apply as figure_apply
from app.services.importing.figures.plan import FigurePlan
from app.services.importing.planning.plan import Options, TablePlan
from app.services.importing.planning.row_plan import Action, RowPlan, RowPlans
from app.services.importing.returns.book import ReturnPlan
from app.services.importing.returns.figures import CellPlan, Said
from app.services.importing.returns.remark import Remark
from app.services.importing.returns.reviewed import COMMENT, VERDICT

TAKEN, REPLACED = "采用返回值", "另填了数值"
REVIEW = (VERDICT, COMMENT)
CONTESTED, EMPTIED, PLAIN = "contested", "emptied", "plain"
"""Why a returned value is not taken: both sides changed it, it came back empty, or nobody decided for it."""


def decided(table: TablePlan, options: Options, *, again: bool) -> TablePlan:
    """The table with only what is to be written; ``again`` says that its verdicts were taken before."""
    rows = [row for one in table.rows if (row := _row(one, table, options, again=again))]
    return replace(table, rows=RowPlans.of(_joined(rows)))


def aims_taken(plan: ReturnPlan, options: Options) -> list[FigurePlan]:
    """The tables of returned targets that the clerk decided to take."""
    return [one for one in plan.figures if options.confirmed and figure_apply.is_wanted(one, options)]


def words_taken(plan: ReturnPlan, options: Options) -> list[tuple[CellPlan, Sequence[Said]]]:
    """The words that the clerk decided to take, by the report they came back in."""
    if not (options.confirmed and Action.UPDATE in options.only):
        return []
    return [(one, one.words) for one in plan.reports if one.words]


def values_taken(plan: ReturnPlan, options: Options) -> int:
    """How many returned values the clerk decided to take; of targets, how many rows."""
    ready = (decided(table, options, again=False) for table in plan.tables if table.mapping.kind)
    changes = (row.changes for table in ready for row in table.rows if row.id is not None)
    aims = sum(len(figure_apply.wanted_rows(one, options)) for one in aims_taken(plan, options))
    words = sum(len(said) for _, said in words_taken(plan, options))
    return sum(len(one.keys() - set(REVIEW)) for one in changes) + aims + words


def values_left(plan: ReturnPlan, options: Options) -> Counter[str]:
    """How many returned values of records are not taken, by what would take them."""
    left: Counter[str] = Counter()
    for table in (one for one in plan.tables if one.mapping.kind):
        for row in (one for one in table.rows if one.id is not None and one.action is not Action.REJECT):
            names = row.changes.keys() - row.advised - set(REVIEW)
            left.update(_why(row, name) for name in names if not _is_taken(row, name, table, options, again=False))
    return left


def _why(row: RowPlan, name: str) -> str:
    if name in row.contested:
        return CONTESTED
    return EMPTIED if row.changes[name][1] is None else PLAIN


def _joined(rows: Sequence[RowPlan]) -> Iterator[RowPlan]:
    """The rows with those of one record as one: a problem list has a row for each field."""
    first: dict[int, RowPlan] = {}
    for row in rows:
        if row.id is None:
            yield row
        elif row.id not in first:
            first[row.id] = row
        else:
            one = first[row.id]
            first[row.id] = replace(
                one,
                action=Action.UPDATE if Action.UPDATE in (one.action, row.action) else one.action,
                values={**one.values, **row.values},
                changes={**one.changes, **row.changes},
                waiting=[*one.waiting, *row.waiting],
                remarks=(*one.remarks, *row.remarks),
            )
    yield from first.values()


def _row(row: RowPlan, table: TablePlan, options: Options, *, again: bool) -> RowPlan | None:
    if row.action is Action.CREATE:
        said = choice(options, table, row)
        wanted = options.confirmed and Action.CREATE in options.only if said is None else said
        return row if wanted else None
    if row.id is None or row.action is Action.REJECT:
        return None
    taken = frozenset(name for name in row.changes if _is_taken(row, name, table, options, again=again))
    changes = {name: put(options, table, row, name) for name in taken}
    waiting = [one for one in row.waiting if _is_wanted(row, one.field, table, options)]
    undated = tuple(name for name in row.undated if name in taken)
    mine = frozenset(name for name in taken if other(options, table, row, name) is not None)
    remarks = tuple(_settled(row, taken, mine))
    action = Action.UPDATE if changes or waiting else Action.SAME
    return replace(row, action=action, changes=changes, waiting=waiting, undated=undated, remarks=remarks)


def _is_taken(row: RowPlan, name: str, table: TablePlan, options: Options, *, again: bool) -> bool:
    if name in row.advised:
        return False
    if name in REVIEW:
        return stays(options, table, row, name) is not False and not again
    said = choice(options, table, row, name)
    if said is not None:
        return said
    if name in row.contested or (row.changes[name][1] is None and not options.clear):
        return False
    return _is_wanted(row, name, table, options)


def _is_wanted(row: RowPlan, name: str, table: TablePlan, options: Options) -> bool:
    """Whether the clerk decided for what came back: by the cell, by a rule, else by naming the row's action."""
    said = stays(options, table, row, name)
    if said is not None:
        return said
    return options.confirmed and row.action is Action.UPDATE and row.action in options.only


def _settled(row: RowPlan, taken: frozenset[str], mine: frozenset[str]) -> Iterator[Remark]:
    """The row's remarks; those on a value that is taken, or replaced by one of the clerk's, are dealt with."""
    for remark in row.remarks:
        done = remark.field in taken and remark.returned is not None
        yield replace(remark, settled=REPLACED if remark.field in mine else TAKEN) if done else remark
