"""How the towns stand: a ranked table and a chart of each report, and which of them lag."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.models.quantity import plain
from app.services.bulletin.indicators import number
from app.services.bulletin.words import Words
from app.services.reporting.table import Line, Printed
from app.services.reporting.table import Table as Filled
from app.services.workbook.chart_part import Chart
from app.services.workbook.document_out import Paragraph, Style, Table

_FIRST = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """One kind of work by town: its report, and which columns are the rate and the pace."""

    words: Words
    table: Filled

    @property
    def rate(self) -> int:
        """Where the rate stands."""
        return self.table.form.index(self.words.raw("rate"))

    @property
    def pace(self) -> int:
        """Where the pace stands."""
        return self.table.form.index(self.words.raw("pace"))

    def ranked(self) -> list[Line]:
        """The towns that have a rate, the highest first."""
        rated = [line for line in self.table.lines if isinstance(line.cells[self.rate], Decimal)]
        return sorted(rated, key=lambda line: -_decimal(line.cells[self.rate]))

    def lagging(self) -> list[Line]:
        """The towns below the pace, the lowest first."""
        return [
            line
            for line in sorted(self.ranked(), key=lambda line: _decimal(line.cells[self.rate]))
            if isinstance(pace := line.cells[self.pace], Decimal) and _decimal(line.cells[self.rate]) < pace
        ]


def _decimal(cell: Printed) -> Decimal:
    assert isinstance(cell, Decimal)
    return cell


def paragraphs(words: Words, standings: Sequence[Standing]) -> Iterator[Paragraph | Table | Chart]:
    """The section: for each kind of work a sentence, the table and the chart."""
    yield Paragraph(words.say("heading"), Style.HEADING)
    count = 0
    for standing in standings:
        name = standing.words.say("name")
        if not standing.ranked():
            yield Paragraph(words.say("untargeted", name=name))
            continue
        count += 1
        yield Paragraph(_sentence(words, standing, name))
        yield _table(words, standing, words.say("caption", number=count, name=name))
        if standing.table.notes:
            yield Paragraph(words.say("note", report=standing.table.form.name), Style.NOTE)
        yield _chart(words.part("chart"), standing, name)


def _sentence(words: Words, standing: Standing, name: str) -> str:
    def one(line: Line) -> str:
        return words.say("one", name=line.name, rate=number(_decimal(line.cells[standing.rate])))

    leading = [line for line in standing.ranked() if _decimal(line.cells[standing.rate]) > 0]
    if not leading:
        return words.say("none_first", name=name)
    lagging = standing.lagging()
    behind = words.say("behind", names="、".join(map(one, lagging))) if lagging else words.say("none_behind")
    first = "、".join(map(one, _leading(leading, standing.rate)))
    return words.say("first", name=name, names=first, behind=behind)


def _leading(ranked: Sequence[Line], rate: int) -> Sequence[Line]:
    """The first few, and whoever shares the last place among them."""
    least = ranked[min(_FIRST, len(ranked)) - 1].cells[rate]
    return [line for line in ranked if _decimal(line.cells[rate]) >= _decimal(least)]


def _table(words: Words, standing: Standing, caption: str) -> Table:
    table = standing.table
    columns = [table.form.index(one) for one in standing.words.listed("columns")]
    header = [words.say("rank"), words.fill("{places}")]
    for index in columns:
        column = table.form.columns[index]
        said = "".join(words.fill(part) for part in column.path if not part.startswith("其中"))
        header.append(f"{said}\n({column.unit})" if column.unit else said)
    ranked = standing.ranked()
    rates = [line.cells[standing.rate] for line in ranked]
    rest = [line for line in table.lines if line not in ranked]
    rows = [
        [str(rates.index(line.cells[standing.rate]) + 1) if line in ranked else "—", *_texts(line, columns)]
        for line in [*ranked, *rest]
    ]
    if table.total:
        rows.append(["", *_texts(table.total, columns)])
    return Table(caption, header, rows, [1.2, 2.6, *[2.6] * len(columns)], names=2)


def _texts(line: Line, columns: Sequence[int]) -> list[str]:
    cells = (line.cells[index] for index in columns)
    return [line.name, *(plain(cell) if isinstance(cell, Decimal) else cell or "" for cell in cells)]


def _chart(words: Words, standing: Standing, name: str) -> Chart:
    ranked = standing.ranked()
    pace = [line.cells[standing.pace] for line in ranked]
    return Chart(
        words.say("title", name=name),
        [line.name for line in ranked],
        (words.say("bars"), [_decimal(line.cells[standing.rate]) for line in ranked]),
        (words.say("line"), [cell if isinstance(cell, Decimal) else None for cell in pace]),
    )
