"""Whether the targets of the parts come to the unit's own, once a file is in (``decisions.md`` 8)."""

from collections.abc import Iterator, Mapping

from app.models.quantity import decimal
from app.models.target import Indicator
from app.services.importing.figures.cell import plain
from app.services.importing.figures.context import Context


def uneven(context: Context, read: Mapping[tuple[str, str], int]) -> Iterator[str]:
    """A sentence for each indicator of ``read`` whose parts differ from the whole, one for those without a whole.

    ``read`` maps (indicator, region) to the values of the file, scaled as the indicator is.
    """
    held = {key: known[-1].value for key, known in context.revisions.items() if known}
    targets = {**held, **read}
    own = context.regions.own
    indicators = {one.code: one for one in context.names.indicators.exact.values()}
    wholeless = []
    for code in dict.fromkeys(code for code, _ in read):
        indicator, whole = indicators[code], targets.get((code, own.code))
        parts = [value for part in context.regions.parts if (value := targets.get((code, part))) is not None]
        if not parts or not adds_up(indicator):
            continue
        if whole is None:
            wholeless.append(indicator.name)
        elif whole != sum(parts):
            yield _differs(indicator, own.name, whole, sum(parts))
    if wholeless:
        yield f"{'、'.join(wholeless)}：{own.name}的年度任务还没有，只导入了下辖各地的，请导入或填写{own.name}的任务"


def adds_up(indicator: Indicator) -> bool:
    """Whether the parts of a region add up to it: quantities and counts do, shares and limits do not."""
    return indicator.unit != "%" and indicator.direction in (">=", "=")


def _differs(indicator: Indicator, name: str, whole: int, parts: int) -> str:
    said, summed, gap = (
        plain(decimal(value, indicator.scale)) + indicator.unit for value in (whole, parts, parts - whole)
    )
    return f"{indicator.name}：下辖各地的任务合计 {summed}，{name}的任务是 {said}，相差 {gap}，请核对"
