"""A small ledger whose figures can be worked out by hand, and what a written report says."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl

from app.models.field import Stored
from app.models.ledger import fields_of
from app.models.store import Store
from app.models.target import Target
from app.services import ledger, records
from app.services.records import Addition, Pending

UNIT, YEAR = "330421", 2022
WEITANG, LUOXING, XITANG = "330421001", "330421002", "330421103"


def new(location: str) -> Store:
    """An empty ledger of the county."""
    return ledger.create(location, UNIT, YEAR)


def point(code: int, town: str | None, **texts: str) -> Addition:
    """A demolition point; values as canonical texts, the sure ones filled in."""
    values = {
        "code": f"CW-{UNIT}-{YEAR}-{code:04}",
        "plan_year": str(YEAR),
        "county_code": UNIT,
        "zone_type": "城镇违法建筑",
        "stock_type": "存量",
        "demolish_mode": "自拆",
        "found_date": "2022-01-05",
        **({"town_code": town} if town else {}),
        **texts,
    }
    return Addition(cleaned("demolition", values))


def cleaned(kind: str, texts: Mapping[str, str]) -> dict[str, Stored | None]:
    """Canonical texts as stored values."""
    return {name: fields_of(kind)[name].clean(text) for name, text in texts.items()}


def add(store: Store, *additions: Addition, kind: str = "demolition") -> list[int]:
    """Put records into a ledger."""
    with store.write("录入") as work:
        return records.add(work, kind, additions)


def aim(store: Store, indicator: str, scale: int, **values: str) -> None:
    """Set targets, as decimals of the indicator's unit: ``unit="52"``, ``t330421001="4.5"``."""
    regions = {"unit": UNIT, **{name: name[1:] for name in values if name != "unit"}}
    rows = [
        {
            "year": YEAR,
            "code": indicator,
            "region": regions[name],
            "value": int(Decimal(value).scaleb(scale)),
            "effective": f"{YEAR}-01-01",
        }
        for name, value in values.items()
    ]
    with store.write("任务分解") as work:
        work.insert(Target, rows)


def waiting(addition: Addition, field: str, raw: str) -> Addition:
    """The record with a text that is no value yet."""
    return Addition(addition.values, pending=[Pending(field, raw, "不是数字")])


class Written:
    """A written report, read back by another program: cells by 栏次 and by the row's first word."""

    def __init__(self, path: Path, *, formulas: bool = False) -> None:
        book = openpyxl.load_workbook(path, data_only=not formulas)
        self.sheet = book[book.sheetnames[0]]
        self.meta = {str(row[0]): row[1] for row in book["_meta"].iter_rows(values_only=True)}
        rows = [[cell.value for cell in row] for row in self.sheet.iter_rows()]
        self.texts = [str(value) for row in rows for value in row if value is not None]
        at = next(index for index, row in enumerate(rows) if "1" in row and "2" in row)
        self.numbers = [str(value) for value in rows[at]]
        self.rows = {row[self._name]: row for row in rows[at + 1 :] if row[self._name] is not None}

    @property
    def _name(self) -> int:
        return self.numbers.index("甲")

    def cell(self, row: str, number: int | str) -> Any:
        """The value of a row in a 栏次; figures as exact decimals."""
        value = self.rows[row][self.numbers.index(str(number))]
        return Decimal(str(value)) if isinstance(value, int | float) else value
