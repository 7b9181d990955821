"""The reclamation projects of a demo year: what each stage fills in, in the order the stages come."""

from collections.abc import Callable
from datetime import timedelta

from app.services.demo.record import closing_touches, lie_across, write_down
from app.services.demo.scene import Draft, Scene
from app.services.demo.wording import patterns, words

_CONTIGUOUS = "永久基本农田集中连片整治"
_WHOLE_REGION = "全域土地综合整治与生态修复"
_RECLAIMS = frozenset({"建设用地复垦", "城乡建设用地增减挂钩"})
_SWAP = "城乡建设用地增减挂钩"
_NEW_FARMLAND = "垦造耕地"
_MAKES_FARMLAND = _RECLAIMS | {_NEW_FARMLAND}
_FILED_AS_BALANCE = frozenset({"建设用地复垦", _NEW_FARMLAND})
_A_HUNDRED_YUAN = 100  # in the last places of a sum in 万元
_LAND = ("paddy", "irrigated", "dry")


def dress(scene: Scene, draft: Draft) -> None:
    """Fill in all a project's record says, as far as it has come."""
    _plan(scene, draft)
    for stage, fill in _AT.items():
        if draft.reached(stage):
            fill(scene, draft)
    if draft.text("project_kind") in _RECLAIMS:
        scene.remember("复垦", draft.town.code, draft.text("code"))
    closing_touches(scene, draft, accepted=draft.reached("验收"))


def _plan(scene: Scene, draft: Draft) -> None:
    values = draft.values
    kind = draft.text("project_kind") or scene.turn("reclamation", "project_kind")
    values["project_kind"] = kind
    parts = {"county": draft.town.county, "town": draft.town.name, "village": draft.village}
    values["name"] = scene.unique_name(f"name.{kind}", **parts)
    if kind in _RECLAIMS:
        values["reclaim_source"] = scene.choice("reclamation", "reclaim_source")
        values["households"] = scene.chance.around(2, 6, 60)
    if kind == _CONTIGUOUS:
        values["block_type"] = scene.turn("reclamation", "block_type")
        values["is_five_year_task"] = scene.chance.happens(70)
    if kind == _WHOLE_REGION:
        scene.remember(_WHOLE_REGION, draft.town.county_code, draft.text("code"))
    elif scene.chance.happens(20):
        values["parent_code"] = scene.recall(_WHOLE_REGION, draft.town.county_code)


def _approve(scene: Scene, draft: Draft) -> None:
    values, chance = draft.values, scene.chance
    kind = draft.text("project_kind")
    scale = scene.size("reclamation", draft.text("block_type") or kind)
    values["scale_area"] = scale
    values["approval_doc_no"] = scene.document("approval_doc_no", draft.town, draft.day("立项"))
    values["owner_unit"] = _owner(scene, draft)
    values["budget"] = chance.part(scale, 2200, 6200) // _A_HUNDRED_YUAN * _A_HUNDRED_YUAN
    values["fund_source"] = chance.pick(words("fund"))
    if kind in _RECLAIMS:
        values["approved_reclaim_area"] = chance.part(scale, 850, 960)
    if kind in _MAKES_FARMLAND:
        values["approved_new_farmland"] = chance.part(draft.amount("approved_reclaim_area") or scale, 780, 940)
        _divide(scene, draft, "approved", draft.amount("approved_new_farmland"))
    if kind == _CONTIGUOUS:
        values["contiguous_area"] = chance.part(scale, 960, 1000)
        least = 10_000_0000 if values["block_type"] == "万亩方" else 1000_0000
        values["contiguous_area"] = max(draft.amount("contiguous_area"), least)
    if chance.happens(4):
        lie_across(scene, draft, scale)


def _owner(scene: Scene, draft: Draft) -> str:
    if scene.chance.happens(35):
        return draft.town.government
    return patterns()["village.owner"].format(town=draft.town.name, village=draft.village)


def _divide(scene: Scene, draft: Draft, when: str, area: int) -> None:
    """New farmland as paddy, irrigated and dry land; the three add up to it."""
    chance = scene.chance
    paddy = chance.part(area, 600, 960)
    irrigated = chance.part(area - paddy, 0, 500) if chance.happens(25) else 0
    parts = (paddy, irrigated, area - paddy - irrigated)
    draft.values |= {f"{when}_{land}": part for land, part in zip(_LAND, parts, strict=True)}


def _start(scene: Scene, draft: Draft) -> None:
    chance, start = scene.chance, draft.day("开工")
    due = start + timedelta(chance.between(90, 200))
    draft.values["contractor"] = scene.firm(draft.town, "earth")
    draft.values["due_date"] = due.isoformat()
    if draft.reached("竣工"):
        _complete(scene, draft)
        return
    until = min([draft.life.end, *(day for day in draft.life.days.values() if day > start)])
    percent = min(95, (until - start).days * 100 // (due - start).days)
    if percent >= 10:
        area = draft.amount("scale_area") * percent // 100
        draft.progress["done_area"] = write_down(scene, area, start, until, done=False)
        draft.values["progress_pct"] = percent * 100


def _complete(scene: Scene, draft: Draft) -> None:
    area = scene.chance.part(draft.amount("scale_area"), 940, 1000)
    draft.values |= {"completed_area": area, "progress_pct": 10_000}
    draft.progress["done_area"] = write_down(scene, area, draft.day("开工"), draft.day("竣工"), done=True)


def _accept(scene: Scene, draft: Draft) -> None:
    values, chance = draft.values, scene.chance
    kind, completed = draft.text("project_kind"), draft.amount("completed_area")
    planned = draft.amount("approved_reclaim_area") if kind in _RECLAIMS else completed
    accepted = min(completed, chance.part(planned, 955, 1030))
    values["accept_doc_no"] = scene.document("accept_doc_no", draft.town, draft.day("验收"))
    values["accepted_reclaim_area"] = accepted
    if kind in _MAKES_FARMLAND:
        _credit_farmland(scene, draft, accepted)
    if kind == _SWAP:
        values["swap_quota"] = chance.part(accepted, 600, 850)


def _credit_farmland(scene: Scene, draft: Draft, accepted: int) -> None:
    values, chance, kind = draft.values, scene.chance, draft.text("project_kind")
    farmland = min(accepted, chance.part(draft.amount("approved_new_farmland"), 965, 1020))
    values["accepted_new_farmland"] = farmland
    _divide(scene, draft, "accepted", farmland)
    values["balance_quota"] = chance.part(farmland, 950, 1000) if kind in _FILED_AS_BALANCE else 0
    if kind == _NEW_FARMLAND:
        values["city_pool_area"] = chance.part(farmland, 101, 140)


def _file(scene: Scene, draft: Draft) -> None:
    values, chance = draft.values, scene.chance
    county, year = draft.town.county_code, draft.day("立项").year
    values["filing_no"] = f"{county}{year}{scene.number('filing_no', county, year):04}"
    values["farmland_grade"] = chance.between(45, 85)
    values["planting_status"] = scene.choice("reclamation", "planting_status")
    quota = draft.amount("balance_quota")
    if quota and chance.happens(60):
        values["used_quota"] = chance.part(quota, 100, 600)
        values["transferred_quota"] = chance.part(quota, 0, 350)


def _amend(scene: Scene, draft: Draft) -> None:
    draft.values["review_comment"] = scene.chance.pick(words("comment.amend"))


def _send_back(scene: Scene, draft: Draft) -> None:
    draft.values["review_comment"] = scene.chance.pick(words("comment.returned"))


def _halt(scene: Scene, draft: Draft) -> None:
    day = draft.day(draft.life.stage)
    draft.values["halt_reason"] = scene.chance.pick(words("halt"))
    draft.values["halt_doc_no"] = scene.document("halt_doc_no", draft.town, day)


_AT: dict[str, Callable[[Scene, Draft], None]] = {
    "立项": _approve,
    "开工": _start,
    "验收": _accept,
    "备案": _file,
    "整改": _amend,
    "备案退回": _send_back,
    "中止": _halt,
    "撤销": _halt,
}
