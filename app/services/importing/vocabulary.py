"""Every heading that is known, for each of the three ledgers: what a header band is recognised and mapped by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from app.models.field import Field
from app.models.ledger import LEDGERS, fields_of
from app.services.importing import lexicon
from app.services.importing.mapping.meaning import Known, known_as, meaning
from app.services.importing.tables.header import heading
from app.services.importing.text import key

_LONGEST, _MOST_UNKNOWN = 18, 6
_PART, _SITUATION = "其中", "情况"
_AREA_UNITS = frozenset({"亩", "㎡"})


@dataclass(frozen=True, slots=True)
class Spelling:
    """One known heading of a field: its ``key``, the loosened one, and what it means.

    A heading that begins with 其中 means something only below another one.
    """

    key: str
    loose: str
    field: str
    known: Known | None


@dataclass(frozen=True, slots=True, eq=False)
class Ledger:
    """One ledger's fields and all the headings they are known by, each also by its key."""

    kind: str
    fields: Mapping[str, Field]
    spellings: tuple[Spelling, ...]
    by_key: Mapping[str, Spelling]

    def own(self, name: str) -> bool:
        """Whether a field is this ledger's own, not one that all ledgers have."""
        return name not in _common()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The ledgers, and the keys of all headings that occur in any header."""

    ledgers: tuple[Ledger, ...]
    known: frozenset[str]

    def knows(self, raw: str) -> bool:
        """Whether a cell's text is a heading that is known, in any ledger."""
        said = heading(raw).key
        return said in self.known or loosened(said) in self.known

    def likely(self, raw: str) -> bool:
        """Whether a text reads as a heading: a known one, one made of known notions, or one that ends like one."""
        return self.knows(raw) or _reads_as_heading(heading(raw).key)

    def knowing(self, paths: Iterable[Sequence[str]]) -> "Vocabulary":
        """The same with the headings of a report among those that are known."""
        own = {key(part) for path in paths for part in path}
        return Vocabulary(self.ledgers, self.known | own | {loosened(word) for word in own})

    def taught(self, headings: Mapping[str, Mapping[str, str]]) -> "Vocabulary":
        """The same with what people taught of headings, before what is declared: kind -> heading -> field."""
        if not headings:
            return self
        ledgers = tuple(_taught(ledger, headings.get(ledger.kind, {})) for ledger in self.ledgers)
        own = {key(heading) for several in headings.values() for heading in several}
        return Vocabulary(ledgers, self.known | own | {loosened(word) for word in own})


def _taught(ledger: Ledger, headings: Mapping[str, str]) -> Ledger:
    said = {key(heading): name for heading, name in headings.items() if name in ledger.fields}
    own = [_spelling(ledger.kind, ledger.fields[name], heading) for heading, name in said.items()]
    others = [spelling for spelling in ledger.spellings if spelling.key not in said]
    spellings = (*own, *others)
    return Ledger(ledger.kind, ledger.fields, spellings, {spelling.key: spelling for spelling in spellings})


def _reads_as_heading(said: str) -> bool:
    if not 2 <= len(said) <= _LONGEST or any(sign.isdigit() for sign in said):
        return False
    meant = meaning(said)
    return meant.understood or (lexicon.ends("heading_tail", said) and len(meant.rest) <= _MOST_UNKNOWN)


@cache
def loosened(said: str) -> str:
    """A key with what does not tell headings apart evened out: 时间 is 日期, a closing 面积 may be left out."""
    for pair in lexicon.words("loose_same"):
        one, _, other = pair.partition("=")
        said = said.replace(one, other)
    for tail in lexicon.words("loose_tail"):
        said = said.removesuffix(tail) or said
    return said


@cache
def _common() -> frozenset[str]:
    """The fields that every ledger has under the same label."""
    labels = [{(name, field.label) for name, field in fields_of(kind).items()} for kind in LEDGERS]
    return frozenset(name for name, _ in set.intersection(*labels))


@cache
def vocabulary() -> Vocabulary:
    """All that is declared and listed, ready to be asked."""
    ledgers = tuple(_ledger(kind) for kind in LEDGERS)
    keys = {spelling.key for ledger in ledgers for spelling in ledger.spellings}
    groups = {key(field.group) for ledger in ledgers for field in ledger.fields.values()}
    return Vocabulary(ledgers, frozenset(keys | groups | {loosened(said) for said in keys} | lexicon.header_words()))


def _ledger(kind: str) -> Ledger:
    fields = fields_of(kind)
    extra = lexicon.aliases(kind)
    # The declared headings come first: where two fields share a spelling, the declared one is meant.
    declared = [(name, text) for name, field in fields.items() for text in (field.label, *field.aliases)]
    seen = [(name, text) for name in fields for text in extra.get(name, ())]
    spellings: dict[str, Spelling] = {}
    own = [(name, name) for name in fields]  # as the program's own lists of records head their columns
    for name, text in declared + seen + own:
        said = key(text)
        spellings.setdefault(said, _spelling(kind, fields[name], said))
    return Ledger(kind, fields, tuple(spellings.values()), spellings)


_group = cache(key)
"""The key of a field's group: most fields share theirs, and each is known by many headings."""


def _spelling(kind: str, field: Field, said: str) -> Spelling:
    # 其中水田 means something below another heading only, 拆除情况 may be anything that is told of the demolition.
    vague = said.startswith(_PART) or said.endswith(_SITUATION)
    meant = None if vague else known_as(kind, said, _group(field.group), is_area=field.unit in _AREA_UNITS)
    return Spelling(said, loosened(said), field.name, meant)
