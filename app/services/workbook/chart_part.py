"""A chart inside a document: drawn by the viewer from its own numbers, and edited in WPS and Word like any other.

The numbers stand twice, as the format wants it: in the chart's own cache, which is drawn, and in a small workbook
embedded beside it, which opens when someone chooses 编辑数据.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Final

import openpyxl

from app.services.workbook.xml_text import escape

CHART_TYPE: Final = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
WORKBOOK_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHART_NAMESPACE: Final = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_MAIN = "http://schemas.openxmlformats.org/drawingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET = "数据"
_BAR, _LINE, _PALE, _INK = "2F6DB5", "C8452E", "BFBFBF", "404040"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over names, and a line across them to compare with; a value that is None leaves its place empty.

    ``across`` lays the bars down, for long names; the line is then drawn as bars of its own colour.
    """

    title: str
    names: Sequence[str]
    bars: tuple[str, Sequence[Decimal | None]]
    line: tuple[str, Sequence[Decimal | None]]
    places: int = 2
    across: bool = False


def chart_xml(chart: Chart, workbook: str) -> bytes:
    """The chart part; ``workbook`` is the relationship to the embedded one."""
    first = _series(chart, 0, chart.bars, _BAR)
    second = _series(chart, 1, chart.line, _PALE if chart.across else _LINE)
    plots = _bars(chart, first + second) if chart.across else _bars(chart, first) + _lined(second)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<c:chartSpace xmlns:c="{CHART_NAMESPACE}" xmlns:a="{_MAIN}" xmlns:r="{_RELATIONS}">'
        '<c:roundedCorners val="0"/><c:chart>'
        f"<c:title><c:tx><c:rich><a:bodyPr/><a:p>{_font(1200, bold=True)}"
        f'<a:r><a:rPr lang="zh-CN" sz="1200" b="1"/><a:t>{escape(chart.title)}</a:t></a:r></a:p></c:rich></c:tx>'
        '<c:overlay val="0"/></c:title><c:autoTitleDeleted val="0"/>'
        f"<c:plotArea><c:layout/>{plots}{_axes(chart)}</c:plotArea>"
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_text(900)}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        f'<c:externalData r:id="{workbook}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _bars(chart: Chart, series: str) -> str:
    direction = "bar" if chart.across else "col"
    return (
        f'<c:barChart><c:barDir val="{direction}"/><c:grouping val="clustered"/><c:varyColors val="0"/>{series}'
        '<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
    )


def _lined(series: str) -> str:
    return (
        f'<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{series}'
        '<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
    )


def _series(chart: Chart, index: int, named: tuple[str, Sequence[Decimal | None]], colour: str) -> str:
    name, values = named
    letter, last = "BC"[index], len(chart.names) + 1
    is_line = index == 1 and not chart.across
    fill = f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'
    look = f'<a:ln w="22225">{fill}</a:ln>' if is_line else fill
    marks = '<c:marker><c:symbol val="none"/></c:marker>' if is_line else '<c:invertIfNegative val="0"/>'
    smooth = '<c:smooth val="0"/>' if is_line else ""
    labels = "" if index else _labels(chart)
    return (
        f'<c:ser><c:idx val="{index}"/><c:order val="{index}"/><c:tx><c:strRef><c:f>{_SHEET}!${letter}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"<c:spPr>{look}</c:spPr>{marks}{labels}"
        f"<c:cat><c:strRef><c:f>{_SHEET}!$A$2:$A${last}</c:f><c:strCache>{_points(chart.names)}</c:strCache>"
        f"</c:strRef></c:cat><c:val><c:numRef><c:f>{_SHEET}!${letter}$2:${letter}${last}</c:f>"
        f"<c:numCache><c:formatCode>General</c:formatCode>{_points(values)}</c:numCache></c:numRef></c:val>"
        f"{smooth}</c:ser>"
    )


def _points(values: Sequence[str | Decimal | None]) -> str:
    points = "".join(
        f'<c:pt idx="{index}"><c:v>{escape(str(value))}</c:v></c:pt>'
        for index, value in enumerate(values)
        if value is not None
    )
    return f'<c:ptCount val="{len(values)}"/>{points}'


def _labels(chart: Chart) -> str:
    code = f"0.{'0' * chart.places}" if chart.places else "0"
    place = '<c:dLblPos val="outEnd"/>'
    return (
        f'<c:dLbls><c:numFmt formatCode="{code}" sourceLinked="0"/><c:spPr><a:noFill/></c:spPr>{_text(800)}{place}'
        '<c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>'
        '<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>'
    )


def _axes(chart: Chart) -> str:
    names, values = ("l", "b") if chart.across else ("b", "l")
    order = "maxMin" if chart.across else "minMax"
    grid = '<c:majorGridlines><c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="D9D9D9"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>'  # noqa: E501 - one element
    crossing = "max" if chart.across else "autoZero"
    return (
        f'<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{names}"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="low"/>{_text(900)}<c:crossAx val="2"/><c:crosses val="autoZero"/></c:catAx>'
        f'<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="{values}"/>{grid}<c:numFmt formatCode="General" sourceLinked="0"/>'
        f'<c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>{_text(900)}'
        f'<c:crossAx val="1"/><c:crosses val="{crossing}"/></c:valAx>'
    )


def _text(size: int) -> str:
    return f'<c:txPr><a:bodyPr/><a:p>{_font(size)}<a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'


def _font(size: int, *, bold: bool = False) -> str:
    return (
        f'<a:pPr><a:defRPr sz="{size}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill>'
        "</a:defRPr></a:pPr>"
    )


def chart_workbook(chart: Chart) -> bytes:
    """The embedded workbook with the chart's numbers."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = _SHEET
    sheet.append(["", chart.bars[0], chart.line[0]])
    for row in zip(chart.names, chart.bars[1], chart.line[1], strict=True):
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    book.close()
    return stream.getvalue()
