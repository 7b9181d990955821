"""What the cells of an .xlsx say: numbers, texts, days, by type and format; many at once, since most are alike."""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from app.services.workbook.book import Cell
from app.services.workbook.read.package import USUAL_WORKBOOK, Package, every
from app.services.workbook.read.serial import moment, span
from app.services.workbook.read.strings import Text, decoded, shared_texts, unescaped
from app.services.workbook.read.styles import Kind, Styles, styles

_DIGITS, _FIGURES = b"0123456789", b"0123456789.eE+-"
_NUMBER = re.compile(rb"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:inf|infinity|nan)", re.IGNORECASE)
_ON = frozenset({b"1", b"true"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What the cells of every sheet of a workbook are read by."""

    texts: Sequence[str]
    marked_texts: Mapping[int, Text]
    styles: Styles
    since_1904: bool

    @classmethod
    def of(cls, package: Package) -> "Reading":
        """What the cells of a package are read by. Raises what a damaged part raises."""
        tree = package.tree(package.workbook() or USUAL_WORKBOOK)
        since_1904 = any(one.get("date1904") in ("1", "true") for one in every(tree, "workbookPr"))
        return cls(*shared_texts(package), styles(package), since_1904)

    def values(self, style: bytes | None, kind: bytes | None, raws: Sequence[bytes]) -> list[Cell]:
        """What cells of one style and type say in their ``v``. Raises NotPlain, LookupError and ValueError."""
        read = _READ.get(kind)
        return read(self, raws) if read else self._numbers(raws, self.styles.kinds.get(int(style or 0)))

    def shared(self, raws: Sequence[bytes]) -> list[Cell]:
        """Shared texts by their numbers. Raises LookupError and ValueError where there is none of that number."""
        if b"".join(raws).translate(None, _DIGITS):  # -1 is not the last
            raws = [_ordinal(raw) for raw in raws]
        return [self.texts[int(raw)] if raw else "" for raw in raws]

    def _numbers(self, raws: Sequence[bytes], kind: Kind | None) -> list[Cell]:
        numbers = _numbers(raws)
        if kind is None:
            return numbers
        return [self._moment(one, kind) if isinstance(one, float) else one for one in numbers]

    def _moment(self, number: float, kind: Kind) -> Cell:
        return span(number) if kind is Kind.SPAN else moment(number, since_1904=self.since_1904)


def texts(raws: Sequence[bytes]) -> list[Cell]:
    """Texts as the cells show them. Raises NotPlain and UnicodeDecodeError."""
    together = b"".join(raws)
    if b"&" in together or b"_x" in together or b"\r" in together:
        return [unescaped(decoded(raw)) for raw in raws]
    return list(map(bytes.decode, raws))


def _ordinal(raw: bytes) -> bytes:
    """The number of a text without what is around it. Raises ValueError where it is none."""
    if raw and not raw.strip().isdigit():
        raise ValueError(raw)
    return raw.strip()


def _numbers(raws: Sequence[bytes]) -> list[Cell]:
    """Numbers, and the text where what stands in place of one is none."""
    if not b"".join(raws).translate(None, _FIGURES):
        with suppress(ValueError):
            found: list[Cell] = list(map(float, raws))
            if math.isfinite(math.fsum(found)):  # type: ignore[arg-type]  # they are all numbers
                return found
    return list(map(_number, raws))


def _number(raw: bytes) -> Cell:
    if not _NUMBER.fullmatch(raw):
        return decoded(raw)
    number = float(raw)
    return number if math.isfinite(number) else str(number)  # it is written as a number and is none: 1E999, NaN


def _day(raw: bytes) -> Cell:
    text = decoded(raw)
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return text
    return found.date() if found.time() == dt.time() else found


_READ: dict[bytes | None, Callable[[Reading, Sequence[bytes]], list[Cell]]] = {
    b"s": Reading.shared,
    b"str": lambda _, raws: texts(raws),
    b"b": lambda _, raws: [raw.strip() in _ON if raw else "" for raw in raws],
    b"d": lambda _, raws: list(map(_day, raws)),
    b"e": lambda _, raws: [""] * len(raws),
    b"inlineStr": lambda _, raws: [""] * len(raws),  # what it says stands in another element
}
