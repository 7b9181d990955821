"""The greening plots of a demo year: what each stage fills in, in the order the stages come."""

from collections.abc import Callable
from datetime import date, timedelta

from app.services.demo.life import workday
from app.services.demo.record import closing_touches, lie_across, photograph, write_down
from app.services.demo.scene import Draft, Scene
from app.services.demo.wording import patterns, words

_VILLAGE = "一村万树"
_ON_CLEARED_LAND = "拆后复绿"
_IMPROVES = frozenset({"改造绿化", "森林抚育", "森林质量精准提升", "封山育林"})
_FAILED = "不合格"
_A_HUNDRED_YUAN = 100  # in the last places of a sum in 万元
_TREES_PER_MU = 50
_MODEL_TREES = 10_000


def dress(scene: Scene, draft: Draft) -> None:
    """Fill in all a plot's record says, as far as it has come."""
    _plan(scene, draft)
    for stage, fill in _AT.items():
        if draft.reached(stage):
            fill(scene, draft)
    closing_touches(scene, draft, accepted=draft.reached("验收") or draft.reached("市级复核"))


def _plan(scene: Scene, draft: Draft) -> None:
    values, chance, town = draft.values, scene.chance, draft.town
    task = draft.text("task_kind") or scene.turn("greening", "task_kind")
    values["task_kind"] = task
    name = "name.一村万树" if task == _VILLAGE else "name.greening"
    values["name"] = scene.unique_name(name, town=town.name, village=draft.village, what=task)
    values.setdefault("programme", scene.choice("greening", "programme"))
    values["subcompartment"] = f"{chance.between(1, 30):02}-{chance.between(1, 120):03}"
    values["land_right"] = "集体" if chance.happens(85) else "国有"
    values["planting_body"] = patterns()["village.owner"].format(town=town.name, village=draft.village)
    values["prev_class"] = "拆违地" if task == _ON_CLEARED_LAND else scene.choice("greening", "prev_class")
    values["plan_area"] = scene.size("greening", task) // 1000 * 1000
    values["budget"] = chance.part(draft.amount("plan_area"), 300, 1600) // _A_HUNDRED_YUAN * _A_HUNDRED_YUAN
    if values["prev_class"] == "拆违地":
        scene.remember("复绿", town.code, draft.text("code"))
    if chance.happens(4):
        lie_across(scene, draft, draft.amount("plan_area"))


def _design(scene: Scene, draft: Draft) -> None:
    values, chance = draft.values, scene.chance
    values["design_area"] = chance.part(draft.amount("plan_area"), 950, 1000)
    values["planting_method"] = scene.choice("greening", "planting_method")
    values["forest_use"] = scene.choice("greening", "forest_use")
    values["planting_density"] = chance.between(42, 110)
    values["plan_trees"] = draft.amount("design_area") * draft.amount("planting_density") // 10_000
    values["design_doc_no"] = scene.document("design_doc_no", draft.town, draft.day("作业设计"))
    _species(scene, draft)


def _species(scene: Scene, draft: Draft) -> None:
    chance = scene.chance
    first = chance.pick(words("species"))
    second = chance.pick([one for one in words("species") if one != first])
    tenths = chance.between(5, 8)
    draft.values["main_species"] = f"{first}、{second}"
    draft.values["species_mix"] = f"{tenths}{first}{10 - tenths}{second}"


def _plant(scene: Scene, draft: Draft) -> None:
    draft.values["contractor"] = scene.firm(draft.town, "green")
    start, end = draft.day("施工"), draft.life.end
    if draft.reached("完工"):
        return
    percent = min(90, (end - start).days * 2)
    if percent >= 10:
        _write_planted(scene, draft, draft.amount("design_area") * percent // 100, start, end)


def _finish(scene: Scene, draft: Draft) -> None:
    area = scene.chance.part(draft.amount("design_area"), 960, 1030)
    _write_planted(scene, draft, area, draft.day("施工"), draft.day("完工"))
    if scene.chance.happens(30):
        draft.values["precious_trees"] = draft.amount("plan_trees") * scene.chance.between(10, 40) // 100
    if draft.text("task_kind") in _IMPROVES:
        draft.values["stand_volume"] = scene.chance.between(320, 980)
        draft.values["canopy_closure"] = scene.chance.between(40, 85)
    if scene.chance.happens(80):
        _map(scene, draft, area)


def _write_planted(scene: Scene, draft: Draft, area: int, start: date, end: date) -> None:
    """The planted area by day, and of each part what is new and what improves."""
    chance, done = scene.chance, draft.reached("完工")
    share = chance.between(0, 150) if draft.text("task_kind") in _IMPROVES else chance.between(700, 1000)
    planted = write_down(scene, area, start, end, done=done)
    new = [(day, amount * share // 1000) for day, amount in planted]
    draft.progress["planted_area"] = planted
    draft.progress["new_area"] = new
    draft.progress["improved_area"] = [
        (day, amount - part) for (day, amount), (_, part) in zip(planted, new, strict=True)
    ]


def _map(scene: Scene, draft: Draft, area: int) -> None:
    """Entering a plot on the map is no stage: it may come before or after the acceptance."""
    values, chance = draft.values, scene.chance
    day = workday(draft.day("完工") + timedelta(chance.between(8, 150)), chance)
    if day > draft.life.end:
        return
    values["map_date"] = day.isoformat()
    values["mapped_area"] = area
    values["map_status"] = scene.choice("greening", "map_status")
    photograph(draft)


def _accept(scene: Scene, draft: Draft) -> None:
    values, chance = draft.values, scene.chance
    planted = sum(amount for _, amount in draft.progress["planted_area"])
    failed = values["accept_result"] == _FAILED
    values["survival_rate"] = chance.between(6200, 8400) if failed else chance.between(8600, 9900)
    values["verified_area"] = 0 if failed else chance.part(planted, 960, 1000)
    if failed:
        _unmap(draft)
        return
    _subsidise(scene, draft)
    if chance.happens(20):
        values["retention_rate"] = draft.amount("survival_rate") - chance.between(50, 500)
    if values.get("map_date") is not None:
        values["mapped_area"] = draft.amount("verified_area")


def _subsidise(scene: Scene, draft: Draft) -> None:
    part = scene.chance.part(draft.amount("budget"), 80, 300)
    draft.values["subsidy"] = part // _A_HUNDRED_YUAN * _A_HUNDRED_YUAN


def _unmap(draft: Draft) -> None:
    """What failed its acceptance is not on the map yet."""
    for name in ("map_date", "mapped_area", "map_status"):
        draft.values.pop(name, None)


def _found_village(scene: Scene, draft: Draft) -> None:
    """A village of ten thousand trees is planted by the tree."""
    values, chance = draft.values, scene.chance
    values["plan_trees"] = _MODEL_TREES if values["village_grade"] == "示范村" else chance.between(30, 80) * 100
    values["village_cover_before"] = chance.between(1400, 2400)
    values["feature_tree"] = chance.pick(words("species"))


def _check_village(scene: Scene, draft: Draft) -> None:
    values, chance = draft.values, scene.chance
    values["tree_count"] = chance.part(draft.amount("plan_trees"), 1005, 1180)
    values["precious_trees"] = chance.part(draft.amount("tree_count"), 120, 320)
    values["converted_area"] = draft.amount("tree_count") * 10_000 // _TREES_PER_MU
    values["village_cover_after"] = draft.amount("village_cover_before") + chance.between(250, 900)
    _subsidise(scene, draft)


def _announce(scene: Scene, draft: Draft) -> None:
    draft.values["announce_doc_no"] = scene.document("announce_doc_no", draft.town, draft.day("省级公布"))


def _cancel(scene: Scene, draft: Draft) -> None:
    draft.values["halt_reason"] = scene.chance.pick(words("greening.halt"))


_AT: dict[str, Callable[[Scene, Draft], None]] = {
    "申报": _found_village,
    "作业设计": _design,
    "施工": _plant,
    "完工": _finish,
    "验收": _accept,
    "县级自查": _check_village,
    "省级公布": _announce,
    "核减": _cancel,
}
