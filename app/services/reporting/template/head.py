"""The texts above and around a form's rows: open places filled in, the unit's name where the form asks for it."""

import re
from collections.abc import Iterator, Mapping

from app.models.refusal import Refusal
from app.services.importing import lexicon
from app.services.importing.tables.header import unit_in
from app.services.importing.tables.table import Table
from app.services.importing.text import half_width
from app.services.reporting.template.cells import Pen
from app.services.workbook.book import address
from app.services.workbook.cells import text_cell

_TOKEN = re.compile(r"\{([^{}]*)\}")
_ANY_PLACE = re.compile(r"(?:[XxＸ×*＊]{2,}|某)(?P<level>[市县区])(?P<all>[（(][市县区、，,]+[）)])?")
_OPEN = "[XxＸ×*＊]"
_ANY_DATE = re.compile(
    rf"(?:(?P<year>20{_OPEN}{{2}}|{_OPEN}{{2,4}})年)|(?:(?P<month>{_OPEN}{{1,2}})月(?:(?P<day>{_OPEN}{{1,2}})日)?)"
)
_DAY = re.compile(r"(?:19|20)\d{2}年\d{1,2}月\d{1,2}日")
_DAY_OF_YEAR = re.compile(r"(?<![年\d])(\d{1,2}月\d{1,2}日)")
_HINT = re.compile(r"\([^()]{1,4}\)$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
_PART = re.compile(r"年0?([1-9]\d?月(?!\d)|第[一二三四]季度|[上下]半年)")


def fill_head(pen: Pen, table: Table, words: Mapping[str, str]) -> Iterator[str]:
    """Fill what the form's texts leave open; yields what the clerk should look at. Raises ``Refusal`` for a token."""
    unfilled = []
    for number, column, text in _texts(pen):
        new = _TOKEN.sub(lambda found: words.get(found[1], found[0]), text)
        if number < table.top:
            new = _dated(new, words)
            new = _with_unit(_ANY_PLACE.sub(lambda found: _place(found, words), new), words)
        if new != text:
            pen.put(number, column, text_cell(new))
        if number < table.top:
            yield from _other_days(address(number, column), new, words)
        unfilled += [address(number, column) for found in _TOKEN.finditer(new) if not unit_in(found[1])]
    if unfilled:
        raise Refusal(
            f"“{table.sheet.name}”里还有没填的占位符：{'、'.join(unfilled)}，没有导出",
            "请在表格里把花括号里的内容改好，再导出",
        )
    yield from _stale_periods(table, words)


def _texts(pen: Pen) -> Iterator[tuple[int, int, str]]:
    sheet = pen.parts.sheet(pen.sheet)
    for number in sheet.numbers:
        for column, cell in list(sheet.row(number).cells.items()):
            if cell.formula is None and cell.kind in ("s", "inlineStr", "str"):
                yield number, column, pen.parts.shown(cell)


def _place(found: re.Match[str], words: Mapping[str, str]) -> str:
    """The unit a form's ``XX县`` stands for: the ledger's own, or its city where the form is a city's."""
    if found["all"] or words.get("unit", "").endswith(found["level"]):
        return words.get("unit", found[0])
    return words["city"] if words.get("city", "").endswith(found["level"]) else found[0]


def _dated(text: str, words: Mapping[str, str]) -> str:
    """A text whose ``XX年``, ``X月`` and ``X月X日`` are those of the report's last day."""
    last = re.fullmatch(r"(\d+)年(\d+)月(\d+)日", words.get("cutoff", ""))
    if last is None:
        return text

    def date(found: re.Match[str]) -> str:
        if found["year"]:
            return f"{last[1]}年"
        return f"{last[2]}月{last[3]}日" if found["day"] else f"{last[2]}月"

    return _ANY_DATE.sub(date, text)


def _with_unit(text: str, words: Mapping[str, str]) -> str:
    """``填报单位：`` with the unit's name behind it."""
    plain = half_width(text)
    if plain.endswith(":") and _HINT.sub("", plain[:-1]) in lexicon.words("unit_meta"):
        return text.rstrip() + words.get("unit", "")
    return text


def _other_days(place: str, text: str, words: Mapping[str, str]) -> Iterator[str]:
    """A day that the form was left with and that is not the report's last one."""
    wanted, plain = words.get("cutoff"), half_width(text)
    if not wanted:
        return
    dated = lexicon.has("as_of", plain) and any(not wanted.endswith(f"年{day}") for day in _DAY_OF_YEAR.findall(plain))
    if dated or any(day != wanted for day in _DAY.findall(plain)):
        yield f"{place} 仍写着“{text.strip()}”，报告期截至{wanted}，请核对"


def _stale_periods(table: Table, words: Mapping[str, str]) -> Iterator[str]:
    """The title where it still names the year, month, quarter or half-year of another report."""
    said, period = half_width(table.title or ""), words.get("period", "")
    named = [f"{year}年" for year in _YEAR.findall(said)] + [f"年{found[1]}" for found in _PART.finditer(said)]
    if period and any(one not in period for one in named):
        yield f"表名仍写着“{table.title}”，报告期是{period}，请核对表名"
