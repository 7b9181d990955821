"""A report's rows into a form's rows: by name where the form names them, else one after another; more where needed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from app.models.refusal import Refusal
from app.services.importing import lexicon
from app.services.importing.tables.table import Column, Table
from app.services.importing.text import half_width, key
from app.services.reporting.template.cells import Pen
from app.services.reporting.template.content import Content
from app.services.reporting.template.groups import scopes, sum_said, write_sum
from app.services.reporting.template.match import SURE, Matching, alike
from app.services.reporting.template.names import label_column, named_in
from app.services.reporting.template.rows import FormRows
from app.services.reporting.template.seen import column_called, line_called
from app.services.reporting.template.totals import differing
from app.services.reporting.template.units import of_rows_unit, times, unit_column, units_said
from app.services.workbook.book import address
from app.services.workbook.cells import text_cell, value_cell
from app.services.workbook.fill.insert import Pattern, insert_copies
from app.services.workbook.fill.references import Block, blocks_in
from app.services.workbook.layout import CellValue, FillRow

_NAMES = ("code", "filing_no", "name", "location", "party_name")
"""The fields a record is known again by."""


@dataclass(frozen=True, slots=True)
class FormWriter:
    """Writes a report's rows into one table of a form."""

    pen: Pen
    table: Table
    matching: Matching
    content: Content
    remarks: list[str] = field(default_factory=list)
    totals: list[tuple[int, Sequence[CellValue]]] = field(default_factory=list)
    """The form's rows of totals and what the report says in them, once they were come to."""

    def write(self, rows: FormRows) -> Iterator[str]:
        """Fill the rows; yields what the clerk should know."""
        if self.content.key_of is None:
            self._cut_merges(rows)
            self._follow(rows)
            yield from self._nameless()
        else:
            yield from self._by_name(rows)
        yield from self.remarks

    def differing(self) -> Iterator[str]:
        """What to say of the totals the form worked out itself."""
        return differing(self.pen, self.matching, self.content, self.totals)

    # ---------------------------------------------------------------- one after another

    def _follow(self, rows: FormRows) -> None:
        missing = len(self.content.rows) - len(rows.tops)
        if missing > 0:
            rows = self._added(rows, missing, top=rows.tops[-1], labels=rows.height > 1)
        for ordinal, (top, row) in enumerate(zip(rows.tops, self.content.rows, strict=False), 1):
            self._write_row(top, row.values)
            self._clear_rest(top, rows.height)
            for column in self.table.columns:
                self._say(top, column, ordinal)
        for top in rows.tops[len(self.content.rows) :]:
            for column in self.table.columns if rows.height == 1 else self._filled_columns():
                self.pen.clear(top, column.index)
        self._totals(rows)

    def _nameless(self) -> Iterator[str]:
        """A list that calls its rows by nothing we could know them by again."""
        known = {self.content.fields[name] for name in _NAMES if name in self.content.fields}
        columns = [one.index for one in self.matching.matched if one.index in known]
        left = sum(not any(row.values[index] for index in columns) for row in self.content.rows)
        if left and self.content.ledger:
            yield f"有 {left} 行在表样的栏目里没有编号也没有名称，返回时认不出是哪个项目"

    def _say(self, top: int, column: Column, ordinal: int) -> None:
        """What a column wants that no report has: the row's number, the city."""
        found = self.pen.cells.seek(top, column.index)
        if found is not None and found.formula is not None:
            return
        if column.index in self.matching.serial:
            self.pen.put(top, column.index, value_cell(ordinal))
        elif self._wants_city(column):
            self.pen.put(top, column.index, text_cell(self.content.words["city"]))

    def _wants_city(self, column: Column) -> bool:
        unknown = all(one.column != column for one in self.matching.matched)
        return unknown and key("".join(column.path)) in lexicon.words("city_heading")

    def _clear_rest(self, top: int, height: int) -> None:
        """What a row of another record held in columns that nothing fills is none of the new one's."""
        if height > 1:
            return
        filled = {one.column.index for one in self.matching.matched}
        for column in self.table.columns:
            if column.index not in filled | self.matching.serial and not self._wants_city(column):
                self.pen.clear(top, column.index)

    def _filled_columns(self) -> Iterator[Column]:
        return (one.column for one in self.matching.matched)

    def _cut_merges(self, rows: FormRows) -> None:
        """Cells merged across the 栏次 row and the first record would hide the record: cut between the two."""
        sheet, first = self.pen.parts.sheet(self.pen.sheet), rows.tops[0]
        merges = sheet.merges
        cut = [one for one in merges if self.table.bottom < one.top < first <= one.bottom]
        if not cut:
            return
        parts: list[Block] = []
        for one in cut:
            parts += [half for half in (replace(one, bottom=first - 1), replace(one, top=first)) if _several(half)]
        sheet.put_merges([*(one for one in merges if one not in cut), *parts])

    # ---------------------------------------------------------------- by name

    def _by_name(self, rows: FormRows) -> Iterator[str]:
        label = self._label_column(rows)
        found = self._names(rows, label)
        keys = {row.key for row in self.content.rows}
        left = [row for row in self.content.rows if row.key not in found.values()]
        only_whole = self.content.whole in found.values() and not keys & set(found.values())
        asked = self.content.names_asked and any(found.values()) and None not in found.values()
        missing = len(left) - list(found.values()).count(None)
        if missing > 0 and not only_whole and not asked:
            self._stop_if_turned(left[-missing:])
            rows = self._added(rows, missing, top=self._last_of_ours(found), labels=False)
            found = self._names(rows, label)
        sums = {} if only_whole else self._sums(found)
        yield from self._fill_named(found, label, sums, only_whole=only_whole)
        if only_whole:
            return
        if asked:
            yield from [f"表样没有列出的 {len(left)} 项没有填"] * bool(left)
        else:
            free = [top for top, named in found.items() if named is None]
            yield from self._fill_free(rows, free, label, left, missing)
        self._write_sums(found, sums)
        self._totals(rows)
        self._leave_blank(rows)
        yield from self._kept_texts(rows, label)

    def _stop_if_turned(self, left: Sequence[FillRow]) -> None:
        """A form that lies turned has no row that could be put in: its own maker must give each town a place."""
        if self.pen.seen is not self.pen.parts:
            named = "、".join(str(row.values[self.content.name or 0]) for row in left)
            raise Refusal(
                f"表样里没有{named}的位置，没有导出",
                "请在表样里照旁边一格的样子给它们各加一列（一个镇占几行的，加几行），再导出",
            )

    def _names(self, rows: FormRows, label: int) -> dict[int, str | None]:
        """What each row of the form names: a row of the report, nothing of it (empty), or nothing at all (None)."""
        found = {top: named_in(self.pen.seen, self.content, rows, top, label) for top in self._measured_tops(rows)}
        return {top: "" if named is None and self._sum_said(top) else named for top, named in found.items()}

    def _measured_tops(self, rows: FormRows) -> Iterator[int]:
        """The rows of the form but those that, among rows with a unit, have none: they head the ones below (一、…)."""
        column = unit_column(self.matching, self.content)
        said = {} if column is None else units_said(self.pen.seen, rows, column)
        return (top for top in rows.tops if not said or said[top])

    def _sum_said(self, top: int) -> str:
        return sum_said(self.pen, self.table, top)

    def _sums(self, found: Mapping[int, str | None]) -> dict[int, list[int]]:
        """The rows that want the sum of some others (小计), with these; none that is not certain."""
        groups, sums = self.content.groups, {top for top in found if self._sum_said(top)}
        if groups is None:
            return {}
        return {
            top: rows
            for top, rows in scopes(found, sums).items()
            if groups.covers(self._sum_said(top), [str(found[row]) for row in rows])
        }

    def _write_sums(self, found: Mapping[int, str | None], sums: Mapping[int, Sequence[int]]) -> None:
        groups = self.content.groups
        if groups is None:
            return
        for top, rows in sums.items():
            values = groups.values([str(found[row]) for row in rows])
            for one in write_sum(self.pen, self.matching.matched, groups, top, rows):
                if one.index != self.content.name:
                    self.pen.write(top, one, self.content.fill.layout.columns[one.index], values[one.index])

    def _last_of_ours(self, found: Mapping[int, str | None]) -> int:
        """The row below which more are put: the last for a row of the report, not one of the form's own (其中：…)."""
        ours = [top for top, named in found.items() if named is None or (named and named != self.content.whole)]
        return max(ours or found)

    def _fill_named(
        self, found: Mapping[int, str | None], label: int, sums: Mapping[int, Sequence[int]], *, only_whole: bool
    ) -> Iterator[str]:
        """Fill the rows that name one of the report; empty those that name something else."""
        waiting = {row.key: row for row in self.content.rows}
        for top, named in found.items():
            if named and named == self.content.whole and self.content.fill.total is not None:
                self._write_row(top, self.content.fill.total, but=label)
                self._write_words(top, named)
                self.totals.append((top, self.content.fill.total))
            elif named in waiting:
                self._write_row(top, waiting.pop(named).values, but=label)
                self._write_words(top, named)
            elif top in sums:
                continue
            elif named is not None and not only_whole and not self._works_itself_out(top, label):
                yield self._stranger(top, label, again=bool(named))

    def _label_column(self, rows: FormRows) -> int:
        return label_column(self.pen.seen, self.table, self.matching, self.content, rows)

    def _text(self, row: int, column: int) -> str:
        return self.pen.text(row, column)

    def _works_itself_out(self, top: int, label: int) -> bool:
        """Whether a row has nothing but formulas: the form's own subtotal of some towns."""
        sheet = self.pen.cells
        cells = [sheet.seek(top, column.index) for column in self._filled_columns() if column.index != label]
        return bool(cells) and all(cell is not None and cell.formula for cell in cells)

    def _stranger(self, top: int, label: int, *, again: bool) -> str:
        """A row that names nothing of ours, or what an earlier row named, loses last year's figures."""
        for column in self._filled_columns():
            if column.index != label:
                self.pen.clear(top, column.index)
        why = "前面已有一行" if again else "不在本报表里"
        said = self._text(top, label).strip() or self._sum_said(top)
        return f"{line_called(self.pen.cells, top, label)}“{said}”{why}，没有填数"

    def _fill_free(
        self, rows: FormRows, free: Sequence[int], label: int, left: Sequence[FillRow], missing: int
    ) -> Iterator[str]:
        """Give the rows that the form does not name its free ones, the last ``missing`` of which were added."""
        added = set(free[len(free) - max(missing, 0) :])
        for top, row in zip(free, left, strict=False):
            name = row.values[self.content.name] if self.content.name is not None else row.key
            self.pen.put(top, label, text_cell(name))
            self._write_row(top, row.values, but=label)
            self._write_words(top, row.key)
            if top in added:
                self._number_on(top, rows.height)
                yield f"表样里没有“{name}”，已在第 {top} 行补上"

    def _number_on(self, top: int, height: int) -> None:
        """The number of an added row, where the row above it has one."""
        for column in self.matching.serial:
            before = self._text(top - height, column)
            if before.isdigit():
                self.pen.put(top, column, value_cell(int(before) + 1))

    def _leave_blank(self, rows: FormRows) -> None:
        """A figure left in a column that is marked 留空 would pass for this period's."""
        sheet = self.pen.cells
        for top in rows.tops:
            for column in self.matching.blank:
                found = sheet.seek(top, column)
                if found is not None and found.formula is None and found.kind == "n":
                    self.pen.clear(top, column)

    def _kept_texts(self, rows: FormRows, label: int) -> Iterator[str]:
        """Texts of columns that nothing fills stay as the bureau or last year's clerk left them.

        What stands before the rows' names (片区) only names them more.
        """
        filled = {one.column.index for one in self.matching.matched} | self.matching.serial
        filled |= {column.index for column, _ in self._worded()}
        for column in self.table.columns:
            if (
                column.index > label
                and column.index not in filled
                and any(self._kept(top, column.index) for top in rows.tops)
            ):
                place = column_called(self.pen.cells, column.index, rows.tops[0])
                yield f"“{column.path[-1]}”（{place}）保留了表中原有的内容，请核对"

    def _kept(self, row: int, column: int) -> bool:
        found = self.pen.cells.seek(row, column)
        return found is not None and found.formula is None and bool(self._text(row, column).strip())

    # ---------------------------------------------------------------- both

    def _write_row(self, top: int, values: Sequence[CellValue], but: int | None = None) -> None:
        """Write a row's figures in the form's units; where the form tells a row's own unit, in that one."""
        factor = self._times(top, values)
        for one in self.matching.matched:
            column = self.content.fill.layout.columns[one.index]
            if one.column.index == but or (factor is not None and one.index == self.content.measured):
                continue
            own = factor is not None and of_rows_unit(column)
            self.pen.write(top, replace(one, factor=factor) if own and factor else one, column, values[one.index])

    def _times(self, top: int, values: Sequence[CellValue]) -> Fraction | None:
        column = unit_column(self.matching, self.content)
        if column is None or self.content.measured is None:
            return None
        return times(str(values[self.content.measured] or ""), self._text(top, column))

    def _write_words(self, top: int, row: str) -> None:
        """What a clerk wrote for the row goes into the form's own columns of words that are called so."""
        for column, heading in self._worded():
            found = self.pen.cells.seek(top, column.index)
            text = self.content.written.get((row, heading))
            if text and (found is None or found.formula is None):
                self.pen.put(top, column.index, text_cell(text))

    def _worded(self) -> Iterator[tuple[Column, str]]:
        """The form's columns that are no column of the report's sheet, and the headings words were written under."""
        for column in self.matching.unmatched:
            for heading in dict.fromkeys(heading for _, heading in self.content.written):
                if alike(column.path, tuple(heading.split("|"))) >= SURE:
                    yield column, heading
                    break

    def _totals(self, rows: FormRows) -> None:
        """The form's own rows of totals; where it works them out itself, its formulas stay."""
        total = self.content.fill.total
        if total is None:
            return
        for number in rows.totals:
            self._write_row(number, total, but=self._total_label(number))
            self._write_words(number, self.content.whole)
            self.totals.append((number, total))

    def _total_label(self, row: int) -> int | None:
        """The column in which a row calls itself a total: whatever else stands in it, there its word stays."""
        told = (
            one.index for one in self.table.columns if half_width(self._text(row, one.index)) in lexicon.words("total")
        )
        return next(told, None)

    def _added(self, rows: FormRows, missing: int, *, top: int, labels: bool) -> FormRows:
        """The form's rows with so many more below the one that begins at ``top``, like it."""
        pattern = Pattern(top, top + rows.height - 1, labels)
        live = insert_copies(self.pen.parts, self.pen.sheet, pattern, pattern.bottom, missing)
        self.pen.changed.update(live)

        def moved(numbers: Iterable[int]) -> tuple[int, ...]:
            return tuple(number + missing * rows.height * (number > pattern.bottom) for number in numbers)

        known = replace(rows, tops=moved(rows.tops), totals=moved(rows.totals))
        self.remarks.extend(self._left_out(known))
        added = (pattern.bottom + 1 + copy * rows.height for copy in range(missing))
        return replace(known, tops=tuple(sorted((*known.tops, *added))))

    def _left_out(self, rows: FormRows) -> Iterator[str]:
        """Formulas that name the form's rows one by one, and so leave the added ones out."""
        band = range(rows.tops[0], rows.last + 1)
        for number, cell in self.pen.parts.sheet(self.pen.sheet).with_formulas():
            if number in band or cell.formula is None or len(rows.tops) < 2:
                continue
            named = [one for one in blocks_in(cell.formula.text, self.pen.sheet) if one.sheet == self.pen.sheet]
            for column in {one.left for one in named}:
                single = {one.top for one in named if one.left == one.right == column and one.top == one.bottom}
                if set(rows.tops) <= single:
                    place = address(number, cell.column)
                    yield f"{place} 的公式逐行相加，没有包括新补的行，请改成 SUM 或把新行加进去"


def _several(area: Block) -> bool:
    return (area.top, area.left) != (area.bottom, area.right)
