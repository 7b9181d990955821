"""Where the data lives that is not code: divisions, indicators, code lists, report forms."""

import csv
import io
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path


@cache
def root() -> Path:
    """The ``resources`` folder, beside the source or inside a frozen program."""
    frozen = getattr(sys, "_MEIPASS", None)
    return Path(frozen or Path(__file__).parents[2]) / "resources"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Each row of a UTF-8 CSV file under ``resources`` (``.csv`` or ``.csv.gz``) as column name -> text."""
    yield from csv.DictReader(io.StringIO(text(name), newline=""))


def text(name: str) -> str:
    """The same file as it is written, the column names first; for files of many thousand rows."""
    raw = (root() / name).read_bytes()
    if name.endswith(".gz"):
        import gzip  # what the window is painted from is not packed

        raw = gzip.decompress(raw)
    return raw.decode("utf-8-sig")


def listed(text: str, separator: str = "|") -> tuple[str, ...]:
    """The parts of a ``a|b|c`` cell; an empty cell has none."""
    return tuple(part for part in text.split(separator) if part)
