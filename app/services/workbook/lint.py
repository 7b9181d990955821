"""A look at a written workbook's formulas: none may be there that its layouts did not declare."""

from collections.abc import Sequence
from pathlib import Path
from xml.parsers import expat
from zipfile import ZipFile

from app.services.workbook.formulas import declared_formulas
from app.services.workbook.frame import frame_of
from app.services.workbook.layout import SheetFill


def undeclared_formulas(path: Path, fills: Sequence[SheetFill]) -> list[str]:
    """The formulas of the workbook at ``path`` that the layouts of ``fills`` do not declare; none is what must be."""
    declared = {formula for fill in fills for formula in declared_formulas(fill, frame_of(fill))}
    return [formula for formula in _formulas(path) if formula not in declared]


def _formulas(path: Path) -> list[str]:
    with ZipFile(path) as package:
        sheets = [name for name in package.namelist() if name.startswith("xl/worksheets/sheet")]
        return [formula for name in sheets for formula in _formulas_of(package.read(name))]


def _formulas_of(content: bytes) -> list[str]:
    found: list[str] = []
    inside = False

    def start(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal inside
        if tag == "f":
            inside = True
            found.append("")

    def end(tag: str) -> None:
        nonlocal inside
        inside = inside and tag != "f"

    def text(piece: str) -> None:
        if inside:
            found[-1] += piece

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(content, True)
    return found
