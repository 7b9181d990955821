"""What the reviewers wrote below or above a table in a line of its own: ``审核意见：数据偏大，请复核后重报``."""

import re
from collections.abc import Iterator

from app.services.importing.proposal.deadline import ordered_by
from app.services.importing.returns.remark import Remark
from app.services.importing.returns.reviewed import sort_of
from app.services.importing.table import Skip, Table
from app.services.workbook.book import address

WHOLE_REPORT = "整张报表"
_SAID = re.compile(r"\s*(?:\d+[.、])?\s*([^:：]{2,12})[:：]\s*(\S.*)", re.DOTALL)
_WORDED = ("verdict", "comment", "deadline")


def notes(table: Table, year: int) -> Iterator[Remark]:
    """The remarks on the whole of a table, each in the cell it stands in; a day without a year is one of ``year``."""
    beside = [number for number, why in table.skipped.items() if why in (Skip.NOTE, Skip.TITLE, Skip.SIGNATURE)]
    for number in (*range(1, table.top), *sorted(beside)):
        for index, cell in enumerate(table.row(number)):
            found = _SAID.fullmatch(cell) if isinstance(cell, str) else None
            if found and sort_of(found[1]) in _WORDED:
                place = f"{WHOLE_REPORT}（{table.sheet.name}）"
                yield Remark(
                    sheet=table.sheet.name,
                    cell=address(number, index),
                    place=place,
                    comment=f"{found[1]}：{found[2].strip()}",
                    deadline=ordered_by(found[2], year),
                )
