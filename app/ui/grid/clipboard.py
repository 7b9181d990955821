"""A block of cells as other programs take and give it: tab-separated text, quoted as Excel does, and HTML."""

from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

Block = list[list[str]]


def as_text(block: Sequence[Sequence[str]]) -> str:
    """A block as Excel, WPS and a plain editor read it: one line a row, cells apart by tabs."""
    # Qt ends the lines as the system does.
    return "\n".join("\t".join(map(_quoted, row)) for row in block)


def as_html(block: Sequence[Sequence[str]]) -> str:
    """A block as Word and mail programs read it: a table of texts, so that no code becomes a number."""
    rows = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in block)
    return f'<meta charset="utf-8"><table>{rows}</table>'


def _cell(text: str) -> str:
    return f"<td style=\"mso-number-format:'\\@'\">{escape(text)}</td>".replace("\n", "<br>")


def _quoted(text: str) -> str:
    """A cell as tab-separated text: quoted where it holds what separates cells."""
    return '"' + text.replace('"', '""') + '"' if set(text) & set('\t\n\r"') else text


def from_text(text: str) -> Block:
    """The block that a text from another program is; rows are made equally long.

    A quotation mark opens a quoted cell only where a cell begins and only if it is closed again, so that
    ``3"`` and a lone mark stay what they are.
    """
    rows: Block = [[]]
    place, size = 0, len(text)
    while place < size:
        cell, place = _taken(text, place)
        rows[-1].append(cell)
        if place < size and text[place] == "\t":
            place += 1
            if place == size:
                rows[-1].append("")
        elif place < size:
            place += 2 if text.startswith("\r\n", place) else 1
            if place < size:
                rows.append([])
    width = max(map(len, rows))
    return [row + [""] * (width - len(row)) for row in rows] if width else []


class _Table(HTMLParser):
    """Reads the first table of a page: its cells' texts, the rooms of merged ones blank, hidden rows left out."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Block = []
        self._reads, self._hidden, self._deep, self._done = False, False, 0, False
        self._wide = 1
        self._until: dict[int, int] = {}
        """By column the first row that the cell above no longer reaches into."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._done:
            return
        said = dict(attrs)
        self._deep += tag == "table"
        if self._deep > 1:
            return  # a table in a cell is text of that cell
        if tag == "tr":
            self._hidden = "display:none" in (said.get("style") or "").replace(" ", "").lower()
            self.rows += [] if self._hidden else [[]]
        elif tag in ("td", "th") and self.rows and not self._hidden:
            self._begin(_count(said.get("rowspan")), _count(said.get("colspan")))
        elif tag in ("br", "p", "div") and self._reads and self.rows[-1][-1].strip():
            self.rows[-1][-1] += "\n"

    def _begin(self, tall: int, wide: int) -> None:
        """A cell begins in the first room of its row that no cell above reaches into."""
        row, number = self.rows[-1], len(self.rows) - 1
        while self._until.get(len(row), 0) > number:
            row.append("")
        self._until |= dict.fromkeys(range(len(row), len(row) + wide), number + tall)
        row.append("")
        self._reads, self._wide = True, wide

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th") and self._reads and self._deep <= 1:
            self._reads = False
            self.rows[-1][-1] = "\n".join(" ".join(line.split()) for line in self.rows[-1][-1].strip().split("\n"))
            self.rows[-1] += [""] * (self._wide - 1)
        self._deep -= tag == "table"
        self._done = self._done or (tag == "table" and self._deep <= 0)

    def handle_data(self, data: str) -> None:
        if self._reads:
            self.rows[-1][-1] += data.replace("\r", " ").replace("\n", " ").replace("\xa0", " ")


def _count(said: str | None) -> int:
    """Over how many rows or columns a cell reaches."""
    return max(int(said), 1) if said and said.isdecimal() else 1


def from_html(text: str) -> Block:
    """The block that the first table of a page is; nothing where it has none. Rows are made equally long."""
    table = _Table()
    table.feed(text)
    rows = [row for row in table.rows if row]
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def from_clipboard(text: str, html: str) -> Block:
    """The block that another program offers: its plain text, unless the table it also offers has another shape.

    Excel and WPS say both alike; Word breaks a cell of several paragraphs over several lines of the plain text.
    """
    plain, table = from_text(text), from_html(html) if "<t" in html else []
    same = len(plain) == len(table) and len(plain[0]) == len(table[0]) if plain and table else not table
    return plain if same else table


def _taken(text: str, place: int) -> tuple[str, int]:
    """The cell that begins at a place, and the place behind it."""
    if text.startswith('"', place):
        end = _closing(text, place + 1)
        if end is not None:
            return text[place + 1 : end].replace('""', '"').replace("\r\n", "\n"), end + 1
    ends = [found for mark in "\t\r\n" if (found := text.find(mark, place)) >= 0]
    end = min(ends, default=len(text))
    return text[place:end], end


def _closing(text: str, place: int) -> int | None:
    """Where the quoted cell ends: at a single mark that what separates cells follows, or the end of the text."""
    while (found := text.find('"', place)) >= 0:
        if text.startswith('""', found):
            place = found + 2
        elif found + 1 == len(text) or text[found + 1] in "\t\r\n":
            return found
        else:
            return None
    return None


def spread(block: Block, rows: int, columns: int) -> Block:
    """A block over a selection: one value fills it, a block repeats where it fits a whole number of times."""
    if not block:
        return []
    height, width = len(block), len(block[0])
    tall = rows if rows % height == 0 and rows > height else height
    wide = columns if columns % width == 0 and columns > width else width
    return [[block[row % height][column % width] for column in range(wide)] for row in range(tall)]
