"""The report forms of ``resources/reports``, one YAML file each: read, checked against themselves, kept.

A mistake is refused with the file and the line it stands in, before anything is built on it.
"""

import re
from collections.abc import Callable, Collection, Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from app.models import measure as measures
from app.models import period, resources
from app.models.ledger import LEDGERS, fields_of
from app.models.quantity import factor, number, unit_named
from app.models.queries.settings import known
from app.models.refusal import Refusal
from app.services.reporting import indicator_lines, relation, town_lines
from app.services.reporting.form import (
    Blank,
    ByHand,
    Check,
    Chosen,
    Column,
    Computed,
    Counted,
    Fact,
    Form,
    Level,
    OfIndicator,
    Ranked,
    Rows,
    Source,
)
from app.services.reporting.section import Section

PLACEHOLDERS = frozenset({"unit", "places", "period", "cutoff", "year"})
"""What a title, a header, a meta line or a note may leave open, beside the keys of the settings."""
OPEN = re.compile(r"\{([^{}]*)\}")
"""An open place in a text."""
FACTS: dict[Rows, Collection[str]] = {Rows.TOWNS: town_lines.FACTS, Rows.INDICATORS: indicator_lines.FACTS}
"""What the rows of each kind of form know of themselves."""

_OF_INDICATOR = ("target", "actual", "pace")
_SOURCES = (*_OF_INDICATOR, "fact", "measure", "value", "rank", "by_hand")


def forms() -> tuple[Form, ...]:
    """Every form in its order. Raises ``Refusal`` naming file and line where one cannot be used."""
    return read_forms(resources.root() / "reports")


@cache
def read_forms(folder: Path) -> tuple[Form, ...]:
    """The forms declared in a folder."""
    found = sorted((read_form(path) for path in sorted(folder.glob("*.yaml"))), key=lambda form: form.order)
    if not found:
        raise Refusal("没有找到报表格式文件", "请重新安装本程序")
    return tuple(found)


def read_form(path: Path) -> Form:
    """The form declared in one file."""
    top = Section.read(path)
    rows = Rows(top.among("rows", [kind.value for kind in Rows]))
    columns = tuple(_column(section, rows) for section in top.sections("columns"))
    form = Form(
        id=top.text("id"),
        name=top.text("name"),
        version=top.text("version"),
        rows=rows,
        title=_open_text(top, "title"),
        sheet=top.text("sheet"),
        meta=_meta(top),
        paper=top.among("paper", ("A3", "A4")),
        table_code=top.text("table_code", ""),
        ledger=top.among("ledger", tuple(LEDGERS)) if rows is Rows.RECORDS else "",
        periods=() if rows is Rows.RECORDS else _periods(top),
        frozen_columns=top.integer("frozen_columns", 1) or 0,
        body_size=top.integer("body_size", 10) or 10,
        row_height=top.integer("row_height", 20) or 20,
        columns=columns,
        checks=tuple(_check(section, columns) for section in top.sections("checks")),
        notes=_open_texts(top, "notes"),
        signatures=top.texts("signatures"),
        order=top.integer("order", 0) or 0,
    )
    top.close()
    _agree(form, top)
    return form


def _meta(top: Section) -> tuple[str, str, str]:
    texts = _open_texts(top, "meta")
    if len(texts) != 3:
        raise top.wrong("meta", "应当有三段：左、中、右")
    return texts[0], texts[1], texts[2]


def _periods(top: Section) -> tuple[str, ...]:
    found = top.texts("periods")
    if not found or not set(found) <= set(period.KINDS):
        raise top.wrong("periods", f"应当是 {'、'.join(period.KINDS)} 中的几种")
    return found


def _open_text(section: Section, key: str) -> str:
    text = section.text(key)
    _known_places(section, key, text)
    return text


def _open_texts(section: Section, key: str) -> tuple[str, ...]:
    texts = section.texts(key)
    for text in texts:
        _known_places(section, key, text)
    return texts


def _known_places(section: Section, key: str, text: str) -> None:
    for name in OPEN.findall(text):
        if name not in PLACEHOLDERS and name not in known():
            raise section.wrong(key, f"里有填不上的“{{{name}}}”")


def _column(section: Section, rows: Rows) -> Column:
    path = tuple(part.strip() for part in _open_text(section, "header").split("|"))
    unit = section.text("unit", "")
    places = section.text("places", "")
    if places and places != "own" and not places.isdigit():
        raise section.wrong("places", "应当是小数位数，或 own（各行自有）")
    column = Column(
        path=path,
        source=_source(section, rows, unit),
        number=section.text("number", ""),
        unit=unit,
        numeric=bool(places),
        places=int(places) if places.isdigit() else None,
        width=section.integer("width"),
        centered=section.among("align", ("left", "center"), "left") == "center",
    )
    section.close()
    return column


def _source(section: Section, rows: Rows, unit: str) -> Source:
    given = [name for name in _SOURCES if name in section]
    if len(given) != 1:
        raise section.wrong("header", f"这一栏应当写明一个来源：{'、'.join(_SOURCES)}")
    (name,) = given
    if name in _OF_INDICATOR:
        return OfIndicator(name, section.text(name), unit)
    match name:
        case "fact":
            return Fact(section.among("fact", sorted(FACTS.get(rows, ()))))
        case "measure":
            whole_year = section.among("over", ("year", "period")) == "year"
            return _chosen(section, name, lambda text: _counted(section, text, unit, whole_year=whole_year))
        case "value":
            only_with = section.among("only_with", sorted(FACTS.get(rows, ()))) if "only_with" in section else ""
            return _chosen(section, name, lambda text: Computed(_expression(section, text), text, only_with))
        case "rank":
            return Ranked(section.text("rank").removesuffix("栏"))
    section.text(name, "")
    return ByHand()


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
        return relation.expression(text)
    except relation.Unreadable:
        raise section.wrong("value", f"读不懂：“{text}”") from None


def _counted(section: Section, text: str, unit: str, *, whole_year: bool) -> Counted:
    try:
        tree = measures.measure(text)
    except measures.Unreadable:
        raise section.wrong("measure", f"读不懂：“{text}”") from None
    own = {_unit_of(one) for one in measures.aggregates(tree)}
    if len(own) != 1:
        raise section.wrong("measure", "的各项单位不同")
    (source,) = own
    if not source and unit_named(unit):
        raise section.wrong("measure", f"是个数，单位不能是“{unit}”")
    try:
        return Counted(tree, factor(source or unit, unit), whole_year)
    except ValueError:
        raise section.wrong("measure", f"的单位“{source}”不能换成“{unit}”") from None


def _unit_of(aggregate: measures.Aggregate) -> str:
    return fields_of(aggregate.kind)[aggregate.plus[0]].unit if aggregate.plus else ""


def _check(section: Section, columns: tuple[Column, ...]) -> Check:
    level = Level(section.among("level", [one.value for one in Level]))
    if "total" in section:
        text = section.text("total")
        check = Check(level=level, text=f"合计={text}各行之和", total=text.removesuffix("栏"))
    else:
        check = _relation_check(section, level, columns)
    _columns_there(section, columns, set(_checked(check)))
    section.close()
    return check


def _relation_check(section: Section, level: Level, columns: tuple[Column, ...]) -> Check:
    text = section.text("relation")
    try:
        found = relation.relation(text)
    except relation.Unreadable:
        raise section.wrong("relation", f"读不懂：“{text}”") from None
    within = number(section.text("within", "0"))
    if within is None:
        raise section.wrong("within", "应当是数字")
    return Check(level=level, text=text, relation=found, within=Fraction(within), blank=_blank(section, columns))


def _blank(section: Section, columns: tuple[Column, ...]) -> Blank | None:
    found = section.section("blank")
    if found is None:
        return None
    (name,) = found.names if len(found.names) == 1 else ("",)
    source = next((column.source for column in columns if f"{column.number}栏" == name), None)
    if not isinstance(source, Counted):
        raise section.wrong("blank", "应当写成“{5栏: 字段名}”，并且那一栏由台账统计")
    first = measures.aggregates(source.measure)[0]
    return Blank(first, found.among(name, tuple(fields_of(first.kind))))


def _checked(check: Check) -> Iterator[str]:
    if check.total:
        yield check.total
    if check.relation:
        yield from relation.refs(check.relation)


def _columns_there(section: Section, columns: tuple[Column, ...], wanted: set[str]) -> None:
    missing = wanted - {column.number for column in columns if column.numeric}
    if missing:
        raise section.wrong("level", f"这条审核关系用到没有的栏次：{'、'.join(sorted(missing))}")


def _agree(form: Form, top: Section) -> None:
    """What only the whole form can show: its columns are there, named once, and know the columns they use."""
    if bool(form.columns) is (form.rows is Rows.RECORDS):
        raise top.wrong("columns", "台账的列由字段决定，报表的列要逐一写明")
    numbers = [column.number for column in form.columns if column.number]
    if len(numbers) != len(set(numbers)):
        raise top.wrong("columns", "里有重复的栏次")
    used = {number for column in form.columns for number in _used(column.source)}
    if missing := used - set(numbers):
        raise top.wrong("columns", f"里用到没有的栏次：{'、'.join(sorted(missing))}")


def _used(source: Source) -> Iterator[str]:
    match source:
        case Computed(expression=tree):
            yield from relation.refs(tree)
        case Ranked(number=column):
            yield column
        case Chosen(sources=sources):
            for one in sources.values():
                yield from _used(one)
