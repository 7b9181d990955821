"""How far a record of a demo year has come: the stages it went through, and the day of each.

The paths are data (``resources/demo/paths.csv`` and ``steps.csv``); what a stage's date is called is the stage's own.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from app.models import resources
from app.models.field import Stored
from app.models.ledger import fields_of
from app.models.stage import Stage, stages_of
from app.services.demo.chance import Chance

Choices = Mapping[str, tuple[Stored | None, ...]]
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Step:
    """A stage on a path: how many days after the one before, how often (in a hundred) it is gone on to at all."""

    stage: Stage
    least: int
    most: int
    chance: int
    values: Choices


@dataclass(frozen=True, slots=True)
class Path:
    """One way a record may go. ``begins`` are the earliest, usual and latest day, counted from the first of January."""

    name: str
    weight: int
    begins: tuple[int, int, int]
    values: Choices
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Life:
    """What became of one record by the end of the year: the days of its stages in order, and the values they set."""

    days: dict[str, date]
    values: Mapping[str, Stored | None]
    end: date

    @property
    def stage(self) -> str:
        """Where it stands."""
        return next(reversed(self.days))

    @property
    def begun(self) -> date:
        """The day it came into the ledger."""
        return next(iter(self.days.values()))


@cache
def paths(kind: str) -> tuple[Path, ...]:
    """The ways the records of a ledger may go."""
    steps: dict[str, list[Step]] = {}
    for row in resources.rows("demo/steps.csv"):
        if row["kind"] == kind:
            steps.setdefault(row["path"], []).append(_step(kind, row))
    return tuple(
        Path(
            row["path"],
            int(row["weight"]),
            (int(row["earliest"]), int(row["usual"]), int(row["latest"])),
            _choices(kind, row["values"]),
            tuple(steps[row["path"]]),
        )
        for row in resources.rows("demo/paths.csv")
        if row["kind"] == kind
    )


def _step(kind: str, row: Mapping[str, str]) -> Step:
    stage = stages_of(kind)[row["stage"]]
    return Step(
        stage, int(row["after_least"]), int(row["after_most"]), int(row["chance"]), _choices(kind, row["values"])
    )


def _choices(kind: str, text: str) -> Choices:
    """The values in ``field=a/b;field=c``."""
    parts = [part.split("=") for part in resources.listed(text, ";")]
    return {name: tuple(fields_of(kind)[name].clean(word) for word in either.split("/")) for name, either in parts}


def lived(path: Path, year: int, pace: int, chance: Chance) -> Life:
    """A record's life up to the end of ``year``; what would come after it has not happened."""
    end = date(year, 12, 31)
    day = workday(date(year, 1, 1) + timedelta(chance.around(*path.begins)), chance)
    days: dict[str, date] = {}
    values = {name: chance.pick(either) for name, either in path.values.items()}
    for step in path.steps:
        if not chance.happens(step.chance):
            if _may_skip(path, step):
                continue
            break
        day = workday(day + timedelta(chance.between(step.least, step.most) * 100 // pace), chance) if days else day
        if day > end:
            break
        days.pop(step.stage.name, None)
        days[step.stage.name] = day
        values |= {name: chance.pick(either) for name, either in step.values.items()}
        if step.stage.date_field:
            values[step.stage.date_field] = day.isoformat()
    return Life(days, values, end)


def _may_skip(path: Path, step: Step) -> bool:
    """Whether the stage before may go straight on to the one after."""
    position = path.steps.index(step)
    after = path.steps[position + 1 :]
    return bool(after) and after[0].stage.name in path.steps[position - 1].stage.next


def workday(day: date, chance: Chance) -> date:
    """A day, mostly moved on to Monday where it is a weekend's."""
    weekday = day.weekday()
    return day + timedelta(7 - weekday) if weekday >= _SATURDAY and chance.happens(95) else day
