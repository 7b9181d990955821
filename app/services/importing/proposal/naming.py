"""What a quantity is a quantity of: the words around it without verbs, promises, times and bounding words."""

import re
from collections.abc import Sequence
from functools import cache

from app.services.importing.proposal.deadline import phrase
from app.services.importing.proposal.lexicon import bound_pattern, commitment_pattern, pattern, words

_EDGES = " 、,:;\t-"
_SHORT = 6
_SHORTEST = 2
_LONGEST = 24
_DAY = re.compile(r"\d{1,2}月\d{1,2}日")
_QUOTED = re.compile(r"[“\"][^”\"]*[”\"]")


@cache
def _head(year: int) -> re.Pattern[str]:
    """What may stand before a name."""
    sorts = sorted({*words("adverb"), *words("verb"), *words("part")}, key=len, reverse=True)
    plain = "|".join(map(re.escape, sorts))
    verbs = f"{commitment_pattern().pattern}|{pattern('verb').pattern}"
    return re.compile(
        rf"在?(?:{phrase().pattern})|{year}年(?!度)|{commitment_pattern().pattern}|{plain}|[{_EDGES}]"
        rf"|(?:{pattern('citywide').pattern})(?={verbs})"
    )


@cache
def _closing_day() -> re.Pattern[str]:
    """A deadline that a name is followed by."""
    return re.compile(f"(?:{phrase().pattern})$")


def core(text: str, year: int) -> str:
    """The name in the text before a quantity; empty where only verbs and the like stand there."""
    name = trimmed(headless(text, year))
    return "" if pattern("citywide").fullmatch(name) or _DAY.fullmatch(name) else name


def headless(text: str, year: int) -> str:
    """``text`` without the verbs, promises and times it begins with."""
    while text and not pattern("kept").match(text):
        found = _head(year).match(text)
        if not found or text[found.end() : found.end() + 1] == "率":
            break
        text = text[found.end() :]
    return text


def trimmed(text: str) -> str:
    """``text`` without the verbs, days and bounding words it ends with."""
    endings = (*words("tail"), *(one for one in bound_pattern("before").pattern.split("|")))
    while True:
        text = _closing_day().sub("", text.strip(_EDGES))
        ending = next((one for one in sorted(endings, key=len, reverse=True) if text.endswith(one)), None)
        if ending is None or len(text) - len(ending) < _SHORTEST or text.endswith(words("not_bound")):
            return text
        text = text.removesuffix(ending)


def following(text: str) -> str:
    """The name in the text behind a quantity; empty where the text only closes the clause."""
    text = text.strip(_EDGES).removeprefix("的")
    return "" if pattern("generic").match(text) else text


def untailed(text: str) -> str:
    """``text`` without the 工作 or 任务 that closes it."""
    ending = next((one for one in words("trailing") if text.endswith(one)), "")
    return text.removesuffix(ending)


def is_label(name: str) -> bool:
    """Whether a name is nothing but words in quotation marks, which want the noun that follows."""
    return bool(_QUOTED.fullmatch(name))


def is_attribute(name: str) -> bool:
    """Whether a name is only a side of something (面积, 同比增长) and wants to be told whose."""
    return name in words("attribute")


def is_deed(name: str) -> bool:
    """Whether a name is nothing but a word of doing (入库, 化解) and wants to be told with what."""
    return any(pattern(sort).fullmatch(name) for sort in ("work", "verb", "finish"))


def is_pointer(name: str) -> bool:
    """Whether a name only announces what follows (以下任务)."""
    return not name or name.endswith((*words("generic"), *words("announcing")))


def may_be_aim(name: str) -> bool:
    """Whether what is counted can be aimed at: not who does the work, nor whom it concerns."""
    return not (name.endswith(words("staff")) or name.startswith(words("aside")))


def joined(subject: str, name: str) -> str:
    """A side behind what it is a side of, what both share said once: 厂区改造 and 改造面积 are 厂区改造面积."""
    if is_pointer(subject) or subject.endswith(name) or len(subject) > _LONGEST or re.search(r"\d", subject):
        return name
    shared = next((size for size in range(len(name) - 1, 0, -1) if subject.endswith(name[:size])), 0)
    return subject + name[shared:]


def placed(name: str, topics: Sequence[str]) -> str:
    """A short name made whole by what the sentence is about: 总面积 of 集中连片整治 is 集中连片整治总面积."""
    if len(name) > _SHORT:
        return name
    for topic in reversed(topics):
        where = topic.find(name)
        if where > 0 and len(name) < len(topic):
            return topic[: where + len(name)]
        for size in range(min(len(name), len(topic)) - 1, _SHORTEST - 1, -1):
            if topic.endswith(name[:size]):
                return topic + name[size:]
    return name


def under(name: str, topics: Sequence[str]) -> str:
    """The name of a level's share (市级项目) behind what it is a level of."""
    if not topics or not pattern("level").match(name):
        return name
    pairs = {topics[-1][i : i + 2] for i in range(len(topics[-1]) - 1)}
    shares = any(name[i : i + 2] in pairs for i in range(len(name) - 1))
    return name if shares else topics[-1] + name


def is_subsequence(short: str, long: str) -> bool:
    """Whether a name is another with signs left out, as names are shortened."""
    signs = iter(long)
    return all(sign in signs for sign in short)
