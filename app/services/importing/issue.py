"""What is said about a cell or a row that was not simply taken (the issue codes of the import's answer)."""

from dataclasses import dataclass
from enum import StrEnum

from app.models.field import Stored
from app.services.workbook.book import Position, column_of


class Severity(StrEnum):
    """How much an issue weighs: an error is no value, a warning a value in doubt, a note is for information."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Code(StrEnum):
    """What an issue is about."""

    NOT_A_NUMBER = "not-a-number"
    NOT_A_DATE = "not-a-date"
    UNKNOWN_CHOICE = "unknown-choice"
    UNKNOWN_REGION = "unknown-region"
    REQUIRED = "required"
    OUT_OF_RANGE = "out-of-range"
    RULE = "rule"
    DUPLICATE = "duplicate"
    AMBIGUOUS = "ambiguous"
    MAGNITUDE = "magnitude"
    PRECISION = "precision"
    FORMULA_WITHOUT_VALUE = "formula-without-value"
    ERROR_VALUE = "error-value"
    TOTAL_MISMATCH = "total-mismatch"
    STALE_RATIO = "stale-ratio"
    HIDDEN = "hidden"
    STRUCK = "struck"
    COMMENT = "comment"
    MARKED = "marked"
    STAGE_ORDER = "stage-order"
    COMPOSITE = "composite"
    LOCKED_PERIOD = "locked-period"


@dataclass(frozen=True, slots=True)
class Problem:
    """What a cleaner has to say about a cell, before it knows which cell it is."""

    code: Code
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A cell's stored value (None: blank, or not understood) and what is to be said about it.

    ``more`` are values for other fields that the same cell holds (an address down to the village);
    ``foreign`` says that the cell names a place outside the ledger's unit.
    """

    value: Stored | None = None
    problem: Problem | None = None
    more: tuple[tuple[str, Stored], ...] = ()
    foreign: bool = False

    @property
    def pending(self) -> bool:
        """Whether the text was not understood and waits to be put right (``decisions.md`` 17)."""
        return self.problem is not None and self.problem.severity is Severity.ERROR


BLANK = Cleaned()


def refused(code: Code, text: str) -> Cleaned:
    """A cell that is no value."""
    return Cleaned(None, Problem(code, Severity.ERROR, text))


def doubted(value: Stored, code: Code, text: str) -> Cleaned:
    """A value that was taken, with a doubt beside it."""
    return Cleaned(value, Problem(code, Severity.WARNING, text))


def noted(value: Stored, code: Code, text: str) -> Cleaned:
    """A value that was taken, with a remark beside it."""
    return Cleaned(value, Problem(code, Severity.NOTE, text))


@dataclass(frozen=True, slots=True)
class Issue:
    """A problem in its place; ``column`` and ``cell`` are None where the whole row is meant."""

    column: str | None
    cell: str | None
    code: Code
    severity: Severity
    text: str
    field: str | None = None
    raw: str | None = None

    def place(self, row: int) -> Position | None:
        """The cell that is meant, of a row that the problem was found in; None where it is the whole row."""
        if not self.column:
            return None
        return int((self.cell or "").removeprefix(self.column) or row), column_of(self.column)
