"""Entering by hand: an indicator the ledgers do not compute, or a milestone's state."""

from datetime import date

from app.models import period, quantity
from app.models.field import LARGEST, Stored
from app.models.period import Period
from app.models.queries import scope as scopes
from app.models.queries import settings as choices
from app.models.queries import targets
from app.models.queries.scope import Scope
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import EnteredFigure, Indicator
from app.models.work import Work
from app.services.indicators import MILESTONE, STATES


def enter(
    store: Store, code: str, when: str, value: str, region: str | None = None, state_on: str | None = None
) -> Indicator:
    """Set a hand-kept indicator's cumulative value, or a milestone's state, at a period's cut-off.

    Raises ``Refusal`` for an unknown indicator or region, a computed one, or a value it cannot hold.
    """
    with store.read() as session:
        chosen = choices.settings(session)
        span = period.parse(when, chosen.cutoff_day)
        scope = scopes.scope(session, chosen)
        indicator = _hand_kept(targets.indicators(session, span.year), code, span.year)
    place = _known_place(scope, region)
    values = _state_values(value, state_on, span) if indicator.direction == MILESTONE else _value(indicator, value)
    with store.write(f"填报 {indicator.code} {indicator.name} {when}") as work:
        _put(work, {"year": span.year, "code": indicator.code, "region": place, "cutoff": span.end.isoformat()}, values)
    return indicator


def _hand_kept(known: list[Indicator], code: str, year: int) -> Indicator:
    found = next((one for one in known if one.code == code.strip().upper()), None)
    if found is None:
        raise Refusal(f"{year} 年没有编号为“{code}”的指标", "请用 figures 查看指标编号")
    if found.source == "computed":
        raise Refusal(f"“{found.name}”由台账自动计算，不能手工填报", "请在台账里登记项目和进度")
    return found


def _known_place(scope: Scope, code: str | None) -> str:
    known = {scope.unit, *(place.code for place in scope.towns())}
    if code is not None and code not in known:
        raise Refusal(f"“{code}”不是本单位或所辖镇(街道)的代码", "请填本单位代码或九位镇(街道)代码")
    return code or scope.unit


def _value(indicator: Indicator, text: str) -> dict[str, Stored | None]:
    return {"value": scaled_value(indicator, text), "state": None, "state_on": None}


def scaled_value(indicator: Indicator, text: str) -> int:
    """A figure typed in an indicator's unit, scaled; raises ``Refusal`` for what it cannot hold."""
    found = quantity.number(text.replace(",", "").removesuffix(indicator.unit))
    if found is None:
        raise Refusal(f"“{text}”不是数字", f"请填以{indicator.unit}为单位的数")
    scaled = quantity.scaled(found, indicator.scale)
    if scaled is None:
        raise Refusal(
            f"“{text}”的小数超过 {indicator.scale} 位", f"请按{indicator.unit}填写，最多 {indicator.scale} 位小数"
        )
    if abs(scaled) > LARGEST:
        raise Refusal(f"“{text}”太大了", f"请核对单位，应填以{indicator.unit}为单位的数")
    if scaled < 0:
        raise Refusal(f"不能是负数：“{text}”", "累计数请填从年初到这一期末的数")
    return scaled


def _state_values(text: str, state_on: str | None, span: Period) -> dict[str, Stored | None]:
    if text not in STATES:
        raise Refusal(f"里程碑没有“{text}”这样的状态", f"请填{'、'.join(STATES)}之一")
    try:
        day = date.fromisoformat(state_on) if state_on else span.end
    except ValueError as error:
        raise Refusal(f"“{state_on}”不是日期", "请写成 2022-03-25 的样子") from error
    if day > span.end:
        raise Refusal(f"“{state_on}”晚于 {span.text} 的截止日 {span.end}", "请改日期，或填报到那一天所在的报告期")
    return {"value": None, "state": text, "state_on": day.isoformat() if text == STATES[-1] else None}


def _put(work: Work, key: dict[str, Stored | None], values: dict[str, Stored | None]) -> None:
    known = targets.entered(work.session, int(key["year"] or 0), str(key["cutoff"]))
    held = known.get((str(key["code"]), str(key["region"])))
    if held is not None and held.cutoff == key["cutoff"]:
        work.update(EnteredFigure, [(held.id, values)])
    else:
        work.insert(EnteredFigure, [{**key, **values}])
