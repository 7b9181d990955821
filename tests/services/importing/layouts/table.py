"""A whole table on a page: what stands above it, its header, its rows of all sorts, what stands below it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from random import Random

from openpyxl.utils import get_column_letter

from app.models import region
from app.models.field import FieldType
from app.services.workbook.book import Cell
from tests.services.importing.layouts.figures import written
from tests.services.importing.layouts.head import Column, Style, numbering, put_head, styled
from tests.services.importing.layouts.page import Page
from tests.services.importing.layouts.records import Values

TITLES = {
    "reclamation": ("土地复垦项目台账", "建设用地复垦项目清单", "农村土地综合整治项目进展情况表", "复垦项目明细表"),
    "demolition": ("违法建筑拆除台账", "拆违点位明细表", "三改一拆违建处置清单", "违法建筑处置情况表"),
    "greening": ("国土绿化台账", "造林绿化地块明细表", "绿化小班一览表", "造林绿化任务完成情况明细表"),
}
_ADDED = (FieldType.QUANTITY, FieldType.MONEY, FieldType.INTEGER)
_NUMERALS = "一二三四五六七八九十"


@dataclass(slots=True)
class Truth:
    """What a table must come out as, in the form of the worked examples."""

    sheet: str
    kind: str
    columns: dict[str, str | None] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    rows: dict[str, dict[str, object]] = field(default_factory=dict)
    header: list[int] = field(default_factory=list)
    totals_wrong: list[dict[str, object]] = field(default_factory=list)

    def said(self) -> dict[str, object]:
        """As JSON."""
        return {
            "sheet": self.sheet,
            "kind": self.kind,
            "header_rows": self.header,
            "columns": self.columns,
            "units": self.units,
            "rows": self.rows,
            "totals_wrong": self.totals_wrong,
        }


@dataclass(slots=True)
class Setting:
    """What a table is made of."""

    kind: str
    county: str
    records: Sequence[Values]
    traits: frozenset[str]
    random: Random
    style: Style | None = None
    left: int = 1


def put_table(page: Page, top: int, setting: Setting) -> Truth:
    """A table onto a page from row ``top``; its truth."""
    random = setting.random
    style = setting.style = setting.style or styled(setting.kind, setting.traits, random)
    row = _put_above(page, top, setting)
    truth = Truth(page.name, setting.kind)
    bottom = put_head(page, row, setting.left, style, random)
    truth.header = [row, bottom]
    for index, column in enumerate(style.columns):
        letter = get_column_letter(setting.left + index)
        truth.columns[letter] = column.name
        if column.name and column.unit and column.shown != "own":
            truth.units[letter] = column.unit
    body = _Body(page, setting, style, truth)
    body.row = bottom + 1
    body.fill()
    _put_below(page, body.row, setting)
    return truth


def _put_above(page: Page, top: int, setting: Setting) -> int:
    random, left = setting.random, setting.left
    style = setting.style
    county = region.name_of(setting.county)
    town = region.name_of(str(setting.records[0]["town_code"]))
    place = f"{county}{town}" if "town-in-title" in setting.traits else county
    title = f"{place}2022年{random.choice(TITLES[setting.kind])}"
    unit = f"单位：{style.line}" if style and style.line else ""
    unit = random.choice((unit, unit.replace("单位", "面积单位"), f"（计量{unit}）")) if unit else ""
    lines: list[list[Cell]] = []
    if random.random() < 0.4:
        lines.append([random.choice(("附件2", "附表3", "表1："))])
    if random.random() < 0.9 or "town-in-title" in setting.traits:
        if unit and random.random() < 0.25:
            lines.append([f"{title}（{unit}）" if unit.startswith(("单位", "面积")) else f"{title}{unit}"])
            unit = ""
        else:
            lines.append([title])
    meta: list[Cell] = [
        f"填报单位：{county}自然资源和规划局",
        "",
        "",
        random.choice(("填报日期：2022年11月3日", "日期：2022.11.3", "")),
    ]
    if random.random() < 0.7:
        lines.append([*meta, unit] if unit else meta)
        unit = ""
    if random.random() < 0.25:
        lines.append(["表格审核人：（签字）", "", "分管领导（签字）：", "", "日期：    年  月  日"])
    if unit:
        lines.append(["", "", "", unit] if random.random() < 0.5 else [unit])
    for place_of, cells in enumerate(lines):
        page.line(top + place_of, cells, left)
        if len([cell for cell in cells if cell != ""]) == 1 and random.random() < 0.6 and style:
            first = next(index for index, cell in enumerate(cells) if cell != "")
            if first == 0:
                page.merge(top + place_of, left, top + place_of, left + len(style.columns) - 1)
    after = top + len(lines)
    return after + (1 if lines and random.random() < 0.15 else 0)


def _put_below(page: Page, row: int, setting: Setting) -> None:
    random, left = setting.random, setting.left
    if random.random() < 0.35:
        page.put(
            row,
            left,
            random.choice(("注：面积为实测数，共 3 处待核。", "填表说明：1.本表一式2份；2.面积保留4位小数。", "说明")),
        )
        row += 1
        if random.random() < 0.5:
            page.put(row, left, "2.验收以文件日期为准，2021年项目不列入。")
            row += 1
    if random.random() < 0.4:
        page.line(
            row,
            [random.choice(("填表人：张三", "制表：李四")), "", "审核人：王五", "", "联系电话：0573-84020001"],
            left,
        )
        row += 1
    if random.random() < 0.2:
        page.bordered |= set(range(row, row + random.randint(3, 40)))


class _Body:
    """The rows below a header."""

    def __init__(self, page: Page, setting: Setting, style: Style, truth: Truth) -> None:
        self.page, self.setting, self.style, self.truth = page, setting, style, truth
        self.random, self.traits, self.left = setting.random, setting.traits, setting.left
        self.row = 0
        self.serial = 0
        self.sums: list[list[Decimal]] = []
        self.spread = style.spread
        self.named = self.random.choice(("full", "full", "full", "county", "path", "spaced"))
        self.label = self._label_column()

    def fill(self) -> None:
        """All of them."""
        random = self.random
        self._first_rows()
        where = random.choice(("", "first", "last", "last", "both"))
        total_row = self.row
        if where in ("first", "both"):
            self.row += 1
        every: list[list[Decimal]] = []
        for place, (town, several) in enumerate(groupby(self.setting.records, key=lambda one: str(one["town_code"]))):
            every += self._group(place, town, list(several))
        if where in ("first", "both"):
            self._sum(total_row, random.choice(("合计", "合 计", "全县合计", "总计")), every)
        if random.random() < 0.1:
            self.page.line(self.row, ["……"] * min(3, len(self.style.columns)), self.left)
            self.row += 1
        if where in ("last", "both"):
            self._sum(self.row, random.choice(("合计", "总  计", "累计", "全县合计：", "共计")), every)
            self.row += 1
            if "of-which" in self.traits:
                for text in ("其中：国有", "　　集体"):
                    self._sum(self.row, text, every[:1])
                    self.row += 1

    def _first_rows(self) -> None:
        if self.style.numbered:
            self.page.line(self.row, numbering(self.style), self.left)
            self.row += 1
        if "sample" in self.traits:
            self._sample()

    def _group(self, place: int, town: str, records: Sequence[Values]) -> list[list[Decimal]]:
        """A town's rows with what stands above and below them; the figures of its records."""
        self.sums = []
        if "groups" in self.traits:
            self._group_head(place, town)
        self._town(records)
        if "subtotals" in self.traits:
            label = self.random.choice(("小计", "小 计", f"{region.name_of(town)}小计"))
            self._sum(self.row, label, self.sums)
            self.row += 1
        self.row += self.random.random() < 0.08
        return self.sums

    def _label_column(self) -> int:
        texts = [
            index for index, one in enumerate(self.style.columns) if not (one.writing and one.writing.field.numeric)
        ]
        return next(
            (index for index in texts[:3] if self.style.columns[index].name in ("name", "town_code", None)), texts[0]
        )

    def _group_head(self, place: int, town: str) -> None:
        name = region.name_of(town)
        text = self.random.choice((f"{_NUMERALS[place]}、{name}", f"（{_NUMERALS[place]}）{name}"))
        self.page.put(self.row, self.left + (0 if self.random.random() < 0.6 else self.label), text)
        if self.random.random() < 0.5:
            self.page.merge(self.row, self.left, self.row, self.left + len(self.style.columns) - 1)
            self.page.cells.pop((self.row, self.left + self.label), None)
            self.page.put(self.row, self.left, text)
        self.row += 1

    def _town(self, records: Sequence[Values]) -> None:
        if "restart" in self.traits:
            self.serial = 0
        top = self.row
        column = next((index for index, one in enumerate(self.style.columns) if one.name == "town_code"), None)
        for place, record in enumerate(records):
            values = self._record(record, place == 0)
            self.truth.rows[str(self.row)] = {"values": values}
            self.row += 1
        if self.spread == "merged" and column is not None:
            self.page.merge(top, self.left + column, self.row - 1, self.left + column)

    def _record(self, record: Values, first: bool) -> dict[str, str]:
        values: dict[str, str] = {}
        added: list[Decimal] = []
        self.serial += 1
        for index, column in enumerate(self.style.columns):
            cell, shown = self._cell(column, record, first)
            self.page.put(self.row, self.left + index, cell)
            if shown:
                values[str(column.name)] = shown
            added.append(_figure(cell))
        if "no-town" in self.traits:
            values["town_code"] = str(record["town_code"])
        self.sums.append(added)
        return values

    def _cell(self, column: Column, record: Values, first: bool) -> tuple[Cell, str]:
        if column.name is None:
            return (self.random.choice(list(column.cells)) if column.cells else self.serial), ""  # type: ignore[return-value]
        if column.name == "town_code":
            return self._town_cell(str(record["town_code"]), first), str(record["town_code"])
        value = record.get(column.name)
        if value is None or column.writing is None:
            return self.random.choice(("", "", "", "/", "—")), ""
        return written(column.writing, value, self.random)

    def _town_cell(self, town: str, first: bool) -> Cell:
        if self.spread != "each" and not first:
            return ""
        name, county = region.name_of(town), region.name_of(town[:6])
        if self.named == "county":
            return county + name
        if self.named == "path":
            return ",".join((region.name_of(town[:2]), region.name_of(town[:4]), county, name))
        if self.named == "spaced" and len(name) == 3:
            return " ".join(name)
        return name

    def _sample(self) -> None:
        record = {**self.setting.records[0], "code": "FK-000000-2022-0000"}
        self._record(record, True)
        self.sums = []
        self.serial = 0
        mark = self.random.choice(("例", "示例", "（示例）", "填写示例", "例："))
        self.page.put(self.row, self.left, mark)
        if self.style.columns[0].name == "town_code":
            self.page.put(self.row, self.left, mark)
        self.row += 1

    def _sum(self, row: int, label: str, rows: Sequence[Sequence[Decimal]]) -> None:
        for index, column in enumerate(self.style.columns):
            if column.writing and column.writing.field.type in _ADDED and _added(column):
                total = sum((one[index] for one in rows), Decimal(0))
                self.page.put(row, self.left + index, float(total))
        self.page.put(row, self.left + self.label, label)


def _added(column: Column) -> bool:
    return column.unit not in ("年", "°", "等", "", "%") and "/" not in column.unit


def _figure(cell: Cell) -> Decimal:
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return Decimal(repr(cell))
    text = str(cell).replace(",", "").strip().strip("\u00a0")
    return Decimal(text) if text.replace(".", "", 1).isdigit() else Decimal(0)
