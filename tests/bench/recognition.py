"""How well workbooks that nobody has seen are read: cells right, flagged, missed, silently wrong, file by file.

    python -m tests.bench.recognition [--seeds 0-59] [--out FOLDER] [--verbose]

Writes the generated workbooks with their truths (into ``--out`` where given), imports each into a new ledger of its
county, and compares every cell. The last lines are the table of ``docs/recognition.md``.
"""

import argparse
import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from app.services import ledger
from app.services.importing import flow
from app.services.importing.planning.plan import Options
from app.services.importing.report import as_json
from app.services.workbook.book import Book
from app.services.workbook.read.parse import parse
from tests.services.importing.layouts.book import saved

_DERIVED = {"county_code", "town_code", "plan_year", "stage", "village"}
Json = Mapping[str, Any]


@dataclass(slots=True)
class Score:
    """What became of the cells of one workbook, or of all."""

    cells: int = 0
    right: int = 0
    flagged: int = 0
    missed: int = 0
    doubted: int = 0
    silent: int = 0
    lost: int = 0
    extra: int = 0
    refused: int = 0
    kinds: int = 0
    notes: list[str] = field(default_factory=list)

    def add(self, other: "Score") -> None:
        """Another score onto this one."""
        for one in fields(self):
            setattr(self, one.name, getattr(self, one.name) + getattr(other, one.name))


def score(truth: Json, answer: Json) -> Score:
    """A workbook's answer against its truth."""
    found = Score()
    if answer["as"] != truth["as"]:
        found.kinds += 1
        found.notes.append(f"taken as {answer['as']}: {answer['reason']}")
    taken: set[tuple[str, int, int]] = set()
    for want in truth["tables"]:
        _score_table(found, want, answer, taken)
    for place, table in enumerate(answer["tables"]):
        for row in table.get("rows", ()):
            if (table["sheet"], place, row["row"]) not in taken and row["action"] != "reject" and _values(row):
                found.extra += 1
                found.notes.append(f"{table['sheet']} row {row['row']} is no record: {_values(row)}")
    return found


def _score_table(found: Score, want: Json, answer: Json, taken: set[tuple[str, int, int]]) -> None:
    tables = [(n, one) for n, one in enumerate(answer["tables"]) if one["sheet"] == want["sheet"]]
    hit = False
    for number, row in want["rows"].items():
        rows = [
            (place, one, table)
            for place, table in tables
            for one in table.get("rows", ())
            if one["row"] == int(number) and _of(table, want)
        ]
        taken |= {(want["sheet"], place, one["row"]) for place, one, _ in rows}
        hit = hit or any(table["kind"] == want["kind"] for _, _, table in rows)
        _score_row(found, want, int(number), row, [one for _, one, _ in rows])
    if not hit and tables:
        found.kinds += 1
        found.notes.append(f"{want['sheet']}: {want['kind']} is {[table['kind'] for _, table in tables]}")


def _of(table: Json, want: Json) -> bool:
    """Whether a table has a column of the wanted one: two may stand side by side."""
    return any(column["column"] in want["columns"] for column in table["columns"])


def _score_row(found: Score, want: Json, number: int, truth: Json, rows: Sequence[Json]) -> None:
    where = f"{want['sheet']} row {number}"
    if "row_issue" in truth:
        loud = (not rows and truth.get("may_skip")) or any(
            row["action"] in ("conflict", "reject") or any(one["code"] in truth["row_issue"] for one in row["issues"])
            for row in rows
        )
        found.cells += 1
        found.right += loud
        found.silent += not loud
        if not loud:
            found.notes.append(f"{where}: {truth['row_issue']} not said")
    if truth.get("may_any"):
        return
    if not rows:
        found.lost += 1
        found.cells += len(truth["values"])
        found.missed += len(truth["values"])
        found.notes.append(f"{where}: lost")
        return
    if "row_issue" not in truth and all(row["action"] in ("reject", "conflict") for row in rows):
        found.refused += 1
        found.notes.append(f"{where}: refused {[issue['text'] for row in rows for issue in row['issues']][:2]}")
    _score_cells(found, where, want, truth["values"], rows)


def _score_cells(found: Score, where: str, want: Json, values: Mapping[str, str], rows: Sequence[Json]) -> None:
    got = {name: value for row in rows for name, value in _values(row).items()}
    issues = [issue for row in rows for issue in row["issues"]]
    letters = {name: column for column, name in want["columns"].items() if name}
    for name, exact in values.items():
        found.cells += 1
        named = [one for one in issues if one["column"] == letters.get(name, "-") or one["field"] == name]
        said = [one for one in named if one["code"] != "required"]
        if _same(exact, got.get(name)):
            found.right += 1
            found.flagged += bool(said)
            if said:
                found.notes.append(f"{where} {name}: right but {said[0]['code']} {said[0]['text']}")
        elif got.get(name) is None:
            found.missed += 1
            found.notes.append(f"{where} {letters.get(name)} {name}: absent ({[one['text'] for one in said]})")
        elif said:
            found.doubted += 1
            found.notes.append(f"{where} {letters.get(name)} {name}: {got[name]} for {exact}, flagged")
        else:
            found.silent += 1
            found.notes.append(f"{where} {letters.get(name)} {name}: SILENT {got[name]} for {exact}")
    for name in got.keys() - values.keys() - _DERIVED:
        if not any(issue["field"] == name for issue in issues):
            found.cells += 1
            found.silent += 1
            found.notes.append(f"{where} {name}: SILENT {got[name]} from nothing")


def _values(row: Json) -> dict[str, str]:
    return {name: value for name, value in row.get("values", {}).items() if value not in (None, "")}


def _same(exact: str, got: str | None) -> bool:
    if got is None:
        return False
    try:
        return float(exact) == float(got)
    except ValueError:
        return exact.strip() == got.strip()


def answered(path: Path, unit: str) -> Json:
    """What an import of the workbook into a new ledger says, nothing written."""
    with (
        tempfile.TemporaryDirectory() as folder,
        ledger.create(str(Path(folder) / "新.ledger"), unit, 2022) as store,
    ):
        report = flow.imported(store, [path], Options(), dry_run=True)
    files: list[Json] = json.loads(json.dumps(as_json(report)))["files"]
    return files[0]


def measured(folder: Path) -> Iterator[tuple[str, Score, float]]:
    """Each workbook of a folder with its score and the seconds it took."""
    for told in sorted(folder.glob("*.expected.json")):
        truth = json.loads(told.read_text(encoding="utf-8"))
        began = time.monotonic()
        answer = answered(folder / truth["file"], truth["unit"])
        yield truth["file"], score(truth, answer), time.monotonic() - began


def parsed_here(path: Path) -> Generator[int, None, Book]:
    """A workbook read in this process: what is measured is the recognition, whatever else the machine has to do."""
    data = path.read_bytes()
    sheets = []
    for part in parse(data, path.name).parts:
        rows = [list(row) for row in part.grid.rows]
        width = max(map(len, rows), default=0)
        sheets.append(replace(part.head, rows=[tuple(row + [""] * (width - len(row))) for row in rows]))
    yield 0
    return Book(path.name, hashlib.sha256(data).hexdigest(), tuple(sheets))


def _line(name: str, one: Score) -> str:
    figures = (
        one.cells,
        one.right,
        one.flagged,
        one.missed,
        one.doubted,
        one.silent,
        one.lost,
        one.extra,
        one.refused,
        one.kinds,
    )
    return f"| {name} | " + " | ".join(map(str, figures)) + " |"


def main() -> int:
    """Print the table; 1 where a cell is silently wrong, a row lost or a total taken."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seeds", default="0-59")
    arguments.add_argument("--out", type=Path)
    arguments.add_argument("--verbose", action="store_true")
    chosen = arguments.parse_args()
    first, _, last = chosen.seeds.partition("-")
    total = Score()
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.out or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        saved(range(int(first), int(last or first) + 1), folder)
        flow.reading = parsed_here
        print("| 文件 | 单元格 | 正确 | 其中有提示 | 缺 | 错有提示 | 错无提示 | 丢行 | 多行 | 误拒行 | 种类错 |")
        print("|---|" + "---:|" * 10)
        for name, one, _ in measured(folder):
            print(_line(name, one), flush=True)
            for note in one.notes[:30] if chosen.verbose else ():
                print("     ", note)
            total.add(one)
    print(_line("合计", total))
    share = 100 * total.right / (total.cells or 1)
    print(f"正确 {share:.2f} %，正确而有提示 {100 * total.flagged / (total.right or 1):.2f} %，错无提示 {total.silent}")
    return 1 if total.silent or total.lost or total.extra else 0


if __name__ == "__main__":
    sys.exit(main())
