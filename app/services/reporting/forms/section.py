"""Reading a declaration: YAML whose mappings know their lines, so that a mistake is shown where it stands."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

import yaml

from app.models.refusal import Refusal
from app.services.reporting.forms.misspelt import misspelt, text_of

RESTORE = "请改正这一行；本单位的格式改不好可以停用，自带的可以从安装包里恢复"


def refusal(file: str, line: int, what: str) -> Refusal:
    """What is said of a mistake in a declaration."""
    return Refusal(f"报表格式文件“{file}”第 {line} 行{what}", RESTORE)


# The same loader in C, where it was built, reads a form ten times as fast; both refuse what is no plain data.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Section:
    """One mapping of a YAML file. Every scalar is text; keys are taken one by one and none may be left over."""

    def __init__(self, node: yaml.MappingNode, file: str) -> None:
        self.file = file
        self.line = node.start_mark.line + 1
        self._nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in self._nodes:
                raise refusal(file, key.start_mark.line + 1, f"重复写了“{name}”")
            self._nodes[name] = value
        self._left = set(self._nodes)

    @classmethod
    def read(cls, path: Path) -> Self:
        """The mapping that a YAML file holds. Raises ``Refusal`` naming file and line."""
        text = text_of(path)
        try:
            node = yaml.compose(text, _LOADER)
        except yaml.YAMLError as error:
            raise refusal(path.name, *misspelt(error, text)) from error
        if not isinstance(node, yaml.MappingNode):
            raise refusal(path.name, 1, "应当是“名称: 内容”的样子")
        return cls(node, path.name)

    def __contains__(self, key: str) -> bool:
        return key in self._nodes

    def wrong(self, key: str, what: str) -> Refusal:
        """The refusal of one key, with its line."""
        node = self._nodes.get(key)
        return refusal(self.file, node.start_mark.line + 1 if node else self.line, f"的“{key}”{what}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there."""
        node = self._take(key)
        if node is None and default is not None:
            return default
        if not isinstance(node, yaml.ScalarNode) or (default is None and not node.value.strip()):
            raise self.wrong(key, "没有填写" if node is None else "应当写一段文字")
        return str(node.value).strip()

    def integer(self, key: str, default: int | None = None) -> int | None:
        """A whole number."""
        text = self.text(key, "" if default is None else str(default))
        if not text:
            return default
        if not text.isdigit():
            raise self.wrong(key, f"应当是整数，不带正负号：“{text}”")
        return int(text)

    def among(self, key: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of some words."""
        text = self.text(key, default)
        if text not in choices:
            raise self.wrong(key, f"只能是{'、'.join(choices)}：“{text}”")
        return text

    def flag(self, key: str) -> bool:
        """Whether a thing is so (是); not so where it is not written."""
        return self.among(key, ("是", "否"), "否") == "是"

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none where it is not written."""
        nodes = self._list(key)
        if not all(isinstance(node, yaml.ScalarNode) for node in nodes):
            raise self.wrong(key, "应当是几段文字")
        return tuple(str(node.value).strip() for node in nodes)

    def sections(self, key: str) -> list[Self]:
        """A list of mappings; none where it is not written."""
        nodes = self._list(key)
        if not all(isinstance(node, yaml.MappingNode) for node in nodes):
            raise self.wrong(key, "的每一项应当是“名称: 内容”的样子")
        return [type(self)(node, self.file) for node in nodes if isinstance(node, yaml.MappingNode)]

    def section(self, key: str) -> Self | None:
        """A mapping within this one, where the key holds one and no plain text."""
        node = self._nodes.get(key)
        if not isinstance(node, yaml.MappingNode):
            return None
        self._left.discard(key)
        return type(self)(node, self.file)

    @property
    def names(self) -> tuple[str, ...]:
        """The keys as they are written."""
        return tuple(self._nodes)

    def close(self) -> None:
        """Refuse keys that nobody asked for: a misspelt one would be silently without effect."""
        for key in self._nodes:
            if key in self._left:
                raise self.wrong(key, "不是这里认识的名称")

    def _take(self, key: str) -> yaml.Node | None:
        self._left.discard(key)
        return self._nodes.get(key)

    def _list(self, key: str) -> list[yaml.Node]:
        node = self._take(key)
        if node is None:
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.wrong(key, "应当是一列")
        return list(node.value)
