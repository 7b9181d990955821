"""One thing that a report breaks, as people and programs are told of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from app.models.quantity import decimal, plain, rounded
from app.services.reporting.forms.form import BEFORE, INDICATOR, OWN, Form, Level
from app.services.reporting.forms.relation import Expression, Operation, Ref, spelled

_FIGURE = re.compile(r"\d+(?:\.\d+)?")
_MOST_NAMES = 5
_MORE_PLACES = 6


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that does not hold: how much it binds, the row, the relation, and the sentence for the clerk.

    ``records`` are the ids of the records behind it, where some are; ``check`` is the name of the check within its
    form, ``columns`` the columns as a sentence names them, ``left`` and ``right`` the two sides with their operands.
    ``reason`` says why a 提示 may stand; ``earlier_reason`` why others of its check might, before it was found.
    ``compared`` is the part of the sentence that sets the sides against each
    other, ``broken_by`` the records that by themselves break the relation, where that is known.
    """

    level: Level
    row: str
    relation: str
    sentence: str
    records: tuple[int, ...] = ()
    check: str = ""
    sheet: str = ""
    columns: tuple[str, ...] = ()
    left: str = ""
    right: str = ""
    reason: str = ""
    compared: str = ""
    broken_by: tuple[int, ...] = ()
    earlier_reason: str = ""

    @property
    def told(self) -> str:
        """The sentence, and why it may stand where that was said."""
        if self.reason:
            return f"{self.sentence}（已说明：{self.reason}）"
        if self.earlier_reason:
            return f"{self.sentence}（原来的说明“{self.earlier_reason}”写在这个数字之前，请看过后重新说明）"
        return self.sentence

    @property
    def facts(self) -> str:
        """Where it was found and with which figures, the same however the sentence about it is worded."""
        return " ".join([self.sheet, self.row, *_FIGURE.findall(self.sentence)])


_SIGNS = {"*": "×", "/": "÷"}


def side(tree: Expression, named: Callable[[Ref], str], worth: str) -> str:
    """A side of a relation as a sentence says it: names, numbers, and what they come to (``worth``)."""
    text = spelled(tree, named, lambda operator: f" {_SIGNS.get(operator, operator)} ")
    return f"{text} = {worth}" if isinstance(tree, Operation) else text


def figure(value: Fraction, places: int) -> str:
    """A number worked out of printed ones, with as many places as they have; with more only where it needs them."""
    exact = next((more for more in range(places, places + _MORE_PLACES) if (value * 10**more).denominator == 1), None)
    kept = places + 2 if exact is None else exact
    text = plain(decimal(rounded(value, kept), kept))
    return f"约 {text}" if exact is None else text


def own_label(form: Form, number: str) -> str:
    """How a sentence names a column of the form."""
    return form.columns[form.index(number)].label


def foreign_label(ref: Ref, form: Form) -> str:
    """How a sentence names what stands in another table; ``form`` is that table's."""
    match ref.of, ref.number:
        case (of, "行数") if of == OWN:
            return "本表符合条件的行数"
        case (of, "行数"):
            return f"{form.name}({of})符合条件的行数"
        case (of, number) if of == BEFORE:
            return f"上期{own_label(form, number)}"
        case (of, number) if of == INDICATOR:
            return f"年度指标 {number}"
        case (of, number):
            return f"{form.name}({of}){own_label(form, number)}"


def printed(cell: Decimal | str | None) -> str:
    """A cell as a sentence shows it."""
    return "空白" if cell is None else f"{cell:f}" if isinstance(cell, Decimal) else cell


def names_of(names: Sequence[str]) -> str:
    """The first few of some names."""
    shown = "、".join(names[:_MOST_NAMES])
    return f"{shown} 等" if len(names) > _MOST_NAMES else shown
