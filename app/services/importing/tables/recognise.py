"""Book -> tables: titles, headers, data rows and the rows that are none, told by evidence (``domain.md`` D13–D35)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from app.services.importing import lexicon
from app.services.importing.tables.apart import apart, side_by_side
from app.services.importing.tables.band import Band, columns_of, find_bands, is_ordinal, texts
from app.services.importing.tables.beside import beside
from app.services.importing.tables.header import units_named
from app.services.importing.tables.table import HeaderAt, Skip, Table
from app.services.importing.text import compact, half_width, key
from app.services.importing.vocabulary import Vocabulary
from app.services.workbook.book import Book, Cell, Row, Sheet
from app.services.workbook.read.grid import Column, GridRows

_CODE = re.compile(r"(?=.*\d)[A-Za-z0-9]+(?:[-－—][A-Za-z0-9]+)+|\d{14}")
_LABEL = re.compile(r"(附表|附件|表)\d*[:：]?")
_NUMBERED = re.compile(r"[(（]?\d{1,2}[)）.、．]")
_FIGURES = re.compile(r"[\d.,%+-]+")
_LONGEST_LABEL, _LONGEST_SAMPLE = 16, 12
_SHORTEST_CODE, _LONGEST_CODE, _MOST_BEFORE_CODE = 3, 29, 6
_INDENTS = (" ", "\u3000", "\u00a0", "-", "—", "－")
_SERIAL = re.compile(r"[(（]?(\d{1,4}|[一二三四五六七八九十]+)(\.0)?[)）、.]?")


def recognise(book: Book, vocabulary: Vocabulary, headers: Sequence[HeaderAt] = ()) -> list[Table]:
    """The tables of the visible sheets in order; empty sheets and sheets without a header have none.

    The hidden sheets of a book are looked at only where no visible one holds a table. A sheet that one of ``headers``
    names has the one table that this header makes.
    """
    said = {one.sheet: one for one in headers}
    shown = [table for sheet in book.sheets if not sheet.hidden for table in _tables(sheet, vocabulary, said)]
    return shown or [table for sheet in book.sheets if sheet.hidden for table in _tables(sheet, vocabulary, said)]


def _tables(sheet: Sheet, vocabulary: Vocabulary, said: Mapping[str, HeaderAt]) -> Iterator[Table]:
    header = said.get(sheet.name)
    if header is not None and header.bottom < len(sheet.rows):
        between = set(range(header.bottom + 1, header.first))
        end = min(header.last or len(sheet.rows), len(sheet.rows))
        yield _table(sheet, Band(header.top, header.bottom), range(1, header.top), end, between)
        return
    sheet, lists = beside(sheet, vocabulary)
    for part in apart(sheet, vocabulary):
        yield from _one_below_another(part, vocabulary)
    yield from lists


def _one_below_another(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Table]:
    bands = find_bands(sheet, vocabulary)
    heads = [_head(sheet, band, bands[index - 1].bottom if index else 0) for index, band in enumerate(bands)]
    new = [index for index in range(len(bands)) if not bands[index].again or _is_about_another(sheet, heads, index)]
    for place, index in enumerate(new):
        after = new[place + 1] if place + 1 < len(new) else len(bands)
        end = heads[after].start - 1 if after < len(bands) else len(sheet.rows)
        repeated = {row for band in bands[index + 1 : after] for row in range(band.top, band.bottom + 1)}
        for block in side_by_side(sheet, bands[index]):
            yield _table(block, bands[index], heads[index], end, repeated)


def _is_about_another(sheet: Sheet, heads: list[range], index: int) -> bool:
    """Whether a repeated header stands under a title or unit line that differs from the one above."""
    above, before = (_notices(sheet, heads[place]) for place in (index, index - 1))
    above = [text for text in above if not _NUMBERED.match(text)]  # the last of the notes above, not a title
    if not above or not before:
        return False
    return set(units_named("|".join(above))) != set(units_named("|".join(before))) or _title(above) != _title(before)


def _notices(sheet: Sheet, head: range) -> list[str]:
    return [text for number in head for text in texts(sheet, number)]


def _head(sheet: Sheet, band: Band, floor: int) -> range:
    """The rows above a header that speak of it; below an earlier table only those that stand above it without a gap.

    One blank row between a title and its header is no gap.
    """
    start = band.top
    while start - 1 > floor and not (floor and _ends_above(sheet, start - 1, floor)):
        start -= 1
    return range(start, band.top)


def _ends_above(sheet: Sheet, number: int, floor: int) -> bool:
    """Whether a row below an earlier table is still that table's, or a gap: neither is the head of the next one."""
    said = texts(sheet, number)
    if _is_blank(sheet.rows[number - 1]):
        return not _is_title(sheet, _above_stamps(sheet, number - 1, floor), floor)
    if len(said) > 3 or _is_foot(said):
        return True
    return _is_signed(said) and not _opens_next(sheet, number, floor)


def _opens_next(sheet: Sheet, number: int, floor: int) -> bool:
    """Whether a line for names and stamps opens the table below it: who reports is said above a table and below it.

    Then such lines stand below a title or a gap.
    """
    above = _above_stamps(sheet, number, floor)
    return above > floor and (_is_blank(sheet.rows[above - 1]) or _is_title(sheet, above, floor))


def _above_stamps(sheet: Sheet, number: int, floor: int) -> int:
    """The first row from ``number`` upwards that is not for names and stamps."""
    while number > floor and _is_signed(texts(sheet, number)):
        number -= 1
    return number


def _is_title(sheet: Sheet, number: int, floor: int) -> bool:
    """Whether a row below ``floor`` holds one text that is neither a note nor a total nor for names and stamps."""
    if number <= floor:
        return False
    said = texts(sheet, number)
    if len(said) != 1 or not isinstance(_lone(sheet.rows[number - 1]), str) or _NUMBERED.match(said[0]):
        return False
    return not _is_foot(said) and not _is_signed(said)


def _is_foot(said: list[str]) -> bool:
    return lexicon.begins("note", said[0]) or _total(said) is not None


def _is_signed(said: list[str]) -> bool:
    return any(lexicon.has("signature", text) for text in said)


def _table(sheet: Sheet, band: Band, head: range, end: int, repeated: set[int]) -> Table:
    notices = _notices(sheet, head)
    records, skipped = _rows(sheet, band, end, repeated)
    foot = [
        text for number, why in skipped.items() if why in (Skip.NOTE, Skip.SIGNATURE) for text in texts(sheet, number)
    ]
    return Table(
        sheet=sheet,
        top=band.top,
        bottom=band.bottom,
        columns=columns_of(sheet, band),
        records=tuple(records),
        skipped=skipped,
        title=_title(notices),
        notices=(*notices, *foot),
        head=head.start if head else band.top,
    )


def going_on(sheet: Sheet, before: Table, first: int) -> Table:
    """The table on a sheet that goes on with the one ``before`` it from its row ``first``, under the same headings."""
    above = first - 1
    records, skipped = _rows(sheet, Band(above, above), len(sheet.rows), set())
    own = [text for number in range(1, first) for text in texts(sheet, number)]
    return replace(
        before,
        sheet=sheet,
        top=above,
        bottom=above,
        records=tuple(records),
        skipped=skipped,
        notices=(*before.notices, *own),
        head=1,
        continues=before.sheet.name,
    )


def _title(notices: list[str]) -> str:
    """The longest of the texts above a header that is neither a label (``附表4``) nor a line of particulars."""
    named = [
        text
        for text in notices
        if not _LABEL.fullmatch(text) and not re.match(r"[^（(]{0,8}[:：]", text) and len(text) > 3
    ]
    return max((text for text in named if not lexicon.begins("as_of", text)), key=len, default="")


def _rows(sheet: Sheet, band: Band, end: int, repeated: set[int]) -> tuple[list[int], dict[int, Skip]]:
    """The data rows below a header and the rows that are none; blanks after the last filled row are neither."""
    records: list[int] = []
    skipped: dict[int, Skip] = {}
    header = texts(sheet, band.bottom) if band.bottom else []
    below = parts = False
    numbered = bool(header) and key(header[0]) in {key(word) for word in lexicon.words("ordinal_header")}
    numbers = range(band.bottom + 1, _last_filled(sheet, end) + 1)
    plain = _plainly_records(sheet, numbers) - repeated
    for number in numbers:
        if number in plain and not parts:
            records.append(number)
            continue
        coded = any(map(_looks_like_code, sheet.rows[number - 1][:_MOST_BEFORE_CODE]))
        why = Skip.TITLE if number in repeated else _why_not(sheet, number, header, below, coded=coded)
        if parts and why is None:
            row = sheet.rows[number - 1]
            parts = _is_part(row) or (numbered and row[0] == "")
        # A row with a code opens no parts; nearly every row of a large table has one, and needs no cleaning of texts.
        parts = (parts and why is None) or (not coded and _opens_parts(sheet, number))
        if parts:
            why = Skip.SUBTOTAL
        if why is None:
            records.append(number)
        else:
            skipped[number] = why
            below = below or why is Skip.NOTE
    return records, skipped


def _plainly_records(sheet: Sheet, numbers: range) -> set[int]:
    """The rows that are records, as their columns tell: with a code, and with a first cell that shows no sample."""
    if not isinstance(sheet.rows, GridRows):
        return set()
    found: set[int] = set()
    first = 1
    for stretch in sheet.rows.stretches:
        coded: set[int] = set()
        for column in stretch.columns[:_MOST_BEFORE_CODE]:
            coded.update(_codes(column) if len(coded) < stretch.count else ())
        coded.intersection_update(_openings(stretch.columns[0]) if coded else ())
        found.update(map(first.__add__, coded))
        first += stretch.count
    looked_at = sheet.hidden_rows.union(number for number, _ in sheet.marks)
    return found.intersection(numbers) - looked_at


def _codes(column: Column) -> Sequence[int]:
    """The places of the cells that look like codes; where all of many do, they are not looked at one by one."""
    cells: list[Any] = column.values if column.which is None else []
    with suppress(TypeError):  # what is no text
        if cells and all(map(_CODE.fullmatch, cells)) and max(map(len, cells)) <= _LONGEST_CODE:
            return range(len(cells))
    return column.where(_looks_like_code)


def _openings(column: Column) -> Sequence[int]:
    """The places of the cells that ``_opens_record``; where all are long, they are not looked at one by one."""
    cells: list[Any] = column.values if column.which is None else []
    with suppress(TypeError):  # what is no text
        if cells and min(map(len, cells)) > _LONGEST_SAMPLE:
            return range(len(cells))
    return column.where(_opens_record)


def _opens_record(cell: Cell) -> bool:
    """Whether a row that has this for its first cell shows by nothing else how the form is filled in."""
    return cell != "" and not _is_sample((cell,))


def _opens_parts(sheet: Sheet, number: int) -> bool:
    """Whether a row says 其中: it and the indented rows below it are parts of the record above."""
    return not any(map(_looks_like_code, sheet.rows[number - 1])) and any(
        re.match("其中[:：]?", text) for text in texts(sheet, number)[:2]
    )


def _is_part(row: Row) -> bool:
    """Whether a row below a part of a record is one more part: its label is indented and it has no code."""
    label = next((cell for cell in row if isinstance(cell, str) and compact(cell)), "")
    return label[:1] in _INDENTS and not re.search(r"\d", label) and not any(map(_looks_like_code, row))


def _last_filled(sheet: Sheet, end: int) -> int:
    while end > 0 and _is_blank(sheet.rows[end - 1]):
        end -= 1
    return end


def _is_blank(row: Row) -> bool:
    return not any(cell != "" and not (isinstance(cell, str) and _says_nothing(cell)) for cell in row)


def _says_nothing(text: str) -> bool:
    return not compact(text) or set(compact(text)) <= set("….·")


def _why_not(sheet: Sheet, number: int, header: list[str], below_notes: bool, *, coded: bool) -> Skip | None:
    """Why a row is no record; one with a code is a record whatever its words, and most rows are told by this alone."""
    row = sheet.rows[number - 1]
    if not coded and _is_blank(row):
        return Skip.BLANK
    if number in sheet.hidden_rows and not sheet.filtered:
        return Skip.HIDDEN
    if sheet.marks and _is_struck(sheet, number):
        return Skip.STRUCK
    if _is_sample(row):
        return Skip.SAMPLE
    return None if coded else _why_no_record(sheet, number, header, below_notes)


def _why_no_record(sheet: Sheet, number: int, header: list[str], below_notes: bool) -> Skip | None:
    said = texts(sheet, number)
    if is_ordinal(sheet, number):
        return Skip.ORDINAL
    if said == header:
        return Skip.TITLE
    return _total(said) or _remark(said, sheet.rows[number - 1], below_notes)


def _is_sample(row: Row) -> bool:
    """Whether a row only shows how the form is filled in (例, 填写示例), whatever else stands in it."""
    first = row[0] or next((cell for cell in row if cell != ""), "")
    return isinstance(first, str) and len(first) <= _LONGEST_SAMPLE and lexicon.is_only("sample", first)


def _looks_like_code(cell: Cell) -> bool:
    if not isinstance(cell, str) or not _SHORTEST_CODE <= len(cell) <= _LONGEST_CODE:
        return False
    return _CODE.fullmatch(cell) is not None or _CODE.fullmatch(half_width(cell)) is not None


def _is_struck(sheet: Sheet, number: int) -> bool:
    filled = [index for index, cell in enumerate(sheet.rows[number - 1]) if cell != ""]
    struck = [index for index in filled if (mark := sheet.marks.get((number, index))) and mark.struck]
    return bool(struck) and len(struck) >= 0.8 * len(filled)


def _total(said: list[str]) -> Skip | None:
    """``total`` or ``subtotal`` where one of a row's first labels says so (``domain.md`` D31, D32)."""
    for text in [text for text in said if not _FIGURES.fullmatch(text)][:5]:
        label = half_width(text).rstrip(":")
        if len(label) > _LONGEST_LABEL or _SERIAL.fullmatch(label):
            continue
        if label in lexicon.words("total"):
            return Skip.TOTAL
        if label in lexicon.words("subtotal") or label.startswith("其中:"):
            return Skip.SUBTOTAL
        if any(label.endswith(ending) for ending in lexicon.words("sum_ending")):
            return Skip.SUBTOTAL
    return None


def _remark(said: list[str], row: Row, below_notes: bool) -> Skip | None:
    """``note``, ``signature``, ``sample`` or ``title`` for a row that speaks of the table."""
    first = said[0]
    if _signs(said, row):
        return Skip.SIGNATURE
    if len(said) <= 2 and (_opens_note(first) or below_notes):
        return Skip.NOTE
    if len(said) == 1 and isinstance(_lone(row), str) and len(row) >= 3:
        return Skip.TITLE
    return None


def _signs(said: list[str], row: Row) -> bool:
    """Whether a row is for names and stamps: few texts that hold a label, or labels alone with what is filled in."""
    labels = [text for text in said if lexicon.has("signature", text) or lexicon.begins("meta", text)]
    if len(said) <= max(2, len(row) // 4):
        return any(re.search("[:：(（]", text) for text in said) and any(lexicon.has("signature", t) for t in said)
    worded = not any(isinstance(cell, int | float) for cell in row)
    opening = [text for text in labels if re.match(r"[^:：]{2,8}[:：]", text)]
    return worded and said[0] in opening and len(opening) >= 2


def _opens_note(text: str) -> bool:
    return bool(re.match("[*※]|(" + "|".join(lexicon.words("note")) + r")\d*[:：.、\d]", text)) or len(text) > 40


def _lone(row: Row) -> Cell:
    return next(cell for cell in row if cell != "")
