"""A workbook file as a package of parts: read one, replace some, leave every other byte for byte."""

from collections.abc import Callable, Iterable, Mapping
from typing import BinaryIO, TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Chunks: TypeAlias = Callable[[], Iterable[bytes]]
"""A part that is made when its turn comes, piece by piece."""

LEVEL = 2
"""Compression: three times as fast as the usual 6 for files a quarter longer."""
MEDIA = "xl/media/"
"""The folder of the pictures, which are packed as they are: they cannot be made any smaller."""


def copy_package(source: BinaryIO, target: BinaryIO, replaced: Mapping[str, Chunks]) -> None:
    """Write the package ``source`` to ``target`` with some parts replaced or added.

    The replaced parts are made last, in the order given, so that a part may tell what the ones before it held.
    Memory does not grow with their size.
    """
    with ZipFile(source) as old, ZipFile(target, "w", ZIP_DEFLATED, compresslevel=LEVEL) as new:
        for part in old.infolist():
            if part.filename not in replaced:
                new.writestr(_same(part), old.read(part), compresslevel=LEVEL)
        for name, chunks in replaced.items():
            with new.open(ZipInfo(name) if name.startswith(MEDIA) else name, "w") as stream:
                stream.writelines(chunks())


def rewrite_package(source: BinaryIO, target: BinaryIO, changed: Mapping[str, bytes]) -> None:
    """Write the package ``source`` to ``target`` with some parts replaced where they stand, and others added behind.

    Parts keep their order, their times and their attributes, so that nothing else differs.
    """
    with ZipFile(source) as old, ZipFile(target, "w", ZIP_DEFLATED) as new:
        new.comment = old.comment
        for part in old.infolist():
            content = changed[part.filename] if part.filename in changed else old.read(part)
            new.writestr(_same(part), content)
        for name in changed.keys() - set(old.namelist()):
            new.writestr(ZipInfo(name, old.infolist()[0].date_time), changed[name], ZIP_DEFLATED)


def read_part(source: BinaryIO, name: str) -> bytes:
    """One part's bytes. Raises KeyError where the package has none of that name."""
    with ZipFile(source) as package:
        return package.read(name)


def _same(part: ZipInfo) -> ZipInfo:
    info = ZipInfo(part.filename, part.date_time)
    info.compress_type = part.compress_type
    info.external_attr = part.external_attr
    info.create_system, info.extra, info.comment = part.create_system, part.extra, part.comment
    return info
