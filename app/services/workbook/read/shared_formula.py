"""A formula that several cells share, as one of them would write it."""

import re

from app.services.workbook.book import column_of, letter

_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")
_REFERENCE = re.compile(r"(?<![A-Za-z0-9_.$])(\$?)([A-Z]{1,3})(\$?)(\d{1,7})(?![A-Za-z0-9_(])")


def shifted(formula: str, down: int, across: int) -> str:
    """The formula moved ``down`` rows and ``across`` columns: references without ``$`` move with it."""

    def moved(found: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, row = found.groups()
        column = letters if fixed_column else letter(max(column_of(letters) + across, 0))
        return f"{fixed_column}{column}{fixed_row}{row if fixed_row else max(int(row) + down, 1)}"

    pieces = _QUOTED.split(formula)
    return "".join(piece if index % 2 else _REFERENCE.sub(moved, piece) for index, piece in enumerate(pieces))
