"""A choice spread over columns that are ticked: 拆除方式 over 自拆 | 强拆, with √ in one of them."""

from collections.abc import Callable, Mapping, Sequence

from app.models.field import Field, FieldType, Stored
from app.models.stage import stages_of
from app.services.importing import lexicon
from app.services.importing.issue import BLANK, Cleaned, Code, refused
from app.services.importing.mapping.content import Content
from app.services.importing.tables.table import Column
from app.services.importing.text import compact
from app.services.importing.vocabulary import Ledger
from app.services.workbook.book import Cell

STAGE = "stage"
_FLAGS, _TICKED = "*flag", "true"


def ticked(columns: Sequence[Column], contents: Mapping[int, Content], ledger: Ledger) -> dict[int, tuple[Field, str]]:
    """The columns that are one choice each of a field, by their index; at least two that stand together."""
    found: dict[tuple[tuple[str, ...], str], dict[int, tuple[Field, str]]] = {}
    for column in columns:
        cells = contents[column.index].cells
        named = _choice(column, ledger) if all(map(_is_tick, cells)) else None
        if named is not None:
            found.setdefault((column.path[:-1], named[0].name), {})[column.index] = named
    groups = [group for group in found.values() if len(group) > 1 and any(contents[index].cells for index in group)]
    return {index: named for group in groups for index, named in group.items()}


def _choice(column: Column, ledger: Ledger) -> tuple[Field, str] | None:
    """The field and its choice that a leaf is called after; None where none is, or the choices of several fields."""
    leaf = compact(column.path[-1])
    named = []
    for field in ledger.fields.values():
        if field.type is FieldType.CHOICE and field.choices:
            choice = leaf if leaf in field.choices else lexicon.choice_synonyms(ledger.kind, field.name).get(leaf)
            named += [(field, choice)] if choice in field.choices else []
    if not named and (stage := _stage(leaf, ledger)):
        return ledger.fields[STAGE], stage
    return named[0] if len(named) == 1 else None


def _stage(leaf: str, ledger: Ledger) -> str | None:
    """The stage that a leaf names, with who decides on it or what is decided before it: 市级验收, 项目立项."""
    stages = stages_of(ledger.kind)
    known = lexicon.choice_synonyms(ledger.kind, STAGE).get(leaf)
    return known or next((stage for stage in sorted(stages, key=len, reverse=True) if leaf.endswith(stage)), None)


def _is_tick(cell: Cell) -> bool:
    return lexicon.choice_synonyms("", _FLAGS).get(compact(str(cell)).removesuffix(".0")) is not None


def further(kind: str, one: Stored, other: Stored) -> Stored:
    """The later of two stages: of those that a row has ticked, the last is where it stands."""
    order = list(stages_of(kind))
    return max(one, other, key=lambda stage: order.index(str(stage)))


def clean_tick(choice: str, field: Field) -> Callable[[Cell], Cleaned]:
    """The cleaner of a column that stands for one choice."""

    def clean(cell: Cell) -> Cleaned:
        said = compact(str(cell)).removesuffix(".0")
        flag = lexicon.choice_synonyms("", _FLAGS).get(said)
        if flag is None and said not in lexicon.nothing():
            return refused(Code.UNKNOWN_CHOICE, f"“{field.label}”的“{choice}”一列应打勾或留空，写的是“{said}”")
        return Cleaned(choice) if flag == _TICKED and said not in lexicon.nothing() else BLANK

    return clean
