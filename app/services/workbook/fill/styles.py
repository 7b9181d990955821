"""The looks of a workbook's cells: their number formats, and looks derived from those that are there."""

import re
from dataclasses import dataclass
from functools import cached_property

from app.services.workbook.fill.markup import attribute, prefix_of, with_attribute
from app.services.workbook.fill.parts import BookParts

_GROUP = r"<(?P<name>(?:\w+:)?{group})\b(?P<attributes>[^<>]*?)(?:/>|>(?P<inner>.*?)</(?P=name)>)"
_XF = re.compile(r"<(?P<name>(?:\w+:)?xf)\b(?P<attributes>[^<>]*?)(?:/>|>(?P<inner>.*?)</(?P=name)>)", re.DOTALL)
_FILL = re.compile(r"<(?:\w+:)?fill\b.*?</(?:\w+:)?fill>", re.DOTALL)
_FORMAT = re.compile(r"<(?:\w+:)?numFmt\b(?P<attributes>[^<>]*?)/?>")
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    39: "#,##0.00",
    40: "#,##0.00",
    49: "@",
}
_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_DATE = "yyyy-mm-dd"


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """A number format as Excel writes it."""

    code: str

    @property
    def _signs(self) -> str:
        return _QUOTED.sub("", self.code.split(";")[0])

    @property
    def is_date(self) -> bool:
        """Whether numbers are shown as days."""
        return bool(re.search("[ydYD年日]|m.*d", self._signs)) and "0" not in self._signs

    @property
    def is_percent(self) -> bool:
        """Whether numbers are shown a hundredfold."""
        return "%" in self._signs

    @property
    def is_text(self) -> bool:
        """Whether what is typed stays text."""
        return self.code.strip() == "@"

    @property
    def places(self) -> int | None:
        """The decimals that are shown; None where the format leaves them to the value."""
        signs = self._signs
        if self.is_date or self.is_text or not re.search("[0#?]", signs) or "E" in signs.upper():
            return None
        return len(re.sub("[^0#?]", "", signs.partition(".")[2]))


class Styles:
    """The looks of a book by index; new ones are derived from those that are there, whose other sides stay."""

    def __init__(self, parts: BookParts) -> None:
        self._parts = parts
        found = [target for _, kind, target in parts.relations(parts.main) if kind == "styles"]
        self._part = found[0] if found else ""
        self._made: dict[tuple[int, str], int] = {}
        self._fills: dict[str, int] = {}
        self._formats: dict[int, NumberFormat] = {}

    @property
    def _text(self) -> str:
        return self._parts.text(self._part) if self._parts.has(self._part) else ""

    def _group(self, name: str) -> re.Match[str] | None:
        return re.search(_GROUP.format(group=name), self._text, re.DOTALL)

    @cached_property
    def _looks(self) -> list[re.Match[str]]:
        group = self._group("cellXfs")
        return list(_XF.finditer(group["inner"] or "")) if group else []

    @cached_property
    def _codes(self) -> dict[int, str]:
        own = {
            int(attribute(found["attributes"], "numFmtId") or 0): attribute(found["attributes"], "formatCode") or ""
            for found in _FORMAT.finditer(self._text)
        }
        return {**_BUILT_IN, **dict.fromkeys(_BUILT_IN_DATES, _DATE), **own}

    def number_format(self, style: int) -> NumberFormat:
        """The number format of a look."""
        if style not in self._formats:
            self._formats[style] = self._read_format(style)
        return self._formats[style]

    def _read_format(self, style: int) -> NumberFormat:
        if style >= len(self._looks):
            return NumberFormat("General")
        number = int(attribute(self._looks[style]["attributes"], "numFmtId") or 0)
        return NumberFormat(self._codes.get(number, "General"))

    def quoted(self, style: int) -> int:
        """A look like another under which a text that begins like a formula stays text when it is edited."""
        return self._derived(style, "quotePrefix", "1")

    def painted(self, style: int, rgb: str) -> int:
        """A look like another with a plain background."""
        if rgb not in self._fills:
            self._fills[rgb] = self._appended(
                "fills",
                f'<P:fill><P:patternFill patternType="solid"><P:fgColor rgb="FF{rgb}"/><P:bgColor indexed="64"/>'
                "</P:patternFill></P:fill>",
            )
        return self._derived(style, "fillId", str(self._fills[rgb]))

    def is_painted(self, style: int, rgb: str) -> bool:
        """Whether a look has the plain background."""
        fills = self._group("fills")
        looks = _FILL.findall(fills["inner"] or "") if fills and style < len(self._looks) else []
        number = int(attribute(self._looks[style]["attributes"], "fillId") or 0) if looks else 0
        return number < len(looks) and f'rgb="FF{rgb}"' in looks[number]

    def bare(self, style: int) -> int:
        """A look like another without a background."""
        return self._derived(style, "fillId", "0")

    def wrapped(self, style: int) -> int:
        """A look like another that breaks its text at the cell's edge, from the top left."""
        return self._derived(style, "alignment", "")

    def _derived(self, style: int, side: str, value: str) -> int:
        made = (style, f"{side}={value}")
        if made not in self._made:
            own = self._looks[style] if style < len(self._looks) else None
            attributes, inner = (own["attributes"], own["inner"] or "") if own else (' numFmtId="0"', "")
            if side == "alignment":
                attributes = with_attribute(with_attribute(attributes, "applyAlignment", "1"), "quotePrefix", None)
                inner = '<P:alignment horizontal="left" vertical="center" wrapText="1"/>'
            else:
                attributes = with_attribute(attributes, side, value)
            if side == "fillId":
                attributes = with_attribute(attributes, "applyFill", "1")
            self._made[made] = self._appended("cellXfs", f"<P:xf{attributes}>{inner}</P:xf>")
            del self._looks
        return self._made[made]

    def _appended(self, group: str, element: str) -> int:
        """The index of an element that is put at the end of a group; ``P:`` stands for the part's own prefix."""
        found = self._group(group)
        if found is None:
            raise ValueError(f"styles without {group}")
        own = prefix_of(found["name"])
        count = len(re.findall(rf"<{own}{_MEMBERS[group]}\b", found["inner"] or ""))
        attributes = with_attribute(found["attributes"], "count", str(count + 1))
        element = element.replace("P:", own)
        whole = f"<{found['name']}{attributes}>{found['inner'] or ''}{element}</{found['name']}>"
        self._parts.put(self._part, self._text[: found.start()] + whole + self._text[found.end() :])
        return count


_MEMBERS = {"fills": "fill", "cellXfs": "xf"}
