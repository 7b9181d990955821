"""A book -> the document it stands for: the year's aims listed in a workbook, one a row, in words (工作要点)."""

from collections.abc import Iterator

from app.services.importing import lexicon
from app.services.importing.proposal.tabular import lists_aims
from app.services.importing.text import half_width
from app.services.workbook.book import Book, Cell, Sheet
from app.services.workbook.read.document import Document, Line

_DEEP = 20


def document_of(book: Book) -> Document | None:
    """The book read as a document, its rows as lines with tabs; None where no sheet is a list of aims.

    A table by town is none: its aims are the towns'.
    """
    sheets = [sheet for sheet in book.sheets if not sheet.hidden and _is_list(sheet)]
    lines = (line for sheet in sheets for line in _lines(sheet))
    kept = tuple(Line(number, text) for number, text in lines if text.strip())
    return Document(book.name, book.sha256, kept) if kept else None


def _is_list(sheet: Sheet) -> bool:
    rows = [[_said(cell) for cell in row] for row in sheet.rows[:_DEEP]]
    titled = any(lexicon.has("aims_title", text) for row in rows for text in row)
    regional = any(half_width(text) in lexicon.words("region_label") for row in rows for text in row)
    return titled and not regional and any(lists_aims(row) for row in rows)


def _lines(sheet: Sheet) -> Iterator[tuple[int, str]]:
    for number, row in enumerate(sheet.rows, 1):
        said = [_said(cell) for cell in row]
        filled = [text for text in said if text]
        if number not in sheet.hidden_rows:
            yield number, "\t".join(said) if len(filled) > 1 else "".join(filled)


def _said(cell: Cell) -> str:
    return "" if isinstance(cell, bool) else "".join(str(cell).removesuffix(".0").split())
