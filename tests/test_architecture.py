"""The house's rules, each a test with its sentence; ``docs/architecture.md`` draws the house."""

import ast
import csv
import gzip
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
CONTRACTS = {contract["id"]: contract["name"] for contract in SETTINGS["tool"]["importlinter"]["contracts"]}
MODULES = sorted((ROOT / "app").rglob("*.py"))

LINES_IN_A_MODULE = 500
LINES_IN_A_FUNCTION = 50
VAGUE_NAMES = re.compile(r"_?(utils?|helpers?|common|misc|managers?|handlers?)")

GENERIC_DIVISIONS = {"市辖区", "省直辖县级行政区划", "自治区直辖县级行政区划"}
DIVISION_ENDINGS = re.compile(r"(壮族|回族|维吾尔)?(特别行政区|自治区|自治州|自治县|地区|新区|[省市县区旗盟])$")
ORDINARY_WORDS = {"资源", "合作", "新建", "平原", "前进", "解放"}  # words that happen to be a county's name too
YEARS = range(2015, 2041)
YEAR_TEXT = re.compile(r"20[1-4]\d(年|[-./]\d.*)?")


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


# ---------------------------------------------------------------- layers


def lint_imports(folder: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = Path(sys.executable).with_name("lint-imports")
    arguments = [command, "--no-logo", "--no-cache", "--config", ROOT / "pyproject.toml", "--contract", contract]
    return subprocess.run(arguments, cwd=folder, capture_output=True, text=True, check=False)


@cache
def keeps(folder: Path, contract: str) -> bool:
    return lint_imports(folder, contract).returncode == 0


@pytest.mark.parametrize("contract", CONTRACTS)
def test_imports_keep_the_contract(contract: str) -> None:
    """Data flows one way, and each foreign library has one room; the contracts are in ``pyproject.toml``."""
    result = lint_imports(ROOT, contract)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A package with our rooms and nothing in them."""
    house = tmp_path_factory.mktemp("house")
    for module in ("models/store", "services/plan", "services/workbook/read/book", "ui/headless/console", "ui/window"):
        path = house / "app" / f"{module}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        for folder in list(path.parents)[: len(Path(module).parts)]:
            (folder / "__init__.py").touch()
    return house


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("models/store", "import app.services.plan", "layers"),
        ("services/plan", "import app.ui.window", "layers"),
        ("services/plan", "import PySide6.QtCore", "no-qt-below-ui"),
        ("models/store", "def late():\n    import pyqtgraph", "no-qt-below-ui"),
        ("ui/headless/console", "import app.ui.window, PySide6", "no-qt-in-console"),
        ("services/plan", "import sqlite3", "sql-in-models"),
        ("ui/window", "from sqlalchemy import select", "sql-in-models"),
        ("services/plan", "import openpyxl", "formats-in-workbook"),
        ("models/store", "import xml.etree.ElementTree", "formats-in-workbook"),
        ("ui/window", "from zipfile import ZipFile", "formats-in-workbook"),
    ],
)
def test_a_wrong_import_breaks_its_contract(small_house: Path, tmp_path: Path, module: str, line: str, contract: str):
    """A fence that nothing can run into would be no fence."""
    assert keeps(small_house, contract)
    shutil.copytree(small_house, tmp_path, dirs_exist_ok=True)
    (tmp_path / "app" / f"{module}.py").write_text(line)
    assert "BROKEN" in lint_imports(tmp_path, contract).stdout


def test_right_imports_keep_every_contract(small_house: Path, tmp_path: Path) -> None:
    """What each room is for, it may do: SQL in models, formats in services.workbook, Qt in ui."""
    shutil.copytree(small_house, tmp_path, dirs_exist_ok=True)
    rooms = {
        "models/store": "import sqlalchemy, sqlite3",
        "services/workbook/read/book": "import zipfile, openpyxl, xml.etree.ElementTree, app.models.store",
        "services/plan": "import app.services.workbook.read.book",
        "ui/window": "import PySide6, app.services.plan",
        "ui/headless/console": "import app.services.plan",
    }
    for module, line in rooms.items():
        (tmp_path / "app" / f"{module}.py").write_text(line)
    results = [lint_imports(tmp_path, contract) for contract in CONTRACTS]
    assert [result.returncode for result in results] == [0] * len(CONTRACTS), results


def test_the_console_starts_without_qt() -> None:
    """A server, a script or a PC without a display must be able to use the headless face."""
    program = "import sys, app.ui.headless.console; print(*{name.split('.')[0] for name in sys.modules})"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {"PySide6", "shiboken6", "pyqtgraph"} & set(loaded.stdout.split())


def test_the_house_has_three_rooms() -> None:
    """``ui -> services -> models`` and nothing beside them, so that a reader sees the flow in the folder list."""
    rooms = {path.name for path in (ROOT / "app").iterdir() if path.name != "__pycache__"}
    assert rooms == {"__init__.py", "models", "services", "ui"}


# ---------------------------------------------------------------- size and names


def test_modules_are_short() -> None:
    """A module that needs more than 500 lines is two modules."""
    long = [path for path in MODULES if len(path.read_text("utf-8").splitlines()) > LINES_IN_A_MODULE]
    assert not names(long)


class Said(NamedTuple):
    """A module's functions (name, line, length) and its literals (line, value), docstrings left out: they are prose."""

    functions: list[tuple[str, int, int]]
    literals: list[tuple[int, str | int]]


@cache
def said(path: Path) -> Said:
    """Every rule below looks at the same modules: each is parsed once."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    functions = [
        (node.name, node.lineno, (node.end_lineno or 0) - node.lineno)
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    literals = [
        (node.lineno, node.value)
        for node in nodes
        if isinstance(node, ast.Constant) and type(node.value) in (str, int) and id(node) not in prose
    ]
    return Said(functions, literals)


def test_functions_are_short() -> None:
    """A function that needs more than 50 lines does more than one thing; a migration's list of tables is one thing."""
    long = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in [*MODULES, ROOT / "dev.py", ROOT / "main.py"]
        if "versions" not in path.parts
        for name, line, length in said(path).functions
        if length >= LINES_IN_A_FUNCTION
    ]
    assert not long


def test_module_names_say_something() -> None:
    """``utils`` and its kin are rooms where things get lost."""
    vague = [path for path in MODULES if VAGUE_NAMES.fullmatch(path.stem) or VAGUE_NAMES.fullmatch(path.parent.name)]
    assert not names(vague)


# ---------------------------------------------------------------- no place, no year


@cache
def divisions() -> list[dict[str, str]]:
    with gzip.open(ROOT / "resources" / "divisions.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        return [row for row in csv.DictReader(lines) if row["level"] in {"province", "city", "county"}]


@cache
def place_names() -> re.Pattern[str]:
    """The full names of provinces, cities and counties, and the short ones of provinces and cities."""
    found = {row["name"] for row in divisions() if len(row["name"]) > 2}
    found |= {DIVISION_ENDINGS.sub("", row["name"]) for row in divisions() if row["level"] != "county"}
    return re.compile("|".join(sorted(name for name in found - GENERIC_DIVISIONS if len(name) > 1)))


def short_county_names() -> set[str]:
    short = {DIVISION_ENDINGS.sub("", row["name"]) for row in divisions() if row["level"] == "county"}
    return {name for name in short if len(name) > 1} - ORDINARY_WORDS


def test_no_module_knows_a_place() -> None:
    """Any county of China must work, so divisions are data: no name in a line of code or comment."""
    told = [
        f"{path.relative_to(ROOT)}:{number} {found.group()}"
        for path in MODULES
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (found := place_names().search(line))
    ]
    assert not told


def test_no_literal_is_a_place_or_its_code() -> None:
    """The short name of a county and its code are as much a place as the full name."""
    places = short_county_names() | {row["code"] for row in divisions() if row["level"] == "county"}
    told = [
        f"{path.relative_to(ROOT)}:{line} {text}"
        for path in MODULES
        for line, text in said(path).literals
        if isinstance(text, str)
        and (text in places or (text[:6] in places and text.isdigit() and len(text) in {9, 12}))
    ]
    assert not told


def test_no_literal_is_a_year() -> None:
    """Next year comes without a new version: the year is the ledger's, the clerk's or the clock's."""
    told = [
        f"{path.relative_to(ROOT)}:{line} {value}"
        for path in MODULES
        for line, value in said(path).literals
        if value in YEARS or (isinstance(value, str) and YEAR_TEXT.fullmatch(value))
    ]
    assert not told
