"""Why a book holds no table that can be taken, and what to do about it, in words (``domain.md`` D19)."""

import re
from collections.abc import Iterator, Sequence

from app.services.importing import lexicon
from app.services.importing.returns.problems import ProblemList, problem_list
from app.services.importing.tables.continued_sheet import goes_on
from app.services.importing.tables.header import heading
from app.services.importing.tables.serial import counts_rows
from app.services.importing.tables.table import IDENTITIES, Column, Table
from app.services.importing.tables.turned import periods_below
from app.services.importing.text import code_key
from app.services.importing.vocabulary import Vocabulary
from app.services.workbook.book import Book, Cell, Row, Sheet
from app.services.workbook.read.preflight import PIVOT

_DEEP, _BROAD = 60, 3
_FEWEST_HEADINGS = 3
_FEWEST_FIELDS = 4
_CODE = re.compile(r"[A-Z]{1,4}-\d{6,9}-\d{4}-\d+|\d{14}")

_SIDEWAYS = "里的栏目排在左边一列、每个项目占一列。请在表格里用“选择性粘贴—转置”改成栏目在第一行，再导入。"
_BELOW = "里一个镇占几行（{}各一行），分不清哪一行是哪一期的数。请把它们改成并排的栏目，一个镇一行，再导入。"
_NAMELESS = (
    "里的栏目认得，但没有编号或名称，分不清每一行是台账里的哪一条。"
    "请补一列编号（可从台账导出的表里照抄）或名称，再导入。"
)
_BLANK_LIST = "是一张审核清单，还没有填编号。请等市级填好退回后再导入。"
_STRANGE_LIST = "是一张审核清单，但里面的编号台账里一个也没有。请检查是否选错了文件，或打开错了台账。"
_HEADLESS = "里有数据，但没有表头。请在数据上方补一行栏目名称（编号、名称、镇（街道）等），再导入。"
_CONTINUED = "工作表“{}”里有数据，但没有表头，没有导入。如果是前一张表的续表，请在数据上方补一行栏目名称，再导入。"
_PIVOT = "里是数据透视表，不是一行一个项目的台账。请把它的数据源那张表（透视表汇总的明细）发来导入。"
_NONE = "里没有找到台账、任务分解表或指标表。台账的表头要有编号或名称、镇（街道）等栏目，请核对后再导入。"


def why_unreadable(book: Book, vocabulary: Vocabulary, tables: Sequence[Table] = ()) -> str:
    """The sentence for a book of which nothing could be taken; it goes on from the book's name.

    ``tables`` are those that were recognised in it.
    """
    shown = [sheet for sheet in book.sheets if not sheet.hidden]
    if any(map(_is_pivot, shown)) or (len(shown) == 1 and PIVOT in book.remarks):
        return _PIVOT
    if any(_is_sideways(sheet, vocabulary) for sheet in shown):
        return _SIDEWAYS
    if below := next(filter(None, map(periods_below, shown)), None):
        return _BELOW.format("、".join(below))
    if lists := [one for table in tables if (one := problem_list(table)) and not _only_counts(one)]:
        return _STRANGE_LIST if any(map(_has_codes, lists)) else _BLANK_LIST
    if any(is_nameless(table, vocabulary) for table in tables):
        return _NAMELESS
    return _HEADLESS if any(_is_headless(sheet, vocabulary) for sheet in shown) else _NONE


def left_unread(book: Book, vocabulary: Vocabulary, tables: Sequence[Table]) -> Iterator[str]:
    """What is said of the sheets of a book that go on from another without headings of their own: 续表.

    ``tables`` are those that were recognised in it.
    """
    read = {table.sheet.name for table in tables}
    for sheet in book.sheets:
        if sheet.hidden or sheet.name in read:
            continue
        if _is_headless(sheet, vocabulary) or (goes_on(sheet) and any(map(_is_filled, sheet.rows))):
            yield _CONTINUED.format(sheet.name)


def _is_filled(row: Row) -> bool:
    """Whether a row has as many cells as one that could be a record."""
    return sum(cell != "" for cell in row) >= _FEWEST_HEADINGS


def _only_counts(one: ProblemList) -> bool:
    """Whether what stands in the columns of codes only numbers the rows: then it is a list of anything."""
    return all(_numbers_rows(one.table, column) for column in one.identities)


def _numbers_rows(table: Table, column: Column) -> bool:
    return counts_rows(table.cell(number, column.index) for number in table.records)


def _has_codes(one: ProblemList) -> bool:
    """Whether anything stands in the columns of codes."""
    cells = (one.table.cell(number, column.index) for number in one.table.records for column in one.identities)
    return any(cell != "" for cell in cells)


def is_nameless(table: Table, vocabulary: Vocabulary) -> bool:
    """Whether a table has headings of a ledger, but none by which its rows can be told apart."""
    keys = {heading(one.path[-1]).key for one in table.columns if not _numbers_rows(table, one)}
    known = [{one.by_key[key].field for key in keys & one.by_key.keys()} for one in vocabulary.ledgers]
    fields = max(known, key=len)
    return len(fields) >= _FEWEST_FIELDS and not fields & {*IDENTITIES, "location"}


def _is_sideways(sheet: Sheet, vocabulary: Vocabulary) -> bool:
    """Whether one of the first columns holds headings of fields, one below the other, with cells beside them.

    One of them says who a record is: stages or sorts down the side of a summary are no headings of records.
    """
    for column in range(min(_BROAD, sheet.width)):
        filled = [row[column] for row in sheet.rows[:_DEEP] if row[column] != ""]
        known = [cell for cell in filled if _is_heading(cell, vocabulary)]
        enough = len(known) >= max(_FEWEST_HEADINGS, 0.5 * len(filled))
        if enough and any(_is_identity(cell, vocabulary) for cell in known):
            return True
    return False


def _is_identity(cell: Cell, vocabulary: Vocabulary) -> bool:
    said = heading(str(cell)).key
    return any(said in one.by_key and one.by_key[said].field in IDENTITIES for one in vocabulary.ledgers)


def _is_pivot(sheet: Sheet) -> bool:
    """Whether a sheet has the headings that only a pivot table writes: 行标签, 求和项:面积."""
    cells = [cell for row in sheet.rows[:_DEEP] for cell in row if isinstance(cell, str)]
    return any(cell.strip().startswith(tuple(lexicon.words("pivot"))) for cell in cells)


def _is_headless(sheet: Sheet, vocabulary: Vocabulary) -> bool:
    cells = [cell for row in sheet.rows[:_DEEP] for cell in row if cell != ""]
    coded = any(_CODE.fullmatch(code_key(str(cell)).removesuffix(".0")) for cell in cells)
    return coded and sum(_is_heading(cell, vocabulary) for cell in cells) < _FEWEST_HEADINGS


def _is_heading(cell: Cell, vocabulary: Vocabulary) -> bool:
    return (
        isinstance(cell, str)
        and vocabulary.likely(cell)
        and heading(cell).key not in lexicon.words("region_label")
        and cell not in lexicon.words("total")
    )
