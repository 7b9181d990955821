"""What the clerk says of one proposal of a document before it is stored."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Said:
    """Whether a proposal is taken (None: yes), and its name, value and unit as texts (None: as they were read)."""

    taken: bool | None = None
    name: str | None = None
    value: str | None = None
    unit: str | None = None
