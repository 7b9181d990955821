"""A cell of a longitude or latitude: decimal degrees, degrees with minutes and seconds, or both in one cell."""

import re
from fractions import Fraction

from app.models import quantity
from app.models.field import Field, Stored
from app.services.importing.clean.number import clean_number
from app.services.importing.issue import Cleaned, Code, Problem, Severity, noted, refused
from app.services.importing.text import half_width, visible
from app.services.workbook.book import Cell

LON, LAT = "lon", "lat"
_LONGITUDES, _LATITUDES = range(73, 137), range(3, 55)
_MARKS = {LON: ("东经", "经度", "E", "e"), LAT: ("北纬", "纬度", "N", "n")}
_NAME = "(?:东经|北纬|经度|纬度|[EN])"
_ONE = re.compile(
    rf"(?P<before>{_NAME})?[::]?"
    r"(?:(?P<degrees>\d{1,3})[°º度](?P<minutes>\d{1,2}(?:\.\d+)?)[′'’‘分]"
    r"(?:(?P<seconds>\d{1,2}(?:\.\d+)?)(?:[″\"”“秒]|''|′′|’’)?)?"
    r"|(?P<decimal>\d{1,3}(?:\.\d+)?)[°º度]?)"
    rf"(?P<after>{_NAME})?",
    re.IGNORECASE | re.ASCII,
)
_BETWEEN = re.compile(r"[,、;/\s]+")


def is_angle(cell: Cell) -> bool:
    """Whether a cell holds an angle, or longitude and latitude, in any way they are written."""
    if not isinstance(cell, str):
        return isinstance(cell, int | float) and not isinstance(cell, bool)
    parts = [part for part in _BETWEEN.split(_spaced(cell)) if part]
    return 1 <= len(parts) <= 2 and all(map(_ONE.fullmatch, parts))


def clean_angle(cell: Cell, field: Field) -> Cleaned:
    """Degrees of ``field``; a second angle in the cell is the other of the two fields, told apart by mark or size."""
    if not isinstance(cell, str):
        return clean_number(cell, field, field.unit, Fraction(1))
    found = [one for part in _BETWEEN.split(_spaced(cell)) if part and (one := _ONE.fullmatch(part))]
    if len(found) == 1 and half_width(cell) == found[0][0]:
        return _single(found[0], cell, field)
    return _pair(found, cell, field) if len(found) == 2 else clean_number(cell, field, field.unit, Fraction(1))


def _spaced(cell: str) -> str:
    """The cell in ASCII signs with its blanks, which may stand between two angles."""
    return " ".join(half_width(part) for part in visible(cell).split())


def _single(found: re.Match[str], cell: str, field: Field) -> Cleaned:
    if _which(found) not in (field.name, None):
        return refused(Code.NOT_A_NUMBER, f"“{field.label}”一栏里写的不是{field.label}：“{cell}”")
    if not found["degrees"]:
        return clean_number(found["decimal"], field, field.unit, Fraction(1))
    value = _degrees(found, field)
    if value is None:
        return refused(Code.NOT_A_NUMBER, f"“{field.label}”的分、秒应小于 60：“{cell}”")
    return noted(value, Code.AMBIGUOUS, f"由度分秒换算为 {field.show(value)}：“{cell}”")


def _degrees(found: re.Match[str], field: Field) -> int | None:
    """The angle as the field stores it; None where minutes or seconds are none."""
    if found["decimal"]:
        return quantity.rounded(Fraction(found["decimal"]), field.scale)
    minutes, seconds = Fraction(found["minutes"]), Fraction(found["seconds"] or 0)
    if minutes >= 60 or seconds >= 60:
        return None
    return quantity.rounded(int(found["degrees"]) + minutes / 60 + seconds / 3600, field.scale)


def _which(found: re.Match[str]) -> str | None:
    said = (found["before"] or "") + (found["after"] or "")
    return next((name for name, marks in _MARKS.items() if any(mark in said for mark in marks)), None)


def _pair(found: list[re.Match[str]], cell: str, field: Field) -> Cleaned:
    """Longitude and latitude in one cell, in either order."""
    values: dict[str, Stored] = {}
    for one in found:
        size, value = int(one["degrees"] or Fraction(one["decimal"])), _degrees(one, field)
        name = _which(one) or (LON if size in _LONGITUDES else LAT if size in _LATITUDES else "")
        if value is not None:
            values[name] = value
    if set(values) != {LON, LAT}:
        return refused(Code.COMPOSITE, f"一格里有两个数，分不清经度和纬度：“{cell}”，请分栏填写")
    text = f"一格里有经度和纬度，已拆开：“{cell}”"
    other = LAT if field.name == LON else LON
    problem = Problem(Code.COMPOSITE, Severity.WARNING, text)
    return Cleaned(values[field.name], problem, ((other, values[other]),))
