"""A file of decisions on a returned workbook: ``FIELD or 列名 = 返回|台账``, one a line (``decisions.md`` 20)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.models.ledger import LEDGERS
from app.models.refusal import Refusal
from app.services.importing.header import heading
from app.services.importing.vocabulary import vocabulary

RETURNED, LEDGER = "返回", "台账"
_WRITTEN = "请写成“字段或列名 = 返回”或“字段或列名 = 台账”，一行一条"


@dataclass(frozen=True, slots=True)
class Rule:
    """One line: the field it means in each ledger that has it, and whether the returned value counts."""

    fields: Mapping[str, str]
    returned: bool


def decision(rules: Sequence[Rule], kind: str, field: str) -> bool | None:
    """Whether the first rule that speaks of a field takes the returned value; None where none speaks."""
    return next((rule.returned for rule in rules if rule.fields.get(kind) == field), None)


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
    return tuple(_rule(path, number, line) for number, line in lines if line and not line.startswith("#"))


def _rule(path: Path, number: int, line: str) -> Rule:
    said, _, side = line.replace("＝", "=").partition("=")
    named, side = said.strip(), side.strip()
    if side not in (RETURNED, LEDGER):
        raise Refusal(f"规则文件“{path.name}”第 {number} 行看不懂：{line}", _WRITTEN)
    fields = {kind: field for kind in LEDGERS if (field := _field(kind, named))}
    if not fields:
        raise Refusal(f"规则文件“{path.name}”第 {number} 行没有“{named}”这个字段或列名", _WRITTEN)
    return Rule(fields, side == RETURNED)


def _field(kind: str, named: str) -> str | None:
    """The field of a ledger by its own name or any of the headings it is known by."""
    ledger = next(one for one in vocabulary().ledgers if one.kind == kind)
    if named in ledger.fields:
        return named
    wanted = heading(named).key
    return next((one.field for one in ledger.spellings if one.key == wanted), None)
