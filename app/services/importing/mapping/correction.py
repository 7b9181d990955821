"""A mapping put right by hand: ``列=栏目`` says what a column is, ``列=`` that it is left out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.models.ledger import LEDGERS, fields_of
from app.models.refusal import Refusal
from app.services.importing.tables.table import Table
from app.services.importing.text import key

_AT = "@"
_FORM = '请写成“列=栏目”，例如 --map "D=验收复垦面积"；不导入的列写 --map "Q="'


@dataclass(frozen=True, slots=True)
class Correction:
    """What the clerk says of one column, named by its letter or its heading; "" leaves it out.

    ``unit`` is the unit of its figures, empty where the table tells; ``sheet`` the only sheet meant, empty for all.
    """

    column: str
    field: str
    unit: str = ""
    sheet: str = ""


def correction(said: str) -> Correction:
    """The correction a text spells; refuses one that is none and a field nobody knows."""
    column, sign, name = said.partition("=")
    if not sign or not column.strip():
        raise Refusal(f"没看懂“{said}”", _FORM)
    return Correction(column.strip(), _field(name.strip()) if name.strip() else "")


def _field(said: str) -> str:
    """A field by its name or its label."""
    for kind in LEDGERS:
        for name, field in fields_of(kind).items():
            if said == name or key(said) == key(field.label):
                return name
    raise Refusal(f"台账里没有“{said}”这一栏", "请写栏目的中文名或字段名；有哪些栏目可用 records --json 查看")


def corrected(tables: Sequence[Table], said: Iterable[Correction]) -> list[Mapping[str, str]]:
    """For each table what is said of its columns, by heading path; refuses a column that no table has."""
    found: list[dict[str, str]] = [{} for _ in tables]
    for one in said:
        hits = [
            (place, path)
            for place, table in enumerate(tables)
            if one.sheet in ("", table.sheet.name)
            for path in _paths(table, one.column)
        ]
        if not hits:
            raise Refusal(f"表里没有“{one.column}”这一列", "请写列的字母（如 D）或表头文字")
        for place, path in hits:
            found[place][path] = with_unit(one.field, one.unit)
    return list(found)


def with_unit(field: str, unit: str) -> str:
    """A field and the unit of its figures as one word, as they are remembered."""
    return f"{field}{_AT}{unit}" if field and unit else field


def fields_and_units(said: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What is said of columns (path -> word) as their fields, and the units of those that have one."""
    words = {path: word.partition(_AT) for path, word in said.items()}
    return (
        {path: field for path, (field, _, _) in words.items()},
        {path: unit for path, (_, _, unit) in words.items() if unit},
    )


def _paths(table: Table, said: str) -> list[str]:
    """The heading paths of the columns that are meant: by letter, by the whole path, or by the leaf alone.

    A letter names no column of cards, where several stand below each other.
    """
    return [
        column.text
        for column in table.columns
        if (said.upper() == column.letter and not table.spots) or key(said) in (key(column.text), key(column.path[-1]))
    ]
