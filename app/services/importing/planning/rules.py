"""A file of decisions on a returned workbook: ``FIELD or 列名 = 返回|台账``, one a line (``decisions.md`` 20).

A line may also say it as a clerk does, ``市局改动的面积一律接受；备注一律保留``: of one column or of a sort of them,
in the words of ``resources/importing/rules.csv``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.models import quantity, resources
from app.models.field import Field, FieldType
from app.models.ledger import LEDGERS, fields_of
from app.models.refusal import Refusal
from app.services.importing.tables.header import heading
from app.services.importing.vocabulary import vocabulary

RETURNED, LEDGER = "返回", "台账"
_WRITTEN = "请写成“字段或列名 = 返回”或“字段或列名 = 台账”，一行一条；也可以写“市局改动的面积一律接受”“备注一律保留”"
_APART = re.compile("[；;。]")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: the fields it means in each ledger that has them, and whether the returned value counts."""

    fields: Mapping[str, frozenset[str]]
    returned: bool


def decision(rules: Sequence[Rule], kind: str, field: str) -> bool | None:
    """Whether the first rule that speaks of a field takes the returned value; None where none speaks."""
    return next((rule.returned for rule in rules if field in rule.fields.get(kind, ())), None)


def read_rules(path: Path) -> tuple[Rule, ...]:
    """The rules of a file in order; blank lines and lines that begin with ``#`` are passed over.

    Raises ``Refusal`` with the number of the first line that is no rule.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refusal(f"没能打开规则文件“{path.name}”", "请检查文件是否存在") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"规则文件“{path.name}”不是 UTF-8 编码", "请用记事本另存为 UTF-8 后再试") from error
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    return tuple(
        _rule(path, number, said.strip())
        for number, line in lines
        if not line.startswith("#")
        for said in _APART.split(line)
        if said.strip()
    )


def _rule(path: Path, number: int, said: str) -> Rule:
    named, side, sorts = _equation(said) if "=" in said.replace("＝", "=") else _sentence(said)
    if not named or side not in (RETURNED, LEDGER):
        raise Refusal(f"规则文件“{path.name}”第 {number} 行看不懂：{said}", _WRITTEN)
    fields = {kind: found for kind in LEDGERS if (found := frozenset(_meant(kind, named, sorts)))}
    if not fields:
        raise Refusal(f"规则文件“{path.name}”第 {number} 行没有“{named}”这个字段或列名", _WRITTEN)
    return Rule(fields, side == RETURNED)


def _equation(said: str) -> tuple[str, str, str]:
    named, _, side = said.replace("＝", "=").partition("=")
    return named.strip(), side.strip(), ""


def _sentence(said: str) -> tuple[str, str, str]:
    """What a sentence is about, the side it takes (else empty), and the sort of columns it means (else empty)."""
    sides = {word: side for side, sort in ((RETURNED, "returned"), (LEDGER, "ledger")) for word in _words(sort)}
    ending = max((word for word in sides if said.endswith(word)), key=len, default="")
    named = said.removesuffix(ending)
    for word in sorted(_words("always"), key=len, reverse=True):
        named = named.removesuffix(word)
    for word in sorted(_words("whose"), key=len, reverse=True):
        named = named.removeprefix(word)
    return named, sides.get(ending, ""), next((sort for sort in _SORTS if named in _words(sort)), "")


_SORTS = ("area", "date", "money", "all")


@cache
def _words(sort: str) -> tuple[str, ...]:
    rows = resources.rows("importing/rules.csv")
    return tuple(word for row in rows if row["sort"] == sort for word in resources.listed(row["words"]))


def _meant(kind: str, named: str, sort: str) -> Iterator[str]:
    """The fields of a ledger: those of a sort, else the one by its own name or any heading it is known by."""
    if sort:
        yield from (name for name, field in fields_of(kind).items() if _is_of(field, sort))
    elif field := _field(kind, named):
        yield field


def _is_of(field: Field, sort: str) -> bool:
    if sort == "date":
        return field.type is FieldType.DATE
    unit = quantity.unit_named(field.unit)
    return sort == "all" or (unit is not None and unit.dimension == sort)


def _field(kind: str, named: str) -> str | None:
    """The field of a ledger by its own name or any of the headings it is known by."""
    ledger = next(one for one in vocabulary().ledgers if one.kind == kind)
    if named in ledger.fields:
        return named
    found = ledger.by_key.get(heading(named).key)
    return found.field if found else None
