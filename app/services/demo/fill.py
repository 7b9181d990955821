"""Filling an empty ledger with a realistic year: three ledgers, their progress, targets, figures kept by hand."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from app.models import resources
from app.models.ledger import LEDGERS
from app.models.queries import records as record_queries
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries import targets as target_queries
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import Indicator
from app.models.work import Work
from app.services import records
from app.services.demo import demolition, greening, reclamation
from app.services.demo.chance import Chance, Turns
from app.services.demo.life import paths
from app.services.demo.places import towns_of
from app.services.demo.record import drafted
from app.services.demo.scene import Draft, Scene
from app.services.demo.targets import Plan, enter_figures, set_targets
from app.services.ledger import indicator_rows
from app.services.records import Addition

MOST_PROJECTS = 100_000
_FIRST_YEAR, _LAST_YEAR = 2001, 2100  # the year before, which some projects come from, must be one too
_SLICE = 1000
_FOUR_DIGITS = 9999
_DRESS: dict[str, Callable[[Scene, Draft], None]] = {
    "reclamation": reclamation.dress,
    "greening": greening.dress,
    "demolition": demolition.dress,
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the projects are written."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Filled:
    """What a ledger was filled with: the year, the records of each ledger, the batch that can take it all back."""

    year: int
    records: dict[str, int]
    batch: int | None


@dataclass(frozen=True, slots=True)
class Kind:
    """A ledger's part of the projects (in hundredths) and how its codes begin and are numbered."""

    name: str
    share: int
    prefix: str
    by_town: bool


@cache
def kinds() -> tuple[Kind, ...]:
    """The ledgers in the order they are filled: what is pointed at comes first."""
    found = {
        row["kind"]: Kind(row["kind"], int(row["share"]), row["prefix"], row["numbered_by"] == "town")
        for row in resources.rows("demo/kinds.csv")
    }
    return tuple(found[name] for name in _DRESS)


def fill(
    store: Store,
    projects: int = 300,
    year: int | None = None,
    seed: int = 1,
    watch: Callable[[Progress], None] = lambda _: None,
) -> Filled:
    """Write a year of ``projects`` records into an empty ledger, in one undoable step.

    ``year`` is the ledger's working year unless given. The same seed gives the same ledger. ``watch`` hears
    of the progress; what it raises ends the filling and leaves the ledger empty. Raises ``Refusal`` for a
    ledger that holds anything, and for a number of projects that cannot be.
    """
    if not 1 <= projects <= MOST_PROJECTS:
        raise Refusal(f"演示项目数“{projects}”不对", f"请填 1 到 {MOST_PROJECTS} 之间的整数")
    with store.write(f"演示数据 {projects} 个项目") as work:
        plan = _planned(work, year, Chance(seed))
        counts = _shared_out(projects, plan.chance)
        _write_records(work, _scene(plan, counts), counts, watch)
        known = _indicators(work, plan)
        set_targets(work, plan, known)
        enter_figures(work, plan, known)
    return Filled(plan.year, counts, store.last_change.batch)


def _planned(work: Work, year: int | None, chance: Chance) -> Plan:
    chosen = choices.settings(work.session)
    year = chosen.year if year is None else year
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise Refusal(f"年度“{year}”不对", f"请填 {_FIRST_YEAR} 到 {_LAST_YEAR} 之间的年份")
    _require_empty(work, year)
    scope = scopes.scope(work.session, chosen)
    return Plan(year, scope, chosen, towns_of(scope, chance), chance)


def _require_empty(work: Work, year: int) -> None:
    session = work.session
    held = (
        *(record_queries.count(session, kind) for kind in LEDGERS),
        len(target_queries.in_force(session, year, f"{year}-12-31")),
        len(target_queries.curves(session, year)),
        len(target_queries.entered(session, year, f"{year}-12-31")),
    )
    if any(held):
        raise Refusal("台账里已经有数据，没有填入演示数据", "请用 new --unit 另建一本空台账，再填演示数据")


def _shared_out(projects: int, chance: Chance) -> dict[str, int]:
    """How many projects each ledger gets."""
    turns = Turns([(kind.name, kind.share) for kind in kinds()], chance)
    given = Counter(turns.next() for _ in range(projects))
    return {kind.name: given[kind.name] for kind in kinds()}


def _scene(plan: Plan, counts: Mapping[str, int]) -> Scene:
    long_codes = frozenset(kind.prefix for kind in kinds() if kind.by_town or counts[kind.name] > _FOUR_DIGITS)
    return Scene(plan.year, plan.towns, plan.chance, long_codes)


def _write_records(work: Work, scene: Scene, counts: Mapping[str, int], watch: Callable[[Progress], None]) -> None:
    """A slice at a time, so that a large ledger does not fill the memory."""
    done, total = 0, sum(counts.values())
    watch(Progress(0, total))
    for kind in kinds():
        drafts = _drafts(scene, kind, counts[kind.name])
        while batch := [_addition(draft) for _, draft in zip(range(_SLICE), drafts, strict=False)]:
            records.add(work, kind.name, batch)
            done += len(batch)
            watch(Progress(done, total))


def _drafts(scene: Scene, kind: Kind, count: int) -> Iterator[Draft]:
    turns = Turns([(path, path.weight) for path in paths(kind.name)], scene.chance)
    for _ in range(count):
        draft = drafted(scene, kind.name, kind.prefix, turns.next())
        _DRESS[kind.name](scene, draft)
        yield draft


def _addition(draft: Draft) -> Addition:
    return Addition(
        values=draft.values,
        dated=draft.day(draft.life.stage).isoformat(),
        pending=draft.pending,
        shares=draft.shares,
        progress=draft.progress,
    )


def _indicators(work: Work, plan: Plan) -> list[Indicator]:
    """The year's indicators; a year other than the ledger's own gets the definitions first."""
    known = target_queries.indicators(work.session, plan.year)
    if not known:
        work.insert(Indicator, list(indicator_rows(plan.scope.unit, plan.year)))
        known = target_queries.indicators(work.session, plan.year)
    return known
