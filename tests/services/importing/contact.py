"""Workbooks as clerks write them, told line by line in ``tests/data/contact``, each cell with what it means.

    county 330421              whose ledger takes it
    as ledger                  what the file is taken as
    sheet 台账                  a sheet, with its merge(s) on lines that begin with ``merge``
    hide D 7                   columns and rows that are hidden
    : 附件 |  | 单位：亩         a row that is no record
    table demolition | - | code | town_code    what the columns of the records below are
    beside town_code=330421001                 what the records have from elsewhere
    * 1 | FK-1 | 同上 => 330421001             a record (``~`` struck, ``!`` refused)

A cell stands for itself, ``cell => truth`` for another value, ``=> -`` for none, ``=> !`` must be named and give
none, ``=> #truth`` must be named though it is taken, ``=> ?truth`` may be either. ``@2022-03-01`` is a day, ``"12``
the text 12. In a table of targets a column is a region or an indicator with its unit (``T09 亩``), and a row names
the other. Where several indicators stand side by side, a column says what it holds of which (``T09 亩 target``);
where regions do, of which region (``330421101 target``).
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from app.services.workbook.book import letter

FOLDER = Path(__file__).parents[2] / "data" / "contact"
_AIM = re.compile(r"(T\d\d) (\S+)")
_FIGURE = re.compile(r"(T\d\d) (\S+) (target|actual)")
_AT = re.compile(r"(\d{6,9}) (target|actual)")
Json = dict[str, Any]


@dataclass(slots=True)
class Case:
    """A workbook in the making, and what must come out of it."""

    name: str
    county: str = ""
    taken_as: str = ""
    book: openpyxl.Workbook = field(default_factory=openpyxl.Workbook)
    sheet: Worksheet | None = None
    tables: list[Json] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    row: int = 0

    def save(self, folder: Path) -> Path:
        """The workbook, its truth beside it in the shape of the samples'."""
        path = folder / f"{self.name}.xlsx"
        self.book.save(path)
        truth = {"file": path.name, "unit": self.county, "as": self.taken_as, "tables": self.tables}
        path.with_suffix(".expected.json").write_text(json.dumps(truth, ensure_ascii=False, indent=1), encoding="utf-8")
        return path


def cases() -> list[Path]:
    """Every workbook that is told."""
    return sorted(FOLDER.glob("*.txt"))


def made(told: Path) -> Case:
    """The workbook that a file tells."""
    case = Case(told.stem)
    for line in told.read_text(encoding="utf-8").splitlines():
        word, _, rest = line.partition(" ")
        if word != "#":
            _DO[word](case, rest)
    return case


def _sheet(case: Case, name: str) -> None:
    first = case.sheet is None
    sheet = case.book.active if first else case.book.create_sheet()
    assert isinstance(sheet, Worksheet)
    sheet.title, case.sheet, case.row = name, sheet, 0


def _merge(case: Case, areas: str) -> None:
    assert case.sheet is not None
    case.sheet.merged_cells.ranges.update(map(openpyxl.worksheet.cell_range.CellRange, areas.split()))


def _hide(case: Case, told: str) -> None:
    assert case.sheet is not None
    for one in told.split():
        hidden = case.sheet.row_dimensions[int(one)] if one.isdigit() else case.sheet.column_dimensions[one]
        hidden.hidden = True


def _table(case: Case, told: str) -> None:
    kind, *fields = told.split(" | ")
    assert case.sheet is not None
    columns = {letter(index): None if name == "-" else name for index, name in enumerate(fields)}
    case.tables.append({"sheet": case.sheet.title, "kind": kind, "columns": columns, "rows": {}})
    case.beside = {}


def _beside(case: Case, told: str) -> None:
    case.beside = dict(pair.split("=", 1) for pair in told.split())


def _put(case: Case, told: str) -> list[tuple[str, str | None]]:
    """The next row of the sheet: its cells written; each as it stands and with what it is said to mean."""
    assert case.sheet is not None
    case.row += 1
    cells: list[tuple[str, str | None]] = []
    for index, one in enumerate(told.split(" | ") if told else ()):
        said, arrow, meant = one.partition("=>")
        said = said.strip()
        if said:
            case.sheet.cell(case.row, index + 1, _typed(said))
        cells.append((said.lstrip('@"'), meant.strip() if arrow else None))
    return cells


def _typed(said: str) -> str | float | dt.date:
    if said.startswith("@"):
        return dt.date.fromisoformat(said[1:])
    if said.startswith('"'):
        return said[1:]
    try:
        return float(said) if "." in said else int(said)
    except ValueError:
        return said.replace("\\n", "\n")


def _record(case: Case, told: str) -> Json:
    cells, table = _put(case, told), case.tables[-1]
    row: Json = {"values": dict(case.beside)}
    for (index, (said, meant)), name in zip(enumerate(cells), table["columns"].values(), strict=False):
        if name is None or (not said and meant is None):
            continue
        if meant in ("!", "-"):
            row.setdefault("flag", []).extend([letter(index)] if meant == "!" else [])
            continue
        if meant is not None and meant.startswith("?"):
            row.setdefault("may_flag", []).append(letter(index))
        if meant is not None and meant.startswith("#"):
            row.setdefault("doubt", []).append(letter(index))
        truth = said if meant is None else meant.lstrip("?#")
        if truth:
            row["values"][name] = truth
    if table["kind"] == "targets":
        row = {"values": {}, "targets": list(_aims(row["values"], table["columns"]))}
    if any(_FIGURE.fullmatch(one) or _AT.fullmatch(one) for one in filter(None, table["columns"].values())):
        row = {"values": {}, "figures": _figures(row["values"])}
    table["rows"][str(case.row)] = row
    return row


def _aims(values: Json, columns: Json) -> Iterator[Json]:
    """The targets of a row whose columns are indicators or regions."""
    for column, name in columns.items():
        if name and name in values and (found := _AIM.fullmatch(name)):
            yield _aim(column, found[1], values["region"], values[name], found[2])
        elif name and name in values and name.isdigit():
            yield _aim(column, values["indicator"], name, values[name], values["unit"])


def _figures(values: Json) -> list[Json]:
    """What a row says of each of the indicators, or of each of the regions, that stand side by side."""
    found: dict[str, Json] = {}
    for name, value in values.items():
        if told := _AT.fullmatch(name):
            of = {"indicator": values["indicator"], "unit": values["unit"], "region": told[1]}
            found.setdefault(told[1], of)[told[2]] = value
        if told := _FIGURE.fullmatch(name):
            one = found.setdefault(told[1], {"indicator": told[1], "unit": told[2], "region": values["region"]})
            one[told[3]] = value
    return list(found.values())


def _aim(*parts: str) -> Json:
    return dict(zip(("column", "indicator", "region", "value", "unit"), parts, strict=True))


def _struck(case: Case, told: str) -> None:
    _record(case, told).update({"row_issue": ["struck"], "may_skip": True})
    assert case.sheet is not None
    for cell in case.sheet[case.row]:
        cell.font = Font(strike=True)


def _refused(case: Case, told: str) -> None:
    row = _record(case, told)
    row.update({"values": {}, "row_issue": ["unknown-region", "duplicate"], "may_any": True})


def _county(case: Case, told: str) -> None:
    case.county = told


def _as(case: Case, told: str) -> None:
    case.taken_as = told


_DO = {
    "county": _county,
    "as": _as,
    "sheet": _sheet,
    "merge": _merge,
    "hide": _hide,
    "table": _table,
    "beside": _beside,
    ":": _put,
    "*": _record,
    "~": _struck,
    "!": _refused,
}


def wrong(case: Case, file: Json) -> Iterator[str]:
    """What an import did not read as it is meant, in words."""
    if file["as"] != case.taken_as:
        yield f"taken as {file['as']}: {file['reason']}"
    for table in case.tables:
        read = [one for one in file["tables"] if (one["sheet"], one["kind"]) == (table["sheet"], table["kind"])]
        rows = {row["row"]: row for one in read for row in one.get("rows", ())}
        known = {int(number) for one in case.tables if one["sheet"] == table["sheet"] for number in one["rows"]}
        yield from (f"row {number} is no record" for number in rows.keys() - known)
        for number, meant in table["rows"].items():
            row = rows.get(int(number))
            if "figures" in meant:
                told = [one["values"] for table in read for one in table["rows"] if one["row"] == int(number)]
                yield from () if _same_figures(meant["figures"], told) else [f"row {number}: {told}"]
            elif row is None and not meant.get("may_skip"):
                yield f"row {number} is missing"
            elif row is not None and not meant.get("may_any"):
                yield from _wrong_cells(table["columns"], meant, row)


_FOLLOWS = {"county_code", "town_code", "plan_year", "stage", "village", "name", "project_kind", "task_kind", "kind"}


def _wrong_cells(columns: Json, meant: Json, row: Json) -> Iterator[str]:
    values, named = row["values"], {issue["column"] for issue in row["issues"]}
    doubtful = {columns[one] for one in (*meant.get("flag", ()), *meant.get("may_flag", ()))}
    for name, truth in meant["values"].items():
        if not _same(truth, values.get(name)) and not (name in doubtful and values.get(name) is None):
            yield f"row {row['row']} {name}: {values.get(name)!r} for {truth!r}"
    for name in values.keys() - meant["values"].keys() - _FOLLOWS - doubtful - {"unit"}:
        yield f"row {row['row']} {name}: {values[name]!r} for nothing"
    yield from (f"row {row['row']} {one}: nothing is said of it" for one in meant.get("doubt", ()) if one not in named)
    for column in meant.get("flag", ()):
        if column not in named or values.get(columns[column]) is not None:
            yield f"row {row['row']} {column}: {values.get(columns[column])!r}, and nothing is said of it"
    if not _same_aims(meant.get("targets", ()), row.get("targets", ())):
        yield f"row {row['row']}: {row.get('targets')}"


def _same_aims(meant: Sequence[Json], found: Sequence[Json]) -> bool:
    return len(meant) == len(found) and all(
        _same(one["value"], other["value"]) and {**one, "value": ""} == {**other, "value": ""}
        for one, other in zip(meant, found, strict=True)
    )


def _same_figures(meant: Sequence[Json], found: Sequence[Json]) -> bool:
    return len(meant) == len(found) and all(
        one.keys() == other.keys() and all(_same(one[name], other[name]) for name in one)
        for one, other in zip(meant, found, strict=True)
    )


def _same(meant: str, found: str | None) -> bool:
    try:
        return found is not None and (meant == found or float(meant) == float(found))
    except ValueError:
        return False


if __name__ == "__main__":
    import sys

    for path in cases():
        made(path).save(Path(sys.argv[1]))
