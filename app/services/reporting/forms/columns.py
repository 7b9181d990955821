"""The columns of a form file: where each gets its figures from, in which unit, with how many places."""

import re
from collections.abc import Callable, Collection

from app.models import measure as measures
from app.models.ledger import fields_of
from app.models.measure import Aggregate, Mean, Measure
from app.models.quantity import factor, unit_named
from app.models.queries.settings import known
from app.services.reporting import indicator_lines, record_lines, town_lines
from app.services.reporting.forms import relation
from app.services.reporting.forms.form import (
    ByHand,
    Chosen,
    Column,
    Computed,
    Counted,
    Fact,
    OfField,
    OfIndicator,
    Over,
    Ranked,
    Rows,
    Source,
)
from app.services.reporting.forms.section import Section

PLACEHOLDERS = frozenset({"unit", "places", "period", "cutoff", "year"})
"""What a title, a header, a meta line or a note may leave open, beside the keys of the settings."""
OPEN = re.compile(r"\{([^{}]*)\}")
"""An open place in a text."""
FACTS: dict[Rows, Collection[str]] = {
    Rows.LEDGER: (),
    Rows.TOWNS: town_lines.FACTS,
    Rows.INDICATORS: indicator_lines.FACTS,
    Rows.RECORDS: record_lines.FACTS,
}
"""What the rows of each kind of form know of themselves."""

_OF_INDICATOR = ("target", "actual", "pace")
_SOURCES = (*_OF_INDICATOR, "fact", "field", "measure", "value", "rank")


def open_text(section: Section, key: str) -> str:
    """A text with open places, all of which can be filled."""
    text = section.text(key)
    _known_places(section, key, text)
    return text


def open_texts(section: Section, key: str) -> tuple[str, ...]:
    """A list of such texts."""
    texts = section.texts(key)
    for text in texts:
        _known_places(section, key, text)
    return texts


def _known_places(section: Section, key: str, text: str) -> None:
    for name in OPEN.findall(text):
        if name not in PLACEHOLDERS and name not in known():
            raise section.wrong(key, f"里有填不上的“{{{name}}}”")


def column(section: Section, rows: Rows, kind: str) -> Column:
    """One column; ``kind`` is the ledger of a detailed form."""
    path = tuple(part.strip() for part in open_text(section, "header").split("|"))
    unit = section.text("unit", "")
    places = section.text("places", "")
    if places and places != "own" and not places.isdigit():
        raise section.wrong("places", "应当是小数位数，或 own（各行自有）")
    found = Column(
        path=path,
        source=ByHand("|".join(path)) if section.flag("by_hand") else _source(section, rows, unit, kind),
        number=section.text("number", ""),
        unit=unit,
        numeric=bool(places),
        places=int(places) if places.isdigit() else None,
        width=section.integer("width"),
        centered=section.among("align", ("left", "center"), "left") == "center",
        summed=section.flag("sum"),
        diagonal=section.flag("diagonal"),
    )
    section.close()
    return found


def _source(section: Section, rows: Rows, unit: str, kind: str) -> Source:
    given = [name for name in _SOURCES if name in section]
    if len(given) != 1:
        raise section.wrong("header", f"这一栏应当写明一个来源：{'、'.join((*_SOURCES, 'by_hand'))}")
    (name,) = given
    if name in _OF_INDICATOR:
        return OfIndicator(name, section.text(name), unit)
    match name:
        case "field":
            return _of_field(section, unit, kind)
        case "measure":
            over = Over(section.among("over", [one.value for one in Over]))
            return _chosen(section, name, lambda text: _counted(section, text, unit, over))
        case "value":
            only_with = section.among("only_with", sorted(FACTS[rows])) if "only_with" in section else ""
            return _chosen(section, name, lambda text: Computed(_expression(section, text), text, only_with))
    return _simple(section, name, rows)


def _simple(section: Section, name: str, rows: Rows) -> Source:
    if name == "fact":
        return Fact(section.among("fact", sorted(FACTS[rows])))
    return Ranked(section.text("rank").removesuffix("栏"))


def _of_field(section: Section, unit: str, kind: str) -> OfField:
    if not kind:
        raise section.wrong("field", "只能用在逐条列出台账记录的表里")
    field = fields_of(kind)[section.among("field", tuple(fields_of(kind)))]
    if unit and unit != field.unit:
        raise section.wrong("unit", f"应当是台账里的“{field.unit}”：明细表照台账的全精度填写")
    dates = [one.name for one in fields_of(kind).values() if one.type == "date"]
    named = {key: section.among(key, dates) for key in ("reached", "outdated_by") if key in section}
    return OfField(field.name, **named)


def _chosen(section: Section, key: str, one: Callable[[str], Source]) -> Source:
    """A source, or several under the choices of a setting."""
    by_setting = section.section(key)
    if by_setting is None:
        return one(section.text(key))
    (setting,) = by_setting.names if len(by_setting.names) == 1 else ("",)
    choices = by_setting.section(setting)
    if setting not in known() or choices is None or set(choices.names) != set(known()[setting].choices):
        raise section.wrong(key, "应当按一个设置项的每个选项各写一个")
    return Chosen(setting, {choice: one(choices.text(choice)) for choice in choices.names})


def _expression(section: Section, text: str) -> relation.Expression:
    try:
        tree = relation.expression(text)
    except relation.Unreadable:
        raise section.wrong("value", f"读不懂：“{text}”") from None
    if any(ref.of for ref in relation.all_refs(tree)):
        raise section.wrong("value", f"只能用本表的栏次：“{text}”")
    return tree


def _counted(section: Section, text: str, unit: str, over: Over) -> Counted:
    try:
        tree = measures.measure(text)
    except measures.Unreadable as error:
        raise section.wrong("measure", f"读不懂：“{text}”{unknown(error)}") from None
    own = _units(tree)
    if len(own) != 1:
        raise section.wrong("measure", "的各项单位不同")
    (source,) = own
    if not source and unit_named(unit):
        raise section.wrong("measure", f"是个数，单位不能是“{unit}”")
    try:
        return Counted(tree, factor(source or unit, unit), over)
    except ValueError:
        raise section.wrong("measure", f"的单位“{source}”不能换成“{unit}”") from None


def unknown(error: measures.Unreadable) -> str:
    """What is said of a name that no ledger has."""
    return f"，台账里没有“{error.unknown}”" if error.unknown else ""


def _units(tree: Measure) -> set[str]:
    """The units in which the parts of a measure are kept; a number has none and fits all."""
    match tree:
        case Mean(whole=whole):
            return {fields_of(whole.kind)[whole.plus[0]].unit}
        case Aggregate(kind=kind, plus=plus):
            return {fields_of(kind)[plus[0]].unit if plus else ""}
    return {unit for one in measures.aggregates(tree) for unit in _units(one)}
