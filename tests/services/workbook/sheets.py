"""Believable sheets to write: a monthly report of ten towns, the year's indicators, a wide ledger."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import cycle, islice

from app.services.workbook.layout import (
    SUM,
    Align,
    CellValue,
    ColumnKind,
    ColumnLayout,
    ExportMark,
    FillRow,
    Paper,
    SheetFill,
    SheetLayout,
    TotalPlace,
)

MARK = ExportMark(
    report="R4",
    form_version="1",
    period="2022-06",
    unit="330421",
    export_id="0b9c6f0e-6f55-4f5a-9f5e-3f1f7f5b2a10",
    made_at=datetime(2022, 6, 25, 16, 30),
)
TOWNS = (
    "魏塘街道",
    "罗星街道",
    "惠民街道",
    "大云镇",
    "西塘镇",
    "干窑镇",
    "陶庄镇",
    "姚庄镇",
    "天凝镇",
    "经济技术开发区",
)

TEXT, CODE, INTEGER = ColumnKind.TEXT, ColumnKind.CODE, ColumnKind.INTEGER
QUANTITY, PERCENT, DATE = ColumnKind.QUANTITY, ColumnKind.PERCENT, ColumnKind.DATE


def _count(number: int, *path: str, unit: str = "个") -> ColumnLayout:
    return ColumnLayout(key=f"c{number}", path=path, kind=INTEGER, unit=unit, number=str(number), total=SUM)


def _area(number: int, *path: str, unit: str = "", places: int = 4) -> ColumnLayout:
    return ColumnLayout(
        key=f"c{number}", path=path, kind=QUANTITY, unit=unit, places=places, number=str(number), total=SUM
    )


def _rate(number: int, *path: str, formula: str = "") -> ColumnLayout:
    return ColumnLayout(key=f"c{number}", path=path, kind=PERCENT, unit="%", number=str(number), formula=formula)


R4 = SheetLayout(
    name="拆违月报",
    title="嘉善县2022年6月拆违月报表",
    table_code="拆违01表",
    meta=("填报单位：嘉善县自然资源和规划局", "报告期：截至2022年6月25日", "计量单位：万平方米"),
    columns=(
        ColumnLayout(key="town", path=("镇(街道)",), number="甲", align=Align.CENTER),
        _area(1, "年度任务"),
        _count(2, "本月", "点位数"),
        _area(3, "本月", "拆除面积"),
        _area(4, "本月", "处置面积"),
        _count(5, "本年累计", "点位数"),
        _area(6, "本年累计", "拆除面积"),
        _area(7, "本年累计", "其中：区域", "城镇"),
        _area(8, "本年累计", "其中：区域", "乡村"),
        _area(9, "本年累计", "其中：时段", "存量"),
        _area(10, "本年累计", "其中：时段", "新增"),
        _area(11, "本年累计", "其中：方式", "自拆"),
        _area(12, "本年累计", "其中：方式", "助拆(含帮拆)"),
        _area(13, "本年累计", "其中：方式", "强拆"),
        _area(14, "本年累计", "处置面积"),
        _count(15, "精准拆违点位", "任务"),
        _count(16, "精准拆违点位", "完成"),
        _area(17, "拆后利用", "土地面积", unit="亩", places=2),
        _area(18, "拆后利用", "已利用", unit="亩", places=2),
        _rate(19, "拆后利用", "利用率", formula="ROUND({c18}/{c17}*100,2)"),
        _count(20, "立案查处", "立案", unit="起"),
        _count(21, "立案查处", "结案", unit="起"),
        _area(22, "立案查处", "罚没款", unit="万元", places=2),
        _rate(23, "完成率", formula='IF({c1}=0,"",ROUND({c6}/{c1}*100,2))'),
        _rate(24, "序时进度"),
        ColumnLayout(key="c25", path=("排名",), kind=INTEGER, number="25", formula="RANK({c23},{c23.band})"),
    ),
    total=TotalPlace.FIRST,
    numbered=True,
    notes=(
        "面积按拆除口径计，拆除日期在2022-01-01至2022-06-25之间；四舍五入，合计为分项之和。",
        "审核关系：6栏=7栏+8栏=9栏+10栏=11栏+12栏+13栏；14栏≥6栏；16栏≤5栏；18栏≤17栏；19栏=18栏÷17栏；21栏≤20栏。",
        "6月较5月减少17.68%，主要为梅雨期停工。",
    ),
    signatures=("单位负责人：", "统计负责人：", "填表人：", "联系电话：", "报出日期：2022年   月   日"),
    paper=Paper.A3,
    frozen_columns=1,
    row_height=24,
)


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return (part / whole * 100).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _town_figures(index: int) -> list[CellValue]:
    total = Decimal(27931 + 1987 * index).scaleb(-4)
    parts = [(total * share / 100).quantize(Decimal("0.0001")) for share in (37, 52, 41, 33)]
    land, used = Decimal(2712 + 411 * index).scaleb(-2), Decimal(1733 + 203 * index).scaleb(-2)
    task = Decimal(52 + 7 * index).scaleb(-1)
    return [
        *(task, 3 + index, parts[0], parts[1], 15 + index, total, parts[2], total - parts[2], parts[1]),
        *(
            total - parts[1],
            parts[3],
            parts[0],
            total - parts[0] - parts[3],
            total + parts[0],
            6 + index,
            4,
            land,
            used,
        ),
        *(_percent(used, land), 7, 3 + index // 3, Decimal(88 + index).scaleb(-2), _percent(total, task), Decimal(50)),
    ]


def r4_fill() -> SheetFill:
    """The demolition report of one county: ten towns, total row first, twenty-five columns."""
    figures = [_town_figures(index) for index in range(len(TOWNS))]
    order = sorted((row[22] for row in figures if isinstance(row[22], Decimal)), reverse=True)
    rows = [
        FillRow((town, *values, order.index(rate) + 1), key=f"33042110{index}", row_id=f"town-{index}")
        for index, (town, values) in enumerate(zip(TOWNS, figures, strict=True))
        if isinstance(rate := values[22], Decimal)
    ]
    total: list[CellValue] = [
        sum((value for value in column if isinstance(value, (int, Decimal))), start=Decimal(0))
        for column in zip(*(row.values[1:] for row in rows), strict=True)
    ]
    area, task, land, used = (number for number in (total[i] for i in (5, 0, 16, 17)) if isinstance(number, Decimal))
    total[18], total[22], total[23], total[24] = _percent(used, land), _percent(area, task), Decimal(50), "—"
    return SheetFill.of(R4, rows, ("合计", *total))


R8 = SheetLayout(
    name="主要指标",
    title="嘉善县2022年度主要指标完成情况表",
    table_code="综合01表",
    meta=("填报单位：嘉善县自然资源和规划局", "报告期：截至2022年6月25日", ""),
    columns=(
        ColumnLayout(key="order", path=("序号",), kind=INTEGER, align=Align.CENTER),
        ColumnLayout(key="name", path=("指标名称",), number="甲", width=26),
        ColumnLayout(key="unit", path=("计量单位",), number="乙", width=7, align=Align.CENTER),
        ColumnLayout(key="basis", path=("口径说明",), width=26),
        ColumnLayout(key="direction", path=("方向",), width=5, align=Align.CENTER),
        ColumnLayout(key="target", path=("年度目标",), kind=QUANTITY, number="1", width=9),
        ColumnLayout(key="period", path=("本期",), kind=QUANTITY, number="2", width=9),
        ColumnLayout(key="actual", path=("累计完成",), kind=QUANTITY, number="3", width=9),
        ColumnLayout(
            key="rate",
            path=("完成率",),
            kind=PERCENT,
            unit="%",
            number="4",
            formula="ROUND({actual}/{target}*100,2)",
        ),
        ColumnLayout(key="pace", path=("序时",), kind=PERCENT, unit="%", number="5"),
        ColumnLayout(
            key="ahead", path=("差额",), kind=PERCENT, unit="百分点", number="6", formula="ROUND({rate}-{pace},2)"
        ),
        ColumnLayout(key="signal", path=("评价",), number="7", width=9, align=Align.CENTER),
        ColumnLayout(key="before", path=("上年同期",), kind=QUANTITY, number="8", width=9),
        ColumnLayout(key="change", path=("同比",), kind=PERCENT, unit="%", number="9"),
        ColumnLayout(key="office", path=("责任科室",), width=13),
        ColumnLayout(key="source", path=("数据来源",), width=6, align=Align.CENTER),
        ColumnLayout(key="remark", path=("备注",), width=16),
    ),
    numbered=True,
    indented="name",
    notes=("4栏=3栏÷1栏×100；6栏=4栏－5栏；9栏=3栏÷8栏×100－100。",),
    signatures=("单位负责人：", "统计负责人：", "填表人：", "联系电话：", "报出日期：2022年   月   日"),
    frozen_columns=2,
)
_INDICATORS = (
    ("完成新增耕地", "万亩", "垦造耕地与建设用地复垦验收新增耕地之和，按验收日期计入", 0, "1.5", "0.6120"),
    ("其中：农村建设用地复垦", "万亩", "按验收日期计入的复垦面积", 1, "1", "0.4321"),
    ("其中：垦造耕地用于市统筹", "亩", "按验收日期计入", 2, "500", "260.5"),
    ("实施拆违", "万㎡", "按拆除日期计入的拆除面积", 0, "52", "33.6101"),
    ("“一村万树”示范村", "个", "省级公布数", 0, "10", "4"),
)


def r8_fill() -> SheetFill:
    """The year's indicators: forty-one rows, some indented, some without figures."""
    rows = []
    for number, (name, unit, basis, indent, target, actual) in enumerate(islice(cycle(_INDICATORS), 39), start=1):
        rate = _percent(Decimal(actual), Decimal(target))
        figures = (Decimal(target), Decimal("0.0421"), Decimal(actual), rate, Decimal(50), rate - 50)
        closing = ("滞后" if rate < 45 else "正常", Decimal("0.3301"), Decimal("12.34"), "耕地保护科", "台账", "")
        rows.append(FillRow((number, name, unit, basis, "≥", *figures, *closing), key=f"T{number:02d}", indent=indent))
    for number in (40, 41):
        texts = (
            "2021年度国土变更调查",
            "项",
            "里程碑，完成即记",
            "—",
            None,
            None,
            "进行中",
            None,
            None,
            None,
            "进行中",
        )
        rows.append(FillRow((number, *texts, None, None, "调查监测科", "手工", "季度举证按期完成"), key=f"T{number}"))
    return SheetFill.of(R8, rows)


_LEDGER_KINDS = (TEXT, QUANTITY, DATE, TEXT, INTEGER, QUANTITY)


def ledger_layout(columns: int) -> SheetLayout:
    """A ledger of so many columns in groups of six."""
    return SheetLayout(
        name="拆违台账",
        title="嘉善县拆违台账",
        meta=("填报单位：嘉善县自然资源和规划局", "截至2022年6月25日", ""),
        columns=(
            ColumnLayout(key="code", path=("基本信息", "本局编号"), kind=CODE, width=22),
            ColumnLayout(key="name", path=("基本信息", "项目名称"), width=30),
            *(_ledger_column(index) for index in range(columns - 2)),
        ),
        paper=Paper.A3,
        one_page_wide=False,
        frozen_columns=2,
        filtered=True,
        row_height=None,
        header_fill="#EDF2F7",
    )


def _ledger_column(index: int) -> ColumnLayout:
    kind = _LEDGER_KINDS[index % len(_LEDGER_KINDS)]
    quantity = kind is QUANTITY
    path = (f"第{index // 6 + 1}阶段", ("说明", "验收面积", "日期", "责任单位", "数量", "投资")[index % 6])
    return ColumnLayout(
        key=f"field{index}", path=path, kind=kind, unit="亩" if quantity else "", places=4 if quantity else None
    )


def ledger_rows(count: int, columns: int) -> Iterator[FillRow]:
    """Rows for ``ledger_layout``, a stream."""
    start = date(2022, 1, 3)
    for number in range(count):
        code = f"CW-330421-2022-{number:04d}"
        figures = (_ledger_value(number, index, start) for index in range(columns - 2))
        yield FillRow((code, f"嘉善县{TOWNS[number % 10]}{number % 97}号违法建筑", *figures), code, str(number + 1))


def _ledger_value(number: int, index: int, start: date) -> CellValue:
    match _LEDGER_KINDS[index % len(_LEDGER_KINDS)]:
        case ColumnKind.TEXT:
            return "综合行政执法局" if index % 4 else None
        case ColumnKind.QUANTITY:
            return Decimal(number * 7919 + index * 104729).scaleb(-4)
        case ColumnKind.DATE:
            return start + timedelta(days=(number * 3 + index) % 500)
        case _:
            return number % 50


def ledger_fill(count: int, columns: int) -> SheetFill:
    """A ledger export whose rows come as a stream."""
    return SheetFill(layout=ledger_layout(columns), rows=ledger_rows(count, columns), count=count)
