"""One figure, as every page and every form shows it. What it is made from is in ``indicators``."""

from fractions import Fraction
from typing import NamedTuple

LAGGING = frozenset({"滞后", "严重滞后"})
"""The signals of a figure below its pace."""


class Figure(NamedTuple):
    """One indicator of one region at one cut-off.

    ``target`` and ``actual`` are exact, in ``unit``; ``rate`` and ``pace`` fractions of the year's target;
    ``difference`` percentage points; ``needed`` what each remaining month must bring. None where not defined.
    """

    indicator: str
    name: str
    region: str
    region_name: str
    period: str
    target: Fraction | None
    actual: Fraction | None
    unit: str
    scale: int
    direction: str
    rate: Fraction | None
    pace: Fraction
    difference: Fraction | None
    needed: Fraction | None
    signal: str
    state: str | None
    date: str | None
