"""What is set in a ledger; what nobody has set has its default from ``resources/settings.csv``."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import select

from app.models import resources, spelled, unchanged
from app.models.base import table_of
from app.models.quantity import Rounding
from app.models.refusal import Refusal
from app.models.session import Session
from app.models.unit import Setting


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be set: its key, its Chinese label, its default, and the values it admits (none: any)."""

    key: str
    label: str
    default: str
    choices: tuple[str, ...]
    description: str


@cache
def known() -> dict[str, Choice]:
    """Everything that can be set, by key."""
    return {
        row["key"]: Choice(
            row["key"], row["label"], row["default"], resources.listed(row["choices"]), row["description"]
        )
        for row in resources.rows("settings.csv")
    }


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of a ledger at one moment."""

    values: dict[str, str]

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, known()[key].default)

    @property
    def unit(self) -> str:
        """The reporting unit's code, six digits where it is a division."""
        return self["unit"]

    @property
    def year(self) -> int:
        """The working year."""
        if not self["year"]:
            raise Refusal("这本台账没有工作年度", "请用 new 新建一本，或用 rebuild 重建")
        return int(self["year"])

    @property
    def cutoff_day(self) -> int:
        """The day of the month the monthly figures close on."""
        return int(self["cutoff_day"])

    @property
    def rounding(self) -> Rounding:
        """The rounding rule of the reports."""
        return Rounding(self["rounding"])


def settings(session: Session) -> Settings:
    """Everything set in a ledger."""
    return unchanged.answer(session, "settings", lambda: Settings(dict(spelled.rows(session.connection(), _SET))))


_SET = select(*(table_of(Setting).c[name] for name in ("id", "value")))
