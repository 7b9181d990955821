"""Targets and figures as offices write them: decompositions, progress by town, months, revisions, milestones."""

from tests.services.importing.contact.sheet import Case, Means

WEI, LUO, HUI = "330421001", "330421002", "330421003"
TOWNS = (
    ("魏塘街道", WEI),
    ("罗星街道", LUO),
    ("惠民街道", HUI),
    ("大云镇", "330421102"),
    ("西塘镇", "330421103"),
    ("干窑镇", "330421105"),
    ("陶庄镇", "330421107"),
    ("姚庄镇", "330421111"),
    ("天凝镇", "330421112"),
)
I = "indicators"


def decomposition_own_row_first() -> Case:
    """The county's own row stands first; the towns below; units differ by column."""
    case = Case("任务分解-全县在首行", taken_as="targets")
    page = case.page("任务分解")
    page.line("嘉善县2022年自然资源和规划重点任务分解表")
    page.line("镇（街道）", "建设用地复垦（亩）", "垦造耕地（亩）", "拆违面积（万平方米）", "新增改造绿化（亩）", "一村万树示范村（个）")
    page.table("targets", "region", *[None] * 5)
    amounts = [(120, 60, 4.5, 130, 0), (90, 0, 3.2, 90, 0), (150, 80, 5, 150, 0), (60, 40, 2, 110, 1), (200, 90, 5.5, 160, 0), (110, 50, 3.8, 120, 0), (80, 60, 2.5, 140, 1), (130, 70, 4, 120, 0), (60, 50, 2.5, 80, 0)]
    whole = [sum(column) for column in zip(*amounts, strict=True)]
    names = (("T09", "亩"), ("T10", "亩"), ("T18", "万㎡"), ("T17", "亩"), ("T28", "个"))
    page.targets("全县", "330421", *[(code, value, str(value), unit) for (code, unit), value in zip(names, whole, strict=True)])
    for (town, region), row in zip(TOWNS, amounts, strict=True):
        page.targets(town, region, *[(code, value, str(value), unit) for (code, unit), value in zip(names, row, strict=True)])
    return case


def decomposition_transposed() -> Case:
    """Indicators down, towns across, the sum last; the unit in a column."""
    case = Case("任务分解-指标在行", taken_as="targets")
    page = case.page("Sheet1")
    page.line("附件：2022年度目标任务分解表")
    page.line("序号", "指标名称", "计量单位", "魏塘街道", "罗星街道", "惠民街道", "西塘镇", "全县合计")
    page.table("targets", None, None, None, "a", "b", "c", "d", None)
    letters = "DEFG"
    regions = (WEI, LUO, HUI, "330421103")
    for number, (code, name, unit, spelt, values) in enumerate((("T09", "农村建设用地复垦", "亩", "亩", (100, 80, 60, 40)), ("T18", "拆除违法建筑", "万㎡", "万平方米", (12.5, 8, 6.5, 3)), ("T35", "精准拆违点位", "个", "个", (9, 8, 7, 6)), ("T17", "新增（改造）绿化面积", "亩", "亩", (40, 50.5, 60, 70))), 1):
        row = page.line(number, name, spelt, *values, sum(values))
        page.tables[-1].rows[str(row)] = {"values": {}, "targets": [{"column": letter, "indicator": code, "region": region, "value": str(value), "unit": unit} for letter, region, value in zip(letters, regions, values, strict=True)] + [{"column": "H", "indicator": code, "region": "330421", "value": str(sum(values)), "unit": unit}]}
    return case


def revision() -> Case:
    """What was set and what is set now stand side by side; only what is set now counts."""
    case = Case("任务调整-原任务新任务", taken_as="targets")
    page = case.page("调整")
    page.line("关于调整2022年国土绿化任务的通知  附表")
    page.line("镇（街道）", "新增改造绿化面积（亩）", None, None)
    page.line(None, "原下达任务", "调整数（+/-）", "调整后任务")
    page.merge("A2:A3", "B2:D2")
    page.table("targets", "region", None, None, "T17")
    for (town, region), before, change in zip(TOWNS[:4], (100, 120, 80, 60), (20, -10, 0, -10), strict=True):
        number = page.line(town, before, change, before + change)
        page.tables[-1].rows[str(number)] = {"values": {}, "targets": [{"column": "D", "indicator": "T17", "region": region, "value": str(before + change), "unit": "亩"}]}
    page.line("合计", 360, 0, 360)
    return case


def progress() -> Case:
    """Indicators down with target, month, cumulative, rate; parts behind 其中; a milestone; the unit in the name."""
    case = Case("主要指标-月度", taken_as="indicators")
    page = case.page("指标")
    page.line("嘉善县自然资源和规划局2022年8月主要指标完成情况")
    page.line("序号", "主要指标", "年度目标", "本月完成", "1-8月累计完成", "完成率（%）", "责任科室")
    page.table(I, None, "indicator", "target", None, "actual", None, None)
    def row(code: str, label: str, target: object, month: object, actual: object, rate: object, unit: str, state: bool = False) -> None:
        number = page.line(len(page.tables[-1].rows) + 1, label, target, month, actual, rate, "某科")
        values = {"indicator": code, "unit": unit}
        if target is not None and not state:
            values["target"] = str(target)
        if actual is not None:
            values["actual"] = str(actual)
        page.tables[-1].rows[str(number)] = {"values": values}
    row("T09", "农村建设用地复垦（亩）", 1000, 50, 620, 62, "亩")
    row("T10", "垦造耕地（亩）", 500, 20, 410, 82, "亩")
    row("T11", "其中：市统筹（亩）", 50, 0, 41, 82, "亩")
    row("T07", "土地出让收入（亿元）", 80, 6.2, 48.5, 60.63, "亿元")
    row("T18", "拆违面积（万㎡）", 52, 4.8, 41.3, 79.42, "万㎡")
    row("T35", "精准拆违点位（个）", 60, 5, 44, 73.33, "个")
    row("T16", "违法占用耕地比例（%）", 1, None, 0.62, None, "%")
    return case


def progress_by_town() -> Case:
    """One indicator by town: task, this month, cumulative, rate. It can be told from the title."""
    case = Case("拆违进度-分镇", taken_as="indicators")
    page = case.page("8月")
    page.line("嘉善县2022年8月拆违工作进度表")
    page.line("截至2022年8月25日", None, None, None, "单位：万平方米")
    page.line("镇（街道）", "年度任务", "本月拆除", "累计拆除", "完成率", "排名")
    page.table(I, "region", "target", None, "actual", None, None)
    rows = ((4.5, 0.3, 3.6), (3.2, 0.2, 3.3), (5, 0.4, 3.5), (2, 0.1, 1.1), (5.5, 0.6, 4.4), (3.8, 0.2, 2.2), (2.5, 0, 2.5), (4, 0.3, 2.8), (2.5, 0.2, 2))
    for (town, region), (target, month, done) in zip(TOWNS, rows, strict=True):
        number = page.line(town, target, month, done, f"{done / target:.1%}", 1)
        page.tables[-1].rows[str(number)] = {"values": {"indicator": "T18", "region": region, "target": str(target), "actual": str(done), "unit": "万㎡"}}
    page.line("合计", 33, 2.3, 25.4, "77.0%")
    return case


def months_across() -> Case:
    """An indicator a row and the months across: never taken for something else."""
    case = Case("指标-逐月", taken_as="indicators")
    page = case.page("逐月")
    page.line("2022年主要指标逐月完成情况（累计数）")
    page.line("指标", "单位", "全年目标", "1月", "2月", "3月", "4月", "5月", "6月")
    page.table(I, "indicator", None, "target", None, None, None, None, None, "actual")
    for code, name, unit, target, months in (("T09", "建设用地复垦", "亩", 1000, (20, 60, 120, 250, 380, 470)), ("T18", "拆违", "万㎡", 52, (2, 5, 9.5, 14, 20, 27.5)), ("T17", "新增改造绿化面积", "亩", 1200, (0, 30, 400, 800, 900, 905))):
        number = page.line(name, unit, target, *months)
        page.tables[-1].rows[str(number)] = {"values": {"indicator": code, "target": str(target), "actual": str(months[-1]), "unit": unit}}
    return case


CASES = (decomposition_own_row_first, decomposition_transposed, revision, progress, progress_by_town, months_across)
