"""Documents for the tests of the import: written to disk, read back by the program itself."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from app.models.store import Store
from app.services.importing.flow import imported
from app.services.importing.planning.plan import Options
from app.services.importing.planning.row_plan import Action
from app.services.importing.report import as_json

DOCUMENTS = Path(__file__).parents[2] / "data" / "documents"
SEED = DOCUMENTS / "2022年嘉兴市自然资源和规划工作要点.txt"

_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FORMATS = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))

Paragraph = str | tuple[int, str] | list[list[str]]
"""A paragraph: plain, with an automatic number of a level, or a table."""


def table_of(store: Store, path: Path, options: Options | None = None, *, dry_run: bool = True) -> dict[str, Any]:
    """The only table of a file's answer."""
    (file,) = answer(store, path, options, dry_run=dry_run)["files"]
    assert file["as"] == "indicators", file["reason"]
    (table,) = file["tables"]
    assert table["kind"] == "proposal"
    return dict(table)


def answer(store: Store, path: Path, options: Options | None = None, *, dry_run: bool = True) -> dict[str, Any]:
    """What an import of a file says."""
    return as_json(imported(store, [path], options or Options(), dry_run=dry_run))


def confirmed(*actions: Action) -> Options:
    """What ``--only`` says."""
    return Options(only=frozenset(actions), confirmed=True)


def proposed(store: Store, path: Path) -> list[dict[str, Any]]:
    """The proposals of a document."""
    return [row["proposal"] for row in table_of(store, path)["rows"]]


def amounts(proposals: Sequence[dict[str, Any]]) -> list[tuple[str, str | None, str | None, str]]:
    """Name, value, unit and direction of each proposal."""
    return [(one["name"], one["value"], one["unit"], one["direction"]) for one in proposals]


def text_file(path: Path, text: str, encoding: str = "utf-8") -> Path:
    """A text document."""
    path.write_bytes(text.encode(encoding))
    return path


def year_plan(path: Path, sentence: str, heading: str = "工作任务") -> Path:
    """A document of a year with one sentence under a heading."""
    return text_file(path, f"某某局2031年工作要点\n一、{heading}\n{sentence}\n")


def word_file(path: Path, paragraphs: Sequence[Paragraph]) -> Path:
    """A ``.docx`` whose headings are numbered by Word itself."""
    body = "".join(_block(one) for one in paragraphs)
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for depth, (form, text) in enumerate(_FORMATS)
    )
    lists = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
    lists += '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", _part("document", f"<w:body>{body}</w:body>"))
        package.writestr("word/numbering.xml", _part("numbering", lists))
    return path


def _part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{_NAMESPACE}">{inner}</w:{root}>'


def _block(one: Paragraph) -> str:
    if isinstance(one, list):
        rows = "".join(f"<w:tr>{''.join(f'<w:tc>{_block(cell)}</w:tc>' for cell in row)}</w:tr>" for row in one)
        return f"<w:tbl>{rows}</w:tbl>"
    if isinstance(one, tuple):
        level, text = one
        number = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        return f"<w:p>{number}{_runs(text)}</w:p>"
    return f"<w:p>{_runs(one)}</w:p>"


def _runs(text: str) -> str:
    """The text in two runs, as Word splits it wherever the cursor once stood."""
    half = len(text) // 2
    return "".join(f"<w:r><w:t>{escape(part)}</w:t></w:r>" for part in (text[:half], text[half:]))
