"""The gate before any reader: a package may not inflate without bounds, name one part twice or declare entities.

The limits are those of ``reliability.md`` 1.6. Nothing is ever extracted to disk, so a part's name is no path;
one that tries to be a path says what the package is for.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from zipfile import ZipFile, ZipInfo

from app.models.refusal import Refusal
from app.services.workbook.read.advice import SAVE_AS, UNLOCK

MOST_PARTS = 5_000
MOST_INFLATED = 512 * 2**20
MOST_RATIO = 200
_HARMLESS = 2**20  # a megabyte that was packed ever so tightly is no bomb
_PIECE = 4 * 2**20

_ENCRYPTED = 1
_HEADER = 30  # bytes at least before a part's own
_OUTSIDE = re.compile(r"(^|[/\\])\.\.([/\\]|$)|^[/\\]|^[A-Za-z]:")
_DECLARATIONS = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY")
    # A part in UTF-16 must not slip its entities past.
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
_LONGEST_DECLARATION = max(map(len, _DECLARATIONS))
PIVOT = "含数据透视表，它只是汇总；台账请导入它的数据源那张表"
"""The remark on a package that holds a pivot table, however its headings are worded."""
_REMARKS = {
    re.compile(r"(^|/)(vbaproject\.bin|macrosheets/.+|basic/.+/.+)$"): "含宏，宏已忽略",
    re.compile(r"(^|/)externallinks/[^/]+$"): "含指向其他文件的链接，没有更新，取的是保存时的值",
    re.compile(r"(^|/)connections\.(xml|bin)$"): "含外部数据连接，没有连接，取的是保存时的值",
    re.compile(r"(^|/)pivottables/[^/]+\.(xml|bin)$"): PIVOT,
}


def part_name(name: str) -> str:
    """A part's name as it is looked up: some programs write it in capitals, or with the strokes of Windows."""
    return name.replace("\\", "/").casefold()


def refuse_hostile(parts: Sequence[ZipInfo], name: str) -> None:
    """Refuse the file ``name`` if the directory of its package is one that no spreadsheet program writes."""
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refusal(f"“{name}”加了密码", UNLOCK)
    # Two parts that differ only in case or strokes are read differently by different programs.
    doubled = len({part_name(part.filename) for part in parts}) != len(parts)
    if doubled or _overlap(parts) or len(parts) > MOST_PARTS or any(_OUTSIDE.search(part.filename) for part in parts):
        raise Refusal(f"“{name}”的内部结构异常，没有读取", SAVE_AS)
    if sum(part.file_size for part in parts) > MOST_INFLATED or any(map(_is_bomb, parts)):
        raise Refusal(f"“{name}”解开后过大，没有读取", "请向发送人重新要一份，或只保留需要的工作表后再导入")


def _overlap(parts: Sequence[ZipInfo]) -> bool:
    """Whether parts share their bytes, by which a small package swells without end."""
    ordered = sorted(parts, key=lambda part: part.header_offset)
    return any(
        part.header_offset + _HEADER + part.compress_size > following.header_offset
        for part, following in itertools.pairwise(ordered)
    )


def _is_bomb(part: ZipInfo) -> bool:
    return part.file_size > max(_HARMLESS, part.compress_size * MOST_RATIO)


def inflate(package: ZipFile, part: ZipInfo) -> Iterator[bytes]:
    """The bytes of ``part`` piece by piece, never more than the directory promised.

    Raises BadZipFile where the content is another than the directory's checksum says, ValueError where it declares
    entities.
    """
    before = b""
    with package.open(part) as stream:
        while piece := stream.read(_PIECE):
            refuse_declarations(before + piece[:_LONGEST_DECLARATION], part.filename)
            refuse_declarations(piece, part.filename)
            before = piece[-_LONGEST_DECLARATION:]
            yield piece


def refuse_declarations(text: bytes, part: str) -> None:
    """Raise ValueError where an XML part has a document type, in which entities are declared."""
    if b"!" in text and any(word in text for word in _DECLARATIONS):  # one byte is looked for ten times as fast
        raise ValueError(part)


def remarks(parts: Sequence[str]) -> tuple[str, ...]:
    """What the clerk should know of parts that are there and were left alone."""
    names = [part_name(part) for part in parts]
    return tuple(text for pattern, text in _REMARKS.items() if any(map(pattern.search, names)))
