"""Which rows a merged report has: all units, one unit's own parts (节点汇总), or those that were named (选择汇总)."""

from collections.abc import Sequence

from app.models.queries.scope import Place
from app.models.refusal import Refusal
from app.services.reporting.table import Table
from app.services.rollup.gather import Gathered
from app.services.rollup.merge import line_of, whole
from app.services.rollup.part import Cells, Part

Row = tuple[str, str, Cells]


def of_units(table: Table, gathered: Gathered) -> list[Row]:
    """Each unit by its own 合计."""
    return [(place.code, place.name, total_of(table, place, part)) for place, part in gathered.used]


def total_of(table: Table, place: Place, part: Part) -> Cells:
    """What a unit says of itself as a whole; where it says nothing (a 合计 without results), the sum of its rows."""
    lines = [line_of(table, ("", name, cells)) for name, cells in part.lines.items()]
    added = whole(table, lines, place.name).cells
    said = part.total or (None,) * len(added)
    return tuple(parts if cell is None else cell for cell, parts in zip(said, added, strict=True))


def of_towns(gathered: Gathered) -> list[Row]:
    """Every row of every unit, the unit's name before it."""
    return [
        (f"{place.code}/{name}", f"{place.name}{name}", cells)
        for place, part in gathered.used
        for name, cells in part.lines.items()
    ]


def of_rows(gathered: Gathered) -> list[Row]:
    """Each town's row from the workbook that filled it, where that has one on the sheet."""
    return [
        (place.code, place.name, part.lines[place.name]) for place, part in gathered.used if place.name in part.lines
    ]


def node(gathered: Gathered, nodes: Sequence[str]) -> tuple[Place, Part] | None:
    """The one unit whose parts are asked for; None where anything else is named."""
    if len(nodes) != 1:
        return None
    return next(((place, part) for place, part in gathered.used if place.name == nodes[0].strip()), None)


def chosen(rows: Sequence[Row], towns: Sequence[Row], nodes: Sequence[str]) -> list[Row]:
    """The rows that are named, in the order they are named; a town of several units by unit and town."""
    found = []
    for name in (one.strip() for one in nodes):
        alike = [row for row in rows if row[1] == name] or [
            row for row in towns if name in (row[1], row[0].partition("/")[2])
        ]
        if len(alike) != 1:
            have = "、".join(row[1] for row in (alike or rows))
            what = f"有几个“{name}”" if alike else f"文件里没有“{name}”"
            raise Refusal(what, f"--nodes 请从这些里选：{have}")
        found.append(alike[0])
    return found
