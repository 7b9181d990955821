"""Small .xlsb packages written record by record."""

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

from tests.services.workbook.packages import OFFICE, RELATIONS

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MICROSOFT = "application/vnd.ms-excel"


def record(kind: int, body: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + bytes([len(body)] if len(body) < 0x80 else [len(body) & 0x7F | 0x80, len(body) >> 7]) + body


def text(said: str) -> bytes:
    return struct.pack("<I", len(said)) + said.encode("utf-16-le")


def rich(said: str, *runs: tuple[int, int]) -> bytes:
    """A text with where its runs begin and the fonts they are in."""
    head = bytes([bool(runs)]) + text(said)
    return head + (struct.pack("<I", len(runs)) + b"".join(struct.pack("<HH", *run) for run in runs) if runs else b"")


def cell(kind: int, column: int, body: bytes, style: int = 0) -> bytes:
    return record(kind, struct.pack("<II", column, style) + body)


def number(column: int, value: float, style: int = 0) -> bytes:
    return cell(5, column, struct.pack("<d", value), style)


def row(at: int, *cells: bytes, hidden: bool = False) -> bytes:
    """A row, numbered as Excel shows it."""
    head = struct.pack("<IIHBBBI", at - 1, 0, 300, 0, 0x10 if hidden else 0, 0, 0)
    return record(0, head) + b"".join(cells)


def column(first: int, last: int, *, hidden: bool) -> bytes:
    return record(60, struct.pack("<IIIIH", first, last, 2560, 0, int(hidden)))


def merge(top: int, bottom: int, left: int, right: int) -> bytes:
    return record(176, struct.pack("<IIII", top, bottom, left, right))


def sheet(rows: bytes, columns: bytes = b"", after: bytes = b"", size: tuple[int, int] = (10, 10)) -> bytes:
    return b"".join(
        [
            record(129),
            record(148, struct.pack("<IIII", 0, size[0], 0, size[1])),
            record(390) + columns + record(391) if columns else b"",
            record(145),
            rows,
            record(146),
            after,
            record(130),
        ]
    )


def font(*, struck: bool, colour: bytes = bytes([0, 0, 0, 0, 0, 0, 0, 255])) -> bytes:
    head = struct.pack("<HHHHBBBB", 220, 0x08 if struck else 0, 400, 0, 0, 2, 134, 0)
    return record(43, head + colour + b"\x00" + text("宋体"))


def fill(pattern: int, colour: bytes = bytes(8)) -> bytes:
    return record(45, struct.pack("<I", pattern) + colour + bytes(56))


def styles(fonts: Sequence[bytes], fills: Sequence[bytes], formats: Sequence[tuple[int, int]]) -> bytes:
    """The part of styles: ``formats`` are the font and the fill of each cell format."""
    plain = struct.pack("<HHHHH", 0xFFFF, 0, 0, 0, 0) + b"\0\0\x10\x10\0\0"
    own = [record(47, struct.pack("<HHHHH", 0, 0, *one, 0) + b"\0\0\x10\x10\0\0") for one in formats]
    groups = [
        (611, fonts, 612),
        (603, fills, 604),
        (613, [record(46, bytes(51))], 614),
        (626, [record(47, plain)], 627),
        (617, own, 618),
    ]
    body = b"".join(
        record(begin, struct.pack("<I", len(members))) + b"".join(members) + record(end)
        for begin, members, end in groups
    )
    return record(278) + body + record(279)


def shared(*texts: bytes) -> bytes:
    counts = struct.pack("<II", len(texts), len(texts))
    return record(159, counts) + b"".join(record(19, one) for one in texts) + record(160)


def comments(*said: tuple[int, int, str]) -> bytes:
    """The part of comments: each with its row and column from 0."""
    body = b"".join(
        record(635, struct.pack("<IIIII", 0, row, row, column, column) + bytes(16))
        + record(637, rich(one))
        + record(636)
        for row, column, one in said
    )
    authors = record(630) + record(632, text("审核")) + record(631)
    return record(628) + authors + record(633) + body + record(634) + record(629)


def related(*targets: tuple[str, str]) -> str:
    links = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{RELATIONS}">{links}</Relationships>'


def package(path: Path, content: bytes, formats: bytes, texts: bytes, notes: bytes | None = None) -> Path:
    """A workbook of one sheet, 表."""
    book = record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("表"))
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<?xml version="1.0" encoding="UTF-8"?><Types xmlns="{TYPES}">'
        f'<Default Extension="bin" ContentType="{MICROSOFT}.sheet.binary.macroEnabled.main"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.bin" ContentType="{MICROSOFT}.worksheet"/>'
        f'<Override PartName="/xl/styles.bin" ContentType="{MICROSOFT}.styles"/>'
        f'<Override PartName="/xl/sharedStrings.bin" ContentType="{MICROSOFT}.sharedStrings"/>'
        f'<Override PartName="/xl/comments1.bin" ContentType="{MICROSOFT}.comments"/></Types>',
        "_rels/.rels": related(("officeDocument", "xl/workbook.bin")),
        "xl/workbook.bin": book + record(144) + record(132),
        "xl/_rels/workbook.bin.rels": related(
            ("worksheet", "worksheets/sheet1.bin"), ("styles", "styles.bin"), ("sharedStrings", "sharedStrings.bin")
        ),
        "xl/worksheets/sheet1.bin": content,
        "xl/styles.bin": formats,
        "xl/sharedStrings.bin": texts,
    }
    if notes:
        parts["xl/worksheets/_rels/sheet1.bin.rels"] = related(("comments", "../comments1.bin"))
        parts["xl/comments1.bin"] = notes
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path
