"""The workbooks that were sent, put in order: whose each is, which of two counts, who has not sent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.models.queries.scope import Place
from app.models.refusal import Refusal
from app.services.reporting.forms.form import ByHand
from app.services.reporting.total import adds_up
from app.services.rollup.part import Cells, Part

USED, OLDER, SAME, MISSING = "采用", "较早，未采用", "内容相同，未采用", "未报"
ZERO = "采用（各数为零）"


@dataclass(frozen=True, slots=True)
class Sent:
    """One line of who sent what; ``part`` is None for those who sent nothing."""

    name: str
    part: Part | None
    state: str

    @property
    def draft(self) -> str:
        """What the workbook that was taken is, where it is no final one; else empty."""
        return self.part.state if self.part and self.state in (USED, ZERO) else ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The workbook that counts for each unit, in their order, and the list of who sent what."""

    used: tuple[tuple[Place, Part], ...]
    sent: tuple[Sent, ...]


def require_alike(parts: Sequence[Part]) -> None:
    """Refuse workbooks of different forms or periods, naming those that differ from the most; all, where none are."""
    for what, values in (
        ("报表", [part.form.name for part in parts]),
        ("报告期", [part.period for part in parts]),
    ):
        if len(set(values)) == 1:
            continue
        (usual, most), (_, second), *_ = Counter(values).most_common()
        kept = usual if most > second else None
        odd = [f"{part.label}是{value}" for part, value in zip(parts, values, strict=True) if value != kept]
        told = "，".join([f"多数是{usual}", *odd] if kept else odd)
        raise Refusal(f"{what}不一致：{told}", "请去掉不一致的文件，或分别汇总")


def by_unit(parts: Sequence[Part], places: Sequence[Place]) -> Gathered:
    """Each unit's newest workbook. Raises ``Refusal`` where two of one unit cannot be told apart by time."""
    known = {place.code: place for place in places} | {place.name: place for place in places}
    found: dict[Place, list[Part]] = {}
    for part in parts:
        place = known.get(part.unit) or known.get(part.unit_name) or Place(part.unit, part.unit_name or part.path.stem)
        found.setdefault(place, []).append(part)
    order = [*(place for place in places if place in found), *(place for place in found if place not in places)]
    sent: list[Sent] = []
    used = []
    for place in order:
        newest, others = _newest(place.name, found[place])
        used.append((place, newest))
        sent += [Sent(place.name, newest, USED), *(Sent(place.name, part, state) for part, state in others)]
    missing = [Sent(place.name, None, MISSING) for place in places if place not in found]
    return Gathered(tuple(used), (*sent, *missing))


def by_row(parts: Sequence[Part], places: Sequence[Place]) -> Gathered:
    """For each town the workbook that fills its row: towns send the county's form with their own row filled."""
    sent: list[Sent] = []
    used = []
    names = [place.name for place in places]
    others = [name for part in parts for name in part.lines if name not in names]
    for place in [*places, *(Place("", name) for name in dict.fromkeys(others))]:
        there = [part for part in parts if place.name in part.lines]
        filling = [part for part in there if is_filled(part, part.lines[place.name])]
        if not there:
            sent.append(Sent(place.name, None, MISSING))
            continue
        newest, older = _newest(place.name, filling) if filling else (max(there, key=lambda part: part.made), [])
        used.append((place, newest))
        sent += [
            Sent(place.name, newest, USED if filling else ZERO),
            *(Sent(place.name, part, state) for part, state in older),
        ]
    return Gathered(tuple(used), tuple(sent))


def is_filled(part: Part, cells: Cells) -> bool:
    """Whether a row holds any figure of its own: targets and zeros are printed for everyone."""
    return any(
        isinstance(cell, Decimal) and cell != 0 and (adds_up(column) or isinstance(column.source, ByHand))
        for column, cell in zip(part.form.columns, cells, strict=True)
    )


def _newest(name: str, parts: Sequence[Part]) -> tuple[Part, list[tuple[Part, str]]]:
    """The workbook that counts, and why each of the others does not."""
    first = max(parts, key=lambda part: part.made)
    others = [part for part in parts if part is not first]
    states = [(part, SAME if _says_same(part, first, name) else OLDER) for part in others]
    unsure = [part for part, state in states if state == OLDER and (not part.made or part.made == first.made)]
    if unsure:
        files = "、".join(part.label for part in (first, *unsure))
        raise Refusal(f"{name}报了几份，数字不同，看不出哪一份新：{files}", "请只留下要用的一份，再汇总")
    return first, states


def _says_same(part: Part, other: Part, name: str) -> bool:
    if name in part.lines and name in other.lines:
        return part.lines[name] == other.lines[name]
    return (part.lines, part.total) == (other.lines, other.total)
