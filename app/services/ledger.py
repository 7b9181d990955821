"""Starting a ledger for a reporting unit: its settings, the units around it, the year's indicators."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.models import region, resources
from app.models.field import Stored
from app.models.quantity import number, scaled
from app.models.queries.scope import scope
from app.models.refusal import Refusal
from app.models.store import Store
from app.models.target import Indicator
from app.models.unit import ReportingUnit, Setting, UnitTown
from app.models.work import Row, Work

_TEXTS = (
    "section",
    "name",
    "aliases",
    "unit",
    "direction",
    "commitment",
    "frequency",
    "source",
    "measure",
    "parent",
    "note",
    "wording",
    "office",
    "explanation",
)


def create(location: str, unit: str, year: int) -> Store:
    """A new ledger of ``unit`` (a division's or zone's code) for ``year``, open for writing."""
    code = known_unit(unit)
    if not 2000 <= year <= 2100:
        raise Refusal(f"年度“{year}”不对", "请填 2000 到 2100 之间的年份")
    store = Store.create(location)
    with store.write("新建台账") as work:
        work.insert(Setting, [{"id": "unit", "value": code}, {"id": "year", "value": str(year)}])
        _write_units(work, code)
        work.insert(Indicator, list(indicator_rows(code, year)))
    return store


def latest_year() -> int:
    """The year of the newest indicators the program brings along."""
    return max(year for _, year in _documents())


def unit_name(store: Store) -> str:
    """The name of the ledger's reporting unit."""
    with store.read() as session:
        return scope(session).name


def known_unit(code: str) -> str:
    """The full code of a reporting unit; raises ``Refusal`` for a code nobody knows."""
    code = code.strip()
    if code in {row["code"] for row in resources.rows("reporting_units.csv")}:
        return code
    division = region.division(code) if re.fullmatch(r"\d{4}|\d{6}", code) else None
    if division is None or division.level not in ("county", "city"):
        raise Refusal(f"没有代码为“{code}”的县(市、区)", "请填六位行政区划代码，例如身份证号的前六位")
    return region.full(division.code)


def _write_units(work: Work, unit: str) -> None:
    """The units the city knows, in its own order, and the towns its zones answer for."""
    neighbours = [row for row in resources.rows("reporting_units.csv") if row["code"][:4] == unit[:4]]
    work.insert(
        ReportingUnit,
        [
            {"id": row["code"], "name": row["name"], "host": row["host"] or None, "position": int(row["position"])}
            for row in neighbours
        ],
    )
    towns = [{"id": town, "unit": row["code"]} for row in neighbours for town in resources.listed(row["towns"])]
    work.insert(UnitTown, towns)


def indicator_rows(unit: str, year: int) -> Iterator[Row]:
    """The indicators of a year: those the unit's city issued, else the newest definitions with empty values."""
    issued = _documents()
    issuer = region.full(unit[:4])
    name, own = (issued[issuer, year], True) if (issuer, year) in issued else (issued[max(issued, key=_age)], False)
    origin = int(name.stem.split("-")[1])
    for position, row in enumerate(resources.rows(f"indicators/{name.name}"), 1):
        yield _indicator(row, position, year=year, shift=year - origin, issuer=issuer, valued=own)


def _age(document: tuple[str, int]) -> int:
    return document[1]


def _documents() -> dict[tuple[str, int], Path]:
    """The indicator files by (issuer, year), as their names say."""
    found = {}
    for path in sorted((resources.root() / "indicators").glob("*-*.csv")):
        issuer, year = path.stem.split("-")
        found[issuer, int(year)] = path
    return found


def _indicator(row: dict[str, str], position: int, *, year: int, shift: int, issuer: str, valued: bool) -> Row:
    scale = int(row["scale"])
    value = number(row["value"]) if valued else None
    known: dict[str, Stored | None] = {key: row[key] or None for key in _TEXTS}
    return {
        **known,
        "year": year,
        "code": row["id"],
        "issuer": issuer,
        "position": position,
        "scale": scale,
        "value": None if value is None else scaled(value, scale),
        "deadline": re.sub(r"\d{4}", lambda found: str(int(found[0]) + shift), row["deadline"]) or None,
    }
