"""The automatic numbers of a Word document's paragraphs, which stand nowhere in its text."""

from collections import defaultdict
from dataclasses import dataclass, field
from xml.etree import ElementTree as ET

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DIGITS = "零一二三四五六七八九"
_CHINESE = frozenset({"chineseCounting", "chineseCountingThousand", "ideographTraditional", "japaneseCounting"})


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list counts: its number format, its text (``（%1）``) and its first number."""

    form: str
    text: str
    start: int


@dataclass(slots=True)
class Numbering:
    """The lists of a document, counted on paragraph by paragraph in reading order."""

    levels: dict[tuple[str, int], _Level]
    counts: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def label(self, paragraph: ET.Element) -> str:
        """The number Word shows before a paragraph; empty where it has none. Call once a paragraph."""
        which = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}numId")
        if which is None:
            return ""
        deep = paragraph.find(f"{_W}pPr/{_W}numPr/{_W}ilvl")
        numbers, depth = _value(which), int(_value(deep) or 0) if deep is not None else 0
        level = self.levels.get((numbers, depth))
        if level is None or level.form in ("bullet", "none"):
            return ""
        counts = self.counts[numbers]
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return self._shown(numbers, level.text, counts)

    def _shown(self, numbers: str, text: str, counts: dict[int, int]) -> str:
        for depth, count in counts.items():
            level = self.levels.get((numbers, depth))
            text = text.replace(f"%{depth + 1}", _written(count, level.form if level else ""))
        return text


def numbering(tree: ET.Element | None) -> Numbering:
    """The lists that ``word/numbering.xml`` declares; none where the document has no such part."""
    if tree is None:
        return Numbering({})
    patterns = {one.get(f"{_W}abstractNumId"): one for one in tree.findall(f"{_W}abstractNum")}
    levels: dict[tuple[str, int], _Level] = {}
    for number in tree.findall(f"{_W}num"):
        link = number.find(f"{_W}abstractNumId")
        pattern = patterns.get(_value(link)) if link is not None else None
        for level in pattern.findall(f"{_W}lvl") if pattern is not None else ():
            levels[number.get(f"{_W}numId") or "", int(level.get(f"{_W}ilvl") or 0)] = _level(level)
    return Numbering(levels)


def _level(level: ET.Element) -> _Level:
    found = {name: level.find(f"{_W}{name}") for name in ("numFmt", "lvlText", "start")}
    form, text, start = ("" if one is None else _value(one) for one in found.values())
    return _Level(form, text, int(start or 1))


def _value(element: ET.Element) -> str:
    return element.get(f"{_W}val") or ""


def _written(count: int, form: str) -> str:
    """A number below 100 in Chinese where the list counts so: 12 is 十二."""
    if form not in _CHINESE or not 0 < count < 100:
        return str(count)
    tens, ones = divmod(count, 10)
    lead = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return lead + (_DIGITS[ones] if ones else "")
