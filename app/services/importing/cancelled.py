"""Rows that a clerk has called off in words where others strike them through: 作废 in the remark of a row."""

from app.services.importing import lexicon
from app.services.importing.issue import Code, Issue, Severity
from app.services.importing.map import Mapping
from app.services.importing.rows import ReadRows
from app.services.importing.text import compact
from app.services.workbook.book import address

_REMARK = "remark"


def doubt(mapping: Mapping, rows: ReadRows) -> None:
    """Name every row whose remark begins by saying that it does not count; it is read, and the clerk decides."""
    column = next((one.column for one in mapping.mapped if one.field.name == _REMARK), None)
    told = set(rows.column(_REMARK)) - {None}
    off = {text for text in told if lexicon.begins("cancelled", compact(str(text)))}
    for row in rows if column and off else ():
        if column and (said := row.values.get(_REMARK)) in off:
            text = f"备注写着“{said}”，这一行像是不算数的；现仍读取，确实作废的请不要导入这一行"
            cell = address(row.number, column.index)
            row.issues.append(Issue(column.letter, cell, Code.STRUCK, Severity.WARNING, text, _REMARK))
