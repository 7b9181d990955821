"""任务分解表 as any bureau might lay them out, made from a seed; the truth is kept beside each sheet.

Regions down and indicators across or the other way round; groups above the headings, 其中 columns, units in the
heading, in a row, beside the title, in the corner, in the label or in a column of their own; 合计 first, last or
missing and sometimes off by one last place; tasks the year does not have, rows of other units, notes.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from app.services.workbook.book import Area, Cell, letter

TOWNS = {
    "330421001": ("魏塘街道", "魏塘", "魏塘镇"),
    "330421002": ("罗星街道", "罗星", "嘉善县罗星街道"),
    "330421003": ("惠民街道", "惠民镇", "惠 民"),
    "330421102": ("大云镇", "大云", "大 云 镇"),
    "330421103": ("西塘镇", "西塘", "2.西塘镇"),
    "330421105": ("干窑镇", "干窑"),
    "330421107": ("陶庄镇", "陶庄"),
    "330421111": ("姚庄镇", "姚庄"),
    "330421112": ("天凝镇", "天凝"),
}
COUNTIES = {
    "330402": ("南湖区", "南 湖 区", "南湖"),
    "330411": ("秀洲区", "秀洲"),
    "330421": ("嘉善县", "嘉善", "嘉善县局"),
    "330482": ("平湖市", "平湖"),
    "330424": ("海盐县", "海盐"),
    "330481": ("海宁市", "海宁"),
    "330483": ("桐乡市", "桐乡"),
    "3304JK": ("经开区", "嘉兴经开区", "嘉兴经济技术开发区（国际商务区）"),
    "3304GQ": ("港区", "嘉兴港区"),
}
TASKS = {
    "T03": (("新增建设用地指标", "新增用地指标"), ("亩", "万亩")),
    "T04": (("供地总量", "年度供应国有土地总量", "年度供地"), ("亩", "万亩", "公顷")),
    "T08": (("新增耕地", "完成新增耕地", "新增耕地面积"), ("亩", "万亩")),
    "T09": (("农村建设用地复垦", "建设用地复垦", "复垦任务", "农村建设用地\n复垦"), ("亩", "万亩", "公顷")),
    "T10": (("垦造耕地", "新垦造耕地", "垦造耕地任务"), ("亩", "公顷")),
    "T12": (("低效用地再开发", "完成低效用地再开发", "低效用地"), ("亩",)),
    "T13": (("盘活存量土地", "存量土地盘活"), ("亩", "万亩")),
    "T17": (("新增改造绿化面积", "国土绿化", "绿化面积", "造林绿化"), ("亩", "万亩", "公顷")),
    "T18": (("拆违", "拆违面积", "拆除违法建筑", "全年拆违"), ("㎡", "万㎡", "平方米", "万平方米")),
    "T35": (("精准拆违点位", "拆违点位数", "精准拆违点位"), ("个",)),
    "T28": (("一村万树示范村", "“一村万树”示范村"), ("个",)),
}
PARTS = {"T10": "T11", "T04": "T05"}
PART_NAMES = {"T11": ("其中：市统筹", "其中市统筹", "垦造耕地用于市统筹"), "T05": ("其中：住宅用地", "其中住宅用地")}
STRANGERS = ("河道清淤", "数字化应用场景", "农房体检", "污水零直排")
UNIT_NAMES = {"平方米": "㎡", "万平方米": "万㎡"}
PAPERS = (
    "嘉自然资规发〔2022〕24号",
    "根据嘉自然资规发〔2022〕31号文件",
    "嘉兴市自然资源和规划局文件 嘉自然资规发〔2022〕24号 2022年3月2日",
    "2022年8月15日印发",
)
TITLES = (
    "2022年度{place}重点工作任务分解表",
    "{place}2022年自然资源目标任务分解表",
    "2022年度任务分解表（调整后）",
    "{place}自然资源年度任务下达表",
    "2022年土地整治、拆违、绿化任务计划表",
)


@dataclass(frozen=True, slots=True)
class Task:
    """One row or column of targets: its indicator (None: the year has none), name, unit and places."""

    code: str | None
    name: str
    unit: str
    places: int


@dataclass(slots=True)
class Made:
    """A sheet, its merges, and its truth: row -> [(column, indicator, region, value, unit)]."""

    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[Area] = field(default_factory=list)
    header: tuple[int, int] = (0, 0)
    truth: dict[int, list[tuple[str, str, str, str, str]]] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    wrong: list[tuple[int, str]] = field(default_factory=list)
    strange: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Plan:
    """What is drawn for one sheet before it is laid out."""

    random: Random
    tasks: list[Task]
    regions: list[tuple[str, str, bool]]
    figures: dict[tuple[int, int], Decimal | None]
    units: str
    summed: str
    wrong: bool


def made(random: Random, *, city: bool = False) -> Made:
    """A sheet of targets; ``city`` for the ledger of a city, which takes every county's."""
    by_county = city or random.random() < 0.25
    plan = _drawn(random, by_county=by_county, city=city)
    sheet = Made()
    _above(sheet, plan, "嘉兴市" if by_county else "嘉善县")
    lay = random.choice((_regions_down, _regions_across))
    lay(sheet, plan)
    _below(sheet, random)
    return sheet


def _drawn(random: Random, *, by_county: bool, city: bool) -> _Plan:
    tasks: list[Task] = []
    units = random.choice(("heading", "heading", "row", "line", "label"))
    line = random.choice(("亩", "公顷"))
    for code in random.sample(sorted(TASKS), random.randint(2, 6)):
        names, allowed = TASKS[code]
        unit = line if units == "line" and line in allowed else random.choice(allowed)
        tasks.append(Task(code, random.choice(names), unit, _places(unit)))
        if code in PARTS and random.random() < 0.5:
            part = PARTS[code]
            tasks.append(Task(part, random.choice(PART_NAMES[part]), "亩", 2))
    if random.random() < 0.3:
        tasks.insert(random.randint(0, len(tasks)), Task(None, random.choice(STRANGERS), "个", 0))
    book = COUNTIES if by_county else TOWNS
    chosen = list(book) if random.random() < 0.5 else random.sample(list(book), random.randint(3, len(book)))
    if by_county and "330421" not in chosen:
        chosen.append("330421")
    regions = [(code, random.choice(book[code]), city or not by_county or code == "330421") for code in chosen]
    figures = {
        (i, j): None if random.random() < 0.08 else _figure(random, task)
        for i, task in enumerate(tasks)
        for j in range(len(regions))
    }
    summed = random.choice(("first", "last", "none"))
    return _Plan(random, tasks, regions, figures, units, summed, wrong=summed != "none" and random.random() < 0.3)


def _places(unit: str) -> int:
    return {"万亩": 4, "万㎡": 4, "万平方米": 4, "公顷": 4, "亩": 2, "个": 0}.get(unit, 0)


def _figure(random: Random, task: Task) -> Decimal:
    """A figure that no county's share of a city's target is too large for."""
    size = {"公顷": 9, "㎡": 90000, "平方米": 90000, "万㎡": 9, "万平方米": 9, "万亩": 0, "亩": 300}.get(task.unit, 40)
    whole = random.randint(1, size) if size else 0
    places = random.choice((0, task.places)) if size else task.places
    return Decimal(whole) + Decimal(random.randint(1, 10**places - 1) if places else 0).scaleb(-places)


def _above(sheet: Made, plan: _Plan, place: str) -> None:
    random = plan.random
    if random.random() < 0.4:
        sheet.rows.append([random.choice(("附件", "附件2", "附表1"))])
    sheet.rows.append([random.choice(TITLES).format(place=place)])
    if random.random() < 0.25:
        sheet.rows.append([random.choice(PAPERS)])
    if plan.units == "line":
        units = list(dict.fromkeys(task.unit for task in plan.tasks if task.code))
        sheet.rows.append([random.choice(("单位：{}", "（单位：{}）", "计量单位：{}")).format("、".join(units))])
    elif random.random() < 0.2:
        sheet.rows.append([])


def _named(task: Task, plan: _Plan) -> str:
    """A task's heading or label, with its unit where that is where units are said."""
    if plan.units in ("heading", "label") or (plan.units == "line" and _is_doubtful(task, plan)):
        return plan.random.choice(("{}（{}）", "{}({})", "{}\n（{}）")).format(task.name, task.unit)
    return task.name


def _is_doubtful(task: Task, plan: _Plan) -> bool:
    """Whether a unit line that names several units would leave this one open."""
    return len({one.unit for one in plan.tasks if one.code}) > 1


def _written(random: Random, value: Decimal | None) -> Cell:
    if value is None:
        return random.choice(("", "", "/", "—"))
    return random.choice((float(value), float(value), str(value), f"{value:,}", f" {value} "))


def _sum(values: Sequence[Decimal | None], plan: _Plan, task: Task, *, off: bool) -> Cell:
    total = sum((one for one in values if one is not None), Decimal(0))
    return float(total + (Decimal(1).scaleb(-task.places) if off else 0))


def _regions_down(sheet: Made, plan: _Plan) -> None:
    random, serial = plan.random, plan.random.random() < 0.5
    first = 2 if serial else 1
    corner = random.choice(("任务类型＼单位", "镇（街道）", "单位", "任务类型\n单位", "乡镇（街道）名称"))
    head: list[Cell] = [*(["序号"] if serial else []), corner, *(_named(task, plan) for task in plan.tasks)]
    remarked = random.random() < 0.3
    top = len(sheet.rows) + 1
    if random.random() < 0.35:
        _group(sheet, head, first, len(plan.tasks), random)
    sheet.rows.append([*head, *(["备注"] if remarked else [])])
    if plan.units == "row":
        units: list[Cell] = [random.choice(("{}", "（{}）")).format(task.unit) for task in plan.tasks]
        sheet.rows.append([""] * first + units)
    sheet.header = (top, len(sheet.rows))
    sheet.strange |= {letter(first + i) for i, task in enumerate(plan.tasks) if task.code is None}
    off = random.choice([i for i, task in enumerate(plan.tasks) if task.code]) if plan.wrong else None
    if plan.summed == "first":
        _sum_row(sheet, plan, first, off)
    for j, (code, name, ours) in enumerate(plan.regions):
        number = len(sheet.rows) + 1
        cells = [_written(random, plan.figures[i, j]) for i in range(len(plan.tasks))]
        sheet.rows.append([*([j + 1] if serial else []), name, *cells])
        if ours:
            sheet.truth[number] = [
                (letter(first + i), task.code, code, str(value), UNIT_NAMES.get(task.unit, task.unit))
                for i, task in enumerate(plan.tasks)
                if task.code and (value := plan.figures[i, j]) is not None
            ]
    if plan.summed == "last":
        _sum_row(sheet, plan, first, off)


def _group(sheet: Made, head: list[Cell], first: int, many: int, random: Random) -> None:
    """A row of groups above the headings; what stands beside the tasks reaches through both."""
    number = len(sheet.rows) + 1
    cut = random.randint(1, many - 1)
    above: list[Cell] = [*head[:first], *[""] * many]
    above[first] = random.choice(("土地整治任务", "要素保障", "年度目标任务"))
    above[first + cut] = random.choice(("执法与绿化", "其他任务", "生态任务"))
    for left, right in ((first, first + cut - 1), (first + cut, first + many - 1)):
        if right > left:
            sheet.merges.append(Area(number, left, number, right))
    sheet.merges += [Area(number, index, number + 1, index) for index in range(first)]
    head[:first] = [""] * first
    sheet.rows.append(above)


def _sum_row(sheet: Made, plan: _Plan, first: int, off: int | None) -> None:
    number = len(sheet.rows) + 1
    cells = [
        _sum([plan.figures[i, j] for j in range(len(plan.regions))], plan, task, off=i == off)
        for i, task in enumerate(plan.tasks)
    ]
    if off is not None:
        sheet.wrong.append((number, letter(first + off)))
    label = plan.random.choice(("合计", "合 计", "总计"))
    sheet.rows.append([*[""] * (first - 1), label, *cells])


def _regions_across(sheet: Made, plan: _Plan) -> None:
    random, serial = plan.random, plan.random.random() < 0.5
    # A heading cannot name the units of its rows: these say them in a column or in their labels.
    in_column = plan.units in ("heading", "row")
    first = (2 if serial else 1) + in_column
    corner = random.choice(("任务类型＼单位", "指标名称", "任务名称", "任务类型", "工作任务"))
    head: list[Cell] = [*(["序号"] if serial else []), corner, *(["计量单位"] if in_column else [])]
    towns: list[Cell] = [name for _, name, _ in plan.regions]
    total_first, total_last = plan.summed == "first", plan.summed == "last"
    top = len(sheet.rows) + 1
    across = [*(["合计"] if total_first else []), *towns, *(["合计"] if total_last else [])]
    if random.random() < 0.3:
        sheet.merges += [Area(top, index, top + 1, index) for index in range(first)]
        sheet.merges.append(Area(top, first, top, first + len(across) - 1))
        sheet.rows.append([*head, random.choice(("镇（街道）", "各地任务数", "年度任务"))])
        head = [""] * first
    sheet.rows.append([*head, *across])
    sheet.header = (top, len(sheet.rows))
    off = random.choice([i for i, task in enumerate(plan.tasks) if task.code]) if plan.wrong else None
    for i, task in enumerate(plan.tasks):
        number = len(sheet.rows) + 1
        label = task.name if in_column else _named(task, plan)
        values = [plan.figures[i, j] for j in range(len(plan.regions))]
        total = _sum(values, plan, task, off=i == off)
        cells = [*([total] if total_first else []), *(_written(random, one) for one in values)]
        cells += [total] if total_last else []
        sheet.rows.append([*([i + 1] if serial else []), label, *([task.unit] if in_column else []), *cells])
        begin = first + total_first
        if task.code is None:
            sheet.refused.add(number)
            continue
        if i == off:
            sheet.wrong.append((number, letter(first if total_first else begin + len(values))))
        sheet.truth[number] = [
            (letter(begin + j), task.code, code, str(value), UNIT_NAMES.get(task.unit, task.unit))
            for j, ((code, _, ours), value) in enumerate(zip(plan.regions, values, strict=True))
            if ours and value is not None
        ]


def _below(sheet: Made, random: Random) -> None:
    if random.random() < 0.4:
        sheet.rows.append(
            [random.choice(("注：各镇（街道）按月报送。", "说明：任务数以市局下达为准。", "备注：1.含调剂数。"))]
        )
    if random.random() < 0.2:
        sheet.rows.append(["填表人：某某", "", "审核人：某某"])
