"""What the records of one demo year share: chance, towns, numbers given out, and the codes others may point at."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.models.field import Stored
from app.models.ledger import fields_of
from app.services.demo.chance import Chance, Turns
from app.services.demo.life import Life
from app.services.demo.places import Town
from app.services.demo.wording import mixes, patterns, sizes, words
from app.services.records import Pending

_POOL = 200  # codes a place remembers to point at; a large ledger need not remember all of its own


@dataclass(slots=True)
class Draft:
    """A record being written: where it is, what became of it, and what is known of it so far.

    ``progress`` holds its dated quantities as (day, amount), ``shares`` the (town, area) it lies in.
    """

    kind: str
    town: Town
    village: str
    life: Life
    values: dict[str, Stored | None]
    progress: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    shares: list[tuple[str, int]] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)

    def amount(self, name: str) -> int:
        """A quantity already written, as it is stored; blank is nothing."""
        return int(self.values.get(name) or 0)

    def text(self, name: str) -> str:
        """A text already written; blank is empty."""
        return str(self.values.get(name) or "")

    def reached(self, stage: str) -> bool:
        """Whether it went through a stage."""
        return stage in self.life.days

    def day(self, stage: str) -> date:
        """The day it reached a stage it went through."""
        return self.life.days[stage]


class Scene:
    """The year of one unit. ``long_codes`` are the prefixes whose numbers are given out town by town."""

    def __init__(self, year: int, towns: Sequence[Town], chance: Chance, long_codes: frozenset[str]) -> None:
        self.year = year
        self.towns = tuple(towns)
        self.chance = chance
        self._long_codes = long_codes
        self._town_turns = Turns([(town, town.busy) for town in towns], chance)
        self._turns = {key: Turns(mix, chance) for key, mix in mixes().items()}
        self._given: Counter[tuple[object, ...]] = Counter()
        self._codes: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def town(self) -> Town:
        """The town whose turn it is."""
        return self._town_turns.next()

    def turn(self, kind: str, name: str) -> str:
        """The choice of a field whose turn it is, so that every one occurs."""
        return self._turns[kind, name].next()

    def choice(self, kind: str, name: str) -> str:
        """A choice of a field, in the usual proportions."""
        return self.chance.mixed(mixes()[kind, name])

    def size(self, kind: str, what: str) -> int:
        """How large such a thing is, scaled as areas of its ledger are; small ones are commoner."""
        least, most = sizes()[kind, what]
        unit = 10 ** fields_of(kind)[_AREAS[kind]].scale
        return self.chance.around(least * unit, least * unit, most * unit)

    def number(self, *about: object) -> int:
        """The next number of a series, from 1."""
        self._given[about] += 1
        return self._given[about]

    def code(self, prefix: str, town: Town, year: int) -> str:
        """The next code of a ledger: by county, or by town where a county's four digits do not suffice.

        Should a town's not suffice either, its numbers grow a digit; they never repeat.
        """
        place = town.code if prefix in self._long_codes else town.county_code
        return f"{prefix}-{place}-{year}-{self.number(prefix, place, year):04}"

    def unique_name(self, use: str, **parts: object) -> str:
        """A name by its pattern; one that is taken gets a number."""
        name = patterns()[use].format(**parts)
        number = self.number("name", name)
        return name if number == 1 else patterns()["name.again"].format(name=name, number=number)

    def document(self, name: str, town: Town, day: date) -> str:
        """The number of a document of the bureau; it grows with the day, and one document may decide several cases."""
        number = day.timetuple().tm_yday * 2 // 5 + 1
        return patterns()[f"doc.{name}"].format(short=town.short, town=town.brief, year=day.year, number=number)

    def own_document(self, name: str, town: Town, day: date) -> str:
        """The number of a document that decides one case only."""
        issuer = town.county_code if name == "case_no" else town.code
        number = self.number(name, issuer, day.year)
        return patterns()[f"doc.{name}"].format(short=town.short, town=town.brief, year=day.year, number=number)

    def person(self) -> str:
        """An invented person."""
        chance = self.chance
        first = chance.pick(words("given.first")) if chance.happens(75) else ""
        return chance.pick(words("surname")) + first + chance.pick(words("given.last"))

    def firm(self, town: Town, trade: str) -> str:
        """An invented firm of a trade."""
        first, what = self.chance.pick(words("firm.first")), self.chance.pick(words(f"firm.{trade}"))
        return patterns()["firm"].format(short=town.short, first=first, trade=what)

    def phone(self) -> str:
        """A mobile number of a range that is given to nobody."""
        return patterns()["phone"].format(number=self.chance.between(0, 999_999))

    def identity(self, town: Town, *, firm: bool) -> str:
        """An identity number that nobody can have: a birthday that does not exist, or letters never given to firms."""
        parts: Mapping[str, object] = {
            "county": town.county_code,
            "year": self.chance.between(1945, 1995),
            "number": self.chance.between(1, 999),
        }
        return patterns()["firm.id" if firm else "person.id"].format(**parts)

    def remember(self, use: str, place: str, code: str) -> None:
        """Keep a code for others of a town or county to point at."""
        known = self._codes[use, place]
        if len(known) < _POOL:
            known.append(code)

    def recall(self, use: str, place: str) -> str | None:
        """A code kept before, or None where the place has none."""
        known = self._codes[use, place]
        return self.chance.pick(known) if known else None

    def neighbour(self, town: Town) -> Town | None:
        """Another town of the same county, or None where there is none."""
        others = [one for one in self.towns if one.county_code == town.county_code and one is not town]
        return self.chance.pick(others) if others else None


_AREAS = {"reclamation": "scale_area", "demolition": "illegal_area", "greening": "plan_area"}
