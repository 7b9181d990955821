"""Whatever a clerk was given as a package that can be filled: an ``.xlsx`` as it is, anything else as a copy."""

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from app.services.workbook.book import Book
from app.services.workbook.read.book import read
from app.services.workbook.read.sniff import Format, sniff
from app.services.workbook.read.unlock import unlocked

_MACROS = b"macroEnabled"
_WITHOUT = "公式带不过来（要保留公式，请先用 WPS 或 Excel 另存为 .xlsx）"


@dataclass(frozen=True, slots=True)
class Package:
    """A package's bytes, what its file's name must end in, and what the clerk should know of it."""

    data: bytes
    ending: str
    remarks: tuple[str, ...] = ()


def as_package(path: Path, book: Book | None = None) -> Package:
    """The package of a workbook; ``book`` is what was read from it, where it was."""
    data = path.read_bytes()
    form = sniff(data, path.name)
    if form is Format.LOCKED:
        data = unlocked(data, path.name)
        form = sniff(data, path.name)
    if form is Format.OOXML:
        return Package(data, ".xlsm" if _has_macros(data) else ".xlsx")
    return _copied(path, data, form, book)


def _copied(path: Path, data: bytes, form: Format, book: Book | None) -> Package:
    from app.services.workbook.fill.legacy_copy import copy_of_legacy  # openpyxl is slow to come
    from app.services.workbook.fill.plain_copy import copy_of_book

    copy = copy_of_legacy(data) if form is Format.BIFF else None
    if copy is not None:
        return Package(copy, ".xlsx", (f"“{path.name}”是旧格式，填的是 .xlsx 副本，{_WITHOUT}",))
    return Package(
        copy_of_book(book or read(path)),
        ".xlsx",
        (f"“{path.name}”不是 .xlsx，填的是按其内容做的 .xlsx 副本，{_WITHOUT}",),
    )


def _has_macros(data: bytes) -> bool:
    with ZipFile(BytesIO(data)) as package:
        return _MACROS in package.read("[Content_Types].xml")
