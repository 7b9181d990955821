"""The headless command about what is aimed at: every target, its paper, its revision, and whether the parts add up."""

import argparse
from collections.abc import Iterator, Mapping, Sequence

from app.models.quantity import decimal, plain
from app.services.importing.figures import cell as figure_cell
from app.services.targeting import SetTarget, TargetLine, targets_set
from app.ui.headless.answer import day, opened, say
from app.ui.headless.table import lines

_HEADER = ("编号", "指标", "单位", "地区", "目标", "第几次下达", "文号", "生效", "下辖合计", "相差")


def listed(arguments: argparse.Namespace) -> int:
    """``targets``: the unit's targets, with ``--by town`` those below it too."""
    with opened(arguments) as store:
        found = targets_set(store, day(arguments.as_of))
    say(arguments, [_answer(one) for one in found], _lines(found, by_town=arguments.by == "town"))
    return 0


def _answer(one: TargetLine) -> Mapping[str, object]:
    """One indicator as ``targets --json`` prints it: exact figures in its unit, ``towns`` those that have a target."""
    indicator = one.indicator
    return {
        "indicator": indicator.code,
        "name": indicator.name,
        "unit": indicator.unit,
        "direction": indicator.direction,
        **_set(one.own, indicator.scale),
        "towns": [_set(town, indicator.scale) for town in one.below],
        "sum": _shown(one.total, indicator.scale),
        "difference": _shown(one.difference, indicator.scale),
    }


def _set(one: SetTarget, scale: int) -> Mapping[str, object]:
    return {
        "region": one.region,
        "target": _shown(one.value, scale),
        "revision": one.revision,
        "effective": one.effective,
        "doc_no": one.doc_no,
        "inherited": one.inherited,
    }


def _lines(found: Sequence[TargetLine], *, by_town: bool) -> Iterator[str]:
    rows = [row for one in found for row in _rows(one, by_town=by_town)]
    yield from lines(_HEADER, rows, right=frozenset({4, 8, 9}))
    uneven = [one.indicator.name for one in found if one.difference]
    missing = [one.indicator.name for one in found if one.own.value is None]
    if uneven:
        yield f"下辖合计与本单位目标不一致的有 {len(uneven)} 项：{'、'.join(uneven)}，请核对任务分解表"
    if missing:
        yield f"还没有目标的有 {len(missing)} 项，请导入任务分解表"


def _rows(one: TargetLine, *, by_town: bool) -> Iterator[tuple[str, ...]]:
    scale = one.indicator.scale
    head = (one.indicator.code, one.indicator.name, one.indicator.unit)
    yield (*head, *_told(one.own, scale), _short(one.total, scale), _short(one.difference, scale))
    if by_town:
        yield from (("", "", "", *_told(town, scale), "", "") for town in one.below)


def _told(one: SetTarget, scale: int) -> tuple[str, ...]:
    which = "沿用上级" if one.inherited else str(one.revision or "")
    return (one.region_name, _short(one.value, scale), which, one.doc_no or "", one.effective or "")


def _short(value: int | None, scale: int) -> str:
    """A figure as a person reads it, without zeros that say nothing."""
    return "" if value is None else figure_cell.plain(decimal(value, scale))


def _shown(value: int | None, scale: int) -> str | None:
    return None if value is None else plain(decimal(value, scale))
