"""The workbook's own part: its names, and whether it is worked out when it opens."""

import re
from html import unescape

from app.services.workbook.fill.markup import TAG, attribute, local, with_attribute
from app.services.workbook.fill.parts import BookParts

_NAME = re.compile(r"<(?:\w+:)?definedName\b(?P<attributes>[^<>]*?)>(?P<text>[^<]*)</")
_CALCULATION = re.compile(r"<(?P<name>(?:\w+:)?calcPr)\b(?P<attributes>[^<>]*?)(?P<end>/?>)")
_BEFORE_CALCULATION = ("definedNames", "externalReferences", "functionGroups", "sheets")


def plain_names(parts: BookParts) -> dict[str, str]:
    """The workbook's names in small letters and what each stands for; those of one sheet alone are left out."""
    return {
        (attribute(found["attributes"], "name") or "").casefold(): unescape(found["text"])
        for found in _NAME.finditer(parts.text(parts.main))
        if attribute(found["attributes"], "localSheetId") is None
    }


def ask_for_recalculation(parts: BookParts) -> None:
    """Have the workbook worked out as a whole when it is opened."""
    text = parts.text(parts.main)
    found = _CALCULATION.search(text)
    if found:
        attributes = with_attribute(found["attributes"], "fullCalcOnLoad", "1")
        text = f"{text[: found.start()]}<{found['name']}{attributes}{found['end']}{text[found.end() :]}"
    else:
        text = _with_calculation(text)
    parts.put(parts.main, text)


def _with_calculation(text: str) -> str:
    """The part with the element put in behind what must stand before it."""
    for wanted in _BEFORE_CALCULATION:
        for tag in TAG.finditer(text):
            if local(tag["name"] or "") == wanted and (tag["close"] or tag["empty"]):
                prefix = tag["name"].removesuffix(wanted)
                return f'{text[: tag.end()]}<{prefix}calcPr fullCalcOnLoad="1"/>{text[tag.end() :]}'
    return text
