"""Finding a record in all ledgers at once, by any part of a code, a name, a place, or by initials of sounds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.models import region
from app.models.field import Field, FieldType
from app.models.ledger import LEDGERS, fields_of
from app.models.queries import Session, records
from app.models.queries.records import Values
from app.models.store import Store
from app.services.masking import masked
from app.services.pinyin import initials
from app.services.texts import searched, texts, words_of

COUNTED = 1000
"""Records of a ledger that are counted before a search stops counting."""
SHOWN = 8
"""Records of a ledger that are shown."""
_ALWAYS = ("code", "name", "party_name", "town_code", "village")


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a record that was found, and where in it what was looked for stands.

    ``label`` names its field, empty for those that tell every record.
    """

    label: str
    text: str
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found, with the texts that tell it and those that were found."""

    kind: str
    record: int
    said: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """What was found in one ledger: the best few, and how many there are (``COUNTED``: or more)."""

    kind: str
    hits: tuple[Hit, ...]
    count: int


class Finder:
    """Looks through all ledgers of a store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def prepare(self) -> None:
        """Read what is to be looked through, before it is asked for."""
        with self._store.read() as session:
            for kind in LEDGERS:
                texts(session, self._store, kind)

    def find(self, text: str, kinds: Sequence[str] = tuple(LEDGERS)) -> list[Group]:
        """The records that have every word of ``text``, ledger by ledger; ledgers without any are left out."""
        words = words_of(text)
        if not words:
            return []
        with self._store.read() as session:
            found = [(kind, texts(session, self._store, kind).first_with(words, COUNTED)) for kind in kinds]
            return [Group(kind, _hits(session, kind, ids[:SHOWN], words), len(ids)) for kind, ids in found if ids]


def _hits(session: Session, kind: str, ids: Sequence[int], words: Sequence[str]) -> tuple[Hit, ...]:
    held = records.many(session, kind, ids)
    return tuple(Hit(kind, one, tuple(_said(kind, held[one].values, words))) for one in ids if one in held)


def _plain(field: Field, value: object) -> str:
    """A value as it is looked for: a division by its name."""
    if value is None:
        return ""
    return region.name_of(str(value)) if field.type is FieldType.REGION else str(value)


def _said(kind: str, values: Values, words: Sequence[str]) -> Iterator[Said]:
    """What tells the record, and every other text that has one of the words."""
    for name in searched(kind):
        field = fields_of(kind)[name]
        text = _plain(field, values[name])
        spans = tuple(sorted({span for word in words if (span := _span(text, word))}))
        if text and (name in _ALWAYS or spans):
            hidden = masked(text) if field.personal else text
            yield Said("" if name in _ALWAYS else field.label, hidden, spans if len(hidden) == len(text) else ())


def _span(text: str, word: str) -> tuple[int, int] | None:
    """Where a word, or the sounds it spells, stands in a text."""
    at = text.casefold().find(word)
    if at < 0 and word.isascii():
        at = initials(text).find(word)
    return (at, at + len(word)) if at >= 0 else None
