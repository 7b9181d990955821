"""What the three ledgers and what stands in them are called on the screen."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """A ledger's name and what one record of it is called."""

    title: str
    record: str


KINDS = {
    "reclamation": Named("土地复垦", "项目"),
    "demolition": Named("拆违", "点位"),
    "greening": Named("绿化", "地块"),
}


def held(records: Mapping[str, int]) -> str:
    """How many records of each kind there are."""
    return "，".join(f"{KINDS[kind].title} {count}" for kind, count in records.items())
