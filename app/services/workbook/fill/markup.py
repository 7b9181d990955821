"""Markup as text: tags found and their attributes changed without touching a sign beside them."""

import re
from collections.abc import Callable
from functools import cache
from html import unescape

from app.services.workbook.xml_text import escape

TAG = re.compile(
    r"<(?:!--.*?-->|!\[CDATA\[.*?\]\]>|\?.*?\?>"
    r"|(?P<close>/)?(?P<name>[\w:.-]+)(?P<attributes>(?:\"[^\"]*\"|'[^']*'|[^'\">])*?)(?P<empty>/)?>)",
    re.DOTALL,
)
"""A tag, a comment or a marked section; only a tag has a ``name``."""

Change = Callable[[str], str]


def local(name: str) -> str:
    """A tag's name without its prefix."""
    return name.rpartition(":")[2]


def prefix_of(name: str) -> str:
    """The prefix of a tag's name with its colon, empty where it has none."""
    head, colon, _ = name.rpartition(":")
    return head + colon


def attribute(attributes: str, name: str) -> str | None:
    """The value of one attribute in a tag's text; None where it is not there."""
    found = _finder(name).search(attributes)
    return None if found is None else unescape(found["value"])


def with_attribute(attributes: str, name: str, value: str | None) -> str:
    """A tag's attributes with one of them given another value, added at the end, or (None) taken out."""
    found = _finder(name).search(attributes)
    if value is None:
        return attributes if found is None else attributes[: found.start()] + attributes[found.end() :]
    quoted = escape(value).replace('"', "&quot;")
    if found is None:
        return f'{attributes.rstrip()} {name}="{quoted}"{attributes[len(attributes.rstrip()) :]}'
    return f'{attributes[: found.start()]} {name}="{quoted}"{attributes[found.end() :]}'


@cache
def _finder(name: str) -> re.Pattern[str]:
    return re.compile(rf"\s+{re.escape(name)}\s*=\s*(?P<quote>[\"'])(?P<value>.*?)(?P=quote)", re.DOTALL)


def change_attributes(text: str, changes: dict[str, dict[str, Change]]) -> str:
    """``text`` with attributes changed: tag -> attribute -> what its value becomes; prefixes do not count."""

    def changed(tag: re.Match[str]) -> str:
        wanted = changes.get(local(tag["name"] or "")) if not tag["close"] else None
        if not wanted:
            return tag[0]
        attributes = tag["attributes"]
        for name, change in wanted.items():
            value = attribute(attributes, name)
            if value is not None and (new := change(value)) != value:
                attributes = with_attribute(attributes, name, new)
        return f"<{tag['name']}{attributes}{tag['empty'] or ''}>"

    return TAG.sub(changed, text)


def change_contents(text: str, names: frozenset[str], change: Change) -> str:
    """``text`` with the plain content of some elements changed, such as a formula's."""
    either = "|".join(sorted(names))
    pattern = re.compile(rf"(<(?:\w+:)?(?:{either})(?:\s[^<>]*)?>)([^<]*)(</)")
    return pattern.sub(lambda found: found[1] + _rewritten(found[2], change) + found[3], text)


def _rewritten(raw: str, change: Change) -> str:
    plain = unescape(raw)
    new = change(plain)
    return raw if new == plain else escape(new)
