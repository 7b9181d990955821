"""主要指标完成情况 as offices write it, made from a seed; the truth is kept beside each sheet.

Names, aliases and codes, numbered, indented or behind 其中; the unit in a column, a heading or the label; this
month's figures, last year's and the rates beside what is to be taken; milestones in words.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from app.services.workbook.book import Area, Cell, letter

NAMES = {
    "T03": ("争取各类新增建设用地指标", "新增建设用地指标"),
    "T04": ("年度供应国有土地总量", "供地总量", "T04"),
    "T07": ("土地出让收入", "国有土地出让收入"),
    "T08": ("完成新增耕地", "新增耕地面积", "T08 完成新增耕地"),
    "T09": ("农村建设用地复垦", "建设用地复垦"),
    "T10": ("垦造耕地", "新垦造耕地"),
    "T12": ("低效用地再开发", "完成低效用地再开发"),
    "T13": ("盘活（供应）存量土地", "盘活存量土地"),
    "T14": ("应开工项目开工率", "项目开工率"),
    "T15": ("应竣工项目竣工率", "竣工率"),
    "T16": ("违法占用耕地比例", "违法耕占比"),
    "T17": ("新增改造绿化面积", "国土绿化面积", "新增改造\n绿化面积"),
    "T18": ("实施拆违", "拆违面积", "全年拆违"),
    "T20": ("存量挂钩指标", "存量挂钩指标争取"),
    "T26": ("全域土地综合整治与生态修复工程", "全域整治工程"),
    "T31": ("自然资源统一确权登记县级项目公告登簿前主体工作", "县级确权登记项目"),
    "T34": ("“一事双交”信访积案化解", "信访积案化解"),
    "T35": ("精准拆违点位", "实施精准拆违点位"),
}
PARTS = {"T04": ("T05", "T06"), "T08": ("T09",), "T10": ("T11",)}
PART_NAMES = {
    "T05": "住宅用地",
    "T06": "工矿仓储用地",
    "T09": "农村建设用地复垦",
    "T11": "市统筹",
}
MILESTONES = {
    "T32": "2021年自然资源清查成果",
    "T38": "全市工业区违建数据库构建",
    "T39": "地下市政基础设施普查",
    "T40": "2021年度国土变更调查",
}
UNITS = {
    "T03": ("亩", "万亩"),
    "T04": ("亩", "万亩"),
    "T05": ("亩",),
    "T06": ("亩",),
    "T07": ("亿元", "万元"),
    "T08": ("亩", "万亩"),
    "T09": ("亩", "万亩"),
    "T10": ("亩",),
    "T11": ("亩",),
    "T12": ("亩",),
    "T13": ("亩", "万亩"),
    "T14": ("%",),
    "T15": ("%",),
    "T16": ("%",),
    "T17": ("亩",),
    "T18": ("万㎡", "万平方米"),
    "T20": ("亩",),
    "T26": ("个",),
    "T31": ("个",),
    "T34": ("件",),
    "T35": ("个",),
}
SHOWN = {"万平方米": "万㎡"}
STATES = {"已完成": "已完成", "完成": "已完成", "进行中": "进行中", "推进中": "进行中", "未启动": "未启动"}
PERIODS = (
    ("{place}2022年1—6月主要指标完成情况表", "2022-06-25"),
    ("{place}2022年6月份主要指标进展情况", "2022-06-25"),
    ("{place}2022年上半年主要指标完成情况", "2022-06-25"),
    ("{place}2022年前三季度重点指标完成情况", "2022-09-25"),
    ("{place}2022年第二季度主要指标完成情况", "2022-06-25"),
    ("{place}自然资源主要指标完成情况（截至2022年8月底）", "2022-08-31"),
    ("{place}主要目标任务完成进度（截至2022年5月25日）", "2022-05-25"),
    ("{place}2022年度主要指标完成情况", None),
)


@dataclass(slots=True)
class Made:
    """A sheet and its truth: row -> indicator, target, actual, unit; ``stale`` are the cells of outdated rates."""

    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    header: tuple[int, int] = (0, 0)
    day: str | None = None
    truth: dict[int, dict[str, str]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    stale: set[str] = field(default_factory=set)
    taken: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Row:
    code: str | None
    label: str
    unit: str
    target: Decimal
    actual: Decimal
    state: str = ""


def made(random: Random) -> Made:
    """A sheet of progress."""
    sheet = Made()
    title, sheet.day = random.choice(PERIODS)
    if random.random() < 0.2:
        sheet.rows.append(["附件1"])
    sheet.rows.append([title.format(place=random.choice(("嘉善县", "", "嘉善县自然资源和规划局")))])
    if random.random() < 0.3:
        sheet.rows.append(["填报单位：嘉善县自然资源和规划局", "", "填报人：某某"])
    columns = _columns(random)
    _head(sheet, columns, random)
    _body(sheet, columns, random)
    if random.random() < 0.4:
        sheet.rows.append(["注：完成率=累计完成/年度目标。"])
    if random.random() < 0.2:
        sheet.rows.append(["单位负责人：某某", "", "填表人：某某"])
    return sheet


def _columns(random: Random) -> list[tuple[str, str]]:
    """What each column is for, and its heading."""
    found = [("serial", random.choice(("序号", "序号", "编号")))] if random.random() < 0.6 else []
    found.append(("name", random.choice(("指标名称", "指标", "主要指标", "任务名称", "考核指标"))))
    found.append(("unit", random.choice(("计量单位", "单位"))))
    found.append(("target", random.choice(("年度目标", "2022年目标", "全年任务", "目标值", "年度目标值", "年度计划"))))
    month = [("month", random.choice(("本月完成", "6月完成", "本期", "当月完成")))] if random.random() < 0.4 else []
    whole = ("actual", random.choice(("累计完成", "1-6月累计", "本年累计完成", "累计完成数", "截至目前完成")))
    found += [*month, whole] if random.random() < 0.7 else [whole, *month]
    if random.random() < 0.7:
        found.append(("ratio", random.choice(("完成率", "完成率（%）", "完成比例", "占年度目标的%"))))
    if random.random() < 0.3:
        found += [("year_ago", random.choice(("上年同期", "去年同期完成", "2021年同期"))), ("growth", "同比（%）")]
    if random.random() < 0.3:
        found.append(("pace", random.choice(("序时进度", "序时进度（%）"))))
    if random.random() < 0.4:
        found.append(("note", random.choice(("备注", "责任科室", "存在问题"))))
    return found


def _head(sheet: Made, columns: list[tuple[str, str]], random: Random) -> None:
    top = len(sheet.rows) + 1
    done = [index for index, (role, _) in enumerate(columns) if role in ("month", "actual", "ratio")]
    if len(done) > 1 and done == list(range(done[0], done[-1] + 1)) and random.random() < 0.4:
        above: list[Cell] = ["" if index in done else text for index, (_, text) in enumerate(columns)]
        above[done[0]] = random.choice(("完成情况", "工作进展", "2022年完成情况"))
        sheet.rows.append(above)
        sheet.rows.append([text if index in done else "" for index, (_, text) in enumerate(columns)])
        sheet.merges.append(Area(top, done[0], top, done[-1]))
        sheet.merges += [Area(top, index, top + 1, index) for index in range(len(columns)) if index not in done]
    else:
        sheet.rows.append([text for _, text in columns])
    sheet.header = (top, len(sheet.rows))
    if random.random() < 0.2:
        sheet.rows.append([index + 1 for index in range(len(columns))])
    roles = {"name": "indicator", "unit": "unit", "target": "target", "actual": "actual"}
    sheet.taken = {letter(index): roles[role] for index, (role, _) in enumerate(columns) if role in roles}


def _drawn(random: Random) -> list[_Row]:
    rows: list[_Row] = []
    used: set[str] = set()
    for code in random.sample(sorted(NAMES), random.randint(4, 9)):
        if code in used:
            continue
        used.add(code)
        rows.append(_row(code, random.choice(NAMES[code]), random))
        for part in PARTS.get(code, ()):
            if part not in used and random.random() < 0.6:
                used.add(part)
                lead = random.choice(("其中：", "    其中：", "　　其中:", "  -", "    ", "—"))
                rows.append(_row(part, lead + PART_NAMES[part], random))
    for code in random.sample(sorted(MILESTONES), random.randint(0, 3)):
        state = random.choice(sorted(STATES))
        rows.append(_Row(code, MILESTONES[code], random.choice(("项", "—", "")), Decimal(0), Decimal(0), state))
    if random.random() < 0.25:
        rows.insert(random.randint(1, len(rows)), _Row(None, "农房体检户数", "户", Decimal(300), Decimal(120)))
    return rows


def _row(code: str, label: str, random: Random) -> _Row:
    unit = random.choice(UNITS[code])
    if unit == "%":
        target, low, high = {"T14": (90, 40, 99), "T15": (70, 20, 95), "T16": (1, 2, 9)}[code]
        return _Row(code, label, unit, Decimal(target), Decimal(random.randint(low, high)))
    places = {"万亩": 4, "万㎡": 2, "万平方米": 4, "亿元": 2, "亩": 2}.get(unit, 0)
    size = {"万亩": 1, "亿元": 80, "万元": 90000, "万㎡": 60, "万平方米": 60}.get(unit, 900)
    target = Decimal(random.randint(10**places, size * 10**places + 10**places)).scaleb(-places)
    actual = (target * random.randint(5, 120) / 100).quantize(Decimal(1).scaleb(-places))
    return _Row(code, label, unit, target, actual)


def _body(sheet: Made, columns: list[tuple[str, str]], random: Random) -> None:
    numbered = random.choice(("{}", "{}.{}", "（{}）{}", "{}、{}")) if columns[0][0] != "serial" else "{}"
    for place, one in enumerate(_drawn(random), 1):
        number = len(sheet.rows) + 1
        is_part = one.label[:1] in " 　其-—"
        label = one.label if numbered == "{}" or is_part else numbered.format(place, one.label)
        stale = random.random() < 0.12 and one.actual > 0
        rate = one.actual / one.target * 100 if one.target else Decimal(0)
        rate = (rate + 7 if stale else rate).quantize(Decimal("0.01"))
        cells: dict[str, Cell] = {
            "serial": place,
            "name": label,
            "unit": one.unit,
            "target": _written(one.target, one, random) if not one.state else random.choice(("完成", "", "—")),
            "month": float(one.actual / 5) if not one.state else "",
            "actual": one.state or _written(one.actual, one, random),
            "ratio": random.choice((f"{rate}%", float(rate))) if not one.state else "",
            "year_ago": float(one.actual + 3) if not one.state else "",
            "growth": 3.5 if not one.state else "",
            "pace": "50%",
            "note": random.choice(("", "", "正常推进")),
        }
        sheet.rows.append([cells[role] for role, _ in columns])
        if one.code is None:
            sheet.refused.add(number)
            continue
        sheet.truth[number] = _truth(one)
        has_rate = not one.state and one.code != "T16"
        sheet.stale |= {
            f"{letter(index)}{number}"
            for index, (role, _) in enumerate(columns)
            if role == "ratio" and stale and has_rate
        }


def _truth(one: _Row) -> dict[str, str]:
    found = {"indicator": one.code or "", "unit": SHOWN.get(one.unit, one.unit)}
    if one.state:
        return {"indicator": found["indicator"], "actual": STATES[one.state]}
    return {**found, "target": str(one.target), "actual": str(one.actual)}


def _written(value: Decimal, one: _Row, random: Random) -> Cell:
    if one.unit == "%":
        return random.choice((float(value), f"{value}%"))
    return random.choice((float(value), float(value), str(value), f"{value:,}", f"{value}{one.unit}"))
