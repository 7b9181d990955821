"""What every demo record has, whatever its ledger: code, place, people, remark, the city's verdict."""

from collections.abc import Iterator
from datetime import date, timedelta

from app.services.demo.chance import Chance
from app.services.demo.life import Life, Path, lived, workday
from app.services.demo.places import Town
from app.services.demo.scene import Draft, Scene
from app.services.demo.wording import patterns, unreadable, words
from app.services.records import Pending

_PASSED = "通过"
_CUTOFF = 25  # the usual day of the month on which progress is written down


def drafted(scene: Scene, kind: str, prefix: str, path: Path) -> Draft:
    """A record that goes a path in the town whose turn it is."""
    town = scene.town()
    life = lived(path, scene.year, town.pace, scene.chance)
    draft = Draft(kind, town, scene.chance.pick(town.villages), life, dict(life.values))
    year = _plan_year(scene, life)
    lon, lat = _somewhere(scene.chance, town)
    draft.values |= {
        "code": scene.code(prefix, town, year),
        "plan_year": year,
        "county_code": town.county_code,
        "town_code": town.code,
        "village": draft.village,
        "location": _location(scene, draft),
        "lon": lon,
        "lat": lat,
        "stage": life.stage,
        "lead_unit": town.government,
        "officer": scene.person(),
        "phone": scene.phone(),
    }
    return draft


def _plan_year(scene: Scene, life: Life) -> int:
    """What was begun before the year is now and then still in the plan of the year before."""
    return scene.year - 1 if life.begun.year < scene.year and scene.chance.happens(30) else scene.year


def _somewhere(chance: Chance, town: Town) -> tuple[int, int]:
    return town.lon + chance.between(-20_000, 20_000), town.lat + chance.between(-16_000, 16_000)


def _location(scene: Scene, draft: Draft) -> str:
    chance = scene.chance
    use = "village.house" if draft.kind == "demolition" else "village.place"
    return patterns()[use].format(
        village=draft.village,
        group=chance.between(1, 18),
        where=chance.pick(words("where")),
        number=chance.between(1, 120),
    )


def closing_touches(scene: Scene, draft: Draft, *, accepted: bool) -> None:
    """A remark here and there, the city's verdict on what was accepted, and now and then a text that is no value."""
    if scene.chance.happens(12):
        draft.values.setdefault("remark", scene.chance.pick(words("remark")))
    if accepted and scene.chance.happens(45):
        _judge(scene, draft)
    if scene.chance.happens(2):
        _leave_pending(scene, draft)


def _judge(scene: Scene, draft: Draft) -> None:
    verdict = scene.turn(draft.kind, "review_verdict")
    draft.values["review_verdict"] = verdict
    if verdict != _PASSED:
        draft.values.setdefault("review_comment", scene.chance.pick(words(f"comment.{draft.kind}")))


def _leave_pending(scene: Scene, draft: Draft) -> None:
    """Where a value should stand, a text that is none; it counts nowhere."""
    befallen = [text for text in unreadable()[draft.kind] if draft.values.get(text[0]) is not None]
    if befallen:
        name, raw, reason = scene.chance.pick(befallen)
        del draft.values[name]
        draft.pending.append(Pending(name, raw, reason))


def write_down(scene: Scene, whole: int, start: date, end: date, *, done: bool) -> list[tuple[str, int]]:
    """A quantity as it is written down month by month from a start; the last part on ``end`` where it is done."""
    days = [day for day in _monthly(scene.chance, start, end) if start < day < end]
    days += [end] if done or not days else []
    parts = scene.chance.split(whole, len(days)) if whole >= len(days) * 1000 else [whole]
    return [(day.isoformat(), part) for day, part in zip(days[-len(parts) :], parts, strict=True)]


def _monthly(chance: Chance, start: date, end: date) -> Iterator[date]:
    """A workday shortly before each month's cut-off."""
    month = start.replace(day=1)
    while month <= end:
        yield workday(month.replace(day=_CUTOFF - chance.between(2, 6)), chance)
        month = (month + timedelta(32)).replace(day=1)


def lie_across(scene: Scene, draft: Draft, area: int) -> None:
    """Let a record lie in two towns, each with its part of the area."""
    other = scene.neighbour(draft.town)
    if other is not None:
        own = scene.chance.part(area, 550, 850)
        draft.shares = [(draft.town.code, own), (other.code, area - own)]


def photograph(draft: Draft) -> None:
    """Name the pictures taken before and after."""
    for when in ("before", "after"):
        draft.values[f"photo_{when}"] = patterns()[f"photo.{draft.kind}.{when}"].format(code=draft.text("code"))
