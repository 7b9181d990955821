"""A figure in a cell that is merged over several records: 三户连片 with one area. It is told at the first of them."""

from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.mapping.map import Mapping
from app.services.importing.planning.rows import ReadRows
from app.services.workbook.book import address


def doubt(mapping: Mapping, rows: ReadRows) -> None:
    """Name every such figure: it stands at the first record, so that no sum counts it twice, and is not that one's."""
    table = mapping.table
    measured = {one.column.index: one for one in mapping.mapped if one.field.numeric}
    areas = [area for area in table.sheet.merges if table.bottom < area.top < area.bottom and area.left in measured]
    places = dict(zip(rows.numbers, range(len(rows)), strict=True)) if areas else {}
    for area in areas:
        one, over = measured[area.left], [number for number in area.rows if number in places]
        if len(over) < 2 or over[0] != area.top or rows.column(one.field.name)[places[area.top]] is None:
            continue
        text = f"“{one.column.text}”的这一格合并了 {len(over)} 行，数记在第一行；各行分别是多少，请拆开写再导入"
        cell = address(area.top, area.left)
        issue = Issue(one.column.letter, cell, Code.AMBIGUOUS, Severity.WARNING, text, one.field.name)
        rows[places[area.top]].issues.append(issue)
