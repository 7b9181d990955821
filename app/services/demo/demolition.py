"""The demolition points of a demo year: what each stage fills in, in the order the stages come."""

from collections.abc import Callable
from datetime import timedelta

from app.services.demo.record import closing_touches, photograph, write_down
from app.services.demo.scene import Draft, Scene
from app.services.demo.wording import patterns, words

_FIRM, _VILLAGE = "企业", "村集体"
_COUNTRYSIDE = "乡村违法建筑"
_TOWN_RULES = "镇政府(街道)"
_PENALISED = frozenset({"罚款补办", "没收"})
_LINKS = {"复垦": "reclamation_code", "复绿": "greening_code"}


def dress(scene: Scene, draft: Draft) -> None:
    """Fill in all a point's record says, as far as it has come."""
    _find(scene, draft)
    _measure(scene, draft)
    for stage, fill in _AT.items():
        if draft.reached(stage):
            fill(scene, draft)
    closing_touches(scene, draft, accepted=draft.reached("销号"))


def _find(scene: Scene, draft: Draft) -> None:
    values, chance, town = draft.values, scene.chance, draft.town
    party = scene.choice("demolition", "party_type")
    values["party_type"] = party
    values["party_name"] = _party(scene, draft, party)
    if chance.happens(70):
        values["party_id_no"] = scene.identity(town, firm=party == _FIRM)
    for name in ("zone_type", "special_category", "land_class", "discovery_source"):
        values[name] = scene.choice("demolition", name)
    values["land_property"] = "集体" if values["zone_type"] == _COUNTRYSIDE or chance.happens(30) else "国有"
    values["is_precise"] = chance.happens(12)
    values["leader"] = scene.person()
    if values["stock_type"] == "新增" and chance.happens(6):
        values["previous_code"] = scene.recall("拆除", town.code)


def _party(scene: Scene, draft: Draft, party: str) -> str:
    if party == _FIRM:
        return scene.firm(draft.town, "trade")
    if party == _VILLAGE:
        return patterns()["village.owner"].format(town=draft.town.name, village=draft.village)
    return scene.person()


def _measure(scene: Scene, draft: Draft) -> None:
    values, chance, town = draft.values, scene.chance, draft.town
    use = scene.choice("demolition", "building_use")
    floors = chance.mixed(((1, 70), (2, 22), (3, 8)))
    illegal = scene.size("demolition", use)
    build = illegal if chance.happens(60) else chance.part(illegal, 1000, 1600)
    values |= {
        "building_use": use,
        "building_structure": scene.choice("demolition", "building_structure"),
        "floors_up": floors,
        "floors_down": int(chance.happens(2)),
        "illegal_area": illegal,
        "build_area": build,
        "cover_area": build // floors,
    }
    if chance.happens(45):
        parts = {"town": town.name, "village": draft.village, "what": use}
        values["name"] = scene.unique_name("name.demolition", **parts)
    _papers(scene, draft)


def _papers(scene: Scene, draft: Draft) -> None:
    """When it was built, and what certificates there are."""
    values, chance, town = draft.values, scene.chance, draft.town
    found = draft.day("发现")
    if values["stock_type"] == "新增":
        built = found - timedelta(chance.between(5, 90))
        values["built_date"] = built.isoformat()[:7]
        return
    built_year = found.year - chance.between(3, 25)
    values["built_date"] = str(built_year)
    if chance.happens(25):
        values["land_cert_no"] = patterns()["cert.land"].format(
            short=town.short, year=built_year, number=chance.between(100, 99_999)
        )
    if chance.happens(15):
        values["house_cert_no"] = patterns()["cert.house"].format(
            short=town.short, number=chance.between(10_000, 9_999_999)
        )


def _rule(scene: Scene, draft: Draft) -> None:
    """The ruling; where a building came down on the day it was found, it is made up for that day."""
    day = draft.day("认定" if draft.reached("认定") else "拆除")
    countryside = draft.values["zone_type"] == _COUNTRYSIDE
    draft.values["ruling_body"] = _TOWN_RULES if countryside else scene.choice("demolition", "ruling_body")
    draft.values["ruling_date"] = day.isoformat()
    draft.values["ruling_doc_no"] = scene.own_document("ruling_doc_no", draft.town, day)


def _order(scene: Scene, draft: Draft) -> None:
    day = draft.day("限期自拆")
    draft.values["order_doc_no"] = scene.own_document("order_doc_no", draft.town, day)
    draft.values["demolish_deadline"] = (day + timedelta(scene.chance.pick((7, 15, 30, 30)))).isoformat()


def _prosecute(scene: Scene, draft: Draft) -> None:
    """A case, closed some time after what it was about."""
    day = draft.day("立案强拆")
    draft.values["case_no"] = scene.own_document("case_no", draft.town, day)
    if draft.reached("拆除"):
        closed = draft.day("拆除") + timedelta(scene.chance.between(5, 40))
        draft.values["case_closed_date"] = closed.isoformat() if closed <= draft.life.end else None


def _demolish(scene: Scene, draft: Draft) -> None:
    values, chance = draft.values, scene.chance
    if not draft.reached("认定"):
        _rule(scene, draft)
    area = draft.amount("illegal_area")
    if chance.happens(1):
        area = chance.part(area, 1010, 1080)
        values["remark"] = chance.pick(words("remark.over"))
    elif chance.happens(15):
        area = chance.part(area, 820, 990)
    end = draft.day("拆除")
    begun = end - timedelta(chance.between(25, 50)) if chance.happens(5) else end
    start = max(begun, draft.day("限期自拆" if draft.reached("限期自拆") else "发现"))
    draft.progress["demolished_area"] = write_down(scene, area, start, end, done=True)
    values["demolished_cover_area"] = min(
        draft.amount("cover_area"), chance.part(draft.amount("cover_area"), 850, 1150)
    )
    scene.remember("拆除", draft.town.code, draft.text("code"))


def _confiscate(scene: Scene, draft: Draft) -> None:
    draft.values["confiscated_area"] = draft.amount("illegal_area")
    _fine(scene, draft)


def _fine(scene: Scene, draft: Draft) -> None:
    if draft.values["disposal_method"] in _PENALISED:
        draft.values["fine_amount"] = scene.chance.part(draft.amount("illegal_area"), 5_000, 60_000) // 10000 * 10000


def _hold(scene: Scene, draft: Draft) -> None:
    draft.values["remark"] = scene.chance.pick(words("remark.hold"))


def _close(scene: Scene, draft: Draft) -> None:
    """All that was illegal is disposed of, whether it came down or was kept; of some points only what came down."""
    demolished = sum(amount for _, amount in draft.progress.get("demolished_area", ()))
    whole = not demolished or scene.chance.happens(60)
    draft.values["disposed_area"] = max(demolished, draft.amount("illegal_area")) if whole else demolished
    photograph(draft)


def _reuse(scene: Scene, draft: Draft) -> None:
    """What the land became; where that is a project of the other ledgers, one that is there."""
    values = draft.values
    purpose, code = scene.choice("demolition", "reuse_type"), None
    while purpose in _LINKS and (code := scene.recall(purpose, draft.town.code)) is None:
        purpose = scene.choice("demolition", "reuse_type")
    values["reuse_type"] = purpose
    if code is not None:
        values[_LINKS[purpose]] = code
    values["reuse_area"] = scene.chance.part(draft.amount("demolished_cover_area"), 700, 1000)


def _dismiss(scene: Scene, draft: Draft) -> None:
    draft.values["remark"] = scene.chance.pick(words("remark.close"))


_AT: dict[str, Callable[[Scene, Draft], None]] = {
    "认定": _rule,
    "限期自拆": _order,
    "立案强拆": _prosecute,
    "拆除": _demolish,
    "补办保留": _fine,
    "没收": _confiscate,
    "暂缓拆除": _hold,
    "销号": _close,
    "拆后利用": _reuse,
    "关闭": _dismiss,
}
