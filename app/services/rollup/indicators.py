"""The year's indicators of several units as one table: sums where they add up, what all agree on elsewhere.

A percentage, a milestone and a limit are nobody's sum (``decisions.md`` 8, 11): each unit's own stands on a sheet of
its own.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from app.models.queries import Session
from app.models.queries import scope as scopes
from app.models.queries.scope import Place
from app.models.queries.settings import Settings
from app.models.refusal import Refusal
from app.services.indicators import MILESTONE
from app.services.reporting.forms.form import Column, Computed, Fact, Form, Source
from app.services.reporting.indicator_lines import DIRECTIONS
from app.services.reporting.printed import computed
from app.services.reporting.table import NOT_APPLICABLE, Line, Printed, Table, Value
from app.services.rollup.gather import Gathered, by_unit
from app.services.rollup.merge import blank
from app.services.rollup.part import Cells, Part
from app.services.rollup.units import above, are_several

_BY_UNIT = "分单位明细"
_SUMMED = frozenset({"target", "current", "actual", "last_year"})
_LIMIT, _DONE = DIRECTIONS["<="], DIRECTIONS[MILESTONE]


class Indicators:
    """The workbooks of one form whose rows are indicators, in the units' order; ``nodes`` names the units to take."""

    def __init__(
        self, session: Session, form: Form, parts: Sequence[Part], settings: Settings, nodes: Sequence[str]
    ) -> None:
        self.form, self.settings, self.period = form, settings, parts[0].period
        self.scope = above(session, scopes.scope(session, settings), parts)
        places = self.scope.towns() if are_several(parts) else [Place(self.scope.unit, self.scope.name)]
        self.gathered = _chosen(by_unit(parts, places), nodes)
        self._at = {one.source.name: index for index, one in enumerate(form.columns) if isinstance(one.source, Fact)}
        self._require_one_unit()

    def _require_one_unit(self) -> None:
        """Refuse an indicator that units sent in different units of measure: added up, its figure would be wrong."""
        said: dict[str, dict[str, Part]] = {}
        for _, part in self.gathered.used:
            for name, cells in part.lines.items():
                said.setdefault(name, {}).setdefault(str(cells[self._at["unit"]] or "").strip(), part)
        for name, units in said.items():
            if len(units) > 1:
                told = "，".join(f"{part.label}是{unit or '空白'}" for unit, part in units.items())
                raise Refusal(f"“{name}”的计量单位不一致：{told}", "请把各单位的数改成同一个计量单位后再汇总")

    def tables(self) -> list[Table]:
        """The indicators of all units together, and each unit's own."""
        together, own = (blank(one, self.period, self.scope, self.settings) for one in self._forms())
        names = dict.fromkeys(name for _, part in self.gathered.used for name in part.lines)
        lines = [self._line(number, name) for number, name in enumerate(names, 1)]
        return [replace(together, lines=tuple(lines)), replace(own, lines=tuple(self._own_lines()))]

    def _forms(self) -> tuple[Form, Form]:
        return self.form, replace(self.form, sheet=_BY_UNIT, checks=(), signatures=())

    def _line(self, number: int, name: str) -> Line:
        rows = [part.lines[name] for _, part in self.gathered.used if name in part.lines]
        direction = str(rows[0][self._at["direction"]] or "")
        adds = rows[0][self._at["unit"]] != "%" and not direction.startswith(_DONE)
        limit = direction.startswith(_LIMIT)

        def cell(index: int, column: Column) -> Printed:
            source = column.source
            if source == Fact("ordinal"):
                return Decimal(number)
            if isinstance(source, Computed) or not isinstance(source, Fact):
                return None
            if source.name not in _SUMMED:
                return _common(rows, index)
            if adds and not (limit and source.name == "target"):
                return _sum(rows, index)
            return _common(rows, index) or NOT_APPLICABLE

        line = Line(name, name, tuple(cell(index, column) for index, column in enumerate(self.form.columns)))
        return computed(self.form, line, _judged(adds=adds and not limit), self.settings.rounding)

    def _own_lines(self) -> list[Line]:
        ordinal, named = self._at["ordinal"], self._at["name"]
        found: list[Line] = []
        for place, part in self.gathered.used:
            for name, cells in part.lines.items():
                called = f"{place.name} {cells[named]}"
                known: dict[int, Printed] = {ordinal: Decimal(len(found) + 1), named: called}
                told = tuple(known.get(index, cell) for index, cell in enumerate(cells))
                found.append(Line(f"{place.code}/{name}", called, told))
        return found


def _chosen(gathered: Gathered, nodes: Sequence[str]) -> Gathered:
    """Only the named units; nobody else is missing then."""
    names = [one.strip() for one in nodes]
    there = [place.name for place, _ in gathered.used]
    if unknown := [name for name in names if name not in there]:
        raise Refusal(f"文件里没有“{unknown[0]}”", f"--nodes 请从这些里选：{'、'.join(there)}")
    if not names:
        return gathered
    used = tuple(pair for pair in gathered.used if pair[0].name in names)
    return Gathered(used, tuple(one for one in gathered.sent if one.name in names))


def _judged(*, adds: bool) -> Callable[[Source], Value]:
    """What a rate hangs on: where nothing adds up, there is none."""
    return lambda _: Fraction(1) if adds else NOT_APPLICABLE


def _sum(rows: Sequence[Cells], index: int) -> Decimal | None:
    figures = [cell for row in rows if isinstance(cell := row[index], Decimal)]
    return sum(figures, Decimal(0)) if figures else None


def _common(rows: Sequence[Cells], index: int) -> Printed:
    """What all units that say anything agree on."""
    said = {row[index] for row in rows if row[index] is not None}
    return said.pop() if len(said) == 1 else None
