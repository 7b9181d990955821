"""What the documents name is there: files, folders, modules, and the functions of modules."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_QUOTED = re.compile(r"`([^`\n]+)`")
_PATH = re.compile(r"(?:app|docs|release|resources|tests)/[\w./-]*")
_NAMED = re.compile(r"(app/[\w/]+\.py): (\w+)")


def quoted(document: Path) -> list[str]:
    return _QUOTED.findall(document.read_text("utf-8"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: one.name)
def test_every_file_that_is_named_is_there(document: Path) -> None:
    named = {path.rstrip("/") for text in quoted(document) for path in _PATH.findall(text) if "<" not in text}
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []


def test_every_function_that_is_named_is_there() -> None:
    named = [found for one in DOCUMENTS for text in quoted(one) for found in _NAMED.findall(text)]
    assert named
    for module, name in named:
        body = ast.parse((ROOT / module).read_text("utf-8")).body
        assert name in [getattr(one, "name", None) for one in body], f"{module}: {name}"
