"""How well a path of headings names a field: exact, with its parents, by alias, loosened, or nearly."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from app.models.field import Field
from app.services.importing import lexicon
from app.services.importing.mapping.meaning import core_words, likeness, meaning
from app.services.importing.text import half_width, key
from app.services.importing.vocabulary import Ledger, Spelling, loosened

SURE = 0.72
"""The least score that names a field."""

_EXACT = 1.0
_LOOSE = 0.95
_NEAR = 0.9
_ANOTHERS = 0.8
_LEAF_ALONE = 0.9
_PARENT_ALONE = 0.98
_TRIMMED = 0.97
_ONE_OF_SEVERAL = 0.92
_TOPIC = 0.93
_NEAREST_RATIO = 83
_INVESTED = "投资"
_AGREES = 1.05
_SILENT = 0.78
_CONTRADICTS = 0.5
_REMARK = re.compile(r"(.+?)[(\[]([^()\[\]]+)[)\]](.*)")
_LIMITING = ("period", "negative", "derived", "foreign", "level", "modifier", "intended", "done", "before")
_WANTING = lexicon.words("generic") | lexicon.words("unsaid")
_TELLING = ("period", "negative", "derived", "foreign", "level", "joint")


@dataclass(frozen=True, slots=True)
class Form:
    """One way to read a path: its key, how much weight it has, and the headings above that it leaves out.

    ``joined`` says that it holds one of them: the others may then only contradict it.
    """

    key: str
    weight: float
    above: tuple[str, ...] = ()
    joined: bool = False


def forms(path: tuple[str, ...]) -> Iterator[Form]:
    """The ways to read a path, the fullest first: with its parents, then alone, then the parent for a bare 合计."""
    *groups, leaf = [key(text) for text in path]
    groups = [group for group in groups if group not in lexicon.words("neutral")] or groups[
        :1
    ]  # 立项 over 其中 over 水田
    parents = [_untailed(group) for group in groups]
    if parents:
        # A group's bare name only sets the topic: 违建信息 over 建筑面积 does not make it 违建建筑面积.
        whole = 1.0 if groups == parents else _TOPIC
        yield Form("".join(parents) + leaf, whole)
        yield from (Form(word + leaf, _ONE_OF_SEVERAL) for parent in parents for word in _several(parent))
        for distance, (group, parent) in enumerate(zip(reversed(groups), reversed(parents), strict=True)):
            if group != parent and not core_words(parent) and leaf not in _WANTING:
                continue  # 违法建筑情况 over 建筑面积 tells what the table is about, not what is measured
            others = tuple(one for one in parents if one is not parent)
            yield Form(parent + leaf, (1.0 if group == parent else _TOPIC) - 0.01 * distance, others, joined=True)
        if leaf in lexicon.words("generic"):
            yield from (replace(form, weight=form.weight * _PARENT_ALONE) for form in forms(path[:-1]))
            return
    above, alone = tuple(parents), _LEAF_ALONE if parents else 1.0
    yield Form(leaf, alone, above)
    if (bare := _without_remark(path[-1])) is not None:
        yield Form(bare, alone * _TRIMMED, above)
        yield from (Form(parent + bare, _TRIMMED * _TOPIC) for parent in parents)
    trimmed = lexicon.without("neutral", leaf)
    if trimmed and trimmed != leaf:
        yield Form(trimmed, alone * _TRIMMED, above)
        for parent in parents:
            yield Form(parent + trimmed, _TRIMMED)


def _without_remark(heading: str) -> str | None:
    """A heading's key without what stands in brackets, where that tells nothing: 主要树种（草种）, 项目（标段）名称."""
    found = _REMARK.fullmatch(half_width(heading))
    if not found or lexicon.phases_in(found[2]) or any(lexicon.has(sort, found[2]) for sort in _LIMITING):
        return None
    return key(found[1] + found[3])


def _several(parent: str) -> tuple[str, ...]:
    """The notions of a heading that names several steps at once: 处置销号 over 日期 is the day of either."""
    found = core_words(parent)
    return found if len(found) > 1 else ()


def _untailed(group: str) -> str:
    """A group's name without what only calls it a group: 拆除情况 is 拆除."""
    tail = next((word for word in lexicon.words("group_tail") if group.endswith(word)), "")
    return group.removesuffix(tail) or group


def scores(path: tuple[str, ...], ledger: Ledger) -> dict[str, float]:
    """The fields of a ledger a path may name, each with its best score (0–1)."""
    best: dict[str, float] = {}
    spent = lexicon.has("done", path[-1])  # 累计投资 is what was paid so far, no 总投资
    measured = len(path) > 1 and key(path[-1]) in lexicon.words("generic_figure")
    for form in forms(path):
        for name, found in _likenesses(form.key, ledger).items():
            field = ledger.fields[name]
            if (not measured or field.numeric) and not (spent and _INVESTED in field.label):
                best[name] = max(best.get(name, 0.0), form.weight * found * _agreement(form, field, ledger))
    return best


def _agreement(form: Form, field: Field, ledger: Ledger) -> float:
    """A leaf read without its parents must not contradict them: 初验|复垦面积 is not the area of the acceptance."""
    if not form.above:
        return 1.0
    if form.joined:
        return _CONTRADICTS if _agreement(replace(form, joined=False), field, ledger) == _CONTRADICTS else 1.0
    group = key(field.group)
    if any(parent in group for parent in form.above):
        return _AGREES
    if any(_forbids(parent, field, ledger) for parent in form.above):
        return _CONTRADICTS
    return _agreement_of_steps(form, field, ledger)


def _agreement_of_steps(form: Form, field: Field, ledger: Ledger) -> float:
    above = frozenset().union(*map(lexicon.steps_in, form.above))
    own = lexicon.steps_in(key(field.label))
    if above & (own or lexicon.steps_in(key(field.group))):
        return _AGREES
    if not above or lexicon.steps_in(form.key):
        return 1.0
    if own:
        return _CONTRADICTS
    return 1.0 if any(_measured(parent, ledger) for parent in form.above) else _SILENT


def _measured(heading: str, ledger: Ledger) -> Field | None:
    """The figure of the ledger that a heading names; a heading under it names a part of that figure."""
    known = ledger.by_key.get(heading)
    named = ledger.fields[known.field] if known else None
    return named if named and named.numeric else None


def _forbids(parent: str, field: Field, ledger: Ledger) -> bool:
    """Whether a heading above cannot stand over a field: 计划, 城镇, or a field measured in something else."""
    if parent in lexicon.words("modifier") or not lexicon.parts_in(parent) <= lexicon.parts_in(key(field.label)):
        return True
    measured = _measured(parent, ledger)
    return measured is not None and field.numeric and measured.unit != field.unit


@lru_cache(maxsize=20_000)
def _likenesses(said: str, ledger: Ledger) -> Mapping[str, float]:
    """The fields of a ledger that a heading may name, each with how like it is to the likest of its known headings."""
    best: dict[str, float] = {}
    for known in _candidates(said, ledger):
        if found := _likeness(said, known):
            best[known.field] = max(best.get(known.field, 0.0), found)
    if _EXACT in best.values():  # a heading that is one field's own is but faintly another's
        return {name: found if found == _EXACT else found * _ANOTHERS for name, found in best.items()}
    return best


def _candidates(said: str, ledger: Ledger) -> Iterator[Spelling]:
    """The known headings that one can be like at all, of the hundreds that a ledger has, in their order."""
    loose, notions = loosened(said), meaning(said).notions
    alike = (places for needed, places in _by_notions(ledger).items() if needed <= notions)
    near = _nearly(said, _keys(ledger)) | _nearly(loose, _loose_keys(ledger))
    for place in sorted(near.union(*alike)):
        yield ledger.spellings[place]


def _nearly(said: str, known: Sequence[str]) -> set[int]:
    """The places of the keys that are spelled nearly as one is."""
    found = process.extract(said, known, scorer=fuzz.ratio, score_cutoff=_NEAREST_RATIO, limit=None)
    return {place for _, _, place in found}


@lru_cache(maxsize=32)
def _by_notions(ledger: Ledger) -> Mapping[frozenset[str], Sequence[int]]:
    """The places of the known headings by the notions that whatever means the same must have."""
    found: dict[frozenset[str], list[int]] = {}
    for place, one in enumerate(ledger.spellings):
        if one.known:
            found.setdefault(one.known.indispensable, []).append(place)
    return found


@lru_cache(maxsize=32)
def _keys(ledger: Ledger) -> tuple[str, ...]:
    return tuple(one.key for one in ledger.spellings)


@lru_cache(maxsize=32)
def _loose_keys(ledger: Ledger) -> tuple[str, ...]:
    return tuple(one.loose for one in ledger.spellings)


def _likeness(said: str, known: Spelling) -> float:
    if said == known.key:
        return _EXACT
    said_loose = loosened(said)
    if said_loose == known.loose:
        return _LOOSE
    if known.known and known.known.meaning.understood and meaning(said).understood:
        return _meant(said, known)  # what is understood needs no likeness of signs, which might mislead
    return max(_nearness(said, said_loose, known), _meant(said, known))


def _nearness(said: str, said_loose: str, known: Spelling) -> float:
    """How nearly two headings are spelled alike."""
    if len(said) < 3 or len(known.key) < 3:
        return 0.0
    ratio = max(fuzz.ratio(said, known.key), fuzz.ratio(said_loose, known.loose))
    if ratio < _NEAREST_RATIO or not _may_be_same(said, known.key):
        return 0.0
    return _NEAR * ratio / 100


def _meant(said: str, known: Spelling) -> float:
    """How nearly two headings mean the same, whatever words they use."""
    found = likeness(said, known.known) if known.known else 0.0
    if not found or (known.known and known.known.is_area and _other_end(said, known.key)):
        return 0.0
    return found if all(_same_words(sort, said, known.key) for sort in _TELLING) else 0.0


def _may_be_same(said: str, known: str) -> bool:
    """Two headings that are nearly alike are still two where a telling word differs."""
    if lexicon.phases_in(said) != lexicon.phases_in(known) or _other_end(said, known):
        return False
    return _same_words("land", said, known) and all(_same_words(sort, said, known) for sort in _TELLING)


def _other_end(said: str, known: str) -> bool:
    """Whether one heading tells what is meant to be done and the other what was done."""
    meant, done = lexicon.has("intended", known), lexicon.has("done", known)
    return (lexicon.has("intended", said) and not meant) or (lexicon.has("done", said) and meant and not done)


def _same_words(sort: str, said: str, known: str) -> bool:
    return lexicon.within(sort, said) == lexicon.within(sort, known)
