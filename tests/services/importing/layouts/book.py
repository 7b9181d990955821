"""Whole workbooks as counties send them, each with its truth beside it, different by seed."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as changed
from itertools import groupby
from pathlib import Path
from random import Random

import openpyxl

from app.models import region
from app.models.ledger import LEDGERS
from app.services.workbook.book import letter
from tests.services.importing.layouts.page import Page
from tests.services.importing.layouts.records import Values, any_county, records
from tests.services.importing.layouts.table import Setting, Truth, put_table

_NOISE = ("subtotals", "groups", "restart", "city", "no-code", "of-which")


@dataclass(slots=True)
class Made:
    """A workbook in the making: its sheets, its truth, what it is taken as."""

    seed: int
    kind: str
    county: str
    random: Random
    scenario: str = ""
    pages: list[Page] = field(default_factory=list)
    truths: list[Truth] = field(default_factory=list)
    taken_as: str = "ledger"

    @property
    def name(self) -> str:
        """The file's name."""
        return f"{self.seed:03d}-{self.kind}-{self.scenario}.xlsx"

    def page(self, name: str = "") -> Page:
        """One more sheet."""
        self.pages.append(Page(name or ("Sheet1" if not self.pages else f"Sheet{len(self.pages) + 1}")))
        return self.pages[-1]

    def traits(self, *more: str) -> frozenset[str]:
        """What is odd about a table."""
        chance = self.random.random
        noise = {one for one in _NOISE if chance() < 0.2}
        if "groups" in noise:
            noise.discard("subtotals")
        return frozenset({*noise, *more})

    def setting(self, kind: str = "", count: int = 0, traits: frozenset[str] | None = None) -> Setting:
        """What a table of this county is made of."""
        kind = kind or self.kind
        rows = records(kind, self.county, count or self.random.randint(6, 18), self.random)
        return Setting(kind, self.county, rows, self.traits() if traits is None else traits, self.random)

    def other(self) -> str:
        """Another ledger's kind."""
        return self.random.choice([kind for kind in LEDGERS if kind != self.kind])


def _plain(made: Made) -> None:
    made.truths.append(put_table(made.page(), 1, made.setting()))


def _stacked(made: Made) -> None:
    page = made.page()
    made.truths.append(put_table(page, 1, made.setting(count=6)))
    made.truths.append(put_table(page, page.last + made.random.randint(2, 4), made.setting(made.other(), 6)))
    if made.random.random() < 0.4:
        made.truths.append(put_table(page, page.last + 2, made.setting(made.other(), 5)))


def _side_by_side(made: Made) -> None:
    page = made.page()
    first = changed(made.setting(count=6, traits=frozenset()))
    made.truths.append(put_table(page, 1, first))
    width = max(column for _, column in page.cells)
    second = changed(made.setting(made.other(), 6, frozenset()), left=width + 2)
    made.truths.append(put_table(page, 1, second))


def _a_sheet_a_town(made: Made, *, in_title: bool = False) -> None:
    everyone = made.setting(count=16).records
    style = None
    for town, several in groupby(everyone, key=lambda one: str(one["town_code"])):
        traits = {"no-town", "town-in-title"} if in_title else {"no-town"}
        setting = Setting(made.kind, made.county, list(several), frozenset(traits), made.random, style)
        name = f"Sheet{len(made.pages) + 1}" if in_title else region.name_of(town)
        made.truths.append(put_table(made.page(name), 1, setting))
        style = setting.style


def _titles_name_the_town(made: Made) -> None:
    _a_sheet_a_town(made, in_title=True)


def _town_by_group(made: Made) -> None:
    made.truths.append(put_table(made.page(), 1, made.setting(traits=frozenset({"no-town", "groups"}))))


def _hidden(made: Made) -> None:
    _plain(made)
    page, truth = made.pages[0], made.truths[0]
    old = made.page("旧数据")
    put_table(old, 1, made.setting(count=5))
    old.hidden = True
    for number in made.random.sample(sorted(map(int, truth.rows)), 2):
        page.hidden_rows.add(number)
        truth.rows.pop(str(number))
    page.hidden_columns.add(made.random.randint(2, 4))


def _pasted_below(made: Made) -> None:
    page = made.page()
    setting = made.setting(count=7, traits=frozenset())
    truth = put_table(page, 1, setting)
    older = [dict(one) for one in setting.records]
    for one in older:
        one.update(
            {name: value - 1 for name, value in one.items() if name.endswith("_area") and isinstance(value, int)}
        )
    again = put_table(page, page.last + 3, changed(setting, records=older))
    pairs = list(zip(truth.rows.values(), again.rows.values(), strict=True))
    for newer, older_row in pairs:
        if newer["values"] != older_row["values"]:
            newer["row_issue"] = ["duplicate"]
    for _, older_row in pairs:
        older_row.update({"values": {}, "row_issue": ["duplicate"], "may_skip": True, "may_any": True})
    made.truths += [truth, again]


def _with_statistics(made: Made) -> None:
    _plain(made)
    page = made.pages[0]
    row = page.last + 3
    towns = sorted({str(one["values"]["town_code"]) for one in made.truths[0].rows.values()})  # type: ignore[index]
    page.put(row, 1, "附：各镇（街道）汇总统计")
    page.line(row + 1, ["序号", "镇（街道）", "项目数（个）", "面积（亩）", "占比"])
    for place, town in enumerate(towns, 1):
        page.line(row + 1 + place, [place, region.name_of(town), place + 2, 12.5 * place, f"{10 * place}%"])
    page.line(row + 2 + len(towns), ["", "合计", 20, 75.5, "100%"])


def _with_companions(made: Made) -> None:
    notes = made.page("填表说明")
    for row, text in enumerate(
        ("填表说明", "1.本表由各镇街填报，每月25日前报送。", "2.面积单位为亩，保留2位小数；编号按1-9999编排。"), 1
    ):
        notes.put(row, 1, text)
    made.page("台账")
    made.truths.append(put_table(made.pages[-1], 1, made.setting()))
    codes = made.page("代码表")
    codes.line(1, ["代码", "名称"])
    for row, one in enumerate(region.towns(made.county), 2):
        codes.line(row, [one.code, one.name])
    made.page("Sheet2")


def _repeated_header(made: Made) -> None:
    page = made.page()
    setting = made.setting(count=14, traits=frozenset())
    half = len(setting.records) // 2
    first = changed(setting, records=setting.records[:half])
    truth = put_table(page, 1, first)
    top, bottom = truth.header
    start = page.last + 1
    for (row, column), cell in list(page.cells.items()):
        if top <= row <= bottom:
            page.put(start + row - top, column, cell)
    shift = start - top
    page.merges += [(t + shift, le, b + shift, r) for t, le, b, r in page.merges if top <= t <= b <= bottom]
    again = Page(page.name)
    more = put_table(again, 1, changed(setting, records=setting.records[half:], style=first.style))
    move = start + (bottom - top) - more.header[1]
    for number in sorted(more.rows, key=int):
        for (row, column), cell in again.cells.items():
            if row == int(number):
                page.put(row + move, column, cell)
        truth.rows[str(int(number) + move)] = more.rows[number]
    area = [one for one in again.merges if str(one[0]) in more.rows]
    page.merges += [(t + move, le, b + move, r) for t, le, b, r in area]
    made.truths.append(truth)


def _by_year(made: Made) -> None:
    """Last year's and this year's figure of the same leaf; only this year's may be taken."""
    name = {"reclamation": "accepted_reclaim_area", "demolition": "demolished_area", "greening": "planted_area"}[
        made.kind
    ]
    leaf = {"reclamation": "验收复垦面积（亩）", "demolition": "拆除面积（㎡）", "greening": "造林面积（亩）"}[
        made.kind
    ]
    setting = made.setting(traits=frozenset())
    page = made.page()
    page.put(1, 1, f"{region.name_of(made.county)}2021—2022年情况表")
    page.line(
        2,
        ["编号", "户主（单位）" if made.kind == "demolition" else "项目名称", "镇（街道）", "2021年", "", "2022年", ""],
    )
    page.line(3, ["", "", "", leaf, "项目数", leaf, "项目数"])
    for area in ((2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 3, 3), (2, 4, 2, 5), (2, 6, 2, 7)):
        page.merge(*area)
    truth = Truth(page.name, made.kind, header=[2, 3])
    who = "party_name" if made.kind == "demolition" else "name"
    truth.columns = {"A": "code", "B": who, "C": "town_code", "D": None, "E": None, "F": name, "G": None}
    for row, one in enumerate(setting.records, 4):
        shown = {
            key: _shown(made.kind, key, one) for key in ("code", who, "town_code", name) if one.get(key) is not None
        }
        figure = float(shown[name]) if name in shown else ""
        page.line(
            row, [shown["code"], shown.get(who, ""), region.name_of(str(one["town_code"])), 3.25 * row, 1, figure, 1]
        )
        truth.rows[str(row)] = {"values": shown}
    made.truths.append(truth)


def _shown(kind: str, name: str, record: Values) -> str:
    from app.models.ledger import fields_of

    return fields_of(kind)[name].show(record[name])


def _with_sample(made: Made) -> None:
    made.truths.append(put_table(made.page(), 1, made.setting(traits=made.traits("sample") - {"no-code"})))


def _far_down(made: Made) -> None:
    page = made.page()
    for row, text in enumerate(
        (
            "关于报送2022年度台账的通知",
            "各镇（街道）：",
            "现将有关事项通知如下，请于11月25日前报送。",
            "联系人：张三，电话：84020000",
        ),
        2,
    ):
        page.put(row, 1, text)
    made.truths.append(put_table(page, made.random.randint(12, 35), made.setting()))


def _transposed(made: Made) -> None:
    page = made.page()
    setting = made.setting(count=6, traits=frozenset())
    side = Page("x")
    truth = put_table(side, 1, setting)
    top = truth.header[1]
    labels = [column.heading for column in (setting.style.columns if setting.style else [])]
    for index, label in enumerate(labels, 1):
        page.put(index, 1, label)
    for (row, column), cell in side.cells.items():
        if str(row) in truth.rows:
            page.put(column, row - top + 1, cell)
    made.taken_as = "refused"


def _headless(made: Made) -> None:
    page, side = made.page(), Page("x")
    truth = put_table(side, 1, made.setting(count=8, traits=frozenset()))
    for (row, column), cell in side.cells.items():
        if str(row) in truth.rows:
            page.put(row - truth.header[1], column, cell)
    made.taken_as = "refused"


def _pivot(made: Made) -> None:
    page = made.page()
    page.put(1, 1, "求和项:面积")
    page.line(2, ["行标签", "1月", "2月", "3月", "总计"])
    rows = made.setting(count=12).records
    for row, (town, several) in enumerate(groupby(rows, key=lambda one: str(one["town_code"])), 3):
        count = len(list(several))
        page.line(row, [region.name_of(town), 1.5 * count, 2.5, 3, 5.5 + 1.5 * count])
    page.line(page.last + 1, ["总计", 10, 20, 30, 60])
    made.taken_as = "refused"


def _places_in_columns(made: Made) -> None:
    page = made.page()
    setting = made.setting(traits=frozenset({"no-town"}))
    truth = put_table(page, 1, setting)
    width = max(column for _, column in page.cells)
    top, bottom = truth.header
    for place, text in enumerate(("省", "市", "县（市、区）", "镇（街道）"), 1):
        page.put(top, width + place, text)
        page.merge(top, width + place, bottom, width + place)
        truth.columns[letter(width + place - 1)] = (None, None, "county_code", "town_code")[place - 1]
    for number, row in truth.rows.items():
        town = str(row["values"]["town_code"])  # type: ignore[index]
        names = [region.name_of(town[:length]) for length in (2, 4, 6, 9)]
        page.line(int(number), names, width + 1)
        row["values"]["county_code"] = town[:6]  # type: ignore[index]
    made.truths.append(truth)


SCENARIOS: Mapping[str, Callable[[Made], None]] = {
    "plain": _plain,
    "stacked": _stacked,
    "town-sheets": _a_sheet_a_town,
    "hidden": _hidden,
    "year-groups": _by_year,
    "statistics": _with_statistics,
    "group-towns": _town_by_group,
    "sample-row": _with_sample,
    "noisy": _plain,
    "side-by-side": _side_by_side,
    "companions": _with_companions,
    "town-titles": _titles_name_the_town,
    "pasted-below": _pasted_below,
    "repeated-header": _repeated_header,
    "far-down": _far_down,
    "places": _places_in_columns,
    "transposed": _transposed,
    "headless": _headless,
    "pivot": _pivot,
    "wide": _plain,
}


def book(seed: int) -> Made:
    """The workbook of a seed: kinds and scenarios take turns, all else is drawn."""
    random = Random(f"workbook {seed}")
    scenario = list(SCENARIOS)[seed % len(SCENARIOS)]
    kind = sorted(LEDGERS)[(seed + seed // len(SCENARIOS)) % 3]
    made = Made(seed, kind, any_county(random), random, scenario)
    SCENARIOS[scenario](made)
    return made


def save(made: Made, folder: Path) -> Path:
    """The workbook and its truth on disk; the workbook's path."""
    written_book = openpyxl.Workbook()
    written_book.remove(written_book.worksheets[0])
    for page in made.pages:
        page.write(written_book.create_sheet())
    path = folder / made.name
    written_book.save(path)
    truth = {"file": made.name, "as": made.taken_as, "unit": made.county, "tables": [one.said() for one in made.truths]}
    path.with_suffix(".expected.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
    return path


def saved(seeds: Sequence[int], folder: Path) -> list[Path]:
    """Several of them."""
    return [save(book(seed), folder) for seed in seeds]
