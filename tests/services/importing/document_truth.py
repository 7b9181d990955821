"""How well a document was read: its proposals against the truth that is kept beside it.

The truth is ``<same name>.csv``: ``name`` (several acceptable ones with ``|``, any longer name that holds one
is as good), ``value``, ``unit``, ``direction`` and ``commitment`` (empty: either reading is sound),
``deadline`` (several with ``;``, empty: the year's end), ``parent``; ``?`` where any reading
is sound. Deliverables without a figure are not listed: they are neither asked for nor counted as too many.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from app.services.importing.text import key
from tests.services.importing.documents import DOCUMENTS

_ANY = ("?",)
_OPEN = ("", *_ANY)

Truth = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Score:
    """What was found, what was not, what should not have been, and what of a found one is wrong."""

    found: int
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def precision(self) -> float:
        """The share of the proposed figures that are aims."""
        return self.found / max(1, self.found + len(self.extra))

    @property
    def recall(self) -> float:
        """The share of the aims that are proposed."""
        return self.found / max(1, self.found + len(self.missing))


def judged() -> list[Path]:
    """The documents that have their truth beside them."""
    with_truth = (path for path in sorted(DOCUMENTS.iterdir()) if path.suffix != ".csv")
    return [path for path in with_truth if path.with_suffix(".csv").exists()]


def truth_of(path: Path) -> list[Truth]:
    """The aims of a document."""
    with path.with_suffix(".csv").open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def score(proposals: Sequence[Mapping[str, Any]], truth: Sequence[Truth]) -> Score:
    """The proposals with a figure against the truth, each aim met once."""
    left = [one for one in proposals if one["value"] is not None]
    missing, wrong, found = [], [], 0
    for want in truth:
        got = next((one for one in left if _is(one, want)), None)
        if got is None:
            missing.append(_shown(want))
            continue
        left.remove(got)
        found += 1
        wrong += _differences(got, want)
    return Score(found, tuple(missing), tuple(map(_shown, left)), tuple(wrong))


def _shown(one: Mapping[str, Any]) -> str:
    return f"{one['name']} {one['value']}{one['unit']}"


def _is(got: Mapping[str, Any], want: Truth) -> bool:
    same = Decimal(got["value"]) == Decimal(want["value"]) and got["unit"] == want["unit"]
    return same and _called(got["name"], want["name"])


def _called(name: str, accepted: str) -> bool:
    return any(key(one) in key(name) for one in accepted.split("|"))


def _differences(got: Mapping[str, Any], want: Truth) -> Iterator[str]:
    for part in ("direction", "commitment"):
        if want[part] not in _OPEN and got[part] != want[part]:
            yield f"{_shown(got)}: {part} {got[part]}, not {want[part]}"
    days = want["deadline"].split(";") if want["deadline"] else [f"{got['deadlines'][0][:4]}-12-31"]
    if want["deadline"] not in _ANY and got["deadlines"] != days:
        yield f"{_shown(got)}: due {got['deadlines']}, not {days}"
    if want["parent"] in _ANY:
        return
    if bool(got["parent"]) != bool(want["parent"]) or (want["parent"] and not _called(got["parent"], want["parent"])):
        yield f"{_shown(got)}: under {got['parent']}, not {want['parent']}"
