"""What the worker does for the inbox: look at files, and carry out what was decided on them."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from app.models.store import Store
from app.models.target import Indicator
from app.models.work import Change
from app.services.importing.deciding.kept_rules import Kept, kept
from app.services.importing.deciding.picture import Picture, pictures
from app.services.importing.deciding.piles import Piles, piles
from app.services.importing.deciding.prepared import Prepared, prepare
from app.services.importing.errors_back import hand_back
from app.services.importing.file_report import FileReport
from app.services.importing.flow import Progress as Step
from app.services.importing.planning.file_plan import FilePlan
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.ui.jobs import Progress

Result = TypeVar("Result")
_APPLIED = (Action.CREATE, Action.UPDATE)


@dataclass(frozen=True, slots=True)
class Looked:
    """What the worker found: the plan, sorted, the rules that are kept, the sheets as they were understood."""

    prepared: Prepared
    piles: Piles
    kept: Kept
    pictures: Sequence[Picture]


def look(store: Store, paths: Sequence[Path], options: Options) -> Generator[Progress, None, Looked]:
    """Everything the page shows, made by the worker."""
    rules = kept(store)
    prepared = yield from told(prepare(store, paths, options))
    yield Progress("整理")
    found = piles(store, prepared.report)
    files = zip(prepared.plans, prepared.report.files, strict=True)
    drawn = [one for plan, file in files if isinstance(plan, FilePlan) for one in pictures(plan.book, file)]
    return Looked(prepared, found, rules, drawn)


def told(steps: Generator[Step, None, Result]) -> Generator[Progress, None, Result]:
    """Steps with their progress in the words of the status bar."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            result: Result = end.value
            return result
        yield Progress(f"{step.step} {step.file}", step.done, step.total)


def change_of(file: FileReport) -> Change:
    """What an applied file changed, for whoever shows it."""
    rows = sum(file.counts[action] for action in _APPLIED)
    kinds = {table.mapping.kind for table in file.tables if table.mapping.kind}
    aims = {put.table.__tablename__ for plan in file.figures for row in plan.rows for put in row.puts}
    proposed = {Indicator.__tablename__} if file.proposal else set()
    return Change(file.batch, rows, frozenset(kinds | aims | proposed))


def marked(files: Sequence[tuple[Path, FileReport]], folder: Path) -> list[Path]:
    """The clerk's own workbooks written into a folder with their wrong cells marked; those without errors are not."""
    made = (
        hand_back(path, file, folder / f"{path.stem}_错误说明{path.suffix}") for path, file in files if not file.refused
    )
    return [one.path for one in made if one]
