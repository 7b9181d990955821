"""A cell of a table of indicators -> an exact number in the unit it is written in, then in the indicator's own."""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models import quantity
from app.models.field import LARGEST, Field, FieldType
from app.models.target import Indicator
from app.services.importing import lexicon
from app.services.importing.clean.number import clean_number
from app.services.importing.figures.indicator_names import factor
from app.services.importing.issue import BLANK, Code, Problem, Severity
from app.services.importing.text import figure
from app.services.workbook.book import Cell, Mark

_PLACES = (4, 8)  # the second is tried where the first is too few for what is written
_PERCENT = "%"


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell's number in the unit it stands in (None: blank or not understood), and what is to be said about it."""

    number: Decimal | None = None
    problem: Problem | None = None

    @property
    def text(self) -> str:
        """The number in plain digits without zeros that say nothing."""
        return "" if self.number is None else plain(self.number)


def plain(number: Decimal) -> str:
    """A number in plain digits without zeros at its end."""
    return quantity.plain(number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize())


def amount(cell: Cell, mark: Mark | None, label: str, unit: str, usual: Fraction | None = None) -> Amount:
    """What a cell holds in ``unit``; a share of 1 under a percentage is told by ``usual``, the size it should have."""
    if mark and mark.error:
        return Amount(None, _error(Code.ERROR_VALUE, f"单元格是错误值 {mark.error}，请在表中改正"))
    if mark and mark.struck and cell != "":
        return Amount(None, _error(Code.STRUCK, f"“{cell}”画了删除线，没有采用"))
    if mark and mark.kept:
        return Amount(None, _error(Code.STRUCK, f"“{cell}”有一部分画了删除线，没有采用"))
    if mark and mark.formula and cell == "":
        text = "公式没有存下结果，请用 WPS 或 Excel 打开保存一次再导入"
        return Amount(None, _error(Code.FORMULA_WITHOUT_VALUE, text))
    if unit == _PERCENT:
        return _percentage(cell, label, usual)
    return _read(cell, label, unit)


def aimed(cell: Cell) -> tuple[Cell, str]:
    """A target without what says which way it is meant, and that way: ``≥500`` and ``500亩以上`` are 500, ``>=``."""
    if isinstance(cell, str):
        said = figure(cell)
        for sort, direction in (("at_least", ">="), ("at_most", "<=")):
            for word in sorted(lexicon.words(sort), key=len, reverse=True):
                rest = said.removeprefix(word) if said.startswith(word) else said.removesuffix(word)
                if rest != said:
                    return rest, direction
    return cell, ""


def _error(code: Code, text: str) -> Problem:
    return Problem(code, Severity.ERROR, text)


def _read(cell: Cell, label: str, unit: str) -> Amount:
    found = BLANK
    if isinstance(cell, str) and unit in lexicon.words("counting"):
        cell = figure(cell).removesuffix(unit)
    for places in _PLACES:
        field = Field(label, FieldType.QUANTITY, unit=unit, scale=places)
        found = clean_number(cell, field, unit, Fraction(1))
        if found.problem is None or found.problem.code is not Code.PRECISION:
            break
    number = None if found.value is None else quantity.decimal(int(found.value), places)
    return Amount(number, found.problem)


def _percentage(cell: Cell, label: str, usual: Fraction | None) -> Amount:
    """``85%``, 85 or 0.85; a bare number up to 1 is the one of its two readings that lies nearer to the usual size."""
    if isinstance(cell, str) and figure(cell).endswith(_PERCENT):
        return _read(figure(cell).removesuffix(_PERCENT), label, _PERCENT)
    found = _read(cell, label, _PERCENT)
    if found.number is None or not 0 < found.number <= 1 or usual is None or not _is_share(found.number, usual):
        return found
    hundredfold = found.number * 100
    if Fraction(1, 2) <= Fraction(hundredfold) / usual <= 2:
        return Amount(hundredfold)
    text = f"“{cell}”按比例换算成 {plain(hundredfold)}%"
    return Amount(hundredfold, Problem(Code.AMBIGUOUS, Severity.WARNING, text))


def _is_share(number: Decimal, usual: Fraction) -> bool:
    as_percent, as_share = Fraction(number) / usual, Fraction(number) * 100 / usual
    return max(as_share, 1 / as_share) < max(as_percent, 1 / as_percent)


@dataclass(frozen=True, slots=True)
class Kept:
    """A number as the indicator keeps it: a scaled integer, and what its places could not hold."""

    value: int
    problem: Problem | None


def kept(number: Decimal, unit: str, indicator: Indicator) -> Kept | None:
    """``number`` in ``unit`` as the indicator stores it; None where it is too large to be stored."""
    exact = Fraction(number) * factor(indicator, unit)
    value = quantity.rounded(exact, indicator.scale)
    if abs(value) > LARGEST:
        return None
    if Fraction(value, 10**indicator.scale) == exact:
        return Kept(value, None)
    held = plain(quantity.decimal(value, indicator.scale))
    text = f"{plain(number)}{unit} 合 {indicator.unit}后的小数超过 {indicator.scale} 位，按 {held}{indicator.unit} 保存"
    return Kept(value, Problem(Code.PRECISION, Severity.WARNING, text))


def shown(value: int, indicator: Indicator, unit: str) -> str:
    """A stored value in ``unit``, exactly."""
    exact = Fraction(value, 10**indicator.scale) / factor(indicator, unit)
    return plain(Decimal(exact.numerator) / Decimal(exact.denominator))
