"""Every indicator as of a day: target, actual, rate, pace, difference, signal; and entering those kept by hand."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from app.models import measure, period, quantity, resources
from app.models.period import Period
from app.models.quantity import decimal
from app.models.queries import Session, targets
from app.models.queries import figures as sums
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries.counting import Span
from app.models.queries.scope import Place, Scope
from app.models.queries.settings import Settings
from app.models.queries.targets import Aim, Aims, Entered, Told
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import Indicator
from app.services.figure import Figure
from app.services.judging import Asked, judged

MILESTONE = "done"
STATES = ("未启动", "进行中", "已完成")
By = Literal["town", "month"]
At = Callable[[str], Fraction | None]
"""What a figure is in a place."""


@dataclass(frozen=True, slots=True)
class _Year:
    """What the figures of one cut-off are made from; ``left`` are the months still open after it.

    ``bounds`` are the percentage points that make a figure 超前, 滞后 or 严重滞后.
    """

    bounds: tuple[str, str, str]
    day: date
    period: str
    targets: Aims
    entered: Told
    left: int


def figures(store: Store, as_of: date | None = None, by: By | None = None, place: str = "") -> list[Figure]:
    """The indicators of the unit as of a day (default: today within the working year, else its end).

    ``by="town"`` adds each town's rows after the unit's; ``by="month"`` gives the rows of ``place`` (default:
    the unit) at each month's cut-off up to the day. Raises ``Refusal`` for a year without indicators.
    """
    with store.read() as session:
        return figures_in(session, as_of, by, place)


def figures_in(session: Session, as_of: date | None = None, by: By | None = None, place: str = "") -> list[Figure]:
    """``figures`` within a reading that is under way."""
    chosen = choices.settings(session)
    scope = scopes.scope(session, chosen)
    day = as_of or default_day(chosen)
    known = targets.indicators(session, day.year)
    if not known:
        have = "、".join(str(year) for year in targets.years(session))
        raise Refusal(f"台账里没有 {day.year} 年的指标", f"请检查日期，现有 {have} 年的指标")
    places = [Place(scope.unit, scope.name), *(_places(scope) if by == "town" or place else ())]
    if place:
        places = [one for one in places if one.code == place]
    cutoffs = list(_cutoffs(day, chosen.cutoff_day)) if by == "month" else [_open_month(day, chosen.cutoff_day)]
    spans = [Span(cutoff.since, cutoff.end) for cutoff in cutoffs]
    counted = _counted(session, scope, known, chosen, spans)
    curves = targets.curves(session, day.year)
    found: list[Figure] = []
    cutoff_day = chosen.cutoff_day
    subjects = [(_subject(one), curves.get(one.code, {})) for one in known]
    for number, year in enumerate(_years(session, chosen, cutoffs)):
        for subject, curve in subjects:
            at = counted[subject.code][number] if subject.code in counted else None
            pace = _pace(subject.deadline, year.day, cutoff_day, curve)
            if subject.direction == MILESTONE:
                found += _milestones(subject, places, year, pace)
            else:
                found += _figures(subject, places, year, pace, at)
    elsewhere = scope.elsewhere.code
    return [one for one in found if one.region != elsewhere or one.actual]


def year_before(store: Store, year: int, place: str) -> dict[str, list[Fraction | None]]:
    """What each computed indicator of a year had reached in a place at the cut-offs of the year before.

    Only those are there of which the ledger knows anything.
    """
    with store.read() as session:
        chosen = choices.settings(session)
        known, scope = targets.indicators(session, year), scopes.scope(session, chosen)
        spans = [Span(one.since, one.end) for one in period.months(year - 1, chosen.cutoff_day)]
        counted = _counted(session, scope, known, chosen, spans)
    found = {code: [at(place) for at in course] for code, course in counted.items()}
    return {code: course for code, course in found.items() if any(course)}


def _years(session: Session, chosen: Settings, cutoffs: Sequence[Period]) -> Iterator[_Year]:
    """What the figures are made from at each of several cut-offs of one year."""
    year, days = cutoffs[0].year, [cutoff.end.isoformat() for cutoff in cutoffs]
    bounds = chosen["signal.ahead"], chosen["signal.behind"], chosen["signal.far_behind"]
    aims, told = targets.in_force_on(session, year, days), targets.entered_by(session, year, days)
    for cutoff, aimed, entered in zip(cutoffs, aims, told, strict=True):
        left = 12 - sum(month.end <= cutoff.end for month in period.months(year, chosen.cutoff_day))
        yield _Year(bounds, cutoff.end, cutoff.text, aimed, entered, left)


def _counted(
    session: Session, scope: Scope, known: Sequence[Indicator], chosen: Settings, spans: Sequence[Span]
) -> dict[str, list[At]]:
    """What the ledgers say of each computed indicator: over each span, as a function of the place."""
    texts = {one.code: text for one in known if (text := measure_of(one, chosen))}
    found = sums.measures_over(session, scope, [measure.measure(text) for text in texts.values()], spans)
    return dict(zip(texts, found, strict=True))


def default_day(chosen: Settings, today: date | None = None) -> date:
    """The day itself (default: the clock's), or the nearest one of the working year."""
    return min(max(today or date.today(), date(chosen.year, 1, 1)), date(chosen.year, 12, 31))


def _places(scope: Scope) -> list[Place]:
    return [*scope.towns(), scope.elsewhere]


def _open_month(day: date, cutoff_day: int) -> Period:
    return Period(period.month_of(day, cutoff_day).text, date(day.year, 1, 1), day)


def _cutoffs(day: date, cutoff_day: int) -> Iterator[Period]:
    for month in period.months(day.year, cutoff_day):
        if month.start <= day:
            yield Period(month.text, month.start, min(month.end, day))


def measure_of(indicator: Indicator, chosen: Settings) -> str | None:
    """What a computed indicator counts under the counting basis chosen for it; None where it is kept by hand."""
    if indicator.source != "computed":
        return None
    for row in _bases().get(indicator.code, ()):
        if chosen[row["basis"]] == row["choice"]:
            return row["measure"]
    return indicator.measure


@cache
def _bases() -> Mapping[str, Sequence[Mapping[str, str]]]:
    """The counting bases to choose from, by indicator."""
    found: dict[str, list[Mapping[str, str]]] = {}
    for row in resources.rows("counting_bases.csv"):
        found.setdefault(row["indicator"], []).append(row)
    return found


class _Own(NamedTuple):
    """The target that an indicator's document names: its issuer's, and ``everyones`` below where it is inherited."""

    value: Fraction | None
    issuer: str
    everyones: bool


class _Subject(NamedTuple):
    """What an indicator says of its figures, read from it once for all of them; ``deadline`` is the last it has."""

    code: str
    name: str
    unit: str
    scale: int
    direction: str
    own: _Own
    deadline: str


@lru_cache(maxsize=512)
def _subject(one: Indicator) -> _Subject:
    """Of an indicator as ``targets.indicators`` gives it, which nobody changes."""
    return _Subject(one.code, one.name, one.unit, one.scale, one.direction, _own(one), _last_deadline(one))


def _own(indicator: Indicator) -> _Own:
    value = indicator.value
    everyones = indicator.direction == "<=" or indicator.unit == "%"
    return _Own(None if value is None else _scaled(value, indicator.scale), indicator.issuer, everyones)


def _last_deadline(indicator: Indicator) -> str:
    return max((indicator.deadline or "").split(";"))


def _figures(subject: _Subject, places: Sequence[Place], year: _Year, pace: Fraction, at: At | None) -> list[Figure]:
    """What one indicator has reached in each of some places; ``at`` is what the ledgers say of it, if they do."""
    code, name, unit, scale, direction, own, _ = subject
    asked = Asked(direction, unit, pace.as_integer_ratio(), year.left, year.bounds)
    found = []
    for place in places:
        at_place = (code, place.code)
        target = _target(own, scale, place.code, year.targets.get(at_place))
        actual = at(place.code) if at else _by_hand(scale, year.entered.get(at_place))
        rate, difference, needed, signal = judged(asked, target, actual)
        reached = (target, actual, unit, scale, direction, rate, pace, difference, needed, signal, None, None)
        found.append(Figure(code, name, place.code, place.name, year.period, *reached))
    return found


def _milestones(subject: _Subject, places: Sequence[Place], year: _Year, pace: Fraction) -> Iterator[Figure]:
    """How far an indicator that is a deed and no quantity has come in each of some places."""
    code, name, unit, scale, direction, *_ = subject
    for place in places:
        entry = year.entered.get((code, place.code))
        state = entry.state if entry else None
        reached = (None, None, unit, scale, direction, None, pace, None, None, _milestone_signal(state), state)
        done = entry.state_on if entry and state == STATES[-1] else None
        yield Figure(code, name, place.code, place.name, year.period, *reached, done)


def _by_hand(scale: int, entry: Entered | None) -> Fraction | None:
    return None if entry is None or entry.value is None else _scaled(entry.value, scale)


@lru_cache(maxsize=4096)
def _scaled(value: int, scale: int) -> Fraction:
    return Fraction(value, 10**scale)


def target_at(indicator: Indicator, known: Aims) -> At:
    """The target in force as a function of the region: its own, else the document's for its issuer.

    Percentages and limits are inherited by everyone below (decision 8).
    """
    code, scale, own = indicator.code, indicator.scale, _own(indicator)
    return lambda region: _target(own, scale, region, known.get((code, region)))


def _target(own: _Own, scale: int, region: str, aim: Aim | None) -> Fraction | None:
    if aim is not None:
        return None if aim.value is None else _scaled(aim.value, scale)
    return own.value if own.everyones or region == own.issuer else None


def inherits(indicator: Indicator, region: str) -> bool:
    """Whether the document's own value is a region's too: its issuer's, and percentages and limits for all below."""
    own = _own(indicator)
    return own.everyones or region == own.issuer


def pace_of(indicator: Indicator, day: date, cutoff_day: int, curve: Mapping[int, int]) -> Fraction:
    """The share of the target due by a day: by the plan curve, else evenly up to the indicator's last deadline."""
    return _pace(_last_deadline(indicator), day, cutoff_day, curve)


def _pace(deadline: str, day: date, cutoff_day: int, curve: Mapping[int, int]) -> Fraction:
    if not curve:
        return _evenly(deadline, day, cutoff_day)
    month, (over, of) = _open_part(day, cutoff_day)
    before, after = curve.get(month - 1, 0), curve.get(month, 10000)
    return Fraction(before * of + (after - before) * over, 10000 * of)


@lru_cache(maxsize=1024)
def _open_part(day: date, cutoff_day: int) -> tuple[int, tuple[int, int]]:
    """The month a day lies in, and how much of it is over then."""
    current = period.month_of(day, cutoff_day)
    return int(current.text[5:7]), period.share_of(current, day).as_integer_ratio()


@lru_cache(maxsize=1024)
def _evenly(last: str, day: date, cutoff_day: int) -> Fraction:
    """The share due by a day of what is done evenly up to the ``last`` deadline."""
    whole = period.linear_pace(date.fromisoformat(last), cutoff_day) if last[:4] == str(day.year) else Fraction(1)
    return min(Fraction(1), period.linear_pace(day, cutoff_day) / whole)


def _milestone_signal(state: str | None) -> str:
    return {None: "未填报", STATES[-1]: "完成"}.get(state, state or "")


def exact(value: Fraction | None, places: int) -> str | None:
    """A figure as text: exact where it ends, else to ten places; never fewer places than it is kept with."""
    if value is None:
        return None
    for digits in range(places, 11):
        if (value * 10**digits).denominator == 1:
            return quantity.plain(decimal(int(value * 10**digits), digits))
    return quantity.plain(decimal(quantity.rounded(value, 10), 10))


def rounded_text(value: Fraction, places: int) -> str:
    """A figure rounded once for the eye, with all its places."""
    return quantity.plain(decimal(quantity.rounded(value, places), places))
