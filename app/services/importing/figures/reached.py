"""What a file says was reached: entered where it is kept by hand, only compared where the ledgers compute it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models import quantity
from app.models.field import Stored
from app.models.queries.targets import Entered
from app.models.target import EnteredFigure, Indicator
from app.models.work import Row
from app.services.importing import lexicon
from app.services.importing.figures.cell import plain
from app.services.importing.figures.context import Context
from app.services.importing.figures.indicator_names import factor
from app.services.importing.figures.plan import Put, of_row
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.planning.row_plan import Action
from app.services.importing.regions import Region
from app.services.importing.text import compact
from app.services.indicators import STATES


@dataclass(frozen=True, slots=True)
class Reached:
    """What one region had reached, as the ledger knows it at the table's day (None: the file names none)."""

    region: Region
    year: int
    day: str | None
    entered: Mapping[tuple[str, str], Entered]
    computed: Mapping[str, Fraction]

    def held(self, indicator: Indicator) -> Entered | None:
        """What was entered for an indicator up to the day."""
        return self.entered.get((indicator.code, self.region.code))

    def put(self, indicator: Indicator, values: Mapping[str, Stored | None]) -> Put | None:
        """The entry that makes the ledger hold ``values`` at the day; None where it does, or where no day is known."""
        held = self.held(indicator)
        if self.day is None or self.is_held(indicator, values):
            return None
        whole: Row = {"value": None, "state": None, "state_on": None, **values}
        if held is not None and held.cutoff == self.day:
            return Put(Action.UPDATE, EnteredFigure, held.id, whole)
        key: Row = {"year": self.year, "code": indicator.code, "region": self.region.code, "cutoff": self.day}
        return Put(Action.UPDATE if held else Action.CREATE, EnteredFigure, None, {**key, **whole})

    def is_held(self, indicator: Indicator, values: Mapping[str, Stored | None]) -> bool:
        """Whether the newest entry up to the day says the same; the day a state was reached may be another."""
        held = self.held(indicator)
        if held is None:
            return False
        return held.value == values.get("value") and held.state == values.get("state")

    def difference(self, indicator: Indicator, written: Decimal, unit: str) -> Issue | None:
        """A note where the ledgers come to another figure than the file, at the places the file has."""
        computed = self.computed.get(indicator.code)
        if computed is None:
            return None
        places = max(0, -int(written.as_tuple().exponent))
        ours = quantity.decimal(quantity.rounded(computed / factor(indicator, unit), places), places)
        if ours == written:
            return None
        text = f"“{indicator.name}”由台账计算：到 {self.day} 是 {plain(ours)}{unit}，文件里是 {plain(written)}{unit}"
        return of_row(Code.RULE, Severity.NOTE, text)


def reached(context: Context, regions: Iterable[Region]) -> dict[str, Reached]:
    """What each region had reached by a table's day, by the region's code."""
    wanted = {one.code: one for one in regions}
    entered, computed = context.entered(), context.computed(by_town=bool(wanted.keys() - {context.regions.own.code}))
    year, day = context.document.year, context.day
    return {code: Reached(one, year, day, entered, computed.get(code, {})) for code, one in wanted.items()}


def state_in(text: str) -> str | None:
    """The state of a milestone that a cell names."""
    said = compact(text)
    return said if said in STATES else lexicon.choice_synonyms("", "milestone").get(said)
