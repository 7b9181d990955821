"""The reviewers' separate lists per kind of problem: which list a table is, and what its columns hold.

To delete, to change (修改前 | 拟修改后), to reduce, with a problem, without one; and the master list that says 是 or 否
of each kind (``domain.md`` D, the review of a returned workbook).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app.models.field import FieldType
from app.services.importing import lexicon
from app.services.importing.match import scores
from app.services.importing.planning.identity import codes_in
from app.services.importing.returns.notes import unnumbered
from app.services.importing.returns.reviewed import sort_of, words
from app.services.importing.tables.table import Column, Skip, Table
from app.services.importing.text import compact, key
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Book, Row, Sheet

DELETE, CHANGE, REDUCE, CLEAR, MASTER = "delete", "change", "reduce", "clear", "master"
ISSUE = "issue"
_PROBLEMS = (DELETE, REDUCE, CLEAR, CHANGE, ISSUE)
_SURE = 0.85
_DEEPEST = 15
_MOST_IN_LINE = 2
_LONGEST_FIGURE = 10
_IDENTITIES = ("code", "filing_no")


@dataclass(frozen=True, slots=True)
class ProblemList:
    """A table that is such a list: its ``sort`` and its columns by what they hold.

    ``field_words`` are what the headings of a list to change say of the field, where no column names it. ``in_lines``
    says that it is no table but lines of text, one a problem.
    """

    sort: str
    table: Table
    identities: tuple[Column, ...]
    names: tuple[Column, ...] = ()
    about: Column | None = None
    before: Column | None = None
    after: Column | None = None
    verdict: Column | None = None
    said: tuple[Column, ...] = ()
    deadline: Column | None = None
    field_words: str = ""
    in_lines: bool = False

    @property
    def spoken_in(self) -> Column:
        """The column to point at: the code's, of lines of text the line's."""
        return self.said[0] if self.in_lines else self.identities[0]

    @property
    def is_judged(self) -> bool:
        """Whether the city said its word on any of the rows; a list that only asks for it has not come back."""
        return self.verdict is not None and self._says_anything(self.verdict)

    @property
    def is_open(self) -> bool:
        """Whether the list asks for the city's word and has none."""
        return self.verdict is not None and not self._says_anything(self.verdict)

    def _says_anything(self, column: Column) -> bool:
        return any(compact(str(self.table.cell(row, column.index))) for row in self.table.records)


def problem_lists(book: Book, tables: Sequence[Table]) -> list[ProblemList]:
    """The lists among the recognised tables of a book, and those with too few known words to be recognised."""
    lists = [one for table in tables if (one := problem_list(table))]
    met = {table.sheet.name for table in tables}
    shown = [sheet for sheet in book.sheets if not sheet.hidden and sheet.name not in met]
    small = [(sheet, _small_table(sheet)) for sheet in shown]
    lists += [one for _, table in small if table and (one := problem_list(table))]
    return lists + [one for sheet, table in small if not table and (one := _in_lines(book, sheet))]


def _in_lines(book: Book, sheet: Sheet) -> ProblemList | None:
    """The lines of a sheet without any table, if its name says that it comes back: the code in each, and its words."""
    texts = {at: [str(cell) for cell in row if cell != ""] for at, row in enumerate(sheet.rows, start=1)}
    lines = {at: said[-1] for at, said in texts.items() if said and len(said) <= _MOST_IN_LINE}
    title = next(iter(lines.values()), "")
    named = any(key(word) in key(text) for text in (book.name, sheet.name, title) for word in words("title"))
    if not named or len(lines) < sum(map(bool, texts.values())):
        return None
    codes = {
        at: "、".join(found) for at, line in lines.items() if (found := list(filter(_may_be_code, codes_in(line))))
    }
    rows: list[Row] = [(unnumbered(lines.get(at, "")), codes.get(at, "")) for at in texts]
    skipped = {at: Skip.NOTE if line else Skip.BLANK for at, (line, code) in enumerate(rows, start=1) if not code}
    said, identity = (Column(index, (heading,), ()) for index, heading in enumerate(("意见", "编号")))
    table = Table(replace(sheet, rows=rows, marks={}), 0, 0, (identity, said), tuple(codes), skipped, title, ())
    return ProblemList(sort=ISSUE, table=table, identities=(identity,), said=(said,), in_lines=True)


def _may_be_code(word: str) -> bool:
    """Whether a word is none of the figures that a line of words may hold: a day, a year, a share."""
    return len(word) > _LONGEST_FIGURE or any(map(str.isalpha, word))


def _small_table(sheet: Sheet) -> Table | None:
    """A table of one row of headings, one of which is a code's; its data rows are those with a code."""
    known = _spellings(_IDENTITIES)
    for number, row in enumerate(sheet.rows[:_DEEPEST], start=1):
        coded = next((index for index, cell in enumerate(row) if isinstance(cell, str) and key(cell) in known), None)
        if coded is not None:
            columns = [Column(index, (compact(str(cell)),), ()) for index, cell in enumerate(row) if cell != ""]
            records = [at for at, cells in enumerate(sheet.rows, start=1) if at > number and cells[coded] != ""]
            said = [str(cell) for cells in sheet.rows[: number - 1] for cell in cells if cell != ""]
            title = max(said, key=len, default="")
            return Table(sheet, number, number, tuple(columns), tuple(records), {}, title, tuple(said))
    return None


def problem_list(table: Table) -> ProblemList | None:
    """The list a table is, by its sheet's name, its title and its columns; None where it is none."""
    identities = _identities(table)
    if not identities:
        return None
    before, after = (next(iter(_starting(table, sort)), None) for sort in ("before", "after"))
    sort = CHANGE if before and after else _sort(table)
    if sort is None or (sort == CHANGE and not (before and after)):
        return None
    about = next(iter(_named(table, "about")), None)
    left = "" if about or after is None else _rest(after, "after")
    return ProblemList(
        sort=sort,
        table=table,
        identities=identities,
        names=tuple(_spelling(table, ("name",))),
        about=about,
        before=before,
        after=after,
        verdict=next(iter(_theirs(table, "verdict")), None),
        said=_said(table, sort),
        deadline=next(iter(_theirs(table, "deadline")), None),
        field_words=left,
    )


def told_by_codes(table: Table, is_ours: Callable[[str], bool]) -> ProblemList | None:
    """A list under headings that nobody knows: most of what stands in one of its columns are codes of ours."""
    for column in table.columns:
        cells = [cell for number in table.records if (cell := table.cell(number, column.index)) != ""]
        ours = [cell for cell in cells if isinstance(cell, str) and is_ours(cell)]
        if ours and len(ours) * 2 > len(cells):
            said = tuple(one for one in _said(table, ISSUE) if one is not column)
            verdict, deadline = (next(iter(_theirs(table, sort)), None) for sort in ("verdict", "deadline"))
            if said or verdict:
                return ProblemList(ISSUE, table, (column,), verdict=verdict, said=said, deadline=deadline)
    return None


def sort_named(text: str) -> str | None:
    """The kind of problem that a heading or a name speaks of."""
    said = key(text)
    return next((sort for sort in _PROBLEMS if any(key(word) in said for word in words("list", sort))), None)


def _sort(table: Table) -> str | None:
    for text in (table.sheet.name, table.title):
        if any(key(word) in key(text) for word in words("list", MASTER)):
            return MASTER
        if found := sort_named(text):
            return found
    return None


def _identities(table: Table) -> tuple[Column, ...]:
    """The columns of codes; a bare 编号 beside one of them only numbers the rows."""
    found = _spelling(table, _IDENTITIES)
    bare = [column for column in found if key("".join(column.path)) in lexicon.words("bare_number")]
    return tuple(column for column in found if column not in bare or len(bare) == len(found))


def _spelling(table: Table, fields: Sequence[str]) -> list[Column]:
    return [column for column in table.columns if key(column.path[-1]) in _spellings(tuple(fields))]


@cache
def _spellings(fields: tuple[str, ...]) -> frozenset[str]:
    return frozenset(one.key for ledger in vocabulary().ledgers for one in ledger.spellings if one.field in fields)


def _named(table: Table, sort: str) -> list[Column]:
    known = {key(word) for word in words(sort)}
    return [column for column in table.columns if key(column.path[-1]) in known]


def _theirs(table: Table, *sorts: str) -> list[Column]:
    return [column for column in table.columns if sort_of(column.path[-1]) in sorts]


def _said(table: Table, sort: str) -> tuple[Column, ...]:
    """The columns that say why; of a list of problems every one that is no field of a ledger (问题类型, 存在问题)."""
    found = (*_named(table, "reason"), *_theirs(table, "comment", "deduction"))
    if sort == ISSUE:
        plain, theirs = _fields_of_lists(), ("verdict", "deadline", "figure")
        left = [one for one in table.columns if key(one.path[-1]) not in plain and sort_of(one.path[-1]) not in theirs]
        found = (*found, *left)
    return tuple(sorted(dict.fromkeys(found), key=lambda column: column.index))


@cache
def _fields_of_lists() -> frozenset[str]:
    """How the headings of records are spelt, but for those of long texts (备注, which a list calls 存在问题)."""
    plain = {
        spelling.key
        for ledger in vocabulary().ledgers
        for spelling in ledger.spellings
        if ledger.fields[spelling.field].type is not FieldType.LONGTEXT
    }
    return lexicon.keys("ordinal_header") | plain


def _starting(table: Table, sort: str) -> list[Column]:
    return [
        column
        for column in table.columns
        if any(key(column.path[-1]).startswith(key(word)) for word in words(sort))
        and not set(_spelling(table, _IDENTITIES)) & {column}
    ]


def _rest(column: Column, sort: str) -> str:
    """What a heading says behind the word that makes it the value before or after."""
    text = key(column.path[-1])
    word = next(word for word in sorted(words(sort), key=len, reverse=True) if text.startswith(key(word)))
    return text.removeprefix(key(word))


def field_named(kind: str, text: str) -> str | None:
    """The field of a ledger that a wrong item is called by; None where it cannot be told."""
    ledger = next(one for one in vocabulary().ledgers if one.kind == kind)
    best = max(scores((text,), ledger).items(), key=lambda pair: pair[1], default=("", 0.0)) if text else ("", 0.0)
    return best[0] if best[1] >= _SURE else None
