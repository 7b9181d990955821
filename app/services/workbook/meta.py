"""What a workbook says about itself: the ``_meta`` sheet, the document property and the checksum of its body.

The checksum is taken from values, not from bytes, so that a re-save by another program changes nothing. It finds
accidents; it proves no origin.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import repeat
from typing import IO

from app.services.workbook.cells import (
    GUARD,
    MOST_CHARACTERS,
    number_text,
    plain_text,
    text_cell,
    value_cell,
)
from app.services.workbook.layout import (
    CellValue,
    ColumnKind,
    ColumnLayout,
    ExportMark,
    FillBlock,
    FillRow,
    SheetLayout,
)
from app.services.workbook.meta_names import HEAD, IDS, PROPERTY, STATE
from app.services.workbook.usual import END, ODD, usual_for
from app.services.workbook.xml_text import escape, quoted

_BRIEF = 32
"""So many digits of the link fit into the property; they tell it apart as surely."""
_ROW_END = b"\x1e"
_PIECE = 1 << 20
_IDS_OF_A_LINE = 256


class BodyDigest:
    """The SHA-256 of a sheet's data rows: each row's key and its cells as plain text, the total row left out.

    Control characters end cells and rows, which no cell can hold. A number is its exact decimal text, a date its day
    number, a text is composed (NFC) and without spaces around; a live cell counts with its column's places.
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()

    def add(self, keys: Sequence[str], columns: Iterable[Sequence[bytes]]) -> None:
        """Take in some rows: their keys, and down the columns the plain texts of their cells in UTF-8."""
        rows = zip(_plains(keys), *columns, repeat(_ROW_END, len(keys)), strict=True)
        self._digest.update(b"".join(map(END.join, rows)))

    def hex(self) -> str:
        """The digest of the rows so far."""
        return self._digest.hexdigest()


def _plains(texts: Sequence[str]) -> list[bytes]:
    """Some texts as the checksum takes them."""
    found = usual_for(ColumnKind.TEXT)(texts)
    return [plain if plain != ODD else plain_text(text).encode() for text, plain in zip(texts, found, strict=True)]


def plain_value(column: ColumnLayout, value: CellValue) -> bytes:
    """A cell's value as the checksum takes it."""
    if column.formula and isinstance(value, Decimal) and column.shown_places is not None:
        return number_text(value.quantize(Decimal(1).scaleb(-column.shown_places), ROUND_HALF_UP)).encode()
    named = column.kind in {ColumnKind.TEXT, ColumnKind.CODE}
    return (text_cell if named else value_cell)(value).plain.encode()


def body_checksum(layout: SheetLayout, rows: Iterable[FillRow]) -> str:
    """The checksum of a sheet's data rows as read back, to be compared with the one in ``_meta``.

    Numbers must come as exact decimals, keys as they were written.
    """
    digest = BodyDigest()
    for row in rows:
        digest.add([row.key], [[plain_value(*cell)] for cell in zip(layout.columns, row.values, strict=True)])
    return digest.hex()


def mark_values(mark: ExportMark) -> dict[str, str]:
    """What identifies the export, as keys and texts in the order they are written."""
    return {
        "report": mark.report,
        "form": mark.form_version,
        "period": mark.period,
        "unit": mark.unit,
        "export": mark.export_id,
    }


class MetaRows:
    """The rows of the ``_meta`` sheet: keys and values first, then which data rows have which key and id.

    What is known of the rows waits in ``spool``, a temporary file, so that memory does not grow with them.
    """

    def __init__(self, mark: ExportMark, sheets: int, spool: IO[bytes]) -> None:
        made = {"made": mark.made_at.isoformat(timespec="seconds")}
        self._pairs = list((mark_values(mark) | made | dict(mark.extra)).items())
        self._first_id = len(self._pairs) + 1 + 2 * sheets + 1
        self._ids = spool
        self._lines = 0
        self._waiting: list[tuple[str, str]] = []
        self._checksums: list[str] = []

    def add_rows(self, sheet: str, block: FillBlock) -> None:
        """Note the keys and ids of data rows."""
        self._waiting += [pair for pair in zip(block.keys, block.row_ids, strict=True) if any(pair)]
        self._add_lines(sheet, len(self._waiting) // _IDS_OF_A_LINE)

    def add_sheet(self, sheet: str, count: int, checksum: str) -> None:
        """Note a sheet when all its rows were written."""
        self._add_lines(sheet, bool(self._waiting))
        self._pairs += [(f"rows:{sheet}", str(count)), (f"checksum:{sheet}", checksum)]
        self._checksums.append(checksum)

    def _add_lines(self, sheet: str, many: int) -> None:
        for _ in range(many):
            self._add_ids(sheet, self._waiting[:_IDS_OF_A_LINE])
            del self._waiting[:_IDS_OF_A_LINE]

    def _add_ids(self, sheet: str, known: Sequence[tuple[str, str]]) -> None:
        """Note some keys and ids in one line, or in two where a cell cannot hold so many."""
        line = [IDS, sheet, *(_listed(texts) for texts in zip(*known, strict=True))]
        if len(known) > 1 and max(map(len, line)) * 2 > MOST_CHARACTERS:
            half = len(known) // 2
            self._add_ids(sheet, known[:half])
            self._add_ids(sheet, known[half:])
            return
        self._ids.write(_meta_row(self._first_id + self._lines, line).encode())
        self._lines += 1

    @property
    def checksum(self) -> str:
        """One checksum for all sheets: the SHA-256 of theirs."""
        return hashlib.sha256("".join(self._checksums).encode()).hexdigest()

    def chunks(self) -> Iterator[bytes]:
        """The rows as the text of a sheet part."""
        pairs = [*self._pairs, ("checksum", self.checksum)]
        for number, pair in enumerate(pairs, start=1):
            yield _meta_row(number, pair).encode()
        self._ids.seek(0)
        while chunk := self._ids.read(_PIECE):
            yield chunk


def _meta_row(number: int, texts: Sequence[str]) -> str:
    cells = (f'<c r="{letter}{number}"{content}' for letter, content in zip("ABCD", _contents(texts), strict=False))
    return f'<row r="{number}">{"".join(cells)}</row>'


def _contents(texts: Sequence[str]) -> list[str]:
    """The contents of text cells; nobody edits the hidden sheet, so none needs a guard."""
    return [text_cell(text).xml.replace(GUARD, "") for text in texts]


def _listed(texts: Sequence[str]) -> str:
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def property_text(mark: ExportMark, checksum: str) -> str:
    """The document property's value: JSON, which must stay under the 255 characters that Excel shows."""
    head = {HEAD: mark.extra[HEAD][:_BRIEF]} if HEAD in mark.extra else {}
    state = {STATE: mark.extra[STATE]} if STATE in mark.extra else {}
    said = mark_values(mark) | {"checksum": checksum} | head | state
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def property_part(mark: ExportMark, checksum: str) -> bytes:
    """The custom properties part with the one property."""
    text = property_text(mark, checksum)
    office = "http://schemas.openxmlformats.org/officeDocument/2006"
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<Properties xmlns="{office}/custom-properties" xmlns:vt="{office}/docPropsVTypes">'
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name={quoted(PROPERTY)}>'
        f"<vt:lpwstr>{escape(text)}</vt:lpwstr></property></Properties>"
    ).encode()
