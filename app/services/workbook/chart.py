"""Native charts: drawn by the spreadsheet from the cells themselves, so that they never show another number."""

from typing import Any, Final

from app.services.workbook.frame import frame_of
from app.services.workbook.layout import BarChart, SheetFill

_PAPER_A4: Final = 9
_BARS: Final = "#2E6DA4"
_FONT: Final = "宋体"
_AXIS: Final = {"name": _FONT, "size": 10}


def draw(book: Any, fill: SheetFill, chart: BarChart) -> Any:
    """Add a chart sheet to a book that is being rendered, and return it: a bar a data row, the first row on top."""
    sheet, bars = book.add_chartsheet(chart.sheet), book.add_chart({"type": "bar"})
    bars.add_series(
        {
            "name": chart.title,
            "categories": _band(fill, chart.names),
            "values": _band(fill, chart.figures),
            "fill": {"color": _BARS},
            "gap": 60,
            "data_labels": {"value": True, "font": _AXIS},
        }
    )
    bars.set_title({"name": chart.title, "name_font": {"name": _FONT, "size": 16}})
    bars.set_y_axis({"reverse": True, "num_font": _AXIS})
    bars.set_x_axis({"min": 0, "num_font": _AXIS, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
    bars.set_legend({"none": True})
    sheet.set_chart(bars)
    sheet.set_paper(_PAPER_A4)
    sheet.set_landscape()
    sheet.set_footer(f'&C&"{_FONT}"&9第 &P 页 共 &N 页')
    return sheet


def _band(fill: SheetFill, key: str) -> list[Any]:
    """The data rows of a column, as the chart names them."""
    frame, name = frame_of(fill), fill.layout.name
    index = next(at for at, column in enumerate(fill.layout.columns) if column.key == key)
    return [name, frame.first - 1, index, frame.last - 1, index]
