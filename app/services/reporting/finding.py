"""One thing that a report breaks, as people and programs are told of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.services.reporting.form import Form, Level
from app.services.reporting.form_checks import BEFORE, INDICATOR, OWN
from app.services.reporting.relation import Constant, Expression, Operation, Ref

_MOST_NAMES = 5


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that does not hold: how much it binds, the row, the relation, and the sentence for the clerk.

    ``records`` are the ids of the records behind it, where some are; ``check`` is the name of the check within its
    form, ``columns`` the columns as a sentence names them, ``left`` and ``right`` the two sides with their operands.
    ``reason`` says why a 提示 may stand.
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

    @property
    def told(self) -> str:
        """The sentence, and why it may stand where that was said."""
        return f"{self.sentence}（已说明：{self.reason}）" if self.reason else self.sentence


ShownOf = Callable[[Ref], str]
"""The value of a reference as it is printed."""


def side(tree: Expression, label_of: ShownOf, shown_of: ShownOf) -> str:
    """A side of a relation as a sentence says it: names and numbers."""
    match tree:
        case Ref():
            return f"{label_of(tree)} {shown_of(tree)}"
        case Constant(text=text):
            return text
        case Operation(operator=operator, left=left, right=right):
            return f"{side(left, label_of, shown_of)} {operator} {side(right, label_of, shown_of)}"


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
