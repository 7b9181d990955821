"""Plan of a table of indicators -> rows of targets and entered figures, each with the row it came from."""

from collections.abc import Iterator

from app.models.target import EnteredFigure, Target
from app.models.work import Source, Work
from app.services.importing.figures.plan import FigurePlan, Put
from app.services.importing.planning.plan import Options


def is_wanted(plan: FigurePlan, options: Options) -> bool:
    """Whether a plan has anything to write under the options."""
    return bool(wanted_rows(plan, options))


def wanted_rows(plan: FigurePlan, options: Options) -> set[int]:
    """The rows of a plan that have something to write."""
    return {source.row for _, source in _wanted(plan, options)}


def write(work: Work, plan: FigurePlan, options: Options) -> None:
    """Write what the plan says."""
    for table in (Target, EnteredFigure):
        puts = [(put, source) for put, source in _wanted(plan, options) if put.table is table]
        added = [(put.values, source) for put, source in puts if put.key is None]
        work.insert(table, [values for values, _ in added], [source for _, source in added])
        changed = [(put.key, put.values, source) for put, source in puts if put.key is not None]
        work.update(table, [(key, values) for key, values, _ in changed], [source for _, _, source in changed])


def _wanted(plan: FigurePlan, options: Options) -> Iterator[tuple[Put, Source]]:
    for row in plan.rows:
        for put in row.puts:
            if put.action in options.only:
                yield put, Source(plan.table.sheet.name, row.row)
