"""The columns of a table and the header over them: one to four levels, merged, or with its merges lost."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby
from random import Random

from app.models.field import Field
from app.models.ledger import fields_of
from app.services.workbook.book import Cell
from tests.services.importing.layouts import wording
from tests.services.importing.layouts.figures import DAYS, Writing
from tests.services.importing.layouts.page import Page

AREAS = ("亩", "公顷", "㎡", "万㎡")
_MONEY = ("万元", "元")
_IDENTITY = {"reclamation": "name", "demolition": "party_name", "greening": "name"}
SUPER = ("进展情况", "项目实施进展", "推进情况")


@dataclass(slots=True)
class Column:
    """A column: its field (None: must not be taken), how its cells are written, and its headings from the top."""

    name: str | None
    writing: Writing | None
    heading: str
    group: str = ""
    over: str = ""
    unit: str = ""
    shown: str = "own"
    cells: Sequence[object] = ()


@dataclass(slots=True)
class Style:
    """How a table is laid out: its header's depth, what became of the merges, where units and towns stand."""

    depth: int
    merges: str
    line: str | None
    unit_row: bool
    numbered: str
    spread: str
    columns: list[Column] = field(default_factory=list)


def styled(kind: str, traits: frozenset[str], random: Random) -> Style:
    """A random style with its columns in order."""
    depth = random.choice((1, 1, 2, 2, 3, 4))
    line = random.choice((None, None, *AREAS[:3]))
    style = Style(
        depth=depth,
        merges=random.choice(("merged", "merged", "lost", "repeated")),
        line=line,
        unit_row=depth == 4 or (depth > 1 and random.random() < 0.15),
        numbered=random.choice(("", "", "1 2 3", "1栏", "(1)", "甲乙1")),
        spread=random.choice(("each", "each", "merged", "first")),
    )
    names = _chosen(kind, traits, random)
    grouped = depth - style.unit_row > 1
    phrases = {group: random.choice(words) for group, words in wording.GROUPS.items()}
    style.columns = [_column(kind, name, style, phrases if grouped else {}, random) for name in names]
    _lift_lone_groups(style, kind, random)
    if depth - style.unit_row > 2:
        _put_over(style, random)
    _add_extras(style, traits, random)
    return style


def _chosen(kind: str, traits: frozenset[str], random: Random) -> list[str]:
    must = [_IDENTITY[kind]]
    if "no-town" not in traits:
        must.append("town_code")
    if "no-code" in traits:
        must.append("village")
    else:
        must.append("code")
    others = [name for name in wording.choosable(kind) if name not in must and name != "town_code"]
    chosen = must + random.sample(others, random.randint(6, 16))
    if {"accepted_paddy", "accepted_irrigated", "accepted_dry"} & set(chosen):
        chosen += [name for name in ("accepted_paddy", "accepted_irrigated", "accepted_dry") if name not in chosen]
    random.shuffle(chosen)
    places = list(wording.GROUPS)
    of = wording.wordings(kind)
    return sorted(chosen, key=lambda name: places.index(of[name].group) + 1 if of[name].group else 0)


def _column(kind: str, name: str, style: Style, phrases: dict[str, str], random: Random) -> Column:
    one = fields_of(kind)[name]
    own = wording.wordings(kind)[name]
    unit, shown = _unit(one, style, random)
    writing = Writing(one, unit, random.choice(DAYS), random.random() < 0.2)
    if own.group and phrases:
        leaf = random.choice(own.leaf) if random.random() < 0.7 else wording.flat(kind, name, random)
        return Column(name, writing, leaf, phrases[own.group], unit=unit, shown=shown)
    return Column(name, writing, wording.flat(kind, name, random), unit=unit, shown=shown)


def _unit(one: Field, style: Style, random: Random) -> tuple[str, str]:
    """A column's unit, and where it is said: in the leaf, in a row of units, in the unit line, nowhere."""
    if not one.numeric or one.unit in ("", "年", "等", "°"):
        return one.unit, "own"
    if one.unit in _MONEY:
        unit = random.choice((one.unit, *_MONEY))
        return unit, "own" if unit == one.unit and random.random() < 0.4 else "leaf"
    if one.unit not in AREAS:
        return one.unit, random.choice(("leaf", "own"))
    return _area_unit(one, style, random)


def _area_unit(one: Field, style: Style, random: Random) -> tuple[str, str]:
    if style.unit_row:
        return random.choice((one.unit, one.unit, "亩", "公顷")), "row"
    if style.line and random.random() < 0.75:
        return style.line, "line"
    if style.line is None and random.random() < 0.3:
        return one.unit, "own"
    return random.choice((one.unit, one.unit, *AREAS)), "leaf"


def _lift_lone_groups(style: Style, kind: str, random: Random) -> None:
    """A group of one column is no group: its heading says everything by itself."""
    for group, several in groupby(style.columns, key=lambda column: column.group):
        members = list(several)
        if group and len(members) == 1:
            members[0].group = ""
            members[0].heading = wording.flat(kind, str(members[0].name), random)


def _put_over(style: Style, random: Random) -> None:
    words = random.choice(SUPER)
    groups = [group for group, _ in groupby(style.columns, key=lambda column: column.group) if group]
    over = set(groups[-2:]) if len(groups) > 1 else set()
    for column in style.columns:
        if column.group in over:
            column.over = words


def _add_extras(style: Style, traits: frozenset[str], random: Random) -> None:
    columns = style.columns
    if random.random() < 0.8:
        columns.insert(0, Column(None, None, random.choice(("序号", "序 号", "编序", "No."))))
    count = random.randint(3, 5) if "city" in traits else random.choice((0, 0, 1))
    for heading, cells in random.sample(wording.EXTRAS, count):
        free = [place for place in range(len(columns) + 1) if not _splits_group(columns, place)]
        columns.insert(random.choice(free[1:]), Column(None, None, heading, cells=cells))


def _splits_group(columns: Sequence[Column], place: int) -> bool:
    if not 0 < place < len(columns):
        return False
    before, after = columns[place - 1], columns[place]
    return bool(before.group and before.group == after.group) or bool(before.over and before.over == after.over)


def put_head(page: Page, top: int, left: int, style: Style, random: Random) -> int:
    """The header onto a page; the last of its rows."""
    texts = _headings(style, random)
    levels = style.depth - style.unit_row
    levels = max(1, min(levels, 1 + any(c.group for c in style.columns) + any(c.over for c in style.columns)))
    for index, column in enumerate(style.columns):
        path = [text for text in (column.over, column.group, texts[index]) if text][-levels:]
        for level, text in enumerate(path):
            page.put(top + level, left + index, text)
        if style.merges == "merged":
            page.merge(top + len(path) - 1, left + index, top + levels - 1, left + index)
        elif style.merges == "repeated":
            for level in range(len(path), levels):
                page.put(top + level, left + index, path[-1])
    for level in range(levels - 1):
        _spread(page, top + level, left, level, style)
    return _put_units(page, top + levels - 1, left, style, random)


def _put_units(page: Page, bottom: int, left: int, style: Style, random: Random) -> int:
    """The row of units below the headings, where there is one; the last row of the header."""
    said = {index: column.unit for index, column in enumerate(style.columns) if column.shown == "row"}
    for index, unit in said.items():
        page.put(bottom + 1, left + index, random.choice(wording.UNITS.get(unit, (unit,))))
    return bottom + bool(said)


def _headings(style: Style, random: Random) -> list[str]:
    found: list[str] = []
    for column in style.columns:
        text = wording.spelled(column.heading, random) if column.name else column.heading
        if column.shown == "leaf" and column.unit:
            text = wording.with_unit(text, column.unit, random)
        found.append(text)
    return found


def _spread(page: Page, row: int, left: int, level: int, style: Style) -> None:
    """A group's heading over its columns: merged, said in each, or said in the first alone."""

    def said(column: Column) -> str:
        path = [text for text in (column.over, column.group) if text]
        return "|".join(path[: level + 1]) if level < len(path) else ""

    place = left
    for text, several in groupby(style.columns, key=said):
        width = len(list(several))
        if text and style.merges == "merged":
            page.merge(row, place, row, place + width - 1)
        if text and style.merges != "repeated":
            for column in range(place + 1, place + width):
                page.cells.pop((row, column), None)
        place += width


def numbering(style: Style) -> list[Cell]:
    """The row that numbers the columns."""
    count = len(style.columns)
    if style.numbered == "1 2 3":
        return list(range(1, count + 1))
    if style.numbered == "1栏":
        return [f"{number}栏" for number in range(1, count + 1)]
    if style.numbered == "(1)":
        return [f"（{number}）" for number in range(1, count + 1)]
    letters = "甲乙丙"
    return [*letters[: min(2, count)], *range(1, count - 1)]
