"""The commands about figures: telling them, and entering those that are kept by hand."""

import argparse
from collections.abc import Iterator, Mapping
from fractions import Fraction

from app.models.target import Indicator
from app.services import entering, indicators
from app.services.figure import Figure
from app.ui.headless.answer import day, opened, say
from app.ui.headless.table import lines


def told(arguments: argparse.Namespace) -> int:
    """Tell every indicator of a day, of the unit, its towns or its months."""
    with opened(arguments) as store:
        found = indicators.figures(store, day(arguments.as_of), arguments.by)
    say(arguments, [figure_row(figure) for figure in found], _figure_lines(found))
    return 0


def figure_row(figure: Figure) -> Mapping[str, str | None]:
    """One figure as ``figures --json`` prints it."""
    return {
        "indicator": figure.indicator,
        "region": figure.region,
        "period": figure.period,
        "target": indicators.exact(figure.target, figure.scale),
        "actual": indicators.exact(figure.actual, figure.scale),
        "unit": figure.unit,
        "rate": indicators.exact(figure.rate, 4),
        "pace": indicators.exact(figure.pace, 4),
        "difference": indicators.exact(figure.difference, 2),
        "signal": figure.signal,
        "state": figure.state,
        "date": figure.date,
    }


def _figure_lines(found: list[Figure]) -> Iterator[str]:
    header = ("编号", "地区", "报告期", "指标", "单位", "目标", "累计", "完成率", "序时", "差额", "评价")
    rows = [
        (
            one.indicator,
            one.region_name,
            one.period,
            one.name,
            one.unit,
            _shown(one.target, one.scale),
            one.state or _shown(one.actual, one.scale),
            _percent(one.rate),
            _percent(one.pace),
            _shown(one.difference, 2),
            one.signal,
        )
        for one in found
    ]
    yield from lines(header, rows, right=frozenset({5, 6, 7, 8, 9}))


def _shown(value: Fraction | None, places: int) -> str:
    return "" if value is None else indicators.rounded_text(value, places)


def _percent(value: Fraction | None) -> str:
    return "" if value is None else f"{indicators.rounded_text(value * 100, 2)}%"


def enter(arguments: argparse.Namespace) -> int:
    """Enter the value of an indicator that no ledger computes."""
    with opened(arguments, writing=True) as store:
        found = entering.enter(
            store, arguments.indicator, arguments.period, arguments.value, arguments.region, arguments.date
        )
        batch = store.last_change.batch
    answer = {"indicator": found.code, "period": arguments.period, "value": arguments.value, "batch": batch}
    said = arguments.value.removesuffix(unit := _unit_of(found)) + unit
    say(arguments, answer, [f"已填报 {found.code} {found.name} {arguments.period}：{said}"])
    return 0


def _unit_of(found: Indicator) -> str:
    return "" if found.direction == indicators.MILESTONE else found.unit
