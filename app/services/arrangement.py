"""How the columns of a ledger's grid stand: which are shown, in which order, how wide, how many stay in sight."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self

NARROWEST, WIDEST = 48, 2000


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The fields shown, from the left; the hidden ones; chosen widths in pixels; how many columns are frozen.

    A ledger's grid always shows at least one column.
    """

    shown: tuple[str, ...]
    hidden: tuple[str, ...] = ()
    widths: Mapping[str, int] = field(default_factory=dict)
    frozen: int = 1

    def hide(self, name: str) -> Self:
        """Without a column, unless it is the last one; a hidden frozen column leaves the others frozen."""
        if name not in self.shown or len(self.shown) == 1:
            return self
        held = self.frozen - (self.shown.index(name) < self.frozen)
        left = tuple(one for one in self.shown if one != name)
        return replace(self, shown=left, hidden=(*self.hidden, name), frozen=held)

    def show(self, name: str, usual: Sequence[str]) -> Self:
        """With a hidden column again, behind the nearest of those that usually stand before it."""
        if name not in self.hidden:
            return self
        before = [one for one in usual[: usual.index(name)] if one in self.shown]
        place = self.shown.index(before[-1]) + 1 if before else 0
        shown = (*self.shown[:place], name, *self.shown[place:])
        hidden = tuple(one for one in self.hidden if one != name)
        return replace(self, shown=shown, hidden=hidden, frozen=self.frozen + (place < self.frozen))

    def move(self, name: str, place: int) -> Self:
        """With a column at another place, counted from the left."""
        others = [one for one in self.shown if one != name]
        place = max(0, min(place, len(others)))
        return replace(self, shown=(*others[:place], name, *others[place:]))

    def freeze(self, count: int) -> Self:
        """With the first ``count`` columns held in sight."""
        return replace(self, frozen=max(0, min(count, len(self.shown))))

    def widen(self, name: str, width: int | None) -> Self:
        """With a chosen width of a column, or again (None) as wide as what it holds."""
        widths = {one: kept for one, kept in self.widths.items() if one != name}
        return replace(self, widths=widths if width is None else {**widths, name: width})

    def as_json(self) -> dict[str, Any]:
        """As it is noted."""
        return {
            "shown": list(self.shown),
            "hidden": list(self.hidden),
            "widths": dict(self.widths),
            "frozen": self.frozen,
        }


def arranged(noted: Mapping[str, Any], usual: Sequence[str]) -> Arrangement:
    """An arrangement as it was noted; what a ledger no longer has is left out, a new field is shown at the end.

    ``usual`` are all fields in their usual order. What is no arrangement becomes the usual one.
    """
    hidden = _known(noted.get("hidden"), usual)
    shown = [one for one in _known(noted.get("shown"), usual) if one not in hidden]
    shown += [one for one in usual if one not in shown and one not in hidden]
    if not shown:
        return Arrangement(tuple(usual))
    widths, frozen = noted.get("widths"), noted.get("frozen", 1)
    return Arrangement(
        tuple(shown),
        tuple(hidden),
        {name: width for name, width in widths.items() if name in usual and _is_width(width)}
        if isinstance(widths, dict)
        else {},
        min(frozen, len(shown)) if isinstance(frozen, int) and frozen >= 0 else 1,
    )


def _known(names: object, usual: Sequence[str]) -> list[str]:
    """The fields there are, each once."""
    listed = names if isinstance(names, list) else []
    return [one for one in dict.fromkeys(map(str, listed)) if one in usual]


def _is_width(width: object) -> bool:
    return isinstance(width, int) and NARROWEST <= width <= WIDEST
