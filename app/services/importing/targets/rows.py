"""One row of a table of targets: each cell read, compared with the ledger, and named where it is in doubt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from app.models.target import Indicator
from app.services.importing.figures.cell import shown
from app.services.importing.figures.context import Context, beyond, read_aim
from app.services.importing.figures.plan import Aim, FigureRow, Put, at, gathered
from app.services.importing.figures.table import FigureTable
from app.services.importing.issue import Code, Issue, Problem, Severity
from app.services.importing.planning.row_plan import Action
from app.services.importing.regions import Region
from app.services.importing.targets.plan import settle
from app.services.workbook.book import Position, address, letter


@dataclass(frozen=True, slots=True)
class Place:
    """Where one target stands and what it is of; ``key`` names it among the changes of its row."""

    index: int
    indicator: Indicator
    region: Region
    unit: str
    key: str


@dataclass(frozen=True, slots=True)
class TargetRows:
    """The rows of one table; ``met`` are the targets read so far, with their row, column and value.

    ``contested`` are the rows of targets that came again with another value.
    """

    found: FigureTable
    context: Context
    met: dict[tuple[str, str], tuple[Position, int]] = field(default_factory=dict)
    contested: dict[int, list[Issue]] = field(default_factory=dict)

    def rejected(self, number: int, code: Code, text: str) -> FigureRow:
        """A row whose label says nothing that can be taken."""
        label = self.found.named(number)
        issue = at(number, self.found.label, Problem(code, Severity.ERROR, text), None, label)
        return FigureRow(number, Action.REJECT, {}, (), {}, [issue], ())

    def planned(self, number: int, places: Sequence[Place], doubt: Problem | None = None) -> FigureRow:
        """A row with targets at ``places``; one that stands twice in the table is a conflict."""
        row = _Row()
        if doubt is not None:
            row.issues.append(at(number, self.found.label, doubt, None, self.found.named(number)))
        for place in places:
            self._take(row, number, place)
        puts = () if row.conflict else tuple(row.puts)
        action = Action.CONFLICT if row.conflict else gathered(puts)
        return FigureRow(number, action, {}, tuple(row.aims), row.changes, row.issues, puts)

    def _take(self, row: "_Row", number: int, place: Place) -> None:
        indicator, region = place.indicator, place.region.code
        cell = read_aim(self.found, number, place.index, indicator, place.unit)
        row.issues += cell.issues
        if cell.kept is None:
            return
        row.issues += cell.loss
        row.aims.append(Aim(letter(place.index), indicator.code, region, cell.amount.text, place.unit))
        twice = self._twice((number, place.index), place, cell.kept.value)
        row.conflict |= twice is not None
        problems = (twice, beyond(indicator, region, cell.kept.value))
        row.issues += [at(number, place.index, one, indicator.code, cell.amount.text) for one in problems if one]
        settled = settle(indicator, region, cell.kept.value, self.context.document, self.context.revisions)
        if settled.put is not None:
            row.puts.append(settled.put)
            held = None if settled.held is None else shown(settled.held, indicator, place.unit)
            row.changes[place.key] = (held, cell.amount.text)

    def _twice(self, cell: Position, place: Place, value: int) -> Problem | None:
        """That a target stood in the table before: none of two is chosen silently."""
        first, before = self.met.setdefault((place.indicator.code, place.region.code), (cell, value))
        if first == cell:
            return None
        said = f"“{place.region.name}”的“{place.indicator.name}”"
        if before != value:
            problem = Problem(Code.DUPLICATE, Severity.ERROR, f"{said}在 {address(*cell)} 又有一个，数值不同")
            self.contested.setdefault(first[0], []).append(at(*first, problem, place.indicator.code, None))
        which = "相同" if before == value else "不同"
        return Problem(Code.DUPLICATE, Severity.ERROR, f"{said}在 {address(*first)} 已经有了，数值{which}")

    def all_of(self, rows: Iterable[FigureRow]) -> list[FigureRow]:
        """The rows, those whose targets came again with another value turned into conflicts."""
        return [
            replace(row, action=Action.CONFLICT, puts=(), issues=[*row.issues, *self.contested[row.row]])
            if row.row in self.contested
            else row
            for row in rows
        ]


@dataclass(slots=True)
class _Row:
    """What is gathered from one row's cells."""

    aims: list[Aim] = field(default_factory=list)
    puts: list[Put] = field(default_factory=list)
    changes: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    issues: list[Issue] = field(default_factory=list)
    conflict: bool = False
