"""One place of a document that states an aim."""

from dataclasses import dataclass
from decimal import Decimal

MILESTONE = "done"


@dataclass(frozen=True, slots=True)
class Mention:
    """One statement of one aim.

    ``value`` is in ``unit``, None where the document leaves the number open; a milestone has the direction
    ``done`` and neither. ``direction`` is empty where no word says it. ``deadlines`` are ISO dates, none
    where none is said.
    ``parent`` is the place of the whole in the list of mentions; ``notes`` say what is suspicious.
    """

    name: str
    value: Decimal | None
    unit: str | None
    scale: int
    direction: str
    commitment: str
    deadlines: tuple[str, ...]
    section: str
    line: int
    sentence: str
    parent: int | None
    notes: tuple[str, ...]

    @property
    def is_milestone(self) -> bool:
        """Whether the aim is a deliverable, not a number."""
        return self.direction == MILESTONE
