"""Ledgers of random fields and figures, laid out as any county might: the truth is kept beside the sheet."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from random import Random

from app.models import quantity
from app.models.field import Field, FieldType
from app.models.ledger import LEDGERS, fields_of
from app.services.importing.text import key
from app.services.importing.vocabulary import vocabulary
from app.services.workbook.book import Area, Cell, Sheet

TOWNS = {"西塘镇": "330421103", "大云镇": "330421102", "罗星街道": "330421002"}
LETTERS = {"reclamation": "FK", "demolition": "CW", "greening": "LH"}
TITLES = {"reclamation": "土地复垦项目台账", "demolition": "违法建筑拆除台账", "greening": "国土绿化台账"}
AREAS = ("亩", "公顷", "㎡", "万㎡")
SKIPPED = {"county_code", "stage", "plan_year", "lon", "lat", "review_verdict", "review_comment", "remark"}
DAYS: Sequence[Callable[[dt.date], Cell]] = (
    lambda day: day,
    lambda day: day.isoformat(),
    lambda day: f"{day.year}.{day.month}.{day.day}",
    lambda day: f"{day.year}年{day.month}月{day.day}日",
    lambda day: f"{day:%Y/%m/%d}",
    lambda day: f"{day:%Y%m%d}",
)


@dataclass(frozen=True, slots=True)
class Laid:
    """A column: its field, the unit it is headed with, and the heading."""

    field: Field
    unit: str
    heading: str
    group: str


@dataclass(slots=True)
class Layout:
    """A sheet in the making, and the values each of its records must come out with."""

    kind: str
    columns: list[Laid]
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    truth: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def sheet(self) -> Sheet:
        """The sheet as the readers hand it on."""
        width = len(self.columns)
        return Sheet("Sheet1", [tuple(row + [""] * (width - len(row))) for row in self.rows], tuple(self.merges))


def layout(random: Random) -> Layout:
    """A ledger of a random kind, in a random layout."""
    kind = random.choice(sorted(LEDGERS))
    line = random.choice([None, None, *AREAS])
    made = Layout(kind, _columns(kind, line, random))
    above = random.choice([[], [TITLES[kind]], [TITLES[kind], "填报单位：某局"], ["附表3", TITLES[kind]]])
    named = random.choice(["单位：{}", "面积单位：{}", "（计量单位：{}）"]).format(line)
    made.rows += [[text] for text in (*above, *([named] if line else []))]
    _head(made, random)
    _records(made, random)
    _foot(made, random)
    return made


def _columns(kind: str, line: str | None, random: Random) -> list[Laid]:
    fields = fields_of(kind)
    must = ["code", "town_code", "party_name" if kind == "demolition" else "name"]
    others = [name for name in fields if name not in {*must, *SKIPPED} and fields[name].type is not FieldType.LONGTEXT]
    chosen = must + random.sample(others, random.randint(4, 12))
    random.shuffle(chosen)
    chosen.sort(key=lambda name: _group_order(kind)[fields[name].group])
    return [_column(kind, fields[name], line, random) for name in chosen]


def _group_order(kind: str) -> dict[str, int]:
    groups = sorted({one.group for one in fields_of(kind).values()})
    return {group: place for place, group in enumerate(groups)}


def _column(kind: str, one: Field, line: str | None, random: Random) -> Laid:
    ledger = next(ledger for ledger in vocabulary().ledgers if ledger.kind == kind)
    meant = {spelling.key: spelling.field for spelling in ledger.spellings}
    names = [text for text in (one.label, *one.aliases) if meant[key(text)] == one.name]
    unit, bare = _unit(one, line, random)
    shown = random.choice(names)
    if unit and not bare and one.type is not FieldType.PERCENT:
        shown = random.choice(("{}（{}）", "{}({})", "{}/{}", "{}\n（ {} ）")).format(shown, unit)
    return Laid(one, unit, shown, one.group)


def _unit(one: Field, line: str | None, random: Random) -> tuple[str, bool]:
    """The unit of a column, and whether its heading leaves that to the unit line or to the field."""
    if one.unit in ("万元", "元"):
        unit = random.choice(("万元", "元"))
        return unit, unit == one.unit and random.random() < 0.5
    if one.unit not in AREAS:
        return one.unit, random.random() < 0.5
    unit = random.choice((line or one.unit, random.choice(AREAS)))
    return unit, unit == (line or one.unit) and random.random() < 0.7


def _head(made: Layout, random: Random) -> None:
    """One to four levels: bands above the groups, the groups, the headings, and a row that numbers the columns."""
    levels = random.randint(1, 4)
    first, width = len(made.rows) + 1, len(made.columns)
    groups: list[tuple[str, int, int]] = []
    for name, several in groupby(range(width), key=lambda index: made.columns[index].group):
        members = list(several)
        groups.append((name, members[0], members[-1]))
    grouped = [(name, left, right) for name, left, right in groups if right > left] if levels > 1 else []
    head: list[list[Cell]] = [[""] * width for _ in range(levels if grouped else 1)]
    covered = {column for _, left, right in grouped for column in range(left, right + 1)}
    for level in range(len(head) - 1):
        for name, left, right in grouped:
            head[level][left] = name if level == len(head) - 2 else f"{name}情况"
            made.merges.append(Area(first + level, left, first + level, right))
    for index, column in enumerate(made.columns):
        top = len(head) - 1 if index in covered else 0
        head[top][index] = column.heading
        if top < len(head) - 1:
            made.merges.append(Area(first, index, first + len(head) - 1, index))
    made.rows += head
    if random.random() < 0.3:
        made.rows.append(list(range(1, width + 1)))


def _records(made: Layout, random: Random) -> None:
    town_column = next(index for index, one in enumerate(made.columns) if one.field.name == "town_code")
    spread = random.choice(("each", "merged", "first"))
    number = 0
    for town in random.sample(sorted(TOWNS), random.randint(1, 3)):
        top = len(made.rows) + 1
        for place in range(random.randint(2, 4)):
            number += 1
            cells, values = _record(made, number, random)
            cells[town_column] = town if place == 0 or spread == "each" else ""
            made.rows.append(cells)
            made.truth[len(made.rows)] = {**values, "town_code": TOWNS[town]}
        if spread == "merged":
            made.merges.append(Area(top, town_column, len(made.rows), town_column))
        if random.random() < 0.3:
            made.rows.append([""] * len(made.columns))


def _record(made: Layout, number: int, random: Random) -> tuple[list[Cell], dict[str, str]]:
    cells: list[Cell] = []
    values: dict[str, str] = {}
    for column in made.columns:
        if column.field.name == "town_code":
            cells.append("")
            continue
        if column.field.name not in ("code", "name", "party_name") and random.random() < 0.15:
            cells.append(random.choice(["", "/", "—"]))  # 无 says no where yes or no is asked
            continue
        cell, shown = _cell(made.kind, column, number, random)
        cells.append(cell)
        values[column.field.name] = shown
    return cells, values


def _cell(kind: str, column: Laid, number: int, random: Random) -> tuple[Cell, str]:
    one = column.field
    if one.name == "code":
        code = f"{LETTERS[kind]}-330421-2022-{number:04d}"
        return code, code
    if one.name == "filing_no":
        filing = f"3304212022{number:04d}"
        return random.choice([filing, float(filing)]), filing
    if one.type is FieldType.DATE:
        day = dt.date(2022, random.randint(1, 12), random.randint(1, 28))
        return random.choice(DAYS)(day), day.isoformat()
    if one.type is FieldType.FLAG:
        said, shown = random.choice([("是", "true"), ("否", "false"), ("√", "true")])
        return said, shown
    if one.choices:
        chosen = random.choice(one.choices)
        return chosen, chosen
    return _figure(column, random) if one.numeric else _worded(one, number, random)


def _worded(one: Field, number: int, random: Random) -> tuple[Cell, str]:
    if one.name == "phone":
        return random.choice(["13900001234", 13900001234.0]), "13900001234"
    text = f"{one.label[:2]}甲乙丙丁戊"[: 3 + number % 4]
    return random.choice([text, f" {text}\u3000", f"{text}\u200b"]), text


def _figure(column: Laid, random: Random) -> tuple[Cell, str]:
    """A figure in the column's unit, and what it is in the field's own."""
    one = column.field
    if one.type is FieldType.PERCENT:
        written = Decimal(random.randint(2000, 9900)).scaleb(-2)
        return random.choice([f"{written}%", f"{written}％"]), one.show(quantity.rounded(written, one.scale))
    factor = quantity.factor(column.unit, one.unit) if one.unit else Fraction(1)
    places = 0 if one.scale == 0 else 4 if column.unit in ("公顷", "万㎡", "万元") else min(2, one.scale)
    size = {"公顷": 1, "万㎡": 1, "㎡": 9000, "元": 90000}.get(column.unit, 13)
    written = Decimal(random.randint(size * 10**places, 3 * size * 10**places)).scaleb(-places)
    shown = one.show(quantity.rounded(written * 1 if factor == 1 else Fraction(written) * factor, one.scale))
    return random.choice([float(written), str(written), f"{written:,}", f" {written}\u00a0"]), shown


def _foot(made: Layout, random: Random) -> None:
    width = len(made.columns)
    if random.random() < 0.5:
        total: list[Cell] = [""] * width
        total[0] = random.choice(["合计", "合 计", "总计"])
        made.rows.append(total)
    if random.random() < 0.3:
        made.rows.append(["注：面积为实测数。"])
    if random.random() < 0.3:
        made.rows.append(["填表人：某某"])
