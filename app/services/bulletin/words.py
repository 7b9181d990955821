"""The words of the bulletin, as ``resources/brief/brief.yaml`` has them, with their open places filled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from app.models import resources
from app.models.refusal import Refusal

_DIGITS = "一二三四五六七八九十"


@cache
def _declared() -> Mapping[str, Any]:
    path = resources.root() / "brief" / "brief.yaml"
    try:
        found = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refusal(f"通报的文字“{path.name}”读不出来", "请从安装包里恢复这个文件") from error
    return found if isinstance(found, Mapping) else {}


@dataclass(frozen=True, slots=True)
class Words:
    """A part of the bulletin's words; ``common`` fills the places that are open everywhere (单位、报告期…)."""

    node: Mapping[str, Any]
    common: Mapping[str, str]

    @classmethod
    def of(cls, common: Mapping[str, str]) -> "Words":
        """All the words, for one unit and period."""
        return cls(_declared(), common)

    def part(self, name: str) -> "Words":
        """The words of one section."""
        return Words(self._get(name), self.common)

    def parts(self, name: str) -> list["Words"]:
        """The words of each of several alike."""
        return [Words(one, self.common) for one in self._get(name)]

    def listed(self, name: str) -> Sequence[str]:
        """A list of words."""
        found: Sequence[str] = self._get(name)
        return found

    def raw(self, name: str) -> Any:
        """What is written, unfilled."""
        return self._get(name)

    def say(self, name: str, /, **values: str | int) -> str:
        """A sentence with its places filled."""
        return self.fill(self._get(name), **values)

    def fill(self, text: str, /, **values: str | int) -> str:
        """A text with its places filled. Raises ``Refusal`` where it names one that there is not."""
        try:
            return str(text).format(**{**self.common, **values})
        except (KeyError, IndexError, ValueError) as error:
            raise Refusal(f"通报的文字“{text}”里有填不上的花括号", "请改正 resources/brief/brief.yaml") from error

    def _get(self, name: str) -> Any:
        if name not in self.node:
            raise Refusal(f"通报的文字里缺少“{name}”", "请从安装包里恢复 resources/brief/brief.yaml")
        return self.node[name]


def ordinal(number: int) -> str:
    """``一``, ``二`` … ``十九`` of a small number."""
    tens, ones = divmod(number, 10)
    return _DIGITS[number - 1] if number <= len(_DIGITS) else f"十{_DIGITS[ones - 1]}" if tens == 1 else str(number)


def joined(names: Sequence[str], most: int, more: str) -> str:
    """Some names in a row, the rest left out."""
    return "、".join(names[:most]) + (more if len(names) > most else "")
